//! `fazil why`: how one change of one synapse came about, to the last bit, or why it did not change.
//!
//! Runs the scenario of a run's folder once more and keeps what neurons showed in one presentation.
//! First comes what every lane of the batch gave to the change; then, for the lane that gave most or those
//! that are asked for, the messages from the teacher to the synapse, and the arithmetic of every neuron
//! on the way, step by step. A φ that did not fire is told with the condition that failed.

mod arithmetic;
mod chain;
mod changes;
mod evidence;
mod find;
mod picture;
mod question;
mod reasons;
mod words;
mod worksheet;

pub use question::{Find, Lanes, Question, Why};

use std::ops::ControlFlow;
use std::path::Path;

use self::evidence::{Evidence, Network};
use crate::axon::SynapseId;
use crate::run_again::repeatable::repeatable;
use crate::run_again::{Replay, Tell, replay};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_scenario;

/// Answers a question about the run in `folder`.
///
/// # Errors
/// If the folder is no run's, the run cannot be repeated, there is no such synapse, presentation or
/// lane, or nothing of the kind was found.
pub fn why(folder: &Path, question: &Question) -> Result<Why, RunError> {
    why_told(folder, question, &|_| {})
}

/// The same; `tell` hears the number of each presentation that is shown once more, and may hear it more
/// than once: a long run takes long again.
///
/// # Errors
/// As for [`why`].
pub fn why_told(folder: &Path, question: &Question, tell: &dyn Fn(u64)) -> Result<Why, RunError> {
    let (scenario, words) = repeatable(folder, tell)?;
    let is_chain = scenario.network.wiring.is_chain();
    let mut why = for_scenario!(&scenario, answer_in)(&scenario, question, !is_chain, tell)?;
    why.text.insert_str(0, &words);
    Ok(why)
}

fn answer_in<S: Scalar>(
    scenario: &Scenario,
    question: &Question,
    needs_literal: bool,
    tell: Tell<'_>,
) -> Result<Why, RunError> {
    if let Some(synapse) = question.synapse {
        check_synapse(scenario, synapse)?;
    }
    let (synapse, presentation, line) = find::find::<S>(scenario, question, tell)?;
    let network = Network::<S>::of(scenario)?;
    let mut found = None;
    let asked = Replay {
        scenario,
        window: presentation..presentation.saturating_add(1),
        keeps: &|id| Evidence::<S>::keeps(&scenario.network.wiring, synapse.layer, id),
        tell,
    };
    let n = replay::<S>(&asked, needs_literal, &mut |scene, logs| {
        let evidence = Evidence::gather(&network, scene, logs);
        found = Some(answer_of(&evidence, synapse, question.lanes));
        ControlFlow::Continue(())
    })?;
    let mut why = found.ok_or_else(|| RunError::no_such_presentation(presentation, n))??;
    why.text.insert_str(0, &line);
    Ok(why)
}

fn answer_of<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    lanes: Lanes,
) -> Result<Why, RunError> {
    let n = evidence.n_presented();
    if let Lanes::One(lane) = lanes
        && lane >= n
    {
        return Err(RunError::told(format!(
            "there is no lane {lane} in presentation {}; it has 0..{n}",
            evidence.presentation
        )));
    }
    let words::Answer { text, svg } = words::answer(evidence, synapse, lanes);
    Ok(Why { text, svg })
}

fn check_synapse(scenario: &Scenario, synapse: SynapseId) -> Result<(), RunError> {
    let wiring = &scenario.network.wiring;
    match wiring.has_synapse(synapse) {
        true => Ok(()),
        false => Err(RunError::no_such_synapse(synapse, wiring)),
    }
}

#[cfg(test)]
mod tests;
