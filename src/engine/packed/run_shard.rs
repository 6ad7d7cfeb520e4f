//! A shard's run, in which a panic is caught.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::shard::Shard;
use crate::axon::{LineDown, Observer};
use crate::engine::{Cause, Fault};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

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
