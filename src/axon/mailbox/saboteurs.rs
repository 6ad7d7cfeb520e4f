//! What a mailbox must not do, for the model to be seen to notice; not in any other build.

use super::{Delivery, Envelope, Mailbox, Ordering, TrySendError};

#[doc(hidden)]
impl<S, C> Mailbox<S, C> {
    /// `deliver`, with a counter that orders nothing.
    ///
    /// # Errors
    /// The message itself, if the mailbox is full.
    pub fn deliver_relaxed(&self, envelope: Envelope<S, C>) -> Result<Delivery, Envelope<S, C>> {
        self.sender
            .try_send(envelope)
            .map_err(TrySendError::into_inner)?;
        match self.missing.fetch_sub(1, Ordering::Relaxed) {
            1 => Ok(Delivery::Complete),
            0 => Ok(Delivery::Surplus),
            _ => Ok(Delivery::Waiting),
        }
    }

    /// `take_all`, waiting for the next tick only after the agent has spoken.
    ///
    /// # Panics
    /// If a message is missing.
    pub fn take_all_late(&self, mut take: impl FnMut(Envelope<S, C>), speak: impl FnOnce()) {
        for _ in 0..self.fan_in {
            let envelope = self.receiver.try_recv();
            take(envelope.expect("bug: a turn begins with a complete mailbox"));
        }
        speak();
        self.missing.store(self.fan_in, Ordering::Release);
    }
}
