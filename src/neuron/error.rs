//! The error neuron E(l, i): predicts its value neuron's x from the layer above, and says how
//! far off it was.
//!
//! In a tick it forms μ = Σ θ f(x) and ε = x − μ (Eq. 5), lets every synapse judge its own φ, and
//! speaks. It knows neither its layer nor the time since anything.
//!
//! ```text
//! slots:  0 own value neuron | 1 … n value neurons above | n + 1 controller (IL, Z-IL)
//! ports:  OWN ε and μ down to the own value neuron | WIDE ε to the value neurons above
//! ```

mod lesion;
mod state;
mod sums;

pub use state::ErrorState;

use std::sync::Arc;

use super::noise::{Channel, Distortion};
use super::{Feedback, NotFinite};
use crate::axon::{
    Activity, AgentId, Feedback as FeedbackMessage, Lanes, Message, Observer, Port,
    PredictionError, Tick,
};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::{Bundle, Change, Detector, Equations, Learning, Phi, Sight, equations_of};

/// What an error neuron is born with.
#[derive(Clone, Debug)]
pub struct ErrorSettings<S> {
    /// Its name; it never reads it.
    pub id: AgentId,
    /// Weights of its feedforward synapses, one per value neuron above.
    pub weights: Vec<S>,
    /// Weight of its bias synapse.
    pub bias: Option<S>,
    /// Synapses that never change.
    pub fixed: Vec<usize>,
    /// The settings of its gate, and of every φ without settings of its own.
    pub phi: Phi,
    /// (synapse, φ) for those with settings of their own; the bias comes after the others.
    pub overrides: Vec<(u32, Phi)>,
    /// When it sends upward.
    pub feedback: Feedback,
    /// How its synapses learn.
    pub learning: Learning<S>,
    /// B.
    pub n_lanes: usize,
    /// The first tick of its clock.
    pub birth: Tick,
}

/// An error neuron.
#[derive(Clone, Debug)]
pub struct ErrorNeuron<S, P: Plasticity> {
    id: AgentId,
    clock: Tick,
    is_first_tick: bool,
    feedback: Feedback,
    equations: Arc<dyn Equations<S>>,
    /// Heard: x of the own value neuron, as a pair.
    x: Arc<Activity<S>>,
    /// Heard: f(x) per synapse.
    rates: Vec<Arc<Lanes<S>>>,
    /// Heard in this tick: a command.
    command: Option<P::Command>,
    /// x and μ of the tick before, `[B]`.
    x_before: Arc<Activity<S>>,
    mu_before: Box<[S]>,
    dendrite: Bundle<S>,
    has_bias: bool,
    /// Whether a rate or a weight changed since μ was summed.
    is_stale: bool,
    /// ε and μ of this tick.
    computed: Arc<PredictionError<S>>,
    /// "x moved, μ did not", `[B]`.
    by_feedback: Box<[bool]>,
    gate: Detector<S>,
    gate_last_loud: Box<[Tick]>,
    gate_fires: Box<[bool]>,
    /// Whether ε or μ, and whether ε alone, differ from what was said last.
    news: (bool, bool),
    /// Whether to say ε and μ, changed or not: at birth, and after an imposed prediction.
    must_speak: bool,
    /// Noise on what it says; `None` in health.
    distortion: Option<Box<Distortion<S>>>,
    is_dead: bool,
    not_finite: Option<NotFinite>,
}

impl<S: Scalar, P: Plasticity> ErrorNeuron<S, P> {
    /// An error neuron at birth: everything 0, every φ silent for ever.
    pub fn new(settings: ErrorSettings<S>) -> Self {
        let equations = equations_of(settings.learning.equations.as_ref(), settings.id);
        let mut learning = settings.learning;
        learning.equations = Some(Arc::clone(&equations));
        let n_lanes = settings.n_lanes;
        let nothing = Arc::new(Lanes::filled(&S::zero(), n_lanes));
        let x = Arc::new(Activity::plain(Lanes::clone(&nothing)));
        let zeros: Box<[S]> = vec![S::zero(); n_lanes].into();
        let n_rates = settings.weights.len();
        let mut weights = settings.weights;
        let has_bias = settings.bias.is_some();
        weights.extend(settings.bias);
        let one = Arc::new(Lanes::filled(&S::one(), n_lanes));
        let mut rates = vec![Arc::clone(&nothing); n_rates];
        rates.extend(has_bias.then_some(one));
        Self {
            id: settings.id,
            clock: settings.birth,
            is_first_tick: true,
            feedback: settings.feedback,
            equations,
            x_before: Arc::clone(&x),
            x,
            rates,
            command: None,
            mu_before: zeros.clone(),
            gate: Detector::new(&settings.phi),
            dendrite: Bundle::new(
                weights,
                n_lanes,
                &settings.phi,
                &settings.overrides,
                learning,
            )
            .with_fixed(&settings.fixed),
            has_bias,
            is_stale: true,
            computed: Arc::new(PredictionError {
                epsilon: zeros.clone(),
                mu: zeros,
                presented: n_lanes as u32,
            }),
            by_feedback: vec![false; n_lanes].into(),
            gate_last_loud: vec![Detector::<S>::SILENT_FOR_EVER; n_lanes].into(),
            gate_fires: vec![false; n_lanes].into(),
            news: (true, true),
            must_speak: true,
            distortion: None,
            is_dead: false,
            not_finite: None,
        }
    }

    /// Its name.
    pub fn id(&self) -> AgentId {
        self.id
    }

    /// Its clock: the tick it is in, or about to begin.
    pub fn clock(&self) -> Tick {
        self.clock
    }

    /// The tick that a message belongs to.
    pub fn due(&self, _: u32) -> Tick {
        self.clock
    }

    /// The weights of its feedforward synapses and of its bias synapse.
    pub fn weights(&self) -> (&[S], Option<&S>) {
        let weights = self.dendrite.weights();
        match self.has_bias {
            true => (&weights[..weights.len() - 1], weights.last()),
            false => (weights, None),
        }
    }

    /// Where its state first stopped being finite.
    pub fn not_finite(&self) -> Option<NotFinite> {
        self.not_finite
    }

    /// Bytes of its synapses' state, what they heard included.
    pub fn synapse_bytes(&self) -> usize {
        self.dendrite.bytes() + self.rates.len() * size_of::<Arc<Lanes<S>>>()
    }

    /// Hears one message.
    ///
    /// # Panics
    /// If the message is of a kind that no error neuron is ever sent.
    #[inline]
    pub fn hear(&mut self, slot: u32, message: Message<S, P::Command>) {
        if (1..=self.rates.len()).contains(&(slot as usize)) {
            self.equations.hear(slot as usize - 1);
        }
        match message {
            Message::Beat => {}
            Message::Rate(_) if self.dendrite.is_absent(slot as usize - 1) => {}
            Message::Rate(rate) => {
                self.rates[slot as usize - 1] = rate;
                self.is_stale = true;
            }
            Message::Activity(x) if !self.is_dead => self.x = x,
            Message::Activity(_) => {}
            Message::Command(command) => self.command = Some(command),
            other => panic!("bug: an error neuron was sent {other:?}"),
        }
    }

    /// Computes this tick from what was heard.
    pub fn absorb(&mut self, observer: &mut impl Observer<S>) {
        self.predict();
        self.observe();
        self.judge_gate();
        observer.prediction(self.clock, &self.computed);
        self.learn(observer);
        self.x_before = Arc::clone(&self.x);
        self.command = None;
        if self.not_finite.is_none() && !self.computed.epsilon.iter().all(S::is_finite) {
            self.not_finite = Some(NotFinite {
                tick: self.clock,
                quantity: "epsilon",
            });
        }
    }

    /// Leaves this tick's messages at its ports, and lets the clock go on.
    pub fn speak(&mut self, say: &mut [Message<S, P::Command>]) {
        (say[Port::OWN.0], say[Port::WIDE.0]) = match self.is_dead {
            true => (Message::Beat, Message::Beat),
            false => (self.words_to_partner(), self.words_to_population()),
        };
        self.is_first_tick = false;
        self.must_speak = false;
        self.clock = self.clock.next();
    }

    /// Takes a prediction imposed from outside: μ as it is, ε = 0, every φ silent for ever,
    /// x and μ of the tick before both μ (SPEC section 7).
    pub fn impose(&mut self, mu: &[S], presented: u32) {
        let epsilon = vec![S::zero(); mu.len()].into();
        self.computed = Arc::new(PredictionError {
            epsilon,
            mu: mu.into(),
            presented,
        });
        self.x_before = Arc::new(Activity::plain(Lanes {
            values: mu.into(),
            presented,
        }));
        self.mu_before = mu.into();
        self.gate_last_loud.fill(Detector::<S>::SILENT_FOR_EVER);
        self.dendrite.silence();
        self.is_first_tick = false; // The next tick compares with what was imposed.
        self.is_stale = true;
        self.must_speak = true;
    }

    /// μ = Σ θ f(x), in synapse order; ε = x − μ (Eq. 5).
    fn predict(&mut self) {
        let before = Arc::clone(&self.computed);
        self.mu_before.clone_from_slice(&before.mu);
        let n_lanes = before.mu.len();
        let order = self.equations.order();
        let rate = |slot: usize| &*self.rates[slot].values;
        let mu: Box<[S]> = match self.is_stale {
            true => self.sum(order, rate, n_lanes).into(),
            false => before.mu.clone(),
        };
        self.is_stale = false;
        let lanes = mu.iter().enumerate();
        let epsilon: Box<[S]> = lanes
            .map(|(lane, mu)| {
                let (x, residue) = self.x.lane(lane);
                self.equations.epsilon(x, residue, mu)
            })
            .collect();
        let presented = self.presented();
        let epsilon_moved = epsilon != before.epsilon;
        let moved = epsilon_moved || mu != before.mu || presented != before.presented;
        self.news = (moved || self.must_speak, epsilon_moved);
        if moved {
            self.computed = Arc::new(PredictionError {
                epsilon,
                mu,
                presented,
            });
        }
    }

    /// Which lanes' x moved while μ did not.
    fn observe(&mut self) {
        for (lane, observed) in self.by_feedback.iter_mut().enumerate() {
            let x_moved = self
                .gate
                .pair_has_moved(self.x_before.lane(lane), self.x.lane(lane));
            let mu_moved = self
                .gate
                .has_moved(&self.mu_before[lane], &self.computed.mu[lane]);
            let x_moved = x_moved && !self.is_first_tick;
            *observed = (self.equations).is_by_feedback(self.clock, x_moved, mu_moved);
        }
    }

    fn judge_gate(&mut self) {
        for (lane, epsilon) in self.computed.epsilon.iter().enumerate() {
            let last_loud = &mut self.gate_last_loud[lane];
            let judgement =
                self.gate
                    .judge(self.clock, *last_loud, epsilon, self.by_feedback[lane]);
            if judgement.loud {
                *last_loud = self.clock;
            }
            self.gate_fires[lane] = judgement.fires;
        }
    }

    fn learn(&mut self, observer: &mut impl Observer<S>) {
        let quiet = self.computed.epsilon.iter().all(S::is_zero);
        if quiet && self.command.is_none() && !self.dendrite.fires_in_silence() {
            return; // Every φ hears silence, which changes nothing.
        }
        // Under phasic feedback a commanded synapse commits what was sent.
        let pulse = (self.feedback == Feedback::Phasic && !P::BY_PHI).then(|| self.pulse());
        let sent = pulse.as_ref().unwrap_or(&self.computed.epsilon);
        let change = Change {
            now: self.clock,
            presented: self.computed.presented,
            command: self.command.as_ref(),
        };
        let (rates, by_feedback) = (&self.rates, &self.by_feedback);
        let sight = |slot: usize| {
            Some(Sight {
                epsilon: sent,
                by_feedback,
                rate: &rates[slot].values,
            })
        };
        if self.dendrite.learn::<P>(&change, sight, observer) {
            self.is_stale = true;
            if self.not_finite.is_none() && !self.dendrite.weights().iter().all(S::is_finite) {
                self.not_finite = Some(NotFinite {
                    tick: self.clock,
                    quantity: "weight",
                });
            }
        }
    }

    /// ε in the lanes whose gate fired, 0 elsewhere.
    fn pulse(&self) -> Box<[S]> {
        let lanes = self.computed.epsilon.iter().zip(&self.gate_fires);
        lanes
            .map(|(epsilon, fires)| if *fires { epsilon.clone() } else { S::zero() })
            .collect()
    }

    /// ε and μ, if they are news.
    fn words_to_partner(&mut self) -> Message<S, P::Command> {
        match (self.news.0, &mut self.distortion) {
            (false, _) => Message::Beat,
            (true, None) => Message::PredictionError(Arc::clone(&self.computed)),
            (true, Some(distortion)) => Message::PredictionError(Arc::new(PredictionError {
                epsilon: distortion.distort(Channel::Own, &self.computed.epsilon),
                mu: distortion.distort(Channel::Prediction, &self.computed.mu),
                presented: self.computed.presented,
            })),
        }
    }

    /// ε, if it is news (tonic) or a gate fires (phasic).
    fn words_to_population(&mut self) -> Message<S, P::Command> {
        let epsilon = match (self.feedback, &mut self.distortion) {
            (Feedback::Tonic, None) if self.news.1 => self.computed.epsilon.clone(),
            (Feedback::Tonic, Some(distortion)) if self.news.1 => {
                distortion.distort(Channel::Wide, &self.computed.epsilon)
            }
            (Feedback::Phasic, _) if self.gate_fires.contains(&true) => {
                let pulse = self.pulse();
                match &mut self.distortion {
                    None => pulse,
                    Some(distortion) => distortion.pulse(&pulse),
                }
            }
            _ => return Message::Beat,
        };
        let by_feedback = self.by_feedback.clone();
        Message::Feedback(Arc::new(FeedbackMessage {
            epsilon,
            by_feedback,
        }))
    }
}
