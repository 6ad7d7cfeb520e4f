//! Tests of `circuit.rs`.

use super::*;
use crate::report::{NARROW, WIDE};

fn figure(widths: &[usize]) -> CircuitFigure {
    let weight = |k: usize| {
        if k.is_multiple_of(3) {
            -0.125
        } else {
            0.5 + k as f64
        }
    };
    let theta = widths.windows(2).map(|pair| {
        let row = |post: usize| {
            (0..pair[1])
                .map(|pre| weight(post * pair[1] + pre))
                .collect()
        };
        (0..pair[0]).map(row).collect()
    });
    CircuitFigure {
        title: String::new(),
        theta: theta.collect(),
        bias: widths[..widths.len() - 1]
            .iter()
            .map(|n| vec![0.75; *n])
            .collect(),
        widths: widths.to_vec(),
    }
}

#[test]
fn a_small_network_is_drawn_whole_with_names_weights_and_biases() {
    for width in [WIDE, NARROW] {
        let picture = circuit_figure(&figure(&[1, 2, 2]), width);
        for text in [
            "error/1/1",
            "value/2/1",
            "value/0/0",
            ">-0.125<",
            ">1.5<",
            "bias 0.75",
        ] {
            assert!(picture.contains(text), "{text}");
        }
        assert_eq!(
            picture.matches("<circle").count(),
            2 + 3 + 5,
            "two of them in the legend"
        );
    }
}

#[test]
fn a_wide_network_shows_its_first_neurons_and_largest_weights() {
    for width in [WIDE, NARROW] {
        let picture = circuit_figure(&figure(&[10, 32, 784]), width);
        assert!(picture.contains("720 more") && !picture.contains("value/1/0"));
        assert!(picture.contains("300 of 25408 weights are drawn"));
        assert!(picture.len() < 60_000, "{}", picture.len());
        assert!(roxmltree::Document::parse(&picture).is_ok());
    }
}
