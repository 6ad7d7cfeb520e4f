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
use crate::wiring::Wiring;

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

/// Position of value neuron (p, 0).
pub(super) fn first_value(widths: &[usize], p: usize) -> usize {
    widths[..p].iter().sum()
}

/// Position of error neuron (p, 0).
pub(super) fn first_error(widths: &[usize], p: usize) -> usize {
    widths.iter().sum::<usize>() + first_value(widths, p)
}

/// Every agent of a circuit, at birth.
pub(super) fn agents<S: Scalar, P: Plasticity>(circuit: &Circuit<S>) -> Vec<Agent<S, P>> {
    let wiring = &*circuit.blueprint.wiring;
    let (widths, n_computing) = (wiring.widths(), wiring.n_computing());
    let [dendrites, feedbacks] = circuit.overrides_by_neuron();
    let mut agents = Vec::new();
    for (p, &width) in widths.iter().enumerate() {
        for index in 0..width {
            let settings = value_settings(circuit, p, index, own_settings(&feedbacks, p, index));
            agents.push(Agent::Value(ValueNeuron::new(settings)));
        }
    }
    for (p, &width) in widths[..n_computing].iter().enumerate() {
        for index in 0..width {
            let settings = error_settings(circuit, p, index, own_settings(&dendrites, p, index));
            agents.push(Agent::Error(ErrorNeuron::new(settings)));
        }
    }
    let (n_lanes, clock) = (circuit.settings.n_lanes, circuit.settings.birth);
    agents.extend((0..wiring.n_inputs()).map(|index| Agent::Stimulus {
        index,
        clock,
        source: StimulusSource::new(index, n_lanes),
    }));
    agents.extend((0..wiring.n_outputs()).map(|index| Agent::Teacher {
        index,
        clock,
        source: TeacherSource::new(index, n_lanes),
    }));
    let n_errors = number(widths[..n_computing].iter().sum());
    agents.extend(
        P::controller(circuit.settings.rule, wiring.depth(), n_lanes).map(|controller| {
            Agent::Controller {
                clock,
                n_errors,
                controller,
            }
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
    let wiring = &*blueprint.wiring;
    let is_hidden = wiring.is_hidden(layer);
    let id = AgentId::Value { layer, index };
    let feedback = &blueprint.weights.feedback;
    let synapses = || wiring.axon(layer, index).filter(|_| is_hidden);
    let delays = synapses().map(|of| wiring.projections()[of.projection].delay);
    ValueSettings {
        id,
        has_error_neuron: !wiring.is_input(layer),
        n_below: wiring.n_axon(layer, index),
        has_environment: !is_hidden,
        weights: synapses()
            .map(|of| feedback[of.projection].values[of.synapse].clone())
            .collect(),
        delays: delays.collect(),
        fixed: wiring.fixed_slots(id),
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
    let wiring = &*circuit.blueprint.wiring;
    let weights = &circuit.blueprint.weights;
    let id = AgentId::Error { layer, index };
    let bias = wiring
        .has_bias(layer)
        .then(|| weights.bias[layer][index].clone());
    ErrorSettings {
        id,
        weights: (wiring.dendrite(layer, index))
            .map(|of| weights.theta[of.projection].values[of.synapse].clone())
            .collect(),
        bias,
        fixed: wiring.fixed_slots(id),
        phi: circuit.settings.phi.clone(),
        overrides,
        feedback: circuit.settings.feedback,
        learning: circuit.settings.learning.clone(),
        n_lanes: circuit.settings.n_lanes,
        birth: circuit.settings.birth,
    }
}

/// Messages a tick into the mailbox of one agent.
pub(super) fn fan_in(wiring: &Wiring, rule: Rule, id: AgentId) -> usize {
    Map::new(wiring, rule).fan_in(id)
}

/// All links of a circuit.
pub(super) struct Links {
    /// Messages per tick into each agent's mailbox.
    pub(super) fan_in: Vec<usize>,
    /// Per agent and port, the slots it speaks to.
    pub(super) links: Vec<Vec<(Port, Vec<Address>)>>,
}

/// Links the agents with these ids, in the order of [`agents`].
pub(super) fn links(wiring: &Wiring, rule: Rule, ids: &[AgentId]) -> Links {
    let map = Map::new(wiring, rule);
    let fan_in = ids.iter().map(|&id| map.fan_in(id)).collect();
    let links = ids
        .iter()
        .map(|&id| {
            let mut links = map.links(id);
            links.retain(|(_, to)| !to.is_empty());
            links
        })
        .collect();
    Links { fan_in, links }
}

/// `[agent][slot]`: who speaks to it.
pub(super) fn speakers(links: &Links) -> Vec<Box<[u32]>> {
    let nobody = |&fan_in: &usize| vec![u32::MAX; fan_in].into_boxed_slice();
    let mut speakers: Vec<_> = links.fan_in.iter().map(nobody).collect();
    for (speaker, ports) in links.links.iter().enumerate() {
        for to in ports.iter().flat_map(|(_, to)| to) {
            speakers[to.agent as usize][to.slot as usize] = number(speaker);
        }
    }
    speakers
}

/// Where everyone lives.
struct Map<'a> {
    wiring: &'a Wiring,
    rule: Rule,
    /// Positions of the first value neuron of each population, and of the first error neuron.
    first_values: Vec<usize>,
    first_errors: Vec<usize>,
}

impl<'a> Map<'a> {
    fn new(wiring: &'a Wiring, rule: Rule) -> Self {
        let widths = wiring.widths();
        Self {
            wiring,
            rule,
            first_values: (0..widths.len()).map(|p| first_value(widths, p)).collect(),
            first_errors: (0..=wiring.n_computing())
                .map(|p| first_error(widths, p))
                .collect(),
        }
    }

    fn value(&self, p: usize, i: usize) -> u32 {
        number(self.first_values[p] + i)
    }

    fn error(&self, p: usize, i: usize) -> u32 {
        number(self.first_errors[p] + i)
    }

    fn stimulus(&self, column: usize) -> u32 {
        number(self.first_errors[self.wiring.n_computing()] + column)
    }

    fn teacher(&self, column: usize) -> u32 {
        self.stimulus(self.wiring.n_inputs()) + number(column)
    }

    fn controller(&self) -> u32 {
        self.teacher(self.wiring.n_outputs())
    }

    /// The slot of V(p, i) after those of its neighbours: it hears the environment there, or else
    /// the controller.
    fn last_slot(&self, p: usize, i: usize) -> u32 {
        u32::from(!self.wiring.is_input(p)) + number(self.wiring.n_axon(p, i))
    }

    fn fan_in(&self, id: AgentId) -> usize {
        let commanded = usize::from(self.rule.is_commanded());
        match id {
            AgentId::Value { layer, index } => {
                let is_hidden = self.wiring.is_hidden(layer);
                let after = if is_hidden { commanded } else { 1 };
                self.last_slot(layer, index) as usize + after
            }
            AgentId::Error { layer, index } => 1 + self.wiring.n_dendrite(layer, index) + commanded,
            AgentId::Teacher { index: 0 } => 1 + commanded,
            AgentId::Stimulus { .. } | AgentId::Teacher { .. } => 1,
            AgentId::Controller => {
                let widths = self.wiring.widths().iter().enumerate();
                let heard = widths.map(|(p, n)| match () {
                    () if self.wiring.is_hidden(p) => 2 * n,
                    () if self.wiring.is_input(p) => 0,
                    () => *n,
                });
                1 + heard.sum::<usize>()
            }
        }
    }

    fn links(&self, id: AgentId) -> Vec<(Port, Vec<Address>)> {
        match id {
            AgentId::Value { layer, index } => self.links_of_value(layer, index),
            AgentId::Error { layer, index } => self.links_of_error(layer, index),
            AgentId::Stimulus { index } => {
                let (p, i) = self.wiring.input_neuron(index);
                let (agent, slot) = (self.value(p, i), self.last_slot(p, i));
                vec![(Port::WIDE, vec![Address { agent, slot }])]
            }
            AgentId::Teacher { index } => {
                let (p, i) = self.wiring.output_neuron(index);
                let (agent, slot) = (self.value(p, i), self.last_slot(p, i));
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

    fn links_of_value(&self, p: usize, i: usize) -> Vec<(Port, Vec<Address>)> {
        let wiring = self.wiring;
        let own = (!wiring.is_input(p)).then(|| Address {
            agent: self.error(p, i),
            slot: 0,
        });
        let below = wiring.axon(p, i).map(|of| {
            let slot = wiring.dendrite_slot((of.population, of.index), (p, i));
            Address {
                agent: self.error(of.population, of.index),
                slot: 1 + number(slot.expect("bug: links run both ways")),
            }
        });
        let column = || wiring.columns(p).start + i;
        let source = match () {
            () if wiring.is_input(p) => Some(self.stimulus(column())),
            () if wiring.is_output(p) => Some(self.teacher(column())),
            () => None,
        };
        let source = source.map(|agent| Address { agent, slot: 0 });
        let controller = wiring
            .is_hidden(p)
            .then(|| self.controller_slot(p, i, true));
        vec![
            (Port::OWN, own.into_iter().collect()),
            (Port::WIDE, below.collect()),
            (Port::BEAT, source.into_iter().collect()),
            (TO_CONTROLLER, controller.flatten().into_iter().collect()),
        ]
    }

    fn links_of_error(&self, p: usize, i: usize) -> Vec<(Port, Vec<Address>)> {
        let wiring = self.wiring;
        let own = Address {
            agent: self.value(p, i),
            slot: 0,
        };
        // Input neurons read no error; they only hear that the tick was taken.
        let (mut hearers, mut inputs) = (Vec::new(), Vec::new());
        for of in wiring.dendrite(p, i) {
            let slot = wiring.axon_slot((of.population, of.index), (p, i));
            let first = u32::from(!wiring.is_input(of.population));
            let to = Address {
                agent: self.value(of.population, of.index),
                slot: first + number(slot.expect("bug: links run both ways")),
            };
            match wiring.is_input(of.population) {
                true => inputs.push(to),
                false => hearers.push(to),
            }
        }
        vec![
            (Port::OWN, vec![own]),
            (Port::WIDE, hearers),
            (Port::BEAT, inputs),
            (
                TO_CONTROLLER,
                self.controller_slot(p, i, false).into_iter().collect(),
            ),
        ]
    }

    /// The controller's slot for a neuron's acknowledgement: 0 is the teacher's, then error
    /// neurons, then hidden value neurons.
    fn controller_slot(&self, p: usize, i: usize, is_value: bool) -> Option<Address> {
        let first = |p: usize| self.first_values[p];
        let n_errors = first(self.wiring.n_computing());
        let position = match is_value {
            false => first(p) + i,
            true => n_errors + first(p) - self.wiring.n_outputs() + i,
        };
        let slot = 1 + number(position);
        self.rule.is_commanded().then(|| Address {
            agent: self.controller(),
            slot,
        })
    }

    /// Port l is for error neurons of level l, and for the feedback synapses of value neurons of
    /// level l + 1, which hear a pulse at t = l.
    fn links_of_controller(&self) -> Vec<(Port, Vec<Address>)> {
        let wiring = self.wiring;
        let mut links = vec![(
            Port::BEAT,
            vec![Address {
                agent: self.teacher(0),
                slot: 1,
            }],
        )];
        for l in 0..wiring.depth() {
            let mut to = Vec::new();
            for p in (0..wiring.n_computing()).filter(|p| wiring.level(*p) == l) {
                to.extend((0..wiring.widths()[p]).map(|i| Address {
                    agent: self.error(p, i),
                    slot: 1 + number(wiring.n_dendrite(p, i)),
                }));
            }
            let is_above = |p: &usize| wiring.is_hidden(*p) && wiring.level(*p) == l + 1;
            for p in (0..wiring.n_computing()).filter(is_above) {
                to.extend((0..wiring.widths()[p]).map(|j| Address {
                    agent: self.value(p, j),
                    slot: self.last_slot(p, j),
                }));
            }
            links.push((Port(l), to));
        }
        links
    }
}

#[cfg(test)]
mod tests;
