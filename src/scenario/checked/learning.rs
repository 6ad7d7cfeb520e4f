//! Learning in a scenario: the rule, φ, feedback, rates.
//!
//! Promises a rule that its feedback suits, settings in their ranges and overrides that match
//! some synapse. Refuses to know when anything is shown.

use super::Network;
use super::numbers::{is_positive, whole};
use super::objections::Objections;
use super::patterns::read_pattern;
use crate::neuron::Feedback;
use crate::plasticity::Rule;
use crate::scalar::Number;
use crate::scenario::SynapsePattern;
use crate::scenario::raw::{RawLearning, RawOverride};
use crate::synapse::{Phi, Reduction, Side};

/// How synapses learn.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    /// When a synapse commits; required.
    pub rule: Rule,
    /// When error neurons speak upward; default `Tonic` for IL and Z-IL, `Phasic` for Fa-Z-IL.
    pub feedback: Feedback,
    /// φ of every synapse and gate; t_d in ticks, at least 1; default `Exact(t_d: 4)`.
    pub phi: Phi,
    /// Synapses with a φ of their own; default none.
    pub overrides: Vec<Override>,
    /// α, the learning rate, above 0; required.
    pub alpha: Number,
    /// γ, the integration step of Eq. 7, above 0; default 1.
    pub gamma: Number,
    /// How lanes add up to one change; default `Sum`.
    pub reduction: Reduction,
}

/// Synapses with a φ of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// Which synapses, at least one.
    pub synapse: SynapsePattern,
    /// Which copy of the weight; default `Both`.
    pub side: Side,
    /// Their φ; required.
    pub phi: Phi,
}

impl Learning {
    /// φ of one side of the synapse of error neuron `post` in `layer` from value neuron `pre`, as
    /// (layer, index) (`None` for the bias): that of the last override that matches, else the
    /// default. `Side::Both` asks for an override of both.
    pub fn phi_of(
        &self,
        layer: usize,
        post: usize,
        pre: Option<(usize, usize)>,
        side: Side,
    ) -> &Phi {
        let matches = |change: &&Override| {
            (change.side == Side::Both || change.side == side)
                && change.synapse.matches(layer, post, pre)
        };
        let last = self.overrides.iter().rev().find(matches);
        last.map_or(&self.phi, |change| &change.phi)
    }
}

/// Stage two of `learning: (…)`.
pub(super) fn check(
    raw: RawLearning,
    network: &Network,
    objections: &mut Objections<'_>,
) -> Learning {
    let by_rule = match raw.rule {
        Rule::FaZIL => Feedback::Phasic,
        Rule::IL { .. } | Rule::ZIL => Feedback::Tonic,
    };
    let overrides = raw.overrides.unwrap_or_default().into_iter().enumerate();
    let learning = Learning {
        rule: raw.rule,
        feedback: raw.feedback.unwrap_or(by_rule),
        phi: raw.phi.unwrap_or(Phi::Exact { t_d: 4 }),
        overrides: overrides
            .filter_map(|(k, change)| check_override(k, change, network, objections))
            .collect(),
        alpha: raw.alpha,
        gamma: raw.gamma.unwrap_or_else(|| whole(1)),
        reduction: raw.reduction.unwrap_or(Reduction::Sum),
    };
    check_phi(&learning.phi, "learning.phi", objections);
    check_rates(&learning, objections);
    if let Rule::IL { .. } = learning.rule {
        objections.when(
            learning.feedback == Feedback::Phasic,
            "learning.feedback",
            "IL cannot learn from phasic feedback: it relaxes under errors that keep coming until t_c",
            "feedback: Tonic, or another rule",
        );
    }
    learning
}

fn check_rates(learning: &Learning, objections: &mut Objections<'_>) {
    for (path, rate, what) in [
        ("learning.alpha", &learning.alpha, "learning rate"),
        ("learning.gamma", &learning.gamma, "integration step"),
    ] {
        let name = path.trim_start_matches("learning.");
        objections.when(
            !is_positive(rate),
            path,
            format!("{name} is {rate}: the {what} is above 0"),
            "a number above 0",
        );
    }
}

fn check_phi(phi: &Phi, path: &str, objections: &mut Objections<'_>) {
    let (t_d, q) = match phi {
        Phi::Exact { t_d } => (*t_d, None),
        Phi::Tolerance { t_d, q } => (*t_d, Some(q)),
        Phi::Never | Phi::Always => return,
    };
    objections.when(
        t_d == 0,
        &format!("{path}.t_d"),
        "t_d is 0: a phi fires after silence, so it needs at least one tick of it",
        "at least 1 tick",
    );
    if let Some(q) = q.filter(|q| !is_positive(q)) {
        objections.when(
            true,
            &format!("{path}.q"),
            format!("q is {q}: nothing is smaller than that, so nothing would count as quiet"),
            "a number above 0 (for quiet at exactly 0 use phi: Exact)",
        );
    }
}

fn check_override(
    k: usize,
    raw: RawOverride,
    network: &Network,
    objections: &mut Objections<'_>,
) -> Option<Override> {
    let path = format!("learning.overrides[{k}]");
    let side = raw.side.unwrap_or(Side::Both);
    check_phi(&raw.phi, &format!("{path}.phi"), objections);
    let path = format!("{path}.synapse");
    let expected = "a pattern such as \"error/0/*<-value/1/0..3\" or \"error/1/2<-bias\"";
    let synapse = read_pattern(&raw.synapse, (&path, expected), network, objections)?;
    check_match(&synapse, side, &path, network, objections);
    Some(Override {
        synapse,
        side,
        phi: raw.phi,
    })
}

/// Whether some synapse matches.
pub(super) fn check_match(
    synapse: &SynapsePattern,
    side: Side,
    path: &str,
    network: &Network,
    objections: &mut Objections<'_>,
) {
    let is_feedback = side == Side::Feedback;
    let is_there = !network.widths().is_empty();
    objections.when(
        is_there && !network.wiring.has_match(synapse, is_feedback),
        path,
        format!(
            "no synapse of this network matches '{}' on side {side:?}",
            network.wiring.with_names(&synapse.to_string())
        ),
        &what_exists(network),
    );
}

fn what_exists(network: &Network) -> String {
    let wiring = &network.wiring;
    let mut synapses = wiring.synapse_names(false);
    let n_computing = wiring.n_computing();
    synapses.push(match wiring.has_any_bias() {
        true if wiring.is_chain() => format!("error/0..{n_computing}/*<-bias (Feedforward only)"),
        true => {
            let with = (0..n_computing).filter(|p| wiring.has_bias(*p));
            let names = with.map(|p| format!("error/{}/*<-bias", wiring.population_name(p)));
            let names: Vec<String> = names.collect();
            format!("{} (Feedforward only)", names.join(", "))
        }
        false => "no biases".to_owned(),
    });
    let with_feedback = (0..wiring.projections().len()).filter(|e| wiring.has_feedback(*e));
    synapses.push(match with_feedback.count() {
        0 => "no feedback copies".to_owned(),
        n if wiring.is_chain() => format!("feedback copies for error/0..{n}"),
        _ => format!(
            "feedback copies for {}",
            wiring.synapse_names(true).join(", ")
        ),
    });
    synapses.join(", ")
}

impl From<&Learning> for RawLearning {
    fn from(learning: &Learning) -> Self {
        let overrides = learning.overrides.iter().map(|change| RawOverride {
            synapse: change.synapse.to_string(),
            side: Some(change.side),
            phi: change.phi.clone(),
        });
        Self {
            rule: learning.rule,
            feedback: Some(learning.feedback),
            phi: Some(learning.phi.clone()),
            overrides: Some(overrides.collect()),
            alpha: learning.alpha.clone(),
            gamma: Some(learning.gamma.clone()),
            reduction: Some(learning.reduction),
        }
    }
}
