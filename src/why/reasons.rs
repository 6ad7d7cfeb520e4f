//! Why a φ did not fire when the teacher's error was due: the conditions that failed, with numbers.

use super::evidence::{Evidence, post_of};
use super::worksheet::exact;
use crate::axon::{AgentId, Port, SynapseId, Tick};
use crate::scalar::Scalar;
use crate::synapse::{Detector, Phi};

/// Why one copy of a synapse did not commit at t = l in a lane: every condition that failed.
pub(super) fn why_not<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
    lane: usize,
) -> String {
    let due = evidence.due(synapse, is_feedback);
    let level = evidence.t(due);
    let network = evidence.network;
    if let Some((owner, slot)) = evidence.place(synapse, is_feedback)
        && !network.wiring.learns(owner, slot)
    {
        return "its weight is fixed (learns: false)".to_owned();
    }
    if !evidence.is_taught {
        return "no teacher was there, so no error came".to_owned();
    }
    if level >= evidence.learning_ticks as i64 {
        return format!(
            "the teacher was there for T = {} ticks, and its error comes here at t = {level}",
            evidence.learning_ticks
        );
    }
    if let Some((owner, slot)) = evidence.place(synapse, is_feedback)
        && evidence.is_absent(owner, slot)
    {
        return "the synapse was lost before".to_owned();
    }
    if network.is_commanded() {
        return "the controller sent no command".to_owned();
    }
    let at = Tick(due.0 - evidence.delay(synapse, is_feedback));
    let phi = phi_of(evidence, synapse, is_feedback);
    let reasons = match (phi, is_feedback) {
        (Phi::Never, _) => vec!["its φ is set never to fire".to_owned()],
        (phi, false) => failed(evidence, synapse, phi, at, lane),
        (phi, true) => failed_above(evidence, synapse, phi, at, lane),
    };
    let fired = fired_at(evidence, synapse, is_feedback, lane);
    let fired = fired.map(|tick| format!("it fired at t = {} instead", evidence.t(tick)));
    let all: Vec<String> = reasons.into_iter().chain(fired).collect();
    match all.is_empty() {
        true => format!("every condition held at t = {level}: fazil cannot say why"),
        false => all.join("; "),
    }
}

/// The settings of the φ of one copy of a synapse.
fn phi_of<'e, S: Scalar>(
    evidence: &'e Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
) -> &'e Phi {
    let settings = &evidence.network.settings;
    let own = settings.overrides.iter().rev().find(|change| {
        let side = change.side;
        let is_meant = if is_feedback {
            side.is_feedback()
        } else {
            side.is_feedforward()
        };
        change.synapse == synapse && is_meant
    });
    own.map_or(&settings.phi, |own| &own.phi)
}

/// What a φ asks for that was not so, on ε as the error neuron computed it.
fn failed<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    phi: &Phi,
    at: Tick,
    lane: usize,
) -> Vec<String> {
    let detector = Detector::<S>::new(phi);
    let Some(row) = evidence.prediction(post_of(synapse), at) else {
        return vec![format!(
            "{} is silent: it was lost",
            evidence.network.wiring.name(post_of(synapse))
        )];
    };
    let mut found = Vec::new();
    let place = [synapse.layer, synapse.post];
    found.extend(quiet_now(evidence, &detector, &row.epsilon[lane], at));
    found.extend(loud_before(
        evidence,
        place,
        (&detector, phi),
        at,
        lane,
        None,
    ));
    found.extend(not_by_feedback(evidence, place, at, lane));
    found
}

/// The same on ε as the value neuron above heard it.
fn failed_above<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    phi: &Phi,
    at: Tick,
    lane: usize,
) -> Vec<String> {
    let (detector, id) = (Detector::<S>::new(phi), post_of(synapse));
    let place = [synapse.layer, synapse.post];
    let by = evidence.projection(synapse);
    let Some(epsilon) = evidence.heard_epsilon(place, by, at, lane) else {
        let gate = &evidence.network.settings.phi;
        let why = failed(evidence, synapse, gate, at, lane).join("; ");
        return vec![format!(
            "{} sent nothing upward at t = {}: {why}",
            evidence.network.wiring.name(id),
            evidence.t(at)
        )];
    };
    if evidence.network.is_phasic() && epsilon.is_zero() {
        let gate = &evidence.network.settings.phi;
        let why = failed(evidence, synapse, gate, at, lane).join("; ");
        return vec![format!(
            "the gate of {} did not fire in this lane: {why}",
            evidence.network.wiring.name(id)
        )];
    }
    let mut found = Vec::new();
    found.extend(quiet_now(evidence, &detector, &epsilon, at));
    found.extend(loud_before(evidence, place, (&detector, phi), at, lane, by));
    let said = evidence.said(id, Port::WIDE, |tick| tick <= at);
    if said.and_then(|said| said.by_feedback(lane)) == Some(false) {
        found.extend(not_by_feedback(evidence, place, at, lane));
    }
    found
}

fn quiet_now<S: Scalar>(
    evidence: &Evidence<'_, S>,
    detector: &Detector<S>,
    epsilon: &S,
    at: Tick,
) -> Option<String> {
    let t = evidence.t(at);
    let is_quiet = detector.is_quiet(epsilon);
    is_quiet.then(|| match detector.tolerance() {
        None => format!(
            "ε = {} at t = {t}: there was nothing to learn",
            exact(epsilon)
        ),
        Some(q) => format!(
            "ε = {} at t = {t}, which is quiet: |ε| is below q = {}",
            exact(epsilon),
            exact(q)
        ),
    })
}

fn loud_before<S: Scalar>(
    evidence: &Evidence<'_, S>,
    place: [usize; 2],
    (detector, phi): (&Detector<S>, &Phi),
    at: Tick,
    lane: usize,
    heard_by: Option<usize>,
) -> Option<String> {
    if !detector.asks_for_quiet() {
        return None;
    }
    let tolerance = detector.tolerance();
    let (tick, epsilon) = evidence.last_loud(place, lane, at, tolerance, heard_by)?;
    let t_d = phi.quiet_ticks();
    let n_quiet = at.since(tick) - 1;
    if n_quiet >= t_d as i64 {
        return None;
    }
    let (was, heard) = (
        epsilon.map_or(String::new(), |epsilon| {
            format!(" (ε = {})", exact(&epsilon))
        }),
        if heard_by.is_some() {
            "heard"
        } else {
            "computed"
        },
    );
    Some(format!(
        "ε was not quiet at t = {} either{was}, as it is {heard}: it had been quiet for {n_quiet} \
         ticks, and t_d = {t_d}",
        evidence.t(tick)
    ))
}

/// That x did not move, or that μ did, by the neuron's own measure.
fn not_by_feedback<S: Scalar>(
    evidence: &Evidence<'_, S>,
    [layer, index]: [usize; 2],
    at: Tick,
    lane: usize,
) -> Vec<String> {
    let gate = Detector::<S>::new(&evidence.network.settings.phi);
    let (value, error) = (
        AgentId::Value { layer, index },
        AgentId::Error { layer, index },
    );
    let earlier = Tick(at.0 - 1);
    let (t, t_before) = (evidence.t(at), evidence.t(earlier));
    let mut found = Vec::new();
    if let (Some(x), Some(before)) = (
        evidence.activity(value, at),
        evidence.activity(value, earlier),
    ) && !gate.pair_has_moved(before.lane(lane), x.lane(lane))
    {
        let x = exact(&x.values[lane]);
        found.push(format!(
            "x did not move: it was {x} at t = {t_before} and at t = {t}"
        ));
    }
    let rows = (
        evidence.prediction(error, at),
        evidence.prediction(error, earlier),
    );
    if let (Some(now), Some(before)) = rows
        && gate.has_moved(&before.mu[lane], &now.mu[lane])
    {
        let (before, now) = (exact(&before.mu[lane]), exact(&now.mu[lane]));
        found.push(format!(
            "μ moved as well, from {before} at t = {t_before} to {now} at t = {t}, so it was not \
             feedback alone"
        ));
    }
    found
}

/// The first other tick in which it fired in this lane.
fn fired_at<S: Scalar>(
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    is_feedback: bool,
    lane: usize,
) -> Option<Tick> {
    let (owner, slot) = evidence.place(synapse, is_feedback)?;
    let spikes = evidence.log(owner)?.spikes.iter();
    let own = spikes.filter(|spike| spike.lane as usize == lane && spike.synapses.has(slot));
    own.map(|spike| spike.tick).min()
}
