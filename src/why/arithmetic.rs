//! How one ε came about, step by step, from the teacher up: the arithmetic of Eq. 5 and 7 of every
//! neuron on the way, in the order and with the roundings in which it was done (SPEC section 3).

use std::collections::BTreeSet;

use super::evidence::Evidence;
use super::worksheet::Worksheet;
use crate::axon::{AgentId, SynapseId, Tick};
use crate::neuron::State;
use crate::scalar::Scalar;
use crate::wiring::Connection;

const NOISE: &str = "as it was: noise came between, which is not drawn again here";

/// Writes down how ε of error neurons came about in one lane.
pub(super) struct Derivation<'a, 'b, S> {
    evidence: &'a Evidence<'b, S>,
    lane: usize,
    /// Whether every error that pushed a neuron is followed, or the largest alone.
    follows_all: bool,
    done: BTreeSet<(AgentId, Tick)>,
    pub(super) sheet: Worksheet,
}

/// What pushes one value neuron: θ′, ε and whose it is.
struct Push<S> {
    of: Connection,
    said: Tick,
    theta: S,
    epsilon: S,
}

impl<'a, 'b, S: Scalar> Derivation<'a, 'b, S> {
    pub(super) fn new(evidence: &'a Evidence<'b, S>, lane: usize, follows_all: bool) -> Self {
        Self {
            evidence,
            lane,
            follows_all,
            done: BTreeSet::new(),
            sheet: Worksheet::default(),
        }
    }

    /// ε of E(`layer`, `index`) in tick `at`, those that it follows from first.
    pub(super) fn error(&mut self, layer: usize, index: usize, at: Tick) {
        let id = AgentId::Error { layer, index };
        if !self.done.insert((id, at)) {
            return;
        }
        let pushes = self.pushes(layer, index, at);
        for (of, said) in self.followed(&pushes) {
            self.error(of.population, of.index, said);
        }
        let name = self.evidence.network.wiring.name(id);
        self.sheet
            .say(&format!("\n  {name} at t = {}", self.evidence.t(at)));
        let mu = self.mu(layer, index, at);
        let x = self.x(layer, index, at, &pushes);
        self.epsilon(id, at, x, &mu);
    }

    /// The errors below that are followed, and when they were said, the largest first.
    fn followed(&self, pushes: &[Push<S>]) -> Vec<(Connection, Tick)> {
        let loud = pushes.iter().filter(|push| !push.epsilon.is_zero());
        let mut sizes: Vec<((Connection, Tick), f64)> = loud
            .map(|push| {
                let size = (push.theta.clone() * &push.epsilon).to_f64().abs();
                ((push.of, push.said), size)
            })
            .collect();
        sizes.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most = if self.follows_all { usize::MAX } else { 1 };
        sizes.into_iter().map(|(of, _)| of).take(most).collect()
    }

    /// What pushed x of V(`layer`, `index`) to where it is in tick `at`, in synapse order.
    fn pushes(&self, layer: usize, index: usize, at: Tick) -> Vec<Push<S>> {
        let (evidence, earlier) = (self.evidence, Tick(at.0 - 1));
        let wiring = &evidence.network.wiring;
        if at <= evidence.start {
            return Vec::new();
        }
        let id = AgentId::Value { layer, index };
        let all = wiring.axon(layer, index).enumerate();
        let there = all.filter(|(slot, _)| !evidence.is_absent(id, *slot));
        let push = |(slot, of): (usize, Connection)| {
            let delay = wiring.projections()[of.projection].delay as i64;
            let said = Tick(earlier.0 - delay);
            Some(Push {
                of,
                said,
                theta: evidence.theta_copy([layer, index], (slot, of), earlier)?,
                epsilon: evidence.heard_epsilon(
                    [of.population, of.index],
                    Some(of.projection),
                    said,
                    self.lane,
                )?,
            })
        };
        there.filter_map(push).collect()
    }

    /// μ = Σ θ f(x), in synapse order from 0, each product and sum rounded once, the bias last.
    fn mu(&mut self, layer: usize, index: usize, at: Tick) -> S {
        let (evidence, lane) = (self.evidence, self.lane);
        let wiring = &evidence.network.wiring;
        let id = AgentId::Error { layer, index };
        let (mut mu, mut n_zeros) = (S::zero(), 0);
        let all = wiring.dendrite(layer, index).enumerate();
        for (slot, of) in all.filter(|(slot, _)| !evidence.is_absent(id, *slot)) {
            let rate = evidence.heard_rate(of.population, of.index, at, lane);
            if rate.is_zero() {
                n_zeros += 1; // θ · 0 changes no sum.
                continue;
            }
            let theta = evidence.theta([layer, index], (slot, of), at);
            let (layer, index) = (of.population, of.index);
            let note = wiring.name(AgentId::Value { layer, index });
            let note = format!("θ · f(x) of {note}");
            mu = self.sheet.fused("μ", [&theta, &rate, &mu], &note);
        }
        if wiring.has_bias(layer) && !evidence.is_absent(id, wiring.n_dendrite(layer, index)) {
            let bias = SynapseId {
                layer,
                post: index,
                pre: None,
            };
            if let Some(bias) = evidence.weight(bias, false, at) {
                mu = self.sheet.sum("μ", &mu, &bias, "the bias");
            }
        }
        if n_zeros > 0 {
            let line = format!("  ({n_zeros} more products are 0, as f(x) is, and change nothing)");
            self.sheet.say(&line);
        }
        let recorded = evidence.prediction(id, at).map(|row| row.mu[lane].clone());
        self.recorded("μ", mu, recorded)
    }

    /// x of V(`layer`, `index`) in tick `at`, and what rounding left out of it.
    fn x(&mut self, layer: usize, index: usize, at: Tick, pushes: &[Push<S>]) -> (S, S) {
        let (evidence, lane) = (self.evidence, self.lane);
        let value = AgentId::Value { layer, index };
        let held = evidence.activity(value, at);
        let held = held.map(|x| (x.values[lane].clone(), x.residue_of(lane)));
        let (x, rest) = held.unwrap_or_else(|| (S::zero(), S::zero()));
        let is_held =
            evidence.network.wiring.is_output(layer) && evidence.is_taught && at >= evidence.onset;
        let note = match at <= evidence.start {
            _ if is_held => "the teacher's target",
            true if evidence.network.is_imposed => "imposed from outside",
            true => "as it was when the presentation began",
            false => "",
        };
        if !note.is_empty() {
            self.sheet.given("x", &x, note);
            return (x, rest);
        }
        let computed = self.equation_7(layer, index, Tick(at.0 - 1), pushes);
        if computed != (x.clone(), rest.clone()) {
            self.sheet.given("x", &x, NOISE);
        }
        (x, rest)
    }

    /// Eq. 7 from what V(`layer`, `index`) had and heard in tick `at`.
    fn equation_7(&mut self, layer: usize, index: usize, at: Tick, pushes: &[Push<S>]) -> (S, S) {
        let (evidence, lane) = (self.evidence, self.lane);
        let settings = &evidence.network.settings;
        let ids = (
            AgentId::Error { layer, index },
            AgentId::Value { layer, index },
        );
        let Some(own) = evidence.prediction(ids.0, at) else {
            return (S::zero(), S::zero());
        };
        let (mu, epsilon) = (&own.mu[lane], &own.epsilon[lane]);
        let gamma = &settings.gamma;
        let rest = S::one() - gamma;
        let leak = self
            .sheet
            .product("leak", &rest, epsilon, "(1 − γ) · ε of the tick before");
        let has_feedback = evidence.network.wiring.n_axon(layer, index) > 0;
        let push = has_feedback.then(|| {
            let sum = self.sum_of(pushes);
            let x = evidence.activity(ids.1, at).map(|x| x.values[lane].clone());
            let f = evidence.network.transfer[layer];
            let slope = self
                .sheet
                .slope(f, &x.unwrap_or_else(S::zero), "x of the tick before");
            let scaled = self.sheet.product("g", gamma, &slope, "γ · f′");
            self.sheet.product("push", &scaled, &sum, "g · S")
        });
        match (settings.state, push) {
            (State::Pair, None) => self.sheet.two_sum("x, rest", mu, &leak, "μ + leak"),
            (State::Pair, Some(push)) => {
                let d = self.sheet.sum("d", &leak, &push, "leak + push");
                self.sheet
                    .two_sum("x, rest", mu, &d, "μ + d, nothing left out")
            }
            (State::Plain, push) => {
                let x = self.sheet.sum("x", mu, &leak, "μ + leak");
                let push = push.map(|push| self.sheet.sum("x", &x, &push, "x + push"));
                (push.unwrap_or(x), S::zero())
            }
        }
    }

    /// S = Σ θ′ ε, in synapse order from 0; a silent synapse adds nothing.
    fn sum_of(&mut self, pushes: &[Push<S>]) -> S {
        let mut sum = S::zero();
        for push in pushes.iter().filter(|push| !push.epsilon.is_zero()) {
            let (layer, index) = (push.of.population, push.of.index);
            let name = AgentId::Error { layer, index };
            let note = format!("θ′ · ε of {}", self.evidence.network.wiring.name(name));
            sum = self
                .sheet
                .fused("S", [&push.theta, &push.epsilon, &sum], &note);
        }
        if sum.is_zero() {
            self.sheet.given("S", &sum, "no error came from below");
        }
        sum
    }

    /// ε = x − μ, rounded once (Eq. 5).
    fn epsilon(&mut self, id: AgentId, at: Tick, (x, rest): (S, S), mu: &S) {
        let epsilon = match rest.is_zero() {
            true => self.sheet.difference("ε", &x, mu, "x − μ"),
            false => {
                let both = self.sheet.two_difference("e, left", &x, mu, "x − μ");
                let left = self
                    .sheet
                    .sum("left", &both.1, &rest, "and what x left out");
                self.sheet.sum("ε", &both.0, &left, "x + rest − μ")
            }
        };
        let row = self.evidence.prediction(id, at);
        let recorded = row.map(|row| row.epsilon[self.lane].clone());
        self.recorded("ε", epsilon, recorded);
    }

    /// What was recorded, which is said where it is another number than was computed.
    fn recorded(&mut self, name: &str, computed: S, recorded: Option<S>) -> S {
        match recorded {
            Some(recorded) if recorded != computed => {
                self.sheet.given(name, &recorded, NOISE);
                recorded
            }
            _ => computed,
        }
    }
}
