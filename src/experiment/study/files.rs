//! What a study leaves: every run's epochs, the means, and the picture.

use serde::Serialize;

use super::Results;
use crate::experiment::over_seeds::{fixed, known, mean, share};
use crate::record::RunFolder;
use crate::report::{Table, WIDE, chart};
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
