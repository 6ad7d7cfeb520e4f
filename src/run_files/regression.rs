//! How well numbers are answered, output by output, where examples have no classes.
//!
//! Promises sums in the order of the examples. R² is 1 − Σ(s − y)² / Σ(s − mean of s)²: 1 is
//! exact, 0 no better than the mean of the test targets s; an output whose targets do not vary has
//! none.

use crate::dataset::Examples;
use crate::scalar::Scalar;
use crate::session::squared_error;

/// How well one output answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct OutputFit {
    /// Mean over the examples of (s − y)².
    pub(crate) mean_squared_error: f64,
    /// `None` where targets do not vary.
    pub(crate) r_squared: Option<f64>,
}

/// The fit of each output; none where examples have classes, or nothing was put out.
pub(crate) fn by_output<S: Scalar>(outputs: &[S], examples: &Examples<S>) -> Vec<OutputFit> {
    let errors = errors(outputs, examples);
    let variations = variations(examples);
    let n = examples.len() as f64;
    let fits = errors.iter().zip(variations);
    fits.map(|(error, variation)| OutputFit {
        mean_squared_error: error / n,
        r_squared: r_squared(*error, variation),
    })
    .collect()
}

/// R² of all outputs together: their errors are added up, and so are their variations.
pub(crate) fn overall<S: Scalar>(outputs: &[S], examples: &Examples<S>) -> Option<f64> {
    let errors = errors(outputs, examples);
    match errors.is_empty() {
        true => None,
        false => r_squared(errors.iter().sum(), variations(examples).iter().sum()),
    }
}

fn r_squared(error: f64, variation: f64) -> Option<f64> {
    (variation > 0.0).then(|| 1.0 - error / variation)
}

/// Σ (s − y)² of each output.
fn errors<S: Scalar>(outputs: &[S], examples: &Examples<S>) -> Vec<f64> {
    if examples.labels.is_some() || examples.is_empty() || outputs.is_empty() {
        return Vec::new();
    }
    let n = examples.n_outputs;
    let mut errors = vec![0.0; n];
    for (k, (y, s)) in outputs.iter().zip(&examples.targets).enumerate() {
        errors[k % n] += squared_error(std::slice::from_ref(y), std::slice::from_ref(s));
    }
    errors
}

/// Σ (s − mean of s)² of each output.
fn variations<S: Scalar>(examples: &Examples<S>) -> Vec<f64> {
    let n = examples.n_outputs;
    let mut means = vec![0.0; n];
    for (k, target) in examples.targets.iter().enumerate() {
        means[k % n] += target.to_f64() / examples.len() as f64;
    }
    let mut variations = vec![0.0; n];
    for (k, target) in examples.targets.iter().enumerate() {
        let difference = target.to_f64() - means[k % n];
        variations[k % n] += difference * difference;
    }
    variations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples(labels: Option<Vec<u32>>) -> Examples<f64> {
        Examples {
            n_inputs: 1,
            n_outputs: 2,
            inputs: vec![0.0; 3],
            // The second output does not vary.
            targets: vec![1.0, 5.0, 2.0, 5.0, 3.0, 5.0],
            labels,
        }
    }

    #[test]
    fn each_output_has_its_own_error_and_share_of_variation() {
        let examples = examples(None);
        let outputs = [1.0, 5.0, 2.0, 5.0, 2.0, 6.0];
        let fits = by_output(&outputs, &examples);
        let expected = |error: f64, r_squared| OutputFit {
            mean_squared_error: error / 3.0,
            r_squared,
        };
        assert_eq!(fits, [expected(1.0, Some(0.5)), expected(1.0, None)]);
        assert_eq!(overall(&outputs, &examples), Some(0.0));
        assert_eq!(overall(&examples.targets, &examples), Some(1.0));
        // The mean is worth 0.
        assert_eq!(
            overall(&[2.0, 5.0, 2.0, 5.0, 2.0, 5.0], &examples),
            Some(0.0)
        );
    }

    #[test]
    fn examples_with_classes_have_none() {
        let classed = examples(Some(vec![0, 1, 0]));
        assert_eq!(
            (by_output(&[0.0; 6], &classed), overall(&[0.0; 6], &classed)),
            (vec![], None)
        );
        assert!(by_output(&[], &examples(None)).is_empty());
    }
}
