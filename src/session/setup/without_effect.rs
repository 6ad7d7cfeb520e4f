//! Settings of a scenario that nothing in it listens to, or that may be meant otherwise.
//!
//! Promises a sentence for each that a person wrote down to no effect, and for each population known
//! by its number. Refuses to judge what is
//! the same as the network's own setting, which a saved scenario writes out everywhere.

use crate::blueprint::InputTransfer;
use crate::plasticity::Rule;
use crate::scenario::Scenario;

/// A sentence for each setting of `scenario` that has no effect in its network, and for each pattern
/// in which a population that has a name is known by its number.
pub fn settings_without_effect(scenario: &Scenario) -> Vec<String> {
    let mut notes = of_populations(scenario);
    notes.extend(of_projections(scenario));
    notes.extend(of_empty_projections(scenario));
    notes.extend(of_overrides(scenario));
    notes.extend(scenario.number_notes.0.iter().cloned());
    notes
}

/// The activation of outputs, and of inputs that send their values as they are; the bias of inputs.
fn of_populations(scenario: &Scenario) -> Vec<String> {
    let (network, wiring) = (&scenario.network, &scenario.network.wiring);
    let mut notes = Vec::new();
    let populations = network.description.iter().flat_map(|it| &it.populations);
    for (k, population) in populations.enumerate() {
        let Some(number) = wiring.population(&population.name) else {
            continue;
        };
        let (name, is_input) = (&population.name, wiring.is_input(number));
        let is_output = wiring.projections().iter().all(|of| of.pre != number);
        let is_identity = network.input_transfer == InputTransfer::Identity;
        let reason = match (is_output, is_input) {
            (true, _) => Some("is an output, and sends nothing".to_owned()),
            (_, true) if is_identity => Some(
                "is an input, and with input_transfer: Identity inputs send their values as they are"
                    .to_owned(),
            ),
            _ => None,
        };
        if let Some(reason) = reason.filter(|_| population.activation != network.activation) {
            notes.push(format!(
                "network.populations[{k}].activation: {:?} has no effect: '{name}' {reason}",
                population.activation
            ));
        }
        if is_input && population.has_bias && !network.bias {
            notes.push(format!(
                "network.populations[{k}].bias: true has no effect: '{name}' is an input, and only \
                 error neurons, which inputs have none of, have a bias"
            ));
        }
    }
    notes
}

/// The delay of feedback to inputs.
fn of_projections(scenario: &Scenario) -> Vec<String> {
    let wiring = &scenario.network.wiring;
    let described = scenario.network.description.iter();
    let described = described.flat_map(|it| &it.projections).enumerate();
    let is_input = |name: &str| wiring.population(name).is_some_and(|p| wiring.is_input(p));
    let without_effect = described.filter_map(|(k, projection)| {
        let delay = projection.delay.filter(|delay| *delay > 0)?;
        let from = &projection.from;
        is_input(from).then(|| {
            format!(
                "network.projections[{k}].delay: {delay} has no effect: '{from}' is an input, which \
                 hears no feedback"
            )
        })
    });
    without_effect.collect()
}

/// Projections that connect no pair of neurons.
fn of_empty_projections(scenario: &Scenario) -> Vec<String> {
    let wiring = &scenario.network.wiring;
    let described = scenario.network.description.iter();
    let described = described.flat_map(|it| &it.projections).enumerate();
    let notes = described.filter_map(|(k, described)| {
        let name = format!("{}-{}", described.from, described.to);
        let mut projections = wiring.projections().iter();
        let e = projections.position(|projection| projection.name == name)?;
        (wiring.n_pairs(e) == 0).then(|| {
            format!(
                "network.projections[{k}] has no effect: it has no synapses, because connect \
                 joins no neuron of '{}' to one of '{}'",
                described.from, described.to
            )
        })
    });
    notes.collect()
}

/// A φ of their own for some synapses, where no φ decides anything.
fn of_overrides(scenario: &Scenario) -> Option<String> {
    let learning = &scenario.learning;
    (!learning.overrides.is_empty() && learning.rule != Rule::FaZIL).then(|| {
        "learning.overrides has no effect: under IL and Z-IL no phi decides when a synapse learns"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Edit;

    /// The notes of a scenario with these populations and projections.
    fn notes(populations: &str, projections: &str, rest: &str) -> Vec<String> {
        let text = format!(
            "(name: \"w\", network: (populations: [{populations}], projections: [{projections}], \
             activation: Tanh{rest}), learning: (rule: FaZIL, alpha: 0.1), \
             data: RandomTargets(train: 4, inputs: 4, outputs: 2))"
        );
        settings_without_effect(&Scenario::parse(&text, "w.ron", &[]).unwrap())
    }

    const PROJECTIONS: &str = "(from: \"a\", to: \"b\"), (from: \"b\", to: \"c\")";

    #[test]
    fn a_setting_that_nothing_listens_to_is_told() {
        let populations = |a: &str, b: &str, c: &str| {
            format!(
                "(name: \"a\", size: 4{a}), (name: \"b\", size: 3{b}), (name: \"c\", size: 2{c})"
            )
        };
        let none = populations("", "", "");
        assert!(notes(&none, PROJECTIONS, "").is_empty());
        assert!(notes(&none, PROJECTIONS, ", bias: true").is_empty());
        let own = ", activation: ReLU";
        // Where it has an effect, or is the network's own.
        for (a, b, c) in [(own, own, ""), ("", ", bias: true", ", activation: Tanh")] {
            assert!(notes(&populations(a, b, c), PROJECTIONS, "").is_empty());
        }
        let delayed = PROJECTIONS.replacen(')', ", delay: 3)", 1);
        for (populations, projections, rest, expected) in [
            (
                populations("", "", own),
                PROJECTIONS,
                "",
                "populations[2].activation: ReLU",
            ),
            (
                populations(", bias: true", "", ""),
                PROJECTIONS,
                "",
                "populations[0].bias: true",
            ),
            (
                populations(own, "", ""),
                PROJECTIONS,
                ", input_transfer: Identity",
                "populations[0].activation: ReLU",
            ),
            (none.clone(), &delayed, "", "projections[0].delay: 3"),
            (
                none,
                &format!("{PROJECTIONS}, (from: \"a\", to: \"c\", connect: Random(density: 1e-9))"),
                "",
                "projections[2] has no effect: it has no synapses",
            ),
        ] {
            let notes = notes(&populations, projections, rest);
            assert!(
                notes.len() == 1 && notes[0].contains(expected) && notes[0].contains("no effect"),
                "{expected}: {notes:?}"
            );
        }
    }

    #[test]
    fn what_a_saved_scenario_writes_out_is_no_note() {
        for name in ["residual", "receptive", "two-eyes", "sparse"] {
            let scenario = Scenario::built_in(name, &[]).unwrap();
            let again = Scenario::parse(&scenario.to_ron(), "again.ron", &[]).unwrap();
            for scenario in [scenario, again] {
                let notes = settings_without_effect(&scenario);
                assert!(notes.is_empty(), "{name}: {notes:?}");
            }
        }
    }

    #[test]
    fn overrides_of_phi_under_a_rule_without_phi_are_told() {
        let edits = |rule: &str| -> [Edit; 2] {
            [
                "learning.overrides=[(synapse: \"error/0/*<-value/1/*\", phi: Never)]",
                rule,
            ]
            .map(|edit| edit.parse().unwrap())
        };
        let notes =
            |rule: &str| settings_without_effect(&Scenario::built_in("xor", &edits(rule)).unwrap());
        assert!(notes("learning.rule=FaZIL").is_empty());
        assert_eq!(notes("learning.rule=ZIL").len(), 1);
    }
}
