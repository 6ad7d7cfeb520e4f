//! The messages of a value neuron that arrive late, on slow axons.

use super::ValueNeuron;
use crate::axon::Message;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ValueNeuron<S, P> {
    /// What arrives at a slot in the tick in which `message` was sent there.
    pub(super) fn delayed(
        &mut self,
        slot: u32,
        message: Message<S, P::Command>,
    ) -> Message<S, P::Command> {
        let synapse = slot.checked_sub(self.first_below);
        let Some(line) = synapse.and_then(|synapse| self.delays.get_mut(synapse as usize)) else {
            return message;
        };
        let said = match message {
            Message::Feedback(feedback) => Some(feedback),
            _ => None,
        };
        match line.turn(said) {
            Some(feedback) => Message::Feedback(feedback),
            None => Message::Beat,
        }
    }
}
