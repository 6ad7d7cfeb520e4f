//! What a presentation's logs amount to, seen from outside: where ε was, whether φ fired when
//! it should, whether the network had settled (SPEC sections 7 and 8).

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::{Anatomy, Shown};
use crate::axon::{AgentId, SlotSet, Spiked, Tick};
use crate::engine::Engine;
use crate::record::{AgentLog, SpikeRow};
use crate::scalar::Scalar;
use crate::synapse::Detector;

/// φ against what was expected of it: per synapse (both ends, biases), lane and presentation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhiTally {
    /// ε of layer l was not 0 at t = l.
    pub expected: u64,
    /// Expected, and fired then.
    pub hits: u64,
    /// Expected, and not fired then.
    pub misses: u64,
    /// Fired at any other tick of the presentation.
    pub false_spikes: u64,
    /// Per neuron and lane: ε was 0 at t = l though backpropagation's δ was not.
    pub vanished: u64,
}

impl AddAssign for PhiTally {
    fn add_assign(&mut self, other: Self) {
        self.expected += other.expected;
        self.hits += other.hits;
        self.misses += other.misses;
        self.false_spikes += other.false_spikes;
        self.vanished += other.vanished;
    }
}

/// Fills `shown` from the logs of the presentation that just ended.
pub(super) fn look_back<S: Scalar>(
    engine: &mut dyn Engine<S, AgentLog<S>>,
    anatomy: &Anatomy,
    shown: &mut Shown<S>,
) {
    let depth = anatomy.depth();
    let quiet = Detector::<S>::new(&anatomy.phi);
    let mut unsettled = vec![false; shown.presentation.examples.len()];
    let mut epsilon: Vec<Vec<S>> = vec![Vec::new(); depth];
    engine.observers(&mut |id, log| {
        if let AgentId::Error { layer, .. } = id {
            look_at_error_neuron(log, shown, &quiet, &mut unsettled);
            let onset = shown.onset();
            if let Some(row) = log.prediction(onset.after(layer as u64)) {
                epsilon[layer].extend_from_slice(&row.epsilon);
            }
            if let (0, Some(row)) = (layer, log.prediction(onset)) {
                shown.prediction.extend_from_slice(&row.mu);
            }
        }
    });
    if shown.presentation.with_teacher {
        shown.epsilon = epsilon;
    }
    shown.n_unsettled = unsettled.iter().filter(|unsettled| **unsettled).count() as u64;
    if anatomy.by_phi {
        let by_layer = shown.epsilon.iter();
        let n_presented = shown.presentation.examples.len();
        let loud: Vec<Vec<Loud>> = by_layer
            .map(|layer| loud_in(layer, anatomy.n_lanes, n_presented))
            .collect();
        engine.observers(&mut |id, log| tally_spikes(id, log, anatomy, &loud, shown));
        let phi = &mut shown.phi;
        phi.misses = phi.expected - phi.hits;
    }
}

/// Energy at t = 0 and T − 1, and whether it was quiet at t = −1.
fn look_at_error_neuron<S: Scalar>(
    log: &AgentLog<S>,
    shown: &mut Shown<S>,
    quiet: &Detector<S>,
    unsettled: &mut [bool],
) {
    let onset = shown.onset();
    let last = onset.after(shown.presentation.learning_ticks - 1);
    for (energy, tick) in shown.energy.iter_mut().zip([onset, last]) {
        if let Some(row) = log.prediction(tick) {
            for (energy, epsilon) in energy.iter_mut().zip(&row.epsilon) {
                *energy += 0.5 * epsilon.to_f64() * epsilon.to_f64();
            }
        }
    }
    if shown.presentation.prediction_ticks > 0
        && let Some(row) = log.prediction(Tick(onset.0 - 1))
    {
        for (unsettled, epsilon) in unsettled.iter_mut().zip(&row.epsilon) {
            *unsettled |= !quiet.is_quiet(epsilon);
        }
    }
}

/// The neurons of a layer of which ε is not 0 in a lane, and how many they are.
struct Loud {
    neurons: SlotSet,
    n: usize,
}

/// In which neurons ε `[n][B]` is not 0, by lane presented.
fn loud_in<S: Scalar>(epsilon: &[S], n_lanes: usize, n_presented: usize) -> Vec<Loud> {
    let n = epsilon.len() / n_lanes;
    let is_loud = |lane: usize| move |i: &usize| !epsilon[i * n_lanes + lane].is_zero();
    (0..n_presented)
        .map(|lane| {
            let neurons = SlotSet::new((0..n).filter(is_loud(lane)), n);
            let n = neurons.count();
            Loud { neurons, n }
        })
        .collect()
}

/// Counts one neuron's synapses into the tally; `loud` is [`loud_in`] of every layer.
fn tally_spikes<S: Scalar>(
    id: AgentId,
    log: &AgentLog<S>,
    anatomy: &Anatomy,
    loud: &[Vec<Loud>],
    shown: &mut Shown<S>,
) {
    let (n_lanes, n_presented) = (anatomy.n_lanes, shown.presentation.examples.len());
    let onset = shown.onset();
    // The synapses of this neuron are driven by ε of layer `below`; synapse `slot` in lane
    // `lane` is expected to fire where that ε is not 0 at t = below.
    let (below, n_synapses, own) = match id {
        AgentId::Error { layer, index } => {
            let n_synapses = anatomy.widths[layer + 1] + usize::from(anatomy.has_bias);
            (layer, n_synapses, Some(index))
        }
        AgentId::Value { layer, .. } if layer > 0 && layer < anatomy.depth() => {
            (layer - 1, anatomy.widths[layer - 1], None)
        }
        _ => return,
    };
    let epsilon = shown.epsilon.get(below);
    // A layer that its teacher's error does not reach within T has no ε at t = l.
    let is_loud = |neuron: usize, lane: usize| {
        let at = epsilon.and_then(|layer| layer.get(neuron * n_lanes + lane));
        lane < n_presented && at.is_some_and(|epsilon| !epsilon.is_zero())
    };
    let is_whole = !anatomy.absent.contains_key(&id);
    let is_expected = |slot: usize, lane: usize| {
        is_loud(own.unwrap_or(slot), lane) && (is_whole || anatomy.has(id, slot))
    };
    // None in a lane that idles.
    let loud_of = |lane: usize| loud.get(below)?.get(lane);
    let expected_in = |lane: usize| match own {
        Some(own) if is_whole => n_synapses * usize::from(is_loud(own, lane)),
        // Value neurons that lack nothing expect the same of all error neurons below.
        None if is_whole => loud_of(lane).map_or(0, |loud| loud.n),
        _ => (0..n_synapses)
            .filter(|&slot| is_expected(slot, lane))
            .count(),
    };
    shown.phi.expected += (0..n_presented).map(expected_in).sum::<usize>() as u64;
    for row in &log.spikes {
        let lane = row.lane as usize;
        let n_fired = row.synapses.count(n_synapses);
        let in_time = row.tick == onset.after(below as u64);
        let n_hits = match (&row.synapses, own) {
            _ if !in_time => 0,
            (Spiked::All, _) => expected_in(lane),
            // A synapse that was lost fires no more.
            (Spiked::Slots(_), Some(own)) => n_fired * usize::from(is_loud(own, lane)),
            (Spiked::Slots(slots), None) => {
                loud_of(lane).map_or(0, |loud| loud.neurons.count_shared(slots))
            }
        };
        shown.phi.hits += n_hits as u64;
        shown.phi.false_spikes += (n_fired - n_hits) as u64;
    }
}

/// x^0 of the last tick, `[n_presented][n_0]`, and how many φ fired since the logs were cleared;
/// clears them.
pub(super) fn outputs<S: Scalar>(
    engine: &mut dyn Engine<S, AgentLog<S>>,
    anatomy: &Anatomy,
    n_presented: usize,
) -> (Vec<S>, u64) {
    let n_outputs = anatomy.widths[0];
    let mut outputs = vec![S::zero(); n_presented * n_outputs];
    let mut n_spikes = 0;
    engine.observers(&mut |id, log| {
        if let AgentId::Value { layer: 0, index } = id {
            let (_, x) = log
                .activities
                .last()
                .expect("bug: every neuron shows every tick");
            for lane in 0..n_presented {
                outputs[lane * n_outputs + index] = x.values[lane].clone();
            }
        }
        let n_told = |row: &SpikeRow| match &row.synapses {
            Spiked::All => 1,
            Spiked::Slots(slots) => slots.count() as u64,
        };
        n_spikes += log.spikes.iter().map(n_told).sum::<u64>();
        log.clear();
    });
    (outputs, n_spikes)
}
