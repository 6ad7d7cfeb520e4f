//! Examples that are drawn: two moons, a linear teacher, random targets.
//!
//! Promises the same examples for the same seed on every platform: everything is drawn and computed
//! as f64, and rounded once. Reads no file.

use serde::{Deserialize, Serialize};

use super::error::{DatasetError, Kind};
use super::preparation::{Preparation, Test};
use super::scale::Scale;
use super::source_defaults::zero_to_one;
use super::split::Split;
use super::unscaled::{Answers, Numbers, Unscaled};
use crate::scalar::{Draws, Number, Scalar, on_half_circle, standard_normal};

/// Two half circles of radius 1 that reach into one another: 2 inputs, a class each.
///
/// ```
/// use fazil::dataset::TwoMoons;
/// let moons: TwoMoons = ron::from_str("(noise: 0.2)")?;
/// assert_eq!((moons.train, moons.test, moons.seed), (400, 200, 0));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "TwoMoons")]
pub struct TwoMoons {
    /// Training examples, of both classes by turns.
    #[serde(default = "four_hundred")]
    pub train: usize,
    /// Test examples, of both classes by turns.
    #[serde(default = "two_hundred")]
    pub test: usize,
    /// The standard deviation of the noise on both coordinates.
    #[serde(default = "one_tenth")]
    pub noise: Number,
    /// Names the draws.
    #[serde(default)]
    pub seed: u64,
    /// What a target holds at the other class, and at the example's own.
    #[serde(default = "zero_to_one")]
    pub target: (Number, Number),
}

/// Standard normal inputs x, and targets W·x of a linear network W, whose weights are normal with a
/// variance of 1 / inputs.
///
/// ```
/// use fazil::dataset::LinearTeacher;
/// let teacher: LinearTeacher = ron::from_str("(inputs: 10, outputs: 3)")?;
/// assert_eq!((teacher.train, teacher.test), (400, 200));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "LinearTeacher")]
pub struct LinearTeacher {
    /// Numbers in an input.
    pub inputs: usize,
    /// Numbers in a target.
    pub outputs: usize,
    /// Training examples.
    #[serde(default = "four_hundred")]
    pub train: usize,
    /// Test examples.
    #[serde(default = "two_hundred")]
    pub test: usize,
    /// The standard deviation of the noise on each target.
    #[serde(default = "nothing")]
    pub noise: Number,
    /// Names the draws.
    #[serde(default)]
    pub seed: u64,
}

/// Standard normal inputs, and targets that have nothing to do with them: what can a network learn
/// by heart? It is tested on the training examples.
///
/// ```
/// use fazil::dataset::RandomTargets;
/// let random: RandomTargets = ron::from_str("(inputs: 10, outputs: 3, train: 50)")?;
/// assert_eq!(random.seed, 0);
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "RandomTargets")]
pub struct RandomTargets {
    /// Numbers in an input.
    pub inputs: usize,
    /// Numbers in a target.
    pub outputs: usize,
    /// Training examples.
    #[serde(default = "four_hundred")]
    pub train: usize,
    /// Names the draws.
    #[serde(default)]
    pub seed: u64,
    /// The range in which targets are drawn uniformly.
    #[serde(default = "zero_to_one")]
    pub target: (Number, Number),
}

fn four_hundred() -> usize {
    400
}

fn two_hundred() -> usize {
    200
}

fn one_tenth() -> Number {
    "0.1".parse().expect("bug: 0.1 is a number")
}

fn nothing() -> Number {
    0.into()
}

impl TwoMoons {
    pub(super) fn load<S: Scalar>(&self) -> Result<Split<S>, DatasetError> {
        let mut draws = Draws::new(self.seed, "two moons");
        let train = self.drawn(self.train, &mut draws);
        let test = self.drawn(self.test, &mut draws);
        let noteless = preparation("two moons", &self.target, &Scale::AsIs, 2);
        noteless.split(train?, Test::Others(test?))
    }

    fn drawn<S: Scalar>(&self, n: usize, draws: &mut Draws) -> Result<Unscaled<S>, DatasetError> {
        let noise = self.noise.to_f64();
        let mut inputs = Vec::with_capacity(2 * n);
        for k in 0..n {
            let (cosine, sine) = on_half_circle(draws.unit());
            let (x, y) = match k % 2 {
                0 => (cosine, sine),
                _ => (1.0 - cosine, 0.5 - sine),
            };
            for coordinate in [x, y] {
                inputs.push(coordinate + noise * standard_normal(draws));
            }
        }
        let classes = (0..n).map(|k| (k % 2) as u32).collect();
        let inputs = Numbers::Values(numbers("two moons", "the input", &inputs, 2)?);
        Ok(Unscaled {
            n_inputs: 2,
            inputs,
            answers: Answers::Classes(classes),
        })
    }
}

impl LinearTeacher {
    pub(super) fn load<S: Scalar>(&self) -> Result<Split<S>, DatasetError> {
        check("linear teacher", self.inputs, self.outputs)?;
        let mut draws = Draws::new(self.seed, "linear teacher");
        let deviation = 1.0 / f64::sqrt(self.inputs as f64);
        let n_weights = self.inputs * self.outputs;
        let weights: Vec<f64> = (0..n_weights)
            .map(|_| deviation * standard_normal(&mut draws))
            .collect();
        let train = self.drawn(self.train, &weights, &mut draws)?;
        let test = self.drawn(self.test, &weights, &mut draws)?;
        let ends = zero_to_one();
        preparation("linear teacher", &ends, &Scale::AsIs, 0).split(train, Test::Others(test))
    }

    fn drawn<S: Scalar>(
        &self,
        n: usize,
        weights: &[f64],
        draws: &mut Draws,
    ) -> Result<Unscaled<S>, DatasetError> {
        let noise = self.noise.to_f64();
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let x: Vec<f64> = (0..self.inputs).map(|_| standard_normal(draws)).collect();
            for row in weights.chunks(self.inputs) {
                let sum: f64 = row.iter().zip(&x).map(|(weight, x)| weight * x).sum();
                targets.push(sum + noise * standard_normal(draws));
            }
            inputs.extend(x);
        }
        unscaled(
            "linear teacher",
            [self.inputs, self.outputs],
            &inputs,
            &targets,
        )
    }
}

impl RandomTargets {
    pub(super) fn load<S: Scalar>(&self) -> Result<Split<S>, DatasetError> {
        let place = "random targets";
        check(place, self.inputs, self.outputs)?;
        let mut draws = Draws::new(self.seed, place);
        let (mut inputs, mut targets) = (Vec::new(), Vec::new());
        for _ in 0..self.train {
            inputs.extend((0..self.inputs).map(|_| standard_normal(&mut draws)));
            targets.extend((0..self.outputs).map(|_| draws.unit()));
        }
        let train = unscaled(place, [self.inputs, self.outputs], &inputs, &targets)?;
        let unit = Scale::Range {
            low: 0.into(),
            high: 1.into(),
        };
        preparation(place, &self.target, &unit, 0).split(train, Test::Training)
    }
}

fn check(place: &str, n_inputs: usize, n_outputs: usize) -> Result<(), DatasetError> {
    match n_inputs > 0 && n_outputs > 0 {
        true => Ok(()),
        false => {
            let told =
                format!("{n_inputs} inputs and {n_outputs} outputs, expected at least 1 of each");
            Err(DatasetError::new(place, Kind::Told(told)))
        }
    }
}

fn unscaled<S: Scalar>(
    place: &str,
    [n_inputs, n_outputs]: [usize; 2],
    inputs: &[f64],
    targets: &[f64],
) -> Result<Unscaled<S>, DatasetError> {
    let inputs = Numbers::Values(numbers(place, "the input", inputs, n_inputs)?);
    let values = numbers(place, "the target", targets, n_outputs)?;
    let answers = Answers::Targets {
        n_outputs,
        values,
        labels: None,
    };
    Ok(Unscaled {
        n_inputs,
        inputs,
        answers,
    })
}

fn numbers<S: Scalar>(
    place: &str,
    name: &str,
    floats: &[f64],
    n_columns: usize,
) -> Result<Vec<S>, DatasetError> {
    let numbers = super::array::of_floats(floats, name, n_columns);
    numbers.map_err(|kind| DatasetError::new(place, kind))
}

/// What becomes of examples that are drawn as they are to be shown.
fn preparation<'s>(
    place: &'s str,
    target: &'s (Number, Number),
    target_scale: &'s Scale,
    n_classes: usize,
) -> Preparation<'s> {
    Preparation {
        place,
        input: target, // Not used: inputs stay as they are.
        scale: &Scale::AsIs,
        highest: None,
        target,
        target_scale,
        hold_out: None,
        n_classes,
        classes: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
