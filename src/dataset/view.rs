//! What is in a file of examples, for a person: shapes, ranges, classes, the first example drawn.
//!
//! Promises to tell formats from content (by the ending where that tells none), and to refuse what
//! the readers refuse. Nothing of a file reaches a terminal raw.
mod counted;

mod drawing;
mod table;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::array::Array;
use super::error::{DatasetError, Kind};
use super::idx_files::read_idx;
use super::image_folder;
use crate::input_file::{InputFileError, NpyFile, NpzFile, Stored, TensorFile, first_bytes};
use counted::counted;

/// A description of what a file or a folder of examples holds.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("a.csv");
/// std::fs::write(&path, "x,kind\n1,cat\n2,dog\n")?;
/// let text = fazil::dataset::view(&path)?;
/// assert!(text.contains("2 rows and 2 columns"));
/// assert!(text.contains("numbers from 1 to 2"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// If it cannot be read, or is not what it seems to be.
pub fn view(path: &Path) -> Result<String, DatasetError> {
    if path.is_dir() {
        return of_folder(path);
    }
    let at = |error| DatasetError::at(path, Kind::File(error));
    let start = first_bytes(path, 16).map_err(at)?;
    let name = path.display().to_string();
    match start.as_slice() {
        [0x93, b'N', b'U', b'M', ..] => {
            let file = NpyFile::open(path).map_err(at)?;
            let (shape, element) = (
                file.header().shape.clone(),
                file.header().element.to_string(),
            );
            let stored = file.numbers().map_err(at)?;
            let array = Array {
                place: name.clone(),
                name: "array".to_owned(),
                shape,
                stored,
            };
            Ok(of_array(
                &format!("{name}: a NumPy array"),
                &element,
                &array,
            ))
        }
        [b'P', b'K', ..] => of_npz(path).map_err(at),
        [0, 0, 0x08..=0x0e, 1..=32, ..] => {
            let array = read_idx(&name)?;
            let element = match &array.stored {
                Stored::Bytes(_) => "U8",
                Stored::Integers(_) => "integers",
                Stored::Floats(_) => "floats",
            };
            Ok(of_array(&format!("{name}: an IDX file"), element, &array))
        }
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] => image_folder::view(path),
        _ if path.extension().is_some_and(|ending| ending == "npz") => of_npz(path).map_err(at),
        [_, _, _, _, _, _, _, _, b'{', ..] => of_tensors(path).map_err(at),
        _ if path
            .extension()
            .is_some_and(|ending| ending == "safetensors") =>
        {
            of_tensors(path).map_err(at)
        }
        _ => table::view(path),
    }
}

fn of_npz(path: &Path) -> Result<String, InputFileError> {
    let mut file = NpzFile::open(path)?;
    let names: Vec<String> = file.names().map(str::to_owned).collect();
    let mut text = format!(
        "{}: an archive of {} NumPy arrays\n",
        path.display(),
        names.len()
    );
    for name in names {
        if let Some((header, stored)) = file.array(&name)? {
            let shown = name.escape_debug().to_string();
            let array = Array {
                place: String::new(),
                name,
                shape: header.shape,
                stored,
            };
            text += &of_array(
                &format!("array '{shown}'"),
                &header.element.to_string(),
                &array,
            );
        }
    }
    Ok(text)
}

fn of_tensors(path: &Path) -> Result<String, InputFileError> {
    let mut file = TensorFile::open(path)?;
    let names: Vec<String> = file.tensors().keys().cloned().collect();
    let mut text = format!(
        "{}: a safetensors file of {} tensors\n",
        path.display(),
        names.len()
    );
    for name in names {
        let bytes = file.bytes(&name)?.unwrap_or_default();
        let info = &file.tensors()[&name];
        let title = format!("tensor '{}'", name.escape_debug());
        match info.element.decode(&bytes) {
            None => {
                _ = writeln!(
                    text,
                    "{title}: {}, {:?}, a type that is not read",
                    info.element, info.shape
                )
            }
            Some(stored) => {
                let array = Array {
                    place: String::new(),
                    name,
                    shape: info.shape.clone(),
                    stored,
                };
                text += &of_array(&title, &info.element.to_string(), &array);
            }
        }
    }
    Ok(text)
}

/// A folder of folders of images, or of data files, each of them described.
fn of_folder(path: &Path) -> Result<String, DatasetError> {
    let refuse = |cause| DatasetError::at(path, Kind::Io(cause));
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(path).map_err(refuse)? {
        entries.push(entry.map_err(refuse)?.path());
    }
    entries.sort();
    entries.retain(|entry| entry.is_file());
    match entries.is_empty() {
        true => image_folder::view_folder(path),
        false => entries.iter().map(|entry| view(entry)).collect(),
    }
}

/// Shape, type, range or classes, and the first example.
fn of_array(title: &str, element: &str, array: &Array) -> String {
    let shape: Vec<String> = array.shape.iter().map(usize::to_string).collect();
    let mut text = format!("{title}: {} of {element}", shape.join(" x "));
    let numbers = Numbers(&array.stored);
    match (array.shape.len(), classes(&array.stored)) {
        (1, Some(classes)) => _ = writeln!(text, ", {classes}"),
        _ => _ = writeln!(text, ", {}", range(&numbers)),
    }
    let n = array.shape.first().copied().unwrap_or(1);
    let entry = array.shape.get(1..).unwrap_or_default();
    let n_columns = entry
        .iter()
        .fold(1, |n: usize, &size| n.saturating_mul(size));
    if n > 0 && n_columns > 1 {
        let first: Vec<f64> = (0..n_columns).map(|k| numbers.at(k)).collect();
        text += &drawing::first_example(&first, entry);
    }
    text
}

/// Numbers of any type, as `f64`.
struct Numbers<'s>(&'s Stored);

impl Numbers<'_> {
    fn at(&self, k: usize) -> f64 {
        match self.0 {
            Stored::Bytes(bytes) => bytes[k].into(),
            Stored::Integers(integers) => integers[k] as f64,
            Stored::Floats(floats) => floats[k],
        }
    }
}

fn range(numbers: &Numbers<'_>) -> String {
    let (mut low, mut high, mut n_odd) = (f64::INFINITY, f64::NEG_INFINITY, 0);
    for k in 0..numbers.0.len() {
        let number = numbers.at(k);
        match number.is_finite() {
            true => (low, high) = (low.min(number), high.max(number)),
            false => n_odd += 1,
        }
    }
    let odd = match n_odd {
        0 => String::new(),
        n => format!(" and {n} that are not finite, which no reader accepts"),
    };
    match low <= high {
        true => format!("numbers from {low} to {high}{odd}"),
        false => format!("no numbers{odd}"),
    }
}

/// How many examples there are of each class, where integers can be classes.
fn classes(stored: &Stored) -> Option<String> {
    let labels: Vec<i128> = match stored {
        Stored::Bytes(bytes) => bytes.iter().map(|&byte| byte.into()).collect(),
        Stored::Integers(integers) => integers.clone(),
        Stored::Floats(_) => return None,
    };
    let mut counts: BTreeMap<i128, usize> = BTreeMap::new();
    labels
        .iter()
        .for_each(|label| *counts.entry(*label).or_default() += 1);
    let counts = counts.into_iter().map(|(class, n)| (class.to_string(), n));
    Some(counted(&counts.collect::<Vec<_>>()))
}
