//! What the numbers of a run mean where they are not what a reader hopes for: the same sentences
//! on the screen and on the report page.

use crate::neuron::Feedback;
use crate::report::grouped;
use crate::scenario::Scenario;
use crate::session::equals_backpropagation;

/// What is counted of a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted {
    /// Weights that are not backpropagation's.
    pub weights_different: u64,
    /// Presentations in which the network was not quiet when the teacher came.
    pub unsettled: u64,
    /// Presentations in all.
    pub presentations: u64,
}

/// A paragraph for each thing that needs one.
pub fn remarks(scenario: &Scenario, counted: Counted) -> Vec<String> {
    [difference(scenario, counted), unrest(scenario, counted)]
        .into_iter()
        .flatten()
        .collect()
}

/// Why the weights are not backpropagation's, if they are not.
fn difference(scenario: &Scenario, counted: Counted) -> Option<String> {
    (counted.weights_different > 0).then(|| match equals_backpropagation(scenario) {
        Err(reason) => format!("The weights are not backpropagation's. {reason}"),
        Ok(()) => "The weights should be backpropagation's to the bit, and are not: please report \
                   this."
            .to_owned(),
    })
}

/// What it means that the network did not settle, if it did not.
fn unrest(scenario: &Scenario, counted: Counted) -> Option<String> {
    if counted.unsettled == 0 {
        return None;
    }
    let mut text = format!(
        "This network did not settle: in {} of {} presentations some error neuron was still \
         active when the teacher came.",
        grouped(counted.unsettled),
        grouped(counted.presentations)
    );
    if scenario.learning.feedback == Feedback::Tonic {
        text.push_str(
            " With tonic feedback at γ = 1 errors go round for ever once a layer's gain passes \
             1/√2 (docs/SPEC.md, section 6); try `--set learning.feedback=Phasic`.",
        );
    }
    Some(text)
}
