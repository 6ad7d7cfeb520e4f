//! The examples a network learns from, and those it is tested on.

use std::sync::Arc;

use super::error::{DatasetError, Kind};
use super::examples::Examples;
use crate::scalar::Scalar;

/// The examples a network learns from, and those it is tested on.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Digits(test: 0.5)")?;
/// let split = source.load::<f32>(None)?;
/// assert_eq!(split.train.len() + split.test.len(), 1797);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Split<S> {
    /// To learn from; never empty.
    pub train: Arc<Examples<S>>,
    /// To be tested on; of the same widths as `train`, possibly empty.
    pub test: Arc<Examples<S>>,
    /// What a person should know about how the data were understood, in sentences.
    pub notes: Vec<String>,
    /// The name of each class; none where classes are numbers, or there are none.
    pub classes: Vec<String>,
}

impl<S: Scalar> Split<S> {
    /// Both, if there is something to learn from and the widths are the same; the training examples
    /// are the test where there are no others. `place` names them in the error.
    pub(super) fn checked(
        place: &str,
        train: Examples<S>,
        test: Option<Examples<S>>,
    ) -> Result<Self, DatasetError> {
        let refuse = |kind| Err(DatasetError::new(place, kind));
        if train.is_empty() {
            return refuse(Kind::NoTraining);
        }
        let train = Arc::new(train);
        let test = test.map_or_else(|| Arc::clone(&train), Arc::new);
        for (what, train, test) in [
            ("inputs", train.n_inputs, test.n_inputs),
            ("targets", train.n_outputs, test.n_outputs),
        ] {
            if train != test {
                return refuse(Kind::Widths { what, train, test });
            }
        }
        let (notes, classes) = (Vec::new(), Vec::new());
        Ok(Self {
            train,
            test,
            notes,
            classes,
        })
    }
}
