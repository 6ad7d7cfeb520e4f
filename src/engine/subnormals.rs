//! The check that small numbers are kept on this thread.

use crate::scalar::keeps_subnormals;

/// # Panics
/// If numbers below the smallest normal one are flushed to 0 on this thread: what rounding leaves out
/// of x would be lost, and with it the equality with backpropagation.
pub(super) fn assert_subnormals() {
    assert!(
        keeps_subnormals(),
        "this thread flushes subnormal numbers to 0; a network cannot compute with that (for \
         PyTorch: torch.set_flush_denormal(False))"
    );
}
