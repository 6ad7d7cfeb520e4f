//! gzip streams, beside another reader of them.

use std::io::{ErrorKind, Read};

use fazil::input_file::Gunzip;
use flate2::bufread::{DeflateDecoder, GzDecoder};

use super::answers::readable;

/// Bytes that are looked at of what a stream holds.
const MOST: u64 = 1 << 25;

/// An even first byte: the rest is a stream. An odd one: the rest is the compressed data of a
/// member whose frame is right, and it must be read if the data can be.
pub fn gzip(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    if selector % 2 == 0 {
        return compare(rest);
    }
    let mut data = Vec::new();
    let mut decoder = DeflateDecoder::new(rest);
    let inflated = (&mut decoder).take(MOST).read_to_end(&mut data);
    if inflated.is_err() || data.len() as u64 == MOST {
        return compare(&framed(rest, &data));
    }
    let n_used = decoder.total_in() as usize;
    let stream = framed(&rest[..n_used], &data);
    assert_eq!(
        unzipped(&stream, 4096).expect("a whole stream is read"),
        data
    );
    compare(&stream);
}

/// A member with this compressed data, which inflate to `data`.
fn framed(compressed: &[u8], data: &[u8]) -> Vec<u8> {
    let mut checksum = flate2::Crc::new();
    checksum.update(data);
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (sum, length) = (
        checksum.sum().to_le_bytes(),
        checksum.amount().to_le_bytes(),
    );
    [&header, compressed, &sum, &length].concat()
}

/// What the program reads of a stream, so many bytes at a time.
fn unzipped(stream: &[u8], at_once: usize) -> Result<Vec<u8>, String> {
    let mut reader = Gunzip::new(stream.to_vec());
    let (mut data, mut buffer) = (Vec::new(), vec![0; at_once]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(data),
            Ok(n) => data.extend(&buffer[..n]),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidData);
                return Err(readable(&error));
            }
        }
        if data.len() as u64 > MOST {
            return Err("too long to be compared".to_owned());
        }
    }
}

/// The program and flate2 agree on what a stream holds.
fn compare(stream: &[u8]) {
    let found = unzipped(stream, 1 << 16);
    assert_eq!(unzipped(stream, 7), found, "the size of a buffer matters");
    let Some(expected) = by_flate2(stream) else {
        return;
    };
    match (&found, expected) {
        (Ok(found), Some(expected)) => assert!(*found == expected, "other bytes"),
        (Ok(_), None) => panic!("flate2 refuses what was read"),
        (Err(why), Some(_)) => {
            // RFC 1952 reserves three flags, which flate2 passes over.
            assert!(
                why.contains("three highest bits") || stream.is_empty(),
                "{why}"
            );
        }
        (Err(_), None) => {}
    }
}

/// The same by flate2, member by member; zeros may follow the last one. The outer `None`: too long.
fn by_flate2(stream: &[u8]) -> Option<Option<Vec<u8>>> {
    let (mut rest, mut data) = (stream, Vec::new());
    while !rest.is_empty() {
        let has_begun = !data.is_empty() || rest.len() < stream.len();
        if has_begun && rest.iter().all(|&byte| byte == 0) {
            break;
        }
        let mut decoder = GzDecoder::new(rest);
        let read = (&mut decoder).take(MOST).read_to_end(&mut data);
        if data.len() as u64 >= MOST {
            return None;
        }
        if read.is_err() {
            return Some(None);
        }
        rest = decoder.into_inner();
    }
    Some(Some(data))
}
