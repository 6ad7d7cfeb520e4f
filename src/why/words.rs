//! Why a synapse changed or did not, in words: the batch, the messages, the arithmetic.

use std::fmt::Write;

use super::arithmetic::Derivation;
use super::chain::{Hop, Messages, messages, says};
use super::changes::{Changed, arithmetic, changes};
use super::evidence::Evidence;
use super::picture::picture;
use super::question::Lanes;
use super::reasons::why_not;
use super::worksheet::{Worksheet, exact};
use crate::axon::{SynapseId, Tick};
use crate::record::Carried;
use crate::report::scientific;
use crate::scalar::Scalar;

/// What was found about one synapse in one presentation.
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) svg: String,
}

/// Why a synapse changed in a presentation, or did not.
pub(super) fn answer<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    lanes: Lanes,
) -> Answer {
    let changes = changes(evidence, synapse);
    let wiring = &evidence.network.wiring;
    let mut text = format!(
        "Why did {} change in presentation {} (epoch {}, counted from 0)?\n\n",
        wiring.synapse_name(synapse),
        evidence.presentation,
        evidence.epoch
    );
    let Some(first) = changes.first() else {
        text += &did_not(evidence, synapse, (false, "It"), lanes);
        let svg = picture(evidence, synapse, &changes, &Messages::default());
        return Answer { text, svg };
    };
    for change in &changes {
        text += &headline(evidence, change);
    }
    let largest = first.largest().map(|share| share.lane);
    if let Some(lane) = largest {
        let n = first.lanes.iter().filter(|share| share.commits).count();
        let part = 100.0 * first.part(lane);
        let part = if part.is_finite() {
            format!(", {part:.1} % of Σ |ε · f(x)|")
        } else {
            String::new()
        };
        let _ = writeln!(
            text,
            "Of {n} lanes that committed, lane {lane} gave most{part}."
        );
    }
    for (k, change) in changes.iter().enumerate() {
        text += &of_batch(evidence, synapse, change, (k > 0).then(|| &changes[0]));
    }
    for (is_feedback, symbol) in [(false, "θ"), (true, "θ′")] {
        let has_changed = changes
            .iter()
            .any(|change| change.is_feedback == is_feedback);
        if !has_changed && evidence.place(synapse, is_feedback).is_some() {
            text.push('\n');
            text += &did_not(evidence, synapse, (is_feedback, symbol), lanes);
        }
    }
    let mut drawn = None;
    for lane in lanes.of(largest, evidence.n_presented()) {
        let chain = messages(evidence, synapse, first.tick, lane, lanes == Lanes::All);
        text += &of_lane(evidence, synapse, first.tick, &chain, lanes == Lanes::All);
        let is_drawn = drawn.is_none() || Some(lane) == largest;
        drawn = if is_drawn { Some(chain) } else { drawn };
    }
    let svg = picture(evidence, synapse, &changes, &drawn.unwrap_or_default());
    Answer { text, svg }
}

/// By how much one copy changed, and when.
fn headline<S: Scalar>(evidence: &Evidence<'_, S>, change: &Changed<S>) -> String {
    let symbol = if change.is_feedback { "θ′" } else { "θ" };
    let who = match evidence.network.is_commanded() {
        true => "a controller said so",
        false => "its own φ fired",
    };
    format!(
        "{symbol} changed by {} at t = {}, from {} to {}: {who}.\n",
        exact(&change.delta),
        evidence.t(change.tick),
        exact(&change.before),
        exact(&change.after)
    )
}

/// What every lane of the batch gave to a change. One that did the same as `other` is not told twice.
fn of_batch<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    change: &Changed<S>,
    other: Option<&Changed<S>>,
) -> String {
    let symbol = if change.is_feedback { "θ′" } else { "θ" };
    let t = evidence.t(change.tick);
    let same = |other: &&Changed<S>| {
        let lanes = change.lanes.iter().zip(&other.lanes);
        let mut pairs = lanes
            .map(|(a, b)| a.commits == b.commits && a.epsilon == b.epsilon && a.rate == b.rate);
        (&change.before, &change.after) == (&other.before, &other.after) && pairs.all(|same| same)
    };
    if other.is_some_and(|other| same(&other)) {
        let owner = evidence.place(synapse, change.is_feedback);
        let owner = owner.map_or_else(String::new, |(id, _)| evidence.network.wiring.name(id));
        return format!("\n{symbol} took the same steps in {owner}.\n");
    }
    let mut sheet = Worksheet::default();
    sheet.say(&format!(
        "\nThe whole batch at t = {t}. p adds up ε · f(x) of the lanes that commit, in their order; \
         fma(a, b, c) is a · b + c, rounded once:\n"
    ));
    let did_not = |lane| {
        format!(
            "did not fire: {}",
            why_not(evidence, synapse, change.is_feedback, lane)
        )
    };
    arithmetic(evidence, change, &did_not, &mut sheet);
    sheet.text
}

/// The messages and the arithmetic of one lane.
fn of_lane<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    at: Tick,
    chain: &Messages,
    follows_all: bool,
) -> String {
    let (lane, wiring) = (chain.lane, &evidence.network.wiring);
    let example = evidence.examples[lane];
    let mut text = format!(
        "\nThe chain of messages, tick by tick (t = 0 is teacher onset), lane {lane}, example {example}:\n\n"
    );
    let mut last = None;
    for hop in &chain.hops {
        let tick = match last == Some(hop.tick) {
            true => String::new(),
            false => format!("t = {}", hop.tick),
        };
        last = Some(hop.tick);
        let (from, to) = (wiring.name(hop.from), wiring.name(hop.to));
        let (says, meaning) = (says(hop), meaning(hop));
        let _ = writeln!(text, "{tick:>8}  {from:<14} → {to:<14} {says}{meaning}");
    }
    if chain.n_left_out > 0 {
        let n = chain.n_left_out;
        let _ = writeln!(
            text,
            "\n{n} messages that contributed less are left out (--all)."
        );
    }
    let whose = match follows_all {
        true => "of every error on the way",
        false => "along the largest error at each neuron (--all: along every one)",
    };
    let _ = writeln!(
        text,
        "\nThe arithmetic of lane {lane}, {whose}, in the order in which it was done:"
    );
    let mut derivation = Derivation::new(evidence, lane, follows_all);
    derivation.error(synapse.layer, synapse.post, at);
    text + &derivation.sheet.text
}

/// Why one copy did not change, lane by lane.
fn did_not<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    (is_feedback, who): (bool, &str),
    lanes: Lanes,
) -> String {
    let why = |lane| why_not(evidence, synapse, is_feedback, lane);
    let all: Vec<String> = (0..evidence.n_presented()).map(why).collect();
    let is_same = all.windows(2).all(|two| two[0] == two[1]);
    let asked = match lanes {
        Lanes::One(lane) => Some(lane),
        _ => None,
    };
    match (all.first(), is_same) {
        (None, _) => format!("{who} did not change: nothing was presented.\n"),
        (Some(why), true) => format!("{who} did not change: {why} (in every lane).\n"),
        _ => {
            let mut text = format!("{who} did not change, in any lane:\n\n");
            for (lane, why) in all.iter().enumerate() {
                if asked.is_none_or(|asked| asked == lane) {
                    let example = evidence.examples[lane];
                    let _ = writeln!(text, "  lane {lane}, example {example}: {why}");
                }
            }
            text
        }
    }
}

/// What it does to whoever hears it.
fn meaning(hop: &Hop) -> String {
    let what = match (hop.carries, hop.weight, hop.value) {
        (Carried::Feedback, Some(weight), Some(value)) => format!(
            "pushes x by f′(x) · {} · θ′, θ′ = {}",
            scientific(value),
            scientific(weight)
        ),
        (Carried::Teacher, ..) => "becomes its x".to_owned(),
        (Carried::Activity, ..) => "x moved, μ did not: ε is not 0".to_owned(),
        (Carried::Rate, ..) => "what the synapse multiplies ε with".to_owned(),
        _ => return String::new(),
    };
    format!("   {what}")
}
