//! Figures: well-formed, the same bytes each time, labelled, and unmoved by bad data.
//!
//! Every picture drawn here is left in `target/tmp` for a look.

use fazil::report::{
    Chart, ConfusionMatrix, Dimension, Mark, NARROW, Panel, Raster, RasterPresentation, RasterRow,
    Scale, Series, WIDE, chart, confusion_matrix, phi_raster,
};

/// The texts of a picture, which is checked to be XML and kept in `target/tmp`.
fn texts(name: &str, picture: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.svg"));
    std::fs::write(path, picture).expect("target/tmp can be written");
    let document = roxmltree::Document::parse(picture).expect("a picture is XML");
    for lie in ["NaN", "inf"] {
        assert!(
            !picture.contains(&format!("'{lie}")),
            "{name} has a coordinate {lie}"
        );
    }
    let texts = document
        .descendants()
        .filter(|node| node.has_tag_name("text"));
    texts
        .filter_map(|node| node.text())
        .map(str::to_owned)
        .collect()
}

fn assert_has(texts: &[String], wanted: &[&str]) {
    for text in wanted {
        assert!(
            texts.iter().any(|have| have == text),
            "{text:?} is not in {texts:?}"
        );
    }
}

/// A learning curve: the network's points, and backpropagation's.
fn curve(title: &str, network: Vec<(f64, f64)>, judge: Vec<(f64, f64)>) -> Chart {
    Chart {
        title: title.into(),
        height: 300.0,
        panels: vec![Panel {
            x: Dimension::new("epoch", Scale::Whole),
            y: Dimension::new("test accuracy [share of examples]", Scale::Even),
            series: vec![
                Series::new("network of agents", Mark::Line, network),
                Series::new("backpropagation", Mark::Reference, judge),
            ],
            ..Panel::default()
        }],
        ..Chart::default()
    }
}

fn accuracy() -> Vec<(f64, f64)> {
    let value = |epoch: u32| 1.0 - 0.9 / (1.0 + f64::from(epoch * epoch));
    (0..=12)
        .map(|epoch| (f64::from(epoch), value(epoch)))
        .collect()
}

#[test]
fn a_learning_curve_is_labelled_and_repeatable() {
    let title = "Test accuracy: a network of agents learns what backpropagation learns";
    let figure = curve(title, accuracy(), accuracy());
    for width in [WIDE, NARROW] {
        let picture = chart(&figure, width);
        assert_eq!(picture, chart(&figure, width));
        let texts = texts(&format!("learning_curve_{width}"), &picture);
        assert_has(
            &texts,
            &[
                "epoch",
                "test accuracy [share of examples]",
                "network of agents",
            ],
        );
        assert_has(&texts, &["backpropagation", "0.2", "1.0", "12"]);
    }
}

#[test]
fn tiny_and_long_learning_curves_stay_readable() {
    let loss = |scale: f64, step: usize| {
        let points = (0..500).step_by(step).map(|epoch| {
            (
                epoch as f64,
                scale / (1.0 + epoch as f64 / 40.0) + scale * 0.01 * (epoch % 7) as f64,
            )
        });
        points.collect::<Vec<_>>()
    };
    let figure = curve("Loss", loss(1.2e-16, 1), loss(1.3e-16, 50));
    assert_has(
        &texts("tiny_curve", &chart(&figure, WIDE)),
        &["Loss", "0", "500"],
    );
}

#[test]
fn a_diverged_run_is_drawn_as_far_as_it_goes() {
    let mut network = accuracy();
    network[5].1 = f64::NAN;
    for epoch in 8..13 {
        network[epoch].1 = [f64::INFINITY, f64::NEG_INFINITY, f64::MAX][epoch % 3];
    }
    let picture = chart(&curve("Diverged", network, accuracy()), WIDE);
    let texts = texts("diverged", &picture);
    assert_has(&texts, &["6 points are not finite and are not drawn."]);
}

#[test]
fn one_point_or_none_makes_a_figure() {
    let nothing = curve("Nothing", vec![], vec![]);
    let texts_of_nothing = texts("empty_curve", &chart(&nothing, WIDE));
    assert_has(&texts_of_nothing, &["Nothing", "No data.", "epoch"]);
    let point = vec![(3.0, 0.0)];
    let one = chart(&curve("One", point.clone(), point), WIDE);
    assert_has(&texts("one_point", &one), &["3", "0"]);
    texts("no_panels", &chart(&Chart::default(), NARROW));
}

/// Numbers of any kind, on every scale, drawn with every mark, in every width.
#[test]
fn any_numbers_make_a_picture() {
    let marks = [
        Mark::Line,
        Mark::Reference,
        Mark::Steps,
        Mark::DashedSteps,
        Mark::Dots,
        Mark::Faint,
        Mark::Rings,
        Mark::Blocks,
    ];
    for points in [
        vec![],
        vec![(0.0, f64::INFINITY)],
        vec![(f64::NAN, f64::NAN), (1.0, f64::INFINITY)],
        vec![(1e99, 1e-300), (-1e99, 1e99), (0.0, 0.0)],
        vec![(0.0, 0.0), (1e-5, 1e-300), (0.3, 0.5)],
    ] {
        let series = |mark| Series::new(format!("<{mark:?}>"), mark, points.clone());
        let panel = |scale: Scale, never: Option<&str>| Panel {
            heading: "<&>".into(),
            line_at: Some((f64::NAN, "&".into())),
            shaded: Some((0.0, 0.2)),
            x: Dimension::new("x", scale),
            y: Dimension {
                never: never.map(str::to_owned),
                ..Dimension::new("y", scale)
            },
            series: marks.map(series).to_vec(),
            ..Panel::default()
        };
        let scales = [Scale::Even, Scale::Whole, Scale::Powers];
        let panels = scales.map(|scale| [panel(scale, None), panel(scale, Some("never"))]);
        for (width, is_shared) in [(WIDE, (false, false)), (NARROW, (true, true))] {
            let figure = Chart {
                height: 60.0,
                n_columns: 3,
                is_shared,
                panels: panels.concat(),
                ..Chart::default()
            };
            texts("any_numbers", &chart(&figure, width));
        }
    }
}

/// A level stands at its value: twice as far where the logarithm is.
#[test]
fn levels_of_a_study_stand_at_their_values() {
    let levels = [1e-5, 1e-4, 1e-2, 1.0];
    let line = Series::new(
        "",
        Mark::Reference,
        levels.map(|level| (level, 0.5)).to_vec(),
    );
    let panel = Panel {
        x: Dimension::new("level", Scale::of_levels(&levels)),
        series: vec![line],
        ..Panel::default()
    };
    let figure = Chart {
        height: 100.0,
        panels: vec![panel],
        ..Chart::default()
    };
    let picture = chart(&figure, WIDE);
    let document = roxmltree::Document::parse(&picture).expect("a picture is XML");
    let line = document
        .descendants()
        .find(|node| node.attribute("stroke-width") == Some("10"))
        .expect("the line is drawn");
    let path = line.attribute("d").expect("a path has places");
    let places = path.split(['M', 'L']).filter(|place| !place.is_empty());
    let x: Vec<f64> = places
        .map(|place| {
            place
                .split(' ')
                .next()
                .and_then(|x| x.parse().ok())
                .expect("x")
        })
        .collect();
    assert_eq!(x.len(), 4);
    let decade = x[1] - x[0];
    assert!(((x[2] - x[1]) - 2.0 * decade).abs() < 0.05, "{x:?}");
    assert!(((x[3] - x[2]) - 2.0 * decade).abs() < 0.05, "{x:?}");
}

/// Whoever reads on a dark page gets a dark picture: every colour in it has another one there.
#[test]
fn pictures_are_dark_on_a_dark_page() {
    let pictures = [
        chart(&curve("Curve", accuracy(), accuracy()), WIDE),
        confusion_matrix(&classes(&["cat", "dog"]), NARROW),
        phi_raster(&waves(&[3, 8, 8, 8, 8, 8, 8, 20], 4, 14, 98), WIDE),
    ];
    for picture in pictures {
        assert!(picture.contains("@media(prefers-color-scheme:dark)"));
        for part in picture.split(['\'', '"']).filter(|part| part.len() == 7) {
            if part.starts_with('#') {
                let rule = format!("[fill='{part}']{{fill:#");
                assert!(
                    picture.contains(&rule),
                    "{part} has no colour on a dark page"
                );
            }
        }
    }
}

fn classes(names: &[&str]) -> ConfusionMatrix {
    let n_classes = names.len();
    let count = |row: usize, column: usize| match (row == column, (row * 7 + column * 3) % 5) {
        (true, spread) => 930 + 9 * spread as u64,
        (false, spread) => (spread * spread) as u64,
    };
    let counts =
        (0..n_classes).map(|row| (0..n_classes).map(|column| count(row, column)).collect());
    ConfusionMatrix {
        title: "Which digit was taken for which (10 000 test examples)".into(),
        classes: names.iter().map(|name| (*name).to_owned()).collect(),
        counts: counts.collect(),
    }
}

#[test]
fn a_confusion_matrix_names_its_axes_and_counts() {
    let matrix = classes(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    let picture = confusion_matrix(&matrix, WIDE);
    assert_eq!(picture, confusion_matrix(&matrix, WIDE));
    let texts = texts("confusion_matrix", &picture);
    assert_has(
        &texts,
        &[
            "true class",
            "predicted class",
            "930",
            "16",
            "100 % of the row",
        ],
    );
}

#[test]
fn long_class_names_and_many_classes_fit() {
    let clothes = [
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
    ];
    let texts_of_clothes = texts("clothes", &confusion_matrix(&classes(&clothes), NARROW));
    assert_has(&texts_of_clothes, &["T-shirt/top", "Sandal"]);
    let letters: Vec<String> = ('a'..='z').map(String::from).collect();
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    assert_has(
        &texts("letters", &confusion_matrix(&classes(&letters), WIDE)),
        &["a", "z"],
    );
    let two = classes(&["cat", "dog"]);
    assert_has(
        &texts("two_classes", &confusion_matrix(&two, WIDE)),
        &["cat", "dog"],
    );
}

#[test]
fn a_ragged_or_empty_matrix_makes_a_figure() {
    let mut matrix = classes(&["cat", "dog"]);
    matrix.counts = vec![vec![3, 1, 99], vec![], vec![7]];
    assert_has(
        &texts("ragged", &confusion_matrix(&matrix, WIDE)),
        &[
            "3 of 4 examples right (75.0 %); each cell counts examples.",
            "0",
        ],
    );
    let empty = ConfusionMatrix::default();
    assert_has(
        &texts("empty_matrix", &confusion_matrix(&empty, WIDE)),
        &["No examples."],
    );
}

/// Layers of the given widths; in each presentation with a teacher most neurons of layer `l`
/// spike `l` ticks after onset, and some once more.
fn waves(widths: &[usize], n_presentations: i64, length: i64, first: i64) -> Raster {
    let rows: Vec<RasterRow> = widths
        .iter()
        .enumerate()
        .flat_map(|(layer, width)| {
            (0..*width).map(move |index| RasterRow {
                name: format!("layer/{layer}/error/{index}"),
                layer,
            })
        })
        .collect();
    let presentations: Vec<RasterPresentation> = (0..n_presentations)
        .map(|index| RasterPresentation {
            start: first + index * length,
            teacher_on: first + index * length + length * 5 / 14,
            end: first + (index + 1) * length,
            with_teacher: index % 4 != 2,
        })
        .collect();
    let mut spikes = Vec::new();
    for (number, presentation) in presentations
        .iter()
        .enumerate()
        .filter(|(_, p)| p.with_teacher)
    {
        for (row_index, row) in rows.iter().enumerate() {
            let wave = presentation.teacher_on + row.layer as i64;
            match (row_index * 7 + number * 5) % 6 {
                0 => {}
                1 => spikes.extend([(row_index, wave), (row_index, wave + 3)]),
                _ => spikes.push((row_index, wave)),
            }
        }
    }
    Raster {
        title: "Spikes of the error neurons: a wave from the teacher, and quiet before it".into(),
        rows,
        spikes,
        presentations,
        ..Raster::default()
    }
}

#[test]
fn a_raster_of_two_layers_is_labelled_and_repeatable() {
    let raster = waves(&[10, 32], 5, 14, 0);
    let picture = phi_raster(&raster, WIDE);
    assert_eq!(picture, phi_raster(&raster, WIDE));
    let texts = texts("raster_42", &picture);
    assert_has(
        &texts,
        &[
            "layer 0",
            "layer 1",
            "tick, 0 = teacher onset [ticks]",
            "1: with teacher",
            "3: no teacher",
            "stimulus without teacher",
        ],
    );
    assert!(
        !texts.iter().any(|text| text.contains("error/")),
        "42 names do not fit"
    );
}

#[test]
fn rasters_of_many_shapes_are_labelled() {
    let wide = texts(
        "raster_150",
        &phi_raster(&waves(&[10, 60, 80], 6, 14, 0), WIDE),
    );
    assert_has(&wide, &["layer 2"]);
    let deep = texts(
        "raster_8_layers",
        &phi_raster(&waves(&[3, 8, 8, 8, 8, 8, 8, 20], 4, 14, 98), WIDE),
    );
    assert_has(&deep, &["layer 7"]);
    let small = texts(
        "raster_named",
        &phi_raster(&waves(&[2, 3, 1], 4, 14, 1_234_560), WIDE),
    );
    assert_has(&small, &["layer/0/error/0", "layer/1/error/2"]);
    let thin = texts(
        "raster_thin",
        &phi_raster(&waves(&[1, 1, 1, 1, 1, 1, 1, 40], 1, 28, 0), WIDE),
    );
    assert_has(&thin, &["layer 6", "1: with teacher"]);
}

#[test]
fn a_raster_without_anything_makes_a_figure() {
    let empty = Raster {
        title: "Nothing".into(),
        ..Raster::default()
    };
    assert_has(
        &texts("raster_empty", &phi_raster(&empty, WIDE)),
        &["Nothing", "No data."],
    );
    let mut raster = waves(&[2, 2], 1, 14, 0);
    raster.spikes = vec![(0, i64::MAX), (9, 5)];
    let whole_clock = RasterPresentation {
        start: i64::MIN,
        teacher_on: i64::MAX,
        end: i64::MAX,
        with_teacher: true,
    };
    raster
        .presentations
        .extend([RasterPresentation::default(), whole_clock]);
    texts("raster_extreme", &phi_raster(&raster, WIDE));
    raster.presentations.truncate(1);
    let outside = texts("raster_outside", &phi_raster(&raster, WIDE));
    assert_has(&outside, &["0 spikes, and 2 spikes outside what is shown"]);
}
