//! Rows, spikes and outlines of a raster, and what is said of those that are left out.

use super::rows::MOST_ROWS;
use super::*;
use crate::report::WIDE;
use crate::report::drawn_population::DrawnPopulation;
use crate::report::svg::NARROW;

fn raster() -> Raster {
    let row = |layer| RasterRow {
        name: format!("error/{layer}"),
        layer,
    };
    let presentation = |start, end, with_teacher| RasterPresentation {
        start,
        teacher_on: start + 2,
        end,
        with_teacher,
    };
    Raster {
        rows: vec![row(5), row(0), row(5), row(2)],
        spikes: vec![(1, 2), (3, 4), (0, 7), (2, 7)],
        presentations: vec![presentation(0, 9, true), presentation(9, 12, false)],
        ..Raster::default()
    }
}

#[test]
fn rows_in_any_order_stand_by_layer() {
    let rows = Rows::of(&raster(), WIDE);
    let layers: Vec<usize> = rows.layers.iter().map(|layer| layer.0).collect();
    assert_eq!(layers, [0, 2, 5]);
    assert!(rows.places[1] < rows.places[3] && rows.places[3] < rows.places[0]);
    assert_eq!(rows.places[2], rows.places[0] + 1.0);
}

/// Spikes stood beside the line of t = l that they were said to lie on.
#[test]
fn spikes_at_t_l_lie_within_the_outline_of_their_layer() {
    let (raster, mut n_spikes) = (raster(), 0);
    let rows = Rows::of(&raster, WIDE);
    let taught = panel(&raster, &rows, &raster.presentations[0], 1);
    assert_eq!(taught.outlines.len(), 3);
    for (series, (corners, _)) in taught.series.iter().zip(&taught.outlines) {
        for (x, y) in &series.points {
            assert!(corners[0].0 < *x && *x < corners[1].0, "{corners:?} {x}");
            assert!(corners[1].1 < *y && *y < corners[0].1, "{corners:?} {y}");
            n_spikes += 1;
        }
    }
    assert_eq!(n_spikes, 4);
    assert!(
        panel(&raster, &rows, &raster.presentations[1], 2)
            .outlines
            .is_empty()
    );
}

/// A population was outlined at t = its number. The saboteur: `level` returns the number.
#[test]
fn a_population_is_outlined_at_its_level_and_named() {
    let population = |name: &str, level| DrawnPopulation {
        name: name.to_owned(),
        level,
        stimulus: None,
    };
    let row = |layer| RasterRow {
        name: String::new(),
        layer,
    };
    let raster = Raster {
        rows: (0..30).map(|k| row(k % 3)).collect(),
        spikes: vec![(0, 2), (1, 3), (2, 3)],
        populations: vec![
            population("digit", 0),
            population("left", 1),
            population("right", 1),
        ],
        ..raster()
    };
    let rows = Rows::of(&raster, WIDE);
    let taught = panel(&raster, &rows, &raster.presentations[0], 1);
    let ticks: Vec<f64> = taught
        .outlines
        .iter()
        .map(|(at, _)| at[0].0 + 0.5)
        .collect();
    assert_eq!(ticks, [0.0, 1.0, 1.0]);
    let picture = phi_raster(&raster, WIDE);
    for words in [">right<", ">φ fired, right<", "t = level: the tick"] {
        assert!(picture.contains(words), "{words} in {picture}");
    }
    assert!(!picture.contains("layer"), "{picture}");
}

/// A narrow panel lost what it says of its teacher.
#[test]
fn every_panel_says_whether_there_is_a_teacher() {
    for width in [WIDE, NARROW] {
        let picture = phi_raster(&raster(), width);
        assert!(picture.contains(">1: with teacher<") && picture.contains(">2: no teacher<"));
    }
}

/// A picture of 200,000 neurons had 33 MB. The saboteur: a block for every spike.
#[test]
fn neurons_beyond_all_rows_share_them() {
    let raster = |n: usize| {
        let layer = |k: usize| RasterRow {
            name: String::new(),
            layer: usize::from(k >= n / 3),
        };
        Raster {
            rows: (0..n).map(layer).collect(),
            spikes: (0..n).map(|row| (row, 5)).collect(),
            presentations: vec![RasterPresentation {
                start: 0,
                teacher_on: 4,
                end: 8,
                with_teacher: true,
            }],
            ..Raster::default()
        }
    };
    let (many, more) = (raster(2 * MOST_ROWS), raster(20 * MOST_ROWS));
    for raster in [&many, &more] {
        let rows = Rows::of(raster, WIDE);
        let last = rows.layers[1].2;
        assert!(last < MOST_ROWS as f64 + 10.0, "{last}");
        let drawn = panel(raster, &rows, &raster.presentations[0], 1);
        let n_blocks: usize = drawn.series.iter().map(|series| series.points.len()).sum();
        assert!((MOST_ROWS..MOST_ROWS + 3).contains(&n_blocks), "{n_blocks}");
        assert!(phi_raster(raster, WIDE).len() < 200_000);
    }
    assert!(phi_raster(&more, WIDE).contains("up to 20 neighbouring neurons"));
    assert!(!phi_raster(&raster(MOST_ROWS), WIDE).contains("neighbouring"));
}

/// In a file from anywhere they may overlap: each spike counts once.
#[test]
fn a_spike_in_two_presentations_is_one_spike() {
    let mut raster = raster();
    raster.presentations[1].start = 0;
    assert!(phi_raster(&raster, WIDE).contains("4 neurons, 4 spikes"));
    raster.presentations.remove(0);
    raster.presentations[0].start = 7;
    raster.spikes.push((99, 7));
    let picture = phi_raster(&raster, WIDE);
    assert!(picture.contains("2 spikes, and 3 spikes outside what is shown"));
}
