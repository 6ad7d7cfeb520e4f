//! `scalar` and `axon` without the rest: what `tests/loom` searches. Not part of the crate.

pub mod axon;
pub mod scalar;
