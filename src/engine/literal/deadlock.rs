//! After the network fell quiet: whether everyone arrived, in finite numbers, and everything
//! that was said was heard or waits where it belongs.
//!
//! The ordinary check costs a look at each agent. Only when it fails are the links searched
//! for the one that lost a message.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use super::Literal;
use super::agent::Agent;
use crate::axon::{Observer, Tick};
use crate::engine::{Cause, Fault, Slot, Violation, ViolationKind};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    /// Everything that is wrong with a network at rest, the cause before its consequences.
    pub(super) fn inspect(&self) -> Result<(), Fault> {
        self.look_into_surplus();
        self.verdict()?;
        self.misdelivered().map_or(Ok(()), Err)?;
        let starving = self.starving();
        if starving.is_some() || self.books() != self.books_at_birth {
            self.unheard().or(starving).map_or(Ok(()), Err)?;
        }
        self.diverged().map_or(Ok(()), Err)
    }

    /// The fault that ended the run, if one did.
    pub(super) fn verdict(&self) -> Result<(), Fault> {
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        fault.clone().map_or(Ok(()), Err)
    }

    /// The message that found a mailbox full is not always the one too many: another slot may
    /// have been spoken to twice, or too late, before.
    fn look_into_surplus(&self) {
        let mut told = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(fault) = told.as_mut().filter(|fault| fault.is_surplus()) else {
            return;
        };
        let known = self.ids.iter().position(|id| *id == fault.agent);
        let index = known.expect("bug: a fault is some agent's");
        if let Some(found) = self.misdelivered_to(index) {
            *fault = found;
        }
    }

    /// Messages said, less messages heard and messages in mailboxes: at every rest what it was
    /// when the network began.
    pub(super) fn books(&self) -> i64 {
        let of_one = |index: usize| {
            let cell = self.cell(index);
            let counts = cell.counts;
            let said = counts.messages() + counts.beats() + counts.commands();
            let waiting = self.mailboxes[index].len() as u64;
            said as i64 - (cell.heard_slots().n_heard() + waiting) as i64
        };
        (0..self.cells.len()).map(of_one).sum()
    }

    pub(super) fn violation(
        &self,
        index: usize,
        tick: Tick,
        slot: u32,
        kind: ViolationKind,
    ) -> Fault {
        let slot = self.slot(index, slot);
        Fault {
            agent: self.ids[index],
            tick,
            cause: Cause::Protocol(Violation { slot, kind }),
        }
    }

    fn slot(&self, index: usize, slot: u32) -> Slot {
        let speaker = self.speakers[index][slot as usize];
        Slot {
            index: slot,
            speaker: self.ids[speaker as usize],
        }
    }

    /// A message in some mailbox that may not be there now.
    fn misdelivered(&self) -> Option<Fault> {
        let mut waiting = (0..self.cells.len()).filter(|&index| !self.mailboxes[index].is_empty());
        waiting.find_map(|index| self.misdelivered_to(index))
    }

    fn misdelivered_to(&self, index: usize) -> Option<Fault> {
        let cell = self.cell(index);
        let mut heard = vec![false; self.mailboxes[index].fan_in()];
        let mut found = None;
        self.mailboxes[index].look(|envelope| {
            let (slot, tick) = (envelope.slot, envelope.tick);
            let due = cell.due(slot);
            let kind = if tick != due {
                ViolationKind::WrongTick { heard: tick, due }
            } else if std::mem::replace(&mut heard[slot as usize], true) {
                ViolationKind::HeardTwice
            } else if self.last_said(self.speakers[index][slot as usize]) < tick {
                ViolationKind::Unspoken
            } else {
                return;
            };
            found.get_or_insert((slot, kind));
        });
        let (slot, kind) = found?;
        Some(self.violation(index, cell.agent.clock(), slot, kind))
    }

    /// The last tick that an agent has spoken of.
    fn last_said(&self, index: u32) -> Tick {
        let cell = self.cell(index as usize);
        let clock = cell.agent.clock();
        match &cell.agent {
            Agent::Value(_) if !cell.is_holding => clock,
            _ => Tick(clock.0 - 1),
        }
    }

    /// A neuron that did not come as far as it was to.
    fn starving(&self) -> Option<Fault> {
        let horizon = Tick(self.horizon.load(Ordering::Relaxed));
        let index = (0..self.cells.len()).find(|&index| {
            let cell = self.cell(index);
            cell.agent.is_neuron() && cell.agent.clock() != horizon
        })?;
        let heard = self.heard(index);
        let slots = (0..heard.len() as u32).filter(|&slot| !heard[slot as usize]);
        Some(self.starved(index, slots.collect()))
    }

    /// An agent to whom something was said that it neither heard nor has in its mailbox.
    fn unheard(&self) -> Option<Fault> {
        (0..self.cells.len()).find_map(|index| {
            let heard = self.heard(index);
            let is_lost = |slot: &u32| {
                let due = self.cell(index).due(*slot);
                let speaker = self.speakers[index][*slot as usize];
                !heard[*slot as usize] && self.last_said(speaker) >= due
            };
            let lost: Vec<u32> = (0..heard.len() as u32).filter(is_lost).collect();
            (!lost.is_empty()).then(|| self.starved(index, lost))
        })
    }

    fn starved(&self, index: usize, slots: Vec<u32>) -> Fault {
        let cause = Cause::Starved {
            missing: self.mailboxes[index].missing(),
            slots: slots.iter().map(|&slot| self.slot(index, slot)).collect(),
        };
        Fault {
            agent: self.ids[index],
            tick: self.cell(index).agent.clock(),
            cause,
        }
    }

    /// `[fan-in]`: whether the slot's message of the coming tick is in the mailbox.
    fn heard(&self, index: usize) -> Vec<bool> {
        let mut heard = vec![false; self.mailboxes[index].fan_in()];
        self.mailboxes[index].look(|envelope| heard[envelope.slot as usize] = true);
        heard
    }

    /// Where a number first stopped being finite.
    fn diverged(&self) -> Option<Fault> {
        let mut first: Option<Fault> = None;
        for index in 0..self.cells.len() {
            let cell = self.cell(index);
            if let Some(found) = cell.agent.not_finite()
                && first.as_ref().is_none_or(|first| found.tick < first.tick)
            {
                first = Some(Fault {
                    agent: cell.agent.id(),
                    tick: found.tick,
                    cause: Cause::Diverged(found),
                });
            }
        }
        first
    }
}
