//! Comparisons of numbers by their exact value, and counts in words.
//!
//! Promises that 1/3 and 0.333 differ. Refuses to round.

use crate::scalar::Number;

/// The number n.
pub(super) fn whole(n: usize) -> Number {
    Number::from(n)
}

/// Whether a number is above 0.
pub(super) fn is_positive(number: &Number) -> bool {
    number.exact() > whole(0).exact()
}

/// Whether a number is in [0, 1).
pub(super) fn is_fraction(number: &Number) -> bool {
    number.exact() >= whole(0).exact() && number.exact() < whole(1).exact()
}

/// `1 neuron`, `2 neurons`.
pub(super) fn counted(n: usize, thing: &str) -> String {
    match n {
        1 => format!("1 {thing}"),
        _ => format!("{n} {thing}s"),
    }
}
