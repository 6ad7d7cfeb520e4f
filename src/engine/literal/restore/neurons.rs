//! The single neurons that a state of whole layers holds.
//!
//! Promises each as it was: all who hear a neuron share one copy of what it said last.

use std::sync::Arc;

use crate::axon::{Activity, Feedback, Lanes, PredictionError, Teaching, Tick};
use crate::engine::Overrides;
use crate::engine::state::{Fit, NetworkState};
use crate::environment::{Programme, teaching};
use crate::neuron::{ErrorState, NoiseState, ValueState};
use crate::scalar::Scalar;
use crate::synapse::{BundleState, Detector, Phi};
use crate::wiring::Connection;

/// What is heard at a synapse, or not, tick by tick.
type Words<S> = Vec<Option<Arc<Feedback<S>>>>;

/// The neurons, as a state has them.
pub(super) struct Restored<'a, S> {
    fit: &'a Fit<S>,
    state: &'a NetworkState<S>,
    /// f(x) as it was heard last, by population.
    rates: Vec<Vec<Arc<Lanes<S>>>>,
    /// What is heard and under way of each error neuron, by projection: the heard first.
    said: Vec<Vec<Words<S>>>,
}

impl<'a, S: Scalar> Restored<'a, S> {
    pub(super) fn new(fit: &'a Fit<S>, state: &'a NetworkState<S>) -> Self {
        let n_lanes = fit.n_lanes;
        let rates = state.values.iter().map(|layer| {
            let lanes = layer.rates_in.iter().enumerate().map(|(j, presented)| {
                Arc::new(Lanes {
                    values: row(&layer.rates, j, n_lanes).into(),
                    presented: *presented,
                })
            });
            lanes.collect()
        });
        let said = state.feedback.iter().enumerate().map(|(e, feedback)| {
            let neurons = 0..fit.n_heard(e);
            let of = |i: usize| {
                let ticks = std::iter::once(&feedback.heard).chain(&feedback.under_way);
                let said = ticks.map(|said| {
                    let (epsilon, by_feedback) = said.row(i, n_lanes)?;
                    let (epsilon, by_feedback) = (epsilon.into(), by_feedback.into());
                    Some(Arc::new(Feedback {
                        epsilon,
                        by_feedback,
                    }))
                });
                said.collect()
            };
            neurons.map(of).collect()
        });
        Self {
            fit,
            state,
            rates: rates.collect(),
            said: said.collect(),
        }
    }

    pub(super) fn values(
        &self,
        p: usize,
        overrides: &Overrides,
        programme: &Programme<S>,
    ) -> Vec<ValueState<S>> {
        let (n_lanes, layer, wiring) = (self.fit.n_lanes, &self.state.values[p], &self.fit.wiring);
        let teacher = programme.teacher().filter(|_| wiring.is_output(p));
        let mut weights = layer.weights.iter();
        (0..self.fit.widths[p])
            .map(|i| {
                let absent = slots_of(&layer.absent, i);
                let n_slots = self.fit.n_feedback(p, i);
                let axon: Vec<_> = wiring.axon(p, i).take(n_slots).collect();
                let last_loud = axon.iter().enumerate().flat_map(|(slot, of)| {
                    let phi = own_phi(overrides, (p, i), slot);
                    let ticks = &self.state.feedback[of.projection].last_loud;
                    self.last_loud(ticks, self.fit.n_heard(of.projection), phi, of.index)
                });
                let teacher: Option<Teaching<S>> =
                    teacher.map(|frame| teaching(frame, wiring.columns(p).start + i, n_lanes));
                let [heard, under_way] = self.heard_at(&axon, &absent);
                ValueState {
                    clock: Tick(self.state.clock),
                    x: activity(&layer.x, &layer.residue, i, layer.presented[i], n_lanes),
                    is_new: layer.is_new[i],
                    own: self.own(p, i),
                    heard: heard.into_iter().flatten().collect(),
                    under_way,
                    teacher: teacher.map(Arc::new),
                    synapses: BundleState {
                        weights: weights.by_ref().take(n_slots).cloned().collect(),
                        last_loud: last_loud.collect(),
                        absent,
                    },
                    noise: NoiseState {
                        jitter: layer.jitter.get(i).copied(),
                        distortion: layer.distortion.get(i).cloned(),
                    },
                    is_dead: layer.is_dead[i],
                }
            })
            .collect()
    }

    /// What is heard at each feedback synapse of a neuron, and what is under way to it; nothing is
    /// heard where the synapse is not there.
    fn heard_at(&self, axon: &[Connection], absent: &[usize]) -> [Vec<Words<S>>; 2] {
        let parts = axon.iter().enumerate().map(|(slot, of)| {
            let said = &self.said[of.projection][of.index];
            let (heard, under_way) = said.split_at(1);
            match absent.binary_search(&slot) {
                Err(_) => (heard.to_vec(), under_way.to_vec()),
                Ok(_) => (vec![None], vec![None; under_way.len()]),
            }
        });
        let (heard, under_way) = parts.unzip();
        [heard, under_way]
    }

    /// What a value neuron heard last of its own error neuron.
    fn own(&self, p: usize, i: usize) -> Option<Arc<PredictionError<S>>> {
        let (values, n_lanes) = (&self.state.values[p], self.fit.n_lanes);
        let errors = self.state.errors.get(p)?;
        if self.state.is_first_tick || values.is_dead[i] {
            return None;
        }
        let computed = (&errors.epsilon, &errors.mu, &errors.presented);
        let heard = values.own.as_ref();
        let heard = heard.map(|own| (&own.epsilon, &own.mu, &own.presented));
        let (epsilon, mu, presented) = heard.unwrap_or(computed);
        Some(Arc::new(PredictionError {
            epsilon: row(epsilon, i, n_lanes).into(),
            mu: row(mu, i, n_lanes).into(),
            presented: presented[i],
        }))
    }

    pub(super) fn errors(&self, p: usize, overrides: &Overrides) -> Vec<ErrorState<S>> {
        let (n_lanes, layer) = (self.fit.n_lanes, &self.state.errors[p]);
        let (wiring, n) = (&self.fit.wiring, self.fit.widths[p]);
        let one = Arc::new(Lanes::filled(&S::one(), n_lanes));
        let mut weights = layer.weights.iter();
        (0..n)
            .map(|i| {
                let n_slots = self.fit.n_dendrite(p, i);
                let last_loud = (0..n_slots).flat_map(|slot| {
                    let phi = own_phi(overrides, (p, i), slot);
                    self.last_loud(&layer.last_loud, n, phi, i)
                });
                let dendrite = wiring.dendrite(p, i);
                let rates = dendrite.map(|of| Arc::clone(&self.rates[of.population][of.index]));
                let bias = wiring.has_bias(p).then(|| Arc::clone(&one));
                // In how many lanes x was said to an error neuron: nobody reads it there.
                let told = self.state.values[p].presented[i];
                ErrorState {
                    clock: Tick(self.state.clock),
                    is_first_tick: self.state.is_first_tick,
                    x: activity(&layer.x, &layer.residue, i, told, n_lanes),
                    rates: rates.chain(bias).collect(),
                    computed: Arc::new(PredictionError {
                        epsilon: row(&layer.epsilon, i, n_lanes).into(),
                        mu: row(&layer.mu, i, n_lanes).into(),
                        presented: layer.presented[i],
                    }),
                    dendrite: BundleState {
                        weights: weights.by_ref().take(n_slots).cloned().collect(),
                        last_loud: last_loud.collect(),
                        absent: slots_of(&layer.absent, i),
                    },
                    gate_last_loud: self.last_loud(&layer.last_loud, n, None, i),
                    noise: NoiseState {
                        jitter: None,
                        distortion: layer.distortion.get(i).cloned(),
                    },
                    is_dead: self.state.values[p].is_dead[i],
                }
            })
            .collect()
    }

    /// When ε of one of `n` error neurons was loud last, `[B]`, for a φ with settings of its own or
    /// the default's.
    fn last_loud(&self, ticks: &[i64], n: usize, phi: Option<&Phi>, index: usize) -> Vec<Tick> {
        let n_lanes = self.fit.n_lanes;
        match phi.map_or(Some(0), |phi| self.fit.kind_of(phi)) {
            Some(kind) => {
                let ticks = row(ticks, kind * n + index, n_lanes).iter();
                ticks.map(|tick| Tick(*tick)).collect()
            }
            None => vec![Detector::<S>::SILENT_FOR_EVER; n_lanes],
        }
    }
}

/// The settings of its own of a synapse, if it has any.
fn own_phi(overrides: &Overrides, neuron: (usize, usize), slot: usize) -> Option<&Phi> {
    overrides.get(&neuron).and_then(|own| own.get(&slot))
}

fn activity<S: Scalar>(
    x: &[S],
    residue: &[S],
    index: usize,
    presented: u32,
    n_lanes: usize,
) -> Arc<Activity<S>> {
    let parts = [x, residue].map(|it| row(it, index, n_lanes).into());
    let [x, residue] = parts;
    Arc::new(Activity::new(x, residue, presented))
}

/// Slots of the lost synapses of one neuron.
fn slots_of(absent: &[(usize, usize)], neuron: usize) -> Vec<usize> {
    let of_neuron = absent.iter().filter(|(i, _)| *i == neuron);
    of_neuron.map(|(_, slot)| *slot).collect()
}

/// The numbers of one neuron, `[B]`.
pub(super) fn row<S>(numbers: &[S], index: usize, n_lanes: usize) -> &[S] {
    &numbers[index * n_lanes..][..n_lanes]
}
