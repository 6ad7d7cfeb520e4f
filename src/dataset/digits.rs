//! The 1797 embedded digits of 8x8 pixels.
//!
//! Promises: always there, no file needed; the same seed holds out the same examples.
//! Refuses to know any other data; `digits.README.md` says whose work this is.

use super::digit_labels::N_DIGITS;
use super::error::DatasetError;
use super::hold_out::HoldOut;
use super::preparation::{Preparation, Test};
use super::scale::Scale;
use super::split::Split;
use super::unscaled::{Answers, Numbers, Unscaled};
use crate::scalar::{Number, Scalar};

/// A header row; then 64 pixels in [0, 16] row by row, and the digit.
const TABLE: &str = include_str!("digits.csv");

/// The highest grey level.
const HIGHEST: u32 = 16;

/// Pixels of a digit.
const N_PIXELS: usize = 64;

/// What the digits are called in an error.
const PLACE: &str = "digits";

/// What is done with the digits.
pub(super) struct Digits<'s> {
    pub test: &'s Number,
    pub split_seed: u64,
    pub stratified: bool,
    pub input: &'s (Number, Number),
    pub scale: &'s Scale,
    pub target: &'s (Number, Number),
}

impl Digits<'_> {
    /// Shuffles all digits under `split_seed`; the last `round(test * 1797)` are held out, the
    /// others are learned from in shuffled order.
    pub(super) fn load<S: Scalar>(&self) -> Result<Split<S>, DatasetError> {
        let hold_out = HoldOut {
            fraction: self.test.clone(),
            seed: self.split_seed,
            stratified: self.stratified,
        };
        let rows = rows();
        let pixels = rows.iter().flat_map(|row| &row[..N_PIXELS]).copied();
        let labels = rows.iter().map(|row| row[N_PIXELS].into());
        let digits = Unscaled {
            n_inputs: N_PIXELS,
            inputs: Numbers::Bytes(pixels.collect()),
            answers: Answers::Classes(labels.collect()),
        };
        let preparation = Preparation {
            place: PLACE,
            input: self.input,
            scale: self.scale,
            highest: Some(HIGHEST),
            target: self.target,
            target_scale: &Scale::AsIs,
            hold_out: Some(&hold_out),
            n_classes: N_DIGITS,
            classes: Vec::new(),
        };
        preparation.split(digits, Test::Nothing)
    }
}

/// One digit: its pixels, then its class.
type Row = [u8; N_PIXELS + 1];

fn rows() -> Vec<Row> {
    let byte = |cell: &str| cell.parse().expect("bug: the embedded digits are bytes");
    let row = |line: &str| {
        let row: Vec<u8> = line.split(',').map(byte).collect();
        row.try_into().expect("bug: an embedded digit has 65 bytes")
    };
    TABLE.lines().skip(1).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::examples::Examples;
    use crate::scalar::{Draws, Exact};

    fn range() -> (Number, Number) {
        (0.into(), 1.into())
    }

    fn split<S: Scalar>(test: &str, seed: u64) -> Result<Split<S>, DatasetError> {
        let (test, range) = (&test.parse().unwrap(), &range());
        let (stratified, scale) = (false, &Scale::Levels);
        let digits = Digits {
            test,
            split_seed: seed,
            stratified,
            input: range,
            scale,
            target: range,
        };
        digits.load()
    }

    /// Every digit as sorted rows of pixels and class.
    fn sorted(split: &Split<f32>) -> Vec<Row> {
        let row = |examples: &Examples<f32>, k: usize| -> Row {
            let label = examples.labels.as_ref().unwrap()[k] as u8;
            let pixel = |&shade: &f32| (shade * 16.0) as u8;
            let pixels = examples.input(k).iter().map(pixel);
            let row: Vec<u8> = pixels.chain([label]).collect();
            row.try_into().unwrap()
        };
        let of = |examples: &Examples<f32>| -> Vec<Row> {
            (0..examples.len()).map(|k| row(examples, k)).collect()
        };
        let mut all = [of(&split.train), of(&split.test)].concat();
        all.sort_unstable();
        all
    }

    #[test]
    fn there_are_1797_digits_of_ten_classes() {
        let all = split::<f64>("0", 0).unwrap();
        assert!(all.test.is_empty());
        let train = all.train;
        assert_eq!(
            (train.len(), train.n_inputs, train.n_outputs),
            (1797, 64, 10)
        );
        let mut histogram = [0; 10];
        let labels = train.labels.as_ref().unwrap();
        labels
            .iter()
            .for_each(|&label| histogram[label as usize] += 1);
        assert_eq!(
            histogram,
            [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
        );
        assert_eq!(train.inputs.iter().copied().fold(0.0, f64::max), 1.0);
        for (k, &label) in labels.iter().enumerate() {
            let one_hot = |class| f64::from(u8::from(class == label));
            assert!(train.target(k).iter().copied().eq((0..10).map(one_hot)));
        }
    }

    #[test]
    fn training_and_test_examples_are_disjoint_and_together_all() {
        let mut expected = rows();
        expected.sort_unstable();
        for (test, n_test) in [("0.2", 359), ("1/3", 599), ("0.5", 899), ("0", 0)] {
            let split = split::<f32>(test, 3).unwrap();
            assert_eq!(
                (split.train.len(), split.test.len()),
                (1797 - n_test, n_test)
            );
            // Some digits may look alike; as multisets, nothing is lost and nothing is twice.
            assert_eq!(sorted(&split), expected);
        }
    }

    #[test]
    fn the_seed_decides_the_split() {
        let of = |seed| split::<f32>("0.2", seed).unwrap();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1).test.labels, of(2).test.labels);
    }

    #[test]
    fn exact_pixels_are_sixteenths() {
        let split = split::<Exact>("0.99", 0).unwrap();
        for (k, row) in (0..split.train.len()).zip(shuffled(0)) {
            let exact = row[..N_PIXELS].iter().map(|&p| Exact::ratio(p.into(), 16));
            assert_eq!(split.train.input(k), exact.collect::<Vec<_>>());
        }
    }

    fn shuffled(seed: u64) -> Vec<Row> {
        let mut rows = rows();
        Draws::new(seed, "split").shuffle(&mut rows);
        rows
    }

    #[test]
    fn a_fraction_outside_zero_to_one_is_refused() {
        for fraction in ["1", "-0.1", "1.5"] {
            let error = split::<f32>(fraction, 0).unwrap_err().to_string();
            let expected = format!("digits: test is {fraction}, expected a fraction in [0, 1)");
            assert_eq!(error, expected);
        }
        let error = split::<f32>("0.9999", 0).unwrap_err().to_string();
        let expected =
            "digits: the fraction 0.9999 of 1797 examples is rounded to 1797, which leaves 0";
        assert!(error.starts_with(expected), "{error}");
    }
}
