//! How the synapses of a network learn: α, the sum over lanes, decay, and the equations.

use std::sync::Arc;

use crate::scalar::Scalar;
use crate::synapse::Reduction;
use crate::synapse::equations::Equations;

/// How the synapses of a network learn.
#[derive(Clone, Debug)]
pub struct Learning<S> {
    /// α.
    pub alpha: S,
    /// How lanes add up.
    pub reduction: Reduction,
    /// Kolen-Pollack decay: the fraction of its weight that a committing synapse forgets.
    pub decay: S,
    /// The equations that neurons compute with; `None` for [`Published`]. The packed engine has
    /// those in its loops, and takes no others.
    ///
    /// [`Published`]: crate::synapse::Published
    pub equations: Option<Arc<dyn Equations<S>>>,
}

/// α = 0.01, lanes summed, nothing forgotten.
impl<S: Scalar> Default for Learning<S> {
    fn default() -> Self {
        Self {
            alpha: S::from_f64(0.01),
            reduction: Reduction::Sum,
            decay: S::zero(),
            equations: None,
        }
    }
}
