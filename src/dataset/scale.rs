//! From numbers as a source holds them to numbers as a network is shown them.
//!
//! Promises one meaning for every reader: `low + (high − low) · ((x − from_low) / (from_high −
//! from_low))`, each operation rounded once in the precision asked for; what is measured is measured
//! on training examples only, in their order. Refuses numbers that are not finite then.

mod idle;

pub(crate) use idle::idle_setting;

use serde::{Deserialize, Serialize};

use super::error::{DatasetError, Kind};
use super::unscaled::Numbers;
use crate::scalar::{Number, Scalar};

/// How the numbers of a source are scaled; the ends that they are scaled to are `input` or
/// `target`.
///
/// ```
/// use fazil::dataset::Scale;
/// let scale: Scale = ron::from_str("Range(low: 0, high: 255)")?;
/// assert_eq!(scale, Scale::Range { low: 0.into(), high: 255.into() });
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Scale {
    /// Not at all: numbers as they stand.
    #[default]
    AsIs,
    /// The lowest and the highest grey level of an image become the ends: 0 and 255 for bytes, 0
    /// and 16 for the built-in digits.
    Levels,
    /// These two numbers become the ends; other numbers lie between or beyond.
    Range {
        /// What becomes the low end.
        low: Number,
        /// What becomes the high end.
        high: Number,
    },
    /// The lowest and the highest number of each column, over the training examples, become the
    /// ends; all numbers of a column that does not vary become the low end.
    MinMax,
    /// Each column's mean over the training examples becomes 0 and its standard deviation
    /// (divided by n) 1; all numbers of a column that does not vary become 0.
    Standard,
}

impl Scale {
    /// Its name in a scenario.
    fn name(&self) -> &'static str {
        match self {
            Self::AsIs => "AsIs",
            Self::Levels => "Levels",
            Self::Range { .. } => "Range",
            Self::MinMax => "MinMax",
            Self::Standard => "Standard",
        }
    }
}

/// What is to be scaled, and to which ends.
pub(super) struct Scaling<'s> {
    /// Where the numbers come from, for an error.
    pub place: &'s str,
    /// `input` or `target`.
    pub what: &'static str,
    pub scale: &'s Scale,
    pub ends: &'s (Number, Number),
    /// The highest grey level, where numbers are grey levels.
    pub highest: Option<u32>,
}

/// A scale whose numbers are known.
pub(super) enum Fitted<S> {
    AsIs,
    /// The same for every column.
    Linear(Linear<S>),
    /// One for each column.
    Columns(Vec<Linear<S>>),
}

/// low + span · ((x − from) / length).
pub(super) struct Linear<S> {
    from: S,
    length: S,
    low: S,
    /// `None` where it is 1 and `low` is 0: then no operation is made.
    span: Option<S>,
}

impl<S: Scalar> Linear<S> {
    fn apply(&self, x: S) -> S {
        let ratio = (x - &self.from) / &self.length;
        match &self.span {
            Some(span) => self.low.clone() + &(span.clone() * &ratio),
            None => ratio,
        }
    }

    fn is_finite(&self) -> bool {
        let span = self.span.as_ref();
        let all = [&self.from, &self.length, &self.low];
        all.into_iter().chain(span).all(S::is_finite)
    }
}

impl Scaling<'_> {
    /// Measures what must be measured on the training examples, `[n, n_columns]`; adds notes for a
    /// person.
    pub(super) fn fit<S: Scalar>(
        &self,
        train: &Numbers<S>,
        n_columns: usize,
        notes: &mut Vec<String>,
    ) -> Result<Fitted<S>, DatasetError> {
        match self.scale {
            Scale::AsIs => Ok(Fitted::AsIs),
            Scale::Levels => match self.highest {
                Some(highest) => self.linear(S::zero(), S::from_count(highest as usize)),
                None => Err(no_levels(self.place, self.what)),
            },
            Scale::Range { low, high } if low == high => {
                let low = low.to_string();
                Err(self.refuse(Kind::EmptyRange {
                    what: self.what,
                    low,
                }))
            }
            Scale::Range { low, high } => {
                let (from, to) = (S::from_number(low), S::from_number(high));
                let length = to.clone() - &from;
                match length.is_finite() && !length.is_zero() {
                    true => self.linear(from, to),
                    false => Err(self.no_range::<S>(low, high)),
                }
            }
            Scale::MinMax => self.of_extremes(train, n_columns, notes),
            Scale::Standard => self.of_moments(train, n_columns, notes),
        }
    }

    fn linear<S: Scalar>(&self, from: S, to: S) -> Result<Fitted<S>, DatasetError> {
        let (low, high) = self.ends()?;
        let linear = Linear {
            length: to - &from,
            from,
            span: Some(high - &low),
            low,
        };
        match linear.is_finite() && !linear.length.is_zero() {
            true => Ok(Fitted::Linear(linear)),
            false => Err(self.too_wide::<S>()),
        }
    }

    fn of_extremes<S: Scalar>(
        &self,
        train: &Numbers<S>,
        n_columns: usize,
        notes: &mut Vec<String>,
    ) -> Result<Fitted<S>, DatasetError> {
        let (low, high) = self.ends::<S>()?;
        let span = high - &low;
        if !span.is_finite() {
            return Err(self.too_wide::<S>());
        }
        let extremes = extremes(train, n_columns);
        self.note_constant(
            extremes.iter().filter(|(low, high)| low == high).count(),
            n_columns,
            notes,
        );
        let column = |(column, (from, to)): (usize, (S, S))| {
            let is_constant = from == to;
            let length = match is_constant {
                true => S::one(),
                false => to - &from,
            };
            let (low, span) = (low.clone(), Some(span.clone()));
            let linear = Linear {
                from,
                length,
                low,
                span,
            };
            self.usable(linear, column)
        };
        let columns: Result<_, _> = extremes.into_iter().enumerate().map(column).collect();
        columns.map(Fitted::Columns)
    }

    /// Sums are made as f64, in the order of the examples: the same bits everywhere.
    fn of_moments<S: Scalar>(
        &self,
        train: &Numbers<S>,
        n_columns: usize,
        notes: &mut Vec<String>,
    ) -> Result<Fitted<S>, DatasetError> {
        let extremes = extremes(train, n_columns);
        self.note_constant(
            extremes.iter().filter(|(low, high)| low == high).count(),
            n_columns,
            notes,
        );
        let n = (train.len() / n_columns) as f64;
        let mut means = vec![0.0; n_columns];
        train.for_each(|k, x| means[k % n_columns] += x.to_f64());
        means.iter_mut().for_each(|mean| *mean /= n);
        let mut squares = vec![0.0; n_columns];
        train.for_each(|k, x| {
            let difference = x.to_f64() - means[k % n_columns];
            squares[k % n_columns] += difference * difference;
        });
        let column = |(column, (low, high)): (usize, (S, S))| {
            let deviation = f64::sqrt(squares[column] / n);
            let (from, length) = match low == high {
                true => (low, S::one()),
                false if means[column].is_finite() && deviation.is_finite() => {
                    (S::from_f64(means[column]), S::from_f64(deviation))
                }
                false => return Err(self.unusable::<S>(column)),
            };
            let linear = Linear {
                from,
                length,
                low: S::zero(),
                span: None,
            };
            self.usable(linear, column)
        };
        let columns: Result<_, _> = extremes.into_iter().enumerate().map(column).collect();
        columns.map(Fitted::Columns)
    }

    fn usable<S: Scalar>(
        &self,
        linear: Linear<S>,
        column: usize,
    ) -> Result<Linear<S>, DatasetError> {
        match linear.is_finite() && !linear.length.is_zero() {
            true => Ok(linear),
            false => Err(self.unusable::<S>(column)),
        }
    }

    fn unusable<S: Scalar>(&self, column: usize) -> DatasetError {
        let what = self.what;
        self.refuse(Kind::Spread {
            what,
            column,
            precision: S::PRECISION,
        })
    }

    fn note_constant(&self, n_constant: usize, n_columns: usize, notes: &mut Vec<String>) {
        if n_constant > 0 {
            let becomes = match self.scale {
                Scale::Standard => "0",
                _ => "the low end",
            };
            notes.push(format!(
                "{}: {n_constant} of {n_columns} columns of the {} do not vary over the training \
                 examples, and become {becomes}.",
                self.place, self.what
            ));
        }
    }

    /// The two ends, finite in the precision `S`.
    pub(super) fn ends<S: Scalar>(&self) -> Result<(S, S), DatasetError> {
        ends(self.place, self.what, self.ends)
    }

    /// The refusal of a range between whose ends the precision `S` has no number.
    fn no_range<S: Scalar>(&self, low: &Number, high: &Number) -> DatasetError {
        let precision = S::PRECISION;
        let field = scale_field(self.what);
        let problem = format!(
            "{field}: Range(low: {low}, high: {high}) is too wide or too narrow for {precision:?}"
        );
        let expected = format!("two numbers whose difference {precision:?} holds");
        DatasetError::of_field(self.place, field, problem, expected)
    }

    fn too_wide<S: Scalar>(&self) -> DatasetError {
        too_wide::<S>(self.place, self.what, self.ends)
    }

    fn refuse(&self, kind: Kind) -> DatasetError {
        DatasetError::new(self.place, kind)
    }
}

impl<S: Scalar> Fitted<S> {
    /// The numbers `[n, n_columns]`, scaled; the position of the first that is not finite.
    pub(super) fn apply(&self, numbers: Numbers<S>, n_columns: usize) -> Result<Vec<S>, usize> {
        let scaled: Vec<S> = match (self, numbers) {
            // Each level once: fractions take time.
            (Self::Linear(linear), Numbers::Bytes(bytes)) => {
                let level = |level: u8| linear.apply(S::from_count(level.into()));
                let shades: Vec<S> = (0..=u8::MAX).map(level).collect();
                bytes
                    .iter()
                    .map(|&byte| shades[usize::from(byte)].clone())
                    .collect()
            }
            (Self::AsIs, numbers) => numbers.into_values(),
            (Self::Linear(linear), numbers) => {
                let values = numbers.into_values().into_iter();
                values.map(|x| linear.apply(x)).collect()
            }
            (Self::Columns(columns), numbers) => {
                let values = numbers.into_values().into_iter().enumerate();
                values
                    .map(|(k, x)| columns[k % n_columns].apply(x))
                    .collect()
            }
        };
        match scaled.iter().position(|x| !x.is_finite()) {
            None => Ok(scaled),
            Some(position) => Err(position),
        }
    }
}

/// The lowest and the highest number of each column.
fn extremes<S: Scalar>(numbers: &Numbers<S>, n_columns: usize) -> Vec<(S, S)> {
    let mut extremes: Vec<(S, S)> = Vec::with_capacity(n_columns);
    numbers.for_each(|k, x| match extremes.get_mut(k % n_columns) {
        Some((low, _)) if k >= n_columns && *x < *low => *low = x.clone(),
        Some((_, high)) if k >= n_columns && *x > *high => *high = x.clone(),
        Some(_) => {}
        None => extremes.push((x.clone(), x.clone())),
    });
    extremes
}

/// The refusal of grey levels where numbers are no bytes.
pub(super) fn no_levels(place: &str, what: &'static str) -> DatasetError {
    let problem = format!("the {what}s are no grey levels of bytes");
    let expected = "Range(low: 0, high: 255), whose numbers become the ends, or another scale";
    DatasetError::of_field(place, scale_field(what), problem, expected)
}

/// The field that says how numbers are scaled: those of the `input`, or of the `target`.
fn scale_field(what: &str) -> &'static str {
    match what {
        "target" => "target_scale",
        _ => "scale",
    }
}

/// The two ends of a range, finite in the precision `S`.
pub(super) fn ends<S: Scalar>(
    place: &str,
    what: &'static str,
    range: &(Number, Number),
) -> Result<(S, S), DatasetError> {
    let (low, high) = (S::from_number(&range.0), S::from_number(&range.1));
    match low.is_finite() && high.is_finite() {
        true => Ok((low, high)),
        false => Err(too_wide::<S>(place, what, range)),
    }
}

fn too_wide<S: Scalar>(
    place: &str,
    what: &'static str,
    (low, high): &(Number, Number),
) -> DatasetError {
    let kind = Kind::Range {
        what,
        low: low.to_string(),
        high: high.to_string(),
        precision: S::PRECISION,
    };
    DatasetError::new(place, kind)
}

#[cfg(test)]
mod tests;
