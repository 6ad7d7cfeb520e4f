//! Neurons on a sheet.

use serde::{Deserialize, Serialize};

/// Neurons in rows, columns and channels: neuron (r, c, k) has the index
/// (r · columns + c) · channels + k.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Rows, from the top.
    pub rows: usize,
    /// Columns, from the left.
    pub columns: usize,
    /// Neurons that lie at one place; default 1.
    #[serde(default = "one")]
    pub channels: usize,
}

fn one() -> usize {
    1
}

impl Sheet {
    /// How many neurons lie on it; `usize::MAX` if they are too many to count.
    pub fn size(self) -> usize {
        let places = self.rows.saturating_mul(self.columns);
        places.saturating_mul(self.channels)
    }
}

impl std::fmt::Display for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} × {}", self.rows, self.columns)?;
        match self.channels {
            1 => Ok(()),
            n => write!(f, " × {n}"),
        }
    }
}
