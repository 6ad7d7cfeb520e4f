//! The commands of the program as functions: each does what its command does, and leaves the same
//! files.

pub mod audit;
pub mod finished_run;
pub mod queue;
pub mod run;

use fazil::axon::AgentId;
use fazil::scenario::EngineKind;
use fazil::session::RunOptions;
use fazil::wiring::Wiring;

use crate::errors::Trouble;

/// An engine by its name.
pub fn engine_kind(name: Option<&str>) -> Result<Option<EngineKind>, Trouble> {
    let kinds = [EngineKind::Auto, EngineKind::Literal, EngineKind::Packed];
    let Some(name) = name else { return Ok(None) };
    let found = kinds
        .into_iter()
        .find(|kind| format!("{kind:?}").eq_ignore_ascii_case(name));
    let wrong = || {
        Trouble::Value(format!(
            "engine is {name:?}; expected auto, literal or packed"
        ))
    };
    found.map(Some).ok_or_else(wrong)
}

/// Workers that help: no more than cores and neurons, as in the program.
pub fn options(
    scenario: &fazil::scenario::Scenario,
    engine: Option<&str>,
    threads: Option<usize>,
) -> Result<RunOptions, Trouble> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let n_neurons: usize = scenario.network.widths().iter().sum();
    let most = n_cores.min(n_neurons.max(1));
    Ok(RunOptions {
        engine: engine_kind(engine)?,
        n_threads: threads.or(scenario.engine.threads).map(|n| n.min(most)),
        ..RunOptions::default()
    })
}

/// A neuron by its name: `error/1/7`, or `error/V1/7` in a network of populations.
pub fn agent(wiring: &Wiring, name: &str) -> Result<AgentId, Trouble> {
    let id = wiring.with_numbers(name).parse::<AgentId>().ok();
    let id = id.filter(|id| matches!(id, AgentId::Value { .. } | AgentId::Error { .. }));
    id.ok_or_else(|| {
        let expected = match wiring.is_chain() {
            true => {
                "expected a neuron such as error/1/7 or value/2/0 (layer, then index)".to_owned()
            }
            false => {
                let names = wiring.population_names().join(", ");
                format!("expected value/NAME/INDEX or error/NAME/INDEX, with a name of {names}")
            }
        };
        Trouble::Value(format!("{name:?} is no neuron; {expected}"))
    })
}
