//! What sources of examples say where a scenario says nothing.

use super::scale::Scale;
use crate::scalar::Number;

pub(super) fn levels() -> Scale {
    Scale::Levels
}

pub(super) fn zero_to_one() -> (Number, Number) {
    (0.into(), 1.into())
}
