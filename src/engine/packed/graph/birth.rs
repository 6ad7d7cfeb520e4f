//! A packed graph at birth: its populations and projections, as a circuit describes them.
//!
//! Refuses circuits whose synapses have settings of their own: those are the literal engine's.

use std::sync::Arc;

use super::common::Common;
use super::errors::Errors;
use super::heard::Heard;
use super::synapses::Synapses;
use super::values::Values;
use super::{Graph, nothing_shown, observers};
use crate::axon::{AgentId, Observer};
use crate::engine::packed::Setting;
use crate::engine::packed::options::Options;
use crate::engine::state::Fit;
use crate::engine::subnormals::assert_subnormals;
use crate::engine::{Circuit, Counts};
use crate::environment::Programme;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// Whether this engine runs a circuit.
    pub(in crate::engine) fn runs(circuit: &Circuit<S>) -> bool {
        circuit.settings.overrides.is_empty()
    }

    /// Builds the populations of `circuit`.
    ///
    /// # Panics
    /// If a synapse has settings of its own, or this thread flushes subnormal numbers to 0.
    pub(in crate::engine) fn new(circuit: Circuit<S>, options: &Options) -> Self {
        assert_subnormals();
        assert!(
            Self::runs(&circuit),
            "bug: settings of their own are the literal engine's"
        );
        let setting = Setting::of(&circuit, options);
        let fit = Fit::of(&circuit);
        let wiring = Arc::clone(&circuit.blueprint.wiring);
        let (n_lanes, birth) = (setting.n_lanes, circuit.settings.birth);
        let controller = P::controller(circuit.settings.rule, wiring.depth(), n_lanes);
        let widths = wiring.widths();
        let n_computing = wiring.n_computing();
        let values = (0..widths.len()).map(|p| {
            let transfer = circuit.blueprint.transfer(p);
            Values::new(&wiring, p, transfer, setting.set, n_lanes)
        });
        let values: Vec<_> = values.collect();
        let mut weights = circuit.blueprint.weights;
        let errors = (0..n_computing).map(|p| {
            let bias = weights
                .bias
                .get_mut(p)
                .map(std::mem::take)
                .unwrap_or_default();
            Errors::new(widths[p], bias, n_lanes)
        });
        let errors: Vec<_> = errors.collect();
        let mut feedback = weights.feedback.into_iter();
        let mut synapses = Vec::new();
        let mut heard = Vec::new();
        for (e, theta) in weights.theta.into_iter().enumerate() {
            let copies = feedback
                .next()
                .map(|copies| copies.values)
                .unwrap_or_default();
            heard.push(Heard::new(&wiring, e, copies, n_lanes));
            synapses.push(Synapses::new(theta.values));
        }
        Self {
            clock: birth,
            values,
            errors,
            synapses,
            heard,
            programme: Programme::new(),
            controller,
            counts: Counts::default(),
            value_observers: observers(widths),
            error_observers: observers(&widths[..n_computing]),
            predictions: nothing_shown::<S, W>(&widths[..n_computing]),
            turn: AgentId::Value { layer: 0, index: 0 },
            fault: None,
            common: Arc::new(Common {
                wiring,
                setting,
                fit,
            }),
        }
    }
}
