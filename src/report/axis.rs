//! Axes: numbers to pixels, and the round numbers written along them.
//!
//! Promises: an axis is linear, or goes by powers of ten with a true logarithm; there, 0 has a
//! place of its own below the least power, and what has no number ("never") one at the far
//! end. Marks are round (1, 2 or 5 times a power of ten), lie on the axis, and carry as many
//! decimals as their step needs.
//! Refuses to know what is measured along it.

use super::table::{scientific, without_end_zeros};
use crate::scalar::log10;

/// The largest magnitude an axis shows; beyond it a run has diverged and there is nothing to
/// see, and differences of such numbers may overflow.
const LARGEST: f64 = 1e100;
/// More powers of ten than this are not labelled one by one.
const MOST_POWERS: usize = 9;
/// The room of 0 below the least power, and of "never" (pixels).
const APART: f64 = 32.0;

/// Whether an axis can show this number.
pub(super) fn is_drawable(number: f64) -> bool {
    number.abs() <= LARGEST
}

/// How numbers become places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Evenly.
    #[default]
    Even,
    /// Evenly, and only whole numbers are written along it.
    Whole,
    /// By powers of ten; 0 has a place of its own, and numbers below 0 have none.
    Powers,
}

impl Scale {
    /// The scale on which these levels of something are told apart: by powers of ten if none is
    /// below 0 and they span more than two of them.
    pub fn of_levels(levels: &[f64]) -> Self {
        let above = || levels.iter().copied().filter(|level| *level > 0.0);
        let (least, most) = (
            above().fold(f64::INFINITY, f64::min),
            above().fold(0.0, f64::max),
        );
        match levels.iter().all(|level| *level >= 0.0) && most > 100.0 * least {
            true => Self::Powers,
            false => Self::Even,
        }
    }
}

/// An interval of numbers, or of their logarithms, laid along an interval of pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Axis {
    scale: Scale,
    /// The ends of the interval; `low < high`, both finite.
    low: f64,
    high: f64,
    /// Where `low` and `high` are drawn (pixels).
    low_at: f64,
    high_at: f64,
    /// Where 0 is drawn under powers of ten, and whether some number is 0 (pixels).
    zero_at: f64,
    has_zero: bool,
    /// Where infinity is drawn, if it has a place (pixels).
    never_at: Option<f64>,
}

impl Axis {
    /// An axis that holds all drawable `numbers`, with a margin of `margin` of their spread on
    /// both sides; [0, 1] if there are none. With `has_never`, infinity has a place.
    pub(super) fn holding(
        numbers: &[f64],
        (scale, margin, has_never): (Scale, f64, bool),
        (from, to): (f64, f64),
    ) -> Self {
        let inwards = if to > from { APART } else { -APART };
        let is_powers = scale == Scale::Powers;
        let has_zero = is_powers && numbers.contains(&0.0);
        let drawable = numbers
            .iter()
            .copied()
            .filter(|number| is_drawable(*number));
        let (low, high) = match is_powers {
            true => {
                let powers = drawable.filter(|number| *number > 0.0).map(log10);
                let low = powers.clone().fold(f64::INFINITY, f64::min).floor();
                let high = powers.fold(f64::NEG_INFINITY, f64::max).ceil();
                if low > high {
                    (-1.0, 0.0)
                } else {
                    (low, high.max(low + 1.0))
                }
            }
            false => {
                let low = drawable.clone().fold(f64::INFINITY, f64::min);
                let high = drawable.fold(f64::NEG_INFINITY, f64::max);
                widened(low, high, margin)
            }
        };
        Self {
            scale,
            low,
            high,
            low_at: if has_zero { from + inwards } else { from },
            high_at: if has_never { to - inwards } else { to },
            zero_at: from + inwards * 0.2,
            has_zero,
            never_at: has_never.then_some(to - inwards / 2.0),
        }
    }

    /// Where a number is drawn (pixels); `None` if it has no place.
    pub(super) fn place(self, number: f64) -> Option<f64> {
        match self.scale {
            _ if number == f64::INFINITY => self.never_at,
            _ if !is_drawable(number) => None,
            Scale::Powers if number == 0.0 => Some(self.zero_at),
            Scale::Powers if number < 0.0 => None,
            Scale::Powers => Some(self.lay(log10(number))),
            Scale::Even | Scale::Whole => Some(self.lay(number)),
        }
    }

    fn lay(self, number: f64) -> f64 {
        let share = (number - self.low) / (self.high - self.low);
        self.low_at + share * (self.high_at - self.low_at)
    }

    /// The break between 0 and the least power, if there is one (pixels).
    pub(super) fn break_at(self) -> Option<f64> {
        self.has_zero
            .then(|| f64::midpoint(self.zero_at, self.low_at))
    }

    /// The marks along the axis, at most about `n_wanted`.
    pub(super) fn marks(self, n_wanted: usize) -> Vec<Mark> {
        if self.scale == Scale::Powers {
            return self.powers(n_wanted.min(MOST_POWERS));
        }
        let least_step = if self.scale == Scale::Whole { 1.0 } else { 0.0 };
        let raw_step = (self.high - self.low) / n_wanted.max(1) as f64;
        let step = Step::at_least(raw_step.max(least_step));
        let size = step.multiple(1).0;
        let first = (self.low / size).ceil() as i64;
        let last = (self.high / size).floor() as i64;
        (first..=last)
            .map(|count| {
                let (number, label) = step.multiple(count);
                Mark {
                    at: self.lay(number),
                    label,
                }
            })
            .collect()
    }

    fn powers(self, n_wanted: usize) -> Vec<Mark> {
        let (low, high) = (self.low as i32, self.high as i32);
        let stride = ((high - low) as usize / n_wanted.max(1) + 1).max(1);
        let power = |power: i32| {
            let number: f64 = format!("1e{power}").parse().unwrap_or(f64::NAN);
            Mark {
                at: self.lay(f64::from(power)),
                label: scientific(number),
            }
        };
        let zero = self.has_zero.then(|| Mark {
            at: self.zero_at,
            label: "0".to_owned(),
        });
        let powers = (low..=high).step_by(stride).map(power);
        zero.into_iter().chain(powers).collect()
    }

    /// Where 2, 3, … 9 times each power of ten stand, if there is room to see them (pixels).
    pub(super) fn minor_marks(self) -> Vec<f64> {
        let decade = (self.high_at - self.low_at).abs() / (self.high - self.low);
        if self.scale != Scale::Powers || decade < 24.0 {
            return Vec::new();
        }
        let powers = (self.low as i32)..(self.high as i32);
        let digits = powers
            .flat_map(|power| (2..10).map(move |digit| f64::from(power) + log10(f64::from(digit))));
        digits.map(|number| self.lay(number)).collect()
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
}
