//! Tests of `progress.rs`.

use super::*;

#[test]
fn many_layers_are_counted_and_few_are_named() {
    assert_eq!(named(&[64, 32, 10]), "64-32-10");
    assert_eq!(named(&[3; 12]), ["3"; 12].join("-"));
    let mut widths = vec![16; 301];
    (widths[0], widths[1], widths[300]) = (64, 32, 10);
    assert_eq!(named(&widths), "64-32-…(298)-10");
}
