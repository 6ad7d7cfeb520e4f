//! Which agents there are, and which slot of whose mailbox each of them speaks to.
//!
//! Links run both ways, the environment's and the controller's too, so that neighbours differ
//! by at most one tick. Order: value neurons from the output up, error neurons from the output
//! up, stimulus sources, teacher sources, the controller.

use super::agent::Agent;
use crate::axon::{Address, AgentId, Port};
use crate::engine::{Circuit, Overrides};
use crate::environment::{StimulusSource, TeacherSource};
use crate::neuron::{ErrorNeuron, ErrorSettings, ValueNeuron, ValueSettings};
use crate::plasticity::{Plasticity, Rule};
use crate::scalar::Scalar;
use crate::synapse::Phi;

/// Acknowledgements to the controller: beats, like those of [`Port::BEAT`].
/// No layer has this number, as none has [`Port::BEAT`]'s.
pub(super) const TO_CONTROLLER: Port = Port(usize::MAX - 1);

/// A position or a count as agents and slots are numbered.
///
/// # Panics
/// If there are 2^32 or more: a number that was cut short would send messages to a wrong agent.
fn number(position: usize) -> u32 {
    u32::try_from(position).expect("bug: a circuit has fewer than 2^32 agents and slots")
}

/// Position of value neuron (l, 0).
pub(super) fn first_value(widths: &[usize], l: usize) -> usize {
    widths[..l].iter().sum()
}

/// Position of error neuron (l, 0).
pub(super) fn first_error(widths: &[usize], l: usize) -> usize {
    widths.iter().sum::<usize>() + first_value(widths, l)
}

/// Every agent of a circuit, at birth.
pub(super) fn agents<S: Scalar, P: Plasticity>(circuit: &Circuit<S>) -> Vec<Agent<S, P>> {
    let widths = &circuit.blueprint.widths;
    let depth = circuit.blueprint.depth();
    let [dendrites, feedbacks] = circuit.overrides_by_neuron();
    let mut agents = Vec::new();
    for (l, &width) in widths.iter().enumerate() {
        for index in 0..width {
            let settings = value_settings(circuit, l, index, own_settings(&feedbacks, l, index));
            agents.push(Agent::Value(ValueNeuron::new(settings)));
        }
    }
    for (l, &width) in widths[..depth].iter().enumerate() {
        for index in 0..width {
            let settings = error_settings(circuit, l, index, own_settings(&dendrites, l, index));
            agents.push(Agent::Error(ErrorNeuron::new(settings)));
        }
    }
    let (n_lanes, clock) = (circuit.settings.n_lanes, circuit.settings.birth);
    agents.extend((0..widths[depth]).map(|index| Agent::Stimulus {
        index,
        clock,
        source: StimulusSource::new(index, n_lanes),
    }));
    agents.extend((0..widths[0]).map(|index| Agent::Teacher {
        index,
        clock,
        source: TeacherSource::new(index, n_lanes),
    }));
    let n_errors = number(widths[..depth].iter().sum());
    agents.extend(
        P::controller(circuit.settings.rule, depth, n_lanes).map(|controller| Agent::Controller {
            clock,
            n_errors,
            controller,
        }),
    );
    agents
}

/// What a neuron has of settings of its own, as (slot, φ).
pub(super) fn own_settings(overrides: &Overrides, layer: usize, index: usize) -> Vec<(u32, Phi)> {
    let own = overrides.get(&(layer, index)).into_iter().flatten();
    own.map(|(slot, phi)| (number(*slot), phi.clone()))
        .collect()
}

pub(super) fn value_settings<S: Scalar>(
    circuit: &Circuit<S>,
    layer: usize,
    index: usize,
    overrides: Vec<(u32, Phi)>,
) -> ValueSettings<S> {
    let blueprint = &circuit.blueprint;
    let depth = blueprint.depth();
    let is_hidden = layer > 0 && layer < depth;
    let weights = match is_hidden {
        true => {
            let theta = &blueprint.weights.feedback[layer - 1];
            (0..theta.rows)
                .map(|k| theta.at(k, index).clone())
                .collect()
        }
        false => Vec::new(),
    };
    ValueSettings {
        id: AgentId::Value { layer, index },
        has_error_neuron: layer < depth,
        n_below: if layer == 0 {
            0
        } else {
            blueprint.widths[layer - 1]
        },
        has_environment: !is_hidden,
        weights,
        activation: blueprint.transfer(layer),
        gamma: circuit.settings.gamma.clone(),
        state: circuit.settings.state,
        phi: circuit.settings.phi.clone(),
        overrides,
        feedback: circuit.settings.feedback,
        learning: circuit.settings.learning.clone(),
        n_lanes: circuit.settings.n_lanes,
        birth: circuit.settings.birth,
    }
}

pub(super) fn error_settings<S: Scalar>(
    circuit: &Circuit<S>,
    layer: usize,
    index: usize,
    overrides: Vec<(u32, Phi)>,
) -> ErrorSettings<S> {
    let weights = &circuit.blueprint.weights;
    ErrorSettings {
        id: AgentId::Error { layer, index },
        weights: weights.theta[layer].row(index).to_vec(),
        bias: weights.bias.get(layer).map(|bias| bias[index].clone()),
        phi: circuit.settings.phi.clone(),
        overrides,
        feedback: circuit.settings.feedback,
        learning: circuit.settings.learning.clone(),
        n_lanes: circuit.settings.n_lanes,
        birth: circuit.settings.birth,
    }
}

/// Messages a tick into the mailbox of one agent.
pub(super) fn fan_in(widths: &[usize], rule: Rule, id: AgentId) -> usize {
    let depth = widths.len() - 1;
    Map {
        widths,
        depth,
        rule,
    }
    .fan_in(id)
}

/// All links of a circuit.
pub(super) struct Wiring {
    /// Messages per tick into each agent's mailbox.
    pub(super) fan_in: Vec<usize>,
    /// Per agent and port, the slots it speaks to.
    pub(super) links: Vec<Vec<(Port, Vec<Address>)>>,
}

/// Links the agents with these ids, in the order of [`agents`].
pub(super) fn links(widths: &[usize], rule: Rule, ids: &[AgentId]) -> Wiring {
    let map = Map {
        widths,
        depth: widths.len() - 1,
        rule,
    };
    let fan_in = ids.iter().map(|&id| map.fan_in(id)).collect();
    let links = ids
        .iter()
        .map(|&id| {
            let mut links = map.links(id);
            links.retain(|(_, to)| !to.is_empty());
            links
        })
        .collect();
    Wiring { fan_in, links }
}

/// `[agent][slot]`: who speaks to it.
pub(super) fn speakers(wiring: &Wiring) -> Vec<Box<[u32]>> {
    let nobody = |&fan_in: &usize| vec![u32::MAX; fan_in].into_boxed_slice();
    let mut speakers: Vec<_> = wiring.fan_in.iter().map(nobody).collect();
    for (speaker, links) in wiring.links.iter().enumerate() {
        for to in links.iter().flat_map(|(_, to)| to) {
            speakers[to.agent as usize][to.slot as usize] = number(speaker);
        }
    }
    speakers
}

/// Where everyone lives.
struct Map<'a> {
    widths: &'a [usize],
    depth: usize,
    rule: Rule,
}

impl Map<'_> {
    fn value(&self, l: usize, i: usize) -> u32 {
        number(first_value(self.widths, l) + i)
    }

    fn error(&self, l: usize, i: usize) -> u32 {
        number(first_error(self.widths, l) + i)
    }

    fn stimulus(&self, i: usize) -> u32 {
        number(first_error(self.widths, self.depth) + i)
    }

    fn teacher(&self, i: usize) -> u32 {
        self.stimulus(self.widths[self.depth]) + number(i)
    }

    fn controller(&self) -> u32 {
        self.teacher(self.widths[0])
    }

    /// The slot of V(l, ·) in which it hears the environment, or else the controller.
    fn last_slot(&self, l: usize) -> u32 {
        let below = if l == 0 { 0 } else { self.widths[l - 1] };
        u32::from(l < self.depth) + number(below)
    }

    fn is_hidden(&self, l: usize) -> bool {
        l > 0 && l < self.depth
    }

    fn fan_in(&self, id: AgentId) -> usize {
        let commanded = usize::from(self.rule.is_commanded());
        match id {
            AgentId::Value { layer, .. } if self.is_hidden(layer) => {
                self.last_slot(layer) as usize + commanded
            }
            AgentId::Value { layer, .. } => self.last_slot(layer) as usize + 1,
            AgentId::Error { layer, .. } => 1 + self.widths[layer + 1] + commanded,
            AgentId::Teacher { index: 0 } => 1 + commanded,
            AgentId::Stimulus { .. } | AgentId::Teacher { .. } => 1,
            AgentId::Controller => {
                let n_errors: usize = self.widths[..self.depth].iter().sum();
                let n_hidden: usize = self.widths[1..self.depth].iter().sum();
                1 + n_errors + n_hidden
            }
        }
    }

    fn links(&self, id: AgentId) -> Vec<(Port, Vec<Address>)> {
        match id {
            AgentId::Value { layer, index } => self.links_of_value(layer, index),
            AgentId::Error { layer, index } => self.links_of_error(layer, index),
            AgentId::Stimulus { index } => {
                let (agent, slot) = (self.value(self.depth, index), self.last_slot(self.depth));
                vec![(Port::WIDE, vec![Address { agent, slot }])]
            }
            AgentId::Teacher { index } => {
                let (agent, slot) = (self.value(0, index), self.last_slot(0));
                let mut to = vec![Address { agent, slot }];
                if index == 0 && self.rule.is_commanded() {
                    to.push(Address {
                        agent: self.controller(),
                        slot: 0,
                    });
                }
                vec![(Port::WIDE, to)]
            }
            AgentId::Controller => self.links_of_controller(),
        }
    }

    fn links_of_value(&self, l: usize, i: usize) -> Vec<(Port, Vec<Address>)> {
        let own = (l < self.depth).then(|| Address {
            agent: self.error(l, i),
            slot: 0,
        });
        let n_below = if l == 0 { 0 } else { self.widths[l - 1] };
        let below = (0..n_below)
            .map(|k| Address {
                agent: self.error(l - 1, k),
                slot: 1 + number(i),
            })
            .collect();
        let source = match l {
            0 => Some(self.teacher(i)),
            _ if l == self.depth => Some(self.stimulus(i)),
            _ => None,
        };
        let source = source.map(|agent| Address { agent, slot: 0 });
        vec![
            (Port::OWN, own.into_iter().collect()),
            (Port::WIDE, below),
            (Port::BEAT, source.into_iter().collect()),
            (
                TO_CONTROLLER,
                self.is_hidden(l)
                    .then(|| self.controller_slot(l, i, true))
                    .into_iter()
                    .flatten()
                    .collect(),
            ),
        ]
    }

    fn links_of_error(&self, l: usize, i: usize) -> Vec<(Port, Vec<Address>)> {
        let own = Address {
            agent: self.value(l, i),
            slot: 0,
        };
        let first_below = u32::from(l + 1 < self.depth);
        let above: Vec<Address> = (0..self.widths[l + 1])
            .map(|j| Address {
                agent: self.value(l + 1, j),
                slot: first_below + number(i),
            })
            .collect();
        // Input neurons read no error; they only hear that the tick was taken.
        let port = if l + 1 == self.depth {
            Port::BEAT
        } else {
            Port::WIDE
        };
        vec![
            (Port::OWN, vec![own]),
            (port, above),
            (
                TO_CONTROLLER,
                self.controller_slot(l, i, false).into_iter().collect(),
            ),
        ]
    }

    /// The controller's slot for a neuron's acknowledgement: 0 is the teacher's, then error
    /// neurons, then hidden value neurons.
    fn controller_slot(&self, l: usize, i: usize, is_value: bool) -> Option<Address> {
        let n_errors = first_value(self.widths, self.depth);
        let position = match is_value {
            false => first_value(self.widths, l) + i,
            true => n_errors + first_value(self.widths, l) - self.widths[0] + i,
        };
        let slot = 1 + number(position);
        self.rule.is_commanded().then(|| Address {
            agent: self.controller(),
            slot,
        })
    }

    fn links_of_controller(&self) -> Vec<(Port, Vec<Address>)> {
        let mut links = vec![(
            Port::BEAT,
            vec![Address {
                agent: self.teacher(0),
                slot: 1,
            }],
        )];
        for l in 0..self.depth {
            let error_slot = 1 + number(self.widths[l + 1]);
            let mut to: Vec<Address> = (0..self.widths[l])
                .map(|i| Address {
                    agent: self.error(l, i),
                    slot: error_slot,
                })
                .collect();
            if self.is_hidden(l + 1) {
                let slot = self.last_slot(l + 1);
                to.extend((0..self.widths[l + 1]).map(|j| Address {
                    agent: self.value(l + 1, j),
                    slot,
                }));
            }
            links.push((Port(l), to));
        }
        links
    }
}

#[cfg(test)]
mod tests;
