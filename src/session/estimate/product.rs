//! A product of counts that does not overflow.

/// A product that ends at the largest number there is.
pub(super) fn product(factors: &[u128]) -> u128 {
    factors
        .iter()
        .fold(1, |product, factor| product.saturating_mul(*factor))
}
