//! One meaning of scaling, in every precision.

use super::*;
use crate::scalar::Exact;

fn range(low: &str, high: &str) -> (Number, Number) {
    (low.parse().unwrap(), high.parse().unwrap())
}

fn scaled<S: Scalar>(
    scale: &Scale,
    ends: &(Number, Number),
    highest: Option<u32>,
    numbers: Numbers<S>,
    n_columns: usize,
) -> Result<Vec<S>, String> {
    let scaling = Scaling {
        place: "here",
        what: "input",
        scale,
        ends,
        highest,
    };
    let fitted = scaling.fit(&numbers, n_columns, &mut Vec::new());
    let fitted = fitted.map_err(|error| error.to_string())?;
    fitted
        .apply(numbers, n_columns)
        .map_err(|at| format!("not finite at {at}"))
}

#[test]
fn levels_are_exact_in_rationals() {
    let levels = Numbers::Bytes(vec![0, 16, 5]);
    let found = scaled::<Exact>(&Scale::Levels, &range("-1/3", "0.5"), Some(16), levels, 3);
    let expected = [
        Exact::zero() - &Exact::ratio(1, 3),
        Exact::ratio(1, 2),
        Exact::ratio(25, 96) - &Exact::ratio(1, 3),
    ];
    assert_eq!(found.unwrap(), expected);
}

#[test]
fn from_zero_to_one_a_level_is_the_plain_ratio_as_bytes_or_as_numbers() {
    let bytes: Vec<u8> = (0..=255).collect();
    let values = Numbers::Values(bytes.iter().map(|&b| f32::from(b)).collect());
    let named = Scale::Range {
        low: 0.into(),
        high: 255.into(),
    };
    for (scale, numbers) in [
        (&Scale::Levels, Numbers::Bytes(bytes.clone())),
        (&named, Numbers::Bytes(bytes.clone())),
        (&named, values.clone()),
        (&Scale::Levels, values),
    ] {
        let found = scaled(scale, &range("0", "1"), Some(255), numbers, 4).unwrap();
        for (level, shade) in found.iter().enumerate() {
            assert_eq!(shade.to_bits(), (level as f32 / 255.0).to_bits());
        }
    }
}

#[test]
fn columns_are_measured_and_constant_ones_do_not_divide_by_zero() {
    let numbers = || Numbers::Values(vec![1.0, 5.0, 3.0, 5.0]);
    let ends = range("-1", "1");
    assert_eq!(
        scaled(&Scale::MinMax, &ends, None, numbers(), 2).unwrap(),
        [-1., -1., 1., -1.]
    );
    assert_eq!(
        scaled(&Scale::Standard, &ends, None, numbers(), 2).unwrap(),
        [-1., 0., 1., 0.]
    );
    let bytes = Numbers::<f64>::Bytes(vec![1, 5, 3, 5]);
    assert_eq!(
        scaled(&Scale::Standard, &ends, None, bytes, 2).unwrap(),
        [-1., 0., 1., 0.]
    );
}

#[test]
fn what_cannot_be_scaled_is_refused() {
    let (unit, wide) = (range("0", "1"), range("-1e300", "1e300"));
    let bytes = || Numbers::<f32>::Bytes(vec![0, 1]);
    let refused =
        |scale: Scale, ends, numbers| scaled(&scale, ends, Some(16), numbers, 1).unwrap_err();
    let found = refused(Scale::Levels, &wide, bytes());
    assert_eq!(
        found,
        "here: the input range (-1e300, 1e300) is too wide for F32"
    );
    let spans = range("-3e38", "3e38");
    assert!(refused(Scale::Levels, &spans, bytes()).contains("(-3e38, 3e38)"));
    let same = Scale::Range {
        low: 1.into(),
        high: 1.into(),
    };
    assert!(refused(same, &unit, bytes()).contains("begins and ends at 1"));
    let far = || Numbers::Values(vec![-3e38_f32, 3e38]);
    for scale in [Scale::MinMax, Scale::Standard] {
        let found = scaled(&scale, &unit, None, far(), 1);
        assert!(found.is_ok() == (scale == Scale::Standard), "{scale:?}");
    }
    let close = Numbers::Values(vec![1e-300_f64, 2e-300]);
    assert!(refused64(Scale::Standard, close).contains("too far apart or too close together"));
    assert!(scaled::<Exact>(&Scale::Levels, &wide, Some(16), Numbers::Bytes(vec![3]), 1).is_ok());
    assert!(
        scaled(&Scale::Levels, &unit, None, bytes(), 1)
            .unwrap_err()
            .contains("no grey levels")
    );
}

fn refused64(scale: Scale, numbers: Numbers<f64>) -> String {
    scaled(&scale, &range("0", "1"), None, numbers, 1).unwrap_err()
}

/// The ends, (0, 1), were said to be too wide.
#[test]
fn a_range_beyond_the_precision_is_named_itself() {
    let bounds = |low: &str, high: &str| Scale::Range {
        low: low.parse().unwrap(),
        high: high.parse().unwrap(),
    };
    for (low, high) in [("-3e38", "3e38"), ("16777216", "16777217")] {
        let numbers = Numbers::Values(vec![0.0_f32, 1.0]);
        let told = scaled(&bounds(low, high), &range("0", "1"), None, numbers, 1).unwrap_err();
        assert!(
            told.starts_with(&format!(
                "here: scale: Range(low: {low}, high: {high}) is too wide"
            )),
            "{told}"
        );
    }
}

#[test]
fn what_has_no_effect_on_answers_is_named() {
    let (unit, others) = (range("0", "1"), range("0.1", "0.9"));
    let idle = |scale: &Scale, ends: &(Number, Number), has_targets| {
        let idle = idle_setting(scale, ends, has_targets);
        idle.map(|(field, ..)| field)
    };
    for (scale, in_targets, in_classes) in [
        (Scale::AsIs, Some("target"), None),
        (Scale::Standard, Some("target"), Some("target_scale")),
        (Scale::MinMax, None, Some("target_scale")),
    ] {
        assert_eq!(idle(&scale, &others, true), in_targets);
        assert_eq!(idle(&scale, &unit, true), None);
        assert_eq!(idle(&scale, &others, false), in_classes);
    }
}
