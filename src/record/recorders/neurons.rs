//! Rows of x, its residue, f(x), μ, ε and the state of φ: one per neuron, tick and lane presented.

use super::cells::{integer, number};
use super::scene::{Moment, Scene};
use super::silence::Silence;
use crate::axon::{AgentId, Tick};
use crate::record::column::Cell;
use crate::record::log::AgentLog;
use crate::record::recording::{Recording, What};
use crate::record::table::Table;
use crate::scalar::Scalar;

/// Writes one neuron's rows.
pub(super) fn write<S: Scalar>(
    recording: &Recording,
    table: &mut Table,
    id: AgentId,
    log: &AgentLog<S>,
    (scene, moment, silence): (&Scene<S>, &Moment<'_, S>, &Silence),
) {
    if !recording.selects_neuron(id) {
        return;
    }
    let n_lanes = moment.examples.len();
    let (AgentId::Value { layer, index } | AgentId::Error { layer, index }) = id else {
        return;
    };
    let mut push = |tick: Tick, lane: usize, value: Cell| {
        table.push([
            integer(moment.index as i64),
            integer(lane as i64),
            integer(tick.since(moment.onset)),
            integer(layer as i64),
            integer(index as i64),
            value,
        ]);
    };
    match (id, recording.what) {
        (AgentId::Value { .. }, What::X | What::XResidue | What::Rate) => {
            for (tick, activity) in &log.activities {
                for (lane, x) in activity.values[..n_lanes].iter().enumerate() {
                    let value = match recording.what {
                        What::X => number(x),
                        What::XResidue => number(&activity.residue_of(lane)),
                        _ => number(&scene.transfer[layer].pair(x).0),
                    };
                    push(*tick, lane, value);
                }
            }
        }
        (AgentId::Error { .. }, What::Mu | What::Epsilon) => {
            for (tick, prediction) in &log.predictions {
                let values = match recording.what {
                    What::Mu => &prediction.mu,
                    _ => &prediction.epsilon,
                };
                for (lane, value) in values[..n_lanes].iter().enumerate() {
                    push(*tick, lane, number(value));
                }
            }
        }
        (AgentId::Error { .. }, What::PhiState) => {
            let neuron = scene.error_index(layer, index);
            write_states(log, neuron, n_lanes, (scene, silence), &mut push);
        }
        _ => {}
    }
}

/// For how long ε of an error neuron had been quiet, tick by tick.
fn write_states<S: Scalar>(
    log: &AgentLog<S>,
    neuron: usize,
    n_lanes: usize,
    (scene, silence): (&Scene<S>, &Silence),
    push: &mut dyn FnMut(Tick, usize, Cell),
) {
    let lanes = 0..n_lanes;
    let mut last: Vec<Option<Tick>> = lanes.map(|lane| silence.last_loud(neuron, lane)).collect();
    for (tick, prediction) in &log.predictions {
        for (lane, last) in last.iter_mut().enumerate() {
            let quiet = last.map(|last| (tick.since(last) - 1) as f64);
            push(*tick, lane, quiet.map_or(Cell::Nothing, Cell::Number));
            if !scene.quiet.is_quiet(&prediction.epsilon[lane]) {
                *last = Some(*tick);
            }
        }
    }
}
