//! Tests of `recorded.rs`.

use super::*;
use crate::activation::Activation;

/// Neurons whose φ never fired were left out, and rows no longer matched numbers.
#[test]
fn every_neuron_that_was_recorded_has_a_row() {
    let names = |of: &str| -> Vec<String> {
        let rows =
            recorded_rows(of, &Wiring::chain(&[2, 3, 4], Activation::Tanh, true)).into_iter();
        rows.map(|row| row.name).collect()
    };
    assert_eq!(names("*").len(), 5);
    assert_eq!(names("error/1/0..2"), ["error/1/0", "error/1/1"]);
    assert_eq!(names("error/1/2<-value/2/3"), ["error/1/2"]);
    assert_eq!(names("error/0/1<-bias"), ["error/0/1"]);
    assert!(names("value/1/*").is_empty());
}
