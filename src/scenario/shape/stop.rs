//! Why the reading of a value stops.

use std::fmt;

use serde::de;

/// Why a type could not be made of a value.
#[derive(Debug)]
pub(super) enum Stop {
    /// Read once more: what is wrong is noted, and is filled in then.
    Again,
    /// A field that is required is missing.
    Missing(&'static str),
    /// What the type expected.
    Expected(String),
    /// What the type says: the problem, and after "; " what is expected.
    Told(String),
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Again => f.write_str("read once more"),
            Self::Missing(field) => write!(f, "{field} is missing"),
            Self::Expected(text) | Self::Told(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Stop {}

impl de::Error for Stop {
    fn custom<T: fmt::Display>(told: T) -> Self {
        Self::Told(told.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::Expected(expected.to_string())
    }
}
