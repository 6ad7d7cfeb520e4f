//! Numbers that the precision of a run cannot hold.
//!
//! Promises that no number of a scenario becomes infinite, or 0 without being 0, when it is
//! rounded. Refuses to judge a number that can be rounded.

use super::described::Scenario;
use super::objections::Objections;
use crate::blueprint::Initial;
use crate::dataset::{LinearTeacher, RandomTargets, Scale, Source, TwoMoons};
use crate::scalar::{Exact, Number, Precision, Scalar};
use crate::synapse::Phi;

/// Objects to every number of `scenario` that its precision cannot hold.
pub(super) fn check(scenario: &Scenario, objections: &mut Objections<'_>) {
    let (fits, smallest, largest): (fn(&Number) -> bool, _, _) = match scenario.precision {
        Precision::F32 => (fits::<f32>, "1.4e-45", "3.4e38"),
        Precision::F64 => (fits::<f64>, "4.9e-324", "1.8e308"),
        Precision::Exact | Precision::F16 => (fits::<Exact>, "", ""),
    };
    let precision = format!("{:?}", scenario.precision);
    check_spans(scenario, objections);
    each_number(scenario, &mut |path, number| {
        let problem = || format!("{number} cannot be held in precision {precision}");
        let expected = format!("0, or a size from {smallest} to {largest}");
        if !fits(number) {
            objections.when(true, &path(), problem(), &expected);
        }
    });
}

fn fits<S: Scalar>(number: &Number) -> bool {
    let rounded = S::from_number(number);
    let is_zero = *number == Number::from(0);
    rounded.is_finite() && (rounded != S::zero() || is_zero)
}

/// The difference of two numbers in a precision; `None` where it does not hold one of them.
fn span<S: Scalar>(low: &Number, high: &Number) -> Option<Span> {
    let (low, high) = (S::from_number(low), S::from_number(high));
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    let span = high - &low;
    Some(match span.is_finite() {
        true if span.is_zero() => Span::Nothing,
        true => Span::Finite,
        false => Span::TooWide,
    })
}

#[derive(PartialEq)]
enum Span {
    Finite,
    Nothing,
    TooWide,
}

/// Objects to ends of a range that the precision holds, and their difference not.
fn check_spans(scenario: &Scenario, objections: &mut Objections<'_>) {
    let span: fn(&Number, &Number) -> Option<Span> = match scenario.precision {
        Precision::F32 => span::<f32>,
        Precision::F64 => span::<f64>,
        Precision::Exact | Precision::F16 => span::<Exact>,
    };
    let precision = scenario.precision;
    let mut check = |path: &str, low: &Number, high: &Number| match span(low, high) {
        Some(Span::TooWide) => {
            let problem = format!("({low}, {high}) is too wide for {precision:?}");
            let expected = format!("two numbers whose difference {precision:?} holds");
            objections.when(true, path, problem, &expected);
        }
        // Two that are written the same are refused by themselves.
        Some(Span::Nothing) if low != high => {
            let problem = format!("{low} and {high} are the same number in {precision:?}");
            let expected = format!("two numbers that differ in {precision:?}");
            objections.when(true, path, problem, &expected);
        }
        _ => {}
    };
    let source = &scenario.data;
    if let Source::RandomTargets(RandomTargets { target, .. }) = source {
        check("data.target", &target.0, &target.1);
    }
    let Some(common) = source.common() else {
        return;
    };
    for ([path, ends_path], scale, ends) in [
        (["data.scale", "data.input"], common.scale, common.input),
        (
            ["data.target_scale", "data.target"],
            common.target_scale,
            common.target,
        ),
    ] {
        if let Scale::Range { low, high } = scale {
            check(path, low, high);
        }
        if !matches!(scale, Scale::AsIs | Scale::Standard) {
            check(ends_path, &ends.0, &ends.1);
        }
    }
}

type See<'s> = dyn FnMut(&dyn Fn() -> String, &Number) + 's;

/// Shows every number of a scenario with its path.
fn each_number(scenario: &Scenario, see: &mut See<'_>) {
    let (network, learning, timetable) =
        (&scenario.network, &scenario.learning, &scenario.timetable);
    let faults = &scenario.faults;
    for (path, number) in [
        ("learning.alpha", &learning.alpha),
        ("learning.gamma", &learning.gamma),
        ("network.decay", &network.decay),
        ("timetable.without_teacher", &timetable.without_teacher),
        ("timetable.perturbation", &timetable.perturbation),
        ("faults.activity_noise", &faults.activity_noise),
        ("faults.message_noise", &faults.message_noise),
        ("faults.corrupted", &faults.corrupted),
        ("faults.silent_phi", &faults.silent_phi),
        ("faults.firing_phi", &faults.firing_phi),
    ] {
        see(&|| path.to_owned(), number);
    }
    let mut phi = |path: &dyn Fn() -> String, phi: &Phi| {
        if let Phi::Tolerance { q, .. } = phi {
            see(&|| format!("{}.q", path()), q);
        }
    };
    phi(&|| "learning.phi".to_owned(), &learning.phi);
    for (k, change) in learning.overrides.iter().enumerate() {
        phi(&|| format!("learning.overrides[{k}].phi"), &change.phi);
    }
    initial(&network.initial, see);
    let described = network.description.iter().flat_map(|it| &it.projections);
    for (k, projection) in described.enumerate() {
        if let Some(weight) = &projection.weight {
            see(&|| format!("network.projections[{k}].weight"), weight);
        }
    }
    data(&scenario.data, see);
}

fn initial(initial: &Initial, see: &mut See<'_>) {
    let path = |field: &'static str| move || format!("network.initial.{field}");
    match initial {
        Initial::Xavier { gain, .. } => see(&path("gain"), gain),
        Initial::Uniform { low, high, .. } => {
            see(&path("low"), low);
            see(&path("high"), high);
        }
        Initial::Normal { deviation, .. } => see(&path("deviation"), deviation),
        Initial::Given(given) => {
            for (l, matrix) in given.theta.iter().enumerate() {
                for (i, row) in matrix.iter().enumerate() {
                    for (j, weight) in row.iter().enumerate() {
                        see(&|| format!("network.initial.theta[{l}][{i}][{j}]"), weight);
                    }
                }
            }
            for (l, row) in given.bias.iter().enumerate() {
                for (i, bias) in row.iter().enumerate() {
                    see(&|| format!("network.initial.bias[{l}][{i}]"), bias);
                }
            }
        }
        Initial::File(_) => {} // Checked when it is read.
    }
}

fn data(source: &Source, see: &mut See<'_>) {
    match source {
        Source::Xor { input, target } => {
            see_pair("input", input, see);
            see_pair("target", target, see);
        }
        Source::TwoMoons(TwoMoons { target, noise, .. }) => {
            see_pair("target", target, see);
            see(&|| "data.noise".to_owned(), noise);
        }
        Source::LinearTeacher(LinearTeacher { noise, .. }) => {
            see(&|| "data.noise".to_owned(), noise);
        }
        Source::RandomTargets(RandomTargets { target, .. }) => see_pair("target", target, see),
        Source::Pairs { train, test } => {
            for (which, pairs) in [("train", train), ("test", test)] {
                for (k, pair) in pairs.iter().enumerate() {
                    for (side, numbers) in [("input", &pair.input), ("target", &pair.target)] {
                        for (i, number) in numbers.iter().enumerate() {
                            see(&|| format!("data.{which}[{k}].{side}[{i}]"), number);
                        }
                    }
                }
            }
        }
        _ => {}
    }
    let Some(common) = source.common() else {
        return;
    };
    see_pair("input", common.input, see);
    see_pair("target", common.target, see);
    for (name, scale) in [
        ("scale", common.scale),
        ("target_scale", common.target_scale),
    ] {
        if let Scale::Range { low, high } = scale {
            see(&|| format!("data.{name}.low"), low);
            see(&|| format!("data.{name}.high"), high);
        }
    }
}

fn see_pair(name: &str, range: &(Number, Number), see: &mut See<'_>) {
    see(&|| format!("data.{name}[0]"), &range.0);
    see(&|| format!("data.{name}[1]"), &range.1);
}
