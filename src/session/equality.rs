//! Of which scenarios it is proven that agents learn the bits of backpropagation.
//!
//! Promises to say so where SPEC section 8 does, and why not elsewhere. Refuses to look at what a
//! run measured: a run measures the difference whatever is said here.

use crate::blueprint::FeedbackWeights;
use crate::environment::{LastBatch, Prediction, Span};
use crate::neuron::{Feedback, State};
use crate::plasticity::Rule;
use crate::scalar::Precision;
use crate::scenario::Scenario;
use crate::synapse::{Phi, Reduction, Side};
use crate::wiring::Wiring;

/// Whether the weights of `scenario` must be backpropagation's to the bit; if that is not proven,
/// why.
///
/// # Errors
/// The first reason found, as a sentence.
pub fn equals_backpropagation(scenario: &Scenario) -> Result<(), &'static str> {
    let reasons = of_the_network(scenario)
        .into_iter()
        .chain([of_batches(scenario)])
        .chain(of_faults(scenario))
        .chain(of_phi_and_feedback(scenario));
    match reasons.into_iter().find(|(holds, _)| *holds) {
        Some((_, reason)) => Err(reason),
        None => Ok(()),
    }
}

/// Whether it is so, and what then stands against equality.
type Reason = (bool, &'static str);

fn of_the_network(scenario: &Scenario) -> [Reason; 5] {
    let (network, learning) = (&scenario.network, &scenario.learning);
    [
        (
            matches!(learning.rule, Rule::IL { .. }),
            "Inference learning approximates backpropagation and does not equal it.",
        ),
        (
            network.state == State::Plain && scenario.precision != Precision::Exact,
            "With `state: Plain` x is one number, so an error is rounded to the spacing of x.",
        ),
        (
            learning.gamma != 1.into(),
            "With γ other than 1, layer l learns at the rate α γ^l.",
        ),
        (
            network.feedback_weights != FeedbackWeights::Mirrored,
            "The feedback copies differ from the weights, so the errors do.",
        ),
        (
            network.decay != 0.into(),
            "Weights decay, and those of backpropagation do not.",
        ),
    ]
}

/// An error neuron knows how many lanes carry a presentation from what its first synapse hears.
fn of_batches(scenario: &Scenario) -> Reason {
    let timetable = &scenario.timetable;
    let can_be_short = timetable.batch > 1 && timetable.last_batch == LastBatch::Short;
    let is_mean = scenario.learning.reduction == Reduction::Mean;
    (
        can_be_short && is_mean && has_deaf_neuron(&scenario.network.wiring),
        "Some neurons hear nobody, so nobody tells them that the last batch of an epoch is smaller, \
         and they divide by the whole batch; with `last_batch: Drop`, or `reduction: Sum`, the \
         weights are backpropagation's.",
    )
}

/// Whether an error neuron has no synapse but its bias.
fn has_deaf_neuron(wiring: &Wiring) -> bool {
    let mut computing = (0..wiring.n_computing()).filter(|p| !wiring.is_input(*p));
    computing.any(|p| (0..wiring.widths()[p]).any(|i| wiring.n_dendrite(p, i) == 0))
}

fn of_faults(scenario: &Scenario) -> [Reason; 4] {
    let faults = &scenario.faults;
    let has_own_phis = faults.has_many_phis() || !scenario.learning.overrides.is_empty();
    let lesions = &faults.lesions;
    [
        (
            scenario.timetable.perturbation != 0.into(),
            "The imposed predictions are perturbed.",
        ),
        (faults.is_noisy(), "The neurons are noisy."),
        (
            scenario.learning.rule == Rule::FaZIL && has_own_phis,
            "Some synapses have a φ with settings of their own.",
        ),
        (
            lesions.iter().any(|lesion| lesion.side != Side::Both),
            "A lesion takes one copy of a weight and leaves the other.",
        ),
    ]
}

fn of_phi_and_feedback(scenario: &Scenario) -> [Reason; 6] {
    let timetable = &scenario.timetable;
    let decides_by_phi = scenario.learning.rule == Rule::FaZIL;
    let is_tonic = scenario.learning.feedback == Feedback::Tonic;
    let depth = scenario.network.depth() as u64;
    let wiring = &scenario.network.wiring;
    let is_off = |e: usize| {
        let of = &wiring.projections()[e];
        wiring.has_feedback(e) && of.delay + 1 + wiring.level(of.post) != wiring.level(of.pre)
    };
    [
        (
            decides_by_phi && !matches!(scenario.learning.phi, Phi::Exact { .. }),
            "φ does not ask for exact silence, so it can miss an error or fire on another.",
        ),
        (
            is_tonic && timetable.prediction == Prediction::Settle,
            "A network with tonic feedback that is left to itself need not settle before the \
             teacher comes.",
        ),
        (
            is_tonic && decides_by_phi && timetable.learning_ticks != Span::fixed(depth),
            "With tonic feedback and a teacher that stays longer than L ticks, a synapse can fire \
             late.",
        ),
        (
            is_tonic && decides_by_phi && depth > 2,
            "With tonic feedback and more than two layers of weights, an error that is 0 at t = l \
             can be late.",
        ),
        (
            is_tonic && !wiring.is_chain(),
            "With tonic feedback in a network that is no chain, pulses under way change the sums.",
        ),
        (
            (0..wiring.projections().len()).any(is_off),
            "The delay of a projection is not the levels that it spans, less one, so an error \
             reaches a value neuron in pieces.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_scenarios_are_told_apart() {
        let said = |name: &str| {
            let scenario = Scenario::built_in(name, &[]).unwrap();
            equals_backpropagation(&scenario)
        };
        for name in [
            "digits",
            "digits-zil",
            "digits-tonic",
            "deep",
            "exact",
            "hand",
            "residual",
            "receptive",
            "two-eyes",
            "sparse",
        ] {
            assert_eq!(said(name), Ok(()), "{name}");
        }
        for name in ["digits-il", "digits-tonic-settle"] {
            assert!(said(name).is_err(), "{name}");
        }
    }

    /// The bug was a network of few connections that was said to be exact, and was not: its last
    /// batch was smaller, and neurons that hear nobody divided by the whole of it.
    #[test]
    fn neurons_that_hear_nobody_are_not_exact_in_a_smaller_batch() {
        let said = |edits: &[&str]| {
            let few =
                (0..4).map(|k| format!("network.projections[{k}].connect=Random(density: 0.02)"));
            let others = edits.iter().map(|edit| (*edit).to_owned());
            let edits: Vec<_> = few
                .chain(others)
                .map(|edit| edit.parse().unwrap())
                .collect();
            let scenario = Scenario::built_in("sparse", &edits).unwrap();
            equals_backpropagation(&scenario)
        };
        let reason = said(&[]).unwrap_err();
        assert!(reason.contains("hear nobody"), "{reason}");
        for edit in [
            "timetable.last_batch=Drop",
            "timetable.batch=1",
            "learning.reduction=Sum",
        ] {
            assert_eq!(said(&[edit]), Ok(()), "{edit}");
        }
    }

    /// The bug was a choice called `None`, which a scenario's reader takes for no answer.
    #[test]
    fn delays_that_are_not_the_levels_spanned_are_told() {
        let said = |delays: &str| {
            let edit = format!("network.delays={delays}").parse().unwrap();
            equals_backpropagation(&Scenario::built_in("residual", &[edit]).unwrap())
        };
        assert_eq!(said("Levels"), Ok(()));
        for delays in ["Zero", "Short(1)", "Long(1)", "Times(2)"] {
            assert!(said(delays).is_err(), "{delays}");
        }
    }
}
