//! A literal network that goes on from where another one was.
//!
//! Everyone becomes what the state says, and every mailbox holds what waits in it at rest: value
//! neurons have x of the coming tick and keep it to themselves, the sources have spoken for that
//! tick, and the controller has heard everyone but the value neurons.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::Literal;
use super::agent::Agent;
use crate::axon::{
    Activity, Envelope, Feedback, Lanes, Message, Observer, PredictionError, Teaching, Tick,
};
use crate::engine::state::{Fit, NetworkState};
use crate::engine::{Overrides, StateError};
use crate::environment::{Programme, teaching};
use crate::neuron::{ErrorState, NoiseState, ValueState};
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;
use crate::synapse::{BundleState, Detector, Phi};

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    pub(super) fn go_on_from(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        let fit = Fit::of(&self.circuit);
        state.check(&fit)?;
        assert!(
            self.is_just_built(),
            "bug: a state is restored into a network that was just built"
        );
        self.disturb_all(&state.noise);
        let programme = state.programme.programme();
        let [dendrites, feedbacks] = self.circuit.overrides_by_neuron();
        let mut values = (0..=fit.depth())
            .flat_map(|l| Restored::new(&fit, state, l).values(&feedbacks, &programme));
        let mut errors =
            (0..fit.depth()).flat_map(|l| Restored::new(&fit, state, l).errors(&dendrites));
        let clock = Tick(state.clock);
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            cell.is_holding = cell.agent.speaks_first();
            let missing = "bug: a state that fits has all neurons";
            match &mut cell.agent {
                Agent::Value(neuron) => neuron.restore(values.next().expect(missing)),
                Agent::Error(neuron) => neuron.restore(errors.next().expect(missing)),
                agent => restore_other(agent, state, &programme, clock),
            }
        }
        self.cell_mut(0).counts = state.counts;
        self.horizon.store(state.clock, Ordering::Relaxed);
        self.fill_mailboxes(clock);
        self.books_at_birth = self.books();
        Ok(())
    }

    /// The controller's mailbox alone is not empty at rest. What its teacher said is in its state.
    fn fill_mailboxes(&self, clock: Tick) {
        self.acknowledge_birth();
        let last = self.cells.len() - 1;
        if matches!(self.cell(last).agent, Agent::Controller { .. }) {
            let beat = Envelope {
                tick: clock,
                slot: 0,
                message: Message::Beat,
            };
            self.post(last as u32, beat);
        }
    }
}

/// A source has spoken for the coming tick.
fn restore_other<S: Scalar, P: Plasticity>(
    agent: &mut Agent<S, P>,
    state: &NetworkState<S>,
    programme: &Programme<S>,
    now: Tick,
) {
    match agent {
        Agent::Stimulus {
            index,
            clock,
            source,
        } => {
            *clock = now.next();
            let showing = Lanes {
                values: row(&state.shown, *index, state.n_lanes).into(),
                presented: state.shown_in,
            };
            source.restore(programme.clone(), showing, state.is_fresh);
        }
        Agent::Teacher { clock, source, .. } => {
            *clock = now.next();
            source.restore(programme.clone());
        }
        Agent::Controller {
            clock, controller, ..
        } => {
            *clock = now;
            state
                .controller
                .iter()
                .for_each(|it| controller.restore(it));
        }
        Agent::Value(_) | Agent::Error(_) => {}
    }
}

/// The numbers of one neuron, `[B]`.
fn row<S>(numbers: &[S], index: usize, n_lanes: usize) -> &[S] {
    &numbers[index * n_lanes..][..n_lanes]
}

/// The neurons of one layer, as a state has them.
struct Restored<'a, S> {
    fit: &'a Fit<S>,
    state: &'a NetworkState<S>,
    l: usize,
}

impl<'a, S: Scalar> Restored<'a, S> {
    fn new(fit: &'a Fit<S>, state: &'a NetworkState<S>, l: usize) -> Self {
        Self { fit, state, l }
    }

    fn values(&self, overrides: &Overrides, programme: &Programme<S>) -> Vec<ValueState<S>> {
        let (n_lanes, layer) = (self.fit.n_lanes, &self.state.values[self.l]);
        let below = self.heard_from_below();
        let teacher = programme.teacher().filter(|_| self.l == 0);
        (0..self.fit.widths[self.l])
            .map(|i| {
                let absent = slots_of(&layer.absent, i);
                let mut heard = below.clone();
                absent.iter().for_each(|slot| heard[*slot] = None);
                let weights = row(&layer.weights, i, below.len()).to_vec();
                let last_loud = (0..below.len()).flat_map(|slot| {
                    let phi = own_phi(overrides, (self.l, i), slot);
                    self.last_loud(self.l.wrapping_sub(1), 1, phi, slot)
                });
                let teacher: Option<Teaching<S>> = teacher.map(|frame| teaching(frame, i, n_lanes));
                ValueState {
                    clock: Tick(self.state.clock),
                    x: activity(&layer.x, &layer.residue, i, layer.presented[i], n_lanes),
                    is_new: layer.is_new[i],
                    own: self.own(i),
                    heard,
                    teacher: teacher.map(Arc::new),
                    synapses: BundleState {
                        weights,
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

    /// ε by slot, as all feedback synapses that are there heard it last.
    fn heard_from_below(&self) -> Vec<Option<Arc<Feedback<S>>>> {
        let n_slots = self.fit.n_feedback(self.l);
        let Some(errors) = (self.l.checked_sub(1)).map(|below| &self.state.errors[below]) else {
            return Vec::new();
        };
        let heard = |slot: usize| {
            errors.is_heard[slot].then(|| {
                let n_lanes = self.fit.n_lanes;
                Arc::new(Feedback {
                    epsilon: row(&errors.heard, slot, n_lanes).into(),
                    by_feedback: row(&errors.by_feedback, slot, n_lanes).into(),
                })
            })
        };
        (0..n_slots).map(heard).collect()
    }

    /// What a value neuron heard last of its own error neuron.
    fn own(&self, i: usize) -> Option<Arc<PredictionError<S>>> {
        let (values, n_lanes) = (&self.state.values[self.l], self.fit.n_lanes);
        let errors = self.state.errors.get(self.l)?;
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

    fn errors(&self, overrides: &Overrides) -> Vec<ErrorState<S>> {
        let (n_lanes, layer) = (self.fit.n_lanes, &self.state.errors[self.l]);
        let n_slots = self.fit.n_dendrite(self.l);
        let above = &self.state.values[self.l + 1];
        let rates = (0..self.fit.widths[self.l + 1]).map(|j| Lanes {
            values: row(&above.rates, j, n_lanes).into(),
            presented: above.rates_in[j],
        });
        let one = self.fit.has_bias.then(|| Lanes::filled(&S::one(), n_lanes));
        let rates: Vec<Arc<Lanes<S>>> = rates.chain(one).map(Arc::new).collect();
        (0..self.fit.widths[self.l])
            .map(|i| {
                let last_loud = (0..n_slots).flat_map(|slot| {
                    let phi = own_phi(overrides, (self.l, i), slot);
                    self.last_loud(self.l, 0, phi, i)
                });
                let distortion = layer.distortion.get(i).cloned();
                ErrorState {
                    clock: Tick(self.state.clock),
                    is_first_tick: self.state.is_first_tick,
                    x: activity(&layer.x, &layer.residue, i, self.told(i), n_lanes),
                    rates: rates.clone(),
                    computed: Arc::new(PredictionError {
                        epsilon: row(&layer.epsilon, i, n_lanes).into(),
                        mu: row(&layer.mu, i, n_lanes).into(),
                        presented: layer.presented[i],
                    }),
                    dendrite: BundleState {
                        weights: row(&layer.weights, i, n_slots).to_vec(),
                        last_loud: last_loud.collect(),
                        absent: slots_of(&layer.absent, i),
                    },
                    gate_last_loud: self.last_loud(self.l, 0, None, i),
                    noise: NoiseState {
                        jitter: None,
                        distortion,
                    },
                    is_dead: self.state.values[self.l].is_dead[i],
                }
            })
            .collect()
    }

    /// In how many lanes x was said to an error neuron; nobody reads it there.
    fn told(&self, i: usize) -> u32 {
        self.state.values[self.l].presented[i]
    }

    /// When ε of an error neuron in `layer` was loud last, `[B]`, in its dendrite (0) or as it was
    /// heard above (1), for a φ with settings of its own or the default's.
    fn last_loud(&self, layer: usize, side: usize, phi: Option<&Phi>, index: usize) -> Vec<Tick> {
        let (n, n_lanes) = (self.fit.widths[layer], self.fit.n_lanes);
        match phi.map_or(Some(0), |phi| self.fit.kind_of(phi)) {
            Some(kind) => {
                let ticks = &self.state.errors[layer].last_loud[side];
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
