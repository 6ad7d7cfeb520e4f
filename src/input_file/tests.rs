//! Safetensors files that do not hold what their header announces.

use super::*;

/// A file with this header, and so many bytes of numbers.
fn file(header: &str, n_data: usize) -> Vec<u8> {
    let length = (header.len() as u64).to_le_bytes();
    [&length[..], header.as_bytes(), &vec![0; n_data]].concat()
}

fn refusal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.safetensors");
    std::fs::write(&path, bytes).unwrap();
    TensorFile::open(&path).unwrap_err().problem()
}

const TWO: &str = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;

#[test]
fn a_file_that_is_shorter_or_longer_than_its_header_says_is_refused() {
    for (n_data, expected) in [
        (
            7,
            "the header's entry for tensor 'a' is wrong: its numbers end at byte 8, and 7 bytes of numbers follow the header",
        ),
        (
            9,
            "goes on too long: the header announces 8 bytes of numbers, and 9 follow it",
        ),
    ] {
        assert_eq!(refusal(&file(TWO, n_data)), expected);
    }
    let whole = file(TWO, 8);
    for n in 0..8 {
        let expected = format!(
            "is not a safetensors file: it holds {n} bytes, and the length of the header alone takes 8"
        );
        assert_eq!(refusal(&whole[..n]), expected);
    }
    let expected = format!(
        "is not a whole safetensors file: bytes 0 to 7 announce a header of {} bytes, and 12 bytes follow",
        TWO.len()
    );
    assert_eq!(refusal(&whole[..20]), expected);
}

#[test]
fn a_file_of_another_format_is_recognised() {
    for (start, expected) in [
        (&b"PK\x03\x04"[..], "it looks like a zip archive"),
        (
            b"\x93NUMPY\x01\x00v\x00",
            "it looks like a NumPy array, .npy",
        ),
        (b"\x1f\x8b\x08\x00", "it looks like a gzip file"),
    ] {
        let found = refusal(&[start, &[1; 40]].concat());
        assert!(found.contains(expected), "{found}");
    }
}

#[test]
fn a_header_that_lies_is_refused_with_the_tensor_or_the_byte() {
    let tensor = |entry: &str| format!("{{\"a\":{entry}}}");
    for (header, expected) in [
        (
            "[1]".to_owned(),
            "its header is wrong at byte 8: expected a JSON object",
        ),
        (
            "{\"a\":}".to_owned(),
            "its header is wrong at byte 13: its text is not JSON",
        ),
        (
            tensor("3"),
            "tensor 'a' is wrong: expected a text as its dtype",
        ),
        (
            tensor(r#"{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}"#),
            "expected a list of counts as its shape",
        ),
        (
            tensor(r#"{"dtype":"F32","shape":[2],"data_offsets":[0]}"#),
            "expected two counts as its data_offsets",
        ),
        (
            tensor(r#"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#),
            "its data_offsets are [8, 0], expected the smaller one first",
        ),
        (
            tensor(r#"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#),
            "its shape [3] of F32 takes 12 bytes, its data_offsets hold 8",
        ),
        (
            tensor(r#"{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}"#),
            "takes more bytes than any file has",
        ),
        (
            tensor(r#"{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#),
            "the header lets tensor 'a' begin at byte 4 of the numbers, expected 0",
        ),
        (
            r#"{"__metadata__":{"a":1}}"#.to_owned(),
            "tensor '__metadata__' is wrong: expected an object of texts",
        ),
        (
            tensor(r#"{"dtype":"F32\u001b[31m","shape":[-1],"data_offsets":[0,8]}"#),
            "shape",
        ),
    ] {
        let found = refusal(&file(&header, 8));
        assert!(found.contains(expected), "{header}: {found}");
    }
}

#[test]
fn nothing_is_allocated_for_what_a_header_says() {
    let mut huge = (u64::MAX).to_le_bytes().to_vec();
    huge.extend([b' '; 8]);
    assert!(
        refusal(&huge).contains("announce a header of 18446744073709551615 bytes, and 8 bytes")
    );
}

#[cfg(unix)]
#[test]
fn a_file_longer_than_memory_is_not_read_to_know_its_header() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sparse");
    let file = std::fs::File::create(&path).unwrap();
    file.set_len(1 << 40).unwrap();
    let found = TensorFile::open(&path).unwrap_err().problem();
    assert!(found.contains("header is wrong at byte 8"), "{found}");
}

/// The last of them was read, and the first passed over, without a word.
#[test]
fn a_header_with_a_tensor_twice_is_refused() {
    let entry = r#"{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#;
    for header in [
        format!(r#"{{"a":{{}},"a":{entry}}}"#),
        format!(r#"{{"__metadata__":{{"b":"c","b":"d"}},"a":{entry}}}"#),
        entry
            .replacen('{', r#"{"a":{"shape":[2],"#, 1)
            .replace('}', "}}"),
    ] {
        let found = refusal(&file(&header, 4));
        assert!(found.contains("for the second time"), "{found}");
    }
}

#[test]
fn the_number_of_a_failure_is_not_said() {
    let missing = std::io::Error::from_raw_os_error(28);
    assert!(missing.to_string().ends_with("(os error 28)"));
    let said = without_number(&missing);
    assert!(!said.is_empty() && !said.contains("os error"), "{said}");
    assert_eq!(
        without_number(&"it (or another) is full"),
        "it (or another) is full"
    );
}
