//! "Settling" (ours, SPEC section 6): how many ticks a network needs to fall silent after a new
//! stimulus, or that it never does.

mod draw;
mod kinds;
mod picture;
mod silence;
mod ticks;
mod training;

use self::kinds::{Extent, kinds};
use self::silence::Settle;
use super::run_context::RunContext;
use crate::report::PageSection;
use crate::run_queue::saved_runs::SavedRuns;
use crate::session::RunError;

/// Measures settling, and when a training ends that is left to itself.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let extent = Extent::of(context.size);
    let settles = kinds(&extent).into_iter().map(|kind| {
        let scenarios = (1..=extent.n_networks).map(|seed| kind.scenario(seed, extent.patience));
        Ok(Settle {
            scenarios: scenarios.collect::<Result<_, RunError>>()?,
            kind,
            gains: extent.gains,
        })
    });
    let settles = settles.collect::<Result<Vec<Settle>, RunError>>()?;
    let Some(found) = context.run_queue.run_all("settling", &settles)? else {
        return Ok(None);
    };
    let Some(mut trained) = training::reproduce(context, saved_runs)? else {
        return Ok(None);
    };
    let mut blocks = draw::leave(saved_runs, &extent, &settles, &found)?;
    blocks.append(&mut trained);
    Ok(Some(PageSection {
        name: "settling",
        title: "Settling (ours): when does a network left to itself fall silent?".to_owned(),
        blocks,
    }))
}
