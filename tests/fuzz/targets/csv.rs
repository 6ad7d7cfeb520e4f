//! Tables of comma-separated values, beside a reader of a few lines.

use std::io::Write;
use std::path::Path;

use fazil::dataset::{CsvFiles, HoldOut, Scale, Source, Split, view};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::answers::{harmless, names_file, readable, written};

/// Numbers of the targets for which examples of any number of classes are read.
const MOST_TARGETS: usize = 1 << 20;

/// What the first two bytes of an input say.
struct Options {
    has_header: bool,
    delimiter: u8,
    is_zipped: bool,
    scale: Scale,
    hold_out: Option<HoldOut>,
    /// The first column is a target, and no label.
    is_of_targets: bool,
    /// The same file holds the test.
    has_test: bool,
}

impl Options {
    fn of(bytes: [u8; 2]) -> Self {
        let [first, second] = bytes;
        Self {
            has_header: first & 1 == 0,
            delimiter: b",;\t|"[usize::from(first >> 1 & 3)],
            is_zipped: first & 8 == 8,
            scale: scale(first >> 4),
            hold_out: hold_out(first >> 6),
            is_of_targets: second & 1 == 1,
            has_test: second & 2 == 2,
        }
    }
}

/// The scale that two bits name.
pub fn scale(bits: u8) -> Scale {
    match bits & 3 {
        0 => Scale::AsIs,
        1 => Scale::MinMax,
        2 => Scale::Standard,
        _ => Scale::Range {
            low: 1.into(),
            high: 3.into(),
        },
    }
}

/// The part that is held out, by two bits: whether one is, and whether of every class.
pub fn hold_out(bits: u8) -> Option<HoldOut> {
    (bits & 1 == 1).then(|| HoldOut {
        fraction: "0.3".parse().expect("it is a number"),
        seed: 1,
        stratified: bits & 2 == 2,
    })
}

/// The first two bytes say how the rest, a table, is read.
pub fn csv(bytes: &[u8]) {
    let Some((&first, rest)) = bytes.split_first_chunk() else {
        return;
    };
    let options = Options::of(first);
    let stored = match options.is_zipped {
        true => zipped(rest),
        false => rest.to_vec(),
    };
    let path = written("a.csv", &stored);
    described(&path);
    let source = Source::Csv(files(&path, rest, &options));
    let n_lines = 1 + rest.iter().filter(|byte| b"\r\n".contains(byte)).count();
    let split = loaded(&source, &options.scale, |error| {
        line_inside(&names_file(error, &path), n_lines);
    });
    if let (Some(split), Scale::AsIs, None) = (&split, &options.scale, &options.hold_out) {
        same(split, rest, &options);
    }
}

/// The files of a scenario, whose first column is what is to be answered.
fn files(path: &Path, table: &[u8], options: &Options) -> CsvFiles {
    let text = format!("(train: {:?})", path.to_string_lossy());
    let mut files: CsvFiles =
        ron::from_str(&text).expect("this is a file that a scenario can name");
    let line = table.split(|byte| b"\r\n".contains(byte)).next();
    let line = String::from_utf8_lossy(line.unwrap_or_default()).into_owned();
    let line = line.trim_start_matches('\u{feff}');
    let name = line.split(char::from(options.delimiter)).next();
    let name = match options.has_header {
        true => name.unwrap_or_default().trim_matches('"').trim().to_owned(),
        false => "0".to_owned(),
    };
    files.header = options.has_header;
    files.delimiter = char::from(options.delimiter).to_string();
    files.scale = options.scale.clone();
    files.hold_out = options.hold_out.clone();
    files.test = options.has_test.then(|| files.train.clone());
    match options.is_of_targets {
        true => files.targets = vec![name],
        false => files.label = Some(name),
    }
    files
}

/// Reads examples in two precisions, for a network of three outputs and, where there are not too
/// many classes, for any; `refused` is shown every error. What was read for any network.
pub fn loaded(
    source: &Source,
    scale: &Scale,
    refused: impl Fn(&dyn std::fmt::Display),
) -> Option<Split<f64>> {
    let extent = source.extent();
    let three = source.load::<f64>(Some(3));
    let single = source.load::<f32>(Some(3));
    for error in [
        extent.as_ref().err(),
        three.as_ref().err(),
        single.as_ref().err(),
    ] {
        error.into_iter().for_each(|error| refused(error));
    }
    let Ok(extent) = extent else {
        assert!(
            three.is_err() && single.is_err(),
            "examples without an extent"
        );
        return None;
    };
    let extent = extent.expect("files have one");
    assert!(extent.n_train > 0);
    if let (Ok(three), Ok(single)) = (&three, &single) {
        assert_eq!(three.train.labels, single.train.labels);
    }
    if *scale == Scale::AsIs && single.is_ok() {
        assert!(three.is_ok(), "accepted in single precision alone");
    }
    if extent
        .n_outputs
        .saturating_mul(extent.n_train + extent.n_test)
        > MOST_TARGETS
    {
        return None;
    }
    let split = source.load::<f64>(None);
    let split = split.inspect_err(|error| refused(error)).ok()?;
    assert_eq!(
        [extent.n_train, extent.n_test],
        [split.train.len(), split.test.len()]
    );
    assert_eq!(extent.n_inputs, split.train.n_inputs);
    assert_eq!(extent.n_outputs, split.train.n_outputs);
    for examples in [&split.train, &split.test] {
        let numbers = examples.inputs.iter().chain(&examples.targets);
        assert!(numbers.clone().all(|x| x.is_finite()), "not finite");
        let n_outputs = examples.n_outputs as u32;
        let labels = examples.labels.iter().flatten();
        assert!(labels.clone().all(|label| *label < n_outputs.max(2)));
    }
    split.notes.iter().for_each(|note| drop(readable(note)));
    split.classes.iter().for_each(|class| harmless(class));
    if let Ok(three) = three {
        assert_eq!(three.train.inputs, split.train.inputs);
        assert_eq!(three.train.labels, split.train.labels);
    }
    Some(split)
}

/// What `fazil data` says of a file is for a person.
pub fn described(path: &Path) {
    match view(path) {
        Ok(text) => {
            assert!(text.len() < 1 << 20, "{} bytes are said", text.len());
            harmless(&text);
        }
        Err(error) => drop(names_file(&error, path)),
    }
}

/// A line that a message names is in the file, or just behind it.
fn line_inside(message: &str, n_lines: usize) {
    let Some((_, rest)) = message.split_once(": line ") else {
        return;
    };
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    if let Ok(line) = rest[..end].parse::<usize>() {
        assert!((1..=n_lines).contains(&line), "{n_lines} lines: {message}");
    }
}

/// Where no cell is quoted, the numbers are those between delimiters.
fn same(split: &Split<f64>, table: &[u8], options: &Options) {
    let table = table.strip_prefix(b"\xef\xbb\xbf").unwrap_or(table);
    let Ok(text) = std::str::from_utf8(table) else {
        panic!("what is no UTF-8 was read");
    };
    if text.contains('"') {
        return;
    }
    let delimiter = char::from(options.delimiter);
    let lines = text.split(['\n', '\r']).filter(|line| !line.is_empty());
    let rows = lines.skip(usize::from(options.has_header));
    let train = &split.train;
    let mut n = 0;
    for (k, row) in rows.enumerate() {
        let mut cells = row.split(delimiter).map(str::trim);
        let first = cells.next().unwrap_or_default();
        let number = |cell: &str| cell.parse::<f64>().expect("a number was read");
        assert!(
            cells.map(number).eq(train.input(k).iter().copied()),
            "row {k}"
        );
        match &train.labels {
            None => assert_eq!(number(first), train.target(k)[0]),
            Some(labels) if split.classes.is_empty() => {
                assert_eq!(number(first), f64::from(labels[k]));
            }
            Some(labels) => assert_eq!(first, split.classes[labels[k] as usize]),
        }
        n += 1;
    }
    assert_eq!(n, train.len());
}

/// Compressed.
pub fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory can be written");
    encoder.finish().expect("memory can be written")
}
