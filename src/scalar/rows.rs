//! The two loops over the synapses of neurons that are connected in any way: sums, and changes of weight.
//! The lanes of a partner lie next to each other.
//!
//! Promises the plain loops' bits, whatever the instruction set: a sum runs in the order of a neuron's
//! synapses, a change in the order of lanes. Neurons that have the same partners share the work of
//! finding them. Who takes no part may leave +0 where there was −0.

mod changes;
mod changes_apart;
mod sums;
mod sums_apart;
mod vector_terms;
mod wide;

pub(super) use changes::learn_rows_in_vectors;
pub(super) use sums::add_rows_in_vectors;

#[cfg(test)]
mod tests;
