//! A linear axis: numbers to pixels, and the round numbers written along it.
//!
//! Promises: marks are round (1, 2 or 5 times a power of ten), lie on the axis, and carry as
//! many decimals as their step needs; no logarithm or power is computed, so an axis is the
//! same on every platform.
//! Refuses to know what is measured along it.

use super::table::{scientific, without_end_zeros};

/// The largest magnitude an axis shows; beyond it a run has diverged and there is nothing to
/// see, and differences of such numbers may overflow.
pub(super) const LARGEST: f64 = 1e100;

/// Whether an axis can show this number.
pub(super) fn is_drawable(number: f64) -> bool {
    number.abs() <= LARGEST
}

/// An interval of numbers laid along an interval of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    /// The ends of the interval of numbers; `low < high`, both finite.
    low: f64,
    high: f64,
    /// Where `low` and `high` are drawn (pixels).
    low_at: f64,
    high_at: f64,
}

impl Axis {
    /// An axis that holds all drawable `numbers`, with a margin of `margin` of their spread on
    /// both sides; [0, 1] if there are none.
    pub(super) fn holding(
        numbers: impl Iterator<Item = f64> + Clone,
        margin: f64,
        (low_at, high_at): (f64, f64),
    ) -> Self {
        let drawable = numbers.filter(|number| is_drawable(*number));
        let low = drawable.clone().fold(f64::INFINITY, f64::min);
        let high = drawable.fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = widened(low, high, margin);
        Self {
            low,
            high,
            low_at,
            high_at,
        }
    }

    /// Where a number is drawn (pixels).
    pub(super) fn place(self, number: f64) -> f64 {
        let share = (number - self.low) / (self.high - self.low);
        self.low_at + share * (self.high_at - self.low_at)
    }

    /// The marks along the axis, at most about `n_wanted`, not closer than `least_step`.
    pub(super) fn marks(self, n_wanted: usize, least_step: f64) -> Vec<Mark> {
        let raw_step = (self.high - self.low) / n_wanted.max(1) as f64;
        let step = Step::at_least(raw_step.max(least_step));
        let size = step.multiple(1).0;
        let first = (self.low / size).ceil() as i64;
        let last = (self.high / size).floor() as i64;
        (first..=last)
            .map(|count| {
                let (number, label) = step.multiple(count);
                Mark {
                    at: self.place(number),
                    label,
                }
            })
            .collect()
    }
}

/// A round number on an axis.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    /// Where it is drawn (pixels).
    pub(super) at: f64,
    /// The number as text.
    pub(super) label: String,
}

/// `digit` times ten to the power of `exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    digit: i64,
    exponent: i32,
}

impl Step {
    /// The smallest round step not below a positive `size`.
    fn at_least(size: f64) -> Self {
        let text = format!("{size:e}");
        let exponent = text
            .split_once('e')
            .and_then(|(_, exponent)| exponent.parse().ok());
        let exponent: i32 = exponent.unwrap_or(0);
        let candidates = [1, 2, 5].map(|digit| Self { digit, exponent });
        let next_power = Self {
            digit: 1,
            exponent: exponent + 1,
        };
        let fits = |step: &Self| step.multiple(1).0 >= size;
        candidates.into_iter().find(fits).unwrap_or(next_power)
    }

    /// `count` steps, as a number rounded once and as text.
    fn multiple(self, count: i64) -> (f64, String) {
        let Self { digit, exponent } = self;
        let number: f64 = format!("{}e{exponent}", count * digit)
            .parse()
            .unwrap_or(f64::NAN);
        let label = match exponent {
            _ if count == 0 => "0".to_owned(),
            -9..0 => format!("{number:.*}", exponent.unsigned_abs() as usize),
            0..=5 if number.abs() < 1e7 => scientific(number),
            _ => exponential(number),
        };
        (number, label)
    }
}

/// `1.5e12`, with all the digits a mark can have.
fn exponential(number: f64) -> String {
    let text = format!("{number:.9e}");
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{}e{exponent}", without_end_zeros(digits)),
        None => text,
    }
}

/// The interval with its margins; opened up if it is empty or too narrow to label.
fn widened(low: f64, high: f64, margin: f64) -> (f64, f64) {
    if low > high {
        return (0.0, 1.0);
    }
    let size = low.abs().max(high.abs());
    if size < 1e-250 {
        return (-0.05, 1.0);
    }
    let spread = high - low;
    if spread < size * 1e-7 {
        return (low - size * 0.05, high + size * 0.05);
    }
    (low - spread * margin, high + spread * margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(numbers: &[f64], n_wanted: usize, least_step: f64) -> Vec<String> {
        let axis = Axis::holding(numbers.iter().copied(), 0.0, (0.0, 100.0));
        axis.marks(n_wanted, least_step)
            .into_iter()
            .map(|mark| mark.label)
            .collect()
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(
            labels(&[0.0, 1.0], 5, 0.0),
            ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(labels(&[0.0, 3.0], 10, 1.0), ["0", "1", "2", "3"]);
        assert_eq!(
            labels(&[-2e-16, 2e-16], 4, 0.0),
            ["-2e-16", "-1e-16", "0", "1e-16", "2e-16"]
        );
        assert_eq!(labels(&[0.0, 3e20], 3, 0.0), ["0", "1e20", "2e20", "3e20"]);
    }

    #[test]
    fn any_numbers_make_an_axis() {
        let cases: [&[f64]; 7] = [
            &[],
            &[f64::NAN, f64::INFINITY],
            &[0.0],
            &[5e-324, -5e-324],
            &[7.0, 7.0 + 1e-13],
            &[-LARGEST, LARGEST, f64::MAX],
            &[1e99, 1.0],
        ];
        for numbers in cases {
            let axis = Axis::holding(numbers.iter().copied(), 0.05, (300.0, 50.0));
            let marks = axis.marks(6, 0.0);
            assert!(
                (1..=8).contains(&marks.len()),
                "{numbers:?} gives {marks:?}"
            );
            for mark in marks {
                assert!(
                    (49.99..=300.01).contains(&mark.at),
                    "{numbers:?} puts {mark:?} outside"
                );
            }
        }
    }
}
