//! Where a session is between two presentations, and a session that goes on from there.

use serde::{Deserialize, Serialize};

use super::engines::engine_options;
use super::{RunError, RunOptions, Session, Setup, Twin};
use crate::blueprint::{Matrix, Weights};
use crate::engine::{Sealed, StateError};
use crate::scalar::{Numbers, Scalar};
use crate::scenario::Scenario;
use crate::simulation::{Simulation, SimulationState};

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
        let (widths, has_bias) = (
            setup.circuit.blueprint().widths.clone(),
            setup.circuit.blueprint().has_bias(),
        );
        let mut twin = Twin::of(&setup.circuit);
        // What was lost before is lost in the network's state; the twin loses it again.
        let (past, lesions): (Vec<_>, Vec<_>) =
            (setup.lesions.into_iter()).partition(|(at, _)| *at < state.n_presentations);
        for (_, lesion) in &past {
            twin.lesion(lesion, &widths, has_bias);
        }
        twin.set_weights(&twin_weights(state, &widths, has_bias)?);
        let n_lanes = setup.circuit.settings().n_lanes;
        let agents = Simulation::resume(setup.circuit, setup.plan, &engine, &state.simulation)?;
        Ok(Self {
            agents,
            twin,
            split: setup.split,
            widths,
            has_bias,
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
    widths: &[usize],
    has_bias: bool,
) -> Result<Weights<S>, RunError> {
    let misfit = || RunError::told("the state is of a network with other layers".to_owned());
    let shapes = widths.windows(2).map(|n| [n[0], n[1]]);
    let n_layers = widths.len() - 1;
    let fits = state.twin_theta.len() == n_layers
        && shapes
            .clone()
            .zip(&state.twin_theta)
            .all(|([r, c], theta)| theta.len() == r * c)
        && state.twin_bias.len() == if has_bias { n_layers } else { 0 }
        && state
            .twin_bias
            .iter()
            .zip(widths)
            .all(|(bias, n)| bias.len() == *n);
    if !fits {
        return Err(misfit());
    }
    let theta = shapes
        .zip(&state.twin_theta)
        .map(|([rows, columns], theta)| Matrix {
            rows,
            columns,
            values: theta.to_vec(),
        });
    Ok(Weights {
        theta: theta.collect(),
        feedback: Vec::new(),
        bias: state.twin_bias.iter().map(|bias| bias.to_vec()).collect(),
    })
}
