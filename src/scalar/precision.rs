//! Which numbers a run computes with.

use std::fmt::Debug;

use num_rational::BigRational;
use serde::{Deserialize, Serialize};

/// An exact rational number, of any size.
pub type Exact = BigRational;

/// Which numbers a run computes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// IEEE 754 binary32.
    F32,
    /// IEEE 754 binary64.
    F64,
    /// Exact rationals: no rounding at all, for activations that keep a rational rational.
    Exact,
    /// IEEE 754 binary16, emulated: for Table 3; no scenario can ask for it.
    #[serde(skip)]
    F16,
}
