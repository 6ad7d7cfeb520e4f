//! The check that learning leaves time for silence.

use super::Schedule;
use super::learning::Learning;
use super::numbers::{is_positive, whole};
use super::objections::Objections;
use crate::environment::Prediction;
use crate::synapse::Phi;

/// γ ≠ 1 approaches silence without end.
pub(super) fn check_silence(
    learning: &Learning,
    timetable: &Schedule,
    objections: &mut Objections<'_>,
) {
    let settles = timetable.prediction == Prediction::Settle;
    let is_exact = matches!(learning.phi, Phi::Exact { .. });
    objections.when(
        settles && is_exact && is_positive(&learning.gamma) && learning.gamma != whole(1),
        "learning.gamma",
        format!(
            "with gamma {} a network that settles by itself comes ever nearer to silence and never \
             reaches it, and phi: Exact waits for exact silence",
            learning.gamma
        ),
        "gamma: 1, or timetable.prediction: Imposed, or phi: Tolerance(t_d: …, q: …)",
    );
}
