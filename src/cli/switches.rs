//! Switches beside `--set` that change the scenario too, such as `--engine`.
//!
//! Promises that two of them that contradict each other are refused: neither wins in silence.

use crate::scenario::{Edit, EngineKind, ScenarioError, ScenarioText};

/// Whether the switches say nothing else than the changes by `--set`, which may leave open what a
/// switch says.
///
/// # Errors
/// The first switch that contradicts a change.
pub(super) fn check(
    text: &ScenarioText,
    sets: &[Edit],
    switches: &[Edit],
) -> Result<(), ScenarioError> {
    for switch in switches {
        let Some(set) = sets.iter().rev().find(|set| switch.is_within(set)) else {
            continue;
        };
        let both = [sets, std::slice::from_ref(switch)].concat();
        let (without, with) = (text.parse(sets)?.engine, text.parse(&both)?.engine);
        let is_other_kind = without.kind != EngineKind::Auto && without.kind != with.kind;
        let are_other_threads = without.threads.is_some() && without.threads != with.threads;
        if is_other_kind || are_other_threads {
            return Err(switch.contradicts(set));
        }
    }
    Ok(())
}
