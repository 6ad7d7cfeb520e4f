//! The saboteurs: equations of a neuron with one mistake each, for the tests to notice.
//!
//! What neurons share on purpose here, and what a neuron is told of its place, lives in these types; no
//! neuron of the library has any of it.
#![allow(dead_code, reason = "no test needs all of them")]

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use fazil::axon::{AgentId, Tick};
use fazil::scalar::Scalar;
use fazil::synapse::{Equations, Push};

/// A one-line mistake in what a neuron computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saboteur {
    /// No mistake.
    None,
    /// Eq. 9 as printed: f′(x) where f(x) belongs, of a ReLU.
    SlopeInEquation9,
    /// Products within a tick already use the tick's new weight.
    NewWeightWithinTick,
    /// Sums run in the order in which messages arrived.
    ArrivalOrder,
    /// Eq. 7 as x + γ(−ε + f′S), which rounds.
    PlainEquation7,
    /// φ fires on any change of ε, whatever caused it.
    AnyCause,
    /// ε as (hi − μ) + lo, which rounds twice.
    ShortDifference,
    /// ε as hi − μ: what rounding left out of x is forgotten.
    LostResidue,
    /// A change of weight multiplies, then adds.
    UnfusedProduct,
    /// φ is told its layer: in odd layers it keeps quiet.
    ToldLayer,
    /// A neuron reads the network's tick from a clock that all share, and learns by it.
    GlobalTick,
    /// A synapse makes the change that another neuron's synapse asked for.
    SharedChange,
}

impl Saboteur {
    /// The equations with this mistake; `None` without one.
    pub fn equations<S: Scalar>(self) -> Option<Arc<dyn Equations<S>>> {
        match self {
            Self::None => None,
            Self::GlobalTick => Some(Arc::new(GlobalTick::default())),
            Self::SharedChange => Some(Arc::new(SharedChange::default())),
            other => Some(Arc::new(Mistaken(other))),
        }
    }
}

/// Equations with a mistake that needs no memory.
#[derive(Debug)]
struct Mistaken(Saboteur);

impl<S: Scalar> Equations<S> for Mistaken {
    fn at_birth(&self, id: AgentId) -> Option<Arc<dyn Equations<S>>> {
        match (self.0, id) {
            (Saboteur::ArrivalOrder, _) => Some(Arc::new(ArrivalOrder::default())),
            (Saboteur::ToldLayer, AgentId::Error { layer, .. }) => Some(Arc::new(Layer(layer))),
            _ => None,
        }
    }

    fn epsilon(&self, x: &S, residue: Option<&S>, mu: &S) -> S {
        match (self.0, residue) {
            (Saboteur::LostResidue, _) => x.clone() - mu,
            (Saboteur::ShortDifference, Some(residue)) => x.clone() - mu + residue,
            _ => Right.epsilon(x, residue, mu),
        }
    }

    fn is_by_feedback(&self, now: Tick, x_moved: bool, mu_moved: bool) -> bool {
        self.0 == Saboteur::AnyCause
            || Equations::<S>::is_by_feedback(&Right, now, x_moved, mu_moved)
    }

    fn next_x(&self, push: &Push<'_, S>) -> (S, S) {
        if self.0 != Saboteur::PlainEquation7 {
            return Right.next_x(push);
        }
        let [slope, sum] = push
            .feedback
            .map(|[slope, sum]| [slope.clone(), sum.clone()])
            .unwrap_or_else(|| [S::zero(), S::zero()]);
        let push_of_both = slope * &sum - push.epsilon;
        (
            push.x.clone() + &(push.gamma.clone() * &push_of_both),
            S::zero(),
        )
    }

    fn product(&self, epsilon: &[S], rate: &[S], commits: &[bool]) -> S {
        let lanes = || (0..epsilon.len()).filter(|lane| commits[*lane]);
        match self.0 {
            Saboteur::UnfusedProduct => lanes().fold(S::zero(), |sum, lane| {
                sum + &(epsilon[lane].clone() * &rate[lane])
            }),
            Saboteur::SlopeInEquation9 => lanes()
                .filter(|lane| rate[*lane] > S::zero())
                .fold(S::zero(), |sum, lane| sum + &epsilon[lane]),
            _ => Right.product(epsilon, rate, commits),
        }
    }

    fn learns_first(&self) -> bool {
        self.0 == Saboteur::NewWeightWithinTick
    }
}

/// Equations without a mistake.
#[derive(Debug)]
struct Right;

impl<S: Scalar> Equations<S> for Right {}

/// What one neuron remembers of the order in which its messages arrived.
#[derive(Debug, Default)]
struct ArrivalOrder(Mutex<Vec<usize>>);

impl<S: Scalar> Equations<S> for ArrivalOrder {
    fn hear(&self, slot: usize) {
        self.0.lock().expect("nobody panics with it").push(slot);
    }

    fn order(&self) -> Option<Vec<usize>> {
        Some(std::mem::take(
            &mut *self.0.lock().expect("nobody panics with it"),
        ))
    }
}

/// What a neuron was told of its place at birth.
#[derive(Debug)]
struct Layer(usize);

impl<S: Scalar> Equations<S> for Layer {
    fn is_by_feedback(&self, now: Tick, x_moved: bool, mu_moved: bool) -> bool {
        self.0.is_multiple_of(2) && Equations::<S>::is_by_feedback(&Right, now, x_moved, mu_moved)
    }
}

/// The latest tick of any neuron.
#[derive(Debug)]
struct GlobalTick(AtomicI64);

impl Default for GlobalTick {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl<S: Scalar> Equations<S> for GlobalTick {
    fn is_by_feedback(&self, now: Tick, x_moved: bool, mu_moved: bool) -> bool {
        let latest = self.0.fetch_max(now.0, Ordering::Relaxed);
        latest % 3 != 0 && Equations::<S>::is_by_feedback(&Right, now, x_moved, mu_moved)
    }
}

/// The latest product of any synapse, as the bits of an `f64`.
#[derive(Debug, Default)]
struct SharedChange(AtomicU64);

impl<S: Scalar> Equations<S> for SharedChange {
    fn product(&self, epsilon: &[S], rate: &[S], commits: &[bool]) -> S {
        let own: S = Right.product(epsilon, rate, commits);
        let bits = self.0.swap(own.to_f64().to_bits(), Ordering::Relaxed);
        S::from_f64(f64::from_bits(bits))
    }
}
