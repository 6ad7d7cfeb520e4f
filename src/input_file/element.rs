//! The types of the numbers in a tensor, and their bytes.
//!
//! Promises that every number is what the file holds: floats as `f64`, integers as `i128`.

use std::fmt;

/// The type of a tensor's numbers, by its name in a safetensors header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(String);

/// The numbers of a tensor, in its own order.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// Of F32 and F64.
    Floats(Vec<f64>),
    /// Of I8 to I64 and U8 to U64.
    Integers(Vec<i128>),
}

impl Element {
    pub(super) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Bytes of one number; `None` for types this program does not know.
    pub fn n_bytes(&self) -> Option<u64> {
        Some(match self.0.as_str() {
            "I8" | "U8" | "BOOL" | "F8_E4M3" | "F8_E5M2" => 1,
            "I16" | "U16" | "F16" | "BF16" => 2,
            "I32" | "U32" | "F32" => 4,
            "I64" | "U64" | "F64" => 8,
            _ => return None,
        })
    }

    /// Whether it is F32 or F64.
    pub fn is_float(&self) -> bool {
        ["F32", "F64"].contains(&self.0.as_str())
    }

    /// Whether it is an integer that can be read.
    pub fn is_integer(&self) -> bool {
        ["I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"].contains(&self.0.as_str())
    }

    /// The numbers in `bytes`; `None` for a type that is neither such a float nor an integer.
    pub fn decode(&self, bytes: &[u8]) -> Option<Stored> {
        let integers = |numbers: Vec<i128>| Some(Stored::Integers(numbers));
        match self.0.as_str() {
            "F64" => Some(Stored::Floats(
                words(bytes).map(f64::from_le_bytes).collect(),
            )),
            "F32" => {
                let numbers = words(bytes).map(|b| f32::from_le_bytes(b).into());
                Some(Stored::Floats(numbers.collect()))
            }
            "I8" => integers(words(bytes).map(|b| i8::from_le_bytes(b).into()).collect()),
            "U8" => integers(bytes.iter().map(|&byte| byte.into()).collect()),
            "I16" => integers(words(bytes).map(|b| i16::from_le_bytes(b).into()).collect()),
            "U16" => integers(words(bytes).map(|b| u16::from_le_bytes(b).into()).collect()),
            "I32" => integers(words(bytes).map(|b| i32::from_le_bytes(b).into()).collect()),
            "U32" => integers(words(bytes).map(|b| u32::from_le_bytes(b).into()).collect()),
            "I64" => integers(words(bytes).map(|b| i64::from_le_bytes(b).into()).collect()),
            "U64" => integers(words(bytes).map(|b| u64::from_le_bytes(b).into()).collect()),
            _ => None,
        }
    }
}

/// The bytes in groups of `N`; the header's check has made sure that it divides.
fn words<const N: usize>(bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.as_chunks().0.iter().copied()
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a file from anywhere: nothing of it reaches a terminal raw.
        write!(f, "{}", self.0.escape_debug())
    }
}
