//! What recorders know of a network and of a presentation, seen from outside.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::Look;
use crate::activation::Activation;
use crate::axon::{AgentId, PredictionError, Tick};
use crate::blueprint::Blueprint;
use crate::record::message::Carried;
use crate::record::recording::{Group, What};
use crate::scalar::Scalar;
use crate::synapse::{Detector, Phi};

/// A network, as recorders know it.
#[derive(Clone, Debug)]
pub struct Scene<S> {
    /// Output first.
    pub widths: Vec<usize>,
    /// Whether error neurons have a bias synapse.
    pub has_bias: bool,
    /// B.
    pub n_lanes: usize,
    /// The network's default φ: what counts as quiet.
    pub quiet: Detector<S>,
    /// Whether error neurons speak upward in pulses.
    pub is_phasic: bool,
    /// Whether x = μ is imposed before each presentation, which silences every φ for ever.
    pub is_imposed: bool,
    /// Whether synapses have a φ that decides anything.
    pub by_phi: bool,
    /// f, by layer.
    pub transfer: Vec<Activation>,
    /// Whether silence must be kept track of.
    pub tracks_silence: bool,
    /// Synapses that were lost, by neuron and slot.
    pub absent: BTreeSet<(AgentId, usize)>,
}

/// One presentation, just ended.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a, S> {
    /// Its number, from 0 over the run.
    pub index: u64,
    /// Its epoch, from 0.
    pub epoch: u64,
    /// Its first tick.
    pub start: Tick,
    /// t = 0.
    pub onset: Tick,
    /// The first tick after it.
    pub end: Tick,
    /// Whether there was a teacher.
    pub is_taught: bool,
    /// The example in each lane; fewer than B in a short last batch.
    pub examples: &'a [usize],
    /// ε of layer l at t = l, `[n_l][B]`, at position l; empty without a teacher.
    pub epsilon: &'a [Vec<S>],
}

/// A scene, a moment in it, the ε of its error neurons, and for how long they had been quiet.
pub(super) type View<'a, S> = (
    &'a Scene<S>,
    &'a Moment<'a, S>,
    &'a Streams<S>,
    &'a super::silence::Silence,
);

impl<S: Scalar> Scene<S> {
    /// The scene of a network of this build.
    pub fn new(blueprint: &Blueprint<S>, phi: &Phi, n_lanes: usize, by_phi: bool) -> Self {
        let layers = 0..blueprint.widths.len();
        Self {
            widths: blueprint.widths.clone(),
            has_bias: blueprint.has_bias(),
            n_lanes,
            quiet: Detector::new(phi),
            is_phasic: false,
            is_imposed: false,
            by_phi,
            transfer: layers.map(|layer| blueprint.transfer(layer)).collect(),
            tracks_silence: false,
            absent: BTreeSet::new(),
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// Position of E(l, i) among the error neurons, the output layer's first.
    pub(super) fn error_index(&self, layer: usize, index: usize) -> usize {
        self.widths[..layer].iter().sum::<usize>() + index
    }

    /// Whether the synapse in a neuron's slot is there.
    pub(super) fn has(&self, id: AgentId, slot: usize) -> bool {
        self.absent.is_empty() || !self.absent.contains(&(id, slot))
    }

    /// j of the feedforward synapse in `slot` of an error neuron of `layer`; `None` for the bias.
    pub(super) fn pre_of(&self, layer: usize, slot: usize) -> Option<usize> {
        (slot < self.widths[layer + 1]).then_some(slot)
    }

    /// How many slots the dendrite of an error neuron of `layer` has.
    pub(super) fn n_slots(&self, layer: usize) -> usize {
        self.widths[layer + 1] + usize::from(self.has_bias)
    }

    /// What the text cells of a variable's table name.
    pub(super) fn texts(&self, what: What) -> Vec<Cow<'static, str>> {
        match what.group() {
            Group::Phi => PHI_TEXTS.map(Cow::Borrowed).to_vec(),
            Group::Synapse => PHI_TEXTS[..2].iter().copied().map(Cow::Borrowed).collect(),
            Group::Message => {
                let carried = Carried::ALL.map(|carried| format!("{carried:?}"));
                let all = carried.into_iter().chain(self.names());
                all.map(Cow::Owned).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Every agent and every population that can be a message's end.
    fn names(&self) -> Vec<String> {
        let agents = self.agents().into_iter().map(|id| id.to_string());
        let populations = (0..self.depth()).map(|l| format!("error/{l}/*"));
        let above = (1..=self.depth()).map(|l| format!("value/{l}/*"));
        agents.chain(populations).chain(above).collect()
    }

    /// Every agent: value neurons, error neurons, sources, the controller.
    pub(super) fn agents(&self) -> Vec<AgentId> {
        let depth = self.depth();
        let mut agents = Vec::new();
        for (layer, &width) in self.widths.iter().enumerate() {
            agents.extend((0..width).map(|index| AgentId::Value { layer, index }));
        }
        for (layer, &width) in self.widths[..depth].iter().enumerate() {
            agents.extend((0..width).map(|index| AgentId::Error { layer, index }));
        }
        agents.extend((0..self.widths[depth]).map(|index| AgentId::Stimulus { index }));
        agents.extend((0..self.widths[0]).map(|index| AgentId::Teacher { index }));
        agents.push(AgentId::Controller);
        agents
    }

    /// The text cell that names an agent.
    pub(super) fn text_of_agent(&self, id: AgentId) -> u32 {
        let (n_values, n_errors) = (
            self.widths.iter().sum::<usize>(),
            self.widths[..self.depth()].iter().sum::<usize>(),
        );
        let n_inputs = self.widths[self.depth()];
        let position = match id {
            AgentId::Value { layer, index } => self.error_index(layer, index),
            AgentId::Error { layer, index } => n_values + self.error_index(layer, index),
            AgentId::Stimulus { index } => n_values + n_errors + index,
            AgentId::Teacher { index } => n_values + n_errors + n_inputs + index,
            AgentId::Controller => n_values + n_errors + n_inputs + self.widths[0],
        };
        (Carried::ALL.len() + position) as u32
    }

    /// The text cell that names all error neurons of `layer`, or all value neurons.
    pub(super) fn text_of_layer(&self, layer: usize, is_error: bool) -> u32 {
        let first = self.text_of_agent(AgentId::Controller) as usize + 1;
        let position = match is_error {
            true => layer,
            false => self.depth() + layer - 1,
        };
        (first + position) as u32
    }
}

/// Positions in the texts of φ's tables.
pub(super) const PHI_TEXTS: [&str; 5] = ["feedforward", "feedback", "hit", "false", "miss"];
pub(super) const FEEDFORWARD: u32 = 0;
pub(super) const FEEDBACK: u32 = 1;
pub(super) const HIT: u32 = 2;
pub(super) const FALSE: u32 = 3;
pub(super) const MISS: u32 = 4;

impl<S: Scalar> Moment<'_, S> {
    /// Whether φ on ε of E(l, i) is expected to fire at t = l in this lane.
    pub(super) fn expects(
        &self,
        scene: &Scene<S>,
        layer: usize,
        index: usize,
        lane: usize,
    ) -> bool {
        let at = index * scene.n_lanes + lane;
        let of_layer = self.epsilon.get(layer);
        lane < self.examples.len() && of_layer.is_some_and(|epsilon| !epsilon[at].is_zero())
    }
}

/// ε of every error neuron, tick by tick.
#[derive(Clone, Debug)]
pub(super) struct Streams<S> {
    by_neuron: Vec<Stream<S>>,
}

/// ε of one neuron: every lane of the first tick, then of the next.
#[derive(Clone, Debug)]
struct Stream<S> {
    first: Option<Tick>,
    n_lanes: usize,
    epsilon: Vec<S>,
    /// Whether φ does not take it for silence: a bit a tick, 64 ticks of every lane, then more.
    is_loud: Vec<u64>,
}

impl<S: Scalar> Streams<S> {
    /// Of nothing yet.
    pub(super) fn new(scene: &Scene<S>) -> Self {
        let n_errors = scene.widths[..scene.depth()].iter().sum();
        let stream = Stream {
            first: None,
            n_lanes: scene.n_lanes,
            epsilon: Vec::new(),
            is_loud: Vec::new(),
        };
        Self {
            by_neuron: vec![stream; n_errors],
        }
    }

    /// Takes what the logs hold now in place of what it holds.
    pub(super) fn gather(&mut self, scene: &Scene<S>, look: Look<'_, S>) {
        look(&mut |id, log| {
            if let AgentId::Error { layer, index } = id {
                self.by_neuron[scene.error_index(layer, index)].take(&log.predictions, scene);
            }
        });
    }

    /// A neuron's stream, and which of its ticks `at` is.
    fn of(&self, neuron: usize, at: Tick) -> Option<(&Stream<S>, usize)> {
        let stream = self.by_neuron.get(neuron)?;
        let tick = usize::try_from(at.since(stream.first?)).ok()?;
        Some((stream, tick))
    }

    /// The last tick before `at` in which ε of a neuron was loud in a lane.
    pub(super) fn last_loud(&self, neuron: usize, lane: usize, at: Tick) -> Option<Tick> {
        let (stream, n_before) = self.of(neuron, at)?;
        let words = stream.is_loud.chunks_exact(stream.n_lanes);
        let of_word = |(place, word): (usize, &[u64])| {
            let n = n_before.saturating_sub(64 * place);
            let before = if n < 64 { (1 << n) - 1 } else { u64::MAX };
            let last = (word[lane] & before).checked_ilog2()?;
            Some(64 * place as u64 + u64::from(last))
        };
        let tick = words.enumerate().rev().find_map(of_word)?;
        Some(stream.first?.after(tick))
    }

    /// ε of a neuron in a tick and lane.
    pub(super) fn epsilon(&self, neuron: usize, at: Tick, lane: usize) -> Option<&S> {
        let (stream, tick) = self.of(neuron, at)?;
        stream.epsilon.get(tick * stream.n_lanes + lane)
    }
}

impl<S: Scalar> Stream<S> {
    fn take(&mut self, predictions: &[(Tick, Arc<PredictionError<S>>)], scene: &Scene<S>) {
        self.first = predictions.first().map(|(tick, _)| *tick);
        self.epsilon.clear();
        self.is_loud.clear();
        self.is_loud
            .resize(self.n_lanes * predictions.len().div_ceil(64), 0);
        for (tick, (_, prediction)) in predictions.iter().enumerate() {
            self.epsilon.extend_from_slice(&prediction.epsilon);
            let words = &mut self.is_loud[tick / 64 * self.n_lanes..][..self.n_lanes];
            let bit = 1 << (tick % 64);
            for (word, epsilon) in words.iter_mut().zip(&prediction.epsilon) {
                *word |= if scene.quiet.is_quiet(epsilon) {
                    0
                } else {
                    bit
                };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::{FeedbackWeights, Initial, InputTransfer};
    use crate::record::log::AgentLog;

    /// The saboteurs: a word too few, a bit too many, another lane.
    #[test]
    fn the_last_loud_tick_is_found_however_long_ago() {
        let initial = Initial::Xavier {
            seed: 1,
            gain: "1".parse().unwrap(),
        };
        let widths = vec![1, 1];
        let blueprint = Blueprint {
            weights: initial
                .draw(&widths, false, FeedbackWeights::Mirrored)
                .unwrap(),
            widths,
            activation: Activation::ReLU,
            input_transfer: InputTransfer::Identity,
        };
        let n_lanes = 3;
        let scene = Scene::<f64>::new(&blueprint, &Phi::Exact { t_d: 4 }, n_lanes, true);
        for n_ticks in [0, 1, 63, 64, 65, 130, 200] {
            let mut log = AgentLog::default();
            let is_loud = |tick: i64, lane: usize| (tick * 7 + 13 * lane as i64) % 71 < 2;
            for tick in 0..n_ticks {
                let epsilon = (0..n_lanes).map(|lane| f64::from(u8::from(is_loud(tick, lane))));
                let prediction = PredictionError {
                    epsilon: epsilon.collect(),
                    mu: vec![0.0; n_lanes].into(),
                    presented: n_lanes as u32,
                };
                log.predictions.push((Tick(5 + tick), Arc::new(prediction)));
            }
            let mut streams = Streams::new(&scene);
            streams.gather(&scene, &mut |see| {
                see(AgentId::Error { layer: 0, index: 0 }, &log)
            });
            for lane in 0..n_lanes {
                for at in 0..n_ticks + 3 {
                    let last = (0..at.min(n_ticks)).rev().find(|tick| is_loud(*tick, lane));
                    let found = streams.last_loud(0, lane, Tick(5 + at));
                    assert_eq!(
                        found,
                        last.map(|tick| Tick(5 + tick)),
                        "{n_ticks} {lane} {at}"
                    );
                }
            }
        }
    }
}
