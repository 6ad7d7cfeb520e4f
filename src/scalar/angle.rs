//! The angle between two lists of numbers, the same on every platform.

use super::operations::Scalar;

/// The angle between two vectors of one length, in degrees: exactly 0 if they are the same numbers, and
/// `None` if one of them is 0 or not finite.
pub fn angle_between<S: Scalar>(a: &[S], b: &[S]) -> Option<f64> {
    let unit = |numbers: &[S]| {
        let numbers: Vec<f64> = numbers.iter().map(Scalar::to_f64).collect();
        let length = numbers.iter().map(|it| it * it).sum::<f64>().sqrt();
        let is_direction = length > 0.0 && length.is_finite();
        is_direction.then(|| numbers.iter().map(|it| it / length).collect::<Vec<f64>>())
    };
    let (a, b) = (unit(a)?, unit(b)?);
    let length = |of: &dyn Fn(f64, f64) -> f64| {
        let pairs = a.iter().zip(&b).map(|(a, b)| of(*a, *b));
        pairs.map(|it| it * it).sum::<f64>().sqrt()
    };
    // Near 0 and 180 degrees too it has all its digits, which the arc cosine has not.
    let half = libm::atan2(length(&|a, b| a - b), length(&|a, b| a + b));
    Some(2.0 * half.to_degrees())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_those_of_school() {
        let angle = |a: [f64; 2], b: [f64; 2]| angle_between(&a, &b).unwrap();
        assert_eq!(angle([0.3, 0.7], [0.3, 0.7]), 0.0);
        assert!((angle([1.0, 0.0], [0.0, 2.0]) - 90.0).abs() < 1e-12);
        assert!((angle([1.0, 0.0], [-3.0, 0.0]) - 180.0).abs() < 1e-12);
        assert!((angle([1.0, 0.0], [1.0, 1.0]) - 45.0).abs() < 1e-12);
        assert!((angle([1.0, 0.0], [1.0, 1e-9]) - 1e-9_f64.to_degrees()).abs() < 1e-20);
        assert_eq!(angle_between(&[0.0, 0.0], &[1.0, 0.0]), None);
        assert_eq!(angle_between(&[f64::NAN], &[1.0]), None);
    }
}
