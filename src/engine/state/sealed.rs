//! States as bytes: what they are, in which format and precision, and a hash of all that follows.
//!
//! ```text
//! "fazil " name "\n" | format: 4 bytes | precision: 1 byte | BLAKE3 of the rest: 32 bytes | postcard
//! ```
//! Promises that what is not such bytes is an error, and that no room is taken by a length that they
//! only claim.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StateError;
use crate::scalar::{Precision, Scalar};

/// What can be written as bytes of its own.
pub trait Sealed: Serialize + DeserializeOwned {
    /// What it is, in two or three words.
    const NAME: &'static str;
    /// Which layout of the bytes is written and read.
    const FORMAT: u32;
    /// Its numbers.
    type Number: Scalar;
}

const LEN_OF_HASH: usize = blake3::OUT_LEN;

/// `state` as bytes.
///
/// # Panics
/// If it holds what cannot be written, which no state does.
pub fn seal<T: Sealed>(state: &T) -> Vec<u8> {
    let written = postcard::to_stdvec(state).expect("bug: every state can be written");
    let mut bytes = head::<T>();
    bytes.extend_from_slice(&T::FORMAT.to_le_bytes());
    bytes.push(code(T::Number::PRECISION));
    bytes.extend_from_slice(blake3::hash(&written).as_bytes());
    bytes.extend_from_slice(&written);
    bytes
}

/// The state that these bytes are.
///
/// # Errors
/// If they are of another kind, format or precision, or changed since they were written.
pub fn open<T: Sealed>(bytes: &[u8]) -> Result<T, StateError> {
    let rest = bytes.strip_prefix(&*head::<T>());
    let rest = rest.ok_or_else(|| StateError::foreign(T::NAME))?;
    let (format, rest) = rest.split_first_chunk().ok_or_else(StateError::damaged)?;
    let format = u32::from_le_bytes(*format);
    if format != T::FORMAT {
        return Err(StateError::format(format, T::FORMAT));
    }
    let (precision, rest) = rest.split_first().ok_or_else(StateError::damaged)?;
    let expected = T::Number::PRECISION;
    if *precision != code(expected) {
        let given = PRECISIONS.into_iter().find(|it| code(*it) == *precision);
        let given = given.map_or_else(|| "unknown".to_owned(), |it| format!("{it:?}"));
        return Err(StateError::precision(given, format!("{expected:?}")));
    }
    let hash = rest.split_first_chunk::<LEN_OF_HASH>();
    let (hash, written) = hash.ok_or_else(StateError::damaged)?;
    if blake3::hash(written) != *hash {
        return Err(StateError::damaged());
    }
    let (state, rest) = postcard::take_from_bytes(written).map_err(|_| StateError::malformed())?;
    match rest.is_empty() {
        true => Ok(state),
        false => Err(StateError::malformed()),
    }
}

fn head<T: Sealed>() -> Vec<u8> {
    format!("fazil {}\n", T::NAME).into_bytes()
}

const PRECISIONS: [Precision; 4] = [
    Precision::F32,
    Precision::F64,
    Precision::Exact,
    Precision::F16,
];

fn code(precision: Precision) -> u8 {
    match precision {
        Precision::F32 => 1,
        Precision::F64 => 2,
        Precision::Exact => 3,
        Precision::F16 => 4,
    }
}
