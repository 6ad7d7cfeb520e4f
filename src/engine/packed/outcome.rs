//! How a run of the shards ended: where a number stopped being finite.

use super::Packed;
use crate::axon::{AgentId, Observer};
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
