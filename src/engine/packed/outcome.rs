//! How a run of the shards ended: whether a worker broke off, and where a number stopped being
//! finite.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Packed;
use super::shard::Shard;
use crate::axon::{AgentId, LineDown, Observer};
use crate::engine::{Cause, Fault};
use crate::neuron::NotFinite;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Packed<S, P, W> {
    /// Where a number first stopped being finite: in the earliest tick, and in the first neuron
    /// in the order of the ids.
    pub(super) fn diverged(&self) -> Option<Fault> {
        let widths = &self.fit.widths;
        let mut first: Option<(AgentId, NotFinite)> = None;
        let mut consider = |agent: AgentId, found: Option<NotFinite>| {
            if let Some(found) = found
                && first
                    .as_ref()
                    .is_none_or(|(_, first)| found.tick < first.tick)
            {
                first = Some((agent, found));
            }
        };
        for layer in 0..widths.len() {
            for (shard, slice) in self.shards.iter().zip(self.partition.layer(layer)) {
                if let Some((i, found)) = shard.values[layer].not_finite {
                    let index = slice.start + i;
                    consider(AgentId::Value { layer, index }, Some(found));
                }
            }
        }
        for layer in 0..widths.len() - 1 {
            for (shard, slice) in self.shards.iter().zip(self.partition.layer(layer)) {
                if let Some((i, found)) = shard.errors[layer].not_finite {
                    let index = slice.start + i;
                    consider(AgentId::Error { layer, index }, Some(found));
                }
            }
        }
        first.map(|(agent, found)| Fault {
            agent,
            tick: found.tick,
            cause: Cause::Diverged(found),
        })
    }
}

/// Runs a shard; a panic in it ends the run of all.
pub(super) fn run_shard<S: Scalar, P: Plasticity, W: Observer<S> + Default>(
    shard: &mut Shard<S, P, W>,
    ticks: u64,
) -> Option<Fault> {
    match catch_unwind(AssertUnwindSafe(|| shard.run(ticks))) {
        Ok(Ok(())) => None,
        Ok(Err(LineDown)) => {
            shard.exchange.break_off();
            None // The shard that broke off first says why.
        }
        Err(panic) => {
            shard.exchange.break_off();
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()));
            Some(Fault {
                agent: shard.turn,
                tick: shard.clock,
                cause: Cause::Panicked(text.unwrap_or_else(|| "no message".to_owned())),
            })
        }
    }
}
