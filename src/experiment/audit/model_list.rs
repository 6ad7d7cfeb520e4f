//! The models of Table 2 on a scenario's network and data.

use crate::environment::{Prediction, Span};
use crate::neuron::Feedback;
use crate::plasticity::Rule;
use crate::scalar::Precision;
use crate::scenario::Scenario;

/// t_c of IL where the scenario has none of its own.
const T_C: u64 = 20;
/// The same in fractions, which grow with every tick: so many ticks after the last layer's.
const T_C_EXACT: u64 = 2;

/// The models as (name, scenario, whether it is the scenario itself).
pub(super) fn of(scenario: &Scenario) -> Vec<(String, Scenario, bool)> {
    let own = kind(scenario);
    let t_c = match scenario.precision {
        Precision::Exact => scenario.network.depth() as u64 + T_C_EXACT,
        _ => T_C,
    };
    let mut models: Vec<(String, Scenario, bool)> = [
        (Rule::IL { t_c }, Feedback::Tonic, Prediction::Imposed),
        (Rule::ZIL, Feedback::Tonic, Prediction::Imposed),
        (Rule::FaZIL, Feedback::Tonic, Prediction::Imposed),
        (Rule::FaZIL, Feedback::Tonic, Prediction::Settle),
        (Rule::FaZIL, Feedback::Phasic, Prediction::Settle),
    ]
    .into_iter()
    .map(|(rule, feedback, prediction)| {
        let variant = variant(scenario, rule, feedback, prediction);
        let name = kind(&variant);
        match name == own {
            true => (name, scenario.clone(), true),
            false => (name, variant, false),
        }
    })
    .collect();
    if !models.iter().any(|(_, _, is_own)| *is_own) {
        models.push((own, scenario.clone(), true));
    }
    models
}

/// The same scenario with other P, T and seed, where it settles by itself and its feedback
/// lets T be anything.
pub(super) fn with_another_timetable(scenario: &Scenario) -> Option<Scenario> {
    let is_free = scenario.learning.feedback == Feedback::Phasic
        && scenario.timetable.prediction == Prediction::Settle;
    is_free.then(|| {
        let mut other = scenario.clone();
        let timetable = &mut other.timetable;
        let (p, t) = (timetable.prediction_ticks, timetable.learning_ticks);
        timetable.prediction_ticks = Span {
            low: p.low,
            high: p.high + 7,
        };
        timetable.learning_ticks = Span {
            low: t.low,
            high: t.high + 9,
        };
        timetable.seed = timetable.seed.wrapping_add(1);
        other
    })
}

/// What Table 2 calls a scenario.
fn kind(scenario: &Scenario) -> String {
    let rule = match scenario.learning.rule {
        Rule::IL { .. } => "IL",
        Rule::ZIL => "Z-IL",
        Rule::FaZIL => "Fa-Z-IL",
    };
    let feedback = match scenario.learning.feedback {
        Feedback::Tonic => "tonic",
        Feedback::Phasic => "phasic",
    };
    let prediction = match scenario.timetable.prediction {
        Prediction::Imposed => "Imposed",
        Prediction::Settle => "Settle",
    };
    format!("{rule} {feedback}, {prediction}")
}

fn variant(
    scenario: &Scenario,
    rule: Rule,
    feedback: Feedback,
    prediction: Prediction,
) -> Scenario {
    let mut variant = scenario.clone();
    let depth = scenario.network.depth() as u64;
    let quiet = scenario.learning.phi.quiet_ticks();
    variant.learning.rule = rule;
    variant.learning.feedback = feedback;
    variant.learning.gamma = match rule {
        // At γ = 1 tonic inference does not come to rest; IL waits for it.
        Rule::IL { .. } => "0.1".parse().expect("bug: a tenth is a number"),
        _ => 1.into(),
    };
    variant.timetable.prediction = prediction;
    variant.timetable.perturbation = 0.into();
    variant.timetable.prediction_ticks = match prediction {
        Prediction::Imposed => Span::fixed(0),
        Prediction::Settle => Span {
            low: depth + 1 + quiet,
            high: depth + 5 + quiet,
        },
    };
    variant.timetable.learning_ticks = match (rule, feedback) {
        (Rule::IL { t_c }, _) => Span::fixed(t_c + 1),
        (_, Feedback::Tonic) => Span::fixed(depth),
        (_, Feedback::Phasic) => Span {
            low: depth,
            high: depth + 4,
        },
    };
    variant
}
