//! Who is there and who is connected to whom, for the picture and for names.
//!
//! Populations and projections are numbered as in the core, and synapses of a projection too; the
//! page never numbers anything itself. Refuses to know what flows.

use std::collections::BTreeMap;

use fazil::axon::{AgentId, SynapseId};
use fazil::engine::Lesion;
use fazil::scenario::Network;
use fazil::synapse::Side;
use fazil::wiring::{Pairs, Wiring};
use serde_json::{Value, json};

use crate::request::Copies;

/// The most value neurons of a network that this page draws.
const MOST_NEURONS: usize = 2_000;
/// The most synapses of a network of populations that this page runs: each tick is kept whole.
const MOST_SYNAPSES: usize = 60_000;

/// Whether a network of populations is small enough for this page.
///
/// # Errors
/// If it is not, and what the bounds are.
pub(crate) fn check_size(wiring: &Wiring) -> Result<(), String> {
    let (n_neurons, n_synapses) = (wiring.widths().iter().sum::<usize>(), wiring.n_synapses());
    let fits = n_neurons <= MOST_NEURONS && n_synapses <= MOST_SYNAPSES;
    match wiring.is_chain() || fits {
        true => Ok(()),
        false => Err(format!(
            "the network has {n_neurons} value neurons and {n_synapses} synapses; this page keeps \
             every message of every tick, and takes populations of at most {MOST_NEURONS} value \
             neurons and {MOST_SYNAPSES} synapses together. `fazil run` takes more."
        )),
    }
}

/// The populations, by number.
pub(crate) fn populations(network: &Network) -> Value {
    let wiring = &network.wiring;
    let from_input = from_input(wiring);
    let of = |p: usize| {
        let of = &wiring.populations()[p];
        json!({
            "name": of.name, "size": of.size, "level": wiring.level(p),
            "isInput": wiring.is_input(p), "isOutput": wiring.is_output(p),
            "sheet": of.sheet.map(|sheet| [sheet.rows, sheet.columns, sheet.channels]),
            "bias": of.has_bias, "fromInput": from_input[p],
            "columns": [wiring.columns(p).start, wiring.columns(p).end],
        })
    };
    json!((0..wiring.populations().len()).map(of).collect::<Vec<_>>())
}

/// By population: ticks from a stimulus to the last change of its x, its longest path from an input.
fn from_input(wiring: &Wiring) -> Vec<usize> {
    let mut longest = vec![0; wiring.populations().len()];
    // Numbers fall along every path, inputs aside, which come last.
    for p in (0..wiring.n_computing()).rev() {
        let heard = wiring.incoming(p).map(|e| wiring.projections()[e].pre);
        longest[p] = heard.map(|pre| longest[pre] + 1).max().unwrap_or(0);
    }
    longest
}

/// The projections, by number.
pub(crate) fn projections(wiring: &Wiring) -> Value {
    let of = |e: usize| {
        let of = &wiring.projections()[e];
        json!({
            "pre": of.pre, "post": of.post, "delay": of.delay, "learns": of.learns,
            "hasFeedback": wiring.has_feedback(e), "n": wiring.n_pairs(e),
            "isAll": of.pairs == Pairs::All,
        })
    };
    json!((0..wiring.projections().len()).map(of).collect::<Vec<_>>())
}

/// The pairs of every projection that is not `All`: post-synaptic and pre-synaptic index, one after
/// the other, in the order of its synapses; `null` for the others.
pub(crate) fn pairs(wiring: &Wiring) -> Value {
    let of = |e: usize| match &wiring.projections()[e].pairs {
        Pairs::All => Value::Null,
        Pairs::Some(sparse) => {
            let pres = sparse.pres_by_synapse();
            let pairs = sparse.posts_by_synapse().zip(pres);
            json!(
                pairs
                    .flat_map(|(post, pre)| [post, pre])
                    .collect::<Vec<u32>>()
            )
        }
    };
    json!((0..wiring.projections().len()).map(of).collect::<Vec<_>>())
}

/// The ends of synapses that are lost, as `θ` or `θ′` and the name of the synapse.
pub(crate) fn absent(
    wiring: &Wiring,
    absent: &BTreeMap<AgentId, std::collections::BTreeSet<usize>>,
) -> Vec<String> {
    let name = |id: AgentId, slot: usize| {
        let end = match id {
            AgentId::Value { .. } => "θ′",
            _ => "θ",
        };
        format!("{end} {}", wiring.synapse_name(wiring.synapse(id, slot)))
    };
    (absent.iter())
        .flat_map(|(id, slots)| slots.iter().map(move |slot| name(*id, *slot)))
        .collect()
}

/// The neuron of that name.
///
/// # Errors
/// If no neuron is called so.
pub(crate) fn neuron(wiring: &Wiring, name: &str) -> Result<AgentId, String> {
    let id = wiring.with_numbers(name).parse();
    id.map_err(|()| format!("'{name}' is no neuron"))
}

/// The synapse of that name.
///
/// # Errors
/// If no synapse is called so.
pub(crate) fn synapse(wiring: &Wiring, name: &str) -> Result<SynapseId, String> {
    let id = wiring.with_numbers(name).parse();
    id.map_err(|()| format!("'{name}' is no synapse"))
}

/// What is lost with the neuron or the synapse of that name.
///
/// # Errors
/// If it names neither.
pub(crate) fn lesion(wiring: &Wiring, what: &str, side: Copies) -> Result<Lesion, String> {
    if let Ok(AgentId::Value { layer, index }) = neuron(wiring, what) {
        return Ok(Lesion::Neuron { layer, index });
    }
    let side = match side {
        Copies::Both => Side::Both,
        Copies::Feedforward => Side::Feedforward,
        Copies::Feedback => Side::Feedback,
    };
    match synapse(wiring, what) {
        Ok(synapse) => Ok(Lesion::Synapse { synapse, side }),
        Err(_) => Err(format!(
            "'{what}' cannot be lost; name a value neuron such as {}, or a synapse such as {}",
            wiring.name(AgentId::Value { layer: 1, index: 0 }),
            wiring
                .synapses()
                .next()
                .map_or(String::new(), |id| wiring.synapse_name(id))
        )),
    }
}
