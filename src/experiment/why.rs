//! `fazil why`: the chain of messages from the teacher to one change of one synapse.
//!
//! Runs the scenario of a run's folder once more, keeps what neurons said in one presentation, and
//! follows what was heard backwards: from the synapse's change to ε, to the x that moved, to the errors that
//! moved it, and so on down to the teacher.

mod chain;
mod words;

use std::ops::ControlFlow;
use std::path::Path;

use super::repeat::repeatable;
use super::replay::{Replay, replay};
use crate::axon::SynapseId;
use crate::experiment::precision::for_scenario;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use chain::Evidence;

/// Why a synapse changed, or did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// For a person at the screen.
    pub text: String,
    /// The same chain as an SVG picture.
    pub svg: String,
}

/// Why `synapse` changed in presentation `presentation` of the run in `folder`.
///
/// # Errors
/// If the folder is no run's, the run cannot be repeated, or there is no such synapse or
/// presentation.
pub fn why(folder: &Path, synapse: SynapseId, presentation: u64) -> Result<Why, RunError> {
    let (scenario, words) = repeatable(folder)?;
    let wiring = &scenario.network.wiring;
    if !wiring.has_synapse(synapse) {
        return Err(RunError::no_such_synapse(synapse, wiring));
    }
    let mut why =
        for_scenario!(&scenario, why_in)(&scenario, synapse, presentation, !wiring.is_chain())?;
    why.text.insert_str(0, &words);
    Ok(why)
}

fn why_in<S: Scalar>(
    scenario: &Scenario,
    synapse: SynapseId,
    presentation: u64,
    needs_literal: bool,
) -> Result<Why, RunError> {
    let mut found = None;
    let asked = Replay {
        scenario,
        window: presentation..presentation.saturating_add(1),
        keeps: &|id| Evidence::<S>::keeps(&scenario.network.wiring, synapse, id),
    };
    let n = replay::<S>(&asked, needs_literal, &mut |scene, logs| {
        let evidence = Evidence::gather(scenario, synapse, scene, logs);
        let chain = evidence.chain();
        found = Some(Why {
            text: words::text(&evidence, &chain),
            svg: words::picture(&evidence, &chain),
        });
        ControlFlow::Continue(())
    })?;
    found.ok_or_else(|| RunError::no_such_presentation(presentation, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The packed engine shows what neurons say, and no messages: the chain is that of the engine
    /// that has them.
    #[test]
    fn the_chain_is_the_same_whichever_engine_runs_again() {
        let small = "data.test=0.97";
        let mut n_chains = 0;
        for (name, edits) in [
            ("digits", vec!["timetable.batch=7"]),
            (
                "digits",
                vec!["network.activation=ReLU", "timetable.without_teacher=0.5"],
            ),
            (
                "digits",
                vec!["learning.feedback=Tonic", "timetable.prediction_ticks=40"],
            ),
            ("digits-tonic", vec![]),
            ("digits-zil", vec!["timetable.batch=3"]),
            ("digits-il", vec![]),
            ("digits", vec!["faults.silent_phi=0.3"]),
        ] {
            let edits: Vec<_> = edits
                .iter()
                .chain([&small])
                .map(|edit| edit.parse().unwrap())
                .collect();
            let scenario = Scenario::built_in(name, &edits).unwrap();
            for synapse in [
                "error/0/2<-value/1/3",
                "error/1/9<-value/2/20",
                "error/1/4<-value/2/27",
            ] {
                for presentation in 0..4 {
                    let why = |needs_literal| {
                        let synapse = synapse.parse().unwrap();
                        let why = for_scenario!(&scenario, why_in);
                        why(&scenario, synapse, presentation, needs_literal).unwrap()
                    };
                    let found = why(false);
                    assert_eq!(found, why(true), "{name} {synapse} {presentation}");
                    n_chains += usize::from(found.text.contains("The chain of messages"));
                }
            }
        }
        assert!(n_chains >= 10, "almost nothing changed: {n_chains}");
    }
}
