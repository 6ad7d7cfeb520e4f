//! Reads what `fazil why` printed, computes every step anew from the numbers in its line, and holds
//! the results to what was recorded.

mod line;

use std::collections::BTreeMap;

use self::line::Line;
use super::super::Lanes;
use super::super::evidence::{Evidence, post_of};
use crate::axon::{AgentId, SynapseId, Tick};
use crate::scalar::Scalar;

/// What was redone.
pub(super) struct Redone {
    pub(super) has_changed: bool,
}

/// Which results earlier lines left under which name.
type Known<S> = BTreeMap<String, S>;

impl Redone {
    pub(super) fn of<S: Scalar>(
        text: &str,
        evidence: &Evidence<'_, S>,
        synapse: SynapseId,
        lanes: Lanes,
    ) -> Self {
        let changes = super::super::changes::changes(evidence, synapse);
        let has_changed = !changes.is_empty();
        assert_eq!(has_changed, !text.contains("It did not change"), "{text}");
        if has_changed {
            for (section, change) in sections(text, "The whole batch").iter().zip(&changes) {
                let known = redo_batch::<S>(section, text);
                let theta = if change.is_feedback { "θ′" } else { "θ" };
                assert_eq!(known[theta], change.after, "{text}");
                assert_eq!(known[&format!("Δ{theta}")], change.delta, "{text}");
            }
            largest(text, evidence, synapse, &changes[0]);
            let chains = sections(text, "The arithmetic of lane");
            assert_eq!(
                chains.len(),
                if lanes == Lanes::All {
                    evidence.n_presented()
                } else {
                    1
                }
            );
            for section in chains {
                redo_chain(section, text, evidence, synapse, changes[0].tick);
            }
        } else {
            assert!(!text.contains("cannot say why"), "{text}");
        }
        Self { has_changed }
    }
}

/// The lines below every heading that begins so, up to the next heading.
fn sections<'t>(text: &'t str, heading: &str) -> Vec<Vec<&'t str>> {
    let mut found: Vec<Vec<&str>> = Vec::new();
    let mut is_inside = false;
    for line in text.lines() {
        if line.starts_with(heading) {
            found.push(vec![line]);
            is_inside = true;
        } else if is_inside && (line.is_empty() || line.starts_with("  ")) {
            found.last_mut().unwrap().push(line);
        } else {
            is_inside = false;
        }
    }
    found
}

/// The lane that the text says gave most, held to what each lane's φ, ε and f(x) were.
fn largest<S: Scalar>(
    text: &str,
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    change: &super::super::changes::Changed<S>,
) {
    let (post, at) = (post_of(synapse), change.tick);
    let size = |lane: usize| {
        let epsilon = evidence.prediction(post, at).unwrap().epsilon[lane].to_f64();
        let rate = synapse.pre.map_or(1.0, |(layer, index)| {
            let x = evidence
                .activity(AgentId::Value { layer, index }, at)
                .unwrap();
            evidence.network.transfer[layer].f(&x.values[lane]).to_f64()
        });
        let log = evidence.log(post).unwrap();
        let has_fired = evidence.network.is_commanded()
            || log
                .spikes
                .iter()
                .any(|spike| spike.tick == at && spike.lane as usize == lane);
        (epsilon * rate).abs() * f64::from(u8::from(has_fired))
    };
    let named = text
        .split("lane ")
        .find_map(|part| part.split_once(" gave most"));
    let named: usize = named.unwrap().0.parse().unwrap();
    let most = (0..evidence.n_presented()).map(size).fold(0.0, f64::max);
    // Products that round to the same number are the same here.
    assert!(
        size(named) >= most * (1.0 - 1e-6),
        "lane {named}: {} of {most}\n{text}",
        size(named)
    );
}

fn redo_batch<S: Scalar>(section: &[&str], text: &str) -> Known<S> {
    let mut known = Known::from([("p".to_owned(), S::zero())]);
    for line in section.iter().filter_map(|line| Line::<S>::read(line)) {
        let expected: &[&str] = match (line.names[0].as_str(), line.operands.len()) {
            ("p", 3) => &["", "", "p"],
            ("Δθ" | "Δθ′", 2) if line.operation == "*" => &["", "p"],
            ("θ" | "θ′", 3) => &["", "p", ""],
            _ => &[],
        };
        line.redo(expected, &mut known, text);
    }
    known
}

fn redo_chain<S: Scalar>(
    section: Vec<&str>,
    text: &str,
    evidence: &Evidence<'_, S>,
    synapse: SynapseId,
    at: Tick,
) {
    let lane = section[0]
        .split("lane ")
        .nth(1)
        .unwrap()
        .split(',')
        .next()
        .unwrap();
    let lane: usize = lane.parse().unwrap();
    let wiring = &evidence.network.wiring;
    let mut known = Known::<S>::new();
    let mut header: Option<(AgentId, Tick)> = None;
    let check = |header, known: &Known<S>| check_epsilon(evidence, header, known, lane, text);
    for line in section {
        if let Some((name, t)) = line.trim().split_once(" at t = ")
            && let Ok(id) = wiring.with_numbers(name).parse::<AgentId>()
        {
            check(header, &known);
            let t: i64 = t.parse().unwrap();
            header = Some((id, Tick(evidence.onset.0 + t)));
            let zeros = ["μ", "S", "rest"].map(|name| (name.to_owned(), S::zero()));
            known = Known::from(zeros);
            continue;
        }
        let Some(line) = Line::<S>::read(line) else {
            continue;
        };
        let Some((id, now)) = header else { continue };
        let earlier = Tick(now.0 - 1);
        let expected = line.expected(&known);
        let has_delay = wiring.projections().iter().any(|of| of.delay > 0);
        if let ("S", Some(whose), false) = (
            line.names[0].as_str(),
            line.note.split(" of ").nth(1),
            has_delay,
        ) {
            let row = evidence
                .prediction(wiring.with_numbers(whose).parse().unwrap(), earlier)
                .unwrap();
            assert_eq!(line.operands[1], row.epsilon[lane], "{id}, {whose}\n{text}");
        }
        line.redo(expected, &mut known, text);
        assert!(!line.note.contains("noise"), "{text}");
    }
    check(header, &known);
    assert_eq!(
        header,
        Some((post_of(synapse), at)),
        "the chain ends at the synapse\n{text}"
    );
}

/// ε of the neuron whose lines end here, held to what was recorded.
fn check_epsilon<S: Scalar>(
    evidence: &Evidence<'_, S>,
    header: Option<(AgentId, Tick)>,
    known: &Known<S>,
    lane: usize,
    text: &str,
) {
    if let Some((id, at)) = header {
        let row = evidence.prediction(id, at).unwrap();
        assert_eq!(known["ε"], row.epsilon[lane], "{id} at {at:?}\n{text}");
    }
}
