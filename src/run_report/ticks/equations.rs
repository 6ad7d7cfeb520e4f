//! The equations of a small network with its weights in them: what is worked out at the
//! blackboard.

use std::fmt::Write;

use crate::activation::Activation;
use crate::blueprint::Weights;
use crate::neuron::{Feedback, State};
use crate::report::short;
use crate::scalar::Scalar;
use crate::scenario::Scenario;

/// Networks with more weights are not written out.
const MOST_WEIGHTS: usize = 60;

/// What every neuron computes, with `weights` as they are before the presentation.
pub(super) fn equations<S: Scalar>(scenario: &Scenario, weights: &Weights<S>) -> String {
    let n_weights: usize = weights.theta.iter().map(|theta| theta.values.len()).sum();
    if n_weights > MOST_WEIGHTS {
        return format!(
            "\nThe network has {n_weights} weights: too many to write its equations out; they are in \
             weights/.\n"
        );
    }
    let mut text =
        "\nThe equations, with the weights before this presentation; x/l/i is x of neuron \
                    i in layer l from the output (0):\n\n"
            .to_owned();
    // Writing to a text cannot fail.
    for layer in (0..weights.theta.len()).rev() {
        for index in 0..weights.theta[layer].rows {
            let _ = writeln!(text, "  {}", prediction(scenario, weights, (layer, index)));
        }
        for index in 0..weights.theta[layer].rows {
            let _ = writeln!(text, "  {}", next_x(scenario, weights, (layer, index)));
        }
    }
    text += &rules(scenario);
    text
}

/// μ and ε of an error neuron.
fn prediction<S: Scalar>(
    scenario: &Scenario,
    weights: &Weights<S>,
    (layer, index): (usize, usize),
) -> String {
    let theta = weights.theta[layer].row(index).iter().enumerate();
    let mut terms: Vec<(String, String)> = theta
        .map(|(pre, weight)| {
            let x = format!("x/{}/{pre}", layer + 1);
            let is_x = scenario.network.activation == Activation::Identity;
            (
                short(weight),
                if is_x {
                    format!("·{x}")
                } else {
                    format!("·f({x})")
                },
            )
        })
        .collect();
    let bias = weights.bias.get(layer).and_then(|bias| bias.get(index));
    terms.extend(bias.map(|bias| (short(bias), String::new())));
    format!(
        "μ/{layer}/{index} = {:<40} ε/{layer}/{index} = x/{layer}/{index} − μ/{layer}/{index}",
        sum(&terms)
    )
}

/// x of a value neuron in the next tick.
fn next_x<S: Scalar>(
    scenario: &Scenario,
    weights: &Weights<S>,
    (layer, index): (usize, usize),
) -> String {
    let own = format!("{layer}/{index}");
    let gamma = &scenario.learning.gamma;
    let heard: Vec<(String, String)> = match layer {
        0 => Vec::new(), // Nobody is below the output.
        _ => (0..weights.feedback[layer - 1].rows)
            .map(|post| {
                let copy = weights.feedback[layer - 1].at(post, index);
                (short(copy), format!("·ε/{}/{post}", layer - 1))
            })
            .collect(),
    };
    let pushed = match (heard.is_empty(), scenario.network.activation) {
        (true, _) => String::new(),
        (false, Activation::Identity) => sum(&heard),
        (false, _) => format!("f′(x/{own})·({})", sum(&heard)),
    };
    let next = match (*gamma == 1.into(), pushed.is_empty()) {
        (true, true) => format!("μ/{own}"),
        (true, false) => format!("μ/{own} + {}", parenthesised(&pushed)),
        (false, true) => format!("x/{own} − {gamma}·ε/{own}"),
        (false, false) => format!("x/{own} + {gamma}·(−ε/{own} + {})", parenthesised(&pushed)),
    };
    let held = if layer == 0 {
        ", or the target while the teacher is there"
    } else {
        ""
    };
    format!("x/{own} of the next tick = {next}{held}")
}

/// When weights change, and by how much.
fn rules(scenario: &Scenario) -> String {
    let learning = &scenario.learning;
    let mut text = String::new();
    if learning.feedback == Feedback::Phasic {
        text += "\nPhasic feedback: ε goes to the layer above only in a tick in which φ fires, else 0 \
                 does.\n";
    }
    if scenario.network.state == State::Pair {
        text += "x is kept as a pair, so that nothing of it is rounded away; the two parts are one \
                 number here.\n";
    }
    let when = match learning.rule.is_commanded() {
        true => "When the controller says so",
        false => "When its φ fires",
    };
    let f = match scenario.network.activation {
        Activation::Identity => "x".to_owned(),
        other => format!("f(x), f is {other:?}"),
    };
    let _ = writeln!(
        text,
        "{when}, a weight changes by Δθ = α·ε·{f}; α = {}. Weights from the input have no copy θ′: \
         nobody would hear the feedback.",
        learning.alpha
    );
    text
}

/// Terms added up: `1·x/2/0 − 1/2·x/2/1`.
fn sum(terms: &[(String, String)]) -> String {
    let mut text = String::new();
    for (k, (weight, of)) in terms.iter().enumerate() {
        let (sign, weight) = match weight.strip_prefix('-') {
            Some(weight) => ("−", weight),
            None => ("+", weight.as_str()),
        };
        text += &match (k, sign) {
            (0, "+") => String::new(),
            (0, sign) => sign.to_owned(),
            (_, sign) => format!(" {sign} "),
        };
        text += weight;
        text += of;
    }
    text
}

/// In parentheses if it begins with a minus.
fn parenthesised(sum: &str) -> String {
    match sum.starts_with('−') {
        true => format!("({sum})"),
        false => sum.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Exact;

    #[test]
    fn the_equations_of_hand_have_its_weights_in_them() {
        let scenario = Scenario::built_in("hand", &[]).unwrap();
        let session = crate::session::Session::<Exact>::open(
            &scenario,
            &crate::session::RunOptions::default(),
        );
        let text = equations(&scenario, &session.unwrap().weights());
        for line in [
            "μ/0/0 = 1·x/1/0 − 1/2·x/1/1",
            "μ/1/1 = 1/2·x/2/0 + 1·x/2/1",
            "x/1/1 of the next tick = μ/1/1 + (−1/2·ε/0/0)",
            "x/0/0 of the next tick = μ/0/0, or the target while the teacher is there",
            "Δθ = α·ε·x; α = 1/16",
        ] {
            assert!(text.contains(line), "{line} in:\n{text}");
        }
    }
}
