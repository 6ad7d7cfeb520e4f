//! The figure of which class was taken for which: rows are the true classes, columns the
//! predicted ones. Refuses to know what the classes are.

use super::chart::{Chart, Dimension, Field, Panel, chart};
use super::svg::shortened;

const LONGEST_NAME: usize = 16;

/// How often each class was taken for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfusionMatrix {
    /// What the figure shows, in plain language.
    pub title: String,
    /// The name of each class.
    pub classes: Vec<String>,
    /// `counts[true_class][predicted_class]`, both below `classes.len()`: a number of examples.
    /// Missing rows and cells count as 0; those without a class are ignored.
    pub counts: Vec<Vec<u64>>,
}

impl ConfusionMatrix {
    fn count(&self, true_class: usize, predicted_class: usize) -> u64 {
        let row = self.counts.get(true_class);
        row.and_then(|row| row.get(predicted_class))
            .copied()
            .unwrap_or(0)
    }

    fn row_total(&self, true_class: usize) -> f64 {
        let classes = 0..self.classes.len();
        classes
            .map(|predicted| self.count(true_class, predicted) as f64)
            .sum()
    }

    fn field(&self, row: usize, column: usize) -> Field {
        let count = self.count(row, column);
        Field {
            at: (column as f64, -(row as f64)),
            strength: strength(count as f64 / self.row_total(row).max(1.0)),
            text: count.to_string(),
            is_crossed: false,
        }
    }
}

/// The matrix as an SVG picture of this width.
///
/// ```
/// use fazil::report::{ConfusionMatrix, WIDE, confusion_matrix};
/// let matrix = ConfusionMatrix {
///     title: "Cats and dogs".into(),
///     classes: vec!["cat".into(), "dog".into()],
///     counts: vec![vec![9, 1], vec![2, 8]],
/// };
/// let picture = confusion_matrix(&matrix, WIDE);
/// assert!(picture.contains("17 of 20 examples right (85.0 %)"));
/// ```
pub fn confusion_matrix(matrix: &ConfusionMatrix, width: f64) -> String {
    let names = matrix
        .classes
        .iter()
        .map(|name| shortened(name, LONGEST_NAME));
    let names: Vec<String> = names.collect();
    let n = names.len();
    let fields = (0..n).flat_map(|row| (0..n).map(move |column| matrix.field(row, column)));
    let shades = [100, 50, 20, 5, 1].map(|percent| {
        let share = f64::from(percent) / 100.0;
        (strength(share), format!("{percent} % of the row"))
    });
    let panel = Panel {
        x: Dimension::of_names("predicted class", &names, 1.0),
        y: Dimension::of_names("true class", &names, -1.0),
        fields: fields.collect(),
        ..Panel::default()
    };
    let side = (0.72 * width / n.max(1) as f64).clamp(14.0, 34.0);
    let figure = Chart {
        title: matrix.title.clone(),
        note: note(matrix),
        height: (n as f64 * side).max(90.0),
        strengths: if n > 0 { shades.to_vec() } else { Vec::new() },
        panels: if n > 0 { vec![panel] } else { Vec::new() },
        ..Chart::default()
    };
    chart(&figure, width)
}

fn note(matrix: &ConfusionMatrix) -> String {
    let classes = 0..matrix.classes.len();
    let total: f64 = classes.clone().map(|class| matrix.row_total(class)).sum();
    let right: f64 = classes.map(|class| matrix.count(class, class) as f64).sum();
    if total == 0.0 {
        return "No examples.".to_owned();
    }
    let percent = 100.0 * right / total;
    format!("{right} of {total} examples right ({percent:.1} %); each cell counts examples.")
}

/// The strength of a share in [0, 1] of a row: the root makes a few errors in a hundred visible.
fn strength(share: f64) -> f64 {
    share.sqrt()
}
