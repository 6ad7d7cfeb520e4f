//! The logarithm for axes of pictures: the same bits on every platform.

/// The logarithm to base 10.
///
/// ```
/// assert_eq!(fazil::scalar::log10(1e-5), -5.0);
/// ```
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}
