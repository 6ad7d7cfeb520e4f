//! The data of the pictures of every run: the learning curve beside backpropagation's, and the
//! confusion matrix.
//!
//! Promises that a table whose cells are no numbers is refused, not drawn with gaps.

use std::ops::ControlFlow;
use std::path::Path;

use super::thinned::{Thinned, told};
use crate::record::{Sought, Stored, read_names, read_rows};
use crate::report::{Chart, ConfusionMatrix, Dimension, Mark, Panel, Scale, Series};
use crate::run_files::classes::Classes;
use crate::run_files::summary::FORMAT_VERSION;
use crate::session::RunError;

/// The columns that a learning curve is drawn from.
const OF_CURVE: [&str; 5] = [
    "epoch",
    "test_accuracy",
    "bp_test_accuracy",
    "test_error",
    "bp_test_error",
];

/// Test accuracy where examples have classes, else test error, from `metrics.csv`.
pub(super) fn curve(name: &str, metrics: &Path) -> Result<Chart, RunError> {
    let (mut rows, mut n_rows) = (Thinned::new(), 0);
    numbers(metrics, &OF_CURVE, &mut |row| {
        let epoch = row[0].unwrap_or(f64::NAN);
        let wrong = (epoch != f64::from(n_rows)).then(|| {
            format!(
                "column 'epoch': '{epoch}' is not {n_rows}, so a row is missing, doubled or in \
                 another place than the run wrote it"
            )
        });
        n_rows += 1;
        rows.push(row);
        wrong
    })?;
    let (rows, stride) = rows.finish();
    let series = |of: usize| -> Vec<(f64, f64)> {
        let points = rows
            .iter()
            .map(|row: &[Option<f64>; 5]| row[0].zip(row[of]));
        points.flatten().collect()
    };
    let has_classes = !series(1).is_empty();
    let (y_label, of) = match has_classes {
        true => ("test accuracy (fraction of examples)", 1),
        false => ("test error (mean of Σ(s − y)²)", 3),
    };
    let told = told(stride, "epoch");
    let judge = Series::new("backpropagation", Mark::Reference, series(of + 1));
    let network = Series::new("network of agents", Mark::Line, series(of));
    Ok(Chart {
        title: format!("{name}: the network beside backpropagation{told}"),
        height: 320.0,
        panels: vec![Panel {
            x: Dimension::new("epochs learned", Scale::Whole),
            y: Dimension::new(y_label, Scale::Even),
            series: vec![network, judge],
            ..Panel::default()
        }],
        ..Chart::default()
    })
}

/// Classes beyond which a picture has more fields than a person can see; a file's header may name
/// any number of them.
const MOST_CLASSES: usize = 1000;

/// Test examples by true and predicted class, from `predictions.csv`; `None` where examples
/// have no class, or there are more than [`MOST_CLASSES`].
pub(super) fn confusion(
    name: &str,
    predictions: &Path,
) -> Result<Option<ConfusionMatrix>, RunError> {
    let names = read_names(predictions)?;
    let outputs = names.iter().filter(|name| name.starts_with("x_0_"));
    let n_classes = outputs.count().max(2);
    if n_classes > MOST_CLASSES {
        return Ok(None);
    }
    let mut counts = vec![vec![0; n_classes]; n_classes];
    let (mut is_any, mut is_classed) = (false, true);
    numbers(predictions, &["label", "predicted"], &mut |[
        label,
        predicted,
    ]| {
        is_any = true;
        let row = label
            .and_then(class)
            .and_then(|label| counts.get_mut(label));
        let count = row
            .zip(predicted.and_then(class))
            .and_then(|(row, k)| row.get_mut(k));
        match count {
            Some(count) => *count += 1,
            None => is_classed = false,
        }
        None
    })?;
    let folder = predictions.parent().unwrap_or(Path::new(""));
    let classes = Classes::names(folder, n_classes)?;
    Ok((is_any && is_classed).then(|| ConfusionMatrix {
        title: format!("{name}: test examples by class"),
        classes,
        counts,
    }))
}

/// A class, if the number is one.
fn class(number: f64) -> Option<usize> {
    let is_class = number.fract() == 0.0 && (0.0..MOST_CLASSES as f64).contains(&number);
    is_class.then_some(number as usize)
}

/// Test accuracy and test error in the last row of `metrics.csv`.
pub(super) fn last_test(metrics: &Path) -> Result<[Option<f64>; 2], RunError> {
    let mut last = [None; 2];
    numbers(metrics, &["test_accuracy", "test_error"], &mut |row| {
        last = row;
        None
    })?;
    Ok(last)
}

/// The share of right answers in `predictions.csv`; `None` where examples have no class.
pub(super) fn accuracy(predictions: &Path) -> Result<Option<f64>, RunError> {
    let (mut n_right, mut n_all) = (0_u32, 0_u32);
    numbers(predictions, &["label", "predicted"], &mut |row| {
        if let [Some(label), Some(predicted)] = row {
            n_all += 1;
            n_right += u32::from(label == predicted);
        }
        None
    })?;
    Ok((n_all > 0).then(|| f64::from(n_right) / f64::from(n_all)))
}

/// Shows the numbers in some columns of a CSV file, row by row, to `see`, which says what is wrong
/// with them; an empty cell has none.
fn numbers<const N: usize>(
    path: &Path,
    columns: &[&str; N],
    see: &mut dyn FnMut([Option<f64>; N]) -> Option<String>,
) -> Result<(), RunError> {
    let all: Vec<&str> = columns.iter().copied().chain([VERSION]).collect();
    let sought = Sought {
        columns: &all,
        ..Sought::default()
    };
    let (mut line, mut wrong) = (1, None);
    read_rows(path, &sought, &mut |row| {
        line += 1; // The first line has the names.
        wrong = what_is_wrong(row, &all).map(|wrong| format!("line {line}, {wrong}"));
        if wrong.is_some() {
            return ControlFlow::Break(());
        }
        let numbers = std::array::from_fn(|k| row.get(k).and_then(Stored::number));
        wrong = see(numbers).map(|wrong| format!("line {line}, {wrong}"));
        match wrong {
            Some(_) => ControlFlow::Break(()),
            None => ControlFlow::Continue(()),
        }
    })?;
    wrong.map_or(Ok(()), |wrong| Err(RunError::wrong_cell(path, &wrong)))
}

/// The column with the version of a table's layout.
const VERSION: &str = "format_version";

/// A cell that is no number, or a version that this program does not read.
fn what_is_wrong(row: &[Stored], columns: &[&str]) -> Option<String> {
    let mut cells = row.iter().zip(columns);
    cells.find_map(|(cell, column)| match cell {
        Stored::Text(text) => {
            let text: String = text.chars().take(40).collect();
            Some(format!(
                "column '{column}': '{}' is no number",
                text.escape_debug()
            ))
        }
        Stored::Number(version) if *column == VERSION && *version != f64::from(FORMAT_VERSION) => {
            Some(format!(
                "column '{column}': '{version}' is not {FORMAT_VERSION}"
            ))
        }
        _ => None,
    })
}
