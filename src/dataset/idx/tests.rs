//! IDX files, whole and damaged, plain and compressed.

use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

const N_HEADER: usize = 16;

/// Two entries of 1x3 bytes.
fn images() -> Vec<u8> {
    let header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3];
    [&header[..], &[1, 2, 3, 4, 5, 6]].concat()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn entries(bytes: &[u8], n: Option<usize>) -> Result<Vec<u8>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    std::fs::write(&path, bytes).unwrap();
    let place = format!("{}: ", path.display());
    let entries = IdxFile::open::<3>(&path).and_then(|file| file.entries(n));
    entries.map_err(|error| error.to_string().strip_prefix(&place).unwrap().to_owned())
}

fn refusal(bytes: &[u8]) -> String {
    // Whether all entries are asked for or some must not matter.
    let some = entries(bytes, Some(1)).unwrap_err();
    assert_eq!(entries(bytes, None).unwrap_err(), some);
    some
}

#[test]
fn plain_and_gzip_files_hold_the_same() {
    for bytes in [images(), zipped(&images())] {
        assert_eq!(entries(&bytes, None).unwrap(), [1, 2, 3, 4, 5, 6]);
        assert_eq!(entries(&bytes, Some(1)).unwrap(), [1, 2, 3]);
        assert!(entries(&bytes, Some(0)).unwrap().is_empty());
    }
}

#[test]
fn a_file_in_two_gzip_members_is_read_through() {
    let (first, second) = (zipped(&images()[..20]), zipped(&images()[20..]));
    let both = [first, second].concat();
    assert_eq!(entries(&both, None).unwrap(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_file_that_breaks_off_is_refused() {
    let expected = "ends after 21 bytes (uncompressed), expected 22: its header announces 2 \
                    entries of 1x3 bytes";
    for bytes in [images()[..21].to_vec(), zipped(&images()[..21])] {
        assert_eq!(refusal(&bytes), expected);
    }
    let header = "ends after 9 bytes (uncompressed), expected a header of 16";
    assert_eq!(refusal(&images()[..9]), header);
    let empty = "ends after 0 bytes (uncompressed), expected a header of 16";
    assert_eq!(refusal(&[]), empty);
    assert_eq!(refusal(&zipped(&[])), empty);
}

#[test]
fn a_gzip_stream_without_its_checksum_is_refused_with_the_byte() {
    let zip = zipped(&images());
    for n_lost in 1..=8 {
        let expected = format!(
            "the gzip stream ends without its checksum, at byte {}",
            zip.len() - n_lost
        );
        let found = refusal(&zip[..zip.len() - n_lost]);
        assert!(found.starts_with(&expected), "{found}");
    }
}

#[test]
fn a_gzip_stream_that_breaks_off_or_is_corrupt_is_refused_with_the_byte() {
    let zip = zipped(&images());
    for (bytes, expected) in [
        (
            zip[..zip.len() - 12].to_vec(),
            format!("breaks off at byte {}", zip.len() - 12),
        ),
        (
            zip[..5].to_vec(),
            "ends at byte 5, within a header".to_owned(),
        ),
    ] {
        let found = refusal(&bytes);
        assert!(found.contains(&expected), "{found}");
    }
    for (at, expected) in [
        (
            2,
            "compressed by method 247 (byte 2), expected 8, deflate".to_owned(),
        ),
        (3, "has the flags 0b11111111 at byte 3".to_owned()),
        (10, "cannot be decoded at byte".to_owned()),
        (
            zip.len() - 8,
            format!("its checksum at byte {} is", zip.len() - 8),
        ),
        (
            zip.len() - 4,
            format!(
                "its length at byte {} is 233, and its data are 22 bytes",
                zip.len() - 4
            ),
        ),
    ] {
        let mut bytes = zip.clone();
        bytes[at] ^= 0xff;
        let found = refusal(&bytes);
        assert!(found.contains(&expected), "{found}");
    }
}

#[test]
fn zeros_after_a_gzip_stream_are_padding_and_other_bytes_are_named() {
    let zip = zipped(&images());
    let padded = [&zip[..], &[0; 512]].concat();
    assert_eq!(entries(&padded, None).unwrap(), [1, 2, 3, 4, 5, 6]);
    let n = zip.len();
    for (tail, expected) in [
        (
            &b"x"[..],
            format!("1 byte follows the end of the gzip stream, from byte {n} (0x78)"),
        ),
        (
            &[0, 0, 7, 7],
            format!(
                "2 bytes follow the end of the gzip stream, from byte {} (0x07)",
                n + 2
            ),
        ),
        (
            &[0x1f],
            format!("1 byte follows the end of the gzip stream, from byte {n} (0x1f)"),
        ),
        (
            &[0x1f, 0x8b, 8],
            format!("the gzip stream ends at byte {}, within a header", n + 3),
        ),
    ] {
        let found = refusal(&[&zip[..], tail].concat());
        assert!(found.starts_with(&expected), "{found}");
    }
}

#[test]
fn a_gzip_header_with_every_field_is_read_over() {
    let zip = zipped(&images());
    let mut header = zip[..10].to_vec();
    header[3] = 2 | 4 | 8 | 16;
    header.extend([3, 0, 1, 2, 3]);
    header.extend(b"name\0a comment\0");
    let mut checksum = flate2::Crc::new();
    checksum.update(&header);
    let checksum = (checksum.sum() as u16).to_le_bytes();
    let whole = [&header[..], &checksum, &zip[10..]].concat();
    assert_eq!(entries(&whole, None).unwrap(), [1, 2, 3, 4, 5, 6]);
    let wrong = [&header[..], &[0, 0], &zip[10..]].concat();
    assert!(refusal(&wrong).contains("header does not have the checksum"));
    for end in 10..header.len() + 2 {
        let found = refusal(&whole[..end]);
        assert!(found.contains("within a header"), "{end}: {found}");
    }
}

#[test]
fn a_gzip_bomb_is_read_no_further_than_its_header_announces() {
    let bomb = zipped(&[images(), vec![0; 50_000_000]].concat());
    assert!(bomb.len() < 100_000);
    let expected = "goes on after 22 bytes (uncompressed), where its header ends it: it announces \
                    2 entries of 1x3 bytes";
    assert_eq!(refusal(&bomb), expected);
}

#[test]
fn a_header_larger_than_any_file_is_refused_without_reserving_memory() {
    let mut bytes = images();
    bytes[4..N_HEADER].fill(0xff);
    for bytes in [bytes.clone(), zipped(&bytes)] {
        let error = entries(&bytes, None).unwrap_err();
        assert!(error.starts_with("ends after 22 bytes"), "{error}");
    }
}

#[test]
fn a_file_that_goes_on_is_refused() {
    let bytes = [images(), vec![7]].concat();
    for bytes in [bytes.clone(), zipped(&bytes)] {
        assert!(refusal(&bytes).starts_with("goes on after 22 bytes (uncompressed)"));
    }
}

#[test]
fn another_magic_number_is_refused_with_what_it_stands_for() {
    let mut bytes = images();
    bytes[3] = 1;
    let expected = "starts with the magic number 0x00000801 (IDX, labels), expected 0x00000803 \
                    (IDX, images)";
    assert_eq!(refusal(&bytes), expected);
    bytes[2..4].copy_from_slice(&[0x0d, 4]);
    assert!(refusal(&bytes).contains("0x00000d04 (IDX, 4-byte floats in 4 dimensions)"));
    assert!(refusal(b"PK\x03\x04 and so on, longer").contains("0x504b0304, expected"));
}

#[test]
fn more_entries_than_there_are_cannot_be_had() {
    let expected = "holds 2 examples, 3 are asked for";
    assert_eq!(entries(&images(), Some(3)).unwrap_err(), expected);
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    for (path, expected) in [
        (
            Path::new("/dev/zero"),
            "is a device or a pipe, expected a file",
        ),
        (folder.path(), "is a directory, expected a file"),
    ] {
        let error = IdxFile::open::<3>(path).err().unwrap().to_string();
        assert_eq!(error, format!("{}: {expected}", path.display()));
    }
}
