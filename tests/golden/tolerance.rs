//! How far numbers may be from PyTorch's.

/// Largest difference, relative to the largest value of the tensor.
pub const TOLERANCE: f64 = 1e-12;

/// The first value that differs by more than [`TOLERANCE`] times the largest value expected.
pub fn difference(ours: &[f64], expected: &[f64]) -> Option<String> {
    if ours.len() != expected.len() {
        return Some(format!(": {} values, not {}", ours.len(), expected.len()));
    }
    let largest = expected.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
    let bound = TOLERANCE * largest;
    let mut pairs = ours.iter().zip(expected).enumerate();
    let (k, (a, b)) = pairs.find(|(_, (a, b))| {
        let difference = (*a - *b).abs();
        difference > bound || difference.is_nan()
    })?;
    Some(format!("[{k}]: {a} instead of {b}"))
}
