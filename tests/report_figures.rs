//! Figures: well-formed, the same bytes each time, labelled, and unmoved by bad data.
//!
//! Every picture drawn here is left in `target/tmp` for a look.

use fazil::report::{
    ConfusionMatrix, LearningCurve, Raster, RasterPresentation, RasterRow, confusion_matrix,
    learning_curve, phi_raster,
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

fn accuracy() -> LearningCurve {
    let value = |epoch: u32| 1.0 - 0.9 / (1.0 + f64::from(epoch * epoch));
    let points: Vec<_> = (0..=12)
        .map(|epoch| (f64::from(epoch), value(epoch)))
        .collect();
    LearningCurve {
        title: "Test accuracy: a network of agents learns what backpropagation learns".into(),
        y_label: "test accuracy [share of examples]".into(),
        network: points.clone(),
        judge: points,
    }
}

#[test]
fn a_learning_curve_is_labelled_and_repeatable() {
    let picture = learning_curve(&accuracy());
    assert_eq!(picture, learning_curve(&accuracy()));
    let texts = texts("learning_curve", &picture);
    assert_has(
        &texts,
        &[
            "epoch",
            "test accuracy [share of examples]",
            "network of agents",
        ],
    );
    assert_has(&texts, &["backpropagation, the judge", "0.2", "1.0", "12"]);
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
    let curve = LearningCurve {
        title: "Loss".into(),
        y_label: "loss".into(),
        network: loss(1.2e-16, 1),
        judge: loss(1.3e-16, 50),
    };
    assert_has(
        &texts("tiny_curve", &learning_curve(&curve)),
        &["Loss", "0", "500"],
    );
}

#[test]
fn a_diverged_run_is_drawn_as_far_as_it_goes() {
    let mut curve = accuracy();
    curve.network[5].1 = f64::NAN;
    for epoch in 8..13 {
        curve.network[epoch].1 = [f64::INFINITY, f64::NEG_INFINITY, f64::MAX][epoch % 3];
    }
    let texts = texts("diverged", &learning_curve(&curve));
    assert_has(&texts, &["6 points are not finite and are not drawn."]);
}

#[test]
fn one_point_or_none_makes_a_figure() {
    let mut curve = LearningCurve {
        title: "Nothing".into(),
        ..LearningCurve::default()
    };
    assert_has(
        &texts("empty_curve", &learning_curve(&curve)),
        &["Nothing", "No data.", "epoch"],
    );
    curve.network = vec![(3.0, 0.0)];
    curve.judge = vec![(3.0, 0.0)];
    assert_has(&texts("one_point", &learning_curve(&curve)), &["3", "0"]);
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
    let picture = confusion_matrix(&matrix);
    assert_eq!(picture, confusion_matrix(&matrix));
    let texts = texts("confusion_matrix", &picture);
    assert_has(
        &texts,
        &["true class", "predicted class", "930", "16", "100 %"],
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
    let texts_of_clothes = texts("clothes", &confusion_matrix(&classes(&clothes)));
    assert_has(&texts_of_clothes, &["T-shirt/top", "Sandal"]);
    let letters: Vec<String> = ('a'..='z').map(String::from).collect();
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    assert_has(
        &texts("letters", &confusion_matrix(&classes(&letters))),
        &["a", "z"],
    );
    let two = classes(&["cat", "dog"]);
    assert_has(
        &texts("two_classes", &confusion_matrix(&two)),
        &["cat", "dog"],
    );
}

#[test]
fn a_ragged_or_empty_matrix_makes_a_figure() {
    let mut matrix = classes(&["cat", "dog"]);
    matrix.counts = vec![vec![3, 1, 99], vec![], vec![7]];
    assert_has(
        &texts("ragged", &confusion_matrix(&matrix)),
        &[
            "3 of 4 examples right (75.0 %); each cell counts examples.",
            "0",
        ],
    );
    let empty = ConfusionMatrix::default();
    assert_has(
        &texts("empty_matrix", &confusion_matrix(&empty)),
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
    }
}

#[test]
fn a_raster_of_two_layers_is_labelled_and_repeatable() {
    let raster = waves(&[10, 32], 5, 14, 0);
    let picture = phi_raster(&raster);
    assert_eq!(picture, phi_raster(&raster));
    let texts = texts("raster_42", &picture);
    assert_has(
        &texts,
        &[
            "layer 0",
            "layer 1",
            "time [ticks]",
            "teacher onset",
            "stimulus only",
        ],
    );
    assert!(
        !texts.iter().any(|text| text.contains("error/")),
        "42 names do not fit"
    );
}

#[test]
fn rasters_of_many_shapes_are_labelled() {
    let wide = texts("raster_150", &phi_raster(&waves(&[10, 60, 80], 6, 14, 0)));
    assert_has(&wide, &["layer 2"]);
    let deep = texts(
        "raster_8_layers",
        &phi_raster(&waves(&[3, 8, 8, 8, 8, 8, 8, 20], 4, 14, 98)),
    );
    assert_has(&deep, &["layer 7"]);
    let small = texts(
        "raster_named",
        &phi_raster(&waves(&[2, 3, 1], 4, 14, 1_234_560)),
    );
    assert_has(&small, &["layer 0", "layer/1/error/2"]);
    let thin = texts(
        "raster_thin",
        &phi_raster(&waves(&[1, 1, 1, 1, 1, 1, 1, 40], 1, 28, 0)),
    );
    assert_has(&thin, &["layer 6", "presentation 1, with teacher"]);
}

#[test]
fn a_raster_without_anything_makes_a_figure() {
    let empty = Raster {
        title: "Nothing".into(),
        ..Raster::default()
    };
    assert_has(
        &texts("raster_empty", &phi_raster(&empty)),
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
    texts("raster_extreme", &phi_raster(&raster));
    raster.presentations.truncate(1);
    let outside = texts("raster_outside", &phi_raster(&raster));
    assert_has(&outside, &["0 spikes, and 2 spikes outside what is shown"]);
}
