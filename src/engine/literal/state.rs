//! What a literal network is at rest, in a form that any engine goes on from.
//!
//! What many synapses of a network have in common is asked of the first that has it: all who hear
//! a neuron have heard the same, and all φ that call the same ε loud, in all who hear it, noted the
//! same ticks.

mod layers;

use self::layers::{error_layer, feedback, heard_rates, loud_in_dendrites, value_layer};
use super::agent::Agent;
use super::{Literal, links};
use crate::axon::{Message, Observer};
use crate::engine::Engine;
use crate::engine::state::{Fit, NetworkState};
use crate::environment::ProgrammeState;
use crate::neuron::{ErrorNeuron, ErrorState, ValueNeuron, ValueState};
use crate::plasticity::{Commander, ControllerState, Plasticity};
use crate::scalar::{Numbers, Scalar};

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default + Send + 'static> Literal<S, P, W> {
    pub(super) fn at_rest(&self) -> NetworkState<S> {
        let fit = Fit::of(&self.circuit);
        let wiring = &*fit.wiring;
        let values: Vec<Vec<ValueState<S>>> = (0..fit.widths.len())
            .map(|p| self.values(p, ValueNeuron::state))
            .collect();
        let errors: Vec<Vec<ErrorState<S>>> = (0..wiring.n_computing())
            .map(|p| self.errors(p, ErrorNeuron::state))
            .collect();
        let [dendrites, feedbacks] = self.circuit.overrides_by_neuron();
        let rates = heard_rates(&fit, &errors);
        let value_layers = values
            .iter()
            .zip(rates)
            .enumerate()
            .map(|(p, (neurons, rates))| value_layer(neurons, rates, errors.get(p), fit.n_lanes));
        let error_layers = errors.iter().enumerate().map(|(p, neurons)| {
            let last_loud = loud_in_dendrites(&fit, neurons, p, &dendrites);
            error_layer(neurons, last_loud, fit.n_lanes)
        });
        let projections = 0..wiring.projections().len();
        let feedback = projections.map(|e| feedback(&fit, &values, e, &feedbacks));
        let (shown, shown_in, is_fresh) = self.shown();
        NetworkState {
            clock: errors[0][0].clock.0,
            is_first_tick: errors[0][0].is_first_tick,
            values: value_layers.collect(),
            errors: error_layers.collect(),
            feedback: feedback.collect(),
            quiet_kinds: fit.quiet_kinds(),
            controller: self.controller(),
            programme: self.programme(),
            shown,
            shown_in,
            is_fresh,
            counts: self.counts(),
            noise: self.noise,
            pairs: fit.pairs(),
            has_bias: fit.has_bias(),
            n_lanes: fit.n_lanes,
            widths: fit.widths,
        }
    }

    /// The controller, once it has heard what waits in its mailbox for the coming tick.
    fn controller(&self) -> Option<ControllerState> {
        let last = self.cells.len() - 1;
        let mut controller = match &self.cell(last).agent {
            Agent::Controller { controller, .. } => controller.clone(),
            _ => return None,
        };
        self.mailboxes[last].look(|envelope| {
            if let Message::Teacher(teaching) = &envelope.message {
                controller.hear_teacher(teaching);
            }
        });
        Some(controller.state())
    }

    fn programme(&self) -> ProgrammeState<S> {
        let cells = (0..self.cells.len()).map(|index| self.cell(index));
        let mut programmes = cells.filter_map(|cell| match &cell.agent {
            Agent::Teacher { source, .. } => Some(source.programme().state()),
            _ => None,
        });
        programmes
            .next()
            .expect("bug: every output neuron has a teacher source")
    }

    /// What the stimulus sources show, in how many lanes, and whether they have said nothing yet.
    fn shown(&self) -> (Numbers<S>, u32, bool) {
        let (mut shown, mut presented, mut is_fresh) = (Numbers::default(), 0, true);
        for index in 0..self.cells.len() {
            if let Agent::Stimulus { source, .. } = &self.cell(index).agent {
                let (lanes, fresh) = source.shows();
                shown.extend(lanes.values.iter().cloned());
                (presented, is_fresh) = (lanes.presented, fresh);
            }
        }
        (shown, presented, is_fresh)
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    /// Whether it was built, and nothing more.
    pub(super) fn is_just_built(&self) -> bool {
        let horizon = self.horizon.load(std::sync::atomic::Ordering::Relaxed);
        let first = links::first_value(self.circuit.blueprint.widths(), 0);
        horizon == self.circuit.settings.birth.0 && !self.cell(first).is_holding
    }
}
