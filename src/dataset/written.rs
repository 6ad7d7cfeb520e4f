//! Examples that need no file: exclusive or, and pairs written out in the scenario.
//!
//! Promises: each number is the nearest of the precision to what was written. Splits nothing.

use super::error::{DatasetError, Kind};
use super::examples::Examples;
use super::scale::ends;
use super::source::Pair;
use super::split::Split;
use crate::scalar::{Number, Scalar};

/// What written pairs are called in an error.
const PLACE: &str = "pairs";

/// The four patterns false-false, false-true, true-false, true-true, as training and as test
/// examples; the class is 1 where the answer is true.
pub(super) fn exclusive_or<S: Scalar>(
    input: &(Number, Number),
    target: &(Number, Number),
) -> Result<Split<S>, DatasetError> {
    let (input, target) = (ends("xor", "input", input)?, ends("xor", "target", target)?);
    let number = |(low, high): &(S, S), truth: bool| if truth { high } else { low }.clone();
    let patterns = [(false, false), (false, true), (true, false), (true, true)];
    let answer = |(a, b): (bool, bool)| a != b;
    let examples = Examples {
        n_inputs: 2,
        n_outputs: 1,
        inputs: patterns
            .iter()
            .flat_map(|&(a, b)| [number(&input, a), number(&input, b)])
            .collect(),
        targets: patterns
            .map(|pattern| number(&target, answer(pattern)))
            .to_vec(),
        labels: Some(patterns.map(|pattern| answer(pattern).into()).to_vec()),
    };
    Split::checked("xor", examples, None)
}

/// Written pairs; without test pairs, the training pairs are the test.
pub(super) fn pairs<S: Scalar>(train: &[Pair], test: &[Pair]) -> Result<Split<S>, DatasetError> {
    let train = examples("train", train)?;
    let test = match test.is_empty() {
        true => None,
        false => Some(examples("test", test)?),
    };
    Split::checked(PLACE, train, test)
}

fn examples<S: Scalar>(list: &'static str, pairs: &[Pair]) -> Result<Examples<S>, DatasetError> {
    let Some(first) = pairs.first() else {
        return Err(DatasetError::new(PLACE, Kind::NoTraining));
    };
    let (n_inputs, n_outputs) = (first.input.len(), first.target.len());
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for (k, pair) in pairs.iter().enumerate() {
        for (side, numbers, expected, row) in [
            ("input", &pair.input, n_inputs, &mut inputs),
            ("target", &pair.target, n_outputs, &mut targets),
        ] {
            append(row, numbers, expected, || format!("{list}[{k}].{side}"))?;
        }
    }
    Ok(Examples {
        n_inputs,
        n_outputs,
        inputs,
        targets,
        labels: None,
    })
}

/// Appends one row of at least one number, `expected` of them.
fn append<S: Scalar>(
    row: &mut Vec<S>,
    numbers: &[Number],
    expected: usize,
    name: impl Fn() -> String,
) -> Result<(), DatasetError> {
    if numbers.len() != expected || numbers.is_empty() {
        let kind = Kind::PairLength {
            name: name(),
            found: numbers.len(),
            expected: expected.max(1),
        };
        return Err(DatasetError::new(PLACE, kind));
    }
    for number in numbers {
        let value = S::from_number(number);
        if !value.is_finite() {
            let kind = Kind::TooLarge {
                name: name(),
                number: number.to_string(),
                precision: S::PRECISION,
            };
            return Err(DatasetError::new(PLACE, kind));
        }
        row.push(value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Source;
    use crate::scalar::Exact;

    fn load<S: Scalar>(text: &str) -> Result<Split<S>, DatasetError> {
        ron::from_str::<Source>(text).unwrap().load(None)
    }

    fn refusal(text: &str) -> String {
        load::<f32>(text).unwrap_err().to_string()
    }

    #[test]
    fn exclusive_or_is_true_where_its_inputs_differ() {
        let split = load::<f32>("Xor(input: (-1, 1), target: (0.1, 0.9))").unwrap();
        assert_eq!(split.train, split.test);
        assert_eq!(split.train.inputs, [-1., -1., -1., 1., 1., -1., 1., 1.]);
        assert_eq!(split.train.targets, [0.1, 0.9, 0.9, 0.1]);
        assert_eq!(split.train.labels, Some(vec![0, 1, 1, 0]));
        assert!(refusal("Xor(input: (0, 1e39))").starts_with("xor: the input range (0, 1e39)"));
    }

    #[test]
    fn written_pairs_are_what_was_written() {
        let text =
            r#"Pairs(train: [(input: [1, "1/3"], target: [0.1]), (input: [2, 3], target: [4])])"#;
        let split = load::<Exact>(text).unwrap();
        assert_eq!(split.train, split.test);
        assert_eq!(split.train.input(0), [Exact::one(), Exact::ratio(1, 3)]);
        assert_eq!(split.train.target(0), [Exact::ratio(1, 10)]);
        assert_eq!((split.train.len(), &split.train.labels), (2, &None));
    }

    #[test]
    fn test_pairs_may_be_others() {
        let text = "Pairs(train: [(input: [1], target: [2])], test: [(input: [3], target: [4])])";
        let split = load::<f64>(text).unwrap();
        assert_eq!(
            (split.train.input(0), split.test.input(0)),
            (&[1.0][..], &[3.0][..])
        );
    }

    #[test]
    fn pairs_that_do_not_fit_are_refused() {
        let first = "(input: [1, 2], target: [1])";
        for (text, message) in [
            ("train: []".to_owned(), "pairs: no example to learn from"),
            (
                format!("train: [{first}, (input: [1], target: [1])]"),
                "pairs: train[1].input holds 1 numbers, expected 2",
            ),
            (
                format!("train: [{first}], test: [{first}, (input: [1, 2], target: [1, 2])]"),
                "pairs: test[1].target holds 2 numbers, expected 1",
            ),
            (
                format!("train: [{first}], test: [(input: [1], target: [1])]"),
                "pairs: the inputs of test examples hold 1 numbers, those of training examples 2",
            ),
            (
                "train: [(input: [1], target: [])]".to_owned(),
                "pairs: train[0].target holds 0 numbers, expected 1",
            ),
            (
                "train: [(input: [1e39], target: [1])]".to_owned(),
                "pairs: train[0].input holds 1e39, too large for F32",
            ),
        ] {
            assert_eq!(refusal(&format!("Pairs({text})")), message);
        }
    }
}
