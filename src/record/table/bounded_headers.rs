//! Parquet whose page headers are looked at before they are parsed.
//!
//! Promises: a header is parsed in time proportional to its length. The parser would step through as many
//! elements as a list announces, also where they take no bytes, and at the end of a file.

use std::io::{self, Cursor, Read};

use bytes::Bytes;
use parquet::errors::Result;
use parquet::file::reader::{ChunkReader, Length};

/// The longest header [bytes]: a run's have some twenty, and those of others the least and greatest value of a
/// page as well.
const LONGEST: u64 = 1 << 16;

/// Bytes that are looked at first.
const SOME: u64 = 512;

/// The bytes at the end of a file that say how long its description is.
const END: u64 = 8;

/// How deep values lie in each other at most.
const DEEPEST: u8 = 16;

/// What page headers that can be parsed are taken from.
pub(super) struct BoundedHeaders<R>(pub(super) R);

impl<R: Length> Length for BoundedHeaders<R> {
    fn len(&self) -> u64 {
        self.0.len()
    }
}

impl<R: ChunkReader> ChunkReader for BoundedHeaders<R> {
    type T = Header;

    /// The page header that begins at `start`, or the file's last bytes: nothing else of a file is read by
    /// this. A header is asked for also where it is known, and what it heads begins; only who reads it
    /// finds that there is none.
    fn get_read(&self, start: u64) -> Result<Header> {
        for n_most in [SOME, LONGEST] {
            let n = n_most.min(self.len().saturating_sub(start));
            let bytes = self.0.get_bytes(start, n as usize)?;
            if start.saturating_add(END) >= self.len()
                || (Walk::new(&bytes).value(STRUCT, DEEPEST)).is_some()
            {
                return Ok(Header(Some(Cursor::new(bytes))));
            }
        }
        Ok(Header(None))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        self.0.get_bytes(start, length)
    }
}

/// A page header and what follows it, if one begins there.
pub(super) struct Header(Option<Cursor<Bytes>>);

impl Read for Header {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Some(bytes) => bytes.read(buffer),
            None => Err(io::Error::other("no page of a run")),
        }
    }
}

/// The kind of a struct in Thrift's compact protocol.
const STRUCT: u8 = 12;

/// Steps through values in Thrift's compact protocol, without making anything of them.
struct Walk<'a> {
    bytes: &'a [u8],
    /// Values that may come yet.
    n_left: usize,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let n_left = bytes.len();
        Self { bytes, n_left }
    }

    /// Goes on behind `n` bytes; `None` if there are fewer.
    fn skip(&mut self, n: u64) -> Option<()> {
        self.bytes = self.bytes.get(usize::try_from(n).ok()?..)?;
        Some(())
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Goes on behind a value of a kind; `None` if the bytes end within it, or there are too many.
    fn value(&mut self, kind: u8, depth: u8) -> Option<()> {
        self.n_left = self.n_left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        match kind {
            1 | 2 => Some(()), // True and false.
            3 => self.skip(1),
            4..=6 => self.number().map(|_| ()),
            7 => self.skip(8),
            8 => {
                let n = self.number()?;
                self.skip(n)
            }
            9 | 10 => {
                let head = self.byte()?;
                let n = match head >> 4 {
                    15 => self.number()?,
                    n => u64::from(n),
                };
                (0..n).try_for_each(|_| self.value(head & 15, depth))
            }
            11 => {
                let n = self.number()?;
                let kinds = if n > 0 { self.byte()? } else { 0 };
                (0..n).try_for_each(|_| {
                    self.value(kinds >> 4, depth)?;
                    self.value(kinds & 15, depth)
                })
            }
            STRUCT => loop {
                let head = self.byte()?;
                match (head & 15, head >> 4) {
                    (0, _) => return Some(()),
                    (kind, 0) => {
                        self.number()?; // The number of the field, in full.
                        self.value(kind, depth)?;
                    }
                    (kind, _) => self.value(kind, depth)?,
                }
            },
            13 => self.skip(16),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walks(bytes: &[u8]) -> bool {
        Walk::new(bytes).value(STRUCT, DEEPEST).is_some()
    }

    /// The saboteur: steps that are not counted, so that a list of nothing takes for ever.
    #[test]
    fn a_header_is_left_at_its_end_and_not_for_ever() {
        // Fields 1 to 3, the last a struct with a text, a list of two numbers and a map.
        let header = [
            0x15, 2, 0x15, 0x80, 1, 0x1c, 0x18, 1, b'a', 0x19, 0x25, 2, 4, 0x1b, 1, 0x55, 2, 4, 0,
            0,
        ];
        assert!(walks(&header));
        for n in 0..header.len() {
            assert!(!walks(&header[..n]), "{n} bytes");
        }
        // 2^31 − 1 times true, which takes no bytes; the same of doubles, which would be behind the end.
        for kind in [0xf1, 0xf7] {
            assert!(!walks(&[0x19, kind, 0xff, 0xff, 0xff, 0xff, 7, 0]));
        }
        assert!(!walks(&[0x1c; 100]));
    }
}
