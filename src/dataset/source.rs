//! Where examples come from, as a scenario writes it.
//!
//! Pure data: promises only that what is written reads back the same. Opens no file.

use serde::{Deserialize, Serialize};

use crate::scalar::Number;

/// Where examples come from.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Idx(train: Some(1000))")?;
/// assert!(matches!(source, Source::Idx { path: None, train: Some(1000), test: None, .. }));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Source {
    /// The 1797 embedded 8x8 digits: 64 inputs, 10 targets.
    Digits {
        /// The fraction held out for testing, in [0, 1): `round(test * 1797)` examples, half a
        /// one rounded up.
        #[serde(default = "one_fifth")]
        test: Number,
        /// Names the shuffle after which the last examples are held out.
        #[serde(default)]
        split_seed: u64,
        /// What a white and a black pixel (0 and 16) become.
        #[serde(default = "zero_to_one")]
        input: (Number, Number),
        /// What a target holds at the nine other classes, and at the example's own.
        #[serde(default = "zero_to_one")]
        target: (Number, Number),
    },
    /// Images and labels in four IDX files, as MNIST is published: an input for each pixel, and a
    /// target for each class (of ten or fewer: ten, or as many as there are).
    Idx {
        /// The directory of the four files; `None`: the environment variable `FAZIL_MNIST`.
        #[serde(default)]
        path: Option<String>,
        /// Only the first so many training examples; `None`: all.
        #[serde(default)]
        train: Option<usize>,
        /// Only the first so many test examples; `None`: all.
        #[serde(default)]
        test: Option<usize>,
        /// What a pixel of 0 and one of 255 become.
        #[serde(default = "zero_to_one")]
        input: (Number, Number),
        /// What a target holds at the other classes, and at the example's own.
        #[serde(default = "zero_to_one")]
        target: (Number, Number),
    },
    /// Safetensors files with `input` `[n, n_L]` and `target` `[n, n_0]`, F32 or F64, and
    /// optionally the classes `label` `[n]`, integers counted from 0. Without them, one-hot
    /// targets have the class of their highest number.
    Tensors {
        /// The file of the training examples.
        train: String,
        /// The file of the test examples; `None`: test on the training examples.
        #[serde(default)]
        test: Option<String>,
    },
    /// The four patterns of exclusive or, for training and for test: 2 inputs, 1 target.
    Xor {
        /// What false and true are at an input.
        #[serde(default = "zero_to_one")]
        input: (Number, Number),
        /// What false and true are at the target.
        #[serde(default = "zero_to_one")]
        target: (Number, Number),
    },
    /// Written out.
    Pairs {
        /// The training examples.
        train: Vec<Pair>,
        /// The test examples; none: test on the training examples.
        #[serde(default)]
        test: Vec<Pair>,
    },
}

/// One example, written out.
///
/// ```
/// use fazil::dataset::Pair;
/// let pair: Pair = ron::from_str(r#"(input: [0.5, -1], target: ["1/3"])"#)?;
/// assert_eq!((pair.input.len(), pair.target.len()), (2, 1));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// What the network is shown, shape `[n_L]`.
    pub input: Vec<Number>,
    /// What it should answer, shape `[n_0]`.
    pub target: Vec<Number>,
}

fn one_fifth() -> Number {
    "0.2".parse().expect("bug: 0.2 is a number")
}

fn zero_to_one() -> (Number, Number) {
    (0.into(), 1.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Source {
        ron::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn what_is_not_written_has_its_default() {
        let (input, target) = (zero_to_one(), zero_to_one());
        let digits = Source::Digits {
            test: one_fifth(),
            split_seed: 0,
            input: input.clone(),
            target: target.clone(),
        };
        assert_eq!(read("Digits()"), digits);
        let idx = Source::Idx {
            path: None,
            train: None,
            test: None,
            input: input.clone(),
            target: target.clone(),
        };
        assert_eq!(read("Idx()"), idx);
        assert_eq!(read("Xor()"), Source::Xor { input, target });
        let tensors = Source::Tensors {
            train: "a".to_owned(),
            test: None,
        };
        assert_eq!(read(r#"Tensors(train: "a")"#), tensors);
    }

    #[test]
    fn a_written_source_reads_back_the_same() {
        for text in [
            r#"Digits(test: "1/3", split_seed: 7, input: (-1, 1), target: (0.1, 0.9))"#,
            r#"Idx(path: Some("mnist"), train: Some(10), test: Some(5))"#,
            r#"Tensors(train: "a", test: Some("b"))"#,
            "Xor(input: (-1, 1))",
            "Pairs(train: [(input: [1, 2], target: [0.5])])",
        ] {
            let written = ron::to_string(&read(text)).unwrap();
            assert_eq!(read(&written), read(text), "{written}");
        }
    }

    #[test]
    fn an_unknown_field_is_refused() {
        for text in ["Digits(seed: 1)", "Xor(path: None)", "Tensors()"] {
            assert!(ron::from_str::<Source>(text).is_err(), "{text}");
        }
    }
}
