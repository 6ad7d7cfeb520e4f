//! Table 3: how well φ finds the moment t = l, for every t_d.

mod draw;
mod measure;
mod rates;
mod settings;
mod text;
mod traced_example;
mod training;

use self::settings::{Extent, Setting, settings};
use super::run_context::RunContext;
use crate::report::PageSection;
use crate::run_queue::saved_runs::SavedRuns;
use crate::session::RunError;
use measure::{Detect, Detected};
use training::UntrainedNetworks;

/// Measures φ under every protocol.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let extent = Extent::of(context.size);
    let untrained_networks = UntrainedNetworks::new(&context.training_data);
    let settings = settings(&extent);
    let job = |setting: &Setting| {
        Ok(Detect {
            setting: *setting,
            scenario: setting.scenario(&context.training_data, &extent)?,
            epochs: extent.epochs_of(setting.stage),
            n_presentations: extent.n_presentations,
            untrained_networks: &untrained_networks,
        })
    };
    let jobs = settings
        .iter()
        .map(job)
        .collect::<Result<Vec<_>, RunError>>()?;
    let Some(found) = context.run_queue.run_all("table3", &jobs)? else {
        return Ok(None);
    };
    let about = context.training_data.describe(extent.amount);
    let results: Vec<(Setting, Detected)> = settings.into_iter().zip(found).collect();
    Ok(Some(draw::leave(saved_runs, &extent, &about, &results)?))
}
