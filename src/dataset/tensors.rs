//! Examples in safetensors files: `input` `[n, n_L]`, `target` `[n, n_0]`, perhaps `label` `[n]`.
//!
//! Promises: each number is the nearest of the precision to the one stored, and finite; a label is
//! a position in a target. Without `label`, targets that are all one-hot have the class of their
//! highest number, and other targets have none.

use std::path::Path;

use super::array::{Array, Arrays};
use super::array_source::{ArrayOptions, Sizes};
use super::classes::Labels;
use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::files::TensorFiles;
use super::npy::array_options;
use super::split::Split;
use crate::input_file::{Element, Stored, TensorFile, TensorInfo};
use crate::scalar::Scalar;

/// The tensors of such a file.
const NAMES: [&str; 3] = ["input", "target", "label"];

/// The types of inputs and targets.
const READABLE: &str = "F16, BF16, F32, F64, U8 to U64 and I8 to I64";

/// The types of labels.
const LABELS: &str = "classes as integers, such as I64, I32 and U8,";

impl TensorFiles {
    pub(super) fn load<S: Scalar>(
        &self,
        n_outputs: Option<usize>,
    ) -> Result<Split<S>, DatasetError> {
        let (train, mut notes) = read(&self.train)?;
        let test = self.test.as_deref().map(read).transpose()?;
        let test = test.map(|(test, of_test)| {
            notes.extend(of_test);
            test
        });
        let mut split = array_options!(self, &self.place()).split(train, test, n_outputs)?;
        split.notes.splice(0..0, notes);
        Ok(split)
    }

    /// The extent of both files: headers are read, and labels where there are no targets.
    pub(super) fn extent(&self) -> Result<Extent, DatasetError> {
        let train = sizes_of(&self.train)?;
        let test = self.test.as_deref().map(sizes_of).transpose()?;
        array_options!(self, &self.place()).extent(train, test)
    }

    fn place(&self) -> String {
        match &self.test {
            Some(test) => format!("{} and {test}", self.train),
            None => self.train.clone(),
        }
    }
}

fn open(path: &str) -> Result<TensorFile, DatasetError> {
    TensorFile::open(Path::new(path)).map_err(|error| DatasetError::new(path, Kind::File(error)))
}

/// The tensors of examples, and a note where the file holds others.
fn read(path: &str) -> Result<(Arrays, Vec<String>), DatasetError> {
    let mut file = open(path)?;
    let arrays = arrays(&mut file, path)?;
    let names = file.tensors().keys();
    let unused: Vec<String> = names
        .filter(|name| !NAMES.contains(&name.as_str()))
        .map(|name| name.escape_debug().to_string())
        .collect();
    let note = || {
        let unused = unused.join(", ");
        format!("{path}: not used: {unused}; what is read is called input, target and label.")
    };
    Ok((
        arrays,
        (!unused.is_empty()).then(note).into_iter().collect(),
    ))
}

fn arrays(file: &mut TensorFile, path: &str) -> Result<Arrays, DatasetError> {
    let refuse = |kind| DatasetError::new(path, kind);
    shapes(file).map_err(refuse)?;
    let inputs = array(file, path, "input")?.ok_or_else(|| refuse(Kind::NoTraining))?;
    let targets = array(file, path, "target")?;
    let labels = labels(file, path)?;
    Ok(Arrays {
        inputs,
        targets,
        labels,
    })
}

/// A tensor whose type was checked.
fn array(file: &mut TensorFile, path: &str, name: &str) -> Result<Option<Array>, DatasetError> {
    let refuse = |kind| DatasetError::new(path, kind);
    let Some(bytes) = file
        .bytes(name)
        .map_err(|error| refuse(Kind::File(error)))?
    else {
        return Ok(None);
    };
    let info = &file.tensors()[name];
    let Some(stored) = info.element.decode(&bytes) else {
        unreachable!("bug: the type was checked");
    };
    let (place, shape, name) = (
        path.to_owned(),
        info.shape.clone(),
        format!("tensor '{name}'"),
    );
    Ok(Some(Array {
        place,
        name,
        shape,
        stored,
    }))
}

/// The labels, which are integers: a float that is none is a mistake, and one that is a guess.
fn labels(file: &mut TensorFile, path: &str) -> Result<Option<Labels>, DatasetError> {
    let Some(array) = array(file, path, "label")? else {
        return Ok(None);
    };
    if let Stored::Floats(floats) = &array.stored {
        let is_class = |label: &f64| label.fract() == 0.0 && *label >= 0.0;
        let row = floats.iter().position(|label| !is_class(label));
        let first = row.map(|row| (row, floats[row]));
        return Err(DatasetError::new(
            &array.place,
            no_class(file.tensors()["label"].element.clone(), first),
        ));
    }
    array.labels(None).map(Some)
}

/// What the header of a file says, and its labels where there are no targets.
fn sizes_of(path: &str) -> Result<Sizes, DatasetError> {
    let mut file = open(path)?;
    let [n, n_inputs, n_targets] = shapes(&file).map_err(|kind| DatasetError::new(path, kind))?;
    let are_bytes = file.tensors()["input"].element.is_byte();
    let labels = match n_targets {
        0 => labels(&mut file, path)?,
        _ => None,
    };
    Ok(Sizes {
        n,
        n_inputs,
        n_targets,
        are_bytes,
        has_labels: file.tensors().contains_key("label"),
        labels,
    })
}

/// Examples, numbers in an input, and in a target (0 where there are labels only), by the header;
/// every type can be read.
fn shapes(file: &TensorFile) -> Result<[usize; 3], Kind> {
    let [n, n_inputs] = matrix(file, "input", None)?;
    let label = file.tensors().get("label");
    let has_targets = file.tensors().contains_key("target") || label.is_none();
    let n_targets = match has_targets {
        true => matrix(file, "target", Some(n))?[1],
        false => 0,
    };
    if let Some(info) = label {
        if info.shape != [n] {
            return Err(shape(info, "label", format!("[{n}]")));
        }
        if !(info.element.is_integer() || info.element.is_float()) {
            return Err(Kind::Type {
                name: "label",
                found: info.element.clone(),
                readable: LABELS,
                first: None,
            });
        }
    }
    Ok([n, n_inputs, n_targets])
}

/// Rows and columns (at least 1) of a tensor of `n_rows`, or of any number of rows.
fn matrix(
    file: &TensorFile,
    name: &'static str,
    n_rows: Option<usize>,
) -> Result<[usize; 2], Kind> {
    let present = || file.listed();
    let info = file.tensors().get(name).ok_or_else(|| Kind::Missing {
        name,
        present: present(),
    })?;
    let rows = n_rows.map_or("n".to_owned(), |n_rows| n_rows.to_string());
    match *info.shape {
        [_, columns] if columns > 0 && !is_readable(info) => Err(Kind::Type {
            name,
            found: info.element.clone(),
            readable: READABLE,
            first: None,
        }),
        [rows, columns] if columns > 0 && n_rows.is_none_or(|n_rows| n_rows == rows) => {
            Ok([rows, columns])
        }
        _ => Err(shape(info, name, format!("[{rows}, at least 1]"))),
    }
}

fn shape(info: &TensorInfo, name: &'static str, expected: String) -> Kind {
    let found = info.shape.clone();
    Kind::Shape {
        name,
        found,
        expected,
    }
}

fn is_readable(info: &TensorInfo) -> bool {
    info.element.is_float() || info.element.is_integer()
}

/// `first` is the first label that is no whole number, with its row.
fn no_class(found: Element, first: Option<(usize, f64)>) -> Kind {
    Kind::Type {
        name: "label",
        found,
        readable: LABELS,
        first,
    }
}

#[cfg(test)]
mod tests;
