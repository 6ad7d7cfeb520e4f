//! What a person changes in a network under way: settings, engine, damage.
//!
//! Settings wait for the next presentation, which begins with new neurons that have the weights of
//! the old ones; damage is done at once. Refuses to know who asks.

use std::sync::Arc;

use fazil::axon::{AgentId, SynapseId};
use fazil::blueprint::Weights;
use fazil::engine::literal::{Injection, InjectionKind, Moment};
use fazil::engine::{Circuit, Lesion, Settings};
use fazil::scalar::{Draws, Scalar};
use fazil::scenario::Scenario;
use fazil::session::set_up;

use crate::engines::{Wanted, build};
use crate::network::{Network, Pending, within};

impl<S: Scalar> Network<S> {
    /// Whether settings, an engine or a loss wait for the next presentation.
    pub(crate) fn is_to_be_rebuilt(&self) -> bool {
        let Pending {
            scenario,
            packed,
            loss,
            ..
        } = &self.pending;
        scenario.is_some() || packed.is_some() || loss.is_some()
    }

    /// Puts pending settings into effect: new neurons at rest, with the weights of the old ones.
    pub(crate) fn rebuild(&mut self) {
        let weights = self.engine.weights();
        let pending = std::mem::take(&mut self.pending);
        self.pending.twin = pending.twin;
        if let Some(scenario) = pending.scenario {
            self.change_settings(scenario);
        }
        self.is_packed = pending.packed.unwrap_or(self.is_packed);
        let (circuit, clock) = (self.circuit.clone(), self.clock);
        // Weights of the same network fit.
        self.circuit = born_with(circuit, weights, |settings| settings.birth = clock);
        let loss = pending.loss.map(|loss| Injection {
            at: Moment::Turn(loss.speaker, self.clock.after(loss.within)),
            kind: match loss.is_strict {
                true => InjectionKind::Dropped,
                false => InjectionKind::Emptied,
            },
            reached: Arc::default(),
            is_deaf: false,
        });
        let wanted = Wanted {
            packed: self.is_packed,
            noise: &self.noise,
            injection: loss,
        };
        let engine = build(self.circuit.clone(), wanted);
        if let Some(next) = self.next.take() {
            self.queue.push_front(next);
        }
        self.respan();
        self.replace(engine);
        for lesion in self.injuries.clone() {
            self.engine.lesion(&lesion);
        }
    }

    fn change_settings(&mut self, scenario: Scenario) {
        let changed = |network: &Self| {
            let (old, new) = (&network.scenario.timetable, &scenario.timetable);
            (old.prediction_ticks, old.learning_ticks) != (new.prediction_ticks, new.learning_ticks)
        };
        if changed(self) {
            let draws = Draws::new(scenario.timetable.seed, "ticks that a person changed");
            let timetable = &scenario.timetable;
            self.spans = Some((timetable.prediction_ticks, timetable.learning_ticks, draws));
        }
        // Data and weights are as they were, so this cannot fail.
        if let Ok(setup) = set_up::<S>(&scenario) {
            self.circuit = setup.circuit;
            self.noise = setup.noise;
        }
        self.twin = self.twin.settled_anew(&self.circuit);
        self.scenario = scenario;
    }

    /// The presentations that are drawn already take the new P and T too.
    fn respan(&mut self) {
        let Some((prediction, learning, draws)) = &mut self.spans else {
            return;
        };
        for coming in &mut self.queue {
            coming.presentation.prediction_ticks = within(*prediction, draws);
            coming.presentation.learning_ticks = within(*learning, draws);
        }
    }

    /// Loses neurons or synapses, from the coming tick on.
    pub fn lesion(&mut self, lesion: &Lesion) {
        self.engine.lesion(lesion);
        let wiring = Arc::clone(&self.circuit.blueprint().wiring);
        for (id, slot) in lesion.forgotten(&wiring) {
            self.absent.entry(id).or_default().insert(slot);
        }
        self.is_one_sided |= lesion.connections(&wiring).is_empty();
        self.injuries.push(*lesion);
        self.pending.twin.push(*lesion);
    }

    /// Loses what the scenario says is lost before the presentation that begins now.
    pub(crate) fn lose_what_is_due(&mut self) {
        let index = self.index;
        let due: Vec<Lesion> = (self.planned.iter())
            .filter(|(at, _)| *at == index)
            .map(|(_, lesion)| *lesion)
            .collect();
        due.iter().for_each(|lesion| self.lesion(lesion));
        self.lose_in_twin();
    }

    /// The twin loses what the network has lost since; before it learns.
    pub(crate) fn lose_in_twin(&mut self) {
        let blueprint = self.circuit.blueprint();
        for lesion in std::mem::take(&mut self.pending.twin) {
            self.twin.lesion(&lesion, &blueprint.wiring);
        }
    }

    /// Whether the synapse in a neuron's slot is there.
    pub fn has(&self, id: AgentId, slot: usize) -> bool {
        self.absent
            .get(&id)
            .is_none_or(|absent| !absent.contains(&slot))
    }

    /// Whether there is such a connection.
    pub fn knows(&self, synapse: SynapseId) -> bool {
        self.circuit.blueprint().wiring.has_synapse(synapse)
    }
}

/// The circuit with other weights, and other settings.
pub(crate) fn born_with<S: Scalar>(
    circuit: Circuit<S>,
    weights: Weights<S>,
    change: impl FnOnce(&mut Settings<S>),
) -> Circuit<S> {
    let changed = circuit.changed(|blueprint, settings| {
        blueprint.weights = weights;
        change(settings);
    });
    changed.expect("bug: the weights of a network fit it")
}
