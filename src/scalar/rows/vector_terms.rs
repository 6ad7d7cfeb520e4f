//! How sums of products change a vector of weights.

use pulp::Simd;

use crate::scalar::Terms;
use crate::scalar::synapses::Rows;
use crate::scalar::vector::Vectors;

/// 1 if a partner takes part, 0 if not.
#[inline(always)]
pub(super) fn part_of<S: Vectors>(rows: &Rows<'_, S>, partner: usize) -> S {
    if rows.has(partner) {
        S::one()
    } else {
        S::zero()
    }
}

/// [`Terms`] in vectors.
#[derive(Clone)]
pub(super) struct VectorTerms<S> {
    alpha: S,
    divisor: Option<S>,
    /// −λ.
    minus_decay: Option<S>,
}

impl<S: Vectors> VectorTerms<S> {
    pub(super) fn of(terms: &Terms<'_, S>) -> Self {
        Self {
            alpha: *terms.alpha,
            divisor: terms.divisor,
            minus_decay: terms.decay.map(|decay| S::negative_zero() - decay),
        }
    }

    /// [`Terms::after`]; a weight whose `part` is 0 stays the number it is.
    #[inline(always)]
    pub(super) fn after<T: Simd>(
        &self,
        simd: T,
        part: S::Vector<T>,
        product: S::Vector<T>,
        before: S::Vector<T>,
    ) -> S::Vector<T> {
        let times = |value: S| S::multiply(simd, S::splat(simd, value), part);
        let kept = match self.minus_decay {
            Some(minus_decay) => {
                S::plus(simd, before, S::multiply(simd, times(minus_decay), before))
            }
            None => before,
        };
        match self.divisor {
            None => S::fuse(simd, times(self.alpha), product, kept),
            Some(divisor) => {
                let step = S::multiply(simd, times(self.alpha), product);
                S::plus(simd, kept, S::divide(simd, step, S::splat(simd, divisor)))
            }
        }
    }
}
