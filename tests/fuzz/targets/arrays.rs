//! NumPy's arrays, alone and in archives, beside a reader that goes number by number.

use std::io::{Cursor, Write};

use fazil::dataset::{ArrayNames, NpyFiles, NpzFiles, Source};
use fazil::input_file::{Endianness, NpyFile, NpyHeader};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::answers::{harmless, names_file, place, readable, written};
use super::csv::{described, hold_out, loaded, scale, zipped};

/// Rows for which an array beside the input is made.
const MOST_ROWS: usize = 4096;

/// An even first byte: the rest is the file. An odd one: the rest up to a byte 0xff is the header's
/// text, which is framed. Its other bits: inputs, labels, targets or inputs and targets; whether it
/// is compressed; the scale; whether labels have a column.
pub fn npy(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    let file = match selector & 1 {
        0 => rest.to_vec(),
        _ => framed(rest),
    };
    let stored = match selector & 8 {
        0 => file.clone(),
        _ => zipped(&file),
    };
    let path = written("a.npy", &stored);
    described(&path);
    let header = NpyFile::open(&path).map(|file| file.header().clone());
    let n = header.as_ref().ok().and_then(|header| header.shape.first());
    let n = n.copied().unwrap_or(1).min(MOST_ROWS);
    let beside = written("beside.npy", &ones(n));
    let [own, beside] = [&path, &beside].map(|path| path.to_string_lossy().into_owned());
    let (inputs, labels, targets) = match selector >> 1 & 3 {
        0 => (own, None, Some(beside)),
        1 => (beside, Some(own), None),
        2 => (beside, None, Some(own)),
        _ => (own.clone(), None, Some(own)),
    };
    let is_input = inputs.ends_with("a.npy");
    let mut files: NpyFiles = ron::from_str(r#"(train: (inputs: ""))"#).expect("it is a source");
    files.train = ArrayNames {
        inputs,
        labels,
        targets,
    };
    files.scale = scale(selector >> 4);
    files.hold_out = hold_out(selector >> 6 & 1);
    files.label_column = (selector & 128 == 128).then_some(0);
    let is_plain = files.scale == scale(0) && files.hold_out.is_none();
    let as_is = files.scale.clone();
    let folder = place("");
    let split = loaded(&Source::Npy(files), &as_is, |error| {
        names_file(error, &folder);
    });
    if let (Some(split), true) = (split, is_plain && is_input) {
        let header = header.expect("an array that was read has a header");
        let found = &split.train.inputs;
        let n = header.shape.iter().product::<usize>();
        assert_eq!(found.len(), n);
        for (k, x) in found.iter().enumerate() {
            assert_eq!(
                x.to_bits(),
                number(&header, &file, k).to_bits(),
                "number {k}"
            );
        }
    }
}

/// The file of an array whose header is the text up to a byte 0xff.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let end = bytes.iter().position(|&byte| byte == 0xff);
    let text = &bytes[..end.unwrap_or(bytes.len())];
    let numbers = bytes.get(text.len() + 1..).unwrap_or_default();
    let length = (text.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], text, numbers].concat()
}

/// n ones, of a byte each.
fn ones(n: usize) -> Vec<u8> {
    let text = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({n}, 1), }}\n");
    let bytes = [text.as_bytes(), b"\xff", &vec![1; n]].concat();
    framed(&bytes)
}

/// Number `k` of an array, counted with the last index varying fastest.
fn number(header: &NpyHeader, file: &[u8], k: usize) -> f64 {
    let mut at = k;
    if header.is_fortran {
        let (mut rest, mut index) = (k, Vec::new());
        for &size in header.shape.iter().rev() {
            index.push(rest % size);
            rest /= size;
        }
        // `index` begins with the last one, which varies slowest here.
        let sizes = header.shape.iter().rev();
        at = index
            .iter()
            .zip(sizes)
            .fold(0, |at, (i, size)| at * size + i);
    }
    let name = header.element.to_string();
    let n_bytes = name.trim_start_matches(|c: char| !c.is_ascii_digit());
    let n_bytes = n_bytes.parse::<usize>().expect("the type has a size") / 8;
    let word = &file[header.n_before as usize + at * n_bytes..][..n_bytes];
    let mut word = word.to_vec();
    if header.endianness == Endianness::Big {
        word.reverse();
    }
    let unsigned = word
        .iter()
        .rev()
        .fold(0_u64, |n, &byte| n << 8 | u64::from(byte));
    let bits = 8 * n_bytes as u32;
    let signed = (unsigned << (64 - bits)) as i64 >> (64 - bits);
    match &name[..1] {
        "U" => unsigned as f64,
        "I" => signed as f64,
        _ if bits == 64 => f64::from_bits(unsigned),
        _ if bits == 32 => f32::from_bits(unsigned as u32).into(),
        _ => half(unsigned),
    }
}

/// A finite number of 16 bits.
fn half(bits: u64) -> f64 {
    let (exponent, fraction) = ((bits >> 10 & 31) as i32, (bits & 1023) as f64);
    let size = match exponent {
        0 => fraction * 2_f64.powi(-24),
        _ => (fraction + 1024.0) * 2_f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// An even first byte: the rest is an archive, with inputs `x` and labels or targets `y`. An odd
/// one: the rest is two arrays, `x` and `y`, between them two bytes 0xff; they are put into one.
pub fn npz(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    let arrays = (selector & 1 == 1).then(|| {
        let end = rest.windows(2).position(|two| two == b"\xff\xff");
        let end = end.unwrap_or(rest.len());
        [&rest[..end], rest.get(end + 2..).unwrap_or_default()]
    });
    let file = match arrays {
        None => rest.to_vec(),
        Some(arrays) => archive(arrays, selector & 2 == 2),
    };
    let path = written("a.npz", &file);
    described(&path);
    let is_of_targets = selector & 4 == 4;
    let y = || Some("y".to_owned());
    let train = ArrayNames {
        inputs: "x".to_owned(),
        labels: (!is_of_targets).then(y).flatten(),
        targets: is_of_targets.then(y).flatten(),
    };
    let text = format!(
        "(path: {:?}, train: (inputs: \"\"))",
        path.to_string_lossy()
    );
    let mut files: NpzFiles =
        ron::from_str(&text).expect("this is a file that a scenario can name");
    files.train = train.clone();
    files.scale = scale(selector >> 4);
    files.hold_out = hold_out(selector >> 6);
    let found = loaded(&Source::Npz(files.clone()), &files.scale, |error| {
        names_file(error, &path);
    });
    if let Some(arrays) = arrays {
        let alone = alone(&files, &train, arrays);
        assert_eq!(
            found.map(|split| split.train),
            alone,
            "other numbers in an archive"
        );
    }
}

/// The training examples of the same arrays, each in a file of its own.
fn alone(
    files: &NpzFiles,
    names: &ArrayNames,
    [x, y]: [&[u8]; 2],
) -> Option<std::sync::Arc<fazil::dataset::Examples<f64>>> {
    let write = |name: &str, bytes| -> String {
        let path = written(&format!("{name}-alone.npy"), bytes);
        path.to_string_lossy().into_owned()
    };
    let own = |name: &Option<String>| name.as_ref().map(|name| write(name, y));
    let train = ArrayNames {
        inputs: write("x", x),
        labels: own(&names.labels),
        targets: own(&names.targets),
    };
    let mut alone: NpyFiles = ron::from_str(r#"(train: (inputs: ""))"#).expect("it is a source");
    (alone.train, alone.scale) = (train, files.scale.clone());
    alone.hold_out.clone_from(&files.hold_out);
    let split = loaded(&Source::Npy(alone), &files.scale, |error| {
        harmless(&readable(error));
    });
    split.map(|split| split.train)
}

/// An archive of two arrays.
fn archive(arrays: [&[u8]; 2], is_compressed: bool) -> Vec<u8> {
    let method = match is_compressed {
        true => CompressionMethod::Deflated,
        false => CompressionMethod::Stored,
    };
    let options = SimpleFileOptions::default().compression_method(method);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in ["x.npy", "y.npy"].into_iter().zip(arrays) {
        writer
            .start_file(name, options)
            .expect("memory can be written");
        writer.write_all(bytes).expect("memory can be written");
    }
    writer.finish().expect("memory can be written").into_inner()
}
