//! The value neuron V(l, i): holds x, and moves it where its own error and the errors below
//! push it (Eq. 7).
//!
//! It knows neither its layer nor the time. Hidden neurons have feedback synapses, each with
//! its own weight copy θ′ and its own φ; input neurons are clamped by a stimulus and have
//! none; output neurons are clamped lane by lane while a teacher is there.
//!
//! ```text
//! slots:  0 own error neuron (not the input layer) | error neurons below | environment | controller
//! ports:  OWN x, as a pair, to the own error neuron | WIDE f(x) to the error neurons below
//! ```

mod delay;
mod delayed;
mod equation;
mod lesion;
mod state;

pub use state::ValueState;

use std::sync::Arc;

use self::delay::{DelayLine, delay_lines};
use super::noise::{Channel, Distortion, Jitter};
use super::{Feedback, NotFinite, State};
use crate::activation::Activation;
use crate::axon::{
    Activity, AgentId, Feedback as FeedbackMessage, Lanes, Message, Observer, Port,
    PredictionError, Teaching, Tick,
};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;
use crate::synapse::{Bundle, Change, Equations, Learning, Phi, Sight, equations_of};

/// What a value neuron is born with.
#[derive(Clone, Debug)]
pub struct ValueSettings<S> {
    /// Its name; it never reads it.
    pub id: AgentId,
    /// Whether it has an error neuron of its own (all but input neurons do).
    pub has_error_neuron: bool,
    /// How many error neurons below it hears.
    pub n_below: usize,
    /// Whether a stimulus or teacher source speaks to it.
    pub has_environment: bool,
    /// Weights of its feedback synapses, one per error neuron below; empty for input neurons.
    pub weights: Vec<S>,
    /// Ticks that feedback takes on top of one, by synapse.
    pub delays: Vec<usize>,
    /// Synapses that never change.
    pub fixed: Vec<usize>,
    /// f.
    pub activation: Activation,
    /// γ.
    pub gamma: S,
    /// How it keeps x.
    pub state: State,
    /// Settings of every φ without settings of its own.
    pub phi: Phi,
    /// (synapse, φ) for those with settings of their own.
    pub overrides: Vec<(u32, Phi)>,
    /// When the error neurons below speak.
    pub feedback: Feedback,
    /// How its synapses learn.
    pub learning: Learning<S>,
    /// B.
    pub n_lanes: usize,
    /// The first tick of its clock.
    pub birth: Tick,
}

/// A value neuron.
#[derive(Clone, Debug)]
pub struct ValueNeuron<S, P: Plasticity> {
    id: AgentId,
    clock: Tick,
    activation: Activation,
    gamma: S,
    state: State,
    feedback: Feedback,
    equations: Arc<dyn Equations<S>>,
    first_below: u32,
    environment: Option<u32>,
    /// x of this tick, and whether it differs from the tick before.
    x: Arc<Activity<S>>,
    is_new: bool,
    /// f(x), f′(x) of this tick.
    rate: Arc<Lanes<S>>,
    slope: Box<[S]>,
    /// Heard: ε and μ of the own error neuron.
    own: Option<Arc<PredictionError<S>>>,
    /// Heard: ε per feedback synapse; `None` is silence.
    heard: Vec<Option<Arc<FeedbackMessage<S>>>>,
    /// Under way: what each feedback synapse will hear; empty if no axon is slower than others.
    delays: Box<[DelayLine<S>]>,
    /// Heard: the stimulus or the teacher of the coming tick.
    stimulus: Option<Arc<Lanes<S>>>,
    teacher: Option<Arc<Teaching<S>>>,
    /// Heard in this tick: a command.
    command: Option<P::Command>,
    synapses: Bundle<S>,
    /// Noise on its own x, and on what it says; `None` in health.
    jitter: Option<Box<Jitter>>,
    distortion: Option<Box<Distortion<S>>>,
    is_dead: bool,
    not_finite: Option<NotFinite>,
}

impl<S: Scalar, P: Plasticity> ValueNeuron<S, P> {
    /// A value neuron at birth: x = 0, every φ silent for ever.
    pub fn new(settings: ValueSettings<S>) -> Self {
        let equations = equations_of(settings.learning.equations.as_ref(), settings.id);
        let mut learning = settings.learning;
        learning.equations = Some(Arc::clone(&equations));
        let n_lanes = settings.n_lanes;
        let first_below = u32::from(settings.has_error_neuron);
        let mut neuron = Self {
            id: settings.id,
            clock: settings.birth,
            activation: settings.activation,
            gamma: settings.gamma,
            state: settings.state,
            feedback: settings.feedback,
            equations,
            first_below,
            environment: settings
                .has_environment
                .then_some(first_below + settings.n_below as u32),
            x: Arc::new(Activity::plain(Lanes::filled(&S::zero(), n_lanes))),
            is_new: true,
            rate: Arc::new(Lanes::filled(&S::zero(), n_lanes)),
            slope: vec![S::zero(); n_lanes].into(),
            own: None,
            heard: vec![None; settings.weights.len()],
            delays: delay_lines(&settings.delays),
            stimulus: None,
            teacher: None,
            command: None,
            synapses: Bundle::new(
                settings.weights,
                n_lanes,
                &settings.phi,
                &settings.overrides,
                learning,
            )
            .with_fixed(&settings.fixed),
            jitter: None,
            distortion: None,
            is_dead: false,
            not_finite: None,
        };
        neuron.transfer();
        neuron
    }

    /// Its name.
    pub fn id(&self) -> AgentId {
        self.id
    }

    /// Its clock: the tick it is in, or about to begin.
    pub fn clock(&self) -> Tick {
        self.clock
    }

    /// The tick that the message in `slot` belongs to: the environment decides the coming x.
    pub fn due(&self, slot: u32) -> Tick {
        if self.environment == Some(slot) {
            self.clock.next()
        } else {
            self.clock
        }
    }

    /// The weights of its feedback synapses.
    pub fn weights(&self) -> &[S] {
        self.synapses.weights()
    }

    /// x of the tick it is in, or about to begin.
    pub fn x(&self) -> &Arc<Activity<S>> {
        &self.x
    }

    /// f(x) of the same tick.
    pub fn rate(&self) -> &Arc<Lanes<S>> {
        &self.rate
    }

    /// Where its state first stopped being finite.
    pub fn not_finite(&self) -> Option<NotFinite> {
        self.not_finite
    }

    /// Bytes of its synapses' state, what they heard included.
    pub fn synapse_bytes(&self) -> usize {
        self.synapses.bytes() + self.heard.len() * size_of::<Option<Arc<FeedbackMessage<S>>>>()
    }

    /// Hears one message.
    ///
    /// # Panics
    /// If the message is of a kind that no value neuron is ever sent.
    #[inline]
    pub fn hear(&mut self, slot: u32, message: Message<S, P::Command>) {
        let message = match self.delays.is_empty() {
            true => message,
            false => self.delayed(slot, message),
        };
        match message {
            Message::Beat => {}
            Message::PredictionError(own) => self.own = Some(own).filter(|_| !self.is_dead),
            Message::Feedback(feedback) => {
                let slot = (slot - self.first_below) as usize;
                self.heard[slot] = Some(feedback).filter(|_| !self.synapses.is_absent(slot));
            }
            Message::Stimulus(stimulus) => self.stimulus = Some(stimulus),
            Message::Teacher(teacher) => self.teacher = Some(teacher),
            Message::Command(command) => self.command = Some(command),
            other => panic!("bug: a value neuron was sent {other:?}"),
        }
    }

    /// Computes x of the next tick from what was heard in this one; the clock goes on.
    pub fn absorb(&mut self, observer: &mut impl Observer<S>) {
        observer.activity(self.clock, &self.x);
        let learns_first = self.equations.learns_first();
        if learns_first {
            self.learn(observer);
        }
        let mut next = self.next_x();
        if let (Some(jitter), Some(next)) = (&mut self.jitter, &mut next) {
            jitter.shake(&mut next.values); // Noise acts on the number,
            next.residue = Box::default(); // and leaves no residue.
        }
        if !learns_first {
            self.learn(observer);
        }
        if self.feedback == Feedback::Phasic {
            self.heard.fill(None); // A pulse lasts one tick.
        }
        self.command = None;
        self.clock = self.clock.next();
        self.enter(next);
    }

    /// Hears the environment before the first tick, which has no tick before it.
    pub fn awake(&mut self) {
        let x = Activity::clone(&self.x);
        self.enter(Some(x));
        self.is_new = !self.is_dead; // At birth everything is said.
    }

    /// Leaves this tick's messages at its ports.
    pub fn speak(&mut self, say: &mut [Message<S, P::Command>]) {
        let (own, wide) = match (self.is_new, &mut self.distortion) {
            (true, None) => (
                Message::Activity(Arc::clone(&self.x)),
                Message::Rate(Arc::clone(&self.rate)),
            ),
            (true, Some(distortion)) => {
                let presented = self.x.presented;
                let mut heard = |channel, meant| {
                    let values = distortion.distort(channel, meant);
                    Lanes { values, presented }
                };
                let x = Activity::plain(heard(Channel::Own, &self.x.values));
                let rate = heard(Channel::Wide, &self.rate.values);
                (
                    Message::Activity(Arc::new(x)),
                    Message::Rate(Arc::new(rate)),
                )
            }
            (false, _) => (Message::Beat, Message::Beat),
        };
        say[Port::OWN.0] = own;
        say[Port::WIDE.0] = wide;
    }

    /// Takes an x imposed from outside, in all lanes that no teacher holds.
    pub fn impose(&mut self, x: &[S], presented: u32) {
        if self.is_dead {
            return;
        }
        let values = self.under_teacher(Activity::plain(Lanes {
            values: x.into(),
            presented,
        }));
        self.heard.fill(None);
        self.delays.iter_mut().for_each(DelayLine::empty);
        self.own = None;
        self.synapses.silence();
        self.hold(values);
        self.is_new = true; // What is imposed is said, changed or not.
    }

    /// Lets go of every teacher (for a copy that is to be shown something else).
    pub fn release(&mut self) {
        self.teacher = None;
    }

    fn learn(&mut self, observer: &mut impl Observer<S>) {
        let change = Change {
            now: self.clock,
            presented: self.x.presented,
            command: self.command.as_ref(),
        };
        let n_lanes = self.x.values.len();
        // Under a controller no φ is asked, not even one that fires in silence.
        let in_silence = P::BY_PHI && self.synapses.fires_in_silence();
        let silence = (vec![S::zero(); n_lanes], vec![false; n_lanes]);
        let (heard, rate) = (&self.heard, &self.rate.values);
        let sight = |slot: usize| match &heard[slot] {
            Some(feedback) => Some(Sight {
                epsilon: &feedback.epsilon,
                by_feedback: &feedback.by_feedback,
                rate,
            }),
            None if in_silence => Some(Sight {
                epsilon: &silence.0,
                by_feedback: &silence.1,
                rate,
            }),
            None => None, // Silence changes nothing.
        };
        let changed = self.synapses.learn::<P>(&change, sight, observer);
        if changed && self.not_finite.is_none() && !self.synapses.weights().iter().all(S::is_finite)
        {
            self.not_finite = Some(NotFinite {
                tick: self.clock,
                quantity: "weight",
            });
        }
    }

    /// Begins the tick of the clock with this x, unless the environment holds another.
    fn enter(&mut self, next: Option<Activity<S>>) {
        let next = match (self.stimulus.take(), next) {
            _ if self.is_dead => return,
            (Some(stimulus), _) => Activity::plain(Lanes::clone(&stimulus)),
            (None, Some(next)) => self.under_teacher(next),
            (None, None) => {
                self.is_new = false; // An input neuron keeps its stimulus.
                return;
            }
        };
        if next == *self.x {
            self.is_new = false;
        } else {
            self.hold(next);
        }
        if self.not_finite.is_none() && !self.x.values.iter().all(S::is_finite) {
            self.not_finite = Some(NotFinite {
                tick: self.clock,
                quantity: "x",
            });
        }
    }

    fn under_teacher(&self, mut x: Activity<S>) -> Activity<S> {
        let Some(teacher) = &self.teacher else {
            return x;
        };
        for (lane, target) in teacher.iter().enumerate() {
            if let Some(target) = target {
                x.values[lane].clone_from(target);
                x.residue
                    .get_mut(lane)
                    .into_iter()
                    .for_each(|rest| *rest = S::zero());
            }
        }
        Activity::new(x.values, x.residue, x.presented)
    }

    fn hold(&mut self, x: Activity<S>) {
        self.x = Arc::new(x);
        self.is_new = true;
        self.transfer();
    }

    /// f and f′ of the x held now.
    fn transfer(&mut self) {
        let pairs = self.x.values.iter().map(|x| self.activation.pair(x));
        let (rates, slopes): (Vec<S>, Vec<S>) = pairs.unzip();
        self.rate = Arc::new(Lanes {
            values: rates.into(),
            presented: self.x.presented,
        });
        self.slope = slopes.into();
    }
}
