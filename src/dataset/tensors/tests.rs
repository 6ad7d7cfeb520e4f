//! Files of tensors, and what does not fit.

mod labels;

use super::*;
use crate::dataset::examples::Examples;
use crate::scalar::Exact;
use safetensors::tensor::{Dtype, TensorView};

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
        let text = text.replace("HERE", folder.path().to_str().unwrap());
        ron::from_str::<TensorFiles>(&text)
            .unwrap()
            .load::<f64>(None)
    };
    let split = load(r#"(train: "HERE/train.st", test: Some("HERE/test.st"))"#).unwrap();
    assert_eq!(split.train.input(0), [0.5, -1.0, 2.0]);
    assert_eq!(split.train.input(1)[0], f64::from(0.1_f32));
    assert_eq!(split.train.targets, [0.1, 0.25]);
    assert_eq!(split.train.labels, Some(vec![1, 0]));
    assert_eq!((split.test.len(), &split.test.labels), (1, &None));
    let alone = load(r#"(train: "HERE/train.st")"#).unwrap();
    assert_eq!(alone.train, alone.test);

    for (name, expected) in [
        ("other.st", "there is no such file"),
        ("", "is a directory, expected a file"),
    ] {
        let error = load(&format!(r#"(train: "HERE/{name}")"#)).unwrap_err();
        let path = folder.path().join(name);
        assert_eq!(error.to_string(), format!("{}: {expected}", path.display()));
    }
}

/// The source of a file.
fn source(path: &Path) -> TensorFiles {
    ron::from_str(&format!("(train: {:?})", path.to_str().unwrap())).unwrap()
}

/// The examples in a file of these bytes.
fn examples_of<S: Scalar>(bytes: &[u8]) -> Result<Examples<S>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.st");
    std::fs::write(&path, bytes).unwrap();
    let place = format!("{}: ", path.display());
    source(&path)
        .load(None)
        .map(|split| Examples::clone(&split.train))
        .map_err(|error| error.to_string().strip_prefix(&place).unwrap().to_owned())
}

#[test]
fn a_tensor_that_nobody_reads_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.st");
    std::fs::write(&path, file(&[input(), target(), i64s("labels", &[0, 1])])).unwrap();
    let notes = source(&path).load::<f32>(None).unwrap().notes;
    assert!(notes[0].contains("not used: labels"), "{notes:?}");
}

#[test]
fn the_extent_is_read_from_the_header() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.st");
    std::fs::write(&path, file(&[input(), target()])).unwrap();
    let found = source(&path).extent().unwrap();
    assert_eq!((found.n_inputs, found.n_outputs, found.n_train), (3, 1, 2));
}

#[test]
fn exact_examples_are_what_the_floats_are() {
    let examples = examples_of::<Exact>(&file(&[input(), target()])).unwrap();
    assert_eq!(examples.input(0)[0], Exact::ratio(1, 2));
    assert_eq!(examples.target(1), [Exact::ratio(1, 4)]);
}

#[test]
fn tensors_that_do_not_fit_are_refused() {
    let truths = ("target", Dtype::BOOL, vec![2, 1], vec![0; 2]);
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
            vec![input(), truths],
            "tensor 'target' is BOOL; F16, BF16, F32, F64, U8 to U64 and I8 to I64 can be read",
        ),
        (
            vec![input(), f64s("target", &[2, 1], &[0.0, f64::NAN])],
            "tensor 'target' holds NaN at row 1, column 0 (counted from 0), expected finite numbers",
        ),
        (
            vec![input(), f64s("target", &[2, 1], &[1e39, 0.0])],
            "tensor 'target' holds 1e39 at row 0, column 0 (counted from 0), too large for F32",
        ),
        (
            vec![input(), target(), i64s("label", &[0])],
            "tensor 'label' is [1], expected [2]",
        ),
        (
            vec![input(), target(), i64s("label", &[0, -1])],
            "tensor 'label' holds -1 at row 1 (counted from 0), expected 0 or 1, the classes of a \
             single output",
        ),
        (
            vec![input(), target(), f32s("label", &[2], &[0.0, 0.5])],
            "tensor 'label' is F32 (0.5 at row 1, counted from 0); classes as integers, such as \
             I64, I32 and U8, can be read",
        ),
        (
            vec![input(), target(), f32s("label", &[2], &[0.0; 2])],
            "tensor 'label' is F32; classes as integers, such as I64, I32 and U8, can be read",
        ),
    ] {
        let error = examples_of::<f32>(&file(&tensors)).unwrap_err();
        assert_eq!(error, message);
    }
    let error = examples_of::<f32>(b"hello").unwrap_err();
    assert!(
        error.starts_with("is not a safetensors file: it holds 5 bytes"),
        "{error}"
    );
}

#[test]
fn floats_of_two_bytes_and_integers_are_read_exactly() {
    let halves = |dtype, one_and_a_half: u16| {
        let bytes = [one_and_a_half.to_le_bytes(), [0, 0]].concat();
        ("target", dtype, vec![2, 1], bytes)
    };
    for target in [halves(Dtype::F16, 0x3e00), halves(Dtype::BF16, 0x3fc0)] {
        let examples = examples_of::<f32>(&file(&[input(), target])).unwrap();
        assert_eq!(examples.targets, [1.5, 0.0]);
    }
    let bytes = (
        ("target", Dtype::U8, vec![2, 1], vec![200, 3]),
        [200.0, 3.0],
    );
    let large = |n: i64| {
        (
            "target",
            Dtype::I64,
            vec![2, 1],
            [n, 1].iter().flat_map(|n| n.to_le_bytes()).collect(),
        )
    };
    for (target, expected) in [bytes, (large(1 << 24), [16_777_216.0, 1.0])] {
        let examples = examples_of::<f32>(&file(&[input(), target])).unwrap();
        assert_eq!(examples.targets, expected);
    }
    let error = examples_of::<f32>(&file(&[input(), large((1 << 24) + 1)])).unwrap_err();
    let expected = "tensor 'target' holds 16777217 at row 0, column 0 (counted from 0), an integer \
                    that F32 does not hold exactly";
    assert_eq!(error, expected);
}
