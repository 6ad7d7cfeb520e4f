//! Which vector instructions bulk arithmetic runs on: chosen at run time, in a portable build.
//!
//! Promises that the choice reaches no number: every set does the same operations on the same
//! operands, and a set without a fused unit computes fused products in software. The unsafe parts
//! of calling instructions that a build does not take for granted are `pulp`'s.

use serde::{Deserialize, Serialize};

/// A set of vector instructions.
///
/// ```
/// use fazil::scalar::InstructionSet;
/// assert!(InstructionSet::Portable.is_available());
/// assert!(InstructionSet::best().is_available());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InstructionSet {
    /// What every machine of the build's target has: SSE2 on x86-64, 128 bits; products are fused
    /// in software, unless the target has a unit for that.
    Portable,
    /// AVX2 and FMA, 256 bits.
    Avx2,
    /// AVX-512 (F, BW, CD, DQ, VL), 512 bits.
    Avx512,
}

impl InstructionSet {
    /// Every set, narrowest first.
    pub const ALL: [Self; 3] = [Self::Portable, Self::Avx2, Self::Avx512];

    /// The widest set of this machine.
    pub fn best() -> Self {
        let mut widest = Self::ALL.into_iter().rev();
        let available = widest.find(|set| set.is_available());
        available.unwrap_or(Self::Portable)
    }

    /// Whether this machine has it.
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => pulp::x86::V3::is_available(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => pulp::x86::V4::is_available(),
            #[cfg(not(target_arch = "x86_64"))]
            _ => false,
        }
    }

    /// Runs `work` compiled for this set, or for `Portable` where the machine lacks it. What
    /// `work` calls must be inlined to gain from it.
    #[inline(always)]
    pub fn run<R>(self, work: impl FnOnce() -> R) -> R {
        #[cfg(target_arch = "x86_64")]
        match self {
            Self::Avx512 => {
                if let Some(instructions) = pulp::x86::V4::try_new() {
                    return instructions.vectorize(work);
                }
            }
            Self::Avx2 => {
                if let Some(instructions) = pulp::x86::V3::try_new() {
                    return instructions.vectorize(work);
                }
            }
            Self::Portable => {}
        }
        work()
    }

    /// The same for work written in explicit vectors.
    #[inline(always)]
    pub(super) fn dispatch<W: pulp::WithSimd>(self, work: W) -> W::Output {
        #[cfg(target_arch = "x86_64")]
        match self {
            Self::Avx512 => {
                if let Some(instructions) = pulp::x86::V4::try_new() {
                    return pulp::Simd::vectorize(instructions, work);
                }
            }
            Self::Avx2 => {
                if let Some(instructions) = pulp::x86::V3::try_new() {
                    return pulp::Simd::vectorize(instructions, work);
                }
            }
            Self::Portable => {}
        }
        pulp::Simd::vectorize(pulp::Scalar128b, work)
    }
}
