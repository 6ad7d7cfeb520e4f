//! Eq. 7 over all cells of a slice of value neurons, padding included: (μ + (1−γ)ε) + (γ f′)·S,
//! which lands on μ exactly at γ = 1 (SPEC section 3).

use crate::scalar::Scalar;

/// μ + (1−γ)ε: nobody pushes.
#[inline(always)]
pub(super) fn leak<S: Scalar>(next: &mut [S], mu: &[S], epsilon: &[S], rest: &S) {
    let n = next.len();
    let (mu, epsilon) = (&mu[..n], &epsilon[..n]);
    for i in 0..n {
        next[i] = mu[i].clone() + &(rest.clone() * &epsilon[i]);
    }
}

/// The same, and the push of the errors below.
#[inline(always)]
pub(super) fn leak_and_push<S: Scalar>(
    next: &mut [S],
    mu: &[S],
    epsilon: &[S],
    rest: &S,
    [slope, sums]: [&[S]; 2],
    gamma: &S,
) {
    let n = next.len();
    let (mu, epsilon, slope, sums) = (&mu[..n], &epsilon[..n], &slope[..n], &sums[..n]);
    for i in 0..n {
        let leak = mu[i].clone() + &(rest.clone() * &epsilon[i]);
        next[i] = leak + &(gamma.clone() * &slope[i] * &sums[i]);
    }
}
