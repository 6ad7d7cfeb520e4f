//! Which settings of the scale of answers have no effect.
//!
//! Promises that what is said of classes alone, or of numbers alone, is not ignored where answers
//! are the other kind.

use super::Scale;
use crate::dataset::source_defaults::zero_to_one;
use crate::scalar::Number;

/// What is said of the scale of answers and has no effect on answers of their kind, targets or
/// classes: the field, what is wrong, and what is expected.
pub(crate) fn idle_setting(
    target_scale: &Scale,
    target: &(Number, Number),
    has_targets: bool,
) -> Option<(&'static str, String, &'static str)> {
    let ((low, high), name) = (target, target_scale.name());
    let is_as_read = matches!(target_scale, Scale::AsIs | Scale::Standard);
    if !has_targets && *target_scale != Scale::AsIs {
        let problem = format!("the answers are classes, and {name} scales numbers to answer");
        let expected = "no target_scale: target says what a target is at its class and at others";
        return Some(("target_scale", problem, expected));
    }
    if has_targets && is_as_read && *target != zero_to_one() {
        let problem = format!("target_scale: {name} does not use the ends ({low}, {high})");
        let expected = "no target, or target_scale: MinMax or Range";
        return Some(("target", problem, expected));
    }
    None
}
