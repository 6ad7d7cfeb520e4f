//! How examples as a source holds them become examples for a network.
//!
//! Promises the same way for every reader: some are held out, then inputs are scaled by what the
//! training examples are, then classes become targets. Refuses to know files.

use super::classes::{check_n_names, check_names};
use super::error::{DatasetError, Kind};
use super::examples::Examples;
use super::hold_out::HoldOut;
use super::one_hot::{classify, targets_of};
use super::scale::{Fitted, Scale, Scaling};
use super::split::Split;
use super::unscaled::{Answers, Numbers, Unscaled};
use crate::scalar::{Number, Scalar};

/// What is done with the examples of a source.
pub(super) struct Preparation<'s> {
    /// The file, or the name of a source that has none.
    pub place: &'s str,
    pub input: &'s (Number, Number),
    pub scale: &'s Scale,
    /// The highest grey level, where inputs are grey levels.
    pub highest: Option<u32>,
    pub target: &'s (Number, Number),
    pub target_scale: &'s Scale,
    pub hold_out: Option<&'s HoldOut>,
    /// Numbers in a target, where answers are classes.
    pub n_classes: usize,
    /// The name of each class; none where classes are numbers.
    pub classes: Vec<String>,
}

/// What is tested on, where nothing is held out.
pub(super) enum Test<S> {
    /// These.
    Others(Unscaled<S>),
    /// The training examples.
    Training,
    /// Nothing.
    Nothing,
}

impl Preparation<'_> {
    /// Training and test examples for a network.
    pub(super) fn split<S: Scalar>(
        self,
        mut train: Unscaled<S>,
        mut test: Test<S>,
    ) -> Result<Split<S>, DatasetError> {
        let mut notes = Vec::new();
        let mut all = vec![&mut train];
        if let Test::Others(test) = &mut test {
            all.push(test);
        }
        notes.extend(classify(self.place, &mut all));
        self.check_classes(&train, &test)?;
        let (train, test) = self.hold_out(train, test)?;
        self.check_widths(&train, &test)?;
        if train.n() == 0 {
            return Err(DatasetError::new(self.place, Kind::NoTraining));
        }
        let scaling = self.scaling("input", self.input, self.scale, self.highest);
        let inputs = scaling.fit(&train.inputs, train.n_inputs, &mut notes)?;
        let scaling = self.scaling("target", self.target, self.target_scale, None);
        let targets = match &train.answers {
            Answers::Classes(_) => None,
            Answers::Targets {
                n_outputs, values, ..
            } => {
                let values = Numbers::Values(values.clone());
                Some(scaling.fit(&values, *n_outputs, &mut notes)?)
            }
        };
        let finish = |unscaled, which| {
            let fitted = [Some(&inputs), targets.as_ref()];
            self.scaled(unscaled, which, fitted, &scaling)
        };
        let test = match test {
            Test::Others(test) => Some(finish(test, "test")?),
            Test::Training => None,
            Test::Nothing => Some(finish(train.rows(&[]), "test")?),
        };
        let train = finish(train, "training")?;
        let mut split = Split::checked(self.place, train, test)?;
        split.notes = notes;
        split.classes = self.classes;
        Ok(split)
    }

    /// Refuses names of classes where answers have none, or another number of them.
    fn check_classes<S: Scalar>(
        &self,
        train: &Unscaled<S>,
        test: &Test<S>,
    ) -> Result<(), DatasetError> {
        check_names(self.place, &self.classes)?;
        if self.classes.is_empty() || train.n() == 0 {
            return Ok(());
        }
        if let Answers::Targets {
            n_outputs, labels, ..
        } = &train.answers
        {
            let has_labels = labels.is_some();
            check_n_names(self.place, self.classes.len(), *n_outputs, has_labels)?;
        }
        let others = match test {
            Test::Others(test) => Some(test),
            Test::Training | Test::Nothing => None,
        };
        let mut all = std::iter::once(train).chain(others);
        match all.all(|examples| examples.labels().is_some()) {
            true => Ok(()),
            false => Err(DatasetError::of_field(
                self.place,
                "classes",
                "classes has names, and the answers are numbers that are not one-hot".to_owned(),
                "no classes, or labels, or one-hot targets",
            )),
        }
    }

    /// Examples whose numbers are scaled by what was fitted to inputs and to targets.
    fn scaled<S: Scalar>(
        &self,
        unscaled: Unscaled<S>,
        which: &'static str,
        [inputs, targets]: [Option<&Fitted<S>>; 2],
        scaling: &Scaling<'_>,
    ) -> Result<Examples<S>, DatasetError> {
        let apply = |what, fitted: Option<&Fitted<S>>, numbers, n: usize| {
            let scaled = fitted.unwrap_or(&Fitted::AsIs).apply(numbers, n);
            scaled.map_err(|position| {
                let (row, column) = (position / n, position % n);
                let precision = S::PRECISION;
                let kind = Kind::Scaled {
                    which,
                    what,
                    row,
                    column,
                    precision,
                };
                DatasetError::new(self.place, kind)
            })
        };
        let n_inputs = unscaled.n_inputs;
        let inputs = apply("input", inputs, unscaled.inputs, n_inputs)?;
        let (n_outputs, targets, labels) = match unscaled.answers {
            Answers::Classes(labels) => {
                let targets = targets_of(&labels, self.n_classes, scaling.ends()?);
                (self.n_classes, targets, Some(labels))
            }
            Answers::Targets {
                n_outputs,
                values,
                labels,
            } => {
                let targets = apply("target", targets, Numbers::Values(values), n_outputs)?;
                (n_outputs, targets, labels)
            }
        };
        Ok(Examples {
            n_inputs,
            n_outputs,
            inputs,
            targets,
            labels,
        })
    }

    /// The last examples after a shuffle become the test.
    fn hold_out<S: Scalar>(
        &self,
        train: Unscaled<S>,
        test: Test<S>,
    ) -> Result<(Unscaled<S>, Test<S>), DatasetError> {
        let Some(hold_out) = self.hold_out else {
            return Ok((train, test));
        };
        if matches!(test, Test::Others(_)) {
            return Err(DatasetError::new(self.place, Kind::TwoTests));
        }
        let (kept, held_out) = hold_out.rows(self.place, train.n(), train.labels())?;
        Ok((train.rows(&kept), Test::Others(train.rows(&held_out))))
    }

    fn scaling<'a>(
        &'a self,
        what: &'static str,
        ends: &'a (Number, Number),
        scale: &'a Scale,
        highest: Option<u32>,
    ) -> Scaling<'a> {
        let place = self.place;
        Scaling {
            place,
            what,
            scale,
            ends,
            highest,
        }
    }

    fn check_widths<S: Scalar>(
        &self,
        train: &Unscaled<S>,
        test: &Test<S>,
    ) -> Result<(), DatasetError> {
        let Test::Others(test) = test else {
            return Ok(());
        };
        let n_outputs = |examples: &Unscaled<S>| match &examples.answers {
            Answers::Classes(_) => self.n_classes,
            Answers::Targets { n_outputs, .. } => *n_outputs,
        };
        for (what, train, test) in [
            ("inputs", train.n_inputs, test.n_inputs),
            ("targets", n_outputs(train), n_outputs(test)),
        ] {
            if train != test {
                let kind = Kind::Widths { what, train, test };
                return Err(DatasetError::new(self.place, kind));
            }
        }
        let is_of_classes =
            |examples: &Unscaled<S>| matches!(examples.answers, Answers::Classes(_));
        match is_of_classes(train) == is_of_classes(test) {
            true => Ok(()),
            false => Err(DatasetError::new(self.place, Kind::AnswersDiffer)),
        }
    }
}
