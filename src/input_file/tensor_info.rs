//! What the header of a safetensors file says about one tensor.

use std::ops::Range;

use super::element::Element;

/// What the header says about one tensor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TensorInfo {
    /// The type of its numbers.
    pub element: Element,
    /// Its shape; the last index varies fastest.
    pub shape: Vec<usize>,
    /// Bytes, counted from the end of the header; within the file.
    pub(super) place: Range<u64>,
}
