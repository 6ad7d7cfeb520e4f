//! A value as a table stores it.

/// One stored value.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// A whole or real number.
    Number(f64),
    /// A text.
    Text(String),
    /// Missing.
    Nothing,
}

impl Stored {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}
