//! Examples in safetensors files: `input` `[n, n_L]`, `target` `[n, n_0]`, perhaps `label` `[n]`.
//!
//! Promises: each number is the nearest of the precision to the one stored, and finite; a label is
//! a position in a target. Without `label`, targets that are all one-hot have the class of their
//! highest number, and other targets have none.

use std::path::Path;

use super::error::{DatasetError, Kind};
use super::extent::Extent;
use super::{Examples, Split};
use crate::input_file::{Stored, TensorFile, TensorInfo};
use crate::scalar::Scalar;

/// The tensors of such a file.
const NAMES: [&str; 3] = ["input", "target", "label"];

/// Reads both files; without a test file, the training examples are the test.
pub(super) fn load<S: Scalar>(train: &Path, test: Option<&Path>) -> Result<Split<S>, DatasetError> {
    let (mut train_examples, mut notes) = read(train)?;
    let Some(test) = test else {
        notes.extend(classify(train, &mut [&mut train_examples]));
        let place = train.display().to_string();
        let split = Split::checked(&place, train_examples.clone(), train_examples)?;
        return Ok(Split { notes, ..split });
    };
    let (mut test_examples, of_test) = read(test)?;
    notes.extend(of_test);
    notes.extend(classify(
        train,
        &mut [&mut train_examples, &mut test_examples],
    ));
    let place = format!("{} and {}", train.display(), test.display());
    let split = Split::checked(&place, train_examples, test_examples)?;
    Ok(Split { notes, ..split })
}

/// The extent of both files, by their headers.
pub(super) fn extent(train: &Path, test: Option<&Path>) -> Result<Extent, DatasetError> {
    let of = |path: &Path| -> Result<[usize; 3], DatasetError> {
        let file = open(path)?;
        shapes(&file).map_err(|kind| DatasetError::at(path, kind))
    };
    let [n_train, n_inputs, n_outputs] = of(train)?;
    let n_test = match test {
        None => n_train,
        Some(test) => {
            let place = format!("{} and {}", train.display(), test.display());
            let [n_test, test_inputs, test_outputs] = of(test)?;
            for (what, train, test) in [
                ("inputs", n_inputs, test_inputs),
                ("targets", n_outputs, test_outputs),
            ] {
                if train != test {
                    let kind = Kind::Widths { what, train, test };
                    return Err(DatasetError::new(&place, kind));
                }
            }
            n_test
        }
    };
    if n_train == 0 {
        return Err(DatasetError::at(train, Kind::NoTraining));
    }
    Ok(Extent {
        n_inputs,
        n_outputs,
        is_of_labels: false,
        n_train,
        n_test,
    })
}

fn open(path: &Path) -> Result<TensorFile, DatasetError> {
    TensorFile::open(path).map_err(|error| DatasetError::at(path, Kind::File(error)))
}

/// Examples, and a note where the file holds tensors that nobody reads.
fn read<S: Scalar>(path: &Path) -> Result<(Examples<S>, Vec<String>), DatasetError> {
    let mut file = open(path)?;
    let examples = examples(&mut file).map_err(|kind| DatasetError::at(path, kind))?;
    let names = file.tensors().keys();
    let unused: Vec<String> = names
        .filter(|name| !NAMES.contains(&name.as_str()))
        .map(|name| name.escape_debug().to_string())
        .collect();
    let note = || {
        let (path, unused) = (path.display(), unused.join(", "));
        format!("{path}: not used: {unused}; what is read is called input, target and label.")
    };
    Ok((
        examples,
        (!unused.is_empty()).then(note).into_iter().collect(),
    ))
}

/// Examples, numbers in an input, and in a target, by the header; every type can be read.
fn shapes(file: &TensorFile) -> Result<[usize; 3], Kind> {
    let [n, n_inputs] = matrix(file, "input", None)?;
    let [_, n_outputs] = matrix(file, "target", Some(n))?;
    if let Some(info) = file.tensors().get("label") {
        if info.shape != [n] {
            return Err(shape(info, "label", format!("[{n}]")));
        }
        if !(info.element.is_integer() || info.element.is_float()) {
            return Err(no_class(info, None));
        }
    }
    Ok([n, n_inputs, n_outputs])
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
        [_, columns] if columns > 0 && !info.element.is_float() => Err(Kind::Type {
            name,
            found: info.element.clone(),
            readable: "F32 and F64",
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

fn examples<S: Scalar>(file: &mut TensorFile) -> Result<Examples<S>, Kind> {
    let [_, n_inputs, n_outputs] = shapes(file)?;
    let inputs = values(file, "input", n_inputs)?;
    let targets = values(file, "target", n_outputs)?;
    let labels = classes(file, n_outputs)?;
    if let (Some(labels), Some(hot)) = (&labels, hot(&targets, n_outputs)) {
        let mut pairs = labels.iter().zip(&hot).enumerate();
        if let Some((row, (&label, &target))) = pairs.find(|(_, (label, hot))| label != hot) {
            return Err(Kind::Contradiction { row, label, target });
        }
    }
    Ok(Examples {
        n_inputs,
        n_outputs,
        inputs,
        targets,
        labels,
    })
}

/// The numbers of a tensor that [`shapes`] has checked.
fn values<S: Scalar>(
    file: &mut TensorFile,
    name: &'static str,
    n_columns: usize,
) -> Result<Vec<S>, Kind> {
    let Some(Stored::Floats(stored)) = stored(file, name)? else {
        unreachable!("bug: the type was checked");
    };
    let value = |(position, &found): (usize, &f64)| {
        let (row, column) = (position / n_columns, position % n_columns);
        if !found.is_finite() {
            return Err(Kind::NotFinite {
                name,
                row,
                column,
                found,
            });
        }
        let value = S::from_f64(found);
        match value.is_finite() {
            true => Ok(value),
            false => Err(Kind::Unrepresentable {
                name,
                row,
                column,
                found,
                precision: S::PRECISION,
            }),
        }
    };
    stored.iter().enumerate().map(value).collect()
}

fn stored(file: &mut TensorFile, name: &str) -> Result<Option<Stored>, Kind> {
    let Some(bytes) = file.bytes(name).map_err(Kind::File)? else {
        return Ok(None);
    };
    Ok(file.tensors()[name].element.decode(&bytes))
}

/// The labels, if there are any: each of them a position in a target.
fn classes(file: &mut TensorFile, n_outputs: usize) -> Result<Option<Vec<u32>>, Kind> {
    let stored = match stored(file, "label")? {
        None => return Ok(None),
        Some(Stored::Floats(stored)) => {
            let is_class = |label: &f64| label.fract() == 0.0 && *label >= 0.0;
            let row = stored.iter().position(|label| !is_class(label));
            let first = row.map(|row| (row, stored[row]));
            return Err(no_class(&file.tensors()["label"], first));
        }
        Some(Stored::Integers(stored)) => stored,
    };
    // A single output tells two classes apart.
    let n_classes = n_outputs.max(2);
    let class = |(row, &found): (usize, &i128)| match u32::try_from(found) {
        Ok(class) if (class as usize) < n_classes => Ok(class),
        _ => Err(Kind::Class {
            row,
            found,
            n_outputs,
        }),
    };
    stored
        .iter()
        .enumerate()
        .map(class)
        .collect::<Result<_, _>>()
        .map(Some)
}

fn no_class(info: &TensorInfo, first: Option<(usize, f64)>) -> Kind {
    Kind::Type {
        name: "label",
        found: info.element.clone(),
        readable: "classes as integers, such as I64, I32 and U8,",
        first,
    }
}

/// Gives examples without labels the classes of their targets, if all of them are one-hot; says
/// so.
fn classify<S: Scalar>(train: &Path, all: &mut [&mut Examples<S>]) -> Option<String> {
    if all.iter().any(|examples| examples.labels.is_some()) {
        return None;
    }
    let hot: Option<Vec<_>> = all
        .iter()
        .map(|examples| hot(&examples.targets, examples.n_outputs))
        .collect();
    for (examples, classes) in all.iter_mut().zip(hot?) {
        examples.labels = Some(classes);
    }
    Some(format!(
        "{}: there are no labels, and every target is one-hot: the class of an example is the \
         position of its target's highest number.",
        train.display()
    ))
}

/// The position of the higher of two numbers in each target, if there are two outputs or more and
/// all targets hold the higher one once and the lower one everywhere else.
fn hot<S: Scalar>(targets: &[S], n_outputs: usize) -> Option<Vec<u32>> {
    if n_outputs < 2 || targets.is_empty() {
        return None;
    }
    let mut ends = (&targets[0], &targets[0]);
    for value in targets {
        ends = match ends {
            (low, high) if value < low => (value, high),
            (low, high) if value > high => (low, value),
            ends => ends,
        };
    }
    let (low, high) = ends;
    let class = |target: &[S]| {
        let mut highs = target
            .iter()
            .enumerate()
            .filter(|(_, value)| *value == high);
        let (position, _) = highs.next()?;
        let n_low = target.iter().filter(|value| *value == low).count();
        // Where all numbers are the same, the high ones are low ones too.
        let is_hot = low != high && n_low == n_outputs - 1;
        is_hot.then(|| u32::try_from(position).ok()).flatten()
    };
    targets.chunks(n_outputs).map(class).collect()
}

#[cfg(test)]
mod tests;
