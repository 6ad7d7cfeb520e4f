//! A literal network that goes on from where another one was.
//!
//! Everyone becomes what the state says, and every mailbox holds what waits in it at rest: value
//! neurons have x of the coming tick and keep it to themselves, the sources have spoken for that
//! tick, and the controller has heard everyone but the value neurons.

mod neurons;

use std::sync::atomic::Ordering;

use self::neurons::Restored;
use super::Literal;
use super::agent::Agent;
use crate::axon::{Envelope, Lanes, Message, Observer, Tick};
use crate::engine::StateError;
use crate::engine::state::{Fit, NetworkState};
use crate::environment::Programme;
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;
use neurons::row;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    pub(super) fn go_on_from(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        let fit = Fit::of(&self.circuit);
        state.check(&fit)?;
        assert!(
            self.is_just_built(),
            "bug: a state is restored into a network that was just built"
        );
        self.disturb_all(&state.noise);
        let programme = state.programme.programme();
        let [dendrites, feedbacks] = self.circuit.overrides_by_neuron();
        let restored = Restored::new(&fit, state);
        let mut values =
            (0..fit.widths.len()).flat_map(|p| restored.values(p, &feedbacks, &programme));
        let mut errors = (0..state.errors.len()).flat_map(|p| restored.errors(p, &dendrites));
        let clock = Tick(state.clock);
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            cell.is_holding = cell.agent.speaks_first();
            let missing = "bug: a state that fits has all neurons";
            match &mut cell.agent {
                Agent::Value(neuron) => neuron.restore(values.next().expect(missing)),
                Agent::Error(neuron) => neuron.restore(errors.next().expect(missing)),
                agent => restore_other(agent, state, &programme, clock),
            }
        }
        self.cell_mut(0).counts = state.counts;
        self.horizon.store(state.clock, Ordering::Relaxed);
        self.fill_mailboxes(clock);
        self.books_at_birth = self.books();
        Ok(())
    }

    /// The controller's mailbox alone is not empty at rest. What its teacher said is in its state.
    fn fill_mailboxes(&self, clock: Tick) {
        self.acknowledge_birth();
        let last = self.cells.len() - 1;
        if matches!(self.cell(last).agent, Agent::Controller { .. }) {
            let beat = Envelope {
                tick: clock,
                slot: 0,
                message: Message::Beat,
            };
            self.post(last as u32, beat);
        }
    }
}

/// A source has spoken for the coming tick.
fn restore_other<S: Scalar, P: Plasticity>(
    agent: &mut Agent<S, P>,
    state: &NetworkState<S>,
    programme: &Programme<S>,
    now: Tick,
) {
    match agent {
        Agent::Stimulus {
            index,
            clock,
            source,
        } => {
            *clock = now.next();
            let showing = Lanes {
                values: row(&state.shown, *index, state.n_lanes).into(),
                presented: state.shown_in,
            };
            source.restore(programme.clone(), showing, state.is_fresh);
        }
        Agent::Teacher { clock, source, .. } => {
            *clock = now.next();
            source.restore(programme.clone());
        }
        Agent::Controller {
            clock, controller, ..
        } => {
            *clock = now;
            state
                .controller
                .iter()
                .for_each(|it| controller.restore(it));
        }
        Agent::Value(_) | Agent::Error(_) => {}
    }
}
