//! What runs that differ by their seed alone amount to: means, the cells of a table, and a curve with every
//! single run as a dot.

use crate::report::{Mark, Series, scientific};

/// The mean; NaN of nothing.
pub(super) fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for value in values {
        sum += value;
        n += 1.0;
    }
    sum / n
}

/// How many seeds, in words.
pub(super) fn n_seeds(n: u64) -> String {
    match n {
        1 => "1 seed".to_owned(),
        n => format!("{n} seeds"),
    }
}

/// A score for a table; a dash where there is none.
pub(super) fn fixed(score: f64) -> String {
    known(score, format!("{score:.4}"))
}

/// A share of 1 for a table; a dash where there is none.
pub(super) fn share(share: f64) -> String {
    known(share, scientific(share))
}

/// The text of a number; a dash where there is no number.
pub(super) fn known(number: f64, text: String) -> String {
    match number.is_nan() {
        true => "–".to_owned(),
        false => text,
    }
}

/// The means of the runs at each place along x, and where they are a line a dot for each run; `runs` are
/// those of the place of this number.
pub(super) fn curve(
    name: &str,
    mark: Mark,
    along: &[f64],
    runs: &dyn Fn(usize) -> Vec<f64>,
) -> Vec<Series> {
    let places = || along.iter().copied().enumerate();
    let means = places().map(|(k, x)| (x, mean(runs(k))));
    let mut series = vec![Series::new(name, mark, means.collect())];
    if mark == Mark::Line {
        let dots = places().flat_map(|(k, x)| runs(k).into_iter().map(move |y| (x, y)));
        series.push(Series::new(name, Mark::Faint, dots.collect()));
    }
    series
}
