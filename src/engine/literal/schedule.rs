//! Seeded schedules: one thread, and a network in any order that the protocol allows.
//!
//! What is spoken stays in flight until it is drawn. At every step the seed chooses: a message
//! in flight goes to its mailbox, or an agent that is ready takes its turn. The protocol never
//! has two messages in flight on one link, so every order of them is legal. Promises that the
//! same seed gives the same order, and that a run of the same seed in other stretches is
//! another legal order; knows no more of the agents than a worker does.

use super::Literal;
use crate::axon::{Delivery, Envelope, Observer};
use crate::plasticity::Plasticity;
use crate::scalar::{Draws, Scalar};

/// A network on its way from one rest to the next.
struct Course<S, C> {
    draws: Draws,
    /// Of 8 choices between a turn and a message, how many go to the turn.
    eagerness: u64,
    /// Receiver and message.
    in_flight: Vec<(u32, Envelope<S, C>)>,
    ready: Vec<u32>,
}

/// What comes next.
enum Step<S, C> {
    Turn(u32),
    Delivery(u32, Envelope<S, C>),
}

impl<S, C> Course<S, C> {
    fn draw(&mut self) -> Option<Step<S, C>> {
        let (n_ready, n_in_flight) = (self.ready.len() as u64, self.in_flight.len() as u64);
        let is_turn = match (n_ready, n_in_flight) {
            (0, 0) => return None,
            (_, 0) => true,
            (0, _) => false,
            _ => self.draws.below(8) < self.eagerness,
        };
        Some(match is_turn {
            true => {
                let k = self.draws.below(n_ready) as usize;
                Step::Turn(self.ready.swap_remove(k))
            }
            false => {
                let k = self.draws.below(n_in_flight) as usize;
                let (agent, envelope) = self.in_flight.swap_remove(k);
                Step::Delivery(agent, envelope)
            }
        })
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    /// Runs the network from `ready` until it falls quiet, in the order that `seed` draws.
    pub(super) fn work_in_order(&self, seed: u64, horizon: i64, mut ready: Vec<u32>) {
        ready.extend(self.ready.withdraw_all()); // Complete since the environment's first words.
        let mut draws = Draws::new(seed, &format!("schedule to {horizon}"));
        let mut course = Course {
            eagerness: 1 + draws.below(7),
            draws,
            in_flight: Vec::new(),
            ready,
        };
        while let Some(step) = course.draw() {
            if self.is_halted() {
                return;
            }
            match step {
                Step::Turn(agent) => {
                    let say = |to, envelope| course.in_flight.push((to, envelope));
                    self.turn(agent as usize, say);
                }
                // The turn of whoever it completes is drawn like any other.
                Step::Delivery(agent, envelope) => {
                    if self.arrive(agent, envelope) == Some(Delivery::Complete) {
                        course.ready.push(agent);
                    }
                }
            }
        }
    }
}
