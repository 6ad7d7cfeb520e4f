//! A network of agents beside its backpropagation twin, presentation by presentation.
//!
//! A session is opened from a scenario, or from a circuit and examples in memory. Whoever measures,
//! records, audits or draws is an onlooker of it: what they do changes no bit. Writes no file and
//! prints nothing.

mod backpropagation_twin;
mod engines;
mod equality;
mod error;
mod estimate;
mod outside;
mod plan;
#[cfg(feature = "files")]
pub(crate) mod precision;
mod run_options;
mod setup;
mod state;

pub use backpropagation_twin::Fit;
pub use equality::equals_backpropagation;
pub use error::RunError;
pub use estimate::{Estimate, Machine};
pub use run_options::RunOptions;
pub use setup::{Setup, check_data, set_up, settings_without_effect};
pub use state::SessionState;

pub(crate) use backpropagation_twin::{Twin, class_of, fit, middle, squared_error, vanished};
use engines::engine_options;
pub(crate) use setup::{check_range, circuit, plan, set_up_on};

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::axon::AgentId;
use crate::blueprint::Weights;
use crate::dataset::{Examples, Split};
use crate::engine::{Circuit, Counts, Engine, EngineOptions, Fault, Lesion};
use crate::oracle::Pass;
use crate::record::{AgentLog, Keeps};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::simulation::{Plan, Shown, Simulation};
use crate::wiring::Wiring;

/// A network beside its backpropagation twin, both born with the same weights and taught the same
/// examples in the same order.
///
/// ```
/// use fazil::scenario::Scenario;
/// use fazil::session::{RunOptions, Session};
/// let scenario = Scenario::built_in("xor", &["timetable.epochs=3".parse()?])?;
/// let mut session = Session::<f64>::open(&scenario, &RunOptions::default())?;
/// while session.step()?.is_some() {}
/// let (ours, theirs) = (session.weights(), session.backpropagation_weights());
/// assert_eq!(ours.n_different(&theirs), 0, "not one bit differs");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Session<S> {
    agents: Simulation<S>,
    twin: Twin<S>,
    split: Split<S>,
    wiring: Arc<Wiring>,
    n_lanes: usize,
    /// What is still to be lost, by the number of presentations before it.
    lesions: Vec<(u64, Lesion)>,
    n_presentations: u64,
    notes: Vec<String>,
    /// The examples of a presentation from outside that is under way.
    presented: Option<Arc<Examples<S>>>,
}

/// What one presentation showed, and whether the twin learned from it.
#[derive(Clone, Debug)]
pub struct Presented<S> {
    /// Its number, counted from 0.
    pub index: u64,
    /// What the network showed; `phi.vanished` is counted.
    pub shown: Shown<S>,
    /// Whether there was a teacher.
    pub is_taught: bool,
}

/// A test of network and twin on the same examples.
#[derive(Clone, Debug)]
pub struct Tested<S> {
    /// x^0 of the network, `[n][n_0]`.
    pub outputs: Vec<S>,
    /// y^0 of the twin, `[n][n_0]`.
    pub bp_outputs: Vec<S>,
    /// How well the network's predictions fit.
    pub fit: Fit,
    /// How well the twin's do.
    pub bp_fit: Fit,
    /// φ that fired in the network meanwhile.
    pub n_spikes: u64,
}

impl<S: Scalar> Session<S> {
    /// Reads the data and weights that `scenario` names and builds network and twin. `S` must be
    /// the scenario's precision.
    ///
    /// # Errors
    /// If `S` is another precision than the scenario's, data or weights cannot be read or do not
    /// fit, or the network would not fit into memory.
    pub fn open(scenario: &Scenario, options: &RunOptions) -> Result<Self, RunError> {
        Self::admit(scenario, options)?;
        Ok(Self::of(set_up(scenario)?, scenario, options))
    }

    /// Whether a session in these numbers can be of `scenario`, and fits into memory.
    fn admit(scenario: &Scenario, options: &RunOptions) -> Result<(), RunError> {
        if scenario.precision != S::PRECISION {
            return Err(RunError::precision(scenario.precision, S::PRECISION));
        }
        Estimate::of(scenario, options).check(&Machine::here())
    }

    /// A session of what was read for `scenario`.
    pub(crate) fn of(setup: Setup<S>, scenario: &Scenario, options: &RunOptions) -> Self {
        let Setup {
            circuit,
            plan,
            split,
            noise,
            lesions,
            notes,
        } = setup;
        let engine = engine_options(&circuit, scenario, options);
        let prepare = |engine: &mut dyn Engine<S, AgentLog<S>>| {
            if noise.is_any() {
                engine.disturb(&noise);
            }
        };
        Self {
            lesions,
            notes,
            ..Self::prepared(circuit, plan, split, &engine, prepare)
        }
    }

    /// A session on an engine that `prepare` changes before the first tick.
    pub(crate) fn prepared(
        circuit: Circuit<S>,
        plan: Plan<S>,
        split: Split<S>,
        engine: &EngineOptions,
        prepare: impl FnOnce(&mut dyn Engine<S, AgentLog<S>>),
    ) -> Self {
        Self {
            twin: Twin::of(&circuit),
            wiring: Arc::clone(&circuit.blueprint().wiring),
            n_lanes: circuit.settings().n_lanes,
            agents: Simulation::prepared(circuit, plan, engine, prepare),
            split,
            lesions: Vec::new(),
            n_presentations: 0,
            notes: Vec::new(),
            presented: None,
        }
    }

    /// A session of a circuit and a plan in memory; `test` may be empty.
    pub fn from_parts(
        circuit: Circuit<S>,
        plan: Plan<S>,
        test: Arc<Examples<S>>,
        engine: &EngineOptions,
    ) -> Self {
        let split = Split {
            train: Arc::clone(&plan.examples),
            test,
            notes: Vec::new(),
            classes: Vec::new(),
        };
        Self::prepared(circuit, plan, split, engine, |_| {})
    }

    /// Runs the next presentation, in the network and in the twin; `None` after the last.
    ///
    /// # Errors
    /// If an agent failed, or a number stopped being finite; the session is over.
    pub fn step(&mut self) -> Result<Option<Presented<S>>, Fault> {
        self.lose_what_is_due();
        let shown = self.agents.step()?;
        Ok(shown.map(|shown| self.follow(shown)))
    }

    /// Runs one tick. After the last tick of a presentation the twin follows, and what was shown
    /// is handed over.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn tick(&mut self) -> Result<Option<Presented<S>>, Fault> {
        if !self.agents.is_under_way() {
            self.lose_what_is_due();
        }
        let shown = self.agents.tick()?;
        Ok(shown.map(|shown| self.follow(shown)))
    }

    fn follow(&mut self, mut shown: Shown<S>) -> Presented<S> {
        let presented = self.presented.take();
        let examples = presented.as_ref().unwrap_or(&self.split.train);
        let is_taught = self.twin.follow(&shown, examples);
        if is_taught {
            shown.phi.vanished = vanished(&shown, self.twin.pass(), self.n_lanes);
        }
        self.n_presentations += 1;
        Presented {
            index: self.n_presentations - 1,
            shown,
            is_taught,
        }
    }

    /// Loses what the plan has for the coming presentation, in the network and in the twin, and
    /// says what it was. [`step`](Self::step) does it too.
    pub fn lose_what_is_due(&mut self) -> Vec<Lesion> {
        let n = self.n_presentations;
        let (due, later) = self.lesions.drain(..).partition(|(at, _)| *at == n);
        self.lesions = later;
        let due: Vec<(u64, Lesion)> = due;
        due.iter().for_each(|(_, lesion)| self.lesion(lesion));
        due.into_iter().map(|(_, lesion)| lesion).collect()
    }

    /// Loses neurons or synapses for good, before the coming presentation, in the network and in
    /// the twin (there, only connections of which no copy is left).
    pub fn lesion(&mut self, lesion: &Lesion) {
        self.agents.lesion(lesion);
        self.twin.lesion(lesion, &self.wiring);
    }

    /// Tests network and twin on the test examples; `None` if `stop` became true before the end.
    ///
    /// # Errors
    /// If an agent of the copy that is tested failed or diverged.
    pub fn test(&mut self, stop: &AtomicBool) -> Result<Option<Tested<S>>, Fault> {
        let test = &self.split.test;
        let Some((outputs, n_spikes)) = self.agents.evaluate(test, stop)? else {
            return Ok(None);
        };
        let bp_outputs = self.twin.predict(test);
        Ok(Some(Tested {
            fit: fit(&outputs, test),
            bp_fit: fit(&bp_outputs, test),
            outputs,
            bp_outputs,
            n_spikes,
        }))
    }

    /// The examples.
    pub fn examples(&self) -> &Split<S> {
        &self.split
    }

    /// What a person should know about data and weights, in sentences.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Presentations (batches) so far.
    pub fn n_presentations(&self) -> u64 {
        self.n_presentations
    }

    /// The epoch of the coming presentation, counted from 0; `None` after the last.
    pub fn coming_epoch(&self) -> Option<usize> {
        self.agents.coming_epoch()
    }

    /// The network's weights as they are now.
    pub fn weights(&self) -> Weights<S> {
        self.agents.weights()
    }

    /// The twin's weights as they are now.
    pub fn backpropagation_weights(&self) -> Weights<S> {
        self.twin.judge().weights()
    }

    /// What the twin computed in the last taught presentation.
    pub fn backpropagation_pass(&self) -> &Pass<S> {
        self.twin.pass()
    }

    /// What went over the links so far.
    pub fn counts(&self) -> Counts {
        self.agents.counts()
    }

    /// Interventions from outside so far: one per hidden neuron and lane imposed on.
    pub fn interventions(&self) -> u64 {
        self.agents.interventions()
    }

    /// The engine between two presentations.
    pub(crate) fn engine_mut(&mut self) -> &mut dyn Engine<S, AgentLog<S>> {
        self.agents.engine_mut()
    }

    /// What every neuron's log keeps from now on, beside what the tallies need.
    pub fn watch_each(&mut self, keeps: impl Fn(AgentId) -> Keeps) {
        self.agents.watch_each(keeps);
    }

    /// What every neuron showed during the last presentation.
    pub fn logs(&mut self, see: impl FnMut(AgentId, &AgentLog<S>)) {
        self.agents.logs(see);
    }
}
