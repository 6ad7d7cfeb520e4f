//! Where a session is between two presentations, and a session that goes on from there.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::engines::engine_options;
use super::run_options::RunOptions;
use super::{RunError, Session, Setup, Twin, set_up_on};
use crate::blueprint::Weights;
use crate::dataset::Split;
use crate::engine::{Sealed, StateError};
use crate::scalar::{Numbers, Scalar};
use crate::scenario::Scenario;
use crate::simulation::{Simulation, SimulationState};
use crate::wiring::Wiring;

/// A session between two presentations: its network, its twin, and its place in the timetable.
/// [`engine::seal`](crate::engine::seal) makes bytes of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct SessionState<S> {
    simulation: SimulationState<S>,
    /// θ and biases of the twin, layer by layer.
    twin_theta: Vec<Numbers<S>>,
    twin_bias: Vec<Numbers<S>>,
    n_presentations: u64,
}

impl<S: Scalar> Sealed for SessionState<S> {
    const NAME: &'static str = "session state";
    const FORMAT: u32 = 1000 * SimulationState::<S>::FORMAT + 1;
    type Number = S;
}

impl<S: Scalar> Session<S> {
    /// Where the session is.
    ///
    /// # Panics
    /// If a presentation was begun tick by tick and not ended.
    pub fn state(&self) -> SessionState<S> {
        assert!(
            !self.agents.is_under_way(),
            "a session has a state between two presentations, not within one"
        );
        let twin = self.twin.judge().weights();
        let numbers = |values: Vec<S>| Numbers::from(values);
        SessionState {
            simulation: self.agents.state(),
            twin_theta: twin
                .theta
                .into_iter()
                .map(|theta| numbers(theta.values))
                .collect(),
            twin_bias: twin.bias.into_iter().map(numbers).collect(),
            n_presentations: self.n_presentations,
        }
    }

    /// A session of the same scenario that goes on from where another one was, whichever engine ran
    /// it: the same weights, events and counts from here on, to the bit. What logs keep is said anew.
    ///
    /// # Errors
    /// If data or weights cannot be read, or the state is of another network or timetable.
    pub fn resume(
        scenario: &Scenario,
        options: &RunOptions,
        state: &SessionState<S>,
    ) -> Result<Self, RunError> {
        Self::of_state(super::set_up(scenario)?, scenario, options, state)
    }

    /// As [`resume`](Self::resume), on examples in memory, wherever the scenario says that they
    /// are, as [`open_on`](Self::open_on) takes them.
    ///
    /// # Errors
    /// As [`open_on`](Self::open_on), or if the state is of another network or timetable.
    pub fn resume_on(
        scenario: &Scenario,
        split: Split<S>,
        options: &RunOptions,
        state: &SessionState<S>,
    ) -> Result<Self, RunError> {
        Self::admit(scenario, options)?;
        Self::of_state(set_up_on(scenario, split)?, scenario, options, state)
    }

    pub(crate) fn of_state(
        setup: Setup<S>,
        scenario: &Scenario,
        options: &RunOptions,
        state: &SessionState<S>,
    ) -> Result<Self, RunError> {
        if state.n_presentations > MANY {
            let what = "the number of presentations";
            let most = format!("at most {MANY}");
            return Err(StateError::misfit(what, state.n_presentations, most).into());
        }
        let engine = engine_options(&setup.circuit, scenario, options);
        let wiring = Arc::clone(&setup.circuit.blueprint().wiring);
        let mut twin = Twin::of(&setup.circuit);
        // What was lost before is lost in the network's state; the twin loses it again.
        let (past, lesions): (Vec<_>, Vec<_>) =
            (setup.lesions.into_iter()).partition(|(at, _)| *at < state.n_presentations);
        for (_, lesion) in &past {
            twin.lesion(lesion, &wiring);
        }
        twin.set_weights(&twin_weights(state, &wiring)?);
        let n_lanes = setup.circuit.settings().n_lanes;
        let agents = Simulation::resume(setup.circuit, setup.plan, &engine, &state.simulation)?;
        Ok(Self {
            agents,
            twin,
            split: setup.split,
            wiring,
            n_lanes,
            lesions,
            n_presentations: state.n_presentations,
            presented: None,
            notes: setup.notes,
        })
    }
}

/// Presentations beyond this are no run's.
const MANY: u64 = 1 << 56;

/// The twin's weights in their matrices.
fn twin_weights<S: Scalar>(
    state: &SessionState<S>,
    wiring: &Wiring,
) -> Result<Weights<S>, RunError> {
    let mut weights = Weights::filled(wiring, &S::zero());
    let thetas = weights.theta.iter_mut().map(|theta| &mut theta.values);
    let own: Vec<&mut Vec<S>> = thetas.chain(&mut weights.bias).collect();
    let given: Vec<_> = state.twin_theta.iter().chain(&state.twin_bias).collect();
    let is_alike = own.len() == given.len()
        && (own.iter().zip(&given)).all(|(own, given)| own.len() == given.len())
        && state.twin_theta.len() == wiring.projections().len();
    if !is_alike {
        let misfit = "the state is of a network of other populations".to_owned();
        return Err(RunError::told(misfit));
    }
    for (own, given) in own.into_iter().zip(given) {
        *own = given.to_vec();
    }
    weights.feedback = Vec::new();
    Ok(weights)
}
