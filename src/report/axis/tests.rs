//! Tests of `axis.rs`.

use super::*;

fn labels(numbers: &[f64], n_wanted: usize, scale: Scale) -> Vec<String> {
    let axis = Axis::holding(numbers, (scale, 0.0, false), (0.0, 100.0));
    let marks = axis.marks(n_wanted).into_iter();
    marks.map(|mark| mark.label).collect()
}

#[test]
fn marks_are_round() {
    assert_eq!(
        labels(&[0.0, 1.0], 5, Scale::Even),
        ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    );
    assert_eq!(labels(&[0.0, 3.0], 10, Scale::Whole), ["0", "1", "2", "3"]);
    assert_eq!(
        labels(&[-2e-16, 2e-16], 4, Scale::Even),
        ["-2e-16", "-1e-16", "0", "1e-16", "2e-16"]
    );
    assert_eq!(
        labels(&[0.0, 3e20], 3, Scale::Even),
        ["0", "1e20", "2e20", "3e20"]
    );
    assert_eq!(
        labels(&[0.0, 0.02, 3.0], 9, Scale::Powers),
        ["0", "0.01", "0.1", "1", "10"]
    );
}

/// A level stands at its value, not at its number in the list.
#[test]
fn levels_stand_at_their_values() {
    let levels = [0.0, 1e-5, 1e-4, 0.01, 0.03];
    assert_eq!(Scale::of_levels(&levels), Scale::Powers);
    assert_eq!(Scale::of_levels(&[0.0, 0.05, 0.5, 1.0]), Scale::Even);
    assert_eq!(Scale::of_levels(&[-1.0, 1e5]), Scale::Even);
    let axis = Axis::holding(&levels, (Scale::Powers, 0.0, false), (0.0, 426.0));
    let [zero, first, second, third, last] = levels.map(|level| axis.place(level).unwrap());
    assert!(
        zero < first && third < last,
        "{zero} {first} {third} {last}"
    );
    assert!(((third - second) - 2.0 * (second - first)).abs() < 1e-9);
    let even = Axis::holding(&[0.0, 12.0], (Scale::Even, 0.0, false), (0.0, 120.0));
    assert!((even.place(8.0).unwrap() - 80.0).abs() < 1e-9);
}

#[test]
fn what_never_ended_stands_beyond_every_number() {
    let numbers = &[9.99, f64::INFINITY, 1.0];
    let axis = Axis::holding(numbers, (Scale::Powers, 0.0, true), (170.0, 0.0));
    let [high, never, low] = [9.99, f64::INFINITY, 1.0].map(|y| axis.place(y).unwrap());
    assert!(never < high && high < low, "{never} {high} {low}");
    let axis = Axis::holding(numbers, (Scale::Powers, 0.0, false), (170.0, 0.0));
    assert_eq!(axis.place(f64::INFINITY), None);
    assert_eq!(axis.place(-1.0), None);
}

#[test]
fn any_numbers_make_an_axis() {
    let cases: [&[f64]; 8] = [
        &[],
        &[f64::NAN, f64::INFINITY],
        &[0.0],
        &[5e-324, -5e-324],
        &[7.0, 7.0 + 1e-13],
        &[-LARGEST, LARGEST, f64::MAX],
        &[1e99, 1.0],
        &[0.0, 1e-300, 1e99],
    ];
    for (numbers, scale) in cases
        .iter()
        .flat_map(|numbers| [(numbers, Scale::Even), (numbers, Scale::Powers)])
    {
        let axis = Axis::holding(numbers, (scale, 0.05, true), (300.0, 50.0));
        let marks = axis.marks(6);
        assert!(
            (1..=8).contains(&marks.len()),
            "{numbers:?} gives {marks:?}"
        );
        let placed = numbers.iter().filter_map(|number| axis.place(*number));
        for at in marks.iter().map(|mark| mark.at).chain(placed) {
            assert!((49.99..=300.01).contains(&at), "{numbers:?}: {at}");
        }
    }
}
