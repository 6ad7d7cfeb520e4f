//! Fig. 3: what breaking C1, C2 or C3 costs, in test error and in weights.

mod cells;
mod draw;
mod grid;
mod picture;

use self::cells::Cell;
use self::grid::{Grid, settings};
use super::compare_with_backpropagation::Beside;
use super::run_context::RunContext;
use crate::report::PageSection;
use crate::run_queue::saved_runs::SavedRuns;
use crate::session::RunError;

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
