//! IDX files of images and of labels, plain and compressed, with others beside them that fit.

use std::io::{Read, Write};
use std::path::Path;

use fazil::dataset::{Examples, Source};
use fazil::input_file::Gunzip;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::answers::{place, readable};
use super::csv::described;

/// Entries for which a file beside the input is made.
const MOST_ENTRIES: u32 = 4096;

/// The first byte says what the rest is: labels if odd, else images; compressed here if its
/// second bit is set; with the next two bits, how many examples are asked for.
pub fn idx(bytes: &[u8]) {
    let Some((&selector, input)) = bytes.split_first() else {
        return;
    };
    let is_labels = selector & 1 == 1;
    let is_zipped = selector & 2 == 2;
    let asked = match selector >> 2 & 3 {
        0 => None,
        n => Some(usize::from(n) - 1),
    };
    let n_entries = announced(input).unwrap_or(1).min(MOST_ENTRIES);
    let beside = match is_labels {
        true => images(n_entries),
        false => labels(n_entries),
    };
    let stored = if is_zipped {
        zipped(input)
    } else {
        input.to_vec()
    };
    let folder = place("idx");
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    for name in ["train", "t10k"] {
        let (images, labels) = match is_labels {
            true => (&beside, &stored),
            false => (&stored, &beside),
        };
        write(&folder, &format!("{name}-images-idx3-ubyte"), images);
        write(&folder, &format!("{name}-labels-idx1-ubyte"), labels);
    }
    let kind = if is_labels {
        "labels-idx1"
    } else {
        "images-idx3"
    };
    described(&folder.join(format!("train-{kind}-ubyte")));
    let path = folder.to_string_lossy();
    let asked_text = asked.map_or("None".to_owned(), |n| format!("Some({n})"));
    let text = format!("Idx(path: Some({path:?}), train: {asked_text}, test: {asked_text})");
    let source: Source = ron::from_str(&text).expect("these are files that a scenario can name");
    check(&source, &folder, input, is_labels, asked);
}

/// What is read is what the bytes say, by a reader of four lines.
fn check(source: &Source, folder: &Path, input: &[u8], is_labels: bool, asked: Option<usize>) {
    let extent = source.extent();
    let (any, ten) = (source.load::<f32>(None), source.load::<f64>(Some(10)));
    let named = |error: &dyn std::fmt::Display| {
        let message = readable(error);
        let folder = folder.display().to_string();
        assert!(
            message.contains(&folder) || message.starts_with("mnist: "),
            "{message}"
        );
    };
    let split = match any {
        Ok(split) => split,
        Err(error) => {
            named(&error);
            assert!(
                ten.is_err(),
                "refused for any network, and not for one of ten outputs"
            );
            if let Some((shape, body)) = plain(input, is_labels) {
                let n = shape.first().copied().unwrap_or(0);
                let is_beyond = n > MOST_ENTRIES || asked.is_some_and(|asked| asked > n as usize);
                let is_nothing = asked == Some(0) || n == 0 || shape.contains(&0);
                assert!(is_beyond || is_nothing, "{error}: {shape:?} {}", body.len());
            }
            return;
        }
    };
    let extent = extent
        .expect("what is read has an extent")
        .expect("files have one");
    assert_eq!(extent.n_train, split.train.len());
    assert_eq!(extent.n_test, split.test.len());
    assert_eq!(extent.n_inputs, split.train.n_inputs);
    assert!(
        split.train == split.test,
        "the same files are read differently"
    );
    match &ten {
        Ok(ten) => {
            assert_eq!(ten.train.labels, split.train.labels);
            let wide = ten.train.inputs.iter().map(|&x| x as f32);
            assert!(wide.eq(split.train.inputs.iter().copied()));
        }
        Err(error) => named(error),
    }
    if let Some((_, body)) = plain(input, is_labels) {
        same(&split.train, body, is_labels);
    }
}

/// The examples hold the file's bytes.
fn same(examples: &Examples<f32>, body: &[u8], is_labels: bool) {
    let labels = examples.labels.as_ref().expect("digits have classes");
    match is_labels {
        true => {
            let expected = body
                .iter()
                .take(labels.len())
                .map(|&label| u32::from(label));
            assert!(labels.iter().copied().eq(expected));
            for (k, &label) in labels.iter().enumerate() {
                let hot = examples.target(k).iter().position(|&x| x == 1.0);
                assert_eq!(hot, Some(label as usize));
            }
        }
        false => {
            let shades = body.iter().map(|&level| f32::from(level) / 255.0);
            let shades = shades.take(examples.inputs.len());
            assert!(examples.inputs.iter().copied().eq(shades));
        }
    }
}

/// The shape and the bytes of a plain file whose header is right.
fn plain(input: &[u8], is_labels: bool) -> Option<(Vec<u32>, &[u8])> {
    let n_dimensions = if is_labels { 1 } else { 3 };
    let rest = input.strip_prefix(&[0, 0, 8, n_dimensions])?;
    let (header, body) = rest.split_at_checked(4 * usize::from(n_dimensions))?;
    let words = header
        .as_chunks()
        .0
        .iter()
        .map(|&word| u32::from_be_bytes(word));
    let shape: Vec<u32> = words.collect();
    let size = shape
        .iter()
        .try_fold(1_u64, |n, &size| n.checked_mul(size.into()));
    (size == Some(body.len() as u64)).then_some((shape, body))
}

/// How many entries the file's header announces, compressed or not.
fn announced(input: &[u8]) -> Option<u32> {
    let mut start = [0; 8];
    match Gunzip::recognises(input) {
        true => Gunzip::new(input.to_vec()).read_exact(&mut start).ok()?,
        false => start.copy_from_slice(input.get(..8)?),
    }
    Some(u32::from_be_bytes([start[4], start[5], start[6], start[7]]))
}

fn images(n: u32) -> Vec<u8> {
    let header = [0x803_u32, n, 2, 1].map(u32::to_be_bytes).concat();
    [header, vec![7; 2 * n as usize]].concat()
}

fn labels(n: u32) -> Vec<u8> {
    let header = [0x801_u32, n].map(u32::to_be_bytes).concat();
    [header, (0..n).map(|k| (k % 10) as u8).collect()].concat()
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(name), bytes).expect("a temporary file can be written");
}
