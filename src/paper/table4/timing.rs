//! The clock of Table 4: rounds in which every model makes some updates, in turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use super::workloads::{MODELS, Model, Timed, Workload};
use crate::activation::Activation;
use crate::axon::{AgentId, Observer, Unobserved};
use crate::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use crate::engine::{Circuit, Engine, Settings};
use crate::environment::{Frame, Prediction, Showing};
use crate::oracle::Backpropagation;
use crate::paper::agents::engine;
use crate::plasticity::Rule;
use crate::record::AgentLog;
use crate::scalar::Draws;
use crate::synapse::{Learning, Phi};
use crate::wiring::Wiring;

/// Examples that are shown in turn.
const N_BATCHES: usize = 16;

/// Updates of a model before the next one's turn.
const IN_A_ROW: usize = 8;

/// t_d of φ.
const T_D: u64 = 4;

/// Something that makes updates.
trait Player {
    /// Makes one update on the batch of this number.
    fn update(&mut self, k: usize);
}

struct Judge<'a> {
    bp: Backpropagation<f32>,
    batches: &'a [[Arc<Frame<f32>>; 2]],
}

impl Player for Judge<'_> {
    fn update(&mut self, k: usize) {
        let lanes = self.batches[k % N_BATCHES].each_ref().map(|frame| {
            let lanes = 0..frame.presented();
            lanes.map(|lane| frame.lane(lane)).collect::<Vec<_>>()
        });
        self.bp.update_rows(&lanes[0], &lanes[1]);
    }
}

/// A network of agents.
struct Agents<'a, W> {
    engine: Box<dyn Engine<f32, W>>,
    model: Model,
    widths: &'a [usize],
    n_lanes: usize,
    batches: &'a [[Arc<Frame<f32>>; 2]],
    /// The batch that comes next; it is queued already.
    next: usize,
}

impl<'a, W: Observer<f32> + Default + 'static> Agents<'a, W> {
    fn new(model: Model, workload: &'a Workload, batches: &'a [[Arc<Frame<f32>>; 2]]) -> Self {
        let mut agents = Self {
            engine: engine(circuit(workload, &model)),
            model,
            widths: workload.widths,
            n_lanes: workload.n_lanes,
            batches,
            next: 0,
        };
        agents.queue();
        agents.engine.begin();
        agents
    }

    /// P and T.
    fn ticks(&self) -> [u64; 2] {
        let depth = self.widths.len() as u64 - 1;
        let learning = match self.model.rule {
            Rule::IL { t_c } => t_c + 1,
            _ => depth,
        };
        match self.model.prediction {
            Prediction::Imposed => [0, learning],
            Prediction::Settle => [depth + 1 + T_D, learning],
        }
    }

    fn queue(&mut self) {
        let [stimulus, teacher] = &self.batches[self.next % N_BATCHES];
        let [prediction_ticks, learning_ticks] = self.ticks();
        self.engine.queue(Showing {
            prediction_ticks,
            learning_ticks,
            stimulus: Arc::clone(stimulus),
            teacher: Some(Arc::clone(teacher)),
        });
        self.next += 1;
    }
}

impl<W: Observer<f32> + Default + 'static> Player for Agents<'_, W> {
    fn update(&mut self, _: usize) {
        self.queue();
        if self.model.prediction == Prediction::Imposed {
            self.engine.impose(&mut || 0.0);
        }
        let [p, t] = self.ticks();
        let done = self.engine.advance(p + t);
        done.expect("bug: a small network with small weights does not diverge");
    }
}

impl Agents<'_, AgentLog<f32>> {
    /// Synapses and lanes that committed, as a share of all, in the mean over a network's first
    /// updates.
    fn commits(mut self) -> f64 {
        let (widths, mut fired) = (self.widths, 0);
        for k in 0..N_BATCHES {
            self.update(k);
            self.engine.observers(&mut |id, log| {
                let fan_in = match id {
                    AgentId::Error { layer, .. } => widths[layer + 1],
                    AgentId::Value { layer, .. } if layer > 0 => widths[layer - 1],
                    _ => 0,
                };
                let counts = log.spikes.iter().map(|row| row.synapses.count(fan_in));
                fired += counts.sum::<usize>();
                log.clear();
            });
        }
        let depth = widths.len() - 1;
        if self.model.rule.is_commanded() {
            // One command per neuron and commit; it commits all synapses and lanes.
            let neurons = widths[..depth].iter().chain(&widths[1..depth]);
            let n_neurons = neurons.sum::<usize>() * N_BATCHES;
            return self.engine.counts().commands() as f64 / n_neurons as f64;
        }
        // Every synapse between two hidden layers, or to the output, has two ends.
        let pairs = widths.windows(2).enumerate();
        let synapses = pairs.map(|(l, n)| n[0] * n[1] * if l + 1 < depth { 2 } else { 1 });
        let n_synapses = synapses.sum::<usize>() * self.n_lanes * N_BATCHES;
        fired as f64 / n_synapses as f64
    }
}

/// Times every model for `seconds` in all; `None` if `stop` became true.
pub(super) fn time(workload: &Workload, seconds: f64, stop: &AtomicBool) -> Option<Vec<Timed>> {
    let batches = batches(workload);
    let mut players: Vec<(&'static str, f64, Box<dyn Player + '_>)> = vec![(
        "BP",
        1.0,
        Box::new(Judge {
            bp: Backpropagation::new(circuit(workload, &MODELS[0]).into_parts().0, 0.001, false),
            batches: &batches,
        }),
    )];
    for model in MODELS {
        let commits = Agents::<AgentLog<f32>>::new(model, workload, &batches).commits();
        let player = Agents::<Unobserved>::new(model, workload, &batches);
        players.push((model.name, commits, Box::new(player)));
    }
    let rounds = rounds(&mut players, seconds, stop)?;
    let found = players.iter().zip(rounds);
    let timed = found.map(|((name, commits, _), times)| Timed {
        model: name,
        milliseconds: median(times),
        commits: *commits,
    });
    Some(timed.collect())
}

/// Some updates of every model in turn, until the time is up, but for 5 rounds at least; ms per
/// update, by model and round. The first round is one of them, and the median does not care.
fn rounds(
    players: &mut [(&'static str, f64, Box<dyn Player + '_>)],
    seconds: f64,
    stop: &AtomicBool,
) -> Option<Vec<Vec<f64>>> {
    let mut times = vec![Vec::new(); players.len()];
    let begun = Instant::now();
    let mut round = 0;
    while round < 5 || begun.elapsed().as_secs_f64() < seconds {
        if stop.load(Ordering::Relaxed) {
            return None;
        }
        for ((_, _, player), times) in players.iter_mut().zip(&mut times) {
            let start = Instant::now();
            (0..IN_A_ROW).for_each(|k| player.update(round * IN_A_ROW + k));
            times.push(1e3 * start.elapsed().as_secs_f64() / IN_A_ROW as f64);
        }
        round += 1;
    }
    Some(times)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

fn circuit(workload: &Workload, model: &Model) -> Circuit<f32> {
    let wiring = Arc::new(Wiring::chain(workload.widths, Activation::Logistic, false));
    let initial = Initial::Xavier {
        seed: 1,
        gain: 1.into(),
    };
    let weights = initial.draw(&wiring, FeedbackWeights::Mirrored);
    let circuit = Circuit::new(
        Blueprint {
            wiring,
            input_transfer: InputTransfer::Activation,
            weights: weights.expect("bug: only files are not drawn"),
        },
        Settings {
            rule: model.rule,
            feedback: model.feedback,
            phi: Phi::Exact { t_d: T_D },
            gamma: match model.rule {
                // At γ = 1 tonic inference does not come to rest; IL waits for it.
                Rule::IL { .. } => 0.1,
                _ => 1.0,
            },
            learning: Learning {
                alpha: 0.001,
                ..Learning::default()
            },
            n_lanes: workload.n_lanes,
            ..Settings::default()
        },
    );
    circuit.expect("bug: a workload is a network")
}

/// Random stimuli in [0, 1), and a class each.
fn batches(workload: &Workload) -> Vec<[Arc<Frame<f32>>; 2]> {
    let n_lanes = workload.n_lanes;
    let (n_outputs, n_inputs) = match workload.widths {
        [n_outputs, .., n_inputs] => (*n_outputs, *n_inputs),
        _ => unreachable!("bug: a network has two layers at least"),
    };
    let mut draws = Draws::new(4, "table 4");
    let frame = |values: Vec<f32>| Arc::new(Frame::new(&values, n_lanes, n_lanes));
    (0..N_BATCHES)
        .map(|_| {
            let stimulus = (0..n_inputs * n_lanes).map(|_| draws.unit() as f32);
            let stimulus = stimulus.collect();
            let mut teacher = vec![0.0; n_outputs * n_lanes];
            for lane in 0..n_lanes {
                let class = draws.below(n_outputs as u64) as usize;
                teacher[class * n_lanes + lane] = 1.0;
            }
            [frame(stimulus), frame(teacher)]
        })
        .collect()
}

#[cfg(test)]
mod tests;
