//! Labels and targets of files of tensors: each made of the other where one is missing.

use super::*;

/// The classes of three targets without labels, and what is said about them.
fn hot_classes(targets: &[f32], n_outputs: usize) -> (Option<Vec<u32>>, Vec<String>) {
    let n = targets.len() / n_outputs;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.st");
    let tensors = [
        f32s("input", &[n, 1], &vec![0.5; n]),
        f32s("target", &[n, n_outputs], targets),
    ];
    std::fs::write(&path, file(&tensors)).unwrap();
    let split = source(&path).load::<f32>(None).unwrap();
    assert_eq!(split.train.labels, split.test.labels);
    (split.train.labels.clone(), split.notes)
}

#[test]
fn one_hot_targets_without_labels_have_the_class_of_their_highest_number() {
    let (classes, notes) = hot_classes(&[0., 1., 0., 0., 0., 1., 1., 0., 0.], 3);
    assert_eq!(classes, Some(vec![1, 2, 0]));
    assert!(notes[0].contains("every target is one-hot"), "{notes:?}");
    assert_eq!(hot_classes(&[0.9, 0.1, 0.1, 0.9], 2).0, Some(vec![0, 1]));
    for (targets, n_outputs) in [
        (&[0., 1., 1., 0., 0., 1.][..], 3), // Two are hot.
        (&[0., 0., 0., 0., 0., 1.], 3),     // None is.
        (&[0., 1., 0., 0., 0., 0.9], 3),    // Not equally.
        (&[1., 1., 1., 1.], 2),
        (&[0., 1., 1., 0.], 1),
    ] {
        assert_eq!(
            hot_classes(targets, n_outputs),
            (None, vec![]),
            "{targets:?}"
        );
    }
}

#[test]
fn a_label_is_that_of_an_output_and_of_the_target_that_is_hot() {
    let hot = || f32s("target", &[2, 3], &[0., 1., 0., 0., 0., 1.]);
    let of = |labels: &[i64], target| {
        examples_of::<f32>(&file(&[input(), target, i64s("label", labels)])).map(|e| e.labels)
    };
    assert_eq!(of(&[1, 2], hot()), Ok(Some(vec![1, 2])));
    let plain = || f32s("target", &[2, 3], &[0.; 6]);
    for (labels, target, expected) in [
        (
            [0, 3],
            plain(),
            "tensor 'label' holds 3 at row 1 (counted from 0), expected 0 to 2: classes are counted \
             from 0, and a target has 3 numbers",
        ),
        (
            [4_000_000_000_000, 3],
            plain(),
            "tensor 'label' holds 4000000000000 at row 0 (counted from 0), expected 0 to 2: classes \
             are counted from 0, and a target has 3 numbers",
        ),
        (
            [1, 1],
            hot(),
            "tensor 'label' holds 1 at row 1 (counted from 0), and the target's highest number is \
             at 2; classes are counted from 0, as numbers in a target are",
        ),
        (
            [2, 0],
            target(),
            "tensor 'label' holds 2 at row 0 (counted from 0), expected 0 or 1, the classes of a \
             single output",
        ),
    ] {
        assert_eq!(of(&labels, target).unwrap_err(), expected);
    }
}

#[test]
fn labels_of_each_type_are_classes() {
    let i32s = [3_i32, 200].iter().flat_map(|label| label.to_le_bytes());
    for label in [
        i64s("label", &[3, 200]),
        ("label", Dtype::I32, vec![2], i32s.collect()),
        ("label", Dtype::U8, vec![2], vec![3, 200]),
    ] {
        let target = f32s("target", &[2, 201], &[0.0; 402]);
        let examples = examples_of::<f32>(&file(&[input(), target, label])).unwrap();
        assert_eq!(examples.labels, Some(vec![3, 200]));
    }
}

#[test]
fn labels_without_targets_become_them() {
    let tensors = [input(), i64s("label", &[2, 0])];
    let examples = examples_of::<f32>(&file(&tensors)).unwrap();
    assert_eq!(examples.targets, [0., 0., 1., 1., 0., 0.]);
    assert_eq!(examples.labels, Some(vec![2, 0]));
}
