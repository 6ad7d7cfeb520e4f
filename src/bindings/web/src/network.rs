//! A network under way, one tick at a time: agents, environment and twin.
//!
//! The part of this package that runs anything; it is what `fazil::simulation` does presentation
//! by presentation, cut into ticks, with changes in between. Refuses to know requests and JSON.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use fazil::axon::{AgentId, Tick};
use fazil::blueprint::Weights;
use fazil::dataset::Split;
use fazil::engine::{Circuit, Counts, Lesion, NetworkState};
use fazil::environment::{Frame, Presentation, Presentations, Showing, Span};
use fazil::neuron::Noise;
use fazil::scalar::{Draws, Scalar};
use fazil::scenario::Scenario;
use fazil::session::{Setup, set_up};
use fazil::wiring::Wiring;

use crate::engines::{AnyEngine, Wanted, build};
use crate::twin::Twin;

/// One presentation to come, or under way.
#[derive(Clone, Debug)]
pub(crate) struct Coming<S> {
    /// The epoch it belongs to.
    pub epoch: usize,
    /// Which examples, and for how long; no example if a person made it.
    pub presentation: Presentation,
    /// The inputs.
    pub stimulus: Arc<Frame<S>>,
    /// The targets; `None` for a presentation without teacher.
    pub teacher: Option<Arc<Frame<S>>>,
}

impl<S: Scalar> Coming<S> {
    /// Its length.
    pub fn ticks(&self) -> u64 {
        self.presentation.prediction_ticks + self.presentation.learning_ticks
    }

    fn showing(&self) -> Showing<S> {
        Showing {
            prediction_ticks: self.presentation.prediction_ticks,
            learning_ticks: self.presentation.learning_ticks,
            stimulus: Arc::clone(&self.stimulus),
            teacher: self.teacher.clone(),
        }
    }
}

/// What a person shows to the network.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// One number per input neuron.
    pub input: Vec<f64>,
    /// One number per output neuron, to be taught; `None` shows it without a teacher.
    pub target: Option<Vec<f64>>,
}

/// A message to be lost in the coming presentation.
#[derive(Clone, Debug)]
pub(crate) struct Loss {
    /// Who says it.
    pub speaker: AgentId,
    /// In which tick of the presentation, from 0.
    pub within: u64,
    /// Whether the protocol may notice; else the receiver is told "nothing new".
    pub is_strict: bool,
}

/// φ against what is expected of it, as in a run's summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Fired at t = l, where ε was not 0.
    pub hits: u64,
    /// Did not fire though it was expected to.
    pub missed: u64,
    /// Fired at any other tick.
    pub false_spikes: u64,
}

/// One tick of the timeline.
#[derive(Clone, Debug)]
pub(crate) struct Beat {
    /// Ticks since the teacher's onset, negative before.
    pub t: i64,
    /// Energy F (Eq. 6) over all lanes.
    pub energy: f64,
    /// φ that fired, by the t at which they are due: l of a dendrite of level l, and of the feedback
    /// synapses of level l + 1.
    pub spikes: Vec<u64>,
    /// Expected at this tick, and not fired.
    pub missed: u64,
}

/// What takes effect with the next presentation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pending {
    /// Other settings.
    pub scenario: Option<Scenario>,
    /// Another engine.
    pub packed: Option<bool>,
    /// A message to lose.
    pub loss: Option<Loss>,
    /// What the twin is to lose.
    pub twin: Vec<Lesion>,
}

/// A network under way.
pub(crate) struct Network<S: Scalar> {
    pub(crate) scenario: Scenario,
    pub(crate) circuit: Circuit<S>,
    pub(crate) noise: Noise,
    pub(crate) planned: Vec<(u64, Lesion)>,
    pub(crate) split: Split<S>,
    pub(crate) engine: Box<AnyEngine<S>>,
    pub(crate) is_packed: bool,
    pub(crate) twin: Twin<S>,
    pub(crate) is_watched: bool,
    n_drawn: usize,
    drawn: Option<(usize, Presentations)>,
    /// Presentations that come before those that are drawn.
    pub(crate) queue: VecDeque<Coming<S>>,
    /// P and T as a person changed them.
    pub(crate) spans: Option<(Span, Span, Draws)>,
    /// The presentation under way, and how many of its ticks are over.
    pub(crate) now: Option<Coming<S>>,
    pub(crate) within: u64,
    pub(crate) index: u64,
    pub(crate) start: Tick,
    /// The coming presentation, if the sources have it already.
    pub(crate) next: Option<Coming<S>>,
    /// Ticks that are over.
    pub(crate) clock: Tick,
    pub(crate) pending: Pending,
    pub(crate) injuries: Vec<Lesion>,
    pub(crate) absent: BTreeMap<AgentId, BTreeSet<usize>>,
    /// Whether a connection has lost one of its two copies.
    pub(crate) is_one_sided: bool,
    pub(crate) perturbation: Draws,
    pub(crate) interventions: u64,
    pub(crate) counts_before: Counts,
    pub(crate) tally: Tally,
    /// Whether ε was not 0 at t = its level, `[n][B]` by population; empty before.
    pub(crate) loud: Vec<Vec<Vec<bool>>>,
    pub(crate) timeline: Vec<Beat>,
    /// The weights at the start of the tick that is over.
    pub(crate) before: Option<Weights<S>>,
    /// What was under way when the presentation under way began, if feedback is delayed and somebody
    /// watches; nothing is where a prediction was imposed.
    pub under_way: Option<Box<NetworkState<S>>>,
    /// The weights at the start of the presentation under way.
    pub(crate) at_start: Option<Weights<S>>,
    pub(crate) taught: u64,
    /// Why it cannot go on.
    pub(crate) ended: Option<String>,
}

impl<S: Scalar> Network<S> {
    /// The network of `scenario` at birth.
    ///
    /// # Errors
    /// If its data or weights cannot be read, or do not fit.
    pub fn open(scenario: &Scenario) -> Result<Self, String> {
        let setup: Setup<S> = set_up(scenario).map_err(|error| error.to_string())?;
        let wanted = Wanted {
            packed: false,
            noise: &setup.noise,
            injection: None,
        };
        let mut network = Self {
            engine: build(setup.circuit.clone(), wanted),
            twin: Twin::of(&setup.circuit),
            scenario: scenario.clone(),
            circuit: setup.circuit,
            noise: setup.noise,
            planned: setup.lesions,
            split: setup.split,
            is_packed: false,
            is_watched: true,
            n_drawn: 0,
            drawn: None,
            queue: VecDeque::new(),
            spans: None,
            now: None,
            within: 0,
            index: 0,
            start: Tick(0),
            next: None,
            clock: Tick(0),
            pending: Pending::default(),
            injuries: Vec::new(),
            absent: BTreeMap::new(),
            is_one_sided: false,
            perturbation: Draws::new(scenario.timetable.seed, "perturbation"),
            interventions: 0,
            counts_before: Counts::default(),
            tally: Tally::default(),
            loud: Vec::new(),
            timeline: Vec::new(),
            before: None,
            at_start: None,
            under_way: None,
            taught: 0,
            ended: None,
        };
        network.watch(true);
        network.look_ahead();
        network.engine.begin();
        Ok(network)
    }

    /// Whether no presentation is under way.
    pub fn is_between(&self) -> bool {
        self.now
            .as_ref()
            .is_none_or(|now| self.within == now.ticks())
    }

    /// D, the highest level; L in a chain.
    pub fn depth(&self) -> usize {
        self.circuit.blueprint().depth()
    }

    /// Value neurons by population, output first.
    pub fn widths(&self) -> &[usize] {
        self.circuit.blueprint().widths()
    }

    /// Who is there, and who is connected to whom.
    pub fn wiring(&self) -> Arc<Wiring> {
        Arc::clone(&self.circuit.blueprint().wiring)
    }

    /// What went over the links so far.
    pub fn counts(&self) -> Counts {
        let mut counts = self.counts_before;
        counts += self.engine.counts();
        counts
    }

    /// Whether everything is kept for a person to look at.
    pub fn watch(&mut self, is_watched: bool) {
        self.is_watched = is_watched;
        self.engine
            .observers(&mut |_, log| log.is_watched = is_watched);
    }

    /// Draws the coming presentation and hands it to the sources, unless they have it.
    pub(crate) fn look_ahead(&mut self) {
        if self.next.is_none() {
            let coming = self.queue.pop_front().unwrap_or_else(|| self.draw());
            self.engine.queue(coming.showing());
            self.next = Some(coming);
        }
    }

    /// How long the coming presentation is; `None` if settings may yet change that.
    pub fn coming_ticks(&self) -> Option<u64> {
        let next = self.next.as_ref().filter(|_| !self.is_to_be_rebuilt());
        next.map(Coming::ticks)
    }

    /// The coming presentation, to be begun.
    pub(crate) fn take_next(&mut self) -> Option<Coming<S>> {
        self.next.take()
    }

    fn draw(&mut self) -> Coming<S> {
        let examples = Arc::clone(&self.split.train);
        loop {
            if let Some((epoch, presentations)) = &mut self.drawn
                && let Some(mut presentation) = presentations.next()
            {
                if let Some((prediction, learning, draws)) = &mut self.spans {
                    presentation.prediction_ticks = within(*prediction, draws);
                    presentation.learning_ticks = within(*learning, draws);
                }
                let chosen = &presentation.examples;
                let is_taught = presentation.with_teacher;
                return Coming {
                    epoch: *epoch,
                    stimulus: Arc::new(Frame::inputs(&examples, chosen)),
                    teacher: is_taught.then(|| Arc::new(Frame::targets(&examples, chosen))),
                    presentation,
                };
            }
            let timetable = self.scenario.timetable.timetable();
            self.drawn = Some((self.n_drawn, timetable.epoch(self.n_drawn, examples.len())));
            self.n_drawn += 1;
        }
    }

    /// Has the network shown something of a person's before anything else that is to come.
    pub fn show(&mut self, shown: &Shown) {
        let timetable = &self.scenario.timetable;
        let numbers = |values: &[f64]| -> Arc<Frame<S>> {
            let values: Vec<S> = values.iter().map(|value| S::from_f64(*value)).collect();
            Arc::new(Frame::new(&values, 1, 1))
        };
        let coming = Coming {
            epoch: self.now.as_ref().map_or(0, |now| now.epoch),
            presentation: Presentation {
                prediction_ticks: timetable.prediction_ticks.high,
                learning_ticks: timetable.learning_ticks.high,
                with_teacher: shown.target.is_some(),
                examples: Vec::new(),
            },
            stimulus: numbers(&shown.input),
            teacher: shown.target.as_deref().map(numbers),
        };
        match self.next.take() {
            // The sources have been told of another one: a copy of the network has not.
            Some(next) if self.is_between() => {
                self.queue.push_front(next);
                self.queue.push_front(coming);
                self.replace(self.engine.copy());
            }
            next => {
                self.next = next;
                self.queue.push_front(coming);
            }
        }
    }

    /// Goes on in another engine, which has been shown nothing yet.
    pub(crate) fn replace(&mut self, engine: Box<AnyEngine<S>>) {
        self.counts_before = self.counts();
        self.engine = engine;
        self.watch(self.is_watched);
        self.look_ahead();
        self.engine.begin();
    }

    /// The network as it is between two presentations.
    ///
    /// # Panics
    /// If a presentation is under way.
    pub fn copied(&self) -> Self {
        assert!(
            self.is_between(),
            "bug: copies are made between presentations"
        );
        let mut queue = self.queue.clone();
        self.next
            .iter()
            .for_each(|next| queue.push_front(next.clone()));
        let mut copy = Self {
            scenario: self.scenario.clone(),
            circuit: self.circuit.clone(),
            noise: self.noise,
            planned: self.planned.clone(),
            split: self.split.clone(),
            engine: self.engine.copy(),
            is_packed: self.is_packed,
            twin: self.twin.clone(),
            is_watched: self.is_watched,
            n_drawn: self.n_drawn,
            drawn: self.drawn.clone(),
            queue,
            spans: self.spans.clone(),
            now: self.now.clone(),
            within: self.within,
            index: self.index,
            start: self.start,
            next: None,
            clock: self.clock,
            pending: self.pending.clone(),
            injuries: self.injuries.clone(),
            absent: self.absent.clone(),
            is_one_sided: self.is_one_sided,
            perturbation: self.perturbation.clone(),
            interventions: self.interventions,
            counts_before: self.counts(),
            tally: self.tally,
            loud: self.loud.clone(),
            timeline: self.timeline.clone(),
            before: self.before.clone(),
            at_start: self.at_start.clone(),
            under_way: self.under_way.clone(),
            taught: self.taught,
            ended: self.ended.clone(),
        };
        copy.watch(self.is_watched);
        copy.look_ahead();
        copy.engine.begin();
        copy
    }
}

/// A number of ticks within a span.
pub(crate) fn within(span: Span, draws: &mut Draws) -> u64 {
    span.low + draws.below(span.high - span.low + 1)
}
