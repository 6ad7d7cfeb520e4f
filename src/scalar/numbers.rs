//! Numbers as they are kept in the state of a network: every bit of each, NaN and −0 included.
//!
//! Promises that what is read back is what was written, bit for bit, and that bytes that are no such
//! numbers are an error. Room is taken as bytes are read, never by a length that they claim.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use num_bigint::BigInt;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::operations::Scalar;
use super::precision::Exact;

/// A list of numbers that serde writes as one string of bytes, bit for bit.
///
/// ```
/// use fazil::scalar::{Numbers, Scalar};
/// let numbers: Numbers<f32> = [1.5, -0.0, f32::NAN].into_iter().collect();
/// let bytes = postcard::to_stdvec(&numbers)?;
/// let again: Numbers<f32> = postcard::from_bytes(&bytes)?;
/// assert!(numbers.iter().zip(&*again).all(|(a, b)| a.same_bits(b)));
/// # Ok::<(), postcard::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<S>(Vec<S>);

impl<S> Default for Numbers<S> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<S> Deref for Numbers<S> {
    type Target = [S];
    fn deref(&self) -> &[S] {
        &self.0
    }
}

impl<S> From<Vec<S>> for Numbers<S> {
    fn from(numbers: Vec<S>) -> Self {
        Self(numbers)
    }
}

impl<S> FromIterator<S> for Numbers<S> {
    fn from_iter<I: IntoIterator<Item = S>>(numbers: I) -> Self {
        Self(numbers.into_iter().collect())
    }
}

impl<S> Extend<S> for Numbers<S> {
    fn extend<I: IntoIterator<Item = S>>(&mut self, numbers: I) {
        self.0.extend(numbers);
    }
}

impl<S: Scalar> Serialize for Numbers<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let mut bytes = Vec::with_capacity(size_of_val(&*self.0));
        self.0.iter().for_each(|it| it.append_bits(&mut bytes));
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de, S: Scalar> Deserialize<'de> for Numbers<S> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes<S>(PhantomData<S>);
        impl<'de, S: Scalar> de::Visitor<'de> for Bytes<S> {
            type Value = Numbers<S>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the bytes of numbers")
            }
            fn visit_bytes<E: de::Error>(self, mut bytes: &[u8]) -> Result<Numbers<S>, E> {
                let mut numbers = Vec::new();
                while !bytes.is_empty() {
                    let number = S::take_bits(&mut bytes);
                    numbers.push(number.ok_or_else(|| E::custom("no number"))?);
                }
                Ok(Numbers(numbers))
            }
            /// In formats that have no bytes, such as JSON.
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Numbers<S>, A::Error> {
                let mut bytes = Vec::new();
                while let Some(byte) = seq.next_element::<u8>()? {
                    bytes.push(byte);
                }
                self.visit_bytes(&bytes)
            }
        }
        deserializer.deserialize_bytes(Bytes(PhantomData))
    }
}

/// The first `N` bytes, if there are so many; the rest is left.
pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

/// [`Scalar::append_bits`] of a fraction: numerator and denominator, each after its length.
pub(super) fn append_fraction(fraction: &Exact, bytes: &mut Vec<u8>) {
    for part in [fraction.numer(), fraction.denom()] {
        let part = part.to_signed_bytes_le();
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&part);
    }
}

/// [`Scalar::take_bits`] of a fraction; `None` if the denominator is not above 0.
pub(super) fn take_fraction(bytes: &mut &[u8]) -> Option<Exact> {
    let mut part = || {
        let len = usize::try_from(u64::from_le_bytes(take(bytes)?)).ok()?;
        let (part, rest) = bytes.split_at_checked(len)?;
        *bytes = rest;
        Some(BigInt::from_signed_bytes_le(part))
    };
    let (numerator, denominator) = (part()?, part()?);
    let is_fraction = denominator > BigInt::from(0);
    is_fraction.then(|| Exact::new(numerator, denominator))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Half;

    fn returns<S: Scalar>(numbers: Vec<S>) {
        let numbers = Numbers::from(numbers);
        let bytes = postcard::to_stdvec(&numbers).unwrap();
        let again: Numbers<S> = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(numbers.len(), again.len());
        let mut pairs = numbers.iter().zip(&*again);
        assert!(pairs.all(|(a, b)| a.same_bits(b)));
        // Cut short, it is an error or, between two numbers, shorter.
        for n in 0..bytes.len() {
            let _ = postcard::from_bytes::<Numbers<S>>(&bytes[..n]);
        }
    }

    /// The saboteur: `append_bytes`, which writes −0 as +0.
    #[test]
    fn every_bit_returns() {
        let odd = [0.0, -0.0, 1.5, f64::INFINITY, 5e-324, f64::MAX];
        returns(odd.to_vec());
        returns(vec![f64::from_bits(0x7ff8_0000_dead_beef), -f64::NAN]);
        returns(odd.map(|it| it as f32).to_vec());
        returns(vec![f32::from_bits(0xffc0_1234), f32::from_bits(1)]);
        returns(
            (odd.iter().chain(&[f64::NAN]))
                .map(|it| Half::from_f64(*it))
                .collect(),
        );
        let third = Exact::ratio(1, 3);
        returns(vec![
            third.clone(),
            Exact::zero() - &third,
            Exact::from_f64(1e300),
        ]);
    }

    #[test]
    fn a_fraction_of_nothing_is_no_number() {
        for denominator in [0_i8, -1] {
            let mut bytes = Vec::new();
            for part in [1, denominator] {
                bytes.extend(1_u64.to_le_bytes());
                bytes.extend(part.to_le_bytes());
            }
            assert_eq!(take_fraction(&mut &bytes[..]), None);
        }
        let mut far = u64::MAX.to_le_bytes().to_vec();
        far.push(1);
        assert_eq!(take_fraction(&mut &far[..]), None);
    }
}
