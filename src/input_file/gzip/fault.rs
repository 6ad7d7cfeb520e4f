//! What can be wrong with a gzip stream, and how a person is told.
//!
//! Promises the byte of the compressed stream in every message.

use std::fmt;

/// What is wrong with a stream; positions are bytes of the compressed stream.
#[derive(Debug)]
pub(super) enum Fault {
    Magic {
        at: usize,
    },
    Method {
        at: usize,
        found: u8,
    },
    Flags {
        at: usize,
        found: u8,
    },
    HeaderEnds {
        at: usize,
    },
    HeaderChecksum {
        at: usize,
    },
    Data {
        at: usize,
    },
    DataEnds {
        at: usize,
    },
    NoTrailer {
        at: usize,
        found: usize,
    },
    Checksum {
        at: usize,
        found: u32,
        expected: u32,
    },
    Length {
        at: usize,
        found: u32,
        expected: u32,
    },
    Trailing {
        at: usize,
        n: usize,
        first: u8,
    },
}

impl fmt::Display for Fault {
    #[rustfmt::skip] // One line a kind, so that the messages can be read as a list.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic { at } =>
                write!(f, "no gzip stream begins at byte {at}, expected the bytes 1f 8b"),
            Self::Method { at, found } =>
                write!(f, "the gzip stream is compressed by method {found} (byte {at}), expected 8, deflate"),
            Self::Flags { at, found } =>
                write!(f, "the gzip header has the flags {found:#010b} at byte {at}, expected zeros in the three highest bits"),
            Self::HeaderEnds { at } =>
                write!(f, "the gzip stream ends at byte {at}, within a header"),
            Self::HeaderChecksum { at } =>
                write!(f, "the gzip header does not have the checksum at byte {at}"),
            Self::Data { at } =>
                write!(f, "the gzip stream is corrupt: the compressed data cannot be decoded at byte {at}"),
            Self::DataEnds { at } =>
                write!(f, "the gzip stream breaks off at byte {at}, within the compressed data"),
            Self::NoTrailer { at, found: 0 } =>
                write!(f, "the gzip stream ends without its checksum, at byte {at}"),
            Self::NoTrailer { at, found } =>
                write!(f, "the gzip stream ends without its checksum, at byte {}: expected 8 bytes of checksum and length from byte {at}, found {found}", at + found),
            Self::Checksum { at, found, expected } =>
                write!(f, "the gzip stream is corrupt: its checksum at byte {at} is {found:#010x}, and its data have {expected:#010x}"),
            Self::Length { at, found, expected } =>
                write!(f, "the gzip stream is corrupt: its length at byte {at} is {found}, and its data are {expected} bytes (modulo 2^32)"),
            Self::Trailing { at, n, first } => {
                let s = if *n == 1 { " follows" } else { "s follow" };
                write!(f, "{n} byte{s} the end of the gzip stream, from byte {at} ({first:#04x}), expected another gzip stream, zeros or nothing")
            }
        }
    }
}

impl std::error::Error for Fault {}
