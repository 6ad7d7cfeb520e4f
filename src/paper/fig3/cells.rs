//! What the runs of a cell amount to, and what must hold of all cells.

use super::grid::{Moment, Setting};
use crate::neuron::State;
use crate::paper::course::Course;
use crate::scalar::Precision;

/// How far apart network and twin are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Mean over the epochs of |difference of the test errors|, in percentage points.
    TestError,
    /// Sum over the layers of the L2 distance of the final weights.
    Weights,
}

impl Measure {
    /// Of one run; `None` of a run that did not come to its end.
    pub(super) fn of(self, course: &Course) -> Option<f64> {
        if !course.is_finished() {
            return None;
        }
        match self {
            Self::TestError => course.test_error_divergence().map(|share| 100.0 * share),
            Self::Weights => course.weight_distance,
        }
    }
}

/// All runs of a setting, by seed.
pub(super) struct Cell {
    pub(super) setting: Setting,
    pub(super) courses: Vec<Course>,
}

impl Cell {
    /// The mean over the seeds whose runs came to their end.
    pub(super) fn mean(&self, measure: Measure) -> Option<f64> {
        let values: Vec<f64> = self
            .courses
            .iter()
            .filter_map(|course| measure.of(course))
            .collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    }

    /// Runs that diverged: a number stopped being finite, or a weight ran away.
    pub(super) fn n_diverged(&self) -> usize {
        let diverged = self.courses.iter().filter(|course| has_diverged(course));
        diverged.count()
    }
}

/// A weight farther than this from BP's has run away: those of these networks are around 1.
pub(super) const RUN_AWAY: f64 = 100.0;

fn has_diverged(course: &Course) -> bool {
    let is_near = |divergence: f64| divergence <= RUN_AWAY;
    !course.is_finished() || !course.max_divergence.is_some_and(is_near)
}

/// What the figure says about the paper's claim: "zero divergence is only achieved when" C1,
/// C2 and C3 are satisfied.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Verdict {
    /// The largest weight divergence of the kept cells: x as a pair in f64 and in f32, and as one
    /// number in both.
    pub(super) kept: [f64; 4],
    /// The largest test error divergence of the same.
    pub(super) kept_errors: [f64; 4],
    /// The smallest weight divergence of a broken cell, and which it is.
    pub(super) least_broken: f64,
    pub(super) least_broken_name: String,
    /// Broken cells, those whose weights are not farther from BP than the kept cell of their
    /// depth, and those whose test errors are not farther.
    pub(super) n_broken: usize,
    pub(super) n_not_larger: usize,
    pub(super) n_ties: usize,
    /// Runs that diverged, and cells in which some did.
    pub(super) n_diverged: usize,
    pub(super) n_diverged_cells: usize,
    /// Whether γ has no effect at t = 0, where only the output layer learns.
    pub(super) t_0_is_the_same: bool,
}

impl Verdict {
    pub(super) fn of(cells: &[Cell]) -> Self {
        let mut verdict = Self {
            least_broken: f64::INFINITY,
            t_0_is_the_same: true,
            ..Self::default()
        };
        for cell in cells {
            let at = usize::from(cell.setting.precision == Precision::F32)
                + 2 * usize::from(cell.setting.state == State::Plain);
            let weights = cell.mean(Measure::Weights);
            if cell.setting.is_kept() {
                let error = cell.mean(Measure::TestError).unwrap_or(f64::NAN);
                verdict.kept[at] = verdict.kept[at].max(weights.unwrap_or(f64::NAN));
                verdict.kept_errors[at] = verdict.kept_errors[at].max(error);
                continue;
            }
            verdict.add_broken(cell, cells);
        }
        verdict
    }

    fn add_broken(&mut self, cell: &Cell, cells: &[Cell]) {
        self.n_broken += 1;
        self.n_diverged += cell.n_diverged();
        self.n_diverged_cells += usize::from(cell.n_diverged() > 0);
        let kept = cells.iter().find(|other| {
            other.setting.is_kept()
                && other.setting == Setting::kept(cell.setting.depth, cell.setting.precision)
        });
        let farther = |measure: Measure| {
            let kept = kept.and_then(|kept| kept.mean(measure));
            // A run that diverged is farther than any number.
            match (cell.mean(measure), kept) {
                (Some(broken), Some(kept)) => broken > kept,
                (broken, _) => broken.is_none(),
            }
        };
        self.n_not_larger += usize::from(!farther(Measure::Weights));
        self.n_ties += usize::from(!farther(Measure::TestError));
        if let Some(weights) = cell.mean(Measure::Weights)
            && weights < self.least_broken
        {
            self.least_broken = weights;
            self.least_broken_name = cell.setting.name();
        }
        if cell.setting.moment == Moment::At(0) {
            let same = |other: &&Cell| {
                let with_gamma = Setting {
                    gamma: cell.setting.gamma,
                    ..other.setting
                };
                with_gamma == cell.setting
            };
            let mut others = cells.iter().filter(same);
            self.t_0_is_the_same &= others.all(|other| other.courses == cell.courses);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::{Grid, settings};
    use super::*;
    use crate::paper::reproduction::Size;

    fn course(distance: f64, is_finished: bool) -> Course {
        Course {
            ended: if is_finished { "finished" } else { "diverged" }.to_owned(),
            test_errors: vec![0.5],
            bp_test_errors: vec![0.5],
            weight_distance: Some(distance),
            max_divergence: Some(distance),
            ..Course::default()
        }
    }

    fn cells(broken: f64) -> Vec<Cell> {
        let of = |setting: Setting| Cell {
            setting,
            courses: vec![course(if setting.is_kept() { 1e-14 } else { broken }, true)],
        };
        settings(&Grid::of(Size::Tiny))
            .into_iter()
            .map(of)
            .collect()
    }

    #[test]
    fn a_figure_as_the_paper_claims_it_passes() {
        let verdict = Verdict::of(&cells(0.1));
        assert_eq!((verdict.n_not_larger, verdict.kept[0]), (0, 1e-14));
        assert_eq!(verdict.n_ties, verdict.n_broken);
        assert!(verdict.t_0_is_the_same);
    }

    /// The saboteurs: a broken cell as near as the kept one; a γ that acts at t = 0; a run that
    /// diverged and is taken for its last number.
    #[test]
    fn a_figure_that_says_otherwise_is_noticed() {
        assert!(Verdict::of(&cells(1e-14)).n_not_larger > 0);
        let mut cells = cells(0.1);
        let is_at_0 = |cell: &&mut Cell| cell.setting.moment == Moment::At(0);
        let first = cells.iter_mut().find(is_at_0).unwrap();
        first.courses[0] = course(0.2, true);
        assert!(!Verdict::of(&cells).t_0_is_the_same);
        // The last cell is one of C1's.
        cells.last_mut().unwrap().courses = vec![course(0.0, false)];
        let verdict = Verdict::of(&cells);
        assert_eq!((verdict.n_diverged, verdict.n_not_larger), (1, 0));
    }
}
