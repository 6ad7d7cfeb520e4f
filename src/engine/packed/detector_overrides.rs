//! Synapses with a φ of their own, of one population of synapses.
//!
//! All of a slice's synapses are changed alike, as if every φ had the default's settings; those of
//! which the own φ did not fire in the default's lanes are given the weight that their own φ asks
//! for. That is known stream by stream, from for how long ε had been quiet, so the cost does not
//! depend on how many settings there are. Refuses to know on which side of a connection it is.

mod families;
mod population;

use std::ops::Range;

pub(super) use self::families::Families;
pub(super) use self::population::Population;

use super::parameters::sum_of_products;
use crate::axon::Tick;
use crate::scalar::{InstructionSet, Plane, Scalar, Terms, Tiles};
use crate::synapse::{Quiet, Seen};

/// From one synapse in so many on, those of one threshold are changed in bulk.
const BULK: usize = 16;

/// Synapses with φ of their own that hear the same streams of ε and call the same ε quiet.
#[derive(Clone, Debug)]
pub(super) struct OwnPhis<S> {
    quiet: Quiet<S>,
    /// By cell: an age, as `Quiet` defines it.
    ages: Vec<i64>,
    /// Whether any age may be above 0.
    any_age: bool,
    /// By threshold, then in the order of the weights in memory.
    synapses: Vec<OwnSynapse>,
    /// The synapses of each threshold.
    runs: Vec<(i64, Range<usize>)>,
    /// By stream: the lowest and the highest threshold; above and below everything without any.
    lowest: Vec<i64>,
    highest: Vec<i64>,
    /// By stream, over the lanes presented: the highest age; the highest in lanes in which the
    /// default φ does not fire; and the lowest in those in which it does.
    longest: Vec<i64>,
    outside: Vec<i64>,
    inside: Vec<i64>,
    /// Whether any synapse fired in this tick.
    pub(super) any_fires: bool,
    /// Whether any fired in other lanes than the default φ.
    pub(super) any_differs: bool,
    /// Scratch: ε where φ of one threshold fires, and the streams that are chosen.
    pulse: Plane<S>,
    chosen: Vec<bool>,
}

/// A synapse with a φ of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnSynapse {
    /// Its slot among its neuron's synapses.
    slot: u32,
    /// Its neuron, counted within the slice.
    neuron: u32,
    /// The stream of ε that it hears.
    stream: u32,
}

/// A weight that is not what the change of all weights makes of it.
#[derive(Clone, Debug)]
pub(super) struct OwnWeight<S> {
    pub(super) slot: usize,
    pub(super) neuron: usize,
    pub(super) after: S,
}

/// What the φ of a synapse with a φ of its own means for its weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It fired in the lanes in which the default φ did.
    AsDefault,
    /// It did not fire.
    Kept,
    /// It fired in lanes of its own.
    Changed,
}

impl<S: Scalar> OwnPhis<S> {
    /// What every φ sees in a tick, `fires` being where the default φ fires: cells are lanes of
    /// `stride` streams, of which so many are presented.
    pub(super) fn judge(
        &mut self,
        set: InstructionSet,
        now: Tick,
        seen: &Seen<'_, S>,
        (fires, presented): (&[bool], usize),
    ) {
        self.any_fires = false;
        self.any_differs = false;
        if self.synapses.is_empty() {
            return;
        }
        self.any_age = self.quiet.judge(set, now, seen, &mut self.ages);
        if !(self.any_age || self.fires_in_silence() || fires.contains(&true)) {
            return;
        }
        self.longest.fill(i64::MIN);
        self.outside.fill(i64::MIN);
        self.inside.fill(i64::MAX);
        let of_streams = [&mut self.longest, &mut self.outside, &mut self.inside];
        let rows = (&self.ages[..], fires, self.pulse.stride());
        set.run(
            #[inline(always)]
            || survey(rows, presented, of_streams),
        );
        for stream in 0..self.lowest.len() {
            let [low, high] = [self.lowest[stream], self.highest[stream]];
            self.any_fires |= self.longest[stream] > low;
            self.any_differs |= !(self.outside[stream] <= low && high < self.inside[stream]);
        }
    }

    /// Nothing is heard that was not judged before.
    pub(super) fn rest(&mut self) {
        self.any_fires = false;
        self.any_differs = false;
        if std::mem::take(&mut self.any_age) {
            self.ages.fill(0);
        }
    }

    /// Whether any fires even in silence.
    pub(super) fn fires_in_silence(&self) -> bool {
        self.runs
            .first()
            .is_some_and(|(threshold, _)| *threshold < 0)
    }

    /// Forgets every past ε.
    pub(super) fn silence(&mut self) {
        self.quiet.silence();
    }

    /// For how long each stream had been quiet.
    pub(super) fn quiet(&self) -> &Quiet<S> {
        &self.quiet
    }

    /// Whether any synapse is among them; if none is, nothing was noted.
    pub(super) fn has_synapses(&self) -> bool {
        !self.synapses.is_empty()
    }

    /// Notes when ε of each cell was loud last; silent for ever where nothing is said.
    pub(super) fn restore(&mut self, cells: impl Iterator<Item = (usize, Tick)>) {
        self.quiet.restore(cells);
    }

    /// The age of a stream in a lane.
    #[inline]
    pub(super) fn age(&self, stream: usize, lane: usize) -> i64 {
        self.ages[lane * self.pulse.stride() + stream]
    }

    /// Whether a synapse of a stream fired.
    #[inline]
    pub(super) fn fires(&self, stream: usize) -> bool {
        self.any_fires && self.longest[stream] > self.lowest[stream]
    }

    /// The lanes presented in which φ of a threshold fired.
    pub(super) fn lanes(
        &self,
        stream: usize,
        threshold: i64,
        presented: usize,
    ) -> impl Iterator<Item = usize> {
        (0..presented).filter(move |lane| self.age(stream, *lane) > threshold)
    }

    fn outcome(&self, stream: usize, threshold: i64) -> Outcome {
        if self.outside[stream] <= threshold && threshold < self.inside[stream] {
            Outcome::AsDefault
        } else if self.longest[stream] <= threshold {
            Outcome::Kept
        } else {
            Outcome::Changed
        }
    }

    /// Adds the weights that the change of all others leaves wrong. `scratch` is room for weights.
    pub(super) fn find_weights(
        &mut self,
        population: &impl Population<S>,
        (terms, presented): (&Terms<'_, S>, usize),
        scratch: &mut Option<Tiles<S>>,
        found: &mut Vec<OwnWeight<S>>,
    ) {
        if !self.any_differs {
            return;
        }
        let n_in_bulk = population.tiles().n_inputs();
        for run in 0..self.runs.len() {
            let (threshold, places) = self.runs[run].clone();
            let in_bulk = self.change_in_bulk(&self.runs[run].clone(), population, scratch);
            for synapse in &self.synapses[places] {
                let [slot, neuron, stream] =
                    [synapse.slot, synapse.neuron, synapse.stream].map(|index| index as usize);
                let after = match (self.outcome(stream, threshold), &in_bulk) {
                    (Outcome::AsDefault, _) => continue,
                    (Outcome::Kept, _) => population.weight(slot, neuron).clone(),
                    (Outcome::Changed, Some(weights)) if slot < n_in_bulk => {
                        weights.at(slot, neuron).clone()
                    }
                    (Outcome::Changed, _) => {
                        let lanes = self.lanes(stream, threshold, presented);
                        let heard = lanes.map(|lane| population.heard(slot, neuron, lane));
                        let product = sum_of_products(heard.map(|[epsilon, rate]| (epsilon, rate)));
                        terms.after(population.weight(slot, neuron), &product)
                    }
                };
                found.push(OwnWeight {
                    slot,
                    neuron,
                    after,
                });
            }
        }
    }

    /// All weights as φ of one threshold asks, where it fired in lanes of its own; `None` if it
    /// did not, or has so few synapses that they are better changed one by one.
    fn change_in_bulk<'a>(
        &mut self,
        (threshold, places): &(i64, Range<usize>),
        population: &impl Population<S>,
        scratch: &'a mut Option<Tiles<S>>,
    ) -> Option<&'a Tiles<S>> {
        let weights = population.tiles();
        if places.len() * BULK < weights.n() * weights.n_inputs() {
            return None;
        }
        for stream in 0..self.chosen.len() {
            self.chosen[stream] = self.outcome(stream, *threshold) == Outcome::Changed;
        }
        if !self.chosen.contains(&true) {
            return None;
        }
        let pulse = self.pulse.all_mut();
        pulse.fill(S::zero());
        let heard = population.epsilon().into_iter().flatten();
        for ((pulse, epsilon), age) in pulse.iter_mut().zip(heard).zip(&self.ages) {
            if age > threshold {
                pulse.clone_from(epsilon);
            }
        }
        match scratch {
            Some(scratch) => scratch.clone_from(weights),
            None => *scratch = Some(weights.clone()),
        }
        let changed = scratch.as_mut()?;
        population.change_all(changed, &self.pulse, &self.chosen);
        Some(changed)
    }
}

/// See the fields `longest`, `outside` and `inside`.
#[inline(always)]
fn survey(
    (ages, fires, stride): (&[i64], &[bool], usize),
    presented: usize,
    [longest, outside, inside]: [&mut Vec<i64>; 3],
) {
    let n = longest.len();
    let (longest, outside, inside) = (&mut longest[..n], &mut outside[..n], &mut inside[..n]);
    for lane in 0..presented {
        let (ages, fires) = (&ages[lane * stride..][..n], &fires[lane * stride..][..n]);
        for i in 0..n {
            let age = ages[i];
            longest[i] = longest[i].max(age);
            outside[i] = outside[i].max(if fires[i] { i64::MIN } else { age });
            inside[i] = inside[i].min(if fires[i] { age } else { i64::MAX });
        }
    }
}
