//! What a slice of error neurons is between two ticks, and how it becomes that again.

use std::sync::Arc;

use super::ErrorSlice;
use crate::axon::{Rates, Tick};
use crate::engine::packed::state::{absent, by_neuron, fill, of_slice};
use crate::engine::state::{ErrorLayer, Fit, NetworkState, ValueLayer};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// Whether it never took a tick.
    pub(in crate::engine::packed) fn is_first_tick(&self) -> bool {
        self.is_first_tick
    }

    /// Adds its neurons to the state of their layer of `n`; the first of them is `start`.
    pub(in crate::engine::packed) fn save(
        &self,
        layer: &mut ErrorLayer<S>,
        [n, start]: [usize; 2],
        fit: &Fit<S>,
        now: Tick,
    ) {
        layer.epsilon.extend(by_neuron(&self.epsilon));
        layer.mu.extend(by_neuron(&self.mu));
        let presented = std::iter::repeat_n(self.presented, self.n);
        layer.presented.extend(presented);
        for i in 0..self.n {
            let weights = (0..self.n_slots()).map(|slot| self.weight(slot, i).clone());
            layer.weights.extend(weights);
        }
        layer.absent.extend(absent(&self.absent, start));
        let (n_lanes, stride) = (fit.n_lanes, self.epsilon.stride());
        let mut note =
            |kind: usize, last: &dyn Fn(usize) -> Tick, is_quiet: &dyn Fn(&S) -> bool| {
                for i in 0..self.n {
                    for lane in 0..n_lanes {
                        // ε that lasts is noted when it ends.
                        let tick = match is_quiet(self.epsilon.at(lane, i)) {
                            true => last(lane * stride + i),
                            false => Tick(now.0 - 1),
                        };
                        layer.last_loud[(kind * n + start + i) * n_lanes + lane] = tick.0;
                    }
                }
            };
        let quiet = |epsilon: &S| self.phi.detector().is_quiet(epsilon);
        note(0, &|cell| self.phi.last_loud(cell), &quiet);
        for own in self.own_phis.iter().filter(|own| own.has_synapses()) {
            let detector = own.quiet().detector();
            if let Some(kind) = fit.kind(detector).filter(|kind| *kind > 0) {
                let quiet = |epsilon: &S| detector.is_quiet(epsilon);
                note(kind, &|cell| own.quiet().last_loud(cell), &quiet);
            }
        }
    }

    /// Adds, to the state of the layer above, f(x) as it was heard last.
    pub(in crate::engine::packed) fn save_rates(&self, layer: &mut ValueLayer<S>) {
        let n_lanes = self.setting.n_lanes;
        for source in &self.sources {
            let n = source.inputs.len();
            let presented = match &source.rates {
                Some(rates) => {
                    layer.rates.extend(by_neuron(&rates.values));
                    rates.presented
                }
                None => {
                    layer
                        .rates
                        .extend(std::iter::repeat_n(S::zero(), n * n_lanes));
                    n_lanes as u32
                }
            };
            layer.rates_in.extend(std::iter::repeat_n(presented, n));
        }
    }

    /// Becomes what its neurons are in the state, of layer `l` from `start` on. It was just born.
    pub(in crate::engine::packed) fn restore(
        &mut self,
        state: &NetworkState<S>,
        fit: &Fit<S>,
        [l, start]: [usize; 2],
    ) {
        let (layer, n_lanes, n_slots) = (&state.errors[l], fit.n_lanes, self.n_slots());
        let neurons = start..start + self.n;
        self.now = Tick(state.clock);
        fill(&mut self.epsilon, &layer.epsilon, start);
        fill(&mut self.mu, &layer.mu, start);
        let is_dead = &state.values[l].is_dead;
        let presented = of_slice(&layer.presented, is_dead, neurons.clone());
        self.presented = presented.unwrap_or(self.presented);
        self.presented_before = self.presented;
        for (i, neuron) in neurons.clone().enumerate() {
            for slot in 0..n_slots {
                let weight = &layer.weights[neuron * n_slots + slot];
                self.weight_mut(slot, i).clone_from(weight);
            }
        }
        for &(neuron, slot) in layer.absent.iter().filter(|it| neurons.contains(&it.0)) {
            self.forget(slot, neuron - start);
        }
        let dead = neurons.clone().filter(|i| is_dead[*i]);
        self.dead = dead.map(|i| i - start).collect();
        self.is_first_tick = state.is_first_tick;
        self.must_speak = state.is_first_tick;
        self.is_stale = true; // The same sum once more, if nothing is new.
        self.restore_rates(&state.values[l + 1], state.is_first_tick, n_lanes);
        let (n, stride) = (fit.widths[l], self.epsilon.stride());
        let cells = |kind: usize| {
            let places = neurons.clone().enumerate();
            places.flat_map(move |(i, neuron)| {
                (0..n_lanes).map(move |lane| {
                    let tick = layer.last_loud[(kind * n + neuron) * n_lanes + lane];
                    (lane * stride + i, Tick(tick))
                })
            })
        };
        self.phi.restore(Tick(state.clock), cells(0));
        for own in &mut self.own_phis {
            if let Some(kind) = fit.kind(own.quiet().detector()) {
                own.restore(cells(kind));
            }
        }
    }

    fn restore_rates(&mut self, above: &ValueLayer<S>, is_first_tick: bool, n_lanes: usize) {
        for source in &mut self.sources {
            let inputs = source.inputs.clone();
            let presented = of_slice(&above.rates_in, &above.is_dead, inputs.clone());
            source.rates = presented.filter(|_| !is_first_tick).map(|presented| {
                let mut values = Plane::new(inputs.len(), n_lanes);
                fill(&mut values, &above.rates, inputs.start);
                Arc::new(Rates { values, presented })
            });
        }
    }
}
