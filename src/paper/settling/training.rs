//! The moment during training at which tonic Fa-Z-IL stops learning when it is left to itself.

mod draw;
mod stretches;

use self::stretches::{ALPHA, DEPTH, Extent, Train};
use crate::activation::Activation;
use crate::neuron::State;
use crate::paper::run_context::RunContext;
use crate::paper::training_data::{Brief, SEEDS};
use crate::report::Block;
use crate::run_queue::saved_runs::SavedRuns;
use crate::scalar::Precision;
use crate::session::RunError;

/// The trainings: activation, factor on the weights at birth, precision.
const RUNS: [(Activation, &str, Precision); 6] = [
    (Activation::Logistic, "1", Precision::F64),
    (Activation::Logistic, "1", Precision::F32),
    (Activation::Tanh, "0.2", Precision::F64),
    (Activation::Tanh, "0.2", Precision::F32),
    (Activation::Tanh, "0.3", Precision::F64),
    (Activation::Tanh, "1", Precision::F64),
];

/// Trains networks that are left to themselves, and says when they stopped learning.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<Vec<Block>>, RunError> {
    let extent = Extent::of(context.size);
    let per_epoch = context.training_data.n_train(extent.amount).div_ceil(20) as u64;
    let job = |(activation, gain, precision): (Activation, &'static str, Precision)| {
        let brief = Brief {
            precision,
            depth: DEPTH,
            activation,
            state: State::Pair,
            seed: SEEDS[0],
            gain,
            learning: format!("rule: FaZIL, feedback: Tonic, alpha: {ALPHA}"),
            timetable: format!(
                "prediction: Settle, prediction_ticks: {}, batch: 20, epochs: {}",
                extent.patience,
                extent.n_updates.div_ceil(per_epoch)
            ),
        };
        Ok(Train {
            name: format!("{activation:?} × {gain}, {precision:?}"),
            scenario: context
                .training_data
                .scenario("settling-training", extent.amount, &brief)?,
            training_data: &context.training_data,
            n_updates: extent.n_updates,
            stride: extent.stride,
        })
    };
    let jobs = RUNS
        .into_iter()
        .map(job)
        .collect::<Result<Vec<_>, RunError>>()?;
    let Some(found) = context.run_queue.run_all("settling-training", &jobs)? else {
        return Ok(None);
    };
    let about = context.training_data.describe(extent.amount);
    Ok(Some(draw::leave(
        saved_runs, &extent, &about, &jobs, &found,
    )?))
}
