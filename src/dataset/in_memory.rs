//! Examples that are in memory already.

use super::examples::Examples;
use crate::scalar::Scalar;

/// Why numbers in memory are no examples.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ExamplesError {
    /// Inputs or targets of no width.
    #[error("the {0} have no width")]
    NoWidth(&'static str),
    /// A length that is not a number of rows.
    #[error("the {what} hold {length} numbers, which is not a number of rows of {width}")]
    Ragged {
        /// Inputs or targets.
        what: &'static str,
        /// Numbers given.
        length: usize,
        /// Numbers in a row.
        width: usize,
    },
    /// As many targets as inputs are needed.
    #[error("there are {inputs} inputs and {targets} targets")]
    Counts {
        /// Rows of inputs.
        inputs: usize,
        /// Rows of targets.
        targets: usize,
    },
    /// NaN or infinity.
    #[error("row {row}, column {column} of the {what} is {value}, which is not finite")]
    NotFinite {
        /// Inputs or targets.
        what: &'static str,
        /// Counted from 0.
        row: usize,
        /// Counted from 0.
        column: usize,
        /// As it is.
        value: String,
    },
}

impl<S: Scalar> Examples<S> {
    /// Examples from two arrays, row by row: `inputs` of shape `[n, n_inputs]`, `targets` of shape
    /// `[n, n_outputs]`. They have no classes.
    ///
    /// ```
    /// use fazil::dataset::Examples;
    /// let both = Examples::new(2, vec![0.0, 1.0, 1.0, 1.0], 1, vec![1.0, 0.0])?;
    /// assert_eq!(both.len(), 2);
    /// let wrong = Examples::new(2, vec![0.0, 1.0, f32::NAN, 1.0], 1, vec![1.0, 0.0]);
    /// let said = wrong.unwrap_err().to_string();
    /// assert_eq!(said, "row 1, column 0 of the inputs is NaN, which is not finite");
    /// # Ok::<(), fazil::dataset::ExamplesError>(())
    /// ```
    ///
    /// # Errors
    /// If a width is 0, a length is no multiple of its width, there are not as many targets as
    /// inputs, or a number is not finite.
    pub fn new(
        n_inputs: usize,
        inputs: Vec<S>,
        n_outputs: usize,
        targets: Vec<S>,
    ) -> Result<Self, ExamplesError> {
        for (what, values, width) in [
            ("inputs", &inputs, n_inputs),
            ("targets", &targets, n_outputs),
        ] {
            let length = values.len();
            if width == 0 {
                return Err(ExamplesError::NoWidth(what));
            }
            if !length.is_multiple_of(width) {
                return Err(ExamplesError::Ragged {
                    what,
                    length,
                    width,
                });
            }
            if let Some(k) = values.iter().position(|value| !value.is_finite()) {
                return Err(ExamplesError::NotFinite {
                    what,
                    row: k / width,
                    column: k % width,
                    value: values[k].to_string(),
                });
            }
        }
        let counts = [inputs.len() / n_inputs, targets.len() / n_outputs];
        match counts {
            [inputs, targets] if inputs != targets => {
                Err(ExamplesError::Counts { inputs, targets })
            }
            _ => Ok(Self {
                n_inputs,
                n_outputs,
                inputs,
                targets,
                labels: None,
            }),
        }
    }
}
