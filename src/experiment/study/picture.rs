//! The picture of a study: scores and divergences over its levels or its epochs.

use super::Results;
use crate::experiment::over_seeds::{curve, n_seeds};
use crate::report::{Chart, Dimension, Mark, Panel, Scale, Series};
use crate::run_files::summary::EpochMetrics;

/// Projections that have a panel of their own in the picture; all are in `angles.csv`.
const MOST_PANELS: usize = 6;

impl Results<'_> {
    pub(super) fn picture(&self) -> Chart {
        let measure = match self.has_classes() {
            true => "test accuracy [share of 1]",
            false => "test error",
        };
        let (divergence, of): (_, fn(&EpochMetrics) -> f64) = match self.study.is_over_epochs() {
            true => ("largest |θ − θ′|", |row| row.max_mirror_divergence),
            false => ("largest |θ − w of BP|", |row| row.max_weight_divergence),
        };
        let (mut scores, mut divergences) = (Vec::new(), Vec::new());
        for (v, variant) in self.variants.iter().enumerate() {
            let name = &variant.name;
            scores.extend(self.series(name, v, Mark::Line, &|row| self.score(row)[0]));
            divergences.extend(self.series(name, v, Mark::Line, &of));
        }
        let judge = self.series("backpropagation", 0, Mark::Reference, &|row| {
            self.score(row)[1]
        });
        scores.extend(judge);
        let angles = match self.study.is_over_epochs() {
            true => self.angles(),
            false => Vec::new(),
        };
        let n_seeds = n_seeds(self.options.seeds);
        let scale = match self.study.is_over_epochs() {
            true => Scale::Whole,
            false => Scale::of_levels(&self.along()),
        };
        let panel = |y: &str, scale_of_y: Scale, series: Vec<Series>| Panel {
            x: Dimension::new(self.study.x_label(), scale),
            y: Dimension::new(y, scale_of_y),
            series,
            ..Panel::default()
        };
        Chart {
            title: format!("{}: {}", self.study.name(), self.study.about()),
            note: format!(
                "{} after {} epochs; lines are means of {n_seeds}, faint dots single runs.",
                self.base.name, self.options.epochs
            ),
            height: 240.0,
            is_shared: (true, false),
            panels: std::iter::once(panel(measure, Scale::Even, scores))
                .chain([panel(divergence, Scale::Powers, divergences)])
                .chain(
                    angles
                        .into_iter()
                        .map(|(y, angles)| panel(&y, Scale::Even, angles)),
                )
                .collect(),
            ..Chart::default()
        }
    }

    /// By projection, the first few, how far θ and θ′ point apart: a label, and a curve a variant.
    fn angles(&self) -> Vec<(String, Vec<Series>)> {
        let projections = self.with_copies().into_iter().take(MOST_PANELS);
        let panel = |(e, name): (usize, String)| {
            let angle = move |row: &EpochMetrics| {
                let angle = row.mirror_angles.get(e).copied().flatten();
                angle.unwrap_or(f64::NAN)
            };
            let variants = self.variants.iter().enumerate();
            let curves =
                variants.flat_map(|(v, variant)| self.series(&variant.name, v, Mark::Line, &angle));
            (
                format!("angle of θ and θ′, theta.{name} [°]"),
                curves.collect(),
            )
        };
        projections.map(panel).collect()
    }

    /// What stands along x: the value of every level, or the epochs.
    fn along(&self) -> Vec<f64> {
        match self.study.is_over_epochs() {
            true => (0..=self.options.epochs)
                .map(|epoch| epoch as f64)
                .collect(),
            false => {
                let values = self.levels.iter().map(|level| {
                    let first = level.name.split(' ').next();
                    first.unwrap_or_default().parse()
                });
                values.map(|value| value.unwrap_or(f64::NAN)).collect()
            }
        }
    }

    /// A curve over the levels, of what stood at the end, or over the epochs; and its single runs.
    fn series(
        &self,
        name: &str,
        variant: usize,
        mark: Mark,
        of: &dyn Fn(&EpochMetrics) -> f64,
    ) -> Vec<Series> {
        let runs = |k: usize| -> Vec<f64> {
            match self.study.is_over_epochs() {
                true => {
                    let rows = self.at(variant, 0).filter_map(|run| run.metrics.get(k));
                    rows.map(of).collect()
                }
                false => {
                    let rows = self.at(variant, k).filter_map(|run| run.metrics.last());
                    rows.map(of).collect()
                }
            }
        };
        curve(name, mark, &self.along(), &runs)
    }

    /// Projections whose weights learn and have feedback copies, and their names.
    pub(super) fn with_copies(&self) -> Vec<(usize, String)> {
        let wiring = &self.base.network.wiring;
        let projections = wiring.projections().iter().enumerate();
        let has_copies = |e: usize| wiring.has_feedback(e) && wiring.n_pairs(e) > 0;
        let with = projections.filter(|(e, of)| of.learns && has_copies(*e));
        with.map(|(e, of)| (e, of.name.clone())).collect()
    }
}
