//! The settings of a source of data, held against one another.
//!
//! Promises that a setting which has no effect is refused, as one that is out of its range is.
//! Refuses to open files.

use super::super::numbers::{is_fraction, is_positive};
use crate::dataset::{
    ArrayNames, Common, HoldOut, LinearTeacher, NAME_OF_A_CLASS, RandomTargets, Scale, Source,
    TwoMoons, idle_setting, wrong_names,
};
use crate::scalar::Number;
use crate::scenario::checked::objections::Objections;

/// Objects to settings that cannot be, or have no effect.
pub(super) fn check(source: &Source, objections: &mut Objections<'_>) {
    check_drawn(source, objections);
    check_ranges(source, objections);
    check_common(source, objections);
    check_answers(source, objections);
}

/// The arrays for training and for tests of a source of such, and which column the labels are in.
type Named<'s> = (&'s ArrayNames, Option<&'s ArrayNames>, Option<usize>);

fn arrays(source: &Source) -> Option<Named<'_>> {
    match source {
        Source::Npy(files) => Some((&files.train, files.test.as_ref(), files.label_column)),
        Source::Npz(files) => Some((&files.train, files.test.as_ref(), files.label_column)),
        Source::IdxFiles(files) => Some((&files.train, files.test.as_ref(), files.label_column)),
        _ => None,
    }
}

/// Whether answers are numbers, as far as the scenario alone says it.
fn has_targets(source: &Source) -> Option<bool> {
    match source {
        Source::Csv(files) => Some(!files.targets.is_empty()),
        Source::Tensors(_) => None, // The file says it.
        _ => Some(arrays(source).is_some_and(|(train, ..)| train.targets.is_some())),
    }
}

/// Names of classes, and what is said of answers of the other kind.
fn check_answers(source: &Source, objections: &mut Objections<'_>) {
    let classes: &[String] = match source {
        Source::Idx { classes, .. } => classes,
        Source::Csv(files) => &files.classes,
        Source::Npy(files) => &files.classes,
        Source::Npz(files) => &files.classes,
        Source::IdxFiles(files) => &files.classes,
        Source::Tensors(files) => &files.classes,
        _ => &[],
    };
    for (k, problem) in wrong_names(classes) {
        objections.when(
            true,
            &format!("data.classes[{k}]"),
            problem,
            NAME_OF_A_CLASS,
        );
    }
    if let (Some(common), Some(has_targets)) = (source.common(), has_targets(source)) {
        let idle = idle_setting(common.target_scale, common.target, has_targets);
        if let Some((field, problem, expected)) = idle {
            objections.when(true, &format!("data.{field}"), problem, expected);
        }
    }
    if let Some((train, test, label_column)) = arrays(source) {
        let has_labels = train.labels.is_some() || test.is_some_and(|test| test.labels.is_some());
        objections.when(
            label_column.is_some() && !has_labels,
            "data.label_column",
            "no labels are named, of which it would be the column",
            "no label_column, or labels beside the inputs",
        );
    }
}

/// What examples are that no file holds: how many, how wide, and how noisy.
fn check_drawn(source: &Source, objections: &mut Objections<'_>) {
    if let Source::LinearTeacher(LinearTeacher {
        inputs, outputs, ..
    })
    | Source::RandomTargets(RandomTargets {
        inputs, outputs, ..
    })
    | Source::Arrays { inputs, outputs } = source
    {
        for (field, n, what) in [("inputs", inputs, "input"), ("outputs", outputs, "target")] {
            let problem =
                format!("{field} is {n}: there are no numbers in the {what} of an example");
            objections.when(
                *n == 0,
                &format!("data.{field}"),
                problem,
                "at least 1 number",
            );
        }
    }
    let (train, noise) = match source {
        Source::TwoMoons(moons) => (moons.train, Some(&moons.noise)),
        Source::LinearTeacher(teacher) => (teacher.train, Some(&teacher.noise)),
        Source::RandomTargets(random) => (random.train, None),
        _ => return,
    };
    let (problem, expected) = (
        "there is nothing to learn: no examples are drawn",
        "at least 1 example",
    );
    objections.when(train == 0, "data.train", problem, expected);
    if let Some(noise) = noise {
        let problem = format!("the noise is {noise}, and it is a standard deviation");
        objections.when(
            *noise.exact() < *Number::from(0).exact(),
            "data.noise",
            problem,
            "0 or more",
        );
    }
}

/// Scales, and what is held out.
fn check_common(source: &Source, objections: &mut Objections<'_>) {
    let Some(common) = source.common() else {
        return;
    };
    for (path, ends_path, scale, ends) in [
        ("data.scale", "data.input", common.scale, common.input),
        (
            "data.target_scale",
            "data.target",
            common.target_scale,
            common.target,
        ),
    ] {
        if let Scale::Range { low, high } = scale {
            let problem = format!("the range begins and ends at {low}");
            objections.when(
                low == high,
                path,
                problem,
                "two different numbers, such as low: 0, high: 255",
            );
        }
        let is_used = !matches!(scale, Scale::AsIs | Scale::Standard) || ends_path == "data.target";
        let is_default = *ends == (Number::from(0), Number::from(1));
        let problem = format!(
            "scale: {scale:?} does not use the ends ({}, {})",
            ends.0, ends.1
        );
        objections.when(
            !is_used && !is_default,
            ends_path,
            problem,
            "no ends, or scale: MinMax, Levels or Range",
        );
    }
    let is_of_levels = *common.target_scale == Scale::Levels;
    let (problem, expected) = (
        "numbers to answer have no grey levels",
        "AsIs, Range, MinMax or Standard",
    );
    objections.when(is_of_levels, "data.target_scale", problem, expected);
    check_hold_out(&common, objections);
}

/// What is held out.
fn check_hold_out(common: &Common<'_>, objections: &mut Objections<'_>) {
    if let Some(HoldOut { fraction, .. }) = common.hold_out {
        let problem = format!(
            "the fraction is {fraction}: it is the part of the training examples that is held out"
        );
        let is_right = is_fraction(fraction) && is_positive(fraction);
        objections.when(
            !is_right,
            "data.hold_out.fraction",
            problem,
            "a number between 0 and 1, both excluded",
        );
        let (problem, expected) = (
            "test examples are named, and others would be held out",
            "either test or hold_out",
        );
        objections.when(common.has_test, "data.hold_out", problem, expected);
    }
}

fn check_ranges(source: &Source, objections: &mut Objections<'_>) {
    let (input, target) = match (source, source.common()) {
        (Source::Xor { input, target }, _) => (input, target),
        (_, Some(common)) => (common.input, common.target),
        (
            Source::TwoMoons(TwoMoons { target, .. })
            | Source::RandomTargets(RandomTargets { target, .. }),
            _,
        ) => (&(0.into(), 1.into()), target),
        _ => return,
    };
    let same = |range: &(Number, Number)| range.0 == range.1;
    objections.when(
        same(input),
        "data.input",
        format!("all inputs would be {}: low and high are the same", input.0),
        "two different numbers, such as (0, 1)",
    );
    objections.when(
        same(target),
        "data.target",
        format!(
            "all targets would be {}: low and high are the same",
            target.0
        ),
        "two different numbers, such as (0, 1)",
    );
}
