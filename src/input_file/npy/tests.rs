//! Arrays as NumPy writes them, and headers that lie.

use super::*;

/// An array of version 1.0 with this dictionary.
fn npy(header: &str, numbers: &[u8]) -> Vec<u8> {
    let length = (header.len() as u16).to_le_bytes();
    [MAGIC, &[1, 0], &length, header.as_bytes(), numbers].concat()
}

fn read(bytes: &[u8]) -> Result<(Vec<usize>, Stored), String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npy");
    std::fs::write(&path, bytes).unwrap();
    let file = NpyFile::open(&path).map_err(|error| error.problem())?;
    let shape = file.header().shape.clone();
    let numbers = file.numbers().map_err(|error| error.problem())?;
    Ok((shape, numbers))
}

#[test]
fn both_orders_of_indices_and_of_bytes_are_read() {
    let c = "{'descr': '>i2', 'fortran_order': False, 'shape': (2, 3), }  \n";
    let bytes: Vec<u8> = (1..=6_i16).flat_map(i16::to_be_bytes).collect();
    let expected = Stored::Integers(vec![1, 2, 3, 4, 5, 6]);
    assert_eq!(read(&npy(c, &bytes)), Ok((vec![2, 3], expected.clone())));
    let fortran = "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3)}";
    let bytes: Vec<u8> = [1_i16, 4, 2, 5, 3, 6]
        .iter()
        .flat_map(|n| n.to_le_bytes())
        .collect();
    assert_eq!(read(&npy(fortran, &bytes)), Ok((vec![2, 3], expected)));
    let cube = "{'shape': (2, 3, 2), 'fortran_order': True, 'descr': '|u1'}";
    let (_, numbers) = read(&npy(cube, &(0..12).collect::<Vec<u8>>())).unwrap();
    assert_eq!(
        numbers,
        Stored::Bytes(vec![0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
    );
}

#[test]
fn a_header_that_is_wrong_is_refused_with_the_byte() {
    let with = |descr: &str, shape: &str| {
        npy(
            &format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}"),
            &[0; 8],
        )
    };
    assert!(read(&with("'<f8'", "(1,)")).is_ok());
    for (bytes, expected) in [
        (with("'<f8'", "(2,)"), "the shape [2] of F64"),
        (
            with("'<f4'", "(1,)"),
            "goes on too long at byte 69: its header announces the shape [1] of F32",
        ),
        (
            with("'<f8'", "(4294967296, 4294967296)"),
            "more bytes than any file has",
        ),
        (
            with("'|O'", "(1,)"),
            "at byte 11, its type is '|O', Python objects",
        ),
        (with("'<U3'", "(1,)"), "its type is '<U3', texts"),
        (with("'|f8'", "(1,)"), "its type is '|f8'"),
        (
            with("[('a', '<f4')]", "(1,)"),
            "lacks the key 'fortran_order'",
        ),
        (with("'<f8'", "(-1,)"), "expected a count"),
        (
            with("'<f8'", "1"),
            "expected a text, True, False or a tuple",
        ),
        (with("'<f8'", "'a'"), "its shape is no tuple of counts"),
        (
            npy("{'descr': '<f8', 'shape': (1,)}", &[0; 8]),
            "lacks the key 'fortran_order'",
        ),
        (
            npy("{'descr': '<f8', 'descr': '<f8'}", &[]),
            "has the key 'descr' twice",
        ),
        (npy("{'other': '<f8'}", &[]), "has the key 'other'"),
        (
            npy("{'descr", &[]),
            "at byte 11, its header is wrong: this text has no closing quote",
        ),
        (
            npy(&"(".repeat(60_000), &[]),
            "at byte 10, its header is wrong: expected a dictionary",
        ),
        (
            b"\x93NUMPY\x09\x00ab".to_vec(),
            "at byte 6, it is of version 9.0",
        ),
        (
            b"\x93NUMPY\x02\x00\xff\xff\xff\xff".to_vec(),
            "announces a header of 4294967295 bytes",
        ),
        (
            b"\x93NUMPY\x01\x00\x50\x00{".to_vec(),
            "a header of 80 bytes, and 1 follow",
        ),
        (
            b"PK\x03\x04 and more".to_vec(),
            "it looks like a zip archive",
        ),
        (b"".to_vec(), "is not a NumPy array"),
    ] {
        let found = read(&bytes).unwrap_err();
        assert!(found.contains(expected), "{expected}: {found}");
    }
}
