//! The chain of messages in words, and as the data of its picture.

use std::fmt::Write;

use super::chain::{ChainOf, Changed, Evidence, Hop, is_error};
use crate::axon::AgentId;
use crate::record::Carried;
use crate::report::{Arrow, Chain, chain, scientific};
use crate::scalar::{Precision, Scalar};

/// Lanes that are named.
const MOST_LANES: usize = 20;

/// What happened and why, for a person at the screen.
pub(super) fn text<S: Scalar>(evidence: &Evidence<S>, found: &ChainOf<S>) -> String {
    let Evidence {
        synapse,
        presentation,
        epoch,
        ..
    } = evidence;
    let mut text = format!(
        "Why did {synapse} change in presentation {presentation} (epoch {epoch}, counted from 0)?\n\n"
    );
    if found.changes.is_empty() {
        text += &did_not(evidence);
        return text;
    }
    for change in &found.changes {
        text += &one_change(evidence, change);
    }
    let _ = writeln!(
        text,
        "\nThe chain of messages, tick by tick (t = 0 is teacher onset), lane {}:\n",
        found.lane
    );
    let mut last = None;
    for hop in &found.hops {
        let tick = match last == Some(hop.tick) {
            true => String::new(),
            false => format!("t = {}", hop.tick),
        };
        last = Some(hop.tick);
        let (from, to) = (hop.from.to_string(), hop.to.to_string());
        let _ = writeln!(
            text,
            "{tick:>8}  {from:<14} → {to:<14} {}{}",
            says(hop),
            meaning(hop)
        );
    }
    if found.n_left_out > 0 {
        let n = found.n_left_out;
        let _ = writeln!(text, "\n{n} messages that contributed less are left out.");
    }
    text
}

fn one_change<S: Scalar>(evidence: &Evidence<S>, change: &Changed<S>) -> String {
    let symbol = if change.is_feedback { "θ′" } else { "θ" };
    let tick = change.tick.since(evidence.onset);
    let mut text = format!(
        "{symbol} changed by {} at t = {tick}, from {} to {}",
        show(&change.delta),
        show(&change.before),
        show(&change.after)
    );
    if evidence.is_commanded {
        text += ": a controller said so.\n";
        return text;
    }
    let lanes = change.lanes.iter().take(MOST_LANES).map(usize::to_string);
    let mut lanes = lanes.collect::<Vec<_>>().join(", ");
    if let Some(more @ 1..) = change.lanes.len().checked_sub(MOST_LANES) {
        lanes += &format!(" and {more} more");
    }
    let _ = writeln!(text, ": its own φ fired, in lane {lanes}.");
    if let (false, Some(prediction)) = (
        change.is_feedback,
        evidence.prediction(evidence.post(), change.tick),
    ) {
        for &lane in change.lanes.iter().take(4) {
            let epsilon = show(&prediction.epsilon[lane]);
            let _ = writeln!(
                text,
                "   lane {lane}: ε of {} became {epsilon} after at least {} quiet ticks, in a tick in \
                 which x moved and μ did not.",
                evidence.post(),
                evidence.t_d
            );
        }
    }
    text
}

/// Why nothing changed.
fn did_not<S: Scalar>(evidence: &Evidence<S>) -> String {
    let layer = evidence.synapse.layer as u64;
    let at = evidence.onset.after(layer);
    let prediction = evidence.prediction(evidence.post(), at);
    let all_zero =
        prediction.is_some_and(|row| row.epsilon[..evidence.n_presented].iter().all(S::is_zero));
    let reason = match () {
        () if !evidence.is_taught => "there was no teacher in it, so nobody was disturbed",
        () if layer >= evidence.learning_ticks => {
            "the teacher was gone before its disturbance reached this layer"
        }
        () if all_zero => {
            "ε of its error neuron was 0 at t = l in every lane: there was nothing to learn"
        }
        () if evidence.is_commanded => "the controller did not say so",
        () => {
            "its φ did not fire: it has settings of its own, or ε had not been quiet before, or it \
             was not feedback that moved it"
        }
    };
    format!("It did not: {reason}.\n")
}

/// What a message says.
fn says(hop: &Hop) -> String {
    let symbol = match hop.carries {
        Carried::Command => return "\"commit now\"".to_owned(),
        Carried::PredictionError | Carried::Feedback => "ε",
        other => other.symbol(),
    };
    match hop.value {
        Some(value) => format!("{symbol} = {}", scientific(value)),
        None => "no teacher".to_owned(),
    }
}

/// What it does to whoever hears it.
fn meaning(hop: &Hop) -> String {
    let what = match (hop.carries, hop.weight, hop.value) {
        (Carried::Feedback, Some(weight), Some(value)) => format!(
            "pushes x by f′(x) · {} · θ′, θ′ = {}",
            scientific(value),
            scientific(weight)
        ),
        (Carried::Teacher, ..) => "becomes its x".to_owned(),
        (Carried::Activity, ..) => "x moved, μ did not: ε is not 0".to_owned(),
        (Carried::Rate, ..) => "what the synapse multiplies ε with".to_owned(),
        _ => return String::new(),
    };
    format!("   {what}")
}

fn show<S: Scalar>(value: &S) -> String {
    match S::PRECISION {
        Precision::Exact => value.to_string(),
        _ => scientific(value.to_f64()),
    }
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

/// The chain as a picture.
pub(super) fn picture<S: Scalar>(evidence: &Evidence<S>, found: &ChainOf<S>) -> String {
    let mut agents: Vec<AgentId> = found
        .hops
        .iter()
        .flat_map(|hop| [hop.from, hop.to])
        .collect();
    agents.sort_by_key(|id| place(*id));
    agents.dedup();
    let position = |id: AgentId| agents.iter().position(|other| *other == id).unwrap_or(0);
    let first = found
        .changes
        .first()
        .map_or(0, |c| c.tick.since(evidence.onset));
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
    let events = found
        .changes
        .iter()
        .filter(|change| !change.is_feedback)
        .map(|change| {
            let what = format!("Δθ = {}", scientific(change.delta.to_f64()));
            (
                position(evidence.post()),
                change.tick.since(evidence.onset),
                what,
            )
        });
    let note = match found.changes.is_empty() {
        true => "It did not change.".to_owned(),
        false => format!(
            "Lane {}; of the errors that pushed a neuron the largest are drawn, {} are not.",
            found.lane, found.n_left_out
        ),
    };
    chain(&Chain {
        title: format!(
            "Why did {} change in presentation {}?",
            evidence.synapse, evidence.presentation
        ),
        note,
        agents: agents.iter().map(AgentId::to_string).collect(),
        arrows: arrows.collect(),
        events: events.collect(),
    })
}
