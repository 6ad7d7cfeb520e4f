//! "Settling" (ours, SPEC section 6): how many ticks a network needs to fall silent after a new
//! stimulus, or that it never does.

mod draw;
mod training;

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::agents::agents;
use super::{RunContext, Size};
use crate::activation::Activation;
use crate::axon::{AgentId, Tick};
use crate::blueprint::{Blueprint, gain};
use crate::neuron::Feedback;
use crate::report::PageSection;
use crate::run_queue::Job;
use crate::run_queue::saved_runs::SavedRuns;
use crate::scalar::{Draws, Precision, Scalar};
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_floats;
use crate::session::set_up;

/// Neurons of every layer.
const WIDTH: usize = 16;
/// What is nearly silent, in units of x.
const NEAR: f64 = 1e-6;

/// How much is measured.
struct Extent {
    depths: &'static [usize],
    gammas: &'static [&'static str],
    /// s of every layer but the input's.
    gains: &'static [f64],
    n_networks: u64,
    /// Ticks after which a network is said never to settle.
    patience: u64,
}

impl Extent {
    fn of(size: Size) -> Self {
        const GAINS: &[f64] = &[
            0.2, 0.4, 0.6, 0.65, 0.7, 0.72, 0.75, 0.8, 1.0, 1.4, 1.6, 2.0,
        ];
        match size {
            Size::Tiny => Self {
                depths: &[2],
                gammas: &["1"],
                gains: &[0.4, 1.0],
                n_networks: 1,
                patience: 150,
            },
            Size::Quick => Self {
                depths: &[2, 3, 4],
                gammas: &["0.5", "1"],
                gains: GAINS,
                n_networks: 2,
                patience: 1000,
            },
            Size::Full => Self {
                depths: &[2, 3, 4, 8],
                gammas: &["0.1", "0.5", "1"],
                gains: GAINS,
                n_networks: 10,
                patience: 10_000,
            },
        }
    }
}

/// Networks of one kind, over all gains.
#[derive(Clone, Debug)]
struct Kind {
    activation: Activation,
    depth: usize,
    gamma: &'static str,
    feedback: Feedback,
    precision: Precision,
}

/// Networks of one kind, to be measured at every gain.
struct Settle {
    kind: Kind,
    /// One per network; their weights are scaled to the gain.
    scenarios: Vec<Scenario>,
    gains: &'static [f64],
}

/// What one network of a gain did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Silence {
    gain: f64,
    /// Names the network.
    network: u64,
    /// Ticks from the new stimulus to exact silence, ε = 0, that lasted; `None` if there was
    /// none.
    exact: Option<u64>,
    /// The same to |ε| < [`NEAR`].
    near: Option<u64>,
    /// Largest |ε| in the last tick; `None` if it was not finite.
    last_error: Option<f64>,
}

impl Job for Settle {
    type Found = Vec<Silence>;

    fn text(&self) -> String {
        let scenarios: Vec<String> = self.scenarios.iter().map(Scenario::to_ron).collect();
        format!(
            "gains {:?}: every layer scaled to them at the settled point\n{}",
            self.gains,
            scenarios.concat()
        )
    }

    fn cost(&self) -> f64 {
        let is_tonic = self.kind.feedback == Feedback::Tonic;
        self.kind.depth as f64 * if is_tonic { 1.0 } else { 0.1 }
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Vec<Silence>>, RunError> {
        let mut found = Vec::new();
        for &gain in self.gains {
            for (network, scenario) in self.scenarios.iter().enumerate() {
                if stop.load(Ordering::Relaxed) {
                    return Ok(None);
                }
                let silence = for_floats!(scenario, settle)(scenario, gain)?;
                found.push(Silence {
                    gain,
                    network: network as u64,
                    ..silence
                });
            }
        }
        Ok(Some(found))
    }
}

/// Shows a new network one stimulus, and says when it fell silent for good.
fn settle<S: Scalar>(scenario: &Scenario, gain: f64) -> Result<Silence, RunError> {
    let setup = set_up::<S>(scenario)?;
    let input = setup.split.train.input(0);
    let scale = |blueprint: &mut Blueprint<S>| gain::scale(blueprint, input, gain);
    let circuit = setup.circuit.changed(|blueprint, _| scale(blueprint))?;
    let mut agents = agents(circuit, setup.plan);
    let mut silence = Silence::default();
    let Ok(Some(shown)) = agents.step() else {
        return Ok(silence); // It diverged.
    };
    let onset = shown.onset();
    // The first ticks from which on all is exactly, or nearly, silent.
    let [mut exact, mut near] = [shown.start; 2];
    let mut largest = 0.0_f64;
    agents.logs(|id, log| {
        let AgentId::Error { .. } = id else { return };
        for (tick, row) in log.predictions.iter().filter(|(tick, _)| *tick < onset) {
            let sizes = row.epsilon.iter().map(|epsilon| epsilon.to_f64().abs());
            let size = sizes.fold(0.0, f64::max);
            if size > 0.0 {
                exact = exact.max(tick.next());
            }
            if size >= NEAR {
                near = near.max(tick.next());
            }
            if tick.next() == onset {
                largest = largest.max(size);
            }
        }
    });
    let ticks = |from: Tick| (from < onset).then(|| from.since(shown.start) as u64);
    silence.exact = ticks(exact);
    silence.near = ticks(near);
    silence.last_error = Some(largest).filter(|largest| largest.is_finite());
    Ok(silence)
}

/// Every kind of network that is measured.
fn kinds(extent: &Extent) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for activation in [Activation::Identity, Activation::Logistic] {
        for &gamma in extent.gammas {
            for feedback in [Feedback::Tonic, Feedback::Phasic] {
                for precision in [Precision::F32, Precision::F64] {
                    kinds.extend(extent.depths.iter().map(|&depth| Kind {
                        activation,
                        depth,
                        gamma,
                        feedback,
                        precision,
                    }));
                }
            }
        }
    }
    kinds
}

impl Kind {
    /// A network of this kind that is shown one stimulus for `patience` ticks.
    fn scenario(&self, network: u64, patience: u64) -> Result<Scenario, RunError> {
        let Self {
            activation,
            depth,
            gamma,
            feedback,
            precision,
        } = self;
        let mut draws = Draws::new(network, "settling: stimulus");
        let mut numbers = || -> Vec<f64> {
            let round = |number: f64| (number * 1000.0).round() / 1000.0;
            (0..WIDTH)
                .map(|_| round(2.0 * draws.unit() - 1.0))
                .collect()
        };
        // γ ≠ 1 comes ever nearer to silence: its φ takes little for silence.
        let phi = match *gamma {
            "1" => "Exact(t_d: 4)",
            _ => "Tolerance(t_d: 4, q: 1e-6)",
        };
        let widths = vec![WIDTH; depth + 1];
        let text = format!(
            "(name: \"settling\", precision: {precision:?}, network: (widths: {widths:?}, \
             activation: {activation:?}, initial: Xavier(seed: {network})), learning: (rule: \
             FaZIL, feedback: {feedback:?}, phi: {phi}, gamma: {gamma}, alpha: 0.001), timetable: \
             (prediction_ticks: {patience}), data: Pairs(train: [(input: {:?}, target: {:?})]))",
            numbers(),
            numbers()
        );
        Ok(Scenario::parse(&text, "settling.ron", &[])?)
    }
}

/// Measures settling, and when a training ends that is left to itself.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let extent = Extent::of(context.size);
    let settles = kinds(&extent).into_iter().map(|kind| {
        let scenarios = (1..=extent.n_networks).map(|seed| kind.scenario(seed, extent.patience));
        Ok(Settle {
            scenarios: scenarios.collect::<Result<_, RunError>>()?,
            kind,
            gains: extent.gains,
        })
    });
    let settles = settles.collect::<Result<Vec<Settle>, RunError>>()?;
    let Some(found) = context.run_queue.run_all("settling", &settles)? else {
        return Ok(None);
    };
    let Some(mut trained) = training::reproduce(context, saved_runs)? else {
        return Ok(None);
    };
    let mut blocks = draw::leave(saved_runs, &extent, &settles, &found)?;
    blocks.append(&mut trained);
    Ok(Some(PageSection {
        name: "settling",
        title: "Settling (ours): when does a network left to itself fall silent?".to_owned(),
        blocks,
    }))
}
