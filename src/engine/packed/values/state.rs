//! What a slice of value neurons is between two ticks, and how it becomes that again.

use std::ops::Range;

use super::{Sense, ValueSlice};
use crate::axon::Tick;
use crate::engine::packed::cell_state::count;
use crate::engine::packed::state::{absent, by_neuron, fill, of_slice};
use crate::engine::state::{ErrorLayer, FeedbackState, Fit, NetworkState, Said, ValueLayer};
use crate::environment::Programme;
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar};

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// Its sources' timetable.
    pub(in crate::engine::packed) fn programme(&self) -> &Programme<S> {
        &self.programme
    }

    /// Lanes that carry a presentation.
    pub(in crate::engine::packed) fn presented(&self) -> u32 {
        self.presented
    }

    /// Whether its sources have said nothing yet.
    pub(in crate::engine::packed) fn is_fresh(&self) -> bool {
        self.is_fresh
    }

    /// What its sources show, neuron by neuron, `[n][B]`.
    pub(in crate::engine::packed) fn shown(&self) -> impl Iterator<Item = S> {
        (0..self.n).flat_map(move |i| {
            let dead = self.dead.iter().position(|dead| *dead == i);
            let lanes = 0..self.setting.n_lanes;
            lanes.map(move |lane| match dead {
                Some(dead) => self.shown_to_dead[dead][lane].clone(),
                None => self.x.at(lane, i).clone(),
            })
        })
    }

    /// Adds its neurons to the state of their layer.
    pub(in crate::engine::packed) fn save(&self, layer: &mut ValueLayer<S>) {
        let n_lanes = self.setting.n_lanes;
        layer.x.extend(by_neuron(&self.x));
        match self.residue() {
            Some(residue) => layer.residue.extend(by_neuron(residue)),
            None => {
                let zeros = std::iter::repeat_n(S::zero(), self.n * n_lanes);
                layer.residue.extend(zeros);
            }
        }
        let presented = std::iter::repeat_n(self.presented, self.n);
        layer.presented.extend(presented);
        let news = self.news.iter().map(|news| self.is_new && *news);
        layer.is_new.extend(news);
        let is_dead = (0..self.n).map(|i| self.dead.contains(&i));
        layer.is_dead.extend(is_dead);
        for i in 0..self.n {
            let weights = (0..self.n_slots()).filter_map(|slot| self.weight_at(slot, i));
            layer.weights.extend(weights.cloned());
        }
        let start = self.neurons.start;
        layer.absent.extend(absent(&self.absent, start));
    }

    /// Adds, to the state of the own error neurons' layer, x as these were told it last.
    pub(in crate::engine::packed) fn save_told(&self, layer: &mut ErrorLayer<S>) {
        let (x, residue) = match self.is_new {
            true => (
                &self.next,
                self.has_residue[1].then_some(&self.next_residue),
            ),
            false => (&self.x, self.residue()),
        };
        for i in 0..self.n {
            let is_dead = self.dead.contains(&i);
            for lane in 0..self.setting.n_lanes {
                let part = |plane: Option<&Plane<S>>| match plane.filter(|_| !is_dead) {
                    Some(plane) => plane.at(lane, i).clone(),
                    None => S::zero(),
                };
                layer.x.extend([part(Some(x))]);
                layer.residue.extend([part(residue)]);
            }
        }
    }

    /// Notes when ε of the `n` neurons of the layer below was loud last as it is heard here.
    pub(in crate::engine::packed) fn save_loud(
        &self,
        feedback: &mut FeedbackState<S>,
        n: usize,
        fit: &Fit<S>,
        now: Tick,
    ) {
        let n_lanes = self.setting.n_lanes;
        for source in &self.sources {
            let stride = source.committed.stride();
            let mut note =
                |kind: usize, last: &dyn Fn(usize) -> Tick, is_quiet: &dyn Fn(&S) -> bool| {
                    for (k, slot) in source.inputs.clone().enumerate() {
                        for lane in 0..n_lanes {
                            let heard = source.heard.as_ref();
                            let is_loud = heard.is_some_and(|it| !is_quiet(it.epsilon.at(lane, k)));
                            // ε that lasts is noted when it ends.
                            let tick = if is_loud {
                                now.0 - 1
                            } else {
                                last(lane * stride + k).0
                            };
                            feedback.last_loud[(kind * n + slot) * n_lanes + lane] = tick;
                        }
                    }
                };
            // Under a controller no φ is asked.
            if P::BY_PHI {
                // A φ that never or always fires takes no note.
                if source.phi.detector().asks_for_quiet() {
                    let quiet = |epsilon: &S| source.phi.detector().is_quiet(epsilon);
                    note(0, &|cell| source.phi.last_loud(cell), &quiet);
                }
                for own in source.own_phis.iter().filter(|own| own.has_synapses()) {
                    let detector = own.quiet().detector();
                    if let Some(kind) = fit.kind(detector) {
                        let quiet = |epsilon: &S| detector.is_quiet(epsilon);
                        note(kind, &|cell| own.quiet().last_loud(cell), &quiet);
                    }
                }
            }
        }
    }

    /// What was heard last of the layer below.
    pub(in crate::engine::packed) fn heard(&self) -> Said<S> {
        let n_lanes = self.setting.n_lanes;
        let mut rows = Vec::new();
        for source in &self.sources {
            for k in 0..source.inputs.len() {
                let heard = source.heard.as_ref();
                let heard = heard.filter(|_| P::BY_PHI || source.is_heard[k]);
                rows.push(heard.map(|it| {
                    let lanes = (0..n_lanes).map(|lane| {
                        let by_feedback = it.by_feedback[lane * it.epsilon.stride() + k];
                        (it.epsilon.at(lane, k).clone(), by_feedback)
                    });
                    lanes.unzip::<_, _, Vec<S>, Vec<bool>>()
                }));
            }
        }
        let rows = rows
            .iter()
            .map(|row| row.as_ref().map(|(epsilon, by)| (&**epsilon, &**by)));
        Said::of(rows, n_lanes)
    }

    /// Becomes what its neurons are in the state. It was just born.
    pub(in crate::engine::packed) fn restore(
        &mut self,
        state: &NetworkState<S>,
        fit: &Fit<S>,
        programme: &Programme<S>,
    ) {
        let (layer, neurons) = (&state.values[self.layer], self.neurons.clone());
        let start = neurons.start;
        self.now = Tick(state.clock);
        fill(&mut self.x, &layer.x, start);
        self.has_residue[0] = restore_residue(&mut self.residue, &layer.residue, start);
        if let Some(told) = state.errors.get(self.layer) {
            fill(&mut self.next, &told.x, start);
            self.has_residue[1] = restore_residue(&mut self.next_residue, &told.residue, start);
        }
        let presented = of_slice(&layer.presented, &layer.is_dead, neurons.clone());
        self.presented = match self.sense {
            Sense::Stimulus if !state.is_fresh => state.shown_in,
            _ => presented.unwrap_or(self.presented),
        };
        self.restore_weights(layer, neurons.clone());
        self.restore_environment(state, programme);
        self.is_stale = true; // The same x once more, if nothing is new.
        let is_new = neurons.map(|i| layer.is_new[i] && !layer.is_dead[i]);
        self.news = is_new.collect();
        self.note_news(count(&self.news));
        if let Some(below) = self.layer.checked_sub(1) {
            for source in &mut self.sources {
                source.restore(&state.feedback[below], below, fit, Tick(state.clock));
            }
        }
        self.transfer();
    }

    /// Weights, what was lost of them, and who died.
    fn restore_weights(&mut self, layer: &ValueLayer<S>, neurons: Range<usize>) {
        let n_slots = self.n_slots();
        if let Some(weights) = &mut self.weights {
            for (i, neuron) in neurons.clone().enumerate() {
                for slot in 0..n_slots {
                    let weight = &layer.weights[neuron * n_slots + slot];
                    weights.at_mut(slot, i).clone_from(weight);
                }
            }
        }
        for &(neuron, slot) in layer.absent.iter().filter(|it| neurons.contains(&it.0)) {
            self.forget(slot, neuron - neurons.start);
        }
        let dead = neurons.clone().filter(|i| layer.is_dead[*i]);
        self.dead = dead.map(|i| i - neurons.start).collect();
        for &i in &self.dead {
            (0..self.setting.n_lanes).for_each(|lane| self.x.lane_mut(lane)[i] = S::zero());
        }
    }

    /// The sources' timetable, the teacher that holds, and what is shown to the dead.
    fn restore_environment(&mut self, state: &NetworkState<S>, programme: &Programme<S>) {
        let (n_lanes, start) = (self.setting.n_lanes, self.neurons.start);
        let shown = |i: &usize| match self.sense {
            Sense::Stimulus => state.shown[(start + i) * n_lanes..][..n_lanes].into(),
            _ => vec![S::zero(); n_lanes].into(),
        };
        self.shown_to_dead = self.dead.iter().map(shown).collect();
        if self.sense == Sense::None {
            return;
        }
        self.programme = programme.clone();
        self.is_fresh = state.is_fresh;
        if let (Sense::Teacher, Some(frame)) = (self.sense, programme.teacher()) {
            for lane in 0..frame.presented() {
                let targets = &frame.lane(lane)[self.neurons.clone()];
                self.targets.lane_mut(lane).clone_from_slice(targets);
                self.taught[lane] = true;
            }
        }
    }
}

/// Takes what is to be added to x, if a slice keeps it; whether that is other than 0 anywhere.
fn restore_residue<S: Scalar>(plane: &mut Plane<S>, residue: &[S], start: usize) -> bool {
    fill(plane, residue, start);
    plane.all().iter().any(|rest| !rest.is_zero())
}
