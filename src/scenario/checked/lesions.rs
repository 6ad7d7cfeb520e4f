//! Lesions of a scenario: what is lost in mid-run, and when.
//!
//! Promises lesions that hit something. Refuses to take anything away: that is the run's business.

use super::Network;
use super::objections::Objections;
use super::patterns::{note_number, read_pattern};
use crate::axon::AgentId;
use crate::scenario::SynapsePattern;
use crate::scenario::raw::RawLesion;
use crate::synapse::Side;

/// A loss in mid-run (SPEC section 11): both ends forget the slot, and backpropagation loses
/// the connection too, unless one copy of its weight is left.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLesion {
    /// How many presentations (of a batch, with and without teacher) come before it.
    pub at: u64,
    /// What is lost; required.
    pub what: LesionTarget,
    /// Which copy of a synapse's weight; default `Both`, the only choice for a neuron.
    pub side: Side,
}

/// What a lesion takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LesionTarget {
    /// A value neuron, written `value/l/i`, and its error neuron with it.
    Neuron {
        /// l, from the output.
        layer: usize,
        /// i, from 0.
        index: usize,
    },
    /// Synapses, at least one.
    Synapses(SynapsePattern),
}

pub(super) fn check_lesion(
    k: usize,
    raw: RawLesion,
    network: &Network,
    objections: &mut Objections<'_>,
) -> Option<PlannedLesion> {
    let path = format!("faults.lesions[{k}]");
    let side = raw.side.unwrap_or(Side::Both);
    let named = network.wiring.with_numbers(&raw.what);
    let what = match named.parse::<AgentId>() {
        Ok(id) => {
            note_number(&raw.what, &format!("{path}.what"), network, objections);
            check_neuron(id, &path, side, network, objections)
        }
        Err(()) => check_synapses(&raw.what, &path, side, network, objections),
    };
    Some(PlannedLesion {
        at: raw.at,
        what: what?,
        side,
    })
}

fn check_neuron(
    id: AgentId,
    path: &str,
    side: Side,
    network: &Network,
    objections: &mut Objections<'_>,
) -> Option<LesionTarget> {
    let what = format!("{path}.what");
    let name = network.wiring.name(id);
    let AgentId::Value { layer, index } = id else {
        let problem =
            format!("{name} is no value neuron: a value neuron goes with its error neuron");
        objections.when(true, &what, problem, "such as \"value/1/3\"");
        return None;
    };
    let width = network.widths().get(layer).copied().unwrap_or(0);
    objections.when(
        index >= width && !network.widths().is_empty(),
        &what,
        format!("there is no {name} in this network"),
        &match network.wiring.is_chain() {
            true => format!(
                "value/l/i with l in 0..{} and i below the width of layer l",
                network.widths().len()
            ),
            false => network.wiring.neuron_names("value").join(", "),
        },
    );
    objections.when(
        side != Side::Both,
        &format!("{path}.side"),
        format!("{name} is a neuron, and only synapses have sides"),
        "no side, or side: Both",
    );
    Some(LesionTarget::Neuron { layer, index })
}

fn check_synapses(
    written: &str,
    path: &str,
    side: Side,
    network: &Network,
    objections: &mut Objections<'_>,
) -> Option<LesionTarget> {
    let what = format!("{path}.what");
    let expected = "a neuron such as \"value/1/3\", or a pattern of synapses such as \
                    \"error/0/*<-value/1/2\"";
    let pattern: SynapsePattern = read_pattern(written, (&what, expected), network, objections)?;
    super::learning::check_match(&pattern, side, &what, network, objections);
    Some(LesionTarget::Synapses(pattern))
}
