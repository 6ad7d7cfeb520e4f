//! Passes over all cells of a slice of error neurons: every neuron in every lane, padding
//! included.
//!
//! Each is one loop over slices, so that it runs in vectors.

use crate::scalar::Scalar;

/// ε = x − μ.
#[inline(always)]
pub(super) fn subtract<S: Scalar>(x: &[S], mu: &[S], epsilon: &mut [S]) {
    let n = epsilon.len();
    let (x, mu) = (&x[..n], &mu[..n]);
    for k in 0..n {
        epsilon[k] = x[k].clone() - &mu[k];
    }
}

/// Where a value differs from the one before; whether all values are finite.
#[inline(always)]
pub(in crate::engine::packed) fn differ<S: Scalar>(
    before: &[S],
    now: &[S],
    differs: &mut [bool],
) -> bool {
    let n = differs.len();
    let (before, now) = (&before[..n], &now[..n]);
    let mut is_finite = true;
    for k in 0..n {
        differs[k] = before[k] != now[k];
        is_finite &= now[k].is_finite();
    }
    is_finite
}

/// Where a value has moved and it had not been said that it may not.
#[inline(always)]
pub(super) fn moved<S: Scalar>(
    before: &[S],
    now: &[S],
    moved: &mut [bool],
    has_moved: impl Fn(&S, &S) -> bool,
) {
    let n = moved.len();
    let (before, now) = (&before[..n], &now[..n]);
    for k in 0..n {
        moved[k] = has_moved(&before[k], &now[k]);
    }
}

/// The same, but not where it is known to have another cause.
#[inline(always)]
pub(super) fn unless_moved<S: Scalar>(
    before: &[S],
    now: &[S],
    observed: &mut [bool],
    has_moved: impl Fn(&S, &S) -> bool,
) {
    let n = observed.len();
    let (before, now) = (&before[..n], &now[..n]);
    for k in 0..n {
        observed[k] &= !has_moved(&before[k], &now[k]);
    }
}

/// Notes, neuron by neuron, whether any lane says so: `cells` are lanes of `stride` neurons.
pub(in crate::engine::packed) fn any_lane(cells: &[bool], stride: usize, neurons: &mut [bool]) {
    for row in cells.chunks_exact(stride.max(1)) {
        let neurons = neurons.iter_mut().zip(row);
        neurons.for_each(|(neuron, cell)| *neuron |= cell);
    }
}
