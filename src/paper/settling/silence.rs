//! How many ticks a network needs to fall silent after a new stimulus, at every gain of its layers.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::kinds::Kind;
use crate::axon::{AgentId, Tick};
use crate::blueprint::{Blueprint, gain};
use crate::neuron::Feedback;
use crate::paper::agents::agents;
use crate::run_queue::Job;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::precision::for_floats;
use crate::session::set_up;

/// What is nearly silent, in units of x.
const NEAR: f64 = 1e-6;

/// Networks of one kind, to be measured at every gain.
pub(super) struct Settle {
    pub(super) kind: Kind,
    /// One per network; their weights are scaled to the gain.
    pub(super) scenarios: Vec<Scenario>,
    pub(super) gains: &'static [f64],
}

/// What one network of a gain did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Silence {
    pub(super) gain: f64,
    /// Names the network.
    pub(super) network: u64,
    /// Ticks from the new stimulus to exact silence, ε = 0, that lasted; `None` if there was
    /// none.
    pub(super) exact: Option<u64>,
    /// The same to |ε| < [`NEAR`].
    pub(super) near: Option<u64>,
    /// Largest |ε| in the last tick; `None` if it was not finite.
    pub(super) last_error: Option<f64>,
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
