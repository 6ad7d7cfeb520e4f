//! The layers of a state, gathered from single neurons.
//!
//! Promises what any engine can go on from; what many neurons heard of one is asked of the first
//! that heard it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::axon::{Feedback, Lanes, Tick};
use crate::engine::Overrides;
use crate::engine::state::{ErrorLayer, FeedbackState, Fit, OwnHeard, Said, ValueLayer};
use crate::neuron::{ErrorState, ValueState};
use crate::scalar::{Numbers, Scalar};
use crate::synapse::{Detector, Phi};

/// f(x) of every value neuron as the first that hears it did last, by population.
pub(super) fn heard_rates<S: Scalar>(
    fit: &Fit<S>,
    errors: &[Vec<ErrorState<S>>],
) -> Vec<Vec<Arc<Lanes<S>>>> {
    let nothing = Arc::new(Lanes::filled(&S::zero(), fit.n_lanes));
    let mut rates: Vec<Vec<Option<Arc<Lanes<S>>>>> =
        fit.widths.iter().map(|n| vec![None; *n]).collect();
    for (p, neurons) in errors.iter().enumerate() {
        for (i, neuron) in neurons.iter().enumerate() {
            for (slot, of) in fit.wiring.dendrite(p, i).enumerate() {
                let known = &mut rates[of.population][of.index];
                if known.is_none() && neuron.dendrite.absent.binary_search(&slot).is_err() {
                    *known = Some(Arc::clone(&neuron.rates[slot]));
                }
            }
        }
    }
    let known = |it: Option<Arc<Lanes<S>>>| it.unwrap_or_else(|| Arc::clone(&nothing));
    let all = rates.into_iter();
    all.map(|of| of.into_iter().map(known).collect()).collect()
}

pub(super) fn value_layer<S: Scalar>(
    neurons: &[ValueState<S>],
    rates: Vec<Arc<Lanes<S>>>,
    own: Option<&Vec<ErrorState<S>>>,
    n_lanes: usize,
) -> ValueLayer<S> {
    let residues = |it: &ValueState<S>| (0..n_lanes).map(|lane| it.x.residue_of(lane)).collect();
    ValueLayer {
        x: all(neurons, |it| it.x.values.to_vec()),
        residue: all(neurons, residues),
        presented: neurons.iter().map(|it| it.x.presented).collect(),
        is_new: neurons.iter().map(|it| it.is_new).collect(),
        is_dead: neurons.iter().map(|it| it.is_dead).collect(),
        rates: rates
            .iter()
            .flat_map(|it| it.values.iter().cloned())
            .collect(),
        rates_in: rates.iter().map(|it| it.presented).collect(),
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
pub(super) fn error_layer<S: Scalar>(
    neurons: &[ErrorState<S>],
    last_loud: Vec<i64>,
    n_lanes: usize,
) -> ErrorLayer<S> {
    let residues = |it: &ErrorState<S>| (0..n_lanes).map(|lane| it.x.residue_of(lane)).collect();
    ErrorLayer {
        x: all(neurons, |it| it.x.values.to_vec()),
        residue: all(neurons, residues),
        epsilon: all(neurons, |it| it.computed.epsilon.to_vec()),
        mu: all(neurons, |it| it.computed.mu.to_vec()),
        presented: neurons.iter().map(|it| it.computed.presented).collect(),
        weights: all(neurons, |it| it.dendrite.weights.clone()),
        absent: absent(neurons.iter().map(|it| &it.dendrite.absent)),
        last_loud,
        distortion: (neurons.iter().filter_map(|it| it.noise.distortion.clone())).collect(),
    }
}

/// What value neurons hear of error neurons by way of projection `e`: of each, as the first whose
/// synapse is there.
pub(super) fn feedback<S: Scalar>(
    fit: &Fit<S>,
    values: &[Vec<ValueState<S>>],
    e: usize,
    overrides: &Overrides,
) -> FeedbackState<S> {
    let (wiring, n, n_lanes) = (&fit.wiring, fit.n_heard(e), fit.n_lanes);
    let projection = &wiring.projections()[e];
    let mut last_loud = silent(fit, n);
    // The heard, then what is under way.
    let n_ticks = if n == 0 { 0 } else { projection.delay };
    let mut said: Vec<Vec<Option<&Feedback<S>>>> = vec![vec![None; n]; 1 + n_ticks];
    let none = BTreeMap::<usize, Phi>::new();
    let hearers = values[projection.pre].iter().enumerate().filter(|_| n > 0);
    for (j, neuron) in hearers {
        let own = overrides.get(&(projection.pre, j)).unwrap_or(&none);
        let axon = wiring.axon(projection.pre, j).enumerate();
        let is_there = |slot: &usize| neuron.synapses.absent.binary_search(slot).is_err();
        let heard = axon.filter(|(slot, of)| of.projection == e && is_there(slot));
        for (slot, of) in heard {
            let of = of.index;
            let under_way = neuron.under_way.get(slot).into_iter().flatten();
            let ticks = std::iter::once(&neuron.heard[slot]).chain(under_way);
            for (said, heard) in said.iter_mut().zip(ticks) {
                said[of] = said[of].or(heard.as_deref());
            }
            let kind = own.get(&slot).map_or(Some(0), |phi| fit.kind_of(phi));
            if let Some(kind) = kind {
                let noted = &neuron.synapses.last_loud[slot * n_lanes..][..n_lanes];
                note_alike::<S>(&mut last_loud[(kind * n + of) * n_lanes..], noted);
            }
        }
    }
    let mut said = said.into_iter().map(|said| {
        let rows = said
            .into_iter()
            .map(|it| it.map(|it| (&*it.epsilon, &*it.by_feedback)));
        Said::of(rows, n_lanes)
    });
    FeedbackState {
        heard: said.next().expect("bug: something is heard, or nothing"),
        last_loud,
        under_way: said.collect(),
    }
}

/// Notes ticks where, if any are noted, they are the same: all who hear a neuron hear the same.
fn note_alike<S: Scalar>(place: &mut [i64], ticks: &[Tick]) {
    let first = Detector::<S>::SILENT_FOR_EVER.0;
    let is_as_before = |(old, new): (&i64, &Tick)| *old == first || *old == new.0;
    debug_assert!(
        place.iter().zip(ticks).all(is_as_before),
        "bug: all who hear a neuron hear the same"
    );
    note(place, ticks);
}

/// When ε of error neurons of population `l` was loud last, `[kind][n][B]`: the first kind as their
/// gates noted it, the others as synapses with such φ of their own did.
pub(super) fn loud_in_dendrites<S: Scalar>(
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
