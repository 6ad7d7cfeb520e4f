//! One synapse: its weights, how they changed in this presentation, and the chain of messages from
//! the teacher to that change.

use std::collections::{BTreeMap, BTreeSet};

use fazil::axon::{AgentId, Message, SynapseId};
use fazil::neuron::Feedback;
use fazil::scalar::Scalar;
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
        if !self.knows(id) {
            return Err(format!("the network has no synapse {id}"));
        }
        let rows = self.all_rows();
        let (weights, twin) = (self.engine.weights(), self.twin.weights());
        let SynapseId { layer, post, pre } = id;
        let of = |weights: &fazil::blueprint::Weights<S>| match pre {
            Some((_, pre)) => weights.theta[layer].at(post, pre).to_string(),
            None => weights.bias[layer][post].to_string(),
        };
        let feedback =
            pre.and_then(|(_, pre)| weights.feedback.get(layer).map(|m| m.at(post, pre)));
        let onset = self
            .now
            .as_ref()
            .map_or(0, |now| now.presentation.prediction_ticks as i64);
        let dendrite = AgentId::Error { layer, index: post };
        let slot = self.circuit.blueprint().wiring.slot_in_dendrite(id);
        let mut changes = changes_of(&rows, dendrite, slot);
        let above = pre.map(|(layer, index)| AgentId::Value { layer, index });
        let own = changes.len();
        changes.extend(above.into_iter().flat_map(|id| changes_of(&rows, id, post)));
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
                json!({ "t": hop.row as i64 - onset, "from": hop.from.to_string(),
                        "to": hop.to.to_string(), "what": hop.carries, "value": hop.value,
                        "weight": hop.weight })
            })
            .collect();
        Ok(json!({
            "id": id.to_string(), "theta": of(&weights), "twin": of(&twin),
            "feedback": feedback.map(S::to_string), "changes": changes, "hops": hops,
            "leftOut": chain.n_left_out,
            "there": [self.has(dendrite, slot), above.is_none_or(|id| self.has(id, post))],
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
        if layer == 0 {
            let now = self.now.as_ref();
            let teacher = now
                .and_then(|now| now.teacher.as_ref())
                .filter(|t| lane < t.presented());
            if let Some(teacher) = teacher {
                let target = &teacher.lane(lane)[index];
                chain
                    .hops
                    .push(hop(AgentId::Teacher { index }, value, "target", target));
            }
            return;
        }
        let Some(earlier) = row.checked_sub(1) else {
            return;
        };
        let mut pushes: Vec<(f64, usize, S, S)> = (0..self.widths()[layer - 1])
            .filter_map(|below| {
                let id = AgentId::Error {
                    layer: layer - 1,
                    index: below,
                };
                let row = rows.get(&id)?.get(earlier)?;
                let epsilon = match (&row.said, self.circuit.settings().feedback) {
                    (Some([_, Message::Feedback(said)]), _) => said.epsilon[lane].clone(),
                    (_, Feedback::Tonic) => row.prediction.as_ref()?.epsilon[lane].clone(),
                    _ => return None,
                };
                let weight = self.feedback_weight(rows, (layer, index), below, earlier);
                let size = (weight.to_f64() * epsilon.to_f64()).abs();
                (!epsilon.is_zero()).then_some((size, below, epsilon, weight))
            })
            .collect();
        pushes.sort_by(|a, b| b.0.total_cmp(&a.0));
        chain.n_left_out += pushes.len().saturating_sub(MOST_FOLLOWED);
        for (_, below, epsilon, weight) in pushes.into_iter().take(MOST_FOLLOWED) {
            let from = AgentId::Error {
                layer: layer - 1,
                index: below,
            };
            chain.hops.push(Hop {
                row: earlier,
                weight: Some(weight.to_string()),
                ..hop(from, value, "ε", &epsilon)
            });
            self.follow(rows, (layer - 1, below), earlier, lane, chain);
        }
    }

    /// θ′ of V(l, i) for E(l − 1, k) at the start of a tick, which is what was multiplied in it.
    fn feedback_weight(
        &self,
        rows: &BTreeMap<AgentId, Vec<Row<S>>>,
        (layer, index): (usize, usize),
        below: usize,
        row: usize,
    ) -> S {
        let changes = changes_of(rows, AgentId::Value { layer, index }, below);
        let earlier = changes.into_iter().rev().find(|(at, _)| *at < row);
        let at_start = || {
            let weights = self.at_start.as_ref();
            weights.map_or_else(S::zero, |weights| {
                weights.feedback[layer - 1].at(below, index).clone()
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
        if let Some((_, index)) = id.pre {
            let from = AgentId::Value {
                layer: id.layer + 1,
                index,
            };
            if let Some(x) = rows.get(&from).and_then(|rows| rows.get(row)?.x.as_ref()) {
                let rate = self
                    .circuit
                    .blueprint()
                    .transfer(id.layer + 1)
                    .f(&x.values[lane]);
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
