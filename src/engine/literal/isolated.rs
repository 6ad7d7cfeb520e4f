//! Isolation: what reached one neuron, recorded, and the same neuron alone with the record.
//!
//! The neuron in isolation is built from the circuit without its name and with its clock
//! started elsewhere. It hears the recorded messages, takes a turn when its mailbox is complete,
//! and must say and be the same, bit for bit. It has no engine, no neighbours and no environment.

use std::fmt;

use super::mailbox_events::{MailboxEvent, RecordMailboxes};
use super::{Literal, links};
use crate::axon::{AgentId, Command, Commit, Message, Observer, Port, Tick};
use crate::engine::Circuit;
use crate::neuron::{ErrorNeuron, ValueNeuron};
use crate::plasticity::{Autonomous, Commanded, Plasticity};
use crate::scalar::Scalar;

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
pub struct Isolated<S, W> {
    neuron: Box<dyn Neuron<S, W>>,
    fan_in: usize,
    n_heard: usize,
    /// Sees what it does.
    pub observer: W,
}

impl<S: Scalar, W: Observer<S>> Isolated<S, W> {
    /// The neuron `id` of `circuit` at birth, its name taken away and its clock at `birth`.
    /// `None` if `id` is not a neuron of it.
    pub fn new(circuit: &Circuit<S>, id: AgentId, birth: Tick, observer: W) -> Option<Self> {
        let neuron = match circuit.settings.rule.is_commanded() {
            true => neuron::<S, Commanded, W>(circuit, id, birth)?,
            false => neuron::<S, Autonomous, W>(circuit, id, birth)?,
        };
        Some(Self {
            neuron,
            fan_in: links::fan_in(&circuit.blueprint.wiring, circuit.settings.rule, id),
            n_heard: 0,
            observer,
        })
    }

    /// Goes through recorded events: hears, takes a turn whenever the mailbox is complete, and
    /// speaks.
    ///
    /// # Errors
    /// At the first message that differs from what was said in the network.
    pub fn replay(&mut self, events: Vec<MailboxEvent<S>>) -> Result<(), Difference> {
        for event in events {
            match event {
                MailboxEvent::Heard(slot, message) => self.hear(slot, message),
                MailboxEvent::Awoke(slot, message) => self.neuron.awake(slot, message),
                MailboxEvent::Imposed(values, presented) => self.neuron.impose(&values, presented),
                MailboxEvent::Said(own, wide) => self.speak(&own, &wide)?,
            }
        }
        Ok(())
    }

    /// Its clock: the tick it is in, or about to begin.
    pub fn clock(&self) -> Tick {
        self.neuron.clock()
    }

    /// Its weights: of its dendrite and its bias, or of its feedback synapses.
    pub fn weights(&self) -> Vec<S> {
        self.neuron.weights()
    }

    fn hear(&mut self, slot: u32, message: Message<S, Commit>) {
        self.neuron.hear(slot, message);
        self.n_heard += 1;
        if self.n_heard == self.fan_in {
            self.n_heard = 0;
            self.neuron.absorb(&mut self.observer);
        }
    }

    fn speak(
        &mut self,
        own: &Message<S, Commit>,
        wide: &Message<S, Commit>,
    ) -> Result<(), Difference> {
        let (tick, says) = self.neuron.speak();
        for (port, said) in [(Port::OWN, own), (Port::WIDE, wide)] {
            let says = &says[port.0];
            if says != said {
                let what = format!("in the network it said {said:?}, alone it says {says:?}");
                return Err(Difference { tick, what });
            }
        }
        Ok(())
    }
}

/// The neuron `id` as it is built for a network, but for its name and its clock.
fn neuron<S: Scalar, P: Plasticity, W: Observer<S>>(
    circuit: &Circuit<S>,
    id: AgentId,
    birth: Tick,
) -> Option<Box<dyn Neuron<S, W>>> {
    let wiring = &circuit.blueprint.wiring;
    let [dendrites, feedbacks] = circuit.overrides_by_neuron();
    match id {
        AgentId::Value { layer, index } if index < *wiring.widths().get(layer)? => {
            let own = links::own_settings(&feedbacks, layer, index);
            let mut settings = links::value_settings(circuit, layer, index, own);
            settings.id = AgentId::Value { layer: 0, index: 0 };
            settings.birth = birth;
            Some(Box::new(ValueNeuron::<S, P>::new(settings)))
        }
        AgentId::Error { layer, index }
            if layer < wiring.n_computing() && index < wiring.widths()[layer] =>
        {
            let own = links::own_settings(&dendrites, layer, index);
            let mut settings = links::error_settings(circuit, layer, index, own);
            settings.id = AgentId::Error { layer: 0, index: 0 };
            settings.birth = birth;
            Some(Box::new(ErrorNeuron::<S, P>::new(settings)))
        }
        _ => None,
    }
}

/// A neuron of either kind, under any rule.
trait Neuron<S, W>: Send {
    fn hear(&mut self, slot: u32, message: Message<S, Commit>);
    fn awake(&mut self, slot: u32, message: Message<S, Commit>);
    fn impose(&mut self, values: &[S], presented: u32);
    fn absorb(&mut self, observer: &mut W);
    /// The tick for which it speaks, and what it says at each port.
    fn speak(&mut self) -> (Tick, [Message<S, Commit>; 2]);
    fn clock(&self) -> Tick;
    fn weights(&self) -> Vec<S>;
}

impl<S: Scalar, P: Plasticity, W: Observer<S>> Neuron<S, W> for ValueNeuron<S, P> {
    fn hear(&mut self, slot: u32, message: Message<S, Commit>) {
        self.hear(slot, message.map_command(P::Command::from_commit));
    }

    fn awake(&mut self, slot: u32, message: Message<S, Commit>) {
        self.hear(slot, message.map_command(P::Command::from_commit));
        self.awake();
    }

    fn impose(&mut self, values: &[S], presented: u32) {
        self.impose(values, presented);
    }

    fn absorb(&mut self, observer: &mut W) {
        self.absorb(observer);
    }

    fn speak(&mut self) -> (Tick, [Message<S, Commit>; 2]) {
        let mut say = [Message::Beat, Message::Beat];
        self.speak(&mut say);
        let say = say.map(|message| message.map_command(P::Command::into_commit));
        (self.clock(), say)
    }

    fn clock(&self) -> Tick {
        self.clock()
    }

    fn weights(&self) -> Vec<S> {
        self.weights().to_vec()
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S>> Neuron<S, W> for ErrorNeuron<S, P> {
    fn hear(&mut self, slot: u32, message: Message<S, Commit>) {
        self.hear(slot, message.map_command(P::Command::from_commit));
    }

    fn awake(&mut self, _: u32, _: Message<S, Commit>) {
        unreachable!("bug: the environment speaks to value neurons")
    }

    fn impose(&mut self, values: &[S], presented: u32) {
        self.impose(values, presented);
    }

    fn absorb(&mut self, observer: &mut W) {
        self.absorb(observer);
    }

    fn speak(&mut self) -> (Tick, [Message<S, Commit>; 2]) {
        let tick = self.clock();
        let mut say = [Message::Beat, Message::Beat];
        self.speak(&mut say);
        let say = say.map(|message| message.map_command(P::Command::into_commit));
        (tick, say)
    }

    fn clock(&self) -> Tick {
        self.clock()
    }

    fn weights(&self) -> Vec<S> {
        let (weights, bias) = self.weights();
        weights.iter().chain(bias).cloned().collect()
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> RecordMailboxes<S> for Literal<S, P, W> {
    fn record_mailboxes(&mut self, wanted: &dyn Fn(AgentId) -> bool) {
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            let is_wanted = cell.agent.is_neuron() && wanted(cell.agent.id());
            cell.mailbox_record = is_wanted.then(Vec::new);
        }
    }

    fn take_mailbox_events(&mut self, take: &mut dyn FnMut(AgentId, Vec<MailboxEvent<S>>)) {
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            if let Some(record) = &mut cell.mailbox_record {
                take(cell.agent.id(), std::mem::take(record));
            }
        }
    }
}
