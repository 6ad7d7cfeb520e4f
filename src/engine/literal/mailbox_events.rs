//! What reaches neurons and what they say, recorded.

use crate::axon::{AgentId, Commit, Message};

/// One thing that happened to a neuron, or that it said.
#[derive(Clone, Debug, PartialEq)]
pub enum MailboxEvent<S> {
    /// A message in its mailbox, by slot.
    Heard(u32, Message<S, Commit>),
    /// The environment's message before its first tick, by slot.
    Awoke(u32, Message<S, Commit>),
    /// A prediction imposed from outside (an intervention): values per lane, lanes presented.
    Imposed(Box<[S]>, u32),
    /// What it said: to its partner, and to the population.
    Said(Message<S, Commit>, Message<S, Commit>),
}

/// Records what reaches neurons and what they say. Changes no bit.
pub trait RecordMailboxes<S> {
    /// Records, from now on, the neurons that `wanted` chooses.
    fn record_mailboxes(&mut self, wanted: &dyn Fn(AgentId) -> bool);

    /// Hands over what was recorded since the last time, neuron by neuron.
    fn take_mailbox_events(&mut self, take: &mut dyn FnMut(AgentId, Vec<MailboxEvent<S>>));
}
