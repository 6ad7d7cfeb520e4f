//! What a packed graph is at rest, in a form that any engine goes on from, and the way back.

mod feedback;

use std::sync::Arc;

use super::Graph;
use super::errors::Errors;
use super::heard::Heard;
use super::values::Values;
use crate::axon::{Observer, Tick};
use crate::engine::StateError;
use crate::engine::state::{ErrorLayer, NetworkState, ValueLayer};
use crate::environment::Programme;
use crate::neuron::Noise;
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::{Numbers, Scalar};
use crate::wiring::Wiring;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    pub(super) fn at_rest(&self) -> NetworkState<S> {
        let fit = &self.common.fit;
        let wiring = &*fit.wiring;
        let (n_computing, n_populations) = (wiring.n_computing(), fit.widths.len());
        let inputs = &self.values[n_computing..];
        let feedback = self.heard.iter().map(Heard::save);
        NetworkState {
            widths: fit.widths.clone(),
            pairs: fit.pairs(),
            n_lanes: fit.n_lanes,
            has_bias: fit.has_bias(),
            clock: self.clock.0,
            is_first_tick: self.errors[0].is_first_tick,
            values: (0..n_populations).map(|p| self.value_layer(p)).collect(),
            errors: (0..n_computing).map(|p| self.error_layer(p)).collect(),
            feedback: feedback.collect(),
            quiet_kinds: fit.quiet_kinds(),
            controller: self.controller.as_ref().map(Commander::state),
            programme: self.programme.state(),
            shown: inputs
                .iter()
                .flat_map(|of| of.shown.iter().cloned())
                .collect(),
            shown_in: inputs[0].shown_in,
            is_fresh: inputs[0].is_fresh,
            counts: self.counts,
            noise: Noise::default(),
        }
    }

    fn value_layer(&self, p: usize) -> ValueLayer<S> {
        let (wiring, values) = (&self.common.wiring, &self.values[p]);
        let (mut weights, mut absent) = (Numbers::default(), Vec::new());
        if wiring.is_hidden(p) {
            for i in 0..values.is_new.len() {
                for (slot, (e, place)) in copies(wiring, p, i).enumerate() {
                    let heard = &self.heard[e];
                    weights.extend([heard.copies[place].clone()]);
                    if heard.is_lost(place) {
                        absent.push((i, slot));
                    }
                }
            }
        }
        ValueLayer {
            x: values.x.iter().cloned().collect(),
            residue: values.residue.iter().cloned().collect(),
            presented: values.presented.clone(),
            is_new: values.is_new.clone(),
            is_dead: values.is_dead.clone(),
            // Whoever has a new x says f(x) before anyone reads what was heard last.
            rates: values.rates.iter().cloned().collect(),
            rates_in: values.presented.clone(),
            weights,
            absent,
            own: None,
            jitter: Vec::new(),
            distortion: Vec::new(),
        }
    }

    fn error_layer(&self, p: usize) -> ErrorLayer<S> {
        let (wiring, errors) = (&self.common.wiring, &self.errors[p]);
        let (mut weights, mut absent) = (Numbers::default(), Vec::new());
        for i in 0..errors.presented.len() {
            let mut n_slots = 0;
            for of in wiring.dendrite(p, i) {
                let synapses = &self.synapses[of.projection];
                weights.extend([synapses.theta[of.synapse].clone()]);
                if synapses.is_lost(of.synapse) {
                    absent.push((i, n_slots));
                }
                n_slots += 1;
            }
            weights.extend(errors.bias.get(i).cloned());
            if wiring.has_bias(p) && !errors.has_bias(i) {
                absent.push((i, n_slots));
            }
        }
        ErrorLayer {
            x: errors.x_before.iter().cloned().collect(),
            residue: errors.residue_before.iter().cloned().collect(),
            epsilon: errors.epsilon.iter().cloned().collect(),
            mu: errors.mu.iter().cloned().collect(),
            presented: errors.presented.clone(),
            weights,
            absent,
            last_loud: errors.last_loud.iter().map(|tick| tick.0).collect(),
            distortion: Vec::new(),
        }
    }

    /// Becomes what another network of the same circuit was.
    ///
    /// # Errors
    /// If the state is of another circuit, or its neurons are noisy.
    ///
    /// # Panics
    /// If it was not just built.
    pub(super) fn go_on_from(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        let common = Arc::clone(&self.common);
        let (fit, wiring) = (&common.fit, &*common.wiring);
        state.check(fit)?;
        if state.is_noisy() {
            return Err(StateError::noisy());
        }
        let is_just_built = self.values.iter().all(|values| values.is_fresh);
        assert!(
            is_just_built,
            "bug: a state is restored into a network that was just built"
        );
        self.clock = Tick(state.clock);
        self.counts = state.counts;
        self.programme = state.programme.programme();
        if let (Some(controller), Some(state)) = (&mut self.controller, &state.controller) {
            controller.restore(state);
        }
        for (p, values) in self.values.iter_mut().enumerate() {
            values.restore(state, wiring, p, &self.programme);
        }
        for (p, errors) in self.errors.iter_mut().enumerate() {
            errors.restore(&state.errors[p], state.is_first_tick);
            errors.is_dead.clone_from(&state.values[p].is_dead);
        }
        for (heard, state) in self.heard.iter_mut().zip(&state.feedback) {
            heard.restore(state, fit.n_lanes);
        }
        for p in 0..wiring.n_computing() {
            self.restore_dendrites(wiring, p, &state.errors[p]);
        }
        for p in (0..wiring.n_computing()).filter(|p| wiring.is_hidden(*p)) {
            self.restore_copies(wiring, p, &state.values[p]);
        }
        Ok(())
    }

    fn restore_dendrites(&mut self, wiring: &Wiring, p: usize, state: &ErrorLayer<S>) {
        let mut weights = state.weights.iter().cloned();
        let mut next = || weights.next().expect("bug: a state is checked");
        for i in 0..wiring.widths()[p] {
            for of in wiring.dendrite(p, i) {
                self.synapses[of.projection].theta[of.synapse] = next();
            }
            if wiring.has_bias(p) {
                self.errors[p].bias[i] = next();
            }
        }
        for &(i, slot) in &state.absent {
            match wiring.dendrite(p, i).nth(slot) {
                Some(of) => self.synapses[of.projection].forget(of.synapse),
                None => self.errors[p].forget_bias(i),
            }
        }
    }

    fn restore_copies(&mut self, wiring: &Wiring, p: usize, state: &ValueLayer<S>) {
        let mut weights = state.weights.iter().cloned();
        for i in 0..wiring.widths()[p] {
            for (e, place) in copies(wiring, p, i) {
                self.heard[e].copies[place] = weights.next().expect("bug: a state is checked");
            }
        }
        for &(i, slot) in &state.absent {
            let of = wiring
                .axon(p, i)
                .nth(slot)
                .expect("bug: a state is checked");
            self.heard[of.projection].forget(wiring, of.projection, i, of.index);
        }
    }
}

/// The feedback synapses of a value neuron: projection, and place among the copies of it.
fn copies(wiring: &Wiring, p: usize, i: usize) -> impl Iterator<Item = (usize, usize)> {
    let outgoing = wiring.outgoing(p).iter();
    outgoing.flat_map(move |&e| wiring.places(e, i).map(move |(place, _)| (e, place)))
}

impl<S: Scalar> Values<S> {
    fn restore(
        &mut self,
        state: &NetworkState<S>,
        wiring: &Wiring,
        p: usize,
        programme: &Programme<S>,
    ) {
        let (layer, columns) = (&state.values[p], wiring.columns(p));
        self.x = layer.x.to_vec();
        self.residue = layer.residue.to_vec();
        self.presented.clone_from(&layer.presented);
        self.is_dead.clone_from(&layer.is_dead);
        let alive = layer.is_new.iter().zip(&layer.is_dead);
        self.is_new = alive.map(|(is_new, is_dead)| *is_new && !is_dead).collect();
        self.is_any_new = self.is_new.contains(&true);
        if wiring.is_input(p) {
            let cells = columns.start * self.n_lanes..columns.end * self.n_lanes;
            self.shown = state.shown[cells].to_vec();
            self.shown_in = state.shown_in;
            self.is_fresh = state.is_fresh;
        }
        if wiring.is_output(p)
            && let Some(frame) = programme.teacher()
        {
            self.hear_teacher(Some(frame), columns);
        }
        self.transfer_all();
    }
}

impl<S: Scalar> Errors<S> {
    fn restore(&mut self, state: &ErrorLayer<S>, is_first_tick: bool) {
        self.x_before = state.x.to_vec();
        self.residue_before = state.residue.to_vec();
        self.epsilon = state.epsilon.to_vec();
        self.is_loud = None;
        self.mu = state.mu.to_vec();
        self.presented.clone_from(&state.presented);
        self.last_loud = state.last_loud.iter().map(|tick| Tick(*tick)).collect();
        self.is_first_tick = is_first_tick;
        self.must_speak = is_first_tick;
        self.is_stale = true; // The same sum once more, if nothing is new.
    }
}
