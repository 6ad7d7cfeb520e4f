//! What all slices of a network share, and nobody changes.

use super::options::Options;
use crate::engine::Circuit;
use crate::neuron::{Feedback, State};
use crate::scalar::{InstructionSet, Scalar, Terms};
use crate::synapse::{Phi, Reduction};

/// Mistakes of this engine's bookkeeping, one line each. Only the engine's own tests can ask for
/// one (`packed/tests.rs`); any other build makes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mistake {
    /// A dendrite keeps its sum although its weights changed.
    SumKept,
    /// φ forgets that ε stayed loud while nobody had anything new to say.
    LoudnessForgotten,
    /// f(x) of the x before is taken for f(x) of whatever x comes next.
    RatesKept,
}

#[cfg(test)]
thread_local! {
    /// The mistake of the engines that this thread builds.
    pub(super) static ASKED_FOR: std::cell::Cell<Option<Mistake>> = const { std::cell::Cell::new(None) };
}

/// What all slices of a network share, and nobody changes.
#[derive(Clone, Debug)]
pub(super) struct Setting<S> {
    pub(super) set: InstructionSet,
    pub(super) n_lanes: usize,
    /// L.
    pub(super) depth: usize,
    pub(super) phi: Phi,
    pub(super) feedback: Feedback,
    pub(super) alpha: S,
    pub(super) is_mean: bool,
    pub(super) decay: Option<S>,
    pub(super) gamma: S,
    pub(super) zero: S,
    /// 1 − γ.
    pub(super) leak: S,
    pub(super) state: State,
    #[cfg(test)]
    mistake: Option<Mistake>,
}

impl<S: Scalar> Setting<S> {
    /// What the neurons of `circuit` share.
    ///
    /// # Panics
    /// If they are to compute with equations of their own: these loops have the published ones.
    pub(super) fn of(circuit: &Circuit<S>, options: &Options) -> Self {
        let learning = &circuit.settings.learning;
        assert!(
            learning.equations.is_none(),
            "other equations are computed by the literal engine alone"
        );
        Self {
            set: options.instruction_set.unwrap_or_else(InstructionSet::best),
            n_lanes: circuit.settings.n_lanes,
            depth: circuit.blueprint.depth(),
            phi: circuit.settings.phi.clone(),
            feedback: circuit.settings.feedback,
            alpha: learning.alpha.clone(),
            is_mean: learning.reduction == Reduction::Mean,
            decay: (!learning.decay.is_zero()).then(|| learning.decay.clone()),
            leak: S::one() - &circuit.settings.gamma,
            gamma: circuit.settings.gamma.clone(),
            zero: S::zero(),
            state: circuit.settings.state,
            #[cfg(test)]
            mistake: ASKED_FOR.get(),
        }
    }

    /// Whether a test asks for this mistake.
    #[cfg(test)]
    pub(super) fn makes(&self, mistake: Mistake) -> bool {
        self.mistake == Some(mistake)
    }

    /// Whether a test asks for this mistake: this is no test.
    #[cfg(not(test))]
    pub(super) const fn makes(&self, _: Mistake) -> bool {
        false
    }

    /// What a change is divided by, if by anything.
    pub(super) fn divisor(&self, presented: u32) -> Option<S> {
        self.is_mean.then(|| S::from_count(presented as usize))
    }

    /// How a weight changes, so many lanes being presented.
    pub(super) fn terms(&self, presented: u32) -> Terms<'_, S> {
        Terms {
            alpha: &self.alpha,
            divisor: self.divisor(presented),
            decay: self.decay.as_ref(),
        }
    }
}

/// Σ ε · f(x) over lanes, from 0 in their order.
pub(super) fn sum_of_products<'a, S: Scalar>(products: impl Iterator<Item = (&'a S, &'a S)>) -> S {
    products.fold(S::zero(), |sum, (epsilon, rate)| {
        epsilon.multiply_add(rate, &sum)
    })
}
