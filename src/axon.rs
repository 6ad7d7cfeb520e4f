//! What neurons say to each other, when, and through what: ticks, ids, messages, mailboxes.
//!
//! Promises: a message is addressed to a synapse slot of a mailbox and stamped with its tick;
//! a mailbox holds exactly one tick's messages. The only place that names crossbeam. Refuses
//! to know what a message means to whoever reads it.

mod channel;
mod id;
mod mailbox;
mod message;
mod observer;
mod packet;
mod pattern;
mod spiked;
mod tick;

pub use id::{AgentId, SynapseId};
pub use mailbox::{Address, Delivery, Envelope, Mailbox, ReadyQueue, Turn};
pub use message::{
    Activity, Command, Commit, Feedback, Lanes, Message, Never, Port, PredictionError, Teaching,
};
pub use observer::{Observer, Unobserved, WeightChange};
pub use packet::{Errors, Exchange, LineDown, Packet, Rates};
pub use pattern::{NeuronPattern, PatternError, SynapsePattern, shown};
pub use spiked::{SlotSet, Spiked};
pub use tick::Tick;
