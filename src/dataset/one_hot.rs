//! Classes and one-hot targets, and the way from each to the other.
//!
//! Promises: targets without labels have classes only if all of them are one-hot with the same two
//! numbers, and it is said.

use super::unscaled::{Answers, Unscaled};
use crate::scalar::Scalar;

/// A target for each label: `high` at its class and `low` at the others.
pub(super) fn targets_of<S: Scalar>(
    labels: &[u32],
    n_classes: usize,
    (low, high): (S, S),
) -> Vec<S> {
    let (low, high) = (&low, &high);
    let one_hot = |&label: &u32| {
        (0..n_classes).map(move |class| if class == label as usize { high } else { low })
    };
    labels.iter().flat_map(one_hot).cloned().collect()
}

/// Gives examples without labels the classes of their targets, if all of them are one-hot; says
/// so.
pub(super) fn classify<S: Scalar>(place: &str, all: &mut [&mut Unscaled<S>]) -> Option<String> {
    let hot_of = |examples: &&mut Unscaled<S>| match &examples.answers {
        Answers::Targets {
            n_outputs,
            values,
            labels: None,
        } => hot(values, *n_outputs),
        _ => None,
    };
    let found: Option<Vec<_>> = all.iter().map(hot_of).collect();
    for (examples, classes) in all.iter_mut().zip(found?) {
        if let Answers::Targets { labels, .. } = &mut examples.answers {
            *labels = Some(classes);
        }
    }
    Some(format!(
        "{place}: there are no labels, and every target is one-hot: the class of an example is the \
         position of its target's highest number."
    ))
}

/// The position of the higher of two numbers in each target, if there are two outputs or more and
/// all targets hold the higher one once and the lower one everywhere else.
pub(super) fn hot<S: Scalar>(targets: &[S], n_outputs: usize) -> Option<Vec<u32>> {
    if n_outputs < 2 || targets.is_empty() {
        return None;
    }
    let mut ends = (&targets[0], &targets[0]);
    for value in targets {
        ends = match ends {
            (low, high) if value < low => (value, high),
            (low, high) if value > high => (low, value),
            ends => ends,
        };
    }
    let (low, high) = ends;
    let class = |target: &[S]| {
        let mut highs = target
            .iter()
            .enumerate()
            .filter(|(_, value)| *value == high);
        let (position, _) = highs.next()?;
        let n_low = target.iter().filter(|value| *value == low).count();
        // Where all numbers are the same, the high ones are low ones too.
        let is_hot = low != high && n_low == n_outputs - 1;
        is_hot.then(|| u32::try_from(position).ok()).flatten()
    };
    targets.chunks(n_outputs).map(class).collect()
}
