//! Where a run is between two presentations, and a run that goes on from there.

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::{Anatomy, Simulation, showing};
use crate::engine::{Circuit, EngineOptions, NetworkState, Sealed, StateError};
use crate::environment::{Presentation, PresentationsState, Span};
use crate::scalar::{Draws, Scalar};

/// A run between two presentations: its network, and its place in the timetable. What every log
/// keeps is not part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct SimulationState<S> {
    network: NetworkState<S>,
    /// Epochs begun, and what is left of the last of them.
    n_drawn: usize,
    drawn: Option<(usize, PresentationsState)>,
    /// The coming presentation, and its epoch.
    next: Option<(usize, Presentation)>,
    /// How far the noise on imposed predictions has come.
    noise: u64,
    /// How far the draws of P and T of presentations from outside have come.
    ticks_outside: u64,
    interventions: u64,
}

impl<S: Scalar> SimulationState<S> {
    /// Which layout of the bytes this is; another cannot be read.
    pub const FORMAT: u32 = 2;

    /// The network.
    pub fn network(&self) -> &NetworkState<S> {
        &self.network
    }

    /// The epoch of the coming presentation; `None` after the last.
    pub fn coming_epoch(&self) -> Option<usize> {
        self.next.as_ref().map(|(epoch, _)| *epoch)
    }

    /// Whether a run of `plan` can be here.
    fn check(&self, plan: &Plan<S>) -> Result<(), StateError> {
        let n_examples = plan.examples.len();
        if self.n_drawn > plan.n_epochs {
            let most = format!("at most {}", plan.n_epochs);
            return Err(StateError::misfit(
                "the number of epochs begun",
                self.n_drawn,
                most,
            ));
        }
        if let Some((_, drawn)) = &self.drawn
            && drawn.n_taught > n_examples
        {
            let most = format!("at most {n_examples}");
            return Err(StateError::misfit("examples taught", drawn.n_taught, most));
        }
        self.check_counts()?;
        let Some((_, next)) = &self.next else {
            return Ok(());
        };
        if let Some(example) = next.examples.iter().find(|example| **example >= n_examples) {
            let expected = format!("less than {n_examples}");
            return Err(StateError::misfit("the coming example", example, expected));
        }
        if next.examples.is_empty() {
            let what = "the number of coming examples";
            return Err(StateError::misfit(what, 0, "at least 1"));
        }
        check_ticks(next, plan)?;
        let n_shown = next.examples.len() as u64;
        let n_taught = if next.with_teacher { n_shown } else { 0 };
        let ticks = [next.prediction_ticks, next.learning_ticks];
        let shown = [ticks[0], ticks[1], n_shown, n_taught];
        if !self.network.is_at_start() {
            let what = "how far the sources are in their programme";
            let (given, expected) = ("elsewhere", "the start of the coming presentation");
            return Err(StateError::misfit(what, given, expected));
        }
        let sources = self.network.showing();
        match sources == Some(shown) {
            true => Ok(()),
            false => Err(StateError::misfit(
                "P, T and the lanes of the coming presentation, all and taught",
                format!("{sources:?} to the sources"),
                format!("{:?}", Some(shown)),
            )),
        }
    }
}

/// Whether P and T of the coming presentation are such as the plan draws.
fn check_ticks<S>(next: &Presentation, plan: &Plan<S>) -> Result<(), StateError> {
    let timetable = &plan.timetable;
    let spans = [
        (next.prediction_ticks, timetable.prediction_ticks),
        (next.learning_ticks, timetable.learning_ticks),
    ];
    for (ticks, Span { low, high }) in spans {
        if !(low..=high).contains(&ticks) {
            let expected = format!("one of [{low}, {high}]");
            return Err(StateError::misfit(
                "a number of coming ticks",
                ticks,
                expected,
            ));
        }
    }
    Ok(())
}

impl<S: Scalar> SimulationState<S> {
    /// Whether epochs, draws and interventions are such as a run comes to.
    fn check_counts(&self) -> Result<(), StateError> {
        let drawn = self.drawn.as_ref();
        let next = self.next.as_ref().map(|(epoch, _)| *epoch);
        for epoch in drawn.map(|(epoch, _)| *epoch).into_iter().chain(next) {
            if epoch >= self.n_drawn {
                let expected = format!("less than {}", self.n_drawn);
                return Err(StateError::misfit("an epoch", epoch, expected));
            }
        }
        let position = drawn.map_or(0, |(_, drawn)| drawn.position);
        for (what, count) in [
            ("how far the draws of an epoch have come", position),
            ("how far the draws of noise have come", self.noise),
            ("the number of interventions", self.interventions),
        ] {
            if count > MANY {
                return Err(StateError::misfit(what, count, format!("at most {MANY}")));
            }
        }
        Ok(())
    }
}

/// Counts beyond this are no run's.
const MANY: u64 = 1 << 56;

impl<S: Scalar> Sealed for SimulationState<S> {
    const NAME: &'static str = "simulation state";
    // What the network's layout is, too, counts.
    const FORMAT: u32 = 1000 * NetworkState::<S>::FORMAT + Self::FORMAT;
    type Number = S;
}

impl<S: Scalar> Simulation<S> {
    /// Where the run is, between two presentations, the last of which has not ended with a fault.
    ///
    /// # Panics
    /// If a presentation is under way.
    pub fn state(&self) -> SimulationState<S> {
        assert!(
            !self.is_under_way(),
            "bug: a run is saved between two presentations"
        );
        let drawn = self.drawn.as_ref();
        SimulationState {
            network: self.engine.state(),
            n_drawn: self.n_drawn,
            drawn: drawn.map(|(epoch, left)| (*epoch, left.state())),
            next: self.next.clone(),
            noise: self.noise.position(),
            ticks_outside: self.ticks_outside.position(),
            interventions: self.interventions,
        }
    }

    /// A run of the same circuit and plan that goes on from where another one was, whichever
    /// engine ran it: lesions and noise included, to the bit. What logs keep is to be said anew.
    ///
    /// # Errors
    /// If the state is of another run, or its neurons are noisier than the engine runs them.
    pub fn resume(
        circuit: Circuit<S>,
        plan: Plan<S>,
        engine: &EngineOptions,
        state: &SimulationState<S>,
    ) -> Result<Self, StateError> {
        state.check(&plan)?;
        let mut anatomy = Anatomy::of(&circuit);
        anatomy.absent = state.network.absent();
        let n_examples = plan.examples.len();
        let drawn = state.drawn.as_ref().map(|(epoch, left)| {
            let presentations = plan.timetable.epoch(*epoch, n_examples);
            (*epoch, presentations.resume(left))
        });
        Ok(Self {
            now: state.network.clock(),
            engine: engine.resume(circuit, &state.network)?,
            noise: Draws::new(plan.timetable.seed, "perturbation").resume(state.noise),
            ticks_outside: showing::ticks(&plan).resume(state.ticks_outside),
            plan,
            anatomy,
            n_drawn: state.n_drawn,
            drawn,
            next: state.next.clone(),
            under_way: None,
            interventions: state.interventions,
        })
    }
}
