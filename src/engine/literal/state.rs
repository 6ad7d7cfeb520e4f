//! What a literal network is at rest, in a form that any engine goes on from.
//!
//! What many synapses of a network have in common is asked of the first that has it: all who hear
//! a neuron have heard the same, and all φ that call the same ε loud, in all who hear it, noted the
//! same ticks.

use std::collections::BTreeMap;

use super::agent::Agent;
use super::{Literal, links};
use crate::axon::{Message, Observer, Tick};
use crate::engine::state::{ErrorLayer, Fit, NetworkState, OwnHeard, ValueLayer};
use crate::engine::{Engine, Overrides};
use crate::environment::ProgrammeState;
use crate::neuron::{ErrorNeuron, ErrorState, ValueNeuron, ValueState};
use crate::plasticity::{Commander, ControllerState, Plasticity};
use crate::scalar::{Numbers, Scalar};
use crate::synapse::{Detector, Phi};

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default + Send + 'static> Literal<S, P, W> {
    pub(super) fn at_rest(&self) -> NetworkState<S> {
        let fit = Fit::of(&self.circuit);
        let depth = fit.depth();
        let values: Vec<Vec<ValueState<S>>> = (0..=depth)
            .map(|l| self.values(l, ValueNeuron::state))
            .collect();
        let errors: Vec<Vec<ErrorState<S>>> = (0..depth)
            .map(|l| self.errors(l, ErrorNeuron::state))
            .collect();
        let [dendrites, feedbacks] = self.circuit.overrides_by_neuron();
        let value_layers = (0..=depth).map(|l| {
            let below = l.checked_sub(1).map(|below| &*errors[below]);
            value_layer(&values[l], below, errors.get(l), fit.n_lanes)
        });
        let error_layers = (0..depth).map(|l| {
            let mut layer = error_layer(&errors[l], fit.n_lanes);
            layer.last_loud = [
                loud_in_dendrites(&fit, &errors[l], l, &dendrites),
                loud_above(&fit, &values[l + 1], l, &feedbacks),
            ];
            note_heard(&mut layer, &values[l + 1], fit.n_lanes);
            layer
        });
        let (shown, shown_in, is_fresh) = self.shown();
        NetworkState {
            clock: errors[0][0].clock.0,
            is_first_tick: errors[0][0].is_first_tick,
            values: value_layers.collect(),
            errors: error_layers.collect(),
            quiet_kinds: fit.quiet_kinds(),
            controller: self.controller(),
            programme: self.programme(),
            shown,
            shown_in,
            is_fresh,
            counts: self.counts(),
            noise: self.noise,
            widths: fit.widths,
            n_lanes: fit.n_lanes,
            has_bias: fit.has_bias,
        }
    }

    /// The controller, once it has heard what waits in its mailbox for the coming tick.
    fn controller(&self) -> Option<ControllerState> {
        let last = self.cells.len() - 1;
        let mut controller = match &self.cell(last).agent {
            Agent::Controller { controller, .. } => controller.clone(),
            _ => return None,
        };
        self.mailboxes[last].look(|envelope| {
            if let Message::Teacher(teaching) = &envelope.message {
                controller.hear_teacher(teaching);
            }
        });
        Some(controller.state())
    }

    fn programme(&self) -> ProgrammeState<S> {
        let cells = (0..self.cells.len()).map(|index| self.cell(index));
        let mut programmes = cells.filter_map(|cell| match &cell.agent {
            Agent::Teacher { source, .. } => Some(source.programme().state()),
            _ => None,
        });
        programmes
            .next()
            .expect("bug: every output neuron has a teacher source")
    }

    /// What the stimulus sources show, in how many lanes, and whether they have said nothing yet.
    fn shown(&self) -> (Numbers<S>, u32, bool) {
        let (mut shown, mut presented, mut is_fresh) = (Numbers::default(), 0, true);
        for index in 0..self.cells.len() {
            if let Agent::Stimulus { source, .. } = &self.cell(index).agent {
                let (lanes, fresh) = source.shows();
                shown.extend(lanes.values.iter().cloned());
                (presented, is_fresh) = (lanes.presented, fresh);
            }
        }
        (shown, presented, is_fresh)
    }
}

fn value_layer<S: Scalar>(
    neurons: &[ValueState<S>],
    below: Option<&[ErrorState<S>]>,
    own: Option<&Vec<ErrorState<S>>>,
    n_lanes: usize,
) -> ValueLayer<S> {
    let mut rates = Numbers::default();
    let mut rates_in = Vec::new();
    for slot in 0..neurons.len() {
        let hears = |error: &&ErrorState<S>| error.dendrite.absent.binary_search(&slot).is_err();
        match below.into_iter().flatten().find(hears) {
            Some(error) => {
                rates.extend(error.rates[slot].values.iter().cloned());
                rates_in.push(error.rates[slot].presented);
            }
            None => {
                rates.extend(std::iter::repeat_n(S::zero(), n_lanes));
                rates_in.push(n_lanes as u32);
            }
        }
    }
    let residues = |it: &ValueState<S>| (0..n_lanes).map(|lane| it.x.residue_of(lane)).collect();
    ValueLayer {
        x: all(neurons, |it| it.x.values.to_vec()),
        residue: all(neurons, residues),
        presented: neurons.iter().map(|it| it.x.presented).collect(),
        is_new: neurons.iter().map(|it| it.is_new).collect(),
        is_dead: neurons.iter().map(|it| it.is_dead).collect(),
        rates,
        rates_in,
        weights: all(neurons, |it| it.synapses.weights.clone()),
        absent: absent(neurons.iter().map(|it| &it.synapses.absent)),
        own: own.and_then(|own| own_heard(neurons, own)),
        jitter: neurons.iter().filter_map(|it| it.noise.jitter).collect(),
        distortion: (neurons.iter().filter_map(|it| it.noise.distortion.clone())).collect(),
    }
}

/// What value neurons heard of their own error neurons, if noise made it another in any.
fn own_heard<S: Scalar>(neurons: &[ValueState<S>], own: &[ErrorState<S>]) -> Option<OwnHeard<S>> {
    let heard = neurons.iter().zip(own).map(|(value, error)| {
        let heard = value.own.as_ref().unwrap_or(&error.computed);
        let pairs = |a: &[S], b: &[S]| a.iter().zip(b).all(|(a, b)| a.same_bits(b));
        let is_same = pairs(&heard.epsilon, &error.computed.epsilon)
            && pairs(&heard.mu, &error.computed.mu)
            && heard.presented == error.computed.presented;
        (heard, is_same)
    });
    let heard: Vec<_> = heard.collect();
    let is_other = heard.iter().any(|(_, is_same)| !is_same);
    is_other.then(|| OwnHeard {
        epsilon: all(&heard, |(heard, _)| heard.epsilon.to_vec()),
        mu: all(&heard, |(heard, _)| heard.mu.to_vec()),
        presented: heard.iter().map(|(heard, _)| heard.presented).collect(),
    })
}

/// What error neurons are by themselves.
fn error_layer<S: Scalar>(neurons: &[ErrorState<S>], n_lanes: usize) -> ErrorLayer<S> {
    let residues = |it: &ErrorState<S>| (0..n_lanes).map(|lane| it.x.residue_of(lane)).collect();
    ErrorLayer {
        x: all(neurons, |it| it.x.values.to_vec()),
        residue: all(neurons, residues),
        epsilon: all(neurons, |it| it.computed.epsilon.to_vec()),
        mu: all(neurons, |it| it.computed.mu.to_vec()),
        presented: neurons.iter().map(|it| it.computed.presented).collect(),
        weights: all(neurons, |it| it.dendrite.weights.clone()),
        absent: absent(neurons.iter().map(|it| &it.dendrite.absent)),
        is_heard: vec![false; neurons.len()],
        heard: Numbers::default(),
        by_feedback: Vec::new(),
        last_loud: [Vec::new(), Vec::new()],
        distortion: (neurons.iter().filter_map(|it| it.noise.distortion.clone())).collect(),
    }
}

/// Notes what value neurons heard last of the error neurons below.
fn note_heard<S: Scalar>(layer: &mut ErrorLayer<S>, above: &[ValueState<S>], n_lanes: usize) {
    let heard: Vec<_> = (0..layer.is_heard.len())
        .map(|slot| {
            let mut heard = above
                .iter()
                .filter_map(|value| value.heard.get(slot)?.as_ref());
            heard.next()
        })
        .collect();
    if heard.iter().all(Option::is_none) {
        return;
    }
    for (is_heard, feedback) in layer.is_heard.iter_mut().zip(heard) {
        *is_heard = feedback.is_some();
        match feedback {
            Some(feedback) => {
                layer.heard.extend(feedback.epsilon.iter().cloned());
                layer.by_feedback.extend(&feedback.by_feedback);
            }
            None => {
                layer.heard.extend(std::iter::repeat_n(S::zero(), n_lanes));
                layer
                    .by_feedback
                    .extend(std::iter::repeat_n(false, n_lanes));
            }
        }
    }
}

/// When ε of error neurons in layer `l` was loud last, `[kind][n][B]`: the first kind as their
/// gates noted it, the others as synapses with such φ of their own did.
fn loud_in_dendrites<S: Scalar>(
    fit: &Fit<S>,
    neurons: &[ErrorState<S>],
    l: usize,
    overrides: &Overrides,
) -> Vec<i64> {
    let (n, n_lanes) = (neurons.len(), fit.n_lanes);
    let mut last_loud = silent(fit, n);
    for (i, neuron) in neurons.iter().enumerate() {
        note(&mut last_loud[i * n_lanes..], &neuron.gate_last_loud);
        for (&slot, phi) in overrides.get(&(l, i)).into_iter().flatten() {
            let is_there = neuron.dendrite.absent.binary_search(&slot).is_err();
            if let Some(kind) = fit.kind_of(phi).filter(|kind| *kind > 0 && is_there) {
                let noted = &neuron.dendrite.last_loud[slot * n_lanes..][..n_lanes];
                note(&mut last_loud[(kind * n + i) * n_lanes..], noted);
            }
        }
    }
    last_loud
}

/// The same as the feedback synapses above noted it.
fn loud_above<S: Scalar>(
    fit: &Fit<S>,
    above: &[ValueState<S>],
    l: usize,
    overrides: &Overrides,
) -> Vec<i64> {
    let (n, n_lanes) = (fit.widths[l], fit.n_lanes);
    let mut last_loud = silent(fit, n);
    let none = BTreeMap::<usize, Phi>::new();
    for (j, neuron) in above.iter().enumerate() {
        let own = overrides.get(&(l + 1, j)).unwrap_or(&none);
        for slot in 0..neuron.heard.len() {
            if neuron.synapses.absent.binary_search(&slot).is_ok() {
                continue;
            }
            let kind = own.get(&slot).map_or(Some(0), |phi| fit.kind_of(phi));
            if let Some(kind) = kind {
                let noted = &neuron.synapses.last_loud[slot * n_lanes..][..n_lanes];
                let place = &mut last_loud[(kind * n + slot) * n_lanes..];
                let first = Detector::<S>::SILENT_FOR_EVER.0;
                let is_as_before = |(old, new): (&i64, &Tick)| *old == first || *old == new.0;
                debug_assert!(
                    place.iter().zip(noted).all(is_as_before),
                    "bug: all who hear a neuron hear the same"
                );
                note(place, noted);
            }
        }
    }
    last_loud
}

fn silent<S: Scalar>(fit: &Fit<S>, n: usize) -> Vec<i64> {
    let silent = Detector::<S>::SILENT_FOR_EVER.0;
    vec![silent; fit.n_kinds() * n * fit.n_lanes]
}

fn note(place: &mut [i64], ticks: &[Tick]) {
    for (place, tick) in place.iter_mut().zip(ticks) {
        *place = tick.0;
    }
}

/// The numbers of all neurons, one after the other.
fn all<S, T>(neurons: &[T], numbers: impl Fn(&T) -> Vec<S>) -> Numbers<S> {
    neurons.iter().flat_map(numbers).collect()
}

fn absent<'a>(neurons: impl Iterator<Item = &'a Vec<usize>>) -> Vec<(usize, usize)> {
    let slots = neurons.enumerate();
    slots
        .flat_map(|(i, slots)| slots.iter().map(move |slot| (i, *slot)))
        .collect()
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    /// Whether it was built, and nothing more.
    pub(super) fn is_just_built(&self) -> bool {
        let horizon = self.horizon.load(std::sync::atomic::Ordering::Relaxed);
        let first = links::first_value(self.circuit.blueprint.widths(), 0);
        horizon == self.circuit.settings.birth.0 && !self.cell(first).is_holding
    }
}
