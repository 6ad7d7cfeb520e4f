//! The pictures of a sweep: lines with every single run as a dot, and a heat map where two
//! factors are numbers.

use crate::experiment::over_seeds::{curve, mean, n_seeds};
use crate::report::{
    Chart, Dimension, HeatCell, HeatMap, HeatMaps, Mark, Panel, Scale, Series, WIDE, chart,
    heat_maps,
};
use crate::run_files::measured::Measured;
use crate::run_plan::{Factor, SweepPlan};

/// The most lines of a picture.
const MOST_LINES: usize = 8;

/// File names and pictures.
pub(super) fn pictures(plan: &SweepPlan, measured: &[Measured]) -> Vec<(&'static str, String)> {
    let mut found = vec![("sweep.svg", chart(&lines(plan, measured), WIDE))];
    if let [one, two] = plan.factors.as_slice()
        && one.numbers().is_some()
        && two.numbers().is_some()
    {
        found.push(("sweep-map.svg", heat_maps(&map(plan, measured))));
    }
    found
}

type Of<'a> = &'a dyn Fn(&Measured) -> Option<f64>;

/// The values of all seeds of one combination.
fn seeds(plan: &SweepPlan, measured: &[Measured], combination: usize, of: Of<'_>) -> Vec<f64> {
    let n_seeds = plan.options.seeds as usize;
    let runs = measured.iter().skip(combination * n_seeds).take(n_seeds);
    runs.filter_map(of).collect()
}

fn has_classes(measured: &[Measured]) -> bool {
    measured.iter().any(|run| run.last.test_accuracy.is_some())
}

/// The first factor from left to right, a line for each combination of the others.
fn lines(plan: &SweepPlan, measured: &[Measured]) -> Chart {
    let n_others: usize = plan.factors[1..].iter().map(|f| f.values().len()).product();
    let n_lines = n_others.min(MOST_LINES);
    let (y_label, own, bp): (_, Of<'_>, Of<'_>) = match has_classes(measured) {
        true => (
            "test accuracy [share of 1]",
            &|run| run.last.test_accuracy,
            &|run| run.last.bp_test_accuracy,
        ),
        false => ("test error", &|run| run.last.test_error, &|run| {
            run.last.bp_test_error
        }),
    };
    let all = |of: Of<'_>| -> Vec<Series> {
        let line = |line| {
            let runs = |level: usize| seeds(plan, measured, level * n_others + line, of);
            curve(&name_of(plan, line), Mark::Line, &along(plan), &runs)
        };
        (0..n_lines).flat_map(line).collect()
    };
    let mut scores = all(own);
    let judged = |(level, x): (usize, f64)| {
        let lines = (0..n_others).map(|line| level * n_others + line);
        let values: Vec<f64> = lines.flat_map(|at| seeds(plan, measured, at, bp)).collect();
        (x, mean(values))
    };
    let judge = match n_others {
        1 => "backpropagation",
        _ => "backpropagation, the mean of all lines",
    };
    let judged = along(plan).into_iter().enumerate().map(judged);
    scores.push(Series::new(judge, Mark::Reference, judged.collect()));
    let divergences = all(&|run| Some(run.last.max_weight_divergence));
    let panels = [
        (y_label, Scale::Even, scores),
        ("largest |θ − w of BP|", Scale::Powers, divergences),
    ];
    Chart {
        title: format!("{}: over {}", plan.scenario_name(), paths(plan)),
        note: note(plan, n_others - n_lines),
        height: 240.0,
        is_shared: (true, false),
        panels: panels
            .into_iter()
            .map(|(y, scale, series)| Panel {
                x: dimension(plan),
                y: Dimension::new(y, scale),
                series,
                ..Panel::default()
            })
            .collect(),
        ..Chart::default()
    }
}

/// Small print.
fn note(plan: &SweepPlan, n_left_out: usize) -> String {
    let left_out = match n_left_out {
        0 => String::new(),
        n => format!(" {n} more lines are not drawn; sweep.csv has them all."),
    };
    let seeds = n_seeds(plan.options.seeds);
    format!("Lines are means of {seeds}, faint dots single runs.{left_out}")
}

/// Where the values of the first factor stand: at their numbers, or side by side.
fn along(plan: &SweepPlan) -> Vec<f64> {
    let side_by_side = || {
        (0..plan.factors[0].values().len())
            .map(|k| k as f64)
            .collect()
    };
    plan.factors[0].numbers().unwrap_or_else(side_by_side)
}

/// The axis of the first factor.
fn dimension(plan: &SweepPlan) -> Dimension {
    let (factor, along) = (&plan.factors[0], along(plan));
    match factor.numbers() {
        Some(_) => Dimension::new(factor.path(), Scale::of_levels(&along)),
        None => {
            let names = factor.values().map(str::to_owned);
            Dimension {
                names: along.into_iter().zip(names).collect(),
                ..Dimension::new(factor.path(), Scale::Even)
            }
        }
    }
}

fn paths(plan: &SweepPlan) -> String {
    let paths: Vec<&str> = plan.factors.iter().map(Factor::path).collect();
    paths.join(", ")
}

/// What sets a line apart: the values of all factors but the first.
fn name_of(plan: &SweepPlan, line: usize) -> String {
    let mut rest = line;
    let mut parts = Vec::new();
    for factor in plan.factors[1..].iter().rev() {
        let n = factor.values().len();
        let value = factor.values().nth(rest % n).unwrap_or("");
        parts.push(format!("{} {value}", factor.path()));
        rest /= n;
    }
    match parts.is_empty() {
        true => "network of agents".to_owned(),
        false => parts.into_iter().rev().collect::<Vec<_>>().join(", "),
    }
}

/// Two measures over two factors of numbers.
fn map(plan: &SweepPlan, measured: &[Measured]) -> HeatMaps {
    let (across, down) = (&plan.factors[0], &plan.factors[1]);
    let n_down = down.values().len();
    let one = |title: &str, of: Of<'_>| HeatMap {
        title: title.to_owned(),
        x_label: across.path().to_owned(),
        y_label: down.path().to_owned(),
        columns: across.values().map(str::to_owned).collect(),
        rows: down.values().map(str::to_owned).collect(),
        cells: (0..n_down)
            .map(|row| {
                let cell = |column: usize| {
                    let at = column * n_down + row;
                    let values = seeds(plan, measured, at, of);
                    let n_seeds = plan.options.seeds as usize;
                    let runs = measured.iter().skip(at * n_seeds).take(n_seeds);
                    HeatCell {
                        value: (!values.is_empty()).then(|| mean(values)),
                        has_failures: runs.clone().any(|run| run.ended != "finished"),
                    }
                };
                (0..across.values().len()).map(cell).collect()
            })
            .collect(),
    };
    let (title, score): (_, Of<'_>) = match has_classes(measured) {
        true => ("share of test examples not recognised", &|run| {
            run.last.test_accuracy.map(|accuracy| 1.0 - accuracy)
        }),
        false => ("test error", &|run| run.last.test_error),
    };
    HeatMaps {
        title: format!("{}: over {}", plan.scenario_name(), paths(plan)),
        note: format!("Means of {}.", n_seeds(plan.options.seeds)),
        rows: vec![
            vec![one(title, score)],
            vec![one("largest |θ − w of BP|", &|run| {
                Some(run.last.max_weight_divergence)
            })],
        ],
    }
}
