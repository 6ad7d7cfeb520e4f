//! Which engine runs a scenario, and how it is built.
//!
//! Both leave the same bits. The literal one is the definition, for fractions, for noise and
//! for whoever watches single messages; the packed one is for everything else.

use super::run_options::RunOptions;
use crate::engine::{Circuit, EngineOptions, literal, packed};
use crate::scalar::{Precision, Scalar};
use crate::scenario::{EngineKind, Scenario};

/// Whether the packed engine runs `scenario`.
pub(crate) fn is_packed(scenario: &Scenario, options: &RunOptions) -> bool {
    match options.engine.unwrap_or(scenario.engine.kind) {
        // Whichever was asked for: the bits are the same, and only one has messages to show.
        _ if scenario.needs_literal() || scenario.precision == Precision::Exact => false,
        // A scenario that asks for both is refused; a caller's wish yields.
        _ if scenario.faults.is_noisy() => false,
        EngineKind::Literal => false,
        EngineKind::Packed => true,
        EngineKind::Auto => options.panic_at.is_none(),
    }
}

fn n_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Workers that a person asked for; 0 means one per core.
fn n_threads(scenario: &Scenario, options: &RunOptions) -> Option<usize> {
    let asked = options.n_threads.or(scenario.engine.threads);
    asked.map(|n| if n == 0 { n_cores() } else { n })
}

/// The engine that runs `circuit`, which `scenario` describes.
pub(crate) fn engine_options<S: Scalar>(
    circuit: &Circuit<S>,
    scenario: &Scenario,
    options: &RunOptions,
) -> EngineOptions {
    match is_packed(scenario, options) {
        true => packed_options(circuit, scenario, options),
        false => literal_options(scenario, options),
    }
}

/// The literal engine, with one worker unless others are asked for.
pub(crate) fn literal_options(scenario: &Scenario, options: &RunOptions) -> EngineOptions {
    EngineOptions::Literal(literal::Options {
        n_threads: n_threads(scenario, options).unwrap_or(1),
        panic_at: options.panic_at,
        ..literal::Options::default()
    })
}

/// The packed engine, with as many workers as pay unless others are asked for.
pub(crate) fn packed_options<S>(
    circuit: &Circuit<S>,
    scenario: &Scenario,
    options: &RunOptions,
) -> EngineOptions {
    let suggested = || packed::suggested_threads(circuit, n_cores());
    EngineOptions::Packed(packed::Options {
        n_threads: n_threads(scenario, options).unwrap_or_else(suggested),
        instruction_set: scenario.engine.instruction_set,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// They did while a φ with settings of its own was judged by itself. The saboteur: noise, too.
    #[test]
    fn faults_of_phi_do_not_take_the_slower_engine_and_noise_does() {
        let is_packed = |edit: &str| {
            let edits = [edit.parse().unwrap()];
            let scenario = Scenario::built_in("digits", &edits).unwrap();
            is_packed(&scenario, &RunOptions::default())
        };
        for fault in ["silent_phi=0.1", "firing_phi=0.1", "t_d_jitter=2"] {
            assert!(is_packed(&format!("faults.{fault}")), "{fault}");
        }
        assert!(!is_packed("faults.activity_noise=0.1"));
    }
}
