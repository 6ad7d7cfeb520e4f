//! Rows of what neurons heard and said, by tick and slot, never by arrival.

use super::cells::{integer, number};
use super::scene::{Moment, Scene};
use crate::axon::{AgentId, Port};
use crate::record::column::Cell;
use crate::record::log::AgentLog;
use crate::record::message::MessageRow;
use crate::record::recording::{Recording, What};
use crate::record::table::Table;
use crate::scalar::Scalar;

/// Writes one neuron's rows.
pub(super) fn write<S: Scalar>(
    recording: &Recording,
    table: &mut Table,
    id: AgentId,
    log: &AgentLog<S>,
    (scene, moment): (&Scene<S>, &Moment<'_, S>),
) {
    if !recording.selects_neuron(id) {
        return;
    }
    let is_heard = recording.what == What::MessagesIn;
    let wanted = |row: &&MessageRow<S>| {
        row.slot.is_some() == is_heard && (row.lane as usize) < moment.examples.len()
    };
    let mut rows: Vec<&MessageRow<S>> = log.messages.iter().filter(wanted).collect();
    rows.sort_by_key(|row| (row.tick, row.slot, row.port.map(|port| port.0), row.lane));
    for row in rows {
        let optional = |value: &Option<S>| value.as_ref().map_or(Cell::Nothing, number);
        let other = match (row.slot, row.port) {
            (Some(slot), _) => Some(scene.text_of_agent(scene.wiring.speaker(id, slot))),
            (None, port) => scene.listeners(id, port == Some(Port::OWN)),
        };
        let Some(other) = other else { continue };
        table.push([
            integer(moment.index as i64),
            integer(i64::from(row.lane)),
            integer(row.tick.since(moment.onset)),
            Cell::Text(scene.text_of_agent(id)),
            Cell::Text(other),
            Cell::Text(row.carries as u32),
            optional(&row.value),
            optional(&row.mu),
            optional(&row.residue),
        ]);
    }
}

impl<S: Scalar> Scene<S> {
    /// The text cell of who hears what a neuron says to its partner, or to its population;
    /// `None` if nobody does.
    fn listeners(&self, id: AgentId, is_own: bool) -> Option<u32> {
        let wiring = &*self.wiring;
        let ends = |of: &mut dyn Iterator<Item = usize>| {
            let mut found: Vec<usize> = of.collect();
            found.dedup();
            found
        };
        let projection = |e: usize| &wiring.projections()[e];
        match (id, is_own) {
            (AgentId::Value { layer, index }, true) if !wiring.is_input(layer) => {
                Some(self.text_of_agent(AgentId::Error { layer, index }))
            }
            (AgentId::Error { layer, index }, true) => {
                Some(self.text_of_agent(AgentId::Value { layer, index }))
            }
            (AgentId::Value { layer, .. }, false) => {
                let below = wiring.outgoing(layer).iter().map(|e| projection(*e).post);
                let below = ends(&mut below.into_iter());
                (!below.is_empty()).then(|| self.text_of_hearers(&below, true))
            }
            (AgentId::Error { layer, .. }, false) => {
                let above = wiring.incoming(layer).map(|e| projection(e).pre);
                let above = ends(&mut above.filter(|p| !wiring.is_input(*p)));
                (!above.is_empty()).then(|| self.text_of_hearers(&above, false))
            }
            _ => None,
        }
    }
}
