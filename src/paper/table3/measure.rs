//! φ of every error neuron, over some presentations: when it fired, and when it should have.
//!
//! Counts per error neuron, lane and presentation: the synapses of a dendrite share their ε
//! and t_d, and so fire together. Looks on from outside, where t and l are known.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::settings::{DEPTH, Protocol, Setting, WINDOWS};
use super::traced_example::{Example, FalseSpike, Reasons};
use super::training::UntrainedNetworks;
use crate::activation::Activation;
use crate::axon::AgentId;
use crate::neuron::State;
use crate::paper::agents::agents;
use crate::paper::training_data::circuit_and_plan;
use crate::record::AgentLog;
use crate::run_queue::Job;
use crate::scalar::{Half, Precision, Scalar};
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::simulation::Shown;
use crate::simulation::Simulation;

/// A measurement of one setting.
pub(super) struct Detect<'a> {
    pub(super) setting: Setting,
    pub(super) scenario: Scenario,
    /// Epochs of backpropagation before.
    pub(super) epochs: usize,
    pub(super) n_presentations: usize,
    pub(super) untrained_networks: &'a UntrainedNetworks<'a>,
}

/// What was counted, per error neuron, lane and presentation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Detected {
    /// `finished`, or why it could not go on.
    pub(super) ended: String,
    /// ε of layer l was not 0 at t = l.
    pub(super) expected: u64,
    /// Expected, and fired then.
    pub(super) hits: u64,
    /// By window: fired at another tick of it.
    pub(super) false_spikes: Vec<u64>,
    /// By window: expected, fired then, and at no other tick of it.
    pub(super) successes: Vec<u64>,
    /// Presentations, lane by lane, and those in which the network was not quiet at t = −1.
    pub(super) presentations: u64,
    pub(super) unsettled: u64,
    /// Why ε was 0 before a false spike; only looked into where x = μ is imposed.
    pub(super) reasons: Reasons,
    pub(super) example: Option<Example>,
}

/// Every setting and what was counted.
pub(super) type Results = [(Setting, Detected)];

impl Detect<'_> {
    /// Whether false spikes are looked into.
    fn is_traced(&self) -> bool {
        self.setting.protocol == Protocol::Imposed
    }
}

impl Job for Detect<'_> {
    type Found = Detected;

    fn text(&self) -> String {
        format!(
            "in {:?}, after {} epochs of backpropagation in F64, {} presentations, windows \
             {WINDOWS:?}\n{}",
            self.setting.precision,
            self.epochs,
            self.n_presentations,
            self.scenario.to_ron()
        )
    }

    /// Tonic networks are busy in every tick, phasic ones are silent in most.
    fn cost(&self) -> f64 {
        match self.setting.protocol {
            Protocol::SettlePhasic => 0.1,
            _ => 1.0,
        }
    }

    fn run(&self, stop: &AtomicBool) -> Result<Option<Detected>, RunError> {
        match self.setting.precision {
            Precision::F16 => detect::<Half>(self, stop),
            Precision::F32 => detect::<f32>(self, stop),
            Precision::F64 => detect::<f64>(self, stop),
            Precision::Exact => unreachable!("bug: Table 3 is about floats"),
        }
    }
}

fn detect<S: Scalar>(job: &Detect<'_>, stop: &AtomicBool) -> Result<Option<Detected>, RunError> {
    let Some(weights) = job
        .untrained_networks
        .weights::<S>(&job.scenario, job.epochs, stop)?
    else {
        return Ok(None);
    };
    let shared = job
        .untrained_networks
        .training_data()
        .load::<S>(&job.scenario)?;
    let (circuit, plan) = circuit_and_plan(&job.scenario, &shared)?;
    let circuit = circuit.changed(|blueprint, _| blueprint.weights = weights)?;
    let n_lanes = circuit.settings().n_lanes;
    let mut agents = agents(circuit, plan);
    agents.watch_everything(job.is_traced());
    let mut detected = Detected {
        ended: "finished".to_owned(),
        false_spikes: vec![0; WINDOWS.len()],
        successes: vec![0; WINDOWS.len()],
        ..Detected::default()
    };
    for presentation in 0..job.n_presentations {
        if stop.load(Ordering::Relaxed) {
            return Ok(None);
        }
        match agents.step() {
            Ok(Some(shown)) => {
                detected.presentations += shown.presentation.examples.len() as u64;
                detected.unsettled += shown.n_unsettled;
                let falsely = detected.count(&mut agents, &shown, n_lanes);
                if job.is_traced() {
                    let how = (job.setting.activation, job.setting.state);
                    detected.explain(&mut agents, how, presentation, &shown, &falsely);
                }
            }
            Ok(None) => break,
            Err(fault) => {
                detected.ended = fault.to_string();
                break;
            }
        }
    }
    Ok(Some(detected))
}

impl Detected {
    /// Counts one presentation; its false spikes.
    fn count<S: Scalar>(
        &mut self,
        agents: &mut Simulation<S>,
        shown: &Shown<S>,
        n_lanes: usize,
    ) -> Vec<FalseSpike> {
        let mut falsely = Vec::new();
        agents.logs(|id, log| {
            if let AgentId::Error { layer, index } = id {
                for lane in 0..shown.presentation.examples.len() {
                    let epsilon = &shown.epsilon[layer][index * n_lanes + lane];
                    let ticks = spikes(log, lane, shown);
                    self.add(layer, !epsilon.is_zero(), &ticks);
                    let others = ticks.iter().filter(|t| **t != layer as i64);
                    falsely.extend(others.map(|&t| (layer, index, lane, t)));
                }
            }
        });
        falsely
    }

    /// Adds one error neuron in one lane, whose φ fired at these ticks.
    fn add(&mut self, layer: usize, is_expected: bool, ticks: &[i64]) {
        debug_assert!(layer < DEPTH);
        let is_hit = is_expected && ticks.contains(&(layer as i64));
        self.expected += u64::from(is_expected);
        self.hits += u64::from(is_hit);
        for (k, window) in WINDOWS.iter().enumerate() {
            let others = ticks.iter().filter(|t| **t != layer as i64);
            let n_false = others.filter(|t| **t < *window as i64).count() as u64;
            self.false_spikes[k] += n_false;
            self.successes[k] += u64::from(is_hit && n_false == 0);
        }
    }

    /// Looks into the false spikes of one presentation.
    fn explain<S: Scalar>(
        &mut self,
        agents: &mut Simulation<S>,
        how: (Activation, State),
        presentation: usize,
        shown: &Shown<S>,
        falsely: &[FalseSpike],
    ) {
        for &spike in falsely {
            let example = Example::of(agents, how, presentation, shown, spike);
            self.reasons.add(example.reason);
            let is_plainer = |kept: &Example| example.plainness() < kept.plainness();
            if self.example.as_ref().is_none_or(is_plainer) {
                self.example = Some(example);
            }
        }
    }
}

/// The ticks t at which a dendrite fired in a lane.
fn spikes<S: Scalar>(log: &AgentLog<S>, lane: usize, shown: &Shown<S>) -> Vec<i64> {
    let here = log
        .spikes
        .iter()
        .filter(|row| row.lane as usize == lane && row.synapses.has(0));
    here.map(|row| row.tick.since(shown.onset())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The saboteurs: a miss taken for a success, a false spike outside the window counted.
    #[test]
    fn a_success_is_one_spike_at_t_l_and_no_other_in_the_window() {
        let mut detected = Detected {
            false_spikes: vec![0; WINDOWS.len()],
            successes: vec![0; WINDOWS.len()],
            ..Detected::default()
        };
        detected.add(1, true, &[1]);
        detected.add(1, true, &[1, 20]);
        detected.add(2, true, &[]);
        detected.add(0, false, &[40]);
        assert_eq!((detected.expected, detected.hits), (3, 2));
        assert_eq!(detected.successes, [2, 2, 2, 1, 1, 1]);
        assert_eq!(detected.false_spikes, [0, 0, 0, 1, 2, 2]);
    }
}
