//! Tests of `frame.rs`.

use super::*;
use crate::report::{Dimension, Scale, Series, WIDE};

fn figure(panel: Panel) -> Chart {
    Chart {
        height: 100.0,
        panels: vec![panel],
        ..Chart::default()
    }
}

fn frame(figure: &Chart) -> Frame<'_> {
    Frame::of(figure, &Layout::of(figure, WIDE, 0.0), 0)
}

#[test]
fn a_value_is_held_for_its_tick_and_gaps_break_the_line() {
    let points = vec![
        (0.0, 1.0),
        (1.0, 2.0),
        (3.0, 4.0),
        (4.0, f64::NAN),
        (5.0, 6.0),
    ];
    let figure = figure(Panel {
        series: vec![Series::new("", Mark::Steps, points.clone())],
        ..Panel::default()
    });
    let frame = frame(&figure);
    let pieces = frame.pieces(Mark::Steps, &points);
    let lengths: Vec<usize> = pieces.iter().map(Vec::len).collect();
    assert_eq!(lengths, [4, 2, 2]);
    assert_eq!(pieces[0][1].0, frame.x.place(0.5).unwrap());
}

/// Spikes stood beside the line that they were said to lie on: a block must be inside the
/// outline of its tick, in its middle.
#[test]
fn a_block_stands_in_the_middle_of_the_outline_of_its_tick() {
    let figure = figure(Panel {
        x: Dimension {
            holds: vec![-7.5, 3.5],
            ..Dimension::new("", Scale::Whole)
        },
        y: Dimension::of_names("", &["error/0/0".into(), "error/1/0".into()], -1.0),
        series: vec![Series::new("", Mark::Blocks, vec![(1.0, -1.0)])],
        outlines: vec![([(0.5, -0.5), (1.5, -1.5)], false)],
        ..Panel::default()
    });
    let frame = frame(&figure);
    let area = frame.rectangle(figure.panels[0].outlines[0].0).unwrap();
    let block = frame.pieces(Mark::Blocks, &[(1.0, -1.0)])[0][0];
    assert!((area.centre().0 - block.0).abs() < 1e-9 && (area.centre().1 - block.1).abs() < 1e-9);
    let (width, height) = frame.block();
    assert!(width < area.width && height < area.height);
}
