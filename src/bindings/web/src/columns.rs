//! What the neurons showed, population by population, as columns for the picture.

use std::collections::BTreeMap;

use fazil::activation::Activation;
use fazil::axon::{AgentId, Message};
use fazil::environment::Prediction;
use fazil::scalar::{Precision, Scalar};
use serde_json::{Value, json};

use crate::network::Network;
use crate::observer::Row;

/// Messages that are longer under way are not drawn.
const MOST_DRAWN_DELAY: usize = 31;

impl<S: Scalar> Network<S> {
    /// The last row of every neuron.
    pub(crate) fn last_rows(&mut self) -> BTreeMap<AgentId, Row<S>> {
        let mut rows = BTreeMap::new();
        self.engine.observers(&mut |id, log| {
            rows.insert(id, log.rows.last().cloned().unwrap_or_default());
        });
        rows
    }

    /// Every row of every neuron in this presentation.
    pub(crate) fn all_rows(&mut self) -> BTreeMap<AgentId, Vec<Row<S>>> {
        let mut rows = BTreeMap::new();
        self.engine.observers(&mut |id, log| {
            rows.insert(id, log.rows.clone());
        });
        rows
    }

    /// Backpropagation's y and δ of the presentation under way, once the twin has learned it.
    pub(crate) fn twin_pass(&self, lane: usize) -> Value {
        let is_taught = self.now.as_ref().is_some_and(|now| {
            now.teacher.is_some() && self.within > now.presentation.prediction_ticks
        });
        let pass = self.twin.pass();
        if !is_taught || pass.y.iter().any(|plane| lane >= plane.n_lanes()) {
            return Value::Null;
        }
        let of = |planes: &[fazil::scalar::Plane<S>]| -> Vec<Vec<f64>> {
            (planes.iter())
                .map(|plane| plane.lane(lane).iter().map(S::to_f64).collect())
                .collect()
        };
        json!({ "y": of(&pass.y), "delta": of(&pass.delta) })
    }

    /// ε of each population at t = its level, if its moment is over: value, and whether it is the
    /// twin's δ in every bit.
    pub(crate) fn moments(&mut self, lane: usize) -> Value {
        let Some(now) = self.now.as_ref().filter(|now| now.teacher.is_some()) else {
            return Value::Null;
        };
        let onset = now.presentation.prediction_ticks as usize;
        let wiring = self.wiring();
        let mut layers: Vec<Vec<Value>> = vec![Vec::new(); wiring.n_computing()];
        let deltas = &self.twin.pass().delta;
        self.engine.observers(&mut |id, log| {
            if let AgentId::Error { layer, index } = id
                && let Some(own) = log
                    .rows
                    .get(onset + wiring.level(layer))
                    .and_then(|row| row.prediction.as_ref())
                && let (Some(epsilon), Some(delta)) = (own.epsilon.get(lane), deltas.get(layer))
                && lane < delta.n_lanes()
            {
                let is_same = epsilon == delta.at(lane, index);
                layers[layer].push(json!([epsilon.to_f64(), is_same]));
            }
        });
        json!(layers)
    }

    /// One population of the tick that is over, neuron by neuron.
    pub(crate) fn layer(
        &self,
        rows: &BTreeMap<AgentId, Row<S>>,
        said_before: &BTreeMap<AgentId, u32>,
        layer: usize,
        lane: usize,
    ) -> Value {
        let wiring = &self.circuit.blueprint().wiring;
        let transfer = self.transfer(layer);
        let is_exact = S::PRECISION == Precision::Exact;
        let none = Row::default();
        let row_of = |id| rows.get(&id).unwrap_or(&none);
        let mut columns: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        let mut put = |name, value: Value| columns.entry(name).or_default().push(value);
        for index in 0..wiring.widths()[layer] {
            let (value, error) = (
                AgentId::Value { layer, index },
                AgentId::Error { layer, index },
            );
            let row = row_of(value);
            let x = row.x.as_ref().and_then(|x| x.values.get(lane));
            put("x", json!(x.map(S::to_f64)));
            put("f", json!(x.map(|x| transfer.f(x).to_f64())));
            put("u", json!(self.fired(value, row, lane)));
            put("sx", json!(words(row)));
            put("cx", json!(is_commanded(row)));
            if is_exact {
                put("tx", json!(x.map(S::to_string)));
            }
            if wiring.is_input(layer) {
                continue;
            }
            let row = row_of(error);
            let own = row.prediction.as_ref();
            let (epsilon, mu) = (
                own.and_then(|own| own.epsilon.get(lane)),
                own.and_then(|own| own.mu.get(lane)),
            );
            put("e", json!(epsilon.map(S::to_f64)));
            put("m", json!(mu.map(S::to_f64)));
            put("d", json!(self.fired(error, row, lane)));
            put("se", json!(words(row)));
            put("ce", json!(is_commanded(row)));
            put("le", json!(said_before.get(&error).copied().unwrap_or(0)));
            if is_exact {
                put("te", json!(epsilon.map(S::to_string)));
                put("tm", json!(mu.map(S::to_string)));
            }
        }
        json!(columns)
    }

    /// What a value neuron says of its x: outputs say nothing.
    pub(crate) fn transfer(&self, population: usize) -> Activation {
        let blueprint = self.circuit.blueprint();
        match blueprint.wiring.is_output(population) {
            true => Activation::Identity,
            false => blueprint.transfer(population),
        }
    }

    /// In which earlier ticks an error neuron said ε, of those from which a message can still be
    /// under way: bit j is j ticks ago. Nothing if no feedback is delayed.
    pub(crate) fn said_before(&mut self) -> BTreeMap<AgentId, u32> {
        let wiring = self.wiring();
        let delays = wiring.projections().iter().map(|of| of.delay);
        let longest = delays.max().unwrap_or(0).min(MOST_DRAWN_DELAY);
        let mut said = BTreeMap::new();
        if longest == 0 {
            return said;
        }
        self.engine.observers(&mut |id, log| {
            let earlier = log.rows.iter().rev().enumerate().skip(1).take(longest);
            let bits = earlier
                .filter(|(_, row)| words(row) & 2 != 0)
                .fold(0, |bits, (ago, _)| bits | (1 << ago));
            if bits != 0 && matches!(id, AgentId::Error { .. }) {
                said.insert(id, bits);
            }
        });
        said
    }

    /// How many of a neuron's φ fired in a lane.
    fn fired(&self, id: AgentId, row: &Row<S>, lane: usize) -> usize {
        let n_slots = self.circuit.blueprint().wiring.n_slots(id);
        let of_lane = row.spikes.iter().filter(|(at, _)| *at as usize == lane);
        of_lane.map(|(_, synapses)| synapses.count(n_slots)).sum()
    }

    /// Whether x = μ is imposed from outside.
    pub(crate) fn is_imposed(&self) -> bool {
        self.scenario.timetable.prediction == Prediction::Imposed
    }
}

/// What was said that was new: 1 to the partner, 2 to the population, 3 to both.
fn words<S>(row: &Row<S>) -> u8 {
    let is_new = |word: &Message<S, Vec<bool>>| !matches!(word, Message::Beat);
    row.said.as_ref().map_or(0, |[own, wide]| {
        u8::from(is_new(own)) + 2 * u8::from(is_new(wide))
    })
}

fn is_commanded<S>(row: &Row<S>) -> bool {
    row.heard
        .iter()
        .any(|(_, word)| matches!(word, Message::Command(_)))
}
