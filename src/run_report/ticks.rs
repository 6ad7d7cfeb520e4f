//! One presentation tick by tick, beside backpropagation worked out by hand: for the
//! blackboard.

mod equations;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use self::equations::equations;
use crate::axon::{AgentId, SynapseId, Tick};
use crate::blueprint::Weights;
use crate::oracle::Pass;
use crate::record::AgentLog;
use crate::report::{Table, short};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::Session;
use crate::simulation::Shown;
use crate::wiring::Wiring;

/// What BP did with the same example.
pub(crate) struct Judged<'a, S> {
    /// The first example's, `[n_L]`.
    pub(crate) input: &'a [S],
    pub(crate) pass: &'a Pass<S>,
    pub(crate) before: &'a Weights<S>,
    pub(crate) after: &'a Weights<S>,
}

/// What every neuron did in every tick of `shown`, from these weights on, and what BP did.
pub(crate) fn describe<S: Scalar>(
    session: &mut Session<S>,
    shown: &Shown<S>,
    (scenario, weights): (&Scenario, &Weights<S>),
    bp: Option<Judged<'_, S>>,
) -> String {
    let mut logs = Vec::new();
    session.logs(|id, log| logs.push((id, log.clone())));
    // From the input down, each value neuron beside its error neuron.
    logs.sort_by_key(|(id, _)| match *id {
        AgentId::Value { layer, index } => (Reverse(layer), index, 0),
        AgentId::Error { layer, index } => (Reverse(layer), index, 1),
        _ => (Reverse(0), 0, 2),
    });
    let mut text = equations(scenario, weights);
    let presentation = &shown.presentation;
    let _ = writeln!(
        text,
        "\nPresentation of example {}: {} ticks of stimulus alone, then {} with the teacher \
         (t = 0 is its onset).",
        presentation.examples[0], presentation.prediction_ticks, presentation.learning_ticks
    );
    let _ = writeln!(
        text,
        "A row a tick. x: activity, μ: its prediction, ε = x − μ, each with layer/neuron; \
         φ: ! where the spike detector fired.\n"
    );
    let _ = writeln!(text, "{}", ticks(&logs, shown));
    if let Some(bp) = bp {
        let _ = writeln!(
            text,
            "Backpropagation on the same example:\n\n{}",
            by_hand(&bp, &scenario.network.wiring)
        );
        let _ = writeln!(
            text,
            "Every change of weight, at both ends of each connection:\n\n{}",
            changes(&logs, shown, &scenario.network.wiring, &bp)
        );
    }
    text
}

/// A row per tick: x of every value neuron; μ, ε and φ of every error neuron; lane 0.
fn ticks<S: Scalar>(logs: &[(AgentId, AgentLog<S>)], shown: &Shown<S>) -> Table {
    let mut header = vec!["t".to_owned()];
    for (id, _) in logs {
        match id {
            AgentId::Value { layer, index } => header.push(format!("x/{layer}/{index}")),
            AgentId::Error { layer, index } => {
                header.extend(["μ", "ε", "φ"].map(|what| format!("{what}/{layer}/{index}")));
            }
            _ => {}
        }
    }
    let mut table = Table::new(header);
    let end = shown.onset().after(shown.presentation.learning_ticks);
    for tick in (shown.start.0..end.0).map(Tick) {
        let mut row = vec![tick.since(shown.onset()).to_string()];
        for (id, log) in logs {
            row.extend(cells(*id, log, tick));
        }
        table.push(row);
    }
    table
}

fn cells<S: Scalar>(id: AgentId, log: &AgentLog<S>, tick: Tick) -> Vec<String> {
    match id {
        AgentId::Value { .. } => {
            let x = log.activities.iter().find(|(at, _)| *at == tick);
            vec![x.map_or(String::new(), |(_, x)| short(&x.values[0]))]
        }
        AgentId::Error { .. } => {
            let Some(row) = log.prediction(tick) else {
                return vec![String::new(); 3];
            };
            let fired = log
                .spikes
                .iter()
                .any(|spike| spike.tick == tick && spike.lane == 0);
            let mark = if fired { "!" } else { "" };
            vec![short(&row.mu[0]), short(&row.epsilon[0]), mark.to_owned()]
        }
        _ => Vec::new(),
    }
}

/// y and δ of every neuron, lane 0.
fn by_hand<S: Scalar>(bp: &Judged<'_, S>, wiring: &Wiring) -> Table {
    let mut table = Table::new(["neuron", "y", "δ = −∂E/∂y"]);
    let inputs = wiring.n_computing()..wiring.widths().len();
    for p in inputs.rev() {
        for (index, y) in bp.input[wiring.columns(p)].iter().enumerate() {
            let name = format!("{}/{index}", wiring.population_name(p));
            table.push([name, short(y), String::new()]);
        }
    }
    for (layer, (y, delta)) in bp.pass.y.iter().zip(&bp.pass.delta).enumerate().rev() {
        for (index, (y, delta)) in y.lane(0).iter().zip(delta.lane(0)).enumerate() {
            let name = format!("{}/{index}", wiring.population_name(layer));
            table.push([name, short(y), short(delta)]);
        }
    }
    table
}

/// A row per connection: when each end committed, by how much, and what BP did.
fn changes<S: Scalar>(
    logs: &[(AgentId, AgentLog<S>)],
    shown: &Shown<S>,
    wiring: &Wiring,
    bp: &Judged<'_, S>,
) -> Table {
    let ends = both_ends(logs, shown, wiring);
    let mut table = Table::new(["connection", "at t", "Δθ", "Δθ′", "BP's Δw", "Δθ − Δw"]);
    for (synapse, [feedforward, feedback]) in &ends {
        let weight = |weights: &Weights<S>| weights.of(wiring, *synapse).clone();
        let bp = weight(bp.after) - &weight(bp.before);
        let value = |end: &Option<(i64, S)>| end.as_ref().map(|(_, change)| change.clone());
        let difference = value(feedforward).map(|change| short(&(change - &bp)));
        let at = feedforward
            .as_ref()
            .or(feedback.as_ref())
            .map(|(t, _)| t.to_string());
        table.push([
            wiring.synapse_name(*synapse),
            at.unwrap_or_default(),
            value(feedforward)
                .map(|change| short(&change))
                .unwrap_or_default(),
            value(feedback)
                .map(|change| short(&change))
                .unwrap_or_default(),
            short(&bp),
            difference.unwrap_or_default(),
        ]);
    }
    table
}

/// What a synapse did, at its feedforward and at its feedback end: t and Δθ.
type Ends<S> = [Option<(i64, S)>; 2];

/// Every change of weight in the logs, by connection.
fn both_ends<S: Scalar>(
    logs: &[(AgentId, AgentLog<S>)],
    shown: &Shown<S>,
    wiring: &Wiring,
) -> BTreeMap<SynapseId, Ends<S>> {
    let mut ends: BTreeMap<SynapseId, Ends<S>> = BTreeMap::new();
    for (id, log) in logs {
        for (tick, slot, change) in &log.changes {
            let slot = *slot as usize;
            let end = usize::from(matches!(id, AgentId::Value { .. }));
            let synapse = wiring.synapse(*id, slot);
            ends.entry(synapse).or_default()[end] =
                Some((tick.since(shown.onset()), change.delta.clone()));
        }
    }
    ends
}
