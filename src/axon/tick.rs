//! The local clock's unit.
//!
//! A tick is a position on one neuron's own clock; nothing in a network depends on where its
//! clocks were started.

use std::fmt;

/// A tick of a local clock. Clocks may start at any number.
///
/// ```
/// use fazil::axon::Tick;
/// assert_eq!(Tick(-3).next(), Tick(-2));
/// assert_eq!(Tick(5).since(Tick(2)), 3);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(pub i64);

impl Tick {
    /// The tick after this one.
    #[inline]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The tick `ticks` later.
    pub fn after(self, ticks: u64) -> Self {
        Self(self.0 + ticks as i64)
    }

    /// How many ticks this one is after `earlier` (negative if before).
    #[inline]
    pub fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }
}

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
