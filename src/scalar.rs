//! The numbers a network computes with: `f32`, `f64`, the exact rational and an emulated half.
//!
//! Promises: every operation gives the same bits on every platform, with a fused unit or without;
//! sums of products are fused, and nothing else is. The only place that computes exp and tanh.
//! Knows nothing of neurons.

mod aligned;
mod angle;
mod bulk;
mod exact;
mod exponential;
mod float;
mod fused;
mod half;
mod instruction_set;
mod logarithm;
mod number;
mod numbers;
mod operations;
mod partners;
mod precision;
mod random;
mod rows;
mod subnormal;
mod synapses;
mod terms;
mod tiles;
mod vector;
mod weight_change;

pub use angle::angle_between;
pub use half::Half;
pub use instruction_set::InstructionSet;
pub use logarithm::log10;
pub use number::{Number, NumberError, whole_number, without_leading_zeros};
pub use numbers::Numbers;
pub use operations::Scalar;
pub use partners::Partners;
pub use precision::{Exact, Precision};
pub use random::{Draws, on_half_circle, standard_normal};
pub use subnormal::keeps_subnormals;
pub use synapses::Rows;
pub use terms::Terms;
pub use tiles::{Plane, Start, Step, Tiles};

#[cfg(test)]
mod tests;
