//! Why a state could not be read, or does not belong to a network.

use std::fmt;

/// A state that cannot be gone on from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateError {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The bytes are not what they are said to be.
    Foreign { expected: &'static str },
    /// They are of another layout.
    Format { given: u32, read: u32 },
    /// Their numbers are of another precision.
    Precision { given: String, expected: String },
    /// They changed since they were written.
    Damaged,
    /// They hold no state.
    Malformed,
    /// The state is of another network.
    Misfit {
        what: String,
        given: String,
        expected: String,
    },
    /// Noise, for an engine without.
    Noisy,
}

impl StateError {
    pub(super) fn foreign(expected: &'static str) -> Self {
        let kind = Kind::Foreign { expected };
        Self { kind }
    }

    pub(super) fn format(given: u32, read: u32) -> Self {
        let kind = Kind::Format { given, read };
        Self { kind }
    }

    pub(super) fn precision(given: String, expected: String) -> Self {
        let kind = Kind::Precision { given, expected };
        Self { kind }
    }

    pub(super) fn damaged() -> Self {
        let kind = Kind::Damaged;
        Self { kind }
    }

    pub(super) fn malformed() -> Self {
        let kind = Kind::Malformed;
        Self { kind }
    }

    /// `what` is `given` in the state, and is to be `expected` for this network.
    pub(crate) fn misfit(
        what: impl fmt::Display,
        given: impl fmt::Display,
        expected: impl fmt::Display,
    ) -> Self {
        let [what, given, expected] = [what.to_string(), given.to_string(), expected.to_string()];
        let kind = Kind::Misfit {
            what,
            given,
            expected,
        };
        Self { kind }
    }

    pub(in crate::engine) fn noisy() -> Self {
        let kind = Kind::Noisy;
        Self { kind }
    }
}

impl fmt::Display for StateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Foreign { expected } => write!(f, "these bytes are no {expected}"),
            Kind::Format { given, read } => write!(
                f,
                "the state has format {given}, and this program reads format {read}"
            ),
            Kind::Precision { given, expected } => write!(
                f,
                "the state has numbers of precision {given}, and the network computes in {expected}"
            ),
            Kind::Damaged => f.write_str("the state changed since it was written, or is cut short"),
            Kind::Malformed => f.write_str("the bytes of the state have no meaning"),
            Kind::Misfit {
                what,
                given,
                expected,
            } => write!(
                f,
                "the state is of another network: {what} is {given}, and {expected} is expected"
            ),
            Kind::Noisy => f.write_str(
                "the state is of noisy neurons, which the packed engine does not run; the literal \
                 engine does",
            ),
        }
    }
}

impl std::error::Error for StateError {}
