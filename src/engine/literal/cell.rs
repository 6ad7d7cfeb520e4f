//! An agent at its place: the links it speaks down, what it heard, and who watches it.
//!
//! Promises to move messages between a mailbox and its agent and to count them; what they mean is
//! the agent's business.

use super::agent::Agent;
use super::heard_slots::HeardSlots;
use super::links::TO_CONTROLLER;
use super::mailbox_events::MailboxEvent;
use crate::axon::{Address, Command, Commit, Envelope, Message, Observer, Port, Tick};
use crate::engine::Counts;
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;

/// An agent, its links and its observer.
pub(super) struct Cell<S, P: Plasticity, W> {
    pub(super) agent: Agent<S, P>,
    pub(super) observer: W,
    /// Whether it has computed a tick's x and not said it yet.
    pub(super) is_holding: bool,
    pub(super) counts: Counts,
    /// Everything that reached the agent, and what it said; `None` when nobody records.
    pub(super) mailbox_record: Option<Vec<MailboxEvent<S>>>,
    /// Where each port leads.
    links: Vec<(Port, Vec<Address>)>,
    /// What is said at each port in a tick.
    say: Vec<Message<S, P::Command>>,
    /// Which slots were heard in this tick.
    heard_slots: HeardSlots,
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Cell<S, P, W> {
    pub(super) fn new(
        agent: Agent<S, P>,
        links: Vec<(Port, Vec<Address>)>,
        heard_slots: HeardSlots,
    ) -> Self {
        // Ports beyond these say beats.
        let speaking = |port: &Port| ![Port::BEAT, TO_CONTROLLER].contains(port);
        let ports = links
            .iter()
            .map(|(port, _)| port)
            .filter(|port| speaking(port));
        let n_ports = ports.map(|port| port.0 + 1).max().unwrap_or(0);
        Self {
            agent,
            observer: W::default(),
            is_holding: false,
            counts: Counts::default(),
            mailbox_record: None,
            links,
            say: vec![Message::Beat; n_ports.max(2)],
            heard_slots,
        }
    }

    /// The controller's slot for this neuron, if there is one.
    pub(super) fn controller(&self) -> Option<Address> {
        self.links
            .iter()
            .find(|(port, _)| *port == TO_CONTROLLER)
            .map(|(_, to)| to[0])
    }

    /// The tick that the next message in `slot` must belong to. A controller that keeps to itself
    /// what it would say has heard its tick already.
    pub(super) fn due(&self, slot: u32) -> Tick {
        let due = self.agent.due(slot);
        match &self.agent {
            Agent::Controller { .. } if self.is_holding => due.next(),
            _ => due,
        }
    }

    pub(super) fn heard_slots(&self) -> &HeardSlots {
        &self.heard_slots
    }

    pub(super) fn link_bytes(&self) -> usize {
        self.links
            .iter()
            .map(|(_, to)| to.len() * size_of::<Address>())
            .sum::<usize>()
            + self.heard_slots.bytes()
    }

    /// Whether anybody listens to what it hears in this turn.
    #[inline]
    pub(super) fn is_overheard(&self) -> bool {
        self.mailbox_record.is_some() || self.observer.wants_messages()
    }

    /// A message of its tick; `is_overheard` is the same for all of a turn.
    #[inline]
    pub(super) fn hear(&mut self, envelope: Envelope<S, P::Command>, is_overheard: bool) {
        let Envelope {
            tick,
            slot,
            message,
        } = envelope;
        self.heard_slots.hear(slot, tick, self.agent.due(slot));
        if is_overheard {
            self.overhear(tick, slot, &message, MailboxEvent::Heard);
        }
        match &mut self.agent {
            Agent::Value(neuron) => neuron.hear(slot, message),
            Agent::Error(neuron) => neuron.hear(slot, message),
            Agent::Controller { controller, .. } => {
                if let Message::Teacher(teaching) = message {
                    controller.hear_teacher(&teaching);
                }
            }
            Agent::Stimulus { .. } | Agent::Teacher { .. } => {} // An acknowledgement.
        }
    }

    /// Takes down what it hears, and shows it to the observer that wants it.
    #[cold]
    fn overhear(
        &mut self,
        tick: Tick,
        slot: u32,
        message: &Message<S, P::Command>,
        event: fn(u32, Message<S, Commit>) -> MailboxEvent<S>,
    ) {
        if self.observer.wants_messages() {
            self.observer.heard(tick, slot, message);
        }
        if let Some(record) = &mut self.mailbox_record {
            let message = message.clone().map_command(P::Command::into_commit);
            record.push(event(slot, message));
        }
    }

    /// An input or output neuron hears the environment before the first tick.
    pub(super) fn awake(&mut self, envelope: Envelope<S, P::Command>) {
        let Envelope {
            tick,
            slot,
            message,
        } = envelope;
        if self.is_overheard() {
            self.overhear(tick, slot, &message, MailboxEvent::Awoke);
        }
        let Agent::Value(neuron) = &mut self.agent else {
            unreachable!("bug: the environment speaks to value neurons")
        };
        neuron.hear(slot, message);
        neuron.awake();
    }

    /// Has its prediction imposed on it: x for a value neuron, μ for an error neuron.
    pub(super) fn impose(&mut self, values: &[S], presented: u32) {
        if let Some(record) = &mut self.mailbox_record {
            record.push(MailboxEvent::Imposed(values.into(), presented));
        }
        match &mut self.agent {
            Agent::Value(neuron) => neuron.impose(values, presented),
            Agent::Error(neuron) => neuron.impose(values, presented),
            _ => unreachable!("bug: only neurons are imposed on"),
        }
    }

    pub(super) fn absorb(&mut self) {
        self.heard_slots.end_of_hearing();
        match &mut self.agent {
            Agent::Value(neuron) => neuron.absorb(&mut self.observer),
            Agent::Error(neuron) => neuron.absorb(&mut self.observer),
            _ => {}
        }
    }

    /// Speaks for one tick down every link.
    pub(super) fn speak(&mut self, mut post: impl FnMut(u32, Envelope<S, P::Command>)) {
        let tick = self.agent.clock();
        match &mut self.agent {
            Agent::Value(neuron) => neuron.speak(&mut self.say),
            Agent::Error(neuron) => neuron.speak(&mut self.say),
            Agent::Stimulus { source, clock, .. } => {
                source.tick(&mut self.say);
                *clock = clock.next();
            }
            Agent::Teacher { source, clock, .. } => {
                source.tick(&mut self.say);
                *clock = clock.next();
            }
            Agent::Controller {
                controller, clock, ..
            } => {
                controller.tick(&mut self.say);
                *clock = clock.next();
            }
        }
        if self.agent.is_neuron() && self.observer.wants_words() {
            let [own, wide, ..] = self.say.as_slice() else {
                unreachable!("bug: a neuron has a partner's port and a population's")
            };
            self.observer.said(tick, own, wide);
        }
        if let Some(record) = &mut self.mailbox_record {
            let said = |port: Port| {
                let message = self.say[port.0].clone();
                message.map_command(P::Command::into_commit)
            };
            record.push(MailboxEvent::Said(said(Port::OWN), said(Port::WIDE)));
        }
        for (port, addresses) in &self.links {
            let message = self.say.get(port.0).unwrap_or(&Message::Beat);
            let n_links = addresses.len() as u64;
            self.counts.add(message, n_links);
            for Address { agent, slot } in addresses {
                post(
                    *agent,
                    Envelope {
                        tick,
                        slot: *slot,
                        message: message.clone(),
                    },
                );
            }
        }
    }
}
