//! Isolation: what reached one neuron, recorded, and the same neuron alone with the recording.
//!
//! The neuron in isolation is born from the circuit without its name and with its clock
//! started elsewhere, hears its tape, takes a turn when its mailbox is complete, and must
//! say and be the same, bit for bit. It has no engine, no neighbours and no environment.

use std::fmt;

use super::wiring;
use crate::axon::{AgentId, Message, Port, Tick, Witness};
use crate::engine::Circuit;
use crate::neuron::{ErrorNeuron, ValueNeuron};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

/// One thing that happened to a neuron, or that it said.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<S, C> {
    /// A message in its mailbox, by slot.
    Heard(u32, Message<S, C>),
    /// The environment's message before its first tick, by slot.
    Awoke(u32, Message<S, C>),
    /// A prediction imposed from outside (an intervention): values per lane, lanes presented.
    Imposed(Box<[S]>, u32),
    /// What it said: to its partner, and to the population.
    Said(Message<S, C>, Message<S, C>),
}

/// A neuron in isolation that did not say what it said in the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The tick on the clock of the neuron in isolation.
    pub tick: Tick,
    /// What it said in the network, and what it says alone.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// One neuron, alone.
#[derive(Debug)]
pub struct Isolated<S, P: Plasticity, W> {
    neuron: Neuron<S, P>,
    fan_in: usize,
    n_heard: usize,
    say: [Message<S, P::Command>; 2],
    /// Sees what it does.
    pub witness: W,
}

#[derive(Debug)]
enum Neuron<S, P: Plasticity> {
    Value(ValueNeuron<S, P>),
    Error(ErrorNeuron<S, P>),
}

impl<S: Scalar, P: Plasticity, W: Witness<S>> Isolated<S, P, W> {
    /// The neuron `id` of `circuit` at birth, its name taken away and its clock at `birth`.
    /// `None` if `id` is not a neuron of it.
    pub fn born(circuit: &Circuit<S>, id: AgentId, birth: Tick, witness: W) -> Option<Self> {
        let widths = &circuit.blueprint.widths;
        let [dendrites, feedbacks] = circuit.overrides_by_neuron();
        let neuron = match id {
            AgentId::Value { layer, index } if index < *widths.get(layer)? => {
                let own = wiring::own_settings(&feedbacks, layer, index);
                let mut settings = wiring::value_settings(circuit, layer, index, own);
                settings.id = AgentId::Value { layer: 0, index: 0 };
                settings.birth = birth;
                Neuron::Value(ValueNeuron::new(settings))
            }
            AgentId::Error { layer, index }
                if layer + 1 < widths.len() && index < widths[layer] =>
            {
                let own = wiring::own_settings(&dendrites, layer, index);
                let mut settings = wiring::error_settings(circuit, layer, index, own);
                settings.id = AgentId::Error { layer: 0, index: 0 };
                settings.birth = birth;
                Neuron::Error(ErrorNeuron::new(settings))
            }
            _ => return None,
        };
        let fan_in = wiring::fan_in(widths, circuit.rule, id);
        let say = [Message::Beat, Message::Beat];
        Some(Self {
            neuron,
            fan_in,
            n_heard: 0,
            say,
            witness,
        })
    }

    /// Goes through a tape: hears, takes a turn whenever the mailbox is complete, and speaks.
    ///
    /// # Errors
    /// At the first message that differs from what was said in the network.
    pub fn replay(&mut self, tape: Vec<Step<S, P::Command>>) -> Result<(), Difference> {
        for step in tape {
            match step {
                Step::Heard(slot, message) => self.hear(slot, message),
                Step::Awoke(slot, message) => {
                    if let Neuron::Value(neuron) = &mut self.neuron {
                        neuron.hear(slot, message);
                        neuron.awake();
                    }
                }
                Step::Imposed(values, presented) => match &mut self.neuron {
                    Neuron::Value(neuron) => neuron.impose(&values, presented),
                    Neuron::Error(neuron) => neuron.impose(&values, presented),
                },
                Step::Said(own, wide) => self.speak(&own, &wide)?,
            }
        }
        Ok(())
    }

    /// Its clock: the tick it is in, or about to begin.
    pub fn clock(&self) -> Tick {
        match &self.neuron {
            Neuron::Value(neuron) => neuron.clock(),
            Neuron::Error(neuron) => neuron.clock(),
        }
    }

    /// Its weights: of its dendrite and its bias, or of its feedback synapses.
    pub fn weights(&self) -> Vec<S> {
        match &self.neuron {
            Neuron::Value(neuron) => neuron.weights().to_vec(),
            Neuron::Error(neuron) => {
                let (weights, bias) = neuron.weights();
                weights.iter().chain(bias).cloned().collect()
            }
        }
    }

    fn hear(&mut self, slot: u32, message: Message<S, P::Command>) {
        match &mut self.neuron {
            Neuron::Value(neuron) => neuron.hear(slot, message),
            Neuron::Error(neuron) => neuron.hear(slot, message),
        }
        self.n_heard += 1;
        if self.n_heard == self.fan_in {
            self.n_heard = 0;
            match &mut self.neuron {
                Neuron::Value(neuron) => neuron.absorb(&mut self.witness),
                Neuron::Error(neuron) => neuron.absorb(&mut self.witness),
            }
        }
    }

    fn speak(
        &mut self,
        own: &Message<S, P::Command>,
        wide: &Message<S, P::Command>,
    ) -> Result<(), Difference> {
        let tick = match &mut self.neuron {
            Neuron::Value(neuron) => {
                neuron.speak(&mut self.say);
                neuron.clock()
            }
            Neuron::Error(neuron) => {
                let tick = neuron.clock();
                neuron.speak(&mut self.say);
                tick
            }
        };
        for (port, said) in [(Port::OWN, own), (Port::WIDE, wide)] {
            let says = &self.say[port.0];
            if says != said {
                let what = format!("in the network it said {said:?}, alone it says {says:?}");
                return Err(Difference { tick, what });
            }
        }
        Ok(())
    }
}
