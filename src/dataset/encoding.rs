//! From grey levels and classes, as bytes, to the numbers a network is shown.
//!
//! Promises: a grey level is `low + (high - low) * level / highest`, each operation rounded
//! once in the precision asked for, so exact in rationals and the plain ratio from 0 to 1.
//! Refuses to know where the bytes came from.

use super::Examples;
use super::error::{DatasetError, Kind};
use crate::scalar::{Number, Scalar};

/// Classes of handwritten digits, and so numbers in a target of theirs.
pub(super) const N_DIGITS: usize = 10;

/// How grey levels and classes become numbers, all of them finite.
pub(super) struct Encoding<S> {
    /// The number for each grey level, shape `[highest + 1]`.
    shades: Vec<S>,
    /// In a target: at the other classes.
    low: S,
    /// In a target: at the example's own class.
    high: S,
}

impl<S: Scalar> Encoding<S> {
    /// `highest` is the highest grey level. `place` names the ranges in the error.
    pub(super) fn new(
        place: &str,
        highest: u8,
        input: &(Number, Number),
        target: &(Number, Number),
    ) -> Result<Self, DatasetError> {
        let (white, black) = ends::<S>(place, "input", input)?;
        let span = black - &white;
        let shade =
            |level: u8| white.clone() + &(span.clone() * &S::ratio(level.into(), highest.into()));
        let shades: Vec<S> = (0..=highest).map(shade).collect();
        if !shades.iter().all(S::is_finite) {
            return Err(too_wide::<S>(place, "input", input));
        }
        let (low, high) = ends(place, "target", target)?;
        Ok(Self { shades, low, high })
    }

    /// Pixels `[n, n_inputs]` and classes `[n]` (each below `n_classes`) as examples.
    pub(super) fn examples(
        &self,
        [n_inputs, n_classes]: [usize; 2],
        pixels: &[u8],
        labels: &[u8],
    ) -> Examples<S> {
        let shade = |&level: &u8| self.shades[usize::from(level)].clone();
        let one_hot = |&label: &u8| {
            (0..n_classes).map(move |class| {
                if class == usize::from(label) {
                    &self.high
                } else {
                    &self.low
                }
            })
        };
        Examples {
            n_inputs,
            n_outputs: n_classes,
            inputs: pixels.iter().map(shade).collect(),
            targets: labels.iter().flat_map(one_hot).cloned().collect(),
            labels: Some(labels.iter().map(|&label| label.into()).collect()),
        }
    }
}

/// The two ends of a range, finite in the precision `S`.
pub(super) fn ends<S: Scalar>(
    place: &str,
    what: &'static str,
    range: &(Number, Number),
) -> Result<(S, S), DatasetError> {
    let (low, high) = (S::from_number(&range.0), S::from_number(&range.1));
    if low.is_finite() && high.is_finite() {
        Ok((low, high))
    } else {
        Err(too_wide::<S>(place, what, range))
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
mod tests {
    use super::*;
    use crate::scalar::Exact;

    fn range(low: &str, high: &str) -> (Number, Number) {
        (low.parse().unwrap(), high.parse().unwrap())
    }

    #[test]
    fn shades_and_classes_are_exact_in_rationals() {
        let encoding =
            Encoding::<Exact>::new("", 16, &range("-1/3", "0.5"), &range("0.1", "0.9")).unwrap();
        let examples = encoding.examples([3, 10], &[0, 16, 5], &[7]);
        let expected = [
            Exact::zero() - &Exact::ratio(1, 3),
            Exact::ratio(1, 2),
            Exact::ratio(25, 96) - &Exact::ratio(1, 3),
        ];
        assert_eq!(examples.input(0), expected);
        let tenth = |class| Exact::ratio(if class == 7 { 9 } else { 1 }, 10);
        assert_eq!(examples.targets, (0..10).map(tenth).collect::<Vec<_>>());
        assert_eq!(examples.labels, Some(vec![7]));
    }

    #[test]
    fn from_zero_to_one_a_shade_is_the_plain_ratio() {
        let unit = range("0", "1");
        let encoding = Encoding::<f32>::new("", 255, &unit, &unit).unwrap();
        for (level, shade) in encoding.shades.iter().enumerate() {
            assert_eq!(shade.to_bits(), (level as f32 / 255.0).to_bits());
        }
    }

    #[test]
    fn a_range_too_wide_for_the_precision_is_refused() {
        let (unit, wide) = (range("0", "1"), range("-1e300", "1e300"));
        let message = |input, target| match Encoding::<f32>::new("here", 16, input, target) {
            Ok(_) => panic!("accepted"),
            Err(error) => error.to_string(),
        };
        let expected = "range (-1e300, 1e300) is too wide for F32";
        assert_eq!(message(&wide, &unit), format!("here: the input {expected}"));
        assert_eq!(
            message(&unit, &wide),
            format!("here: the target {expected}")
        );
        let spans = range("-3e38", "3e38");
        assert!(message(&spans, &unit).contains("(-3e38, 3e38)"));
        assert!(Encoding::<Exact>::new("", 16, &wide, &wide).is_ok());
    }
}
