//! A presentation of a plan, as the sources get it.

use std::sync::Arc;

use super::plan::Plan;
use crate::environment::{Frame, Presentation, Showing};
use crate::scalar::{Draws, Scalar};

/// Where P and T of presentations from outside are drawn from.
pub(super) fn ticks<S>(plan: &Plan<S>) -> Draws {
    Draws::new(plan.timetable.seed, "ticks of presentations from outside")
}

/// A presentation of the plan, as the sources get it.
pub(super) fn showing<S: Scalar>(plan: &Plan<S>, presentation: &Presentation) -> Showing<S> {
    let (examples, chosen) = (&plan.examples, &presentation.examples);
    Showing {
        prediction_ticks: presentation.prediction_ticks,
        learning_ticks: presentation.learning_ticks,
        stimulus: Arc::new(Frame::inputs(examples, chosen)),
        teacher: (presentation.with_teacher).then(|| Arc::new(Frame::targets(examples, chosen))),
    }
}
