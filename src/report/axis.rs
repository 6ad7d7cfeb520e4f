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
mod tests;
