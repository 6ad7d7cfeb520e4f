//! In the place of the reader of weight files, in a build without it.
//!
//! Opens no file.

use std::path::Path;

use super::error::{Kind, WeightsFileError};
use super::initial::FeedbackWeights;
use super::weights::Weights;
use crate::wiring::Wiring;

/// Reads no weights: this build has no reader of them.
///
/// # Errors
/// Always; the message names the feature that is needed.
pub fn read_weights<S>(
    path: &Path,
    _: &Wiring,
    _: FeedbackWeights,
) -> Result<Weights<S>, WeightsFileError> {
    Err(WeightsFileError::new(path, Kind::NoReader))
}

/// Compares no weights with a network: this build has no reader of them.
///
/// # Errors
/// Always; the message names the feature that is needed.
pub fn check_weights(path: &Path, _: &Wiring, _: FeedbackWeights) -> Result<(), WeightsFileError> {
    Err(WeightsFileError::new(path, Kind::NoReader))
}
