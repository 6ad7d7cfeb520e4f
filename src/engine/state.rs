//! The state of a network at rest between two presentations, whichever engine runs it.
//!
//! A [`NetworkState`] is plain data that serde can write: what one engine left off with, any other
//! goes on from, to the bit. It holds what a network has become, and nothing of what it was built
//! from: it is restored into an engine that was just built from the same circuit. What is the same
//! for many synapses is kept once: f(x) of a value neuron and ε of an error neuron, as they were
//! heard last, for all who heard them; when ε was loud last, for all φ that call the same ε loud.

mod check;
mod error;
mod fit;
mod past;
mod said;
mod sealed;

pub(super) use self::said::Said;
pub use error::StateError;
pub use sealed::{Sealed, open, seal};

pub(super) use fit::Fit;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Counts;
use crate::axon::{AgentId, Tick};
use crate::environment::ProgrammeState;
use crate::neuron::{DistortionState, Noise};
use crate::plasticity::ControllerState;
use crate::scalar::{Numbers, Scalar};

/// A network at rest.
///
/// Lists are ordered by population (the layers of a chain, output first) or by projection, then as
/// their doc says; B is the number of lanes, n the size of a population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub struct NetworkState<S> {
    /// n, by population.
    pub(super) widths: Vec<usize>,
    /// Pairs of neurons that a projection connects, by projection.
    pub(super) pairs: Vec<usize>,
    /// B.
    pub(super) n_lanes: usize,
    /// Whether error neurons have a bias, by population.
    pub(super) has_bias: Vec<bool>,
    /// The coming tick on every clock.
    pub(super) clock: i64,
    /// Whether no tick was ever taken.
    pub(super) is_first_tick: bool,
    /// Value neurons, by population.
    pub(super) values: Vec<ValueLayer<S>>,
    /// Error neurons, by population.
    pub(super) errors: Vec<ErrorLayer<S>>,
    /// What is heard of error neurons, by projection.
    pub(super) feedback: Vec<FeedbackState<S>>,
    /// What counts as quiet, each once: |ε| below a number, or ε = 0 alone.
    pub(super) quiet_kinds: Vec<Option<Numbers<S>>>,
    /// The controller of IL and Z-IL, the teacher's word for the coming tick heard.
    pub(super) controller: Option<ControllerState>,
    /// The timetable of all sources.
    pub(super) programme: ProgrammeState<S>,
    /// What the stimulus sources show, `[inputs][B]`, and in how many lanes.
    pub(super) shown: Numbers<S>,
    pub(super) shown_in: u32,
    /// Whether they have said nothing yet.
    pub(super) is_fresh: bool,
    pub(super) counts: Counts,
    /// How noisy the neurons are.
    pub(super) noise: Noise,
}

/// The value neurons of one population, each with its x of the coming tick, unsaid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub(super) struct ValueLayer<S> {
    /// x as a pair, `[n][B]` each.
    pub(super) x: Numbers<S>,
    pub(super) residue: Numbers<S>,
    /// Lanes that carry a presentation, `[n]`.
    pub(super) presented: Vec<u32>,
    /// Whether x differs from the tick before, `[n]`.
    pub(super) is_new: Vec<bool>,
    pub(super) is_dead: Vec<bool>,
    /// f(x) as it was heard last, `[n][B]`, and in how many lanes, `[n]`.
    pub(super) rates: Numbers<S>,
    pub(super) rates_in: Vec<u32>,
    /// θ′ of each neuron's feedback synapses, neuron by neuron; empty where there are none.
    pub(super) weights: Numbers<S>,
    /// (neuron, slot) of lost synapses, ascending.
    pub(super) absent: Vec<(usize, usize)>,
    /// ε and μ as the own error neurons were heard last, if that is not what they computed.
    pub(super) own: Option<OwnHeard<S>>,
    /// How far the streams of their own noise have come, `[n]`; empty without.
    pub(super) jitter: Vec<u64>,
    /// What becomes of what they say, `[n]`; empty if nothing does.
    pub(super) distortion: Vec<DistortionState<S>>,
}

/// What value neurons heard of their own error neurons, where noise made it another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub(super) struct OwnHeard<S> {
    /// `[n][B]`.
    pub(super) epsilon: Numbers<S>,
    pub(super) mu: Numbers<S>,
    /// `[n]`.
    pub(super) presented: Vec<u32>,
}

/// The error neurons of one population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub(super) struct ErrorLayer<S> {
    /// x of the own value neurons as it was heard last, as a pair, `[n][B]` each.
    pub(super) x: Numbers<S>,
    pub(super) residue: Numbers<S>,
    /// ε and μ of the last tick, `[n][B]`.
    pub(super) epsilon: Numbers<S>,
    pub(super) mu: Numbers<S>,
    /// `[n]`.
    pub(super) presented: Vec<u32>,
    /// θ of each neuron's dendrite, neuron by neuron, the bias after the others.
    pub(super) weights: Numbers<S>,
    /// (neuron, slot) of lost synapses, ascending.
    pub(super) absent: Vec<(usize, usize)>,
    /// When ε was loud last, as it was computed, `[quiet kind][n][B]`.
    pub(super) last_loud: Vec<i64>,
    /// What becomes of what they say, `[n]`; empty if nothing does.
    pub(super) distortion: Vec<DistortionState<S>>,
}

/// What the value neurons at one end of a projection hear of the error neurons at the other, n; all
/// lists are empty where they hear nothing, being inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "S: Scalar")]
pub(super) struct FeedbackState<S> {
    /// What was heard last.
    pub(super) heard: Said<S>,
    /// When ε was loud last, as it was heard, `[quiet kind][n][B]`.
    pub(super) last_loud: Vec<i64>,
    /// What is under way: what was said in each tick of the delay, the earliest first.
    pub(super) under_way: Vec<Said<S>>,
}

impl<S: Scalar> NetworkState<S> {
    /// Which layout of the bytes this is; another cannot be read.
    pub const FORMAT: u32 = 2;

    /// n, by population; the output of a chain is first.
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// The coming tick on every clock.
    pub fn clock(&self) -> Tick {
        Tick(self.clock)
    }

    /// ε in a lane as value neurons will hear it along a projection in tick `tick` from now on, of error
    /// neuron `post`: what was said before and arrives in that tick, and what arrived last until then.
    /// `None` for silence.
    ///
    /// # Panics
    /// If `tick` is not within the delay of the projection, or there is no such lane.
    pub fn arriving(
        &self,
        projection: usize,
        (post, lane): (usize, usize),
        tick: usize,
    ) -> [Option<&S>; 2] {
        let feedback = &self.feedback[projection];
        let pulse = &feedback.under_way[tick];
        let mut until = feedback.under_way[..=tick].iter().rev();
        let held = until.find(|said| said.row(post, self.n_lanes).is_some());
        let said = [pulse, held.unwrap_or(&feedback.heard)];
        said.map(|said| {
            said.row(post, self.n_lanes)
                .map(|(epsilon, _)| &epsilon[lane])
        })
    }

    /// What went over the links so far.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// P, T, lanes and lanes with a teacher of the presentation under way, or of the next if none
    /// is.
    pub fn showing(&self) -> Option<[u64; 4]> {
        let programme = &self.programme;
        let showing = programme.current.as_ref().or(programme.coming.first())?;
        let (presented, teacher) = (showing.stimulus.presented, showing.teacher.as_ref());
        let taught = teacher.map_or(0, |teacher| teacher.presented);
        let ticks = [showing.prediction_ticks, showing.learning_ticks];
        Some([ticks[0], ticks[1], presented as u64, taught as u64])
    }

    /// Whether the sources are about to show one presentation, or have just begun it, and know of no
    /// other.
    pub fn is_at_start(&self) -> bool {
        let programme = &self.programme;
        match programme.current {
            Some(_) => programme.coming.is_empty() && programme.shown <= 1,
            None => programme.coming.len() == 1,
        }
    }

    /// Slots whose synapse was lost, by neuron; neurons that lack nothing are not named.
    pub fn absent(&self) -> BTreeMap<AgentId, BTreeSet<usize>> {
        let mut absent: BTreeMap<AgentId, BTreeSet<usize>> = BTreeMap::new();
        let mut lose = |id, slot| {
            absent.entry(id).or_default().insert(slot);
        };
        for (layer, of) in self.values.iter().enumerate() {
            for &(index, slot) in &of.absent {
                lose(AgentId::Value { layer, index }, slot);
            }
        }
        for (layer, of) in self.errors.iter().enumerate() {
            for &(index, slot) in &of.absent {
                lose(AgentId::Error { layer, index }, slot);
            }
        }
        absent
    }

    /// Whether neurons are noisy, or noise is still on its way.
    pub fn is_noisy(&self) -> bool {
        let is_distorted = |(value, error): (&ValueLayer<S>, &ErrorLayer<S>)| {
            let n_lanes = self.n_lanes;
            let is_other = |i: usize| {
                let of = i * n_lanes..(i + 1) * n_lanes;
                value.x[of.clone()] != error.x[of]
            };
            let stays = |i: &usize| !value.is_new[*i] && !value.is_dead[*i];
            value.own.is_some() || (0..value.is_new.len()).filter(stays).any(is_other)
        };
        let mut layers = self.values.iter().zip(&self.errors);
        self.noise.is_any() || (!self.is_first_tick && layers.any(is_distorted))
    }
}

impl<S: Scalar> Sealed for NetworkState<S> {
    const NAME: &'static str = "network state";
    const FORMAT: u32 = Self::FORMAT;
    type Number = S;
}
