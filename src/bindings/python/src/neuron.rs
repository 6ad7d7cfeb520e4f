//! What one neuron, or φ of all of them, showed in the last presentation.

use std::sync::Arc;

use fazil::axon::{AgentId, Spiked};
use fazil::record::AgentLog;
use fazil::session::Session;
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::errors::Trouble;
use crate::numbers::{Number, array2};

/// One spike: neuron, tick, lane, and the slots of its synapses (`None`: all of them).
pub type Spike = (String, i64, u32, Option<Vec<usize>>);

/// A neuron's log as plain numbers: ticks and, a row each of one number a lane, its quantities.
pub struct Shown<S> {
    /// Name, ticks, and `[ticks][lanes]`.
    pub quantities: Vec<(&'static str, Vec<i64>, Vec<S>)>,
    pub n_lanes: usize,
}

/// What neuron `id` showed.
///
/// # Errors
/// If there is no such neuron.
pub fn look<S: Number>(session: &mut Session<S>, id: AgentId) -> Result<Shown<S>, Trouble> {
    let n_lanes = session.n_lanes();
    check(session, id)?;
    let mut quantities = Vec::new();
    session.logs(|other, log| {
        if other == id {
            quantities = of_log(id, log);
        }
    });
    Ok(Shown {
        quantities,
        n_lanes,
    })
}

fn check<S: Number>(session: &Session<S>, id: AgentId) -> Result<(), Trouble> {
    let wiring = session.wiring();
    let size = |population: usize| wiring.widths().get(population).copied().unwrap_or(0);
    let is_there = match id {
        AgentId::Value { layer, index } => index < size(layer),
        AgentId::Error { layer, index } => index < size(layer) && !wiring.is_input(layer),
        _ => false,
    };
    let there = || {
        let all = || (0..wiring.widths().len()).map(|p| (p, wiring.population_name(p), size(p)));
        let values = all().map(|(_, name, n)| format!("value/{name}/0..{n}"));
        let errors = all().filter(|(p, _, _)| !wiring.is_input(*p));
        let errors = errors.map(|(_, name, n)| format!("error/{name}/0..{n}"));
        values.chain(errors).collect::<Vec<_>>().join(", ")
    };
    match is_there {
        true => Ok(()),
        false => Err(Trouble::Value(format!(
            "there is no neuron {}; there are {}",
            wiring.name(id),
            there()
        ))),
    }
}

fn of_log<S: Number>(id: AgentId, log: &AgentLog<S>) -> Vec<(&'static str, Vec<i64>, Vec<S>)> {
    if let AgentId::Value { .. } = id {
        let ticks: Vec<i64> = log.activities.iter().map(|(tick, _)| tick.0).collect();
        let (mut x, mut residue) = (Vec::new(), Vec::new());
        for (_, activity) in &log.activities {
            for lane in 0..activity.values.len() {
                x.push(activity.values[lane]);
                residue.push(activity.residue_of(lane));
            }
        }
        return vec![("x", ticks.clone(), x), ("x_residue", ticks, residue)];
    }
    let ticks: Vec<i64> = log.predictions.iter().map(|(tick, _)| tick.0).collect();
    let rows = || log.predictions.iter().map(|(_, row)| row);
    let epsilon = rows().flat_map(|row| row.epsilon.iter().copied()).collect();
    let mu = rows().flat_map(|row| row.mu.iter().copied()).collect();
    vec![("epsilon", ticks.clone(), epsilon), ("mu", ticks, mu)]
}

impl<S: Number> Shown<S> {
    /// By name: ticks, and values `[ticks, lanes]`.
    pub fn into_dict(self, py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
        let dict = PyDict::new(py);
        for (name, ticks, values) in self.quantities {
            let n = ticks.len();
            let values = array2(py, values, n, self.n_lanes)?;
            dict.set_item(name, (ticks.into_pyarray(py), values))?;
        }
        Ok(dict)
    }
}

/// Every spike of the last presentation from tick `since` on, in the order of ticks and neurons.
pub fn spikes<S: Number>(session: &mut Session<S>, since: i64) -> Vec<Spike> {
    let mut found: Vec<(i64, usize, Spike)> = Vec::new();
    let mut n_neurons = 0;
    let wiring = Arc::clone(session.wiring());
    session.logs(|id, log| {
        n_neurons += 1;
        for row in log.spikes.iter().filter(|row| row.tick.0 >= since) {
            let slots = match &row.synapses {
                Spiked::All => None,
                some => Some(some.slots(0).collect()),
            };
            let spike = (wiring.name(id), row.tick.0, row.lane, slots);
            found.push((row.tick.0, n_neurons, spike));
        }
    });
    found.sort_by_key(|(tick, neuron, _)| (*tick, *neuron));
    found.into_iter().map(|(_, _, spike)| spike).collect()
}

/// Spikes as a list of tuples.
pub fn list(py: Python<'_>, spikes: Vec<Spike>) -> PyResult<Bound<'_, PyList>> {
    PyList::new(py, spikes)
}
