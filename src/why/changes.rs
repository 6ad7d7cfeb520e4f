//! The changes of one synapse in a presentation: in which ticks, and what every lane gave to each.

use super::evidence::{Evidence, post_of};
use super::worksheet::Worksheet;
use crate::axon::{AgentId, SynapseId, Tick};
use crate::scalar::Scalar;
use crate::synapse::Reduction;

/// One change of the synapse, at one of its ends.
pub(super) struct Changed<S> {
    pub(super) is_feedback: bool,
    pub(super) tick: Tick,
    pub(super) delta: S,
    pub(super) before: S,
    pub(super) after: S,
    /// What each lane presented gave to it.
    pub(super) lanes: Vec<Share<S>>,
}

/// What one lane gave to a change.
pub(super) struct Share<S> {
    pub(super) lane: usize,
    /// Whether the synapse committed in this lane.
    pub(super) commits: bool,
    pub(super) epsilon: S,
    /// f(x) of the value neuron at the synapse's beginning; 1 for a bias.
    pub(super) rate: S,
}

impl<S: Scalar> Share<S> {
    /// |ε · f(x)|, if it committed.
    fn size(&self) -> f64 {
        match self.commits {
            true => (self.epsilon.clone() * &self.rate).to_f64().abs(),
            false => -1.0,
        }
    }
}

impl<S: Scalar> Changed<S> {
    /// The lane that gave most; the first of those that gave the same.
    pub(super) fn largest(&self) -> Option<&Share<S>> {
        let commits = self.lanes.iter().filter(|share| share.commits);
        commits.rev().max_by(|a, b| a.size().total_cmp(&b.size()))
    }

    /// What a lane gave, of what all gave [0, 1].
    pub(super) fn part(&self, lane: usize) -> f64 {
        let commits = self.lanes.iter().filter(|share| share.commits);
        let all: f64 = commits.clone().map(Share::size).sum();
        let own = commits.filter(|share| share.lane == lane).map(Share::size);
        own.sum::<f64>() / all
    }
}

/// The changes of both copies of a synapse, θ first.
pub(super) fn changes<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
) -> Vec<Changed<S>> {
    [false, true]
        .into_iter()
        .flat_map(|is_feedback| changes_of(evidence, synapse, is_feedback))
        .collect()
}

fn changes_of<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
) -> Vec<Changed<S>> {
    let Some((owner, slot)) = evidence.place(synapse, is_feedback) else {
        return Vec::new();
    };
    let Some(log) = evidence.log(owner) else {
        return Vec::new();
    };
    let of_slot = log
        .changes
        .iter()
        .filter(|(_, other, _)| *other as usize == slot);
    let changed = of_slot.filter_map(|(tick, _, change)| {
        Some(Changed {
            is_feedback,
            tick: *tick,
            delta: change.delta.clone(),
            before: evidence.weight(synapse, is_feedback, *tick)?,
            after: change.after.clone(),
            lanes: shares(evidence, synapse, is_feedback, *tick),
        })
    });
    changed.collect()
}

fn shares<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
    at: Tick,
) -> Vec<Share<S>> {
    let lanes = 0..evidence.n_presented();
    let share = |lane| Share {
        lane,
        commits: fires(evidence, synapse, is_feedback, at, lane),
        epsilon: seen_epsilon(evidence, synapse, is_feedback, at, lane),
        rate: seen_rate(evidence, synapse, is_feedback, at, lane),
    };
    lanes.map(share).collect()
}

/// Whether one copy of a synapse commits in a tick and lane, given that its neuron does something.
fn fires<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
    at: Tick,
    lane: usize,
) -> bool {
    if evidence.network.is_commanded() {
        return evidence.is_taught;
    }
    let Some((owner, slot)) = evidence.place(synapse, is_feedback) else {
        return false;
    };
    let mut spikes = evidence.log(owner).into_iter().flat_map(|log| &log.spikes);
    spikes.any(|spike| spike.tick == at && spike.lane as usize == lane && spike.synapses.has(slot))
}

/// ε as one copy of a synapse sees it.
fn seen_epsilon<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
    at: Tick,
    lane: usize,
) -> S {
    let SynapseId { layer, post, .. } = synapse;
    // Under a controller and phasic feedback, both ends commit what was sent.
    let is_sent = is_feedback || (evidence.network.is_commanded() && evidence.network.is_phasic());
    let said = Tick(at.0 - evidence.delay(synapse, is_feedback));
    let epsilon = match is_sent {
        true => evidence.heard_epsilon([layer, post], evidence.projection(synapse), said, lane),
        false => {
            let row = evidence.prediction(post_of(synapse), at);
            row.map(|row| row.epsilon[lane].clone())
        }
    };
    epsilon.unwrap_or_else(S::zero)
}

/// f(x) as one copy of a synapse sees it.
fn seen_rate<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
    at: Tick,
    lane: usize,
) -> S {
    let Some((layer, index)) = synapse.pre else {
        return S::one();
    };
    let own = match is_feedback {
        true => evidence.activity(AgentId::Value { layer, index }, at),
        false => None,
    };
    match own {
        Some(x) => evidence.network.transfer[layer].f(&x.values[lane]),
        None => evidence.heard_rate(layer, index, at, lane),
    }
}

/// The step from ε and f(x) of every lane to the weight after, as it was computed.
pub(super) fn arithmetic<S: Scalar>(
    evidence: &Evidence<'_, S>,
    change: &Changed<S>,
    did_not_fire: &dyn Fn(usize) -> String,
    sheet: &mut Worksheet,
) {
    let learning = &evidence.network.settings.learning;
    let theta = if change.is_feedback { "θ′" } else { "θ" };
    let mut product = S::zero();
    for share in &change.lanes {
        let (lane, example) = (share.lane, evidence.examples[share.lane]);
        let note = format!("lane {lane}: ε · f(x) of example {example}");
        match share.commits {
            true => product = sheet.fused("p", [&share.epsilon, &share.rate, &product], &note),
            false => sheet.say(&format!("  lane {lane}: {}", did_not_fire(lane))),
        }
    }
    let before = &change.before;
    let mut step = sheet.product(&format!("Δ{theta}"), &learning.alpha, &product, "α · p");
    if learning.reduction == Reduction::Mean {
        let n = S::from_count(evidence.n_presented());
        step = sheet.quotient(
            &format!("Δ{theta}"),
            &step,
            &n,
            "the mean of the lanes presented",
        );
    }
    let lost = (!learning.decay.is_zero()).then(|| {
        let lost = sheet.product("lost", &learning.decay, before, &format!("λ · {theta}"));
        let kept = sheet.difference("kept", before, &lost, "");
        (lost, kept)
    });
    let kept = lost.as_ref().map_or(before, |(_, kept)| kept);
    let after = match learning.reduction {
        Reduction::Mean => sheet.sum(theta, kept, &step, "the weight before, and Δ"),
        Reduction::Sum => {
            let note = "α · p + the weight before, rounded once";
            sheet.fused(theta, [&learning.alpha, &product, kept], note)
        }
    };
    if let Some((lost, _)) = &lost {
        sheet.difference(&format!("Δ{theta}"), &step, lost, "as it is recorded");
    }
    if after != change.after {
        let note = "as it was: noise or a fault came between, which is not drawn again here";
        sheet.given(theta, &change.after, note);
    }
}
