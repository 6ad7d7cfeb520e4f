//! A graph as an engine.

use std::sync::Arc;

use super::heard::Heard;
use super::synapses::Synapses;
use super::values::Values;
use super::{Graph, nothing_shown};
use crate::axon::{Activity, AgentId, Observer};
use crate::blueprint::Weights;
use crate::engine::{Cause, Counts, Engine, Fault, Lesion, NetworkState, StateError};
use crate::environment::Showing;
use crate::neuron::Noise;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default + Send + 'static> Engine<S, W>
    for Graph<S, P, W>
{
    fn queue(&mut self, showing: Showing<S>) {
        self.programme.queue(showing);
    }

    fn begin(&mut self) {
        let common = Arc::clone(&self.common);
        self.hear_environment(&common);
        for (p, values) in self.values.iter_mut().enumerate() {
            if !common.wiring.is_hidden(p) {
                values.awake(self.clock);
            }
        }
    }

    fn advance(&mut self, ticks: u64) -> Result<(), Fault> {
        if self.fault.is_none() {
            let run = std::panic::AssertUnwindSafe(|| {
                (0..ticks).rev().for_each(|left| self.tick(left == 0));
            });
            let ended = std::panic::catch_unwind(run);
            self.fault = match ended {
                Ok(()) => self.diverged(),
                Err(panic) => {
                    let text = panic.downcast_ref::<String>().cloned();
                    let text = text.unwrap_or_else(|| "no message".to_owned());
                    Some(Fault {
                        agent: self.turn,
                        tick: self.clock,
                        cause: Cause::Panicked(text),
                    })
                }
            };
        }
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn impose(&mut self, noise: &mut dyn FnMut() -> S) -> u64 {
        let common = Arc::clone(&self.common);
        let (wiring, n_lanes) = (&common.wiring, common.setting.n_lanes);
        let mut interventions = 0;
        self.predictions = nothing_shown::<S, W>(&wiring.widths()[..self.errors.len()]);
        // Whoever sends comes before whoever hears.
        for p in (0..wiring.n_computing()).rev() {
            let mut sums = vec![S::zero(); wiring.widths()[p] * n_lanes];
            self.sum(&common, p, &mut sums);
            for (i, sums) in sums.chunks_exact_mut(n_lanes).enumerate() {
                let presented = self.presented_by(&common, p, i);
                self.errors[p].impose(i, sums, presented);
                let is_output = wiring.is_output(p);
                if !is_output {
                    sums.iter_mut().for_each(|mu| *mu = mu.clone() + &noise());
                    interventions += n_lanes as u64;
                }
                self.values[p].impose(i, sums, presented);
            }
            self.values[p].transfer_all();
            self.errors[p].is_stale = true;
        }
        self.heard.iter_mut().for_each(Heard::silence);
        interventions
    }

    fn lesion(&mut self, lesion: &Lesion) {
        let common = Arc::clone(&self.common);
        let wiring = &common.wiring;
        self.predictions = nothing_shown::<S, W>(&wiring.widths()[..self.errors.len()]);
        for (id, slot) in lesion.forgotten(wiring) {
            let synapse = wiring.synapse(id, slot);
            match (id, synapse.pre) {
                (AgentId::Error { layer, index }, None) => self.errors[layer].forget_bias(index),
                (AgentId::Error { layer, index }, Some(pre)) => {
                    let of = wiring.connection((layer, index), pre);
                    let of = of.expect("bug: a lesion hits what is there");
                    self.synapses[of.projection].forget(of.synapse);
                }
                (_, Some(pre)) => {
                    let of = wiring.connection((synapse.layer, synapse.post), pre);
                    let of = of.expect("bug: a lesion hits what is there");
                    self.heard[of.projection].forget(wiring, of.projection, pre.1, synapse.post);
                }
                _ => unreachable!("bug: a bias has no feedback copy"),
            }
            self.errors[synapse.layer].is_stale = true;
        }
        if let Lesion::Neuron { layer, index } = *lesion {
            self.values[layer].die(index);
            if let Some(errors) = self.errors.get_mut(layer) {
                errors.die(index);
            }
        }
    }

    /// # Panics
    /// If there is any noise: noisy neurons are never silent, and the literal engine runs them.
    fn disturb(&mut self, noise: &Noise) {
        assert!(!noise.is_any(), "bug: noise is the literal engine's");
    }

    fn weights(&self) -> Weights<S> {
        let wiring = &self.common.wiring;
        let mut weights = Weights::filled(wiring, &S::zero());
        for (e, synapses) in self.synapses.iter().enumerate() {
            weights.theta[e].values.clone_from(&synapses.theta);
            if let Some(copies) = weights.feedback.get_mut(e) {
                self.heard[e].fill(wiring, e, &mut copies.values);
            }
        }
        for (p, errors) in self.errors.iter().enumerate() {
            if wiring.has_bias(p) {
                weights.bias[p].clone_from(&errors.bias);
            }
        }
        weights
    }

    fn outputs(&self) -> Vec<Arc<Activity<S>>> {
        let outputs = &self.values[..self.common.wiring.n_output_populations()];
        let all = |values: &Values<S>| {
            (0..values.is_new.len())
                .map(|i| values.activity(i))
                .collect()
        };
        outputs
            .iter()
            .flat_map(|values| -> Vec<_> { all(values) })
            .collect()
    }

    fn counts(&self) -> Counts {
        self.counts
    }

    fn observers(&mut self, see: &mut dyn FnMut(AgentId, &mut W)) {
        for (layer, observers) in self.value_observers.iter_mut().enumerate() {
            let observers = observers.iter_mut().enumerate();
            observers.for_each(|(index, observer)| see(AgentId::Value { layer, index }, observer));
        }
        for (layer, observers) in self.error_observers.iter_mut().enumerate() {
            let observers = observers.iter_mut().enumerate();
            observers.for_each(|(index, observer)| see(AgentId::Error { layer, index }, observer));
        }
    }

    fn synapse_bytes(&self) -> usize {
        let forward = self.synapses.iter().map(Synapses::bytes).sum::<usize>();
        let backward = self.heard.iter().map(Heard::bytes).sum::<usize>();
        forward + backward + self.common.wiring.bytes()
    }

    fn state(&self) -> NetworkState<S> {
        self.at_rest()
    }

    fn restore(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        self.go_on_from(state)
    }

    fn copy(&self) -> Box<dyn Engine<S, W>> {
        Box::new(self.copied())
    }
}
