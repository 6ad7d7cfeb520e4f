//! The equations of one neuron in one tick, a function each.
//!
//! A network computes with [`Published`]. Tests build networks of other equations, each with one
//! mistake (`tests/saboteurs`), and must notice it. Equations see what the neuron that asks hands
//! to them, and change no state of it.

use std::fmt::Debug;
use std::sync::Arc;

use crate::axon::{AgentId, Tick};
use crate::scalar::Scalar;

/// What Eq. 7 makes the next x of, in one lane of one neuron.
#[derive(Clone, Copy, Debug)]
pub struct Push<'a, S> {
    /// x of this tick, as a number.
    pub x: &'a S,
    /// μ of the neuron's own error neuron.
    pub mu: &'a S,
    /// ε of the neuron's own error neuron.
    pub epsilon: &'a S,
    /// (f′(x), Σ θ′ ε of the error neurons below); `None` for a neuron without feedback synapses.
    pub feedback: Option<[&'a S; 2]>,
    /// γ.
    pub gamma: &'a S,
    /// Whether x is kept as a pair.
    pub is_pair: bool,
}

/// What a neuron computes in a tick. The functions that a type does not replace are those of the
/// paper in the arithmetic of SPEC section 3.
pub trait Equations<S: Scalar>: Debug + Send + Sync {
    /// The equations that the neuron `id` is born with, if not these.
    fn at_birth(&self, id: AgentId) -> Option<Arc<dyn Equations<S>>> {
        let _ = id;
        None
    }

    /// An error neuron's synapse `slot` has heard its message of this tick.
    fn hear(&self, slot: usize) {
        let _ = slot;
    }

    /// The order in which a dendrite sums in this tick, by slot; `None` for the order of slots.
    fn order(&self) -> Option<Vec<usize>> {
        None
    }

    /// ε = x − μ (Eq. 5), rounded once where x is what Eq. 7 made of this μ. `residue` is what
    /// rounding left out of `x`, if anything.
    fn epsilon(&self, x: &S, residue: Option<&S>, mu: &S) -> S {
        match residue.filter(|residue| !residue.is_zero()) {
            None => x.clone() - mu,
            Some(residue) => {
                let (difference, left) = x.two_difference(mu);
                difference + &(left + residue)
            }
        }
    }

    /// Whether feedback caused a change of ε in the tick `now` of the neuron's clock: x moved, and
    /// μ did not (SPEC section 5).
    fn is_by_feedback(&self, now: Tick, x_moved: bool, mu_moved: bool) -> bool {
        let _ = now;
        x_moved && !mu_moved
    }

    /// x of the next tick and its residue (Eq. 7): as a pair μ + ((1−γ)ε + (γ f′)·S), nothing left
    /// out; as one number (μ + (1−γ)ε) + (γ f′)·S. Both are μ exactly where γ = 1 and S = 0.
    fn next_x(&self, push: &Push<'_, S>) -> (S, S) {
        let leak = (S::one() - push.gamma) * push.epsilon;
        let feedback = push
            .feedback
            .map(|[slope, sum]| push.gamma.clone() * slope * sum);
        match (push.is_pair, feedback) {
            (true, None) => push.mu.two_sum(&leak),
            (true, Some(feedback)) => push.mu.two_sum(&(leak + &feedback)),
            (false, None) => (push.mu.clone() + &leak, S::zero()),
            (false, Some(feedback)) => (push.mu.clone() + &leak + &feedback, S::zero()),
        }
    }

    /// Σ ε f(x) of Eq. 9 over the lanes that commit, `[B]` each, in lane order from 0.
    fn product(&self, epsilon: &[S], rate: &[S], commits: &[bool]) -> S {
        let lanes = epsilon.iter().zip(rate).zip(commits);
        let committing = lanes.filter(|(_, commits)| **commits);
        committing.fold(S::zero(), |sum, ((epsilon, rate), _)| {
            epsilon.multiply_add(rate, &sum)
        })
    }

    /// Whether a value neuron changes its weights before it sums with them.
    fn learns_first(&self) -> bool {
        false
    }
}

/// The equations of the paper, in the arithmetic of SPEC section 3.
#[derive(Clone, Copy, Debug)]
pub struct Published;

impl<S: Scalar> Equations<S> for Published {}

/// The equations that the neuron `id` is born with; `None` stands for [`Published`].
pub fn equations_of<S: Scalar>(
    chosen: Option<&Arc<dyn Equations<S>>>,
    id: AgentId,
) -> Arc<dyn Equations<S>> {
    match chosen {
        None => Arc::new(Published),
        Some(chosen) => chosen.at_birth(id).unwrap_or_else(|| Arc::clone(chosen)),
    }
}
