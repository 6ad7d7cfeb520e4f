//! The ten classes of handwritten digits.

/// Classes of handwritten digits, and so numbers in a target of theirs.
pub(super) const N_DIGITS: usize = 10;

/// Whether a network of so many outputs may be shown labels that need `n_needed`: a part of the
/// ten digits may lack some of them.
pub(super) fn is_digits(n_outputs: usize, n_needed: usize) -> bool {
    n_outputs == N_DIGITS && n_needed < N_DIGITS
}
