//! An agent at its place: what it is, the links it speaks down, and who watches it.
//!
//! A cell moves messages between a mailbox and its agent and counts them; what they mean is
//! the agent's business.

use super::heard_slots::HeardSlots;
use super::isolated::MailboxEvent;
use super::links::TO_CONTROLLER;
use crate::axon::{Address, AgentId, Command, Commit, Envelope, Message, Observer, Port, Tick};
use crate::engine::{Circuit, Counts};
use crate::environment::{Showing, StimulusSource, TeacherSource};
use crate::neuron::{ErrorNeuron, NotFinite, ValueNeuron};
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;

/// Whoever has a mailbox.
pub(super) enum Agent<S, P: Plasticity> {
    Value(ValueNeuron<S, P>),
    Error(ErrorNeuron<S, P>),
    Stimulus {
        index: usize,
        clock: Tick,
        source: StimulusSource<S>,
    },
    Teacher {
        index: usize,
        clock: Tick,
        source: TeacherSource<S>,
    },
    Controller {
        clock: Tick,
        n_errors: u32,
        controller: P::Controller,
    },
}

impl<S: Scalar, P: Plasticity> Agent<S, P> {
    pub(super) fn id(&self) -> AgentId {
        match self {
            Self::Value(neuron) => neuron.id(),
            Self::Error(neuron) => neuron.id(),
            Self::Stimulus { index, .. } => AgentId::Stimulus { index: *index },
            Self::Teacher { index, .. } => AgentId::Teacher { index: *index },
            Self::Controller { .. } => AgentId::Controller,
        }
    }

    pub(super) fn clock(&self) -> Tick {
        match self {
            Self::Value(neuron) => neuron.clock(),
            Self::Error(neuron) => neuron.clock(),
            Self::Stimulus { clock, .. }
            | Self::Teacher { clock, .. }
            | Self::Controller { clock, .. } => *clock,
        }
    }

    /// The tick that the message in `slot` must belong to. A source is acknowledged for the
    /// tick it spoke last. The controller hears error neurons acknowledge its last tick; the
    /// teacher speaks of the coming one, and so do value neurons, who have then taken in the
    /// last.
    pub(super) fn due(&self, slot: u32) -> Tick {
        match self {
            Self::Value(neuron) => neuron.due(slot),
            Self::Error(neuron) => neuron.due(slot),
            Self::Stimulus { clock, .. } | Self::Teacher { clock, .. } => Tick(clock.0 - 1),
            Self::Controller {
                clock, n_errors, ..
            } => match (1..=*n_errors).contains(&slot) {
                true => Tick(clock.0 - 1),
                false => *clock,
            },
        }
    }

    pub(super) fn is_neuron(&self) -> bool {
        matches!(self, Self::Value(_) | Self::Error(_))
    }

    pub(super) fn is_source(&self) -> bool {
        matches!(self, Self::Stimulus { .. } | Self::Teacher { .. })
    }

    /// Whether it begins a run by speaking, before it hears anything.
    pub(super) fn speaks_first(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether it keeps to itself, for now, what it would say next. In a network without
    /// hidden neurons nothing else holds the controller back.
    pub(super) fn holds_at(&self, horizon: Tick) -> bool {
        match self {
            Self::Value(neuron) => neuron.clock() >= horizon,
            Self::Controller { clock, .. } => *clock >= horizon,
            _ => false,
        }
    }

    pub(super) fn not_finite(&self) -> Option<NotFinite> {
        match self {
            Self::Value(neuron) => neuron.not_finite(),
            Self::Error(neuron) => neuron.not_finite(),
            _ => None,
        }
    }

    pub(super) fn synapse_bytes(&self) -> usize {
        match self {
            Self::Value(neuron) => neuron.synapse_bytes(),
            Self::Error(neuron) => neuron.synapse_bytes(),
            _ => 0,
        }
    }

    pub(super) fn queue(&mut self, showing: &Showing<S>) {
        match self {
            Self::Stimulus { source, .. } => source.queue(showing.clone()),
            Self::Teacher { source, .. } => source.queue(showing.clone()),
            _ => {}
        }
    }

    /// The same agent for a copy of the network: neurons as they are, free of their teachers;
    /// sources with an empty timetable.
    pub(super) fn copy(&self, circuit: &Circuit<S>) -> Self {
        match self {
            Self::Value(neuron) => {
                let mut neuron = neuron.clone();
                neuron.release();
                Self::Value(neuron)
            }
            Self::Error(neuron) => Self::Error(neuron.clone()),
            Self::Stimulus { index, clock, .. } => Self::Stimulus {
                index: *index,
                clock: Tick(clock.0 - 1), // It speaks for the coming tick once more.
                source: StimulusSource::new(*index, circuit.settings.n_lanes),
            },
            Self::Teacher { index, clock, .. } => Self::Teacher {
                index: *index,
                clock: Tick(clock.0 - 1),
                source: TeacherSource::new(*index, circuit.settings.n_lanes),
            },
            Self::Controller {
                clock,
                n_errors,
                controller,
            } => {
                let mut controller = controller.clone();
                controller.release();
                Self::Controller {
                    clock: *clock,
                    n_errors: *n_errors,
                    controller,
                }
            }
        }
    }
}

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
