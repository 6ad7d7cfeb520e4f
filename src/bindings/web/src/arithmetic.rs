//! What one neuron heard, computed and said in the tick that is over, number by number.
//!
//! Numbers are text here, with every digit, so that the page can show them as they are.

use std::collections::BTreeMap;

use fazil::axon::{AgentId, Message};
use fazil::neuron::{Feedback, State};
use fazil::scalar::{Precision, Scalar};
use fazil::wiring::Wiring;
use serde_json::{Value, json};

use crate::network::Network;
use crate::observer::{Row, Word};

type Rows<S> = BTreeMap<AgentId, Vec<Row<S>>>;

impl<S: Scalar> Network<S> {
    /// One neuron's last tick.
    ///
    /// # Errors
    /// If there is no such neuron.
    pub(crate) fn explain(&mut self, id: AgentId, lane: usize) -> Result<Value, String> {
        let rows = self.all_rows();
        let wiring = self.wiring();
        let name = wiring.name(id);
        let Some(own) = rows.get(&id) else {
            return Err(format!("the network has no neuron {name}"));
        };
        let Some(row) = own.last() else {
            return Ok(json!({ "id": name, "empty": true }));
        };
        let heard: Vec<Value> = (row.heard.iter())
            .map(|(slot, word)| {
                let from = wiring.speaker(id, *slot);
                let late = late(&wiring, id, from, word);
                json!({ "slot": slot, "from": wiring.name(from), "says": said(word, lane),
                        "late": late })
            })
            .collect();
        let says = row
            .said
            .as_ref()
            .map(|words| words.each_ref().map(|word| said(word, lane)));
        let arithmetic = match id {
            AgentId::Error { layer, index } => self.of_error(&rows, layer, index, lane),
            AgentId::Value { layer, index } => self.of_value(&rows, layer, index, lane),
            _ => Value::Null,
        };
        Ok(json!({
            "id": name, "heard": heard, "says": says, "sum": arithmetic,
            "quiet": quiet(own, lane), "td": self.circuit.settings().phi.quiet_ticks(),
            "isExact": S::PRECISION == Precision::Exact,
        }))
    }

    /// μ = Σ θ f(x), ε = x − μ (Eq. 5), Δθ = α ε f(x) (Eq. 8).
    fn of_error(&self, rows: &Rows<S>, layer: usize, index: usize, lane: usize) -> Value {
        let (id, partner) = (
            AgentId::Error { layer, index },
            AgentId::Value { layer, index },
        );
        let Some(row) = last(rows, id) else {
            return Value::Null;
        };
        let Some(own) = &row.prediction else {
            return Value::Null;
        };
        let weights = self.before.clone().unwrap_or_else(|| self.engine.weights());
        let wiring = &self.circuit.blueprint().wiring;
        let mut terms = Vec::new();
        for (slot, of) in wiring.dendrite(layer, index).enumerate() {
            let from = AgentId::Value {
                layer: of.population,
                index: of.index,
            };
            let transfer = self.circuit.blueprint().transfer(of.population);
            let x = last(rows, from).and_then(|row| row.x.as_ref());
            let rate = x.map_or_else(S::zero, |x| transfer.f(&x.values[lane]));
            let theta = &weights.theta[of.projection].values[of.synapse];
            let learns = wiring.projections()[of.projection].learns;
            let state = [self.has(id, slot), learns];
            let from = wiring.name(from);
            terms.push(term(&from, [theta, &rate], row, (slot, lane), state));
        }
        if wiring.has_bias(layer) {
            let (bias, slot) = (&weights.bias[layer][index], terms.len());
            let state = [self.has(id, slot), true];
            terms.push(term("bias", [bias, &S::one()], row, (slot, lane), state));
        }
        let x = last(rows, partner).and_then(|row| row.x.as_ref());
        let before = rows
            .get(&id)
            .and_then(|rows| rows.len().checked_sub(2).map(|k| &rows[k]));
        let x_before = rows
            .get(&partner)
            .and_then(|rows| rows.len().checked_sub(2).and_then(|k| rows[k].x.as_ref()));
        let mu_moved = before
            .and_then(|row| row.prediction.as_ref())
            .map(|before| before.mu[lane] != own.mu[lane]);
        let x_moved = x
            .zip(x_before)
            .map(|(now, before)| now.lane(lane) != before.lane(lane));
        json!({
            "terms": terms, "mu": own.mu[lane].to_string(), "eps": own.epsilon[lane].to_string(),
            "x": x.map(|x| x.values[lane].to_string()),
            "residue": x.map(|x| x.residue_of(lane)).filter(|rest| !rest.is_zero())
                .map(|rest| rest.to_string()),
            "muMoved": mu_moved, "xMoved": x_moved, "alpha": self.circuit.settings().learning.alpha.to_string(),
        })
    }

    /// x of the next tick = μ + (1 − γ) ε + γ f′(x) Σ ε θ′ (Eq. 7).
    fn of_value(&self, rows: &Rows<S>, layer: usize, index: usize, lane: usize) -> Value {
        let id = AgentId::Value { layer, index };
        let Some(row) = last(rows, id) else {
            return Value::Null;
        };
        let Some(x) = &row.x else { return Value::Null };
        let x_now = &x.values[lane];
        let transfer = self.transfer(layer);
        let own =
            last(rows, AgentId::Error { layer, index }).and_then(|row| row.prediction.as_ref());
        let weights = self.before.clone().unwrap_or_else(|| self.engine.weights());
        let wiring = &self.circuit.blueprint().wiring;
        let mut terms = Vec::new();
        let mut sum = S::zero();
        let heard = wiring.axon(layer, index).enumerate();
        for (slot, of) in heard.filter(|_| wiring.is_hidden(layer)) {
            let from = AgentId::Error {
                layer: of.population,
                index: of.index,
            };
            let projection = &wiring.projections()[of.projection];
            let theta = &weights.feedback[of.projection].values[of.synapse];
            let epsilon = self.feedback(rows, (from, of.projection), lane);
            sum = theta.multiply_add(&epsilon, &sum);
            let state = [self.has(id, slot), projection.learns];
            let from = wiring.name(from);
            let mut shown = term(&from, [theta, &epsilon], row, (slot, lane), state);
            shown["late"] = json!(projection.delay);
            terms.push(shown);
        }
        json!({
            "terms": terms, "S": sum.to_string(), "x": x_now.to_string(),
            "residue": (!x.residue_of(lane).is_zero()).then(|| x.residue_of(lane).to_string()),
            "f": transfer.f(x_now).to_string(), "slope": transfer.slope(x_now).to_string(),
            "mu": own.map(|own| own.mu[lane].to_string()),
            "eps": own.map(|own| own.epsilon[lane].to_string()),
            "gamma": self.circuit.settings().gamma.to_string(),
            "isPair": self.circuit.settings().state == State::Pair, "isImposed": self.is_imposed(),
        })
    }

    /// ε that value neurons heard along a projection from an error neuron in the tick that is over.
    fn feedback(&self, rows: &Rows<S>, (from, projection): (AgentId, usize), lane: usize) -> S {
        let own = rows.get(&from).map_or(&[][..], Vec::as_slice);
        let delay = self.circuit.blueprint().wiring.projections()[projection].delay;
        let said = own.len().checked_sub(1 + delay);
        let Some(row) = said.map(|at| &own[at]) else {
            return self.heard_from_before(projection, from, lane, own.len() - 1);
        };
        let pulse = match &row.said {
            Some([_, Message::Feedback(feedback)]) => Some(feedback.epsilon[lane].clone()),
            _ => None,
        };
        let held = row.prediction.as_ref().map(|own| own.epsilon[lane].clone());
        match self.circuit.settings().feedback {
            Feedback::Phasic => pulse.unwrap_or_else(S::zero),
            Feedback::Tonic => pulse.or(held).unwrap_or_else(S::zero),
        }
    }
}

impl<S: Scalar> Network<S> {
    /// ε that was said before the presentation under way, as it is heard in a tick of it.
    fn heard_from_before(&self, projection: usize, from: AgentId, lane: usize, tick: usize) -> S {
        let (Some(state), AgentId::Error { index, .. }) = (&self.under_way, from) else {
            return S::zero();
        };
        let [pulse, held] = state.arriving(projection, (index, lane), tick);
        let heard = match self.circuit.settings().feedback {
            Feedback::Phasic => pulse,
            Feedback::Tonic => held,
        };
        heard.cloned().unwrap_or_else(S::zero)
    }
}

fn last<S>(rows: &Rows<S>, id: AgentId) -> Option<&Row<S>> {
    rows.get(&id)?.last()
}

/// One product of a sum, and what became of its synapse.
fn term<S: Scalar>(
    from: &str,
    [weight, value]: [&S; 2],
    row: &Row<S>,
    (slot, lane): (usize, usize),
    [is_there, learns]: [bool; 2],
) -> Value {
    let change = row.changes.iter().find(|(at, _)| *at as usize == slot);
    let fired = row
        .spikes
        .iter()
        .any(|(at, set)| *at as usize == lane && set.has(slot));
    json!({
        "from": from, "w": weight.to_string(), "v": value.to_string(),
        "p": (weight.clone() * value).to_string(), "there": is_there, "fired": fired,
        "learns": learns,
        "change": change.map(|(_, change)| change.delta.to_string()),
    })
}

/// In how many ticks the synapse hears what was said, beside this one.
fn late<S>(wiring: &Wiring, to: AgentId, from: AgentId, word: &Word<S>) -> usize {
    match (to, from, word) {
        (
            AgentId::Value { layer: pre, .. },
            AgentId::Error { layer: post, .. },
            Message::Feedback(_),
        ) => {
            let mut outgoing = wiring
                .outgoing(pre)
                .iter()
                .map(|e| &wiring.projections()[*e]);
            outgoing
                .find(|projection| projection.post == post)
                .map_or(0, |projection| projection.delay)
        }
        _ => 0,
    }
}

/// How many ticks before this one ε was 0, and whether that is all that is known.
fn quiet<S: Scalar>(rows: &[Row<S>], lane: usize) -> Value {
    let earlier = rows.iter().rev().skip(1);
    let silent = |row: &&Row<S>| {
        row.prediction
            .as_ref()
            .is_some_and(|own| own.epsilon[lane].is_zero())
    };
    let n = earlier.take_while(silent).count();
    json!({ "ticks": n, "atLeast": n + 1 == rows.len() })
}

/// A message in one lane: what it carries, and its values as text.
pub(crate) fn said<S: Scalar>(word: &Word<S>, lane: usize) -> Value {
    let at = |values: &[S]| values.get(lane).map(S::to_string);
    match word {
        Message::Beat => json!(["nothing new"]),
        Message::Activity(x) => json!(["x", at(&x.values)]),
        Message::Rate(rate) => json!(["f(x)", at(&rate.values)]),
        Message::PredictionError(own) => json!(["ε, μ", at(&own.epsilon), at(&own.mu)]),
        Message::Feedback(feedback) => json!([
            "ε",
            at(&feedback.epsilon),
            feedback.by_feedback.get(lane).map(|by| match by {
                true => "x moved, μ did not",
                false => "not by feedback",
            })
        ]),
        Message::Stimulus(stimulus) => json!(["stimulus", at(&stimulus.values)]),
        Message::Teacher(teaching) => match teaching.get(lane) {
            Some(Some(target)) => json!(["teacher", target.to_string()]),
            _ => json!(["teacher gone"]),
        },
        Message::Command(_) => json!(["commit now"]),
    }
}
