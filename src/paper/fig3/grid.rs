//! The grid of Fig. 3: depths, moments, γ and σ, and the scenario of each of its cells.

use crate::activation::Activation;
use crate::neuron::State;
use crate::paper::reproduction::Size;
use crate::paper::training_data::{Amount, Brief, SEEDS};
use crate::scalar::Precision;

/// The grid.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) depths: Vec<usize>,
    /// γ, in the order of the rows.
    pub(super) gammas: Vec<&'static str>,
    /// Fixed moments, in order; t = l is put between L − 2 and L − 1.
    pub(super) moments: Vec<u64>,
    /// σ.
    pub(super) sigmas: Vec<&'static str>,
    pub(super) seeds: Vec<u64>,
    pub(super) epochs: usize,
    pub(super) amount: Amount,
}

impl Grid {
    /// The paper's grid; its size shrinks, but for tests never its cells.
    pub(super) fn of(size: Size) -> Self {
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
    pub(super) fn columns(&self, depth: usize) -> Vec<Moment> {
        let before = |t: &&u64| **t + 2 <= depth as u64;
        let (early, late): (Vec<&u64>, Vec<&u64>) = self.moments.iter().partition(before);
        let early = early.into_iter().map(|t| Moment::At(*t));
        let late = late.into_iter().map(|t| Moment::At(*t));
        early.chain([Moment::Layer]).chain(late).collect()
    }
}

/// When weights change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// Layer l at t = l (C2).
    Layer,
    /// All at the same t.
    At(u64),
}

impl Moment {
    pub(super) fn name(self) -> String {
        match self {
            Self::Layer => "l".to_owned(),
            Self::At(t) => t.to_string(),
        }
    }
}

/// One cell of the figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) depth: usize,
    pub(super) precision: Precision,
    pub(super) state: State,
    pub(super) moment: Moment,
    pub(super) gamma: &'static str,
    pub(super) sigma: &'static str,
}

impl Setting {
    /// C1, C2 and C3 kept.
    pub(super) fn kept(depth: usize, precision: Precision) -> Self {
        Self {
            depth,
            precision,
            state: State::Pair,
            moment: Moment::Layer,
            gamma: "1",
            sigma: "0",
        }
    }

    pub(super) fn is_kept(self) -> bool {
        let Self {
            depth,
            precision,
            state,
            ..
        } = self;
        let kept = Self::kept(depth, precision);
        self == Self { state, ..kept }
    }

    pub(super) fn brief(self, grid: &Grid, seed: u64) -> Brief {
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
pub(super) fn settings(grid: &Grid) -> Vec<Setting> {
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
