//! What of a circuit a state must fit, and which φ call the same ε quiet.

use std::sync::Arc;

use crate::engine::Circuit;
use crate::neuron::{Feedback, State};
use crate::scalar::{Numbers, Scalar};
use crate::synapse::{Detector, Phi};
use crate::wiring::Wiring;

/// What is left of a circuit once its neurons have been born: the weights live in them alone.
#[derive(Clone, Debug)]
pub(in crate::engine) struct Fit<S> {
    pub(in crate::engine) wiring: Arc<Wiring>,
    /// n, by population.
    pub(in crate::engine) widths: Vec<usize>,
    pub(in crate::engine) n_lanes: usize,
    pub(in crate::engine) is_commanded: bool,
    pub(in crate::engine) is_phasic: bool,
    pub(in crate::engine) is_pair: bool,
    /// Below what |ε| is quiet, or `None` where ε = 0 alone is, each once; the gate's first.
    kinds: Vec<Option<S>>,
}

impl<S: Scalar> Fit<S> {
    pub(in crate::engine) fn of(circuit: &Circuit<S>) -> Self {
        let mut fit = Self {
            wiring: Arc::clone(&circuit.blueprint.wiring),
            widths: circuit.blueprint.widths().to_vec(),
            n_lanes: circuit.settings.n_lanes,
            is_commanded: circuit.settings.rule.is_commanded(),
            is_phasic: circuit.settings.feedback == Feedback::Phasic,
            is_pair: circuit.settings.state == State::Pair,
            kinds: vec![Detector::new(&circuit.settings.phi).tolerance().cloned()],
        };
        let asks = |phi: &&Phi| matches!(phi, Phi::Exact { .. } | Phi::Tolerance { .. });
        for phi in (circuit.settings.overrides.iter().map(|own| &own.phi)).filter(asks) {
            let tolerance = Detector::new(phi).tolerance().cloned();
            if !fit.kinds.contains(&tolerance) {
                fit.kinds.push(tolerance);
            }
        }
        fit
    }

    /// L of a chain.
    pub(in crate::engine) fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// Pairs of neurons by projection.
    pub(in crate::engine) fn pairs(&self) -> Vec<usize> {
        let projections = 0..self.wiring.projections().len();
        projections.map(|e| self.wiring.n_pairs(e)).collect()
    }

    /// Whether error neurons have a bias, by population.
    pub(in crate::engine) fn has_bias(&self) -> Vec<bool> {
        let computing = 0..self.wiring.n_computing();
        computing.map(|p| self.wiring.has_bias(p)).collect()
    }

    /// How many error neurons are heard by way of a projection.
    pub(in crate::engine) fn n_heard(&self, projection: usize) -> usize {
        match self.wiring.has_feedback(projection) {
            true => self.widths[self.wiring.projections()[projection].post],
            false => 0,
        }
    }

    pub(in crate::engine) fn n_kinds(&self) -> usize {
        self.kinds.len()
    }

    /// The kind of quiet that a φ of its own asks for, if it asks for any.
    pub(in crate::engine) fn kind_of(&self, phi: &Phi) -> Option<usize> {
        match phi {
            Phi::Never | Phi::Always => None,
            Phi::Exact { .. } | Phi::Tolerance { .. } => self.kind(&Detector::new(phi)),
        }
    }

    /// The kind of quiet that a detector knows; `None` if no φ of the network asks for it.
    pub(in crate::engine) fn kind(&self, detector: &Detector<S>) -> Option<usize> {
        let tolerance = detector.tolerance();
        let mut kinds = self.kinds.iter();
        kinds.position(|kind| kind.as_ref() == tolerance)
    }

    /// The kinds as a state keeps them.
    pub(in crate::engine) fn quiet_kinds(&self) -> Vec<Option<Numbers<S>>> {
        let kept = |kind: &S| Numbers::from(vec![kind.clone()]);
        self.kinds
            .iter()
            .map(|kind| kind.as_ref().map(kept))
            .collect()
    }

    /// Synapses in the dendrite of an error neuron, its bias included.
    pub(in crate::engine) fn n_dendrite(&self, population: usize, index: usize) -> usize {
        let has_bias = self.wiring.has_bias(population);
        self.wiring.n_dendrite(population, index) + usize::from(has_bias)
    }

    /// Feedback synapses of a value neuron.
    pub(in crate::engine) fn n_feedback(&self, population: usize, index: usize) -> usize {
        match self.wiring.is_hidden(population) {
            true => self.wiring.n_axon(population, index),
            false => 0,
        }
    }
}
