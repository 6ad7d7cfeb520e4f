//! Files of examples as other programs write them, for tests of what is read of them.
#![allow(
    dead_code,
    reason = "each suite that shares this file uses a part of it"
)]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A gzip stream of these bytes.
pub fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// NumPy's file of an array.
pub fn npy(descr: &str, shape: &str, numbers: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}}}");
    let length = (header.len() as u16).to_le_bytes();
    [
        b"\x93NUMPY\x01\x00",
        &length[..],
        header.as_bytes(),
        numbers,
    ]
    .concat()
}

/// NumPy's file of several arrays, each by its name.
pub fn archive(arrays: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(format!("{name}.npy"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// An IDX file of this type.
pub fn idx(code: u8, dimensions: &[u32], numbers: &[u8]) -> Vec<u8> {
    let n = dimensions.len() as u8;
    let dimensions: Vec<u8> = dimensions.iter().flat_map(|n| n.to_be_bytes()).collect();
    [&[0, 0, code, n], &dimensions[..], numbers].concat()
}
