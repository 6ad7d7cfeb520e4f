//! Examples in safetensors files: `input` `[n, n_L]`, `target` `[n, n_0]`, perhaps `label` `[n]`.
//!
//! Promises: each number is the nearest of the precision to the one stored, and finite.
//! Refuses to guess: without `label` there are no classes.

use std::path::{Path, PathBuf};

use safetensors::tensor::{Dtype, SafeTensors, TensorView};

use super::error::{DatasetError, Kind};
use super::{Examples, Split};
use crate::scalar::Scalar;

/// Reads both files, each the first that exists of its places; without a test file, the
/// training examples are the test.
pub(super) fn load<S: Scalar>(
    train: &[PathBuf],
    test: Option<&[PathBuf]>,
) -> Result<Split<S>, DatasetError> {
    let train_path = first_existing(train)?;
    let train = read(train_path)?;
    let Some(test) = test else {
        return Split::checked(&train_path.display().to_string(), train.clone(), train);
    };
    let test_path = first_existing(test)?;
    let place = format!("{} and {}", train_path.display(), test_path.display());
    Split::checked(&place, train, read(test_path)?)
}

/// # Panics
/// If there is no place.
fn first_existing(places: &[PathBuf]) -> Result<&PathBuf, DatasetError> {
    places.iter().find(|place| place.exists()).ok_or_else(|| {
        let (first, others) = places
            .split_first()
            .expect("bug: a path is one place or two");
        DatasetError::at(first, Kind::NotFound(others.to_vec()))
    })
}

fn read<S: Scalar>(path: &Path) -> Result<Examples<S>, DatasetError> {
    let bytes = std::fs::read(path).map_err(|error| DatasetError::at(path, Kind::Io(error)))?;
    examples(&bytes).map_err(|kind| DatasetError::at(path, kind))
}

fn examples<S: Scalar>(bytes: &[u8]) -> Result<Examples<S>, Kind> {
    let file = SafeTensors::deserialize(bytes).map_err(Kind::Format)?;
    let (n, n_inputs, inputs) = matrix(&file, "input", None)?;
    let (_, n_outputs, targets) = matrix(&file, "target", Some(n))?;
    let labels = file.tensor("label").ok();
    let labels = labels.map(|view| classes(&view, n)).transpose()?;
    Ok(Examples {
        n_inputs,
        n_outputs,
        inputs,
        targets,
        labels,
    })
}

/// Rows, columns (at least 1) and values of a tensor of `n_rows`, or of any number of rows.
fn matrix<S: Scalar>(
    file: &SafeTensors<'_>,
    name: &'static str,
    n_rows: Option<usize>,
) -> Result<(usize, usize, Vec<S>), Kind> {
    let view = file.tensor(name).map_err(|_| missing(file, name))?;
    match *view.shape() {
        [rows, columns] if columns > 0 && n_rows.is_none_or(|n_rows| n_rows == rows) => {
            Ok((rows, columns, values(&view, name)?))
        }
        _ => {
            let rows = n_rows.map_or("n".to_owned(), |n_rows| n_rows.to_string());
            Err(shape(&view, name, format!("[{rows}, at least 1]")))
        }
    }
}

fn missing(file: &SafeTensors<'_>, name: &'static str) -> Kind {
    let mut present: Vec<String> = file.names().into_iter().map(str::to_owned).collect();
    // The file's own order is that of a hash map.
    present.sort();
    Kind::Missing { name, present }
}

fn shape(view: &TensorView<'_>, name: &'static str, expected: String) -> Kind {
    let found = view.shape().to_vec();
    Kind::Shape {
        name,
        found,
        expected,
    }
}

fn values<S: Scalar>(view: &TensorView<'_>, name: &'static str) -> Result<Vec<S>, Kind> {
    let data = view.data();
    let stored: Vec<f64> = match view.dtype() {
        Dtype::F64 => words(data).map(f64::from_le_bytes).collect(),
        Dtype::F32 => words(data).map(|b| f32::from_le_bytes(b).into()).collect(),
        found => {
            let readable = "F32 and F64";
            return Err(Kind::Type {
                name,
                found,
                readable,
            });
        }
    };
    let value = |(position, &found): (usize, &f64)| {
        let value = found.is_finite().then(|| S::from_f64(found));
        // A finite F64 may be too large for f32.
        value.filter(S::is_finite).ok_or(Kind::NotFinite {
            name,
            position,
            found,
            precision: S::PRECISION,
        })
    };
    stored.iter().enumerate().map(value).collect()
}

fn classes(view: &TensorView<'_>, n: usize) -> Result<Vec<u32>, Kind> {
    if view.shape() != [n] {
        return Err(shape(view, "label", format!("[{n}]")));
    }
    let data = view.data();
    let stored: Vec<i64> = match view.dtype() {
        Dtype::I64 => words(data).map(i64::from_le_bytes).collect(),
        Dtype::I32 => words(data).map(|b| i32::from_le_bytes(b).into()).collect(),
        Dtype::U8 => data.iter().map(|&class| class.into()).collect(),
        found => {
            let (name, readable) = ("label", "I64, I32 and U8");
            return Err(Kind::Type {
                name,
                found,
                readable,
            });
        }
    };
    let class = |(position, &found): (usize, &i64)| {
        u32::try_from(found).map_err(|_| Kind::Class { position, found })
    };
    stored.iter().enumerate().map(class).collect()
}

/// The data in groups of `N` bytes; safetensors has checked that it divides.
fn words<const N: usize>(data: &[u8]) -> impl Iterator<Item = [u8; N]> {
    data.as_chunks().0.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Source;
    use crate::scalar::Exact;

    type Tensor = (&'static str, Dtype, Vec<usize>, Vec<u8>);

    fn f32s(name: &'static str, shape: &[usize], values: &[f32]) -> Tensor {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        (name, Dtype::F32, shape.to_vec(), bytes.collect())
    }

    fn f64s(name: &'static str, shape: &[usize], values: &[f64]) -> Tensor {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        (name, Dtype::F64, shape.to_vec(), bytes.collect())
    }

    fn i64s(name: &'static str, values: &[i64]) -> Tensor {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        (name, Dtype::I64, vec![values.len()], bytes.collect())
    }

    fn file(tensors: &[Tensor]) -> Vec<u8> {
        let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
            (
                *name,
                TensorView::new(*dtype, shape.clone(), bytes).unwrap(),
            )
        });
        safetensors::serialize(views, None).unwrap()
    }

    fn input() -> Tensor {
        f32s("input", &[2, 3], &[0.5, -1.0, 2.0, 0.1, 0.0, 3.0])
    }

    fn target() -> Tensor {
        f64s("target", &[2, 1], &[0.1, 0.25])
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let train = file(&[input(), target(), i64s("label", &[1, 0])]);
        std::fs::write(folder.path().join("train.st"), train).unwrap();
        let test = file(&[
            f32s("input", &[1, 3], &[1.0; 3]),
            f32s("target", &[1, 1], &[7.0]),
        ]);
        std::fs::write(folder.path().join("test.st"), test).unwrap();
        let load = |text: &str| {
            let source: Source = ron::from_str(text).unwrap();
            source.load::<f64>(Some(folder.path()))
        };
        let split = load(r#"Tensors(train: "train.st", test: Some("test.st"))"#).unwrap();
        assert_eq!(split.train.input(0), [0.5, -1.0, 2.0]);
        assert_eq!(split.train.input(1)[0], f64::from(0.1_f32));
        assert_eq!(split.train.targets, [0.1, 0.25]);
        assert_eq!(split.train.labels, Some(vec![1, 0]));
        assert_eq!((split.test.len(), &split.test.labels), (1, &None));
        let alone = load(r#"Tensors(train: "train.st")"#).unwrap();
        assert_eq!(alone.train, alone.test);

        let error = load(r#"Tensors(train: "other.st")"#)
            .unwrap_err()
            .to_string();
        let second = folder.path().join("other.st");
        let expected = format!("other.st: no such file, nor {}", second.display());
        assert_eq!(error, expected);
    }

    #[test]
    fn exact_examples_are_what_the_floats_are() {
        let examples = examples::<Exact>(&file(&[input(), target()])).unwrap();
        assert_eq!(examples.input(0)[0], Exact::ratio(1, 2));
        assert_eq!(examples.target(1), [Exact::ratio(1, 4)]);
    }

    #[test]
    fn labels_of_each_type_are_classes() {
        let i32s = [3_i32, 200].iter().flat_map(|label| label.to_le_bytes());
        for label in [
            i64s("label", &[3, 200]),
            ("label", Dtype::I32, vec![2], i32s.collect()),
            ("label", Dtype::U8, vec![2], vec![3, 200]),
        ] {
            let examples = examples::<f32>(&file(&[input(), target(), label])).unwrap();
            assert_eq!(examples.labels, Some(vec![3, 200]));
        }
    }

    #[test]
    fn tensors_that_do_not_fit_are_refused() {
        let wide = ("target", Dtype::F16, vec![2, 1], vec![0; 4]);
        for (tensors, message) in [
            (vec![input()], "no tensor 'target'; it holds input"),
            (vec![], "no tensor 'input'; it holds none"),
            (
                vec![f32s("input", &[3], &[0.0; 3]), target()],
                "tensor 'input' is [3], expected [n, at least 1]",
            ),
            (
                vec![input(), f32s("target", &[3, 1], &[0.0; 3])],
                "tensor 'target' is [3, 1], expected [2, at least 1]",
            ),
            (
                vec![input(), f32s("target", &[2, 0], &[])],
                "tensor 'target' is [2, 0], expected [2, at least 1]",
            ),
            (
                vec![input(), wide],
                "tensor 'target' is F16; F32 and F64 can be read",
            ),
            (
                vec![input(), f64s("target", &[2, 1], &[0.0, f64::NAN])],
                "tensor 'target' is not finite as F32 at position 1: NaN",
            ),
            (
                vec![input(), f64s("target", &[2, 1], &[1e39, 0.0])],
                "tensor 'target' is not finite as F32 at position 0: 1e39",
            ),
            (
                vec![input(), target(), i64s("label", &[0])],
                "tensor 'label' is [1], expected [2]",
            ),
            (
                vec![input(), target(), i64s("label", &[0, -1])],
                "tensor 'label' is -1 at position 1, expected a class in [0, 2^32)",
            ),
            (
                vec![input(), target(), f32s("label", &[2], &[0.0; 2])],
                "tensor 'label' is F32; I64, I32 and U8 can be read",
            ),
        ] {
            let error = examples::<f32>(&file(&tensors)).unwrap_err().to_string();
            assert_eq!(error, message);
        }
        let error = examples::<f32>(b"hello").unwrap_err().to_string();
        assert!(error.starts_with("not a safetensors file ("), "{error}");
    }
}
