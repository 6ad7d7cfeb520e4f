//! What every table and figure has at hand.

use super::reproduction::Size;
use super::training_data::TrainingData;
use crate::run_queue::RunQueue;

/// What every experiment has at hand.
pub(super) struct RunContext<'a> {
    pub(super) size: Size,
    pub(super) training_data: TrainingData,
    pub(super) run_queue: RunQueue<'a>,
}
