//! One recording and the table that it fills.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use super::records::{Record, free_name, listed_populations, record};
use super::scene::{Moment, Scene};
use super::silence::Silence;
use super::streams::Streams;
use super::{columns, messages, neurons, phi, synapses};
use crate::axon::AgentId;
use crate::blueprint::Weights;
use crate::record::column::Column;
use crate::record::log::{AgentLog, Keeps};
use crate::record::recording::{Group, Recording};
use crate::record::table::{Table, Written};
use crate::record::{RecordError, RunFolder};
use crate::scalar::Scalar;

/// What a table is made of: columns, texts, metadata.
pub(super) type Parts<'a> = (
    &'a [Column],
    Vec<Cow<'static, str>>,
    &'a [(&'a str, String)],
);

/// One recording and the table that it fills.
pub(super) struct Recorder {
    pub(super) recording: Recording,
    /// Of whom, as people write it.
    pub(super) of: String,
    pub(super) file: String,
    pub(super) table: Table,
    /// Neurons whose changes of weight it tells of, if it tells of any.
    pub(super) followed: Option<BTreeSet<AgentId>>,
    /// The presentation in which its cap was reached, or in which it could not be written.
    pub(super) full_at: Option<u64>,
    pub(super) failed_at: Option<u64>,
}

impl Recorder {
    pub(super) fn new<S: Scalar>(
        recording: &Recording,
        file: String,
        scene: &Scene<S>,
        folder: &RunFolder,
    ) -> Result<Self, RecordError> {
        let make = |path: &Path, (columns, texts, metadata): Parts<'_>| {
            let (format, most) = (recording.format, recording.most_bytes);
            Ok(Table::create(path, format, columns, texts, metadata, most))
        };
        Self::with_table(recording, file, scene, folder, make)
    }

    pub(super) fn with_table<S: Scalar>(
        recording: &Recording,
        file: String,
        scene: &Scene<S>,
        folder: &RunFolder,
        make: impl FnOnce(&Path, Parts<'_>) -> std::io::Result<Table>,
    ) -> Result<Self, RecordError> {
        let of = scene.wiring.with_names(&recording.of.to_string());
        let mut metadata = vec![
            ("fazil.what", recording.what.name().to_owned()),
            ("fazil.symbol", recording.what.symbol().to_owned()),
            ("fazil.unit", recording.what.unit().to_owned()),
            ("fazil.of", of.clone()),
        ];
        let populations = listed_populations(&scene.wiring);
        if !populations.is_empty() {
            let listed = serde_json::to_string(&populations).unwrap_or_default();
            metadata.push(("fazil.populations", listed));
        }
        let columns = columns::of(recording, scene.wiring.is_chain());
        let texts = scene.texts(recording.what);
        let table = make(&folder.file(&file)?, (&columns, texts, &metadata));
        Ok(Self {
            recording: recording.clone(),
            of,
            followed: synapses::followed(recording, scene),
            table: table.map_err(|error| folder.refused(&file, error))?,
            file,
            full_at: None,
            failed_at: None,
        })
    }

    /// What a neuron's log must keep for it.
    pub(super) fn keeps(&self, id: AgentId) -> Keeps {
        let group = self.recording.what.group();
        Keeps {
            activities: group == Group::Value && self.recording.selects_neuron(id),
            changes: self.follows(id),
            messages: group == Group::Message && self.recording.selects_neuron(id),
            lane: None,
            words: false,
        }
    }

    /// Whether it tells of changes of weights that live in this neuron.
    pub(super) fn follows(&self, id: AgentId) -> bool {
        let followed = self.followed.as_ref();
        followed.is_some_and(|followed| followed.contains(&id))
    }

    /// Writes the rows of one neuron; feedback φ apart.
    #[expect(clippy::too_many_arguments, reason = "each is a thing of its own")]
    pub(super) fn watch<S: Scalar>(
        &mut self,
        id: AgentId,
        log: &AgentLog<S>,
        scene: &Scene<S>,
        moment: &Moment<'_, S>,
        before: Option<&Weights<S>>,
        streams: &Streams<S>,
        silence: &Silence,
    ) {
        let follows = self.follows(id);
        let (recording, table) = (&self.recording, &mut self.table);
        match recording.what.group() {
            Group::Value | Group::Error => {
                neurons::write(recording, table, id, log, (scene, moment, silence));
            }
            Group::Synapse | Group::Phi if self.followed.is_some() && !follows => {}
            Group::Synapse => {
                let changed = synapses::Changed::of(id, &log.changes, scene, before);
                changed.write(recording, table, scene, moment);
            }
            Group::Message => messages::write(recording, table, id, log, (scene, moment)),
            Group::Phi => {
                let view = (scene, moment, streams, silence);
                phi::write_dendrite(recording, table, id, log, view, before);
            }
        }
        if !self.table.is_open() && self.full_at.is_none() {
            self.full_at = Some(moment.index);
        }
    }

    pub(super) fn finish(&mut self) -> Record {
        let (cap, rows) = (
            self.recording.most_bytes,
            "the last of its rows are missing",
        );
        let note = match self.full_at {
            Some(at) => format!("byte cap of {cap} reached by presentation {at}: {rows}"),
            None => format!("byte cap of {cap} reached: {rows}"),
        };
        let written = self.table.finish(&note);
        let recording = &self.recording;
        let what = (recording.what.name(), self.of.clone(), recording.format);
        let note = written.is_full.then_some(note);
        Record {
            failed_at: self.failed_at,
            ..record(self.file.clone(), what, &self.table, written, note)
        }
    }

    /// Its entry before there are any rows.
    pub(super) fn begun(&self) -> Record {
        let Recording { what, format, .. } = &self.recording;
        let what = (what.name(), self.of.clone(), *format);
        record(
            self.file.clone(),
            what,
            &self.table,
            Written::default(),
            None,
        )
    }
}

/// The file of a recording, beside those of the recorders before it.
pub(super) fn file_of(recording: &Recording, recorders: &[Recorder]) -> String {
    free_name(recording, &|file| {
        recorders.iter().any(|other| other.file == *file)
    })
}
