//! The messages that led to a change in one lane, from the teacher to the synapse.

use super::evidence::{Evidence, post_of};
use crate::axon::{AgentId, Port, SynapseId, Tick};
use crate::record::Carried;
use crate::report::scientific;
use crate::scalar::Scalar;
use crate::wiring::Connection;

/// Contributors that are followed at each neuron unless all are; the others are counted.
const MOST_FOLLOWED: usize = 3;

/// One message on the way.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hop {
    pub(super) tick: i64,
    pub(super) from: AgentId,
    pub(super) to: AgentId,
    pub(super) carries: Carried,
    pub(super) value: Option<f64>,
    /// The weight that it was multiplied with, if any.
    pub(super) weight: Option<f64>,
}

/// What led to a change.
#[derive(Clone, Debug, Default)]
pub(super) struct Messages {
    /// The lane that is followed.
    pub(super) lane: usize,
    /// From the teacher to the synapse.
    pub(super) hops: Vec<Hop>,
    /// Messages that contributed less, and are not among them.
    pub(super) n_left_out: usize,
}

/// The messages that led to what `synapse` did in tick `at` in a lane.
pub(super) fn messages<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    at: Tick,
    lane: usize,
    follows_all: bool,
) -> Messages {
    let mut follower = Follower {
        evidence,
        lane,
        most: if follows_all {
            usize::MAX
        } else {
            MOST_FOLLOWED
        },
        found: Messages {
            lane,
            ..Messages::default()
        },
    };
    follower.error(synapse.layer, synapse.post, at);
    follower.rate(synapse, at);
    if evidence.network.is_commanded() {
        // Under a controller no synapse changes but in the tick of a command.
        let ends = [AgentId::Controller, post_of(synapse)];
        let hop = follower.hop(at, ends, Carried::Command, None, None);
        follower.found.hops.push(hop);
    }
    let mut found = follower.found;
    found
        .hops
        .sort_by_key(|hop| (hop.tick, is_error(hop.from), depth_of(hop.from)));
    found.hops.dedup();
    found
}

struct Follower<'a, 'b, S> {
    evidence: &'a Evidence<'b, S>,
    lane: usize,
    most: usize,
    found: Messages,
}

impl<S: Scalar> Follower<'_, '_, S> {
    /// What made ε of E(l, i) what it is in tick `at`: the x of its own value neuron, and what
    /// moved that.
    fn error(&mut self, layer: usize, index: usize, at: Tick) {
        let (evidence, lane) = (self.evidence, self.lane);
        let (value, error) = (
            AgentId::Value { layer, index },
            AgentId::Error { layer, index },
        );
        let Some(heard) = evidence.said(value, Port::OWN, |tick| tick == at) else {
            return; // x did not move: it is what it was before the teacher.
        };
        let told = heard.value(lane);
        let hop = self.hop(at, [value, error], Carried::Activity, told, None);
        self.found.hops.push(hop);
        let wiring = &evidence.network.wiring;
        if wiring.is_output(layer) {
            let column = wiring.columns(layer).start + index;
            if let Some(targets) = evidence.targets.as_ref().filter(|_| at >= evidence.onset) {
                let (told, teacher) = (targets.get(lane), AgentId::Teacher { index: column });
                let (told, ends) = (told.map(|target| &target[column]), [teacher, value]);
                let hop = self.hop(evidence.onset, ends, Carried::Teacher, told, None);
                self.found.hops.push(hop);
            }
            return;
        }
        self.feedback(layer, index, Tick(at.0 - 1));
    }

    /// The errors that pushed V(l, i) in a tick, the largest first.
    fn feedback(&mut self, layer: usize, index: usize, at: Tick) {
        let (evidence, lane) = (self.evidence, self.lane);
        let wiring = &evidence.network.wiring;
        let mut pushes: Vec<(AgentId, Tick, f64, S)> = (wiring.axon(layer, index).enumerate())
            .filter_map(|(slot, of)| {
                let delay = wiring.projections()[of.projection].delay as i64;
                let (from, said_at) = (error_of(of), Tick(at.0 - delay));
                let said = evidence.said(from, Port::WIDE, |tick| tick == said_at)?;
                let epsilon = said.value(lane).filter(|epsilon| !epsilon.is_zero())?;
                let weight = evidence.theta_copy([layer, index], (slot, of), at);
                let weight = weight.map_or(0.0, |weight| weight.to_f64());
                Some((from, said_at, weight, epsilon.clone()))
            })
            .collect();
        let push =
            |(_, _, weight, epsilon): &(AgentId, Tick, f64, S)| (weight * epsilon.to_f64()).abs();
        pushes.sort_by(|a, b| push(b).total_cmp(&push(a)));
        self.found.n_left_out += pushes.len().saturating_sub(self.most);
        let value = AgentId::Value { layer, index };
        for (from, said, weight, epsilon) in pushes.into_iter().take(self.most) {
            let (ends, carries) = ([from, value], Carried::Feedback);
            let hop = self.hop(said, ends, carries, Some(&epsilon), Some(weight));
            if self.found.hops.contains(&hop) {
                continue;
            }
            self.found.hops.push(hop);
            if let AgentId::Error { layer, index } = from {
                self.error(layer, index, said);
            }
        }
    }

    /// The last f(x) that the synapse heard.
    fn rate(&mut self, synapse: SynapseId, at: Tick) {
        let Some((layer, index)) = synapse.pre else {
            return; // The bias hears 1 for ever.
        };
        let pre = AgentId::Value { layer, index };
        if let Some(heard) = self.evidence.said(pre, Port::WIDE, |tick| tick <= at) {
            let (ends, told) = ([pre, post_of(synapse)], heard.value(self.lane));
            let hop = self.hop(heard.tick, ends, Carried::Rate, told, None);
            self.found.hops.push(hop);
        }
    }

    fn hop(
        &self,
        tick: Tick,
        [from, to]: [AgentId; 2],
        carries: Carried,
        value: Option<&S>,
        weight: Option<f64>,
    ) -> Hop {
        Hop {
            tick: self.evidence.t(tick),
            from,
            to,
            carries,
            value: value.map(S::to_f64),
            weight,
        }
    }
}

fn error_of(of: Connection) -> AgentId {
    AgentId::Error {
        layer: of.population,
        index: of.index,
    }
}

pub(super) fn is_error(id: AgentId) -> bool {
    matches!(id, AgentId::Error { .. })
}

/// How far an agent is from the teacher.
fn depth_of(id: AgentId) -> usize {
    match id {
        AgentId::Teacher { .. } => 0,
        AgentId::Value { layer, .. } => 2 * layer + 1,
        AgentId::Error { layer, .. } => 2 * layer + 2,
        AgentId::Stimulus { .. } => usize::MAX,
        AgentId::Controller => usize::MAX - 1,
    }
}

/// What a message says.
pub(super) fn says(hop: &Hop) -> String {
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
