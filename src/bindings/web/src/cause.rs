//! One synapse: its weights, how they changed in this presentation, and the chain of messages from
//! the teacher to that change.

use std::collections::{BTreeMap, BTreeSet};

use fazil::axon::{AgentId, Message, SynapseId};
use fazil::neuron::Feedback;
use fazil::scalar::Scalar;
use fazil::wiring::Connection;
use serde_json::{Value, json};

use crate::network::Network;
use crate::observer::Row;

/// Contributors that are followed at each neuron; the others are counted.
const MOST_FOLLOWED: usize = 3;

/// A message on the way.
#[derive(Clone, Debug, PartialEq)]
struct Hop {
    /// Row of the presentation.
    row: usize,
    from: AgentId,
    to: AgentId,
    carries: &'static str,
    value: String,
    weight: Option<String>,
}

/// An error that moved a value neuron.
struct Push<S> {
    /// |θ′ ε|.
    size: f64,
    /// The error neuron that said it: population and index.
    from: (usize, usize),
    /// The row in which it said it.
    row: usize,
    epsilon: S,
    weight: S,
}

/// What led to a change.
#[derive(Default)]
struct Chain {
    hops: Vec<Hop>,
    followed: BTreeSet<(usize, AgentId)>,
    n_left_out: usize,
}

impl<S: Scalar> Network<S> {
    /// One synapse, and why it changed last.
    ///
    /// # Errors
    /// If there is no such synapse.
    pub(crate) fn why(&mut self, id: SynapseId, lane: usize) -> Result<Value, String> {
        let wiring = self.wiring();
        let name = wiring.synapse_name(id);
        if !self.knows(id) {
            return Err(format!("the network has no synapse {name}"));
        }
        let rows = self.all_rows();
        let (weights, twin) = (self.engine.weights(), self.twin.weights());
        let SynapseId { layer, post, .. } = id;
        let onset = self
            .now
            .as_ref()
            .map_or(0, |now| now.presentation.prediction_ticks as i64);
        let dendrite = AgentId::Error { layer, index: post };
        let slot = wiring.slot_in_dendrite(id);
        let copy = wiring.feedback_copy(id);
        let mut changes = changes_of(&rows, dendrite, slot);
        let own = changes.len();
        changes.extend((copy.into_iter()).flat_map(|(id, slot)| changes_of(&rows, id, slot)));
        let connection = id.pre.and_then(|pre| wiring.connection((layer, post), pre));
        let projection = connection.map(|of| &wiring.projections()[of.projection]);
        let mut chain = Chain::default();
        if let Some((row, _)) = changes[..own].last() {
            self.follow(&rows, (layer, post), *row, lane, &mut chain);
            self.follow_rate(&rows, id, *row, lane, &mut chain);
        }
        let order = ["target", "x", "f(x)", "commit now", "ε"];
        let rank = |hop: &Hop| order.iter().position(|carries| *carries == hop.carries);
        chain.hops.sort_by_key(|hop| (hop.row, rank(hop)));
        let changes: Vec<Value> = (changes.iter().enumerate())
            .map(|(k, (row, change))| {
                json!({ "t": *row as i64 - onset, "end": if k < own { "θ" } else { "θ′" },
                        "delta": change.delta.to_string(), "after": change.after.to_string() })
            })
            .collect();
        let hops: Vec<Value> = (chain.hops.iter())
            .map(|hop| {
                json!({ "t": hop.row as i64 - onset, "from": wiring.name(hop.from),
                        "to": wiring.name(hop.to), "what": hop.carries, "value": hop.value,
                        "weight": hop.weight })
            })
            .collect();
        Ok(json!({
            "id": name, "theta": weights.of(&wiring, id).to_string(),
            "twin": twin.of(&wiring, id).to_string(),
            "feedback": weights.feedback_of(&wiring, id).map(S::to_string),
            "learns": projection.is_none_or(|of| of.learns),
            "delay": projection.map_or(0, |of| of.delay), "changes": changes, "hops": hops,
            "leftOut": chain.n_left_out,
            "there": [self.has(dendrite, slot), copy.is_none_or(|(id, slot)| self.has(id, slot))],
        }))
    }

    /// What made ε of E(l, i) what it is: the x of its value neuron, and what moved that.
    fn follow(
        &self,
        rows: &BTreeMap<AgentId, Vec<Row<S>>>,
        (layer, index): (usize, usize),
        row: usize,
        lane: usize,
        chain: &mut Chain,
    ) {
        let (value, error) = (
            AgentId::Value { layer, index },
            AgentId::Error { layer, index },
        );
        if !chain.followed.insert((row, error)) {
            return;
        }
        let Some(x) = rows.get(&value).and_then(|rows| rows.get(row)?.x.as_ref()) else {
            return;
        };
        let hop = |from, to, carries, value: &S| Hop {
            row,
            from,
            to,
            carries,
            value: value.to_string(),
            weight: None,
        };
        chain.hops.push(hop(value, error, "x", &x.values[lane]));
        let wiring = &self.circuit.blueprint().wiring;
        if wiring.is_output(layer) {
            let column = wiring.columns(layer).start + index;
            let now = self.now.as_ref();
            let teacher = now
                .and_then(|now| now.teacher.as_ref())
                .filter(|t| lane < t.presented());
            if let Some(teacher) = teacher {
                let target = &teacher.lane(lane)[column];
                let from = AgentId::Teacher { index: column };
                chain.hops.push(hop(from, value, "target", target));
            }
            return;
        }
        let Some(earlier) = row.checked_sub(1) else {
            return;
        };
        let mut pushes: Vec<Push<S>> = (wiring.axon(layer, index).enumerate())
            .filter_map(|(slot, of)| self.push(rows, (value, slot), of, (earlier, lane)))
            .collect();
        pushes.sort_by(|a, b| b.size.total_cmp(&a.size));
        chain.n_left_out += pushes.len().saturating_sub(MOST_FOLLOWED);
        for push in pushes.into_iter().take(MOST_FOLLOWED) {
            let (layer, index) = push.from;
            let from = AgentId::Error { layer, index };
            chain.hops.push(Hop {
                row: push.row,
                weight: Some(push.weight.to_string()),
                ..hop(from, value, "ε", &push.epsilon)
            });
            self.follow(rows, push.from, push.row, lane, chain);
        }
    }

    /// What a value neuron heard in the synapse at `slot` in row `heard`; `None` if that was 0.
    fn push(
        &self,
        rows: &BTreeMap<AgentId, Vec<Row<S>>>,
        (value, slot): (AgentId, usize),
        of: Connection,
        (heard, lane): (usize, usize),
    ) -> Option<Push<S>> {
        let projection = &self.circuit.blueprint().wiring.projections()[of.projection];
        let row = heard.checked_sub(projection.delay)?;
        let from = AgentId::Error {
            layer: of.population,
            index: of.index,
        };
        let said = rows.get(&from)?.get(row)?;
        let epsilon = match (&said.said, self.circuit.settings().feedback) {
            (Some([_, Message::Feedback(said)]), _) => said.epsilon[lane].clone(),
            (_, Feedback::Tonic) => said.prediction.as_ref()?.epsilon[lane].clone(),
            _ => return None,
        };
        let weight = self.feedback_weight(rows, (value, slot), of, heard);
        (!epsilon.is_zero()).then(|| Push {
            size: (weight.to_f64() * epsilon.to_f64()).abs(),
            from: (of.population, of.index),
            row,
            epsilon,
            weight,
        })
    }

    /// θ′ of a value neuron's synapse at the start of a tick, which is what was multiplied in it.
    fn feedback_weight(
        &self,
        rows: &BTreeMap<AgentId, Vec<Row<S>>>,
        (value, slot): (AgentId, usize),
        of: Connection,
        row: usize,
    ) -> S {
        let changes = changes_of(rows, value, slot);
        let earlier = changes.into_iter().rev().find(|(at, _)| *at < row);
        let at_start = || {
            let weights = self.at_start.as_ref();
            weights.map_or_else(S::zero, |weights| {
                weights.feedback[of.projection].values[of.synapse].clone()
            })
        };
        earlier.map_or_else(at_start, |(_, change)| change.after)
    }

    /// The f(x) that the synapse multiplied, and the command if it obeyed one.
    fn follow_rate(
        &self,
        rows: &BTreeMap<AgentId, Vec<Row<S>>>,
        id: SynapseId,
        row: usize,
        lane: usize,
        chain: &mut Chain,
    ) {
        let to = AgentId::Error {
            layer: id.layer,
            index: id.post,
        };
        if let Some((layer, index)) = id.pre {
            let from = AgentId::Value { layer, index };
            if let Some(x) = rows.get(&from).and_then(|rows| rows.get(row)?.x.as_ref()) {
                let rate = self.circuit.blueprint().transfer(layer).f(&x.values[lane]);
                let value = rate.to_string();
                chain.hops.push(Hop {
                    row,
                    from,
                    to,
                    carries: "f(x)",
                    value,
                    weight: None,
                });
            }
        }
        if self.circuit.settings().rule.is_commanded() {
            let from = AgentId::Controller;
            let value = String::new();
            chain.hops.push(Hop {
                row,
                from,
                to,
                carries: "commit now",
                value,
                weight: None,
            });
        }
    }
}

type Changes<S> = Vec<(usize, fazil::axon::WeightChange<S>)>;

/// (row, change) of the synapse in one slot of a neuron.
fn changes_of<S: Clone>(
    rows: &BTreeMap<AgentId, Vec<Row<S>>>,
    id: AgentId,
    slot: usize,
) -> Changes<S> {
    let rows = rows.get(&id).into_iter().flatten().enumerate();
    rows.flat_map(|(k, row)| {
        let of_slot = row
            .changes
            .iter()
            .filter(move |(at, _)| *at as usize == slot);
        of_slot.map(move |(_, change)| (k, change.clone()))
    })
    .collect()
}
