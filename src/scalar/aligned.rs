//! Numbers that begin on a line of the cache, so that no vector of them lies across two.

use std::ops::{Deref, DerefMut};

/// Bytes of a line, and of the widest vector.
const LINE: usize = 64;

/// A slice of fixed length. Where it begins reaches no number.
#[derive(Debug)]
pub(super) struct Aligned<T> {
    room: Vec<T>,
    start: usize,
    len: usize,
}

impl<T: Clone> Aligned<T> {
    /// The values in order; `filler` stands where nobody looks.
    pub(super) fn new(len: usize, filler: &T, values: impl Iterator<Item = T>) -> Self {
        let spare = match len {
            0 => 0,
            _ => LINE.checked_div(size_of::<T>()).unwrap_or(0),
        };
        let mut room: Vec<T> = Vec::with_capacity(len + spare);
        // Numbers that do not fill lines evenly begin anywhere.
        let start = match room.as_ptr().align_offset(LINE) {
            start if start < spare => start,
            _ => 0,
        };
        room.resize(start, filler.clone());
        room.extend(values.take(len));
        Self { room, start, len }
    }
}

impl<T: Clone> Clone for Aligned<T> {
    fn clone(&self) -> Self {
        match self.first() {
            Some(filler) => Self::new(self.len, filler, self.iter().cloned()),
            None => Self {
                room: Vec::new(),
                start: 0,
                len: 0,
            },
        }
    }

    fn clone_from(&mut self, other: &Self) {
        match self.len == other.len {
            true => self.clone_from_slice(other),
            false => *self = other.clone(),
        }
    }
}

impl<T: PartialEq> PartialEq for Aligned<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T> Deref for Aligned<T> {
    type Target = [T];
    #[inline(always)]
    fn deref(&self) -> &[T] {
        &self.room[self.start..][..self.len]
    }
}

impl<T> DerefMut for Aligned<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.room[self.start..][..self.len]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_begin_on_a_line_wherever_they_are_copied() {
        for len in [0, 1, 5, 1000] {
            let values = || (0..len).map(|k| k as f32);
            let aligned = Aligned::new(len, &0.0, values());
            let copies: Vec<_> = (0..5).map(|_| aligned.clone()).collect();
            for copy in &copies {
                assert!(copy.iter().copied().eq(values()));
                assert!(len == 0 || copy.as_ptr().align_offset(LINE) == 0);
            }
        }
        let odd = Aligned::new(3, &[0_u8; 3], (0..3).map(|k| [k; 3]));
        assert_eq!(*odd.clone(), [[0; 3], [1; 3], [2; 3]]);
    }
}
