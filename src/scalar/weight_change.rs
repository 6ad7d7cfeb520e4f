//! How a weight changes.

use super::operations::Scalar;
use super::terms::Terms;

impl<S: Scalar> Terms<'_, S> {
    /// What `weight` becomes: w + α p in one rounding, or w + (α p) / B; with decay, w − λ w in
    /// the place of w.
    #[inline]
    pub fn after(&self, weight: &S, product: &S) -> S {
        match &self.divisor {
            Some(divisor) => self.kept(weight) + &(self.alpha.clone() * product / divisor),
            None => self.alpha.multiply_add(product, &self.kept(weight)),
        }
    }

    /// [`Self::after`] where `fuse` is known to be compiled for the processor's fused unit.
    #[inline(always)]
    pub(super) fn after_by(&self, weight: &S, product: &S, fuse: impl Fn(S, S, S) -> S) -> S {
        match &self.divisor {
            Some(divisor) => self.kept(weight) + &(self.alpha.clone() * product / divisor),
            None => fuse(self.alpha.clone(), product.clone(), self.kept(weight)),
        }
    }

    /// w, or with decay w − λ w.
    #[inline(always)]
    fn kept(&self, weight: &S) -> S {
        match self.decay {
            Some(decay) => weight.clone() - &(decay.clone() * weight),
            None => weight.clone(),
        }
    }

    /// By how much `weight` changes, as it is recorded: rounded by itself, so that the weight
    /// after is not the weight before and this, but that is what the fused step rounds.
    #[inline]
    pub fn change(&self, weight: &S, product: &S) -> S {
        let mut change = self.alpha.clone() * product;
        if let Some(divisor) = &self.divisor {
            change = change / divisor;
        }
        match self.decay {
            Some(decay) => change - &(decay.clone() * weight),
            None => change,
        }
    }
}
