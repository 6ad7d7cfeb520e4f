//! Examples as a source holds them: numbers that are not scaled yet, and what to answer.
//!
//! The same for every reader. Refuses to know files.

use crate::scalar::Scalar;

/// Numbers as they were read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Numbers<S> {
    /// Of one byte each.
    Bytes(Vec<u8>),
    /// All finite.
    Values(Vec<S>),
}

/// Examples that are not scaled yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unscaled<S> {
    /// Numbers in one input; at least 1.
    pub n_inputs: usize,
    /// Shape `[n, n_inputs]`.
    pub inputs: Numbers<S>,
    pub answers: Answers<S>,
}

/// What a network should answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answers<S> {
    /// Shape `[n]`: classes, counted from 0, each of them an output.
    Classes(Vec<u32>),
    /// Numbers, perhaps with classes.
    Targets {
        /// At least 1.
        n_outputs: usize,
        /// Shape `[n, n_outputs]`.
        values: Vec<S>,
        /// Shape `[n]`.
        labels: Option<Vec<u32>>,
    },
}

impl<S: Scalar> Numbers<S> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Values(values) => values.len(),
        }
    }

    pub(super) fn into_values(self) -> Vec<S> {
        match self {
            Self::Bytes(bytes) => bytes.iter().map(|&b| S::from_count(b.into())).collect(),
            Self::Values(values) => values,
        }
    }

    /// Shows each number, with its position.
    pub(super) fn for_each(&self, mut see: impl FnMut(usize, &S)) {
        match self {
            Self::Bytes(bytes) => {
                let levels: Vec<S> = (0..=u8::MAX).map(|b| S::from_count(b.into())).collect();
                let bytes = bytes.iter().enumerate();
                bytes.for_each(|(k, &byte)| see(k, &levels[usize::from(byte)]));
            }
            Self::Values(values) => values.iter().enumerate().for_each(|(k, x)| see(k, x)),
        }
    }

    /// These rows of `n_columns` numbers.
    fn rows(&self, rows: &[usize], n_columns: usize) -> Self {
        match self {
            Self::Bytes(bytes) => Self::Bytes(chosen(bytes, rows, n_columns)),
            Self::Values(values) => Self::Values(chosen(values, rows, n_columns)),
        }
    }
}

fn chosen<T: Clone>(all: &[T], rows: &[usize], n_columns: usize) -> Vec<T> {
    let rows = rows.iter().map(|&row| &all[row * n_columns..][..n_columns]);
    rows.flatten().cloned().collect()
}

impl<S: Scalar> Unscaled<S> {
    pub(super) fn n(&self) -> usize {
        self.inputs.len() / self.n_inputs
    }

    /// The class of each example, if there are classes.
    pub(super) fn labels(&self) -> Option<&[u32]> {
        match &self.answers {
            Answers::Classes(labels) => Some(labels),
            Answers::Targets { labels, .. } => labels.as_deref(),
        }
    }

    pub(super) fn rows(&self, rows: &[usize]) -> Self {
        let answers = match &self.answers {
            Answers::Classes(labels) => Answers::Classes(chosen(labels, rows, 1)),
            Answers::Targets {
                n_outputs,
                values,
                labels,
            } => Answers::Targets {
                n_outputs: *n_outputs,
                values: chosen(values, rows, *n_outputs),
                labels: labels.as_ref().map(|labels| chosen(labels, rows, 1)),
            },
        };
        Self {
            n_inputs: self.n_inputs,
            inputs: self.inputs.rows(rows, self.n_inputs),
            answers,
        }
    }
}
