//! What a presentation's logs amount to, seen from outside: where ε was, whether φ fired when
//! it should, whether the network had settled (SPEC sections 7 and 8).

use super::Anatomy;
use super::phi_tally::PhiTally;
use super::shown::Shown;
use crate::axon::{AgentId, SlotSet, Spiked, Tick};
use crate::engine::Engine;
use crate::record::{AgentLog, SpikeRow};
use crate::scalar::Scalar;
use crate::synapse::Detector;

/// Fills `shown` from the logs of the presentation that just ended.
pub(super) fn look_back<S: Scalar>(
    engine: &mut dyn Engine<S, AgentLog<S>>,
    anatomy: &Anatomy,
    shown: &mut Shown<S>,
) {
    let wiring = &*anatomy.wiring;
    let quiet = Detector::<S>::new(&anatomy.phi);
    let mut unsettled = vec![false; shown.presentation.examples.len()];
    let mut epsilon: Vec<Vec<S>> = vec![Vec::new(); wiring.n_computing()];
    engine.observers(&mut |id, log| {
        if let AgentId::Error { layer, .. } = id {
            look_at_error_neuron(log, shown, &quiet, &mut unsettled);
            let onset = shown.onset();
            let level = wiring.level(layer) as u64;
            if let Some(row) = log.prediction(onset.after(level)) {
                epsilon[layer].extend_from_slice(&row.epsilon);
            }
            if let (0, Some(row)) = (level, log.prediction(onset)) {
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
    let wiring = &*anatomy.wiring;
    match id {
        AgentId::Error { layer, index } => {
            let n_synapses = wiring.n_slots(id);
            let due = onset.after(wiring.level(layer) as u64);
            let is_loud = |lane: usize| is_loud(shown, (layer, index), lane, n_lanes);
            let missing = anatomy.missing(id);
            let n_there = match anatomy.is_whole(id) {
                true => n_synapses,
                false => (0..n_synapses).filter(|slot| !missing.has(*slot)).count(),
            };
            let loud_lanes = (0..n_presented).filter(|lane| is_loud(*lane)).count();
            let mut phi = PhiTally {
                expected: (n_there * loud_lanes) as u64,
                ..PhiTally::default()
            };
            for row in &log.spikes {
                // A synapse that was lost fires no more.
                let n_fired = row.synapses.count(n_synapses);
                let lane = row.lane as usize;
                let in_time = row.tick == due && lane < n_presented && is_loud(lane);
                phi.add_fired(n_fired, if in_time { n_fired.min(n_there) } else { 0 });
            }
            shown.phi += phi;
        }
        AgentId::Value { layer, index } if wiring.is_hidden(layer) => {
            let neuron = Heard {
                id,
                neuron: (layer, index),
                anatomy,
                loud,
            };
            let phi = neuron.tally(log, shown, n_presented);
            shown.phi += phi;
        }
        _ => {}
    }
}

/// Whether ε of an error neuron was not 0 at t = its level, in a lane. A population that its
/// teacher's error does not reach within T has no ε then.
#[inline]
fn is_loud<S: Scalar>(
    shown: &Shown<S>,
    (population, index): (usize, usize),
    lane: usize,
    n_lanes: usize,
) -> bool {
    let epsilon = shown.epsilon.get(population);
    let at = epsilon.and_then(|of| of.get(index * n_lanes + lane));
    at.is_some_and(|epsilon| !epsilon.is_zero())
}

/// A hidden value neuron, whose synapses expect what error neurons below say.
struct Heard<'a> {
    id: AgentId,
    neuron: (usize, usize),
    anatomy: &'a Anatomy,
    /// [`loud_in`] of every population.
    loud: &'a [Vec<Loud>],
}

impl Heard<'_> {
    fn tally<S: Scalar>(
        &self,
        log: &AgentLog<S>,
        shown: &Shown<S>,
        n_presented: usize,
    ) -> PhiTally {
        let wiring = &*self.anatomy.wiring;
        let n_synapses = wiring.n_slots(self.id);
        // Value neurons that lack nothing in a chain expect the same of all error neurons below.
        let all_of = match wiring.is_chain() && self.anatomy.is_whole(self.id) {
            true => Some(
                self.loud
                    .get(self.neuron.0 - 1)
                    .map_or(&[][..], Vec::as_slice),
            ),
            false => None,
        };
        let expected_in = |lane: usize| match all_of {
            Some(loud) => loud.get(lane).map_or(0, |loud| loud.n),
            None => {
                let mut n = 0;
                self.expected(lane, |_| n += 1);
                n
            }
        };
        let mut phi = PhiTally {
            expected: (0..n_presented).map(expected_in).sum::<usize>() as u64,
            ..PhiTally::default()
        };
        // A pulse arrives when it has come from one level below, whatever level it is of.
        let due = shown.onset().after(wiring.level(self.neuron.0) as u64 - 1);
        for row in &log.spikes {
            let lane = row.lane as usize;
            let n_fired = row.synapses.count(n_synapses);
            let n_hits = match (&row.synapses, all_of) {
                _ if row.tick != due || lane >= n_presented => 0,
                (Spiked::All, _) => expected_in(lane),
                (Spiked::Slots(slots), Some(loud)) => loud
                    .get(lane)
                    .map_or(0, |loud| loud.neurons.count_shared(slots)),
                (Spiked::Slots(slots), None) => {
                    let mut n = 0;
                    self.expected(lane, |slot| n += usize::from(slots.has(slot)));
                    n
                }
            };
            phi.add_fired(n_fired, n_hits);
        }
        phi
    }

    /// Calls `found` with each slot whose synapse is expected to fire in a lane.
    fn expected(&self, lane: usize, mut found: impl FnMut(usize)) {
        let (layer, index) = self.neuron;
        let (wiring, missing) = (&*self.anatomy.wiring, self.anatomy.missing(self.id));
        let mut first = 0;
        for &e in wiring.outgoing(layer) {
            let n = wiring.n_column(e, index);
            let slots = first..first + n;
            first += n;
            let loud = self.loud.get(wiring.projections()[e].post);
            let Some(loud) = loud.and_then(|of| of.get(lane)).filter(|of| of.n > 0) else {
                continue;
            };
            let posts = wiring.posts(e, index);
            for (k, slot) in slots.enumerate() {
                let post = posts.map_or(k, |posts| posts[k] as usize);
                if loud.neurons.has(post) && !missing.has(slot) {
                    found(slot);
                }
            }
        }
    }
}

/// x^0 of the last tick, `[n_presented][n_0]`, and how many φ fired since the logs were cleared;
/// clears them.
pub(super) fn outputs<S: Scalar>(
    engine: &mut dyn Engine<S, AgentLog<S>>,
    anatomy: &Anatomy,
    n_presented: usize,
) -> (Vec<S>, u64) {
    let wiring = &*anatomy.wiring;
    let n_outputs = wiring.n_outputs();
    let mut outputs = vec![S::zero(); n_presented * n_outputs];
    let mut n_spikes = 0;
    engine.observers(&mut |id, log| {
        if let AgentId::Value { layer, index } = id
            && wiring.is_output(layer)
        {
            let column = wiring.columns(layer).start + index;
            let (_, x) = log
                .activities
                .last()
                .expect("bug: every neuron shows every tick");
            for lane in 0..n_presented {
                outputs[lane * n_outputs + column] = x.values[lane].clone();
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
