//! What a study leaves: every run's epochs, the means, and the picture.

use serde::Serialize;

use super::Results;
use crate::experiment::over_seeds::{curve, fixed, known, mean, n_seeds, share};
use crate::record::RunFolder;
use crate::report::{Chart, Dimension, Mark, Panel, Scale, Series, Table, WIDE, chart};
use crate::run_files::measured::Measured;
use crate::run_files::summary::{EpochMetrics, FORMAT_VERSION};
use crate::session::RunError;

/// `summary.json`.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    format_version: u32,
    program_version: &'static str,
    study: &'static str,
    about: &'static str,
    scenario: &'a str,
    epochs: usize,
    seeds: u64,
    rows: Vec<Row>,
    /// Wall-clock time, the files aside.
    seconds: f64,
}

/// One curve at one level: means over the seeds of what stood at the end of the runs.
#[derive(Debug, Serialize)]
struct Row {
    variant: String,
    level: String,
    n_runs: usize,
    /// Runs that failed or diverged before their end.
    n_failed: usize,
    /// Test accuracy, or test error where examples have no class.
    score: f64,
    bp_score: f64,
    /// Misses, and false spikes, per spike expected.
    phi_missed: f64,
    phi_false: f64,
    /// Fraction of the presentations.
    unsettled: f64,
    max_weight_divergence: f64,
    max_mirror_divergence: f64,
    /// The largest angle between θ and θ′ of a projection, in degrees.
    largest_angle_degrees: Option<f64>,
}

/// Projections that have a panel of their own in the picture; all are in `angles.csv`.
const MOST_PANELS: usize = 6;

impl Results<'_> {
    pub(super) fn write(&self, folder: &RunFolder, seconds: f64) -> Result<(), RunError> {
        folder.write_text("scenario.ron", &self.base.to_ron())?;
        self.write_runs(folder)?;
        if self.study.is_over_epochs() {
            self.write_angles(folder)?;
        }
        let name = format!("{}.svg", self.study.name());
        folder.write_text(&name, &chart(&self.picture(), WIDE))?;
        let summary = Summary {
            format_version: FORMAT_VERSION,
            program_version: env!("CARGO_PKG_VERSION"),
            study: self.study.name(),
            about: self.study.about(),
            scenario: &self.base.name,
            epochs: self.options.epochs,
            seeds: self.options.seeds,
            rows: self.rows(),
            seconds,
        };
        Ok(folder.write_json("summary.json", &summary)?)
    }

    /// `study.csv`: a row per run and epoch.
    fn write_runs(&self, folder: &RunFolder) -> Result<(), RunError> {
        let mut header = ["variant", "level", "seed", "ended"]
            .map(str::to_owned)
            .to_vec();
        header.extend(EpochMetrics::header());
        let rows = self.runs.iter().flat_map(|(job, run)| {
            let first = [
                self.variants[job.variant].name.clone(),
                self.levels[job.level].name.clone(),
                job.seed.to_string(),
                run.ended.clone(),
            ];
            let row = move |epoch: &EpochMetrics| [first.to_vec(), epoch.row()].concat();
            run.metrics.iter().map(row)
        });
        Ok(folder.write_csv("study.csv", &header, rows)?)
    }

    /// `angles.csv`: a row per run, epoch and projection whose weights have feedback copies.
    fn write_angles(&self, folder: &RunFolder) -> Result<(), RunError> {
        let header = ["variant", "seed", "epoch", "projection", "angle_degrees"];
        let header = header.map(str::to_owned);
        let rows = self.runs.iter().flat_map(|(job, run)| {
            let variant = &self.variants[job.variant].name;
            let epochs = run.metrics.iter();
            epochs.flat_map(move |epoch| {
                let angles = self.with_copies().into_iter();
                angles.filter_map(move |(e, name)| {
                    let angle = epoch.mirror_angles.get(e).copied().flatten()?;
                    let (seed, epoch) = (job.seed.to_string(), epoch.epoch.to_string());
                    Some([variant.clone(), seed, epoch, name, angle.to_string()].to_vec())
                })
            })
        });
        Ok(folder.write_csv("angles.csv", &header, rows)?)
    }

    /// Projections whose weights learn and have feedback copies, and their names.
    fn with_copies(&self) -> Vec<(usize, String)> {
        let wiring = &self.base.network.wiring;
        let projections = wiring.projections().iter().enumerate();
        let has_copies = |e: usize| wiring.has_feedback(e) && wiring.n_pairs(e) > 0;
        let with = projections.filter(|(e, of)| of.learns && has_copies(*e));
        with.map(|(e, of)| (e, of.name.clone())).collect()
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (v, variant) in self.variants.iter().enumerate() {
            for (k, level) in self.levels.iter().enumerate() {
                let runs = || self.at(v, k);
                let last = |of: &dyn Fn(&EpochMetrics) -> f64| {
                    mean(runs().filter_map(|run| run.metrics.last()).map(of))
                };
                let per_expected = |n: fn(&Measured) -> u64| {
                    mean(runs().map(|run| n(run) as f64 / run.phi.expected as f64))
                };
                rows.push(Row {
                    variant: variant.name.clone(),
                    level: level.name.clone(),
                    n_runs: runs().count(),
                    n_failed: runs().filter(|run| run.ended != "finished").count(),
                    score: last(&|row| self.score(row)[0]),
                    bp_score: last(&|row| self.score(row)[1]),
                    phi_missed: per_expected(|run| run.phi.misses),
                    phi_false: per_expected(|run| run.phi.false_spikes),
                    unsettled: mean(
                        runs().map(|run| run.unsettled as f64 / run.presentations as f64),
                    ),
                    max_weight_divergence: last(&|row| row.max_weight_divergence),
                    max_mirror_divergence: last(&|row| row.max_mirror_divergence),
                    largest_angle_degrees: Some(last(&largest_angle)).filter(|it| !it.is_nan()),
                });
            }
        }
        rows
    }

    /// The table for the screen.
    pub(super) fn table(&self) -> Table {
        let score = match self.has_classes() {
            true => "test accuracy",
            false => "test error",
        };
        let mut table = Table::new([
            "variant",
            "level",
            score,
            "BP's",
            "φ missed",
            "φ false",
            "unsettled",
            "max |θ − w|",
            "max |θ − θ′|",
            "angle of θ, θ′",
            "failed",
        ]);
        for row in self.rows() {
            table.push([
                row.variant,
                row.level,
                fixed(row.score),
                fixed(row.bp_score),
                share(row.phi_missed),
                share(row.phi_false),
                share(row.unsettled),
                scientific_or_dash(row.max_weight_divergence),
                scientific_or_dash(row.max_mirror_divergence),
                (row.largest_angle_degrees)
                    .map_or_else(|| "–".to_owned(), |angle| format!("{angle:.2}°")),
                format!("{} of {}", row.n_failed, row.n_runs),
            ]);
        }
        table
    }

    fn picture(&self) -> Chart {
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
}

/// The largest angle between θ and θ′ of a projection; NaN if no weights have copies.
fn largest_angle(row: &EpochMetrics) -> f64 {
    let angles = row.mirror_angles.iter().flatten();
    angles.copied().fold(f64::NAN, f64::max)
}

fn scientific_or_dash(divergence: f64) -> String {
    match divergence == 0.0 {
        true => "0".to_owned(),
        false => known(divergence, format!("{divergence:.1e}")),
    }
}
