//! The chain of messages as the data of its picture.

use super::chain::{Messages, is_error, says};
use super::changes::Changed;
use super::evidence::{Evidence, post_of};
use crate::axon::{AgentId, SynapseId};
use crate::report::{Arrow, Chain, chain, scientific};
use crate::scalar::Scalar;

/// The chain as a picture.
pub(super) fn picture<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    changes: &[Changed<S>],
    found: &Messages,
) -> String {
    let ends = found.hops.iter().flat_map(|hop| [hop.from, hop.to]);
    let mut agents: Vec<AgentId> = ends.collect();
    agents.sort_by_key(|id| place(*id));
    agents.dedup();
    let position = |id: AgentId| agents.iter().position(|other| *other == id).unwrap_or(0);
    let first = changes.first().map_or(0, |c| evidence.t(c.tick));
    let arrows = found.hops.iter().map(|hop| Arrow {
        from: position(hop.from),
        to: position(hop.to),
        // An f(x) said long ago stands at the edge.
        tick: hop.tick.max(first.min(0) - 2),
        half: u8::from(is_error(hop.from)),
        says: match hop.tick < first.min(0) - 2 {
            true => format!("{} since t = {}", says(hop), hop.tick),
            false => says(hop),
        },
    });
    let own = changes.iter().filter(|change| !change.is_feedback);
    let events = own.map(|change| {
        let what = format!("Δθ = {}", scientific(change.delta.to_f64()));
        (position(post_of(synapse)), evidence.t(change.tick), what)
    });
    let note = match changes.is_empty() {
        true => "It did not change.".to_owned(),
        false => format!(
            "Lane {}; of the errors that pushed a neuron the largest are drawn, {} are not.",
            found.lane, found.n_left_out
        ),
    };
    chain(&Chain {
        title: format!(
            "Why did {} change in presentation {}?",
            evidence.network.wiring.synapse_name(synapse),
            evidence.presentation
        ),
        note,
        agents: agents
            .iter()
            .map(|id| evidence.network.wiring.name(*id))
            .collect(),
        arrows: arrows.collect(),
        events: events.collect(),
    })
}

/// Layer by layer, each neuron's teacher, value neuron and error neuron together.
fn place(id: AgentId) -> (usize, usize, usize) {
    match id {
        AgentId::Teacher { index } => (0, index, 0),
        AgentId::Value { layer, index } => (layer, index, 1),
        AgentId::Error { layer, index } => (layer, index, 2),
        AgentId::Stimulus { index } => (usize::MAX, index, 0),
        AgentId::Controller => (usize::MAX, 0, 1),
    }
}
