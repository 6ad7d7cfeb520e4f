//! A number of a figure that was saved: JSON has no NaN and no infinity, and writes `null` for both.
//!
//! Promises that what is written can be read, whatever the number is.

use serde::{Deserialize, Deserializer};

/// A number as it is read: `null` in JSON is NaN, which no figure draws as a number.
#[derive(Clone, Copy, Debug)]
pub struct SavedNumber(f64);

impl From<SavedNumber> for f64 {
    fn from(saved: SavedNumber) -> Self {
        saved.0
    }
}

impl<'de> Deserialize<'de> for SavedNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Formats in bytes write every number, and do not say that there is one.
        let number = match deserializer.is_human_readable() {
            true => Option::<f64>::deserialize(deserializer)?.unwrap_or(f64::NAN),
            false => f64::deserialize(deserializer)?,
        };
        Ok(Self(number))
    }
}
