//! Archives of arrays that are no whole zip archive, or hold what is not read.

use super::*;

/// The saboteur: the last of two arrays of one name is read, as the zip library hands it over.
#[test]
fn an_archive_with_two_arrays_of_one_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npz");
    let mut bytes = archive(&[("x", images()), ("z", images()), ("y", images())]);
    let places: Vec<usize> = (0..bytes.len() - 5)
        .filter(|&at| bytes[at..].starts_with(b"z.npy"))
        .collect();
    assert_eq!(places.len(), 2);
    places.iter().for_each(|&at| bytes[at] = b'x');
    std::fs::write(&path, bytes).unwrap();
    let told = NpzFile::open(&path).err().unwrap().to_string();
    assert!(
        told.ends_with("a.npz: holds two arrays of one name, expected each name once"),
        "{told}"
    );
}

fn refusal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.npz");
    std::fs::write(&path, bytes).unwrap();
    let name = path.to_string_lossy();
    let text = format!("(path: {name:?}, train: (inputs: \"x\", labels: Some(\"x\")))");
    let files: NpzFiles = ron::from_str(&text).unwrap();
    let refused = [files.extent().err(), files.load::<f32>(None).err()];
    let [extent, load] = refused.map(|error| error.unwrap().to_string());
    assert_eq!(extent, load);
    load
}

#[test]
fn bytes_before_and_after_an_archive_are_refused() {
    let whole = archive(&[("x", images()), ("y", labels())]);
    let after = refusal(&[&whole[..], b"junk"].concat());
    assert!(
        after.contains("goes on after its zip archive (.npz) ends"),
        "{after}"
    );
    let before = refusal(&[b"junk", &whole[..]].concat());
    assert!(
        before.contains("holds 4 bytes before its zip archive"),
        "{before}"
    );
    let twice = refusal(&[&whole[..], &whole].concat());
    assert!(twice.contains("before its zip archive"), "{twice}");
}

#[test]
fn an_archive_without_arrays_holds_none() {
    let told = refusal(&archive(&[]));
    assert!(
        told.ends_with("there is no array 'x'; it holds none"),
        "{told}"
    );
}

/// It was called corrupt.
#[test]
fn a_compression_that_is_not_read_is_named() {
    for (method, name) in [(12, "BZIP2"), (14, "LZMA")] {
        let mut bytes = archive(&[("x", images()), ("y", labels())]);
        let at =
            |magic: &[u8], bytes: &[u8]| bytes.windows(4).position(|word| word == magic).unwrap();
        let (local, central) = (at(b"PK\x03\x04", &bytes), at(b"PK\x01\x02", &bytes));
        bytes[local + 8] = method;
        bytes[central + 10] = method;
        let told = refusal(&bytes);
        let expected = format!("array 'x': is compressed by {name}, expected Stored or Deflated");
        assert!(
            told.to_uppercase().contains(&expected.to_uppercase()),
            "{told}"
        );
    }
}
