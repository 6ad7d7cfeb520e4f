//! Fig. 3: what breaking C1, C2 or C3 costs, in test error and in weights.

mod cells;
mod draw;

use super::compare_with_backpropagation::{Beside, Course};
use super::training_data::{Amount, Brief, SEEDS};
use super::{RunContext, Size};
use crate::activation::Activation;
use crate::neuron::State;
use crate::report::PageSection;
use crate::run_queue::saved_runs::SavedRuns;
use crate::scalar::Precision;
use crate::session::RunError;

/// The grid.
#[derive(Clone, Debug)]
struct Grid {
    depths: Vec<usize>,
    /// γ, in the order of the rows.
    gammas: Vec<&'static str>,
    /// Fixed moments, in order; t = l is put between L − 2 and L − 1.
    moments: Vec<u64>,
    /// σ.
    sigmas: Vec<&'static str>,
    seeds: Vec<u64>,
    epochs: usize,
    amount: Amount,
}

impl Grid {
    /// The paper's grid; its size shrinks, but for tests never its cells.
    fn of(size: Size) -> Self {
        let whole = Self {
            depths: vec![2, 3, 4],
            gammas: vec!["10", "5", "1", "0.5", "0.1", "0.01"],
            moments: vec![0, 1, 2, 3, 4, 16, 64],
            sigmas: vec!["0", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100"],
            seeds: SEEDS.to_vec(),
            epochs: 64,
            amount: Amount::all(),
        };
        match size {
            Size::Full => whole,
            Size::Quick => Self {
                epochs: 4,
                amount: Amount::some(1000, 500),
                ..whole
            },
            Size::Tiny => Self {
                depths: vec![3],
                gammas: vec!["5", "1", "0.5"],
                moments: vec![0, 1, 4],
                sigmas: vec!["0", "0.01", "10"],
                seeds: vec![SEEDS[0]],
                epochs: 1,
                amount: Amount::tiny(),
            },
        }
    }

    /// The columns of a depth: t = l stands between t = L − 2 and t = L − 1.
    fn columns(&self, depth: usize) -> Vec<Moment> {
        let before = |t: &&u64| **t + 2 <= depth as u64;
        let (early, late): (Vec<&u64>, Vec<&u64>) = self.moments.iter().partition(before);
        let early = early.into_iter().map(|t| Moment::At(*t));
        let late = late.into_iter().map(|t| Moment::At(*t));
        early.chain([Moment::Layer]).chain(late).collect()
    }
}

/// When weights change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Moment {
    /// Layer l at t = l (C2).
    Layer,
    /// All at the same t.
    At(u64),
}

impl Moment {
    fn name(self) -> String {
        match self {
            Self::Layer => "l".to_owned(),
            Self::At(t) => t.to_string(),
        }
    }
}

/// One cell of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Setting {
    depth: usize,
    precision: Precision,
    state: State,
    moment: Moment,
    gamma: &'static str,
    sigma: &'static str,
}

impl Setting {
    /// C1, C2 and C3 kept.
    fn kept(depth: usize, precision: Precision) -> Self {
        Self {
            depth,
            precision,
            state: State::Pair,
            moment: Moment::Layer,
            gamma: "1",
            sigma: "0",
        }
    }

    fn is_kept(self) -> bool {
        let Self {
            depth,
            precision,
            state,
            ..
        } = self;
        let kept = Self::kept(depth, precision);
        self == Self { state, ..kept }
    }

    fn brief(self, grid: &Grid, seed: u64) -> Brief {
        let rule = match self.moment {
            Moment::Layer => "ZIL".to_owned(),
            Moment::At(t) => format!("IL(t_c: {t})"),
        };
        let Self { gamma, sigma, .. } = self;
        Brief {
            precision: self.precision,
            depth: self.depth,
            activation: Activation::Logistic,
            state: self.state,
            seed,
            gain: "1",
            learning: format!("rule: {rule}, gamma: {gamma}, alpha: 0.001"),
            timetable: format!(
                "prediction: Imposed, perturbation: {sigma}, batch: 20, epochs: {}",
                grid.epochs
            ),
        }
    }
}

/// Every cell of the grid once, and the kept cell in single precision, and in the paper's own
/// arithmetic in both.
fn settings(grid: &Grid) -> Vec<Setting> {
    let mut settings = Vec::new();
    for &depth in &grid.depths {
        let kept = Setting::kept(depth, Precision::F64);
        settings.push(kept);
        let single = Setting::kept(depth, Precision::F32);
        settings.push(single);
        let state = State::Plain;
        settings.extend([kept, single].map(|kept| Setting { state, ..kept }));
        for moment in grid.columns(depth) {
            let rows = grid.gammas.iter().map(|&gamma| Setting {
                moment,
                gamma,
                ..kept
            });
            settings.extend(rows.filter(|setting| !setting.is_kept()));
        }
        let noisy = grid.sigmas.iter().map(|&sigma| Setting { sigma, ..kept });
        settings.extend(noisy.filter(|setting| !setting.is_kept()));
    }
    settings
}

/// All runs of a setting, by seed.
struct Cell {
    setting: Setting,
    courses: Vec<Course>,
}

/// Measures every cell of Fig. 3.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let grid = Grid::of(context.size);
    let settings = settings(&grid);
    let mut jobs = Vec::new();
    for setting in &settings {
        for &seed in &grid.seeds {
            let brief = setting.brief(&grid, seed);
            jobs.push(Beside {
                scenario: context
                    .training_data
                    .scenario("fig3", grid.amount, &brief)?,
                training_data: &context.training_data,
            });
        }
    }
    let Some(found) = context.run_queue.run_all("fig3", &jobs)? else {
        return Ok(None);
    };
    let mut found = found.into_iter();
    let cells: Vec<Cell> = settings
        .into_iter()
        .map(|setting| Cell {
            setting,
            courses: found.by_ref().take(grid.seeds.len()).collect(),
        })
        .collect();
    let about = context.training_data.describe(grid.amount);
    Ok(Some(draw::leave(saved_runs, &grid, &about, &cells)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_stand_as_in_the_paper() {
        let grid = Grid::of(Size::Full);
        let names = |depth| -> Vec<String> {
            let columns = grid.columns(depth).into_iter();
            columns.map(Moment::name).collect()
        };
        assert_eq!(names(2).join(" "), "0 l 1 2 3 4 16 64");
        assert_eq!(names(3).join(" "), "0 1 l 2 3 4 16 64");
        assert_eq!(names(4).join(" "), "0 1 2 l 3 4 16 64");
    }

    #[test]
    fn every_cell_is_run_once() {
        let grid = Grid::of(Size::Full);
        let settings = settings(&grid);
        // 8 × 6 of C2 and C3, 7 more of C1, and the kept cell in three other arithmetics.
        assert_eq!(settings.len(), 3 * (48 + 7 + 3));
        for (k, setting) in settings.iter().enumerate() {
            assert!(!settings[..k].contains(setting), "{setting:?}");
        }
    }
}
