//! One run of a network: circuit, environment and engine, presentation by presentation.
//!
//! Steps through the epochs' presentations, imposes x = μ where the scenario asks for it, and
//! tallies what the neurons showed. It looks on from outside, where the time since teacher
//! onset and the layers are known; nothing of that reaches a neuron. Refuses to know what
//! backpropagation would have done.

mod anatomy;
mod outside;
mod phi_tally;
mod plan;
mod showing;
mod shown;
mod state;
mod tally;

use anatomy::Anatomy;
pub use phi_tally::PhiTally;
pub use plan::Plan;
pub use shown::Shown;
pub use state::SimulationState;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::axon::{AgentId, Tick};
use crate::blueprint::Weights;
use crate::dataset::Examples;
use crate::engine::{Circuit, Counts, Engine, EngineOptions, Fault, Lesion};
use crate::environment::{Frame, Prediction, Presentation, Presentations, Showing};
use crate::record::{AgentLog, Keeps};
use crate::scalar::{Draws, Scalar, standard_normal};

/// A network of agents under way.
pub struct Simulation<S> {
    engine: Box<dyn Engine<S, AgentLog<S>>>,
    plan: Plan<S>,
    anatomy: Anatomy,
    /// Epochs begun, and what is left of the last of them.
    n_drawn: usize,
    drawn: Option<(usize, Presentations)>,
    /// The coming presentation; its sources have it already.
    next: Option<(usize, Presentation)>,
    /// The presentation that was begun and not ended.
    under_way: Option<UnderWay>,
    /// The first tick of the coming presentation.
    now: Tick,
    noise: Draws,
    /// P and T of presentations from outside.
    ticks_outside: Draws,
    interventions: u64,
}

/// A presentation that was begun.
struct UnderWay {
    epoch: usize,
    presentation: Presentation,
    /// Its first tick.
    start: Tick,
    /// Ticks to its end.
    n_left: u64,
}

impl<S: Scalar> Simulation<S> {
    /// A run of `circuit` on an engine.
    pub fn new(circuit: Circuit<S>, plan: Plan<S>, engine: &EngineOptions) -> Self {
        Self::prepared(circuit, plan, engine, |_| {})
    }

    /// The same, on an engine that `prepare` has its way with before the first tick.
    pub fn prepared(
        circuit: Circuit<S>,
        plan: Plan<S>,
        engine: &EngineOptions,
        prepare: impl FnOnce(&mut dyn Engine<S, AgentLog<S>>),
    ) -> Self {
        Self::on(circuit, plan, |circuit| {
            let mut engine = engine.build(circuit);
            prepare(&mut *engine);
            engine
        })
    }

    /// The same, on the engine that `build` makes of the circuit.
    pub fn on(
        circuit: Circuit<S>,
        plan: Plan<S>,
        build: impl FnOnce(Circuit<S>) -> Box<dyn Engine<S, AgentLog<S>>>,
    ) -> Self {
        let anatomy = Anatomy::of(&circuit);
        let mut simulation = Self {
            now: circuit.settings().birth,
            engine: build(circuit),
            noise: Draws::new(plan.timetable.seed, "perturbation"),
            ticks_outside: showing::ticks(&plan),
            plan,
            anatomy,
            n_drawn: 0,
            drawn: None,
            next: None,
            under_way: None,
            interventions: 0,
        };
        simulation.look_ahead();
        simulation.engine.begin();
        simulation
    }

    /// Runs the next presentation, or the rest of the one under way; `None` after the last.
    ///
    /// # Errors
    /// If an agent failed or diverged; the run is over.
    pub fn step(&mut self) -> Result<Option<Shown<S>>, Fault> {
        self.begin_presentation();
        let Some(under_way) = &self.under_way else {
            return Ok(None);
        };
        let n_left = under_way.n_left;
        self.advance(n_left)
    }

    /// Runs one tick; what was shown, if it was the last of its presentation.
    ///
    /// # Errors
    /// If an agent failed or diverged; the run is over.
    pub fn tick(&mut self) -> Result<Option<Shown<S>>, Fault> {
        self.begin_presentation();
        self.advance(1)
    }

    /// Whether a presentation was begun and not ended.
    pub fn is_under_way(&self) -> bool {
        self.under_way.is_some()
    }

    /// The tick that comes next.
    pub fn now(&self) -> Tick {
        match &self.under_way {
            Some(under_way) => Tick(self.now.0 - under_way.n_left as i64),
            None => self.now,
        }
    }

    /// Begins the coming presentation, unless one is under way or there is none.
    fn begin_presentation(&mut self) {
        if self.under_way.is_some() {
            return;
        }
        let Some((epoch, presentation)) = self.next.take() else {
            return;
        };
        self.engine.observers(&mut |_, log| log.clear());
        self.look_ahead();
        if self.plan.prediction == Prediction::Imposed {
            self.impose();
        }
        let n_left = presentation.prediction_ticks + presentation.learning_ticks;
        let start = self.now;
        self.now = start.after(n_left);
        self.under_way = Some(UnderWay {
            epoch,
            presentation,
            start,
            n_left,
        });
    }

    /// Runs so many ticks of the presentation under way, if one is, and ends it after its last.
    fn advance(&mut self, ticks: u64) -> Result<Option<Shown<S>>, Fault> {
        let Some(under_way) = &mut self.under_way else {
            return Ok(None);
        };
        self.engine.advance(ticks)?;
        under_way.n_left -= ticks;
        if under_way.n_left > 0 {
            return Ok(None);
        }
        let ended = self.under_way.take();
        Ok(ended.map(|ended| {
            let next = self.next.as_ref();
            let ends_epoch = next.is_none_or(|(next, _)| *next != ended.epoch);
            self.look_back(ended.epoch, ends_epoch, ended.presentation, ended.start)
        }))
    }

    /// The epoch of the coming presentation; `None` after the last.
    pub fn coming_epoch(&self) -> Option<usize> {
        self.next.as_ref().map(|(epoch, _)| *epoch)
    }

    /// Loses neurons or synapses for good, before the coming presentation.
    pub fn lesion(&mut self, lesion: &Lesion) {
        self.engine.lesion(lesion);
        for (id, slot) in lesion.forgotten(&self.anatomy.wiring) {
            self.anatomy.absent.entry(id).or_default().insert(slot);
        }
    }

    /// Watches every tick of every neuron, or only what the tallies need.
    pub fn watch_everything(&mut self, watch: bool) {
        self.watch(match watch {
            true => Keeps::EVERYTHING,
            false => Keeps::default(),
        });
    }

    /// What every neuron's log keeps from now on, beside what the tallies need.
    pub fn watch(&mut self, keeps: Keeps) {
        self.watch_each(|_| keeps);
    }

    /// The same, neuron by neuron.
    pub fn watch_each(&mut self, keeps: impl Fn(AgentId) -> Keeps) {
        self.engine.observers(&mut |id, log| log.keeps = keeps(id));
    }

    /// What every neuron showed during the last presentation.
    pub fn logs(&mut self, mut see: impl FnMut(AgentId, &AgentLog<S>)) {
        self.engine.observers(&mut |id, log| see(id, log));
    }

    /// The engine between two presentations.
    pub fn engine_mut(&mut self) -> &mut dyn Engine<S, AgentLog<S>> {
        &mut *self.engine
    }

    /// The weights as they are now.
    pub fn weights(&self) -> Weights<S> {
        self.engine.weights()
    }

    /// What went over the links so far.
    pub fn counts(&self) -> Counts {
        self.engine.counts()
    }

    /// Interventions from outside so far: one per hidden neuron and lane imposed on.
    pub fn interventions(&self) -> u64 {
        self.interventions
    }

    /// The predictions x^0, `[n][n_0]`, of a copy of the network for every example, without a
    /// teacher, and how many φ fired meanwhile (SPEC section 7, "Evaluation").
    ///
    /// `None` if `stop` became true before the end.
    ///
    /// # Errors
    /// If an agent of the copy failed or diverged.
    pub fn evaluate(
        &self,
        examples: &Arc<Examples<S>>,
        stop: &AtomicBool,
    ) -> Result<Option<(Vec<S>, u64)>, Fault> {
        let mut copy = self.engine.copy();
        let n_lanes = self.anatomy.n_lanes;
        let is_imposed = self.plan.prediction == Prediction::Imposed;
        let ticks = if is_imposed {
            1
        } else {
            self.plan.timetable.prediction_ticks.high
        };
        let order: Vec<usize> = (0..examples.len()).collect();
        let mut batches = order.chunks(n_lanes);
        let showing = |batch: &[usize]| Showing {
            prediction_ticks: ticks,
            learning_ticks: 0,
            stimulus: Arc::new(Frame::inputs(examples, batch)),
            teacher: None,
        };
        let mut next = batches.next();
        next.iter().for_each(|batch| copy.queue(showing(batch)));
        copy.begin();
        let (mut outputs, mut n_spikes) = (Vec::new(), 0);
        while let Some(batch) = next.take() {
            if stop.load(Ordering::Relaxed) {
                return Ok(None);
            }
            next = batches.next();
            next.iter().for_each(|batch| copy.queue(showing(batch)));
            if is_imposed {
                copy.impose(&mut S::zero);
            }
            copy.advance(ticks)?;
            let (batch_outputs, spikes) = tally::outputs(&mut *copy, &self.anatomy, batch.len());
            outputs.extend(batch_outputs);
            n_spikes += spikes;
        }
        Ok(Some((outputs, n_spikes)))
    }

    /// Draws the presentation after the coming one and hands it to the sources: neighbours are
    /// up to one tick ahead of each other.
    fn look_ahead(&mut self) {
        self.next = self.draw();
        if let Some((_, presentation)) = &self.next {
            self.engine
                .queue(showing::showing(&self.plan, presentation));
        }
    }

    /// Draws the next presentation of the epoch under way, or else the first of the next one.
    fn draw(&mut self) -> Option<(usize, Presentation)> {
        loop {
            if let Some((epoch, presentations)) = &mut self.drawn
                && let Some(presentation) = presentations.next()
            {
                return Some((*epoch, presentation));
            }
            if self.n_drawn == self.plan.n_epochs {
                return None;
            }
            let epoch = self.n_drawn;
            let n_examples = self.plan.examples.len();
            self.drawn = Some((epoch, self.plan.timetable.epoch(epoch, n_examples)));
            self.n_drawn += 1;
        }
    }

    fn impose(&mut self) {
        let (noise, deviation) = (&mut self.noise, self.plan.perturbation);
        self.interventions += self.engine.impose(&mut || match deviation == 0.0 {
            true => S::zero(),
            false => S::from_f64(deviation * standard_normal(noise)),
        });
    }

    fn look_back(
        &mut self,
        epoch: usize,
        ends_epoch: bool,
        presentation: Presentation,
        start: Tick,
    ) -> Shown<S> {
        let n_presented = presentation.examples.len();
        let mut shown = Shown {
            epoch,
            ends_epoch,
            start,
            epsilon: Vec::new(),
            prediction: Vec::new(),
            energy: [vec![0.0; n_presented], vec![0.0; n_presented]],
            phi: PhiTally::default(),
            n_unsettled: 0,
            presentation,
        };
        tally::look_back(&mut *self.engine, &self.anatomy, &mut shown);
        shown
    }
}
