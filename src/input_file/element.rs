//! The types of the numbers in a tensor, and their bytes.
//!
//! Promises that every number is what the file holds: floats as `f64`, integers as `i128`.

use std::fmt;

/// The type of a tensor's numbers, by its name in a safetensors header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element(String);

/// The numbers of a tensor or an array, in its own order.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// Of U8.
    Bytes(Vec<u8>),
    /// Of I8 to I64 and U16 to U64.
    Integers(Vec<i128>),
    /// Of F16, BF16, F32 and F64.
    Floats(Vec<f64>),
}

impl Element {
    pub(super) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The type of that name, such as `F32`, `I16` or `U8`.
    pub fn of(name: &'static str) -> Self {
        Self::new(name)
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

    /// Whether it is a float that can be read: F16, BF16, F32 or F64.
    pub fn is_float(&self) -> bool {
        ["F16", "BF16", "F32", "F64"].contains(&self.0.as_str())
    }

    /// Whether it is an integer that can be read.
    pub fn is_integer(&self) -> bool {
        ["I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64"].contains(&self.0.as_str())
    }

    /// Whether it is U8, whose numbers are stored as bytes.
    pub fn is_byte(&self) -> bool {
        self.0 == "U8"
    }

    /// The numbers in little-endian `bytes`; `None` for a type that is neither such a float nor an
    /// integer.
    pub fn decode(&self, bytes: &[u8]) -> Option<Stored> {
        self.decode_in(Endianness::Little, bytes)
    }

    /// The numbers in `bytes`, the first byte of a number its lowest or its highest one.
    pub fn decode_in(&self, order: Endianness, bytes: &[u8]) -> Option<Stored> {
        macro_rules! numbers {
            ($type:ty) => {
                words(order, bytes).map(<$type>::from_le_bytes)
            };
        }
        macro_rules! integers {
            ($type:ty) => {
                Stored::Integers(numbers!($type).map(i128::from).collect())
            };
        }
        macro_rules! floats {
            ($type:ty) => {
                Stored::Floats(numbers!($type).map(f64::from).collect())
            };
        }
        Some(match self.0.as_str() {
            "F64" => floats!(f64),
            "F32" => floats!(f32),
            "F16" => floats!(half::f16),
            "BF16" => floats!(half::bf16),
            "U8" => Stored::Bytes(bytes.to_vec()),
            "I8" => integers!(i8),
            "I16" => integers!(i16),
            "U16" => integers!(u16),
            "I32" => integers!(i32),
            "U32" => integers!(u32),
            "I64" => integers!(i64),
            "U64" => integers!(u64),
            _ => return None,
        })
    }
}

/// Which byte of a number is stored first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endianness {
    /// The lowest byte.
    Little,
    /// The highest byte.
    Big,
}

impl Stored {
    /// How many numbers there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Bytes(numbers) => numbers.len(),
            Self::Integers(numbers) => numbers.len(),
            Self::Floats(numbers) => numbers.len(),
        }
    }

    /// Whether there are no numbers.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The bytes in groups of `N`, the lowest one first; the header's check has made sure that `N`
/// divides their number.
fn words<const N: usize>(order: Endianness, bytes: &[u8]) -> impl Iterator<Item = [u8; N]> {
    bytes.as_chunks().0.iter().map(move |word: &[u8; N]| {
        let mut word = *word;
        if order == Endianness::Big {
            word.reverse();
        }
        word
    })
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a file from anywhere: nothing of it reaches a terminal raw.
        write!(f, "{}", self.0.escape_debug())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_in_either_order_of_bytes() {
        let of = |name: &str, bytes: &[u8]| {
            let element = Element::new(name);
            let swapped: Vec<u8> = bytes.iter().rev().copied().collect();
            let big = element.decode_in(Endianness::Big, &swapped);
            assert_eq!(element.decode(bytes), big, "{name}");
            big.unwrap()
        };
        assert_eq!(
            of("F16", &0x3e00_u16.to_le_bytes()),
            Stored::Floats(vec![1.5])
        );
        assert_eq!(
            of("BF16", &0x3fc0_u16.to_le_bytes()),
            Stored::Floats(vec![1.5])
        );
        assert_eq!(of("F32", &1.5_f32.to_le_bytes()), Stored::Floats(vec![1.5]));
        assert_eq!(of("F64", &1.5_f64.to_le_bytes()), Stored::Floats(vec![1.5]));
        assert_eq!(
            of("I16", &(-2_i16).to_le_bytes()),
            Stored::Integers(vec![-2])
        );
        assert_eq!(
            of("U64", &u64::MAX.to_le_bytes()),
            Stored::Integers(vec![u64::MAX.into()])
        );
        assert_eq!(of("U8", &[200]), Stored::Bytes(vec![200]));
        assert_eq!(Element::new("C64").decode(&[0; 8]), None);
    }
}
