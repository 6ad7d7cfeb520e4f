//! What one worker owns, and how it takes a tick: value neurons speak, error neurons speak,
//! value neurons take their next x.
//!
//! A shard privately owns its slices. What they say to neurons of other shards goes as packets
//! over the exchange; what they say within the shard is handed over. Refuses to know what any
//! of it means.

use std::sync::Arc;

use super::errors::ErrorSlice;
use super::observation::Watch;
use super::partition::Partition;
use super::values::ValueSlice;
use crate::axon::{AgentId, Exchange, LineDown, Message, Observer, Packet, Tick};
use crate::engine::{Counts, Kind};
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;

/// One worker's neurons, by layer.
pub(super) struct Shard<S, P: Plasticity, W> {
    pub(super) me: usize,
    pub(super) clock: Tick,
    pub(super) values: Vec<ValueSlice<S, P>>,
    pub(super) errors: Vec<ErrorSlice<S, P>>,
    pub(super) value_watches: Vec<Watch<S, W>>,
    pub(super) error_watches: Vec<Watch<S, W>>,
    pub(super) partition: Arc<Partition>,
    pub(super) exchange: Exchange<S, P::Command>,
    /// Where output neuron 0 lives, the controller does.
    pub(super) controller: Option<P::Controller>,
    /// Learning commands sent from here; at the controller's home, what went over the links before
    /// the network went on from a state, too.
    pub(super) commands: Counts,
    /// Whose turn it is, for when something goes wrong.
    pub(super) turn: AgentId,
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Shard<S, P, W> {
    /// Every tick up to the horizon: a worker's one loop.
    ///
    /// # Errors
    /// If another worker broke off.
    pub(super) fn run(&mut self, ticks: u64) -> Result<(), LineDown> {
        self.value_watches.iter_mut().for_each(Watch::ask);
        self.error_watches.iter_mut().for_each(Watch::ask);
        for left in (0..ticks).rev() {
            self.speak();
            self.command();
            self.hear()?;
            self.predict();
            self.hear()?;
            self.update_x(left == 0);
            self.clock = self.clock.next();
        }
        Ok(())
    }

    /// Value neurons say what is new in x and f(x).
    fn speak(&mut self) {
        for (l, slice) in self.values.iter_mut().enumerate() {
            if !slice.is_new || slice.n == 0 {
                continue;
            }
            slice.speak();
            let watch = &mut self.value_watches[l];
            if watch.wants_words {
                let x = (&slice.x, slice.residue());
                watch.said_rates::<P::Command>(self.clock, x, slice.rates(), slice.news());
            }
            if l == 0 {
                continue;
            }
            let rates = slice.rates();
            let packet = || Packet::Rates {
                layer: l,
                from: self.me,
                rates: Arc::clone(rates),
            };
            let partition = &self.partition;
            self.exchange
                .say(packet, |to| partition.is_there(l - 1, to));
            let below = &mut self.errors[l - 1];
            if below.n > 0 {
                below.hear_rates(self.me, Arc::clone(rates));
            }
        }
    }

    /// The controller, if it is here, sends its commands.
    fn command(&mut self) {
        let Some(controller) = &mut self.controller else {
            return;
        };
        if let Some(teaching) = self.values[0].teaching.take() {
            controller.hear_teacher(&teaching);
        }
        let mut say: Vec<Message<S, P::Command>> = vec![Message::Beat; self.errors.len()];
        controller.tick(&mut say);
        for (layer, message) in say.into_iter().enumerate() {
            let Message::Command(command) = message else {
                continue;
            };
            let n_hidden = match layer + 1 < self.errors.len() {
                true => width(&self.partition, layer + 1),
                false => 0,
            };
            let n_neurons = width(&self.partition, layer) + n_hidden;
            self.commands.add_kind(Kind::Command, n_neurons as u64);
            let packet = Packet::Command { layer, command };
            self.exchange.say(|| packet.clone(), |_| true);
            obey(&mut self.values, &mut self.errors, packet);
        }
    }

    /// Hears what other shards said in this half of the tick.
    fn hear(&mut self) -> Result<(), LineDown> {
        let (values, errors) = (&mut self.values, &mut self.errors);
        self.exchange
            .end_half(|packet| obey(values, errors, packet))
    }

    /// Error neurons compute and speak.
    fn predict(&mut self) {
        let now = self.clock;
        for (l, slice) in self.errors.iter_mut().enumerate() {
            if slice.n == 0 {
                continue;
            }
            self.turn = AgentId::Error { layer: l, index: 0 };
            let (own, above) = self.values[l..].split_first_mut().expect("bug: layers");
            let watch = &mut self.error_watches[l];
            let said = slice.take_tick(now, own.told(), watch);
            let Some(errors) = said.map(Arc::clone) else {
                continue;
            };
            if watch.wants_words {
                watch.said_errors::<P::Command>(now, &errors);
            }
            let packet = || Packet::Errors {
                layer: l,
                from: self.me,
                errors: Arc::clone(&errors),
            };
            let partition = &self.partition;
            self.exchange
                .say(packet, |to| partition.is_there(l + 1, to));
            if above[0].n > 0 {
                above[0].hear_errors(self.me, Arc::clone(&errors));
            }
        }
    }

    /// Value neurons take the x of the next tick.
    fn update_x(&mut self, is_last: bool) {
        for (l, slice) in self.values.iter_mut().enumerate() {
            if slice.n > 0 {
                self.turn = AgentId::Value { layer: l, index: 0 };
                let own = self.errors.get(l);
                slice.take_tick(self.clock, own, is_last, &mut self.value_watches[l]);
            }
        }
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Shard<S, P, W> {
    /// The same shard for a copy of the network: in an empty environment, unwatched.
    pub(super) fn copy(&self, exchange: Exchange<S, P::Command>) -> Self {
        let mut errors = self.errors.clone();
        errors
            .iter_mut()
            .for_each(|slice| slice.counts = Counts::default());
        let mut controller = self.controller.clone();
        controller.iter_mut().for_each(Commander::release);
        Self {
            me: self.me,
            clock: self.clock,
            values: self.values.iter().map(ValueSlice::copy).collect(),
            value_watches: self.value_watches.iter().map(Watch::copy).collect(),
            error_watches: self.error_watches.iter().map(Watch::copy).collect(),
            errors,
            partition: Arc::clone(&self.partition),
            exchange,
            controller,
            commands: Counts::default(),
            turn: self.turn,
        }
    }
}

fn width(partition: &Partition, layer: usize) -> usize {
    partition.layer(layer).last().map_or(0, |slice| slice.end)
}

/// Hands a packet to the slices it is for.
fn obey<S: Scalar, P: Plasticity>(
    values: &mut [ValueSlice<S, P>],
    errors: &mut [ErrorSlice<S, P>],
    packet: Packet<S, P::Command>,
) {
    match packet {
        Packet::Rates { layer, from, rates } => errors[layer - 1].hear_rates(from, rates),
        Packet::Errors {
            layer,
            from,
            errors,
        } => values[layer + 1].hear_errors(from, errors),
        Packet::Command { layer, command } => {
            if layer + 1 < errors.len() && values[layer + 1].n > 0 {
                values[layer + 1].hear_command(command.clone());
            }
            if errors[layer].n > 0 {
                errors[layer].hear_command(command);
            }
        }
    }
}
