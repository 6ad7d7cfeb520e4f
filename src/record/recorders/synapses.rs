//! Rows of θ, θ′ and Δθ. The weight before a change is what the change before it left, or the
//! weight at the beginning of the presentation, so the bits are the neuron's own.

use std::collections::BTreeSet;

use super::cells::{integer, number};
use super::scene::{FEEDBACK, FEEDFORWARD, Moment, Scene};
use crate::axon::{AgentId, Tick, WeightChange};
use crate::blueprint::Weights;
use crate::record::column::Cell;
use crate::record::recording::{Group, Recording, Selection, What};
use crate::record::table::Table;
use crate::scalar::Scalar;

/// One change of a weight.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step<S> {
    pub(super) tick: Tick,
    pub(super) slot: u32,
    pub(super) delta: S,
    pub(super) before: S,
    pub(super) after: S,
}

/// What became of the weights that live in one neuron.
pub(super) struct Changed<S> {
    id: AgentId,
    /// In order of tick, then slot.
    steps: Vec<Step<S>>,
    /// The weights at the end, by slot.
    weights: Vec<S>,
}

impl<S: Scalar> Changed<S> {
    /// From the weights before the presentation, if they are known, and the neuron's changes.
    pub(super) fn of(
        id: AgentId,
        changes: &[(Tick, u32, WeightChange<S>)],
        scene: &Scene<S>,
        before: Option<&Weights<S>>,
    ) -> Self {
        let mut weights = before.map_or(Vec::new(), |before| before.of_neuron(&scene.wiring, id));
        let mut steps = Vec::new();
        for (tick, slot, change) in changes {
            let Some(weight) = weights.get_mut(*slot as usize) else {
                continue;
            };
            let before = std::mem::replace(weight, change.after.clone());
            steps.push(Step {
                tick: *tick,
                slot: *slot,
                delta: change.delta.clone(),
                before,
                after: change.after.clone(),
            });
        }
        for (slot, weight) in weights.iter_mut().enumerate() {
            if !scene.has(id, slot) {
                *weight = S::zero();
            }
        }
        Self { id, steps, weights }
    }

    /// Whose weights they are.
    pub(super) fn id(&self) -> AgentId {
        self.id
    }

    /// The change of the synapse in `slot` in tick `at`, if there was one.
    pub(super) fn step(&self, at: Tick, slot: usize) -> Option<&Step<S>> {
        let key = (at, slot as u32);
        let found = self
            .steps
            .binary_search_by_key(&key, |step| (step.tick, step.slot));
        found.ok().map(|position| &self.steps[position])
    }

    /// Writes the neuron's rows.
    pub(super) fn write(
        &self,
        recording: &Recording,
        table: &mut Table,
        scene: &Scene<S>,
        moment: &Moment<'_, S>,
    ) {
        let is_feedback = matches!(self.id, AgentId::Value { .. });
        match recording.what {
            What::DeltaTheta => self.write_steps(recording, table, scene, moment),
            What::ThetaPrime if is_feedback => self.write_weights(recording, table, scene, moment),
            What::Theta if !is_feedback => self.write_weights(recording, table, scene, moment),
            _ => {}
        }
    }

    fn write_steps(
        &self,
        recording: &Recording,
        table: &mut Table,
        scene: &Scene<S>,
        moment: &Moment<'_, S>,
    ) {
        let side = match self.id {
            AgentId::Value { .. } => FEEDBACK,
            _ => FEEDFORWARD,
        };
        for step in &self.steps {
            let id = scene.wiring.synapse(self.id, step.slot as usize);
            if recording.selects_synapse(id) {
                let row = [
                    integer(moment.index as i64),
                    integer(step.tick.since(moment.onset)),
                    Cell::Text(side),
                    integer(id.layer as i64),
                    integer(id.post as i64),
                    pre_cell(id.pre),
                    number(&step.delta),
                    number(&step.before),
                    number(&step.after),
                ];
                push_row(table, scene, row, (5, id.pre));
            }
        }
    }

    fn write_weights(
        &self,
        recording: &Recording,
        table: &mut Table,
        scene: &Scene<S>,
        moment: &Moment<'_, S>,
    ) {
        for (slot, weight) in self.weights.iter().enumerate() {
            let id = scene.wiring.synapse(self.id, slot);
            if recording.selects_synapse(id) {
                let row = [
                    integer(moment.index as i64),
                    integer(id.layer as i64),
                    integer(id.post as i64),
                    pre_cell(id.pre),
                    number(weight),
                ];
                push_row(table, scene, row, (3, id.pre));
            }
        }
    }
}

/// The neurons in which a synapse lives whose changes of weight are told of; `None` if a
/// recording tells of none.
pub(super) fn followed<S: Scalar>(
    recording: &Recording,
    scene: &Scene<S>,
) -> Option<BTreeSet<AgentId>> {
    match (recording.what.group(), &recording.of) {
        (Group::Synapse, _) | (Group::Phi, Selection::Synapses(_)) => {}
        _ => return None,
    }
    let wiring = &*scene.wiring;
    let has_synapse = |id: &AgentId| {
        (0..wiring.n_slots(*id)).any(|slot| recording.selects_synapse(wiring.synapse(*id, slot)))
    };
    Some(scene.agents().into_iter().filter(has_synapse).collect())
}

/// j, or −1 for the bias.
pub(super) fn pre_cell(pre: Option<(usize, usize)>) -> Cell {
    integer(pre.map_or(-1, |(_, pre)| pre as i64))
}

/// Writes a row whose column `pre` stands at a position; before it goes the layer of the value
/// neuron, unless in a chain, where it is the one above.
pub(super) fn push_row<S: Scalar, const N: usize>(
    table: &mut Table,
    scene: &Scene<S>,
    row: [Cell; N],
    (position, pre): (usize, Option<(usize, usize)>),
) {
    if scene.wiring.is_chain() {
        return table.push(row);
    }
    let mut row = row.to_vec();
    let layer = pre.map_or(Cell::Nothing, |(layer, _)| integer(layer as i64));
    row.insert(position, layer);
    table.push_row(&row);
}
