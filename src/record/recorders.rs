//! The recorders of a run: after each presentation they read the neurons' logs and write rows.
//!
//! Promises that what is recorded depends on nothing but the run, and that recording one thing
//! changes nothing of another. Refuses to know why anything happened, and to hand anything back.

mod columns;
mod feedback;
mod messages;
mod neurons;
mod phi;
mod scene;
mod silence;
mod synapses;

pub use scene::{Moment, Scene};

use std::collections::BTreeSet;

use serde::Serialize;

use self::feedback::FeedbackSpikes;
use self::scene::Streams;
use self::silence::Silence;
use super::column::{Cell, Column, RECORD_FORMAT_VERSION};
use super::log::{AgentLog, Keeps};
use super::recording::{Format, Group, Recording, What};
use super::table::{Table, Written};
use super::{RecordError, RunFolder};
use crate::axon::AgentId;
use crate::blueprint::Weights;
use crate::scalar::Scalar;

/// The folder, within a run's, that holds what was recorded.
pub const RECORDS: &str = "records";

/// All recorders of a run.
pub struct Recorders<S> {
    scene: Scene<S>,
    recorders: Vec<Recorder>,
    /// A row for every presentation and lane; only if anything is recorded.
    presentations: Option<Table>,
    silence: Silence,
    /// ε of the presentation being recorded; nothing unless silence is kept.
    streams: Streams<S>,
}

/// One recording and the table that it fills.
struct Recorder {
    recording: Recording,
    file: String,
    table: Table,
    /// Neurons whose changes of weight it tells of, if it tells of any.
    followed: Option<BTreeSet<AgentId>>,
    /// The presentation in which its cap was reached.
    full_at: Option<u64>,
}

/// A look at every neuron's log, in the order of the ids.
pub type Look<'a, S> = &'a mut dyn FnMut(&mut dyn FnMut(AgentId, &AgentLog<S>));

/// What became of a recording: an entry of `records/records.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Its file, within the run's folder.
    pub file: String,
    /// The variable; `presentations` for the table that goes with the others.
    pub what: String,
    /// Of whom.
    pub of: String,
    /// The format of the file.
    pub format: Format,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Rows in it.
    pub rows: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// What a reader must know, such as that the byte cap was reached.
    pub note: Option<String>,
    /// Why it could not be written.
    pub error: Option<String>,
}

/// `records/records.json`.
#[derive(Serialize)]
struct Index<'a> {
    format_version: u32,
    records: &'a [Record],
}

impl<S: Scalar> Recorders<S> {
    /// Recorders that write below `folder`; files are made for them at once.
    ///
    /// # Errors
    /// If the folder for them cannot be made.
    pub fn new(
        scene: Scene<S>,
        recordings: &[Recording],
        folder: &RunFolder,
    ) -> Result<Self, RecordError> {
        let mut recorders = Vec::new();
        for recording in recordings {
            let file = free_name(&recorders, recording);
            recorders.push(Recorder::new(recording, file, &scene, folder)?);
        }
        let presentations = match recorders.first() {
            None => None,
            Some(_) => {
                let path = folder.file(&format!("{RECORDS}/presentations.parquet"))?;
                let columns = columns::presentations();
                let (format, most) = (Format::Parquet, super::recording::MOST_BYTES);
                Some(Table::create(&path, format, &columns, vec![], &[], most))
            }
        };
        Ok(Self {
            silence: Silence::new(&scene),
            streams: Streams::new(&scene),
            scene,
            recorders,
            presentations,
        })
    }

    /// Whether anything is recorded at all.
    pub fn is_any(&self) -> bool {
        !self.recorders.is_empty()
    }

    /// Which recorders record the presentation with this number, in this epoch.
    pub fn active(&self, presentation: u64, epoch: u64) -> Vec<bool> {
        let recorders = self.recorders.iter();
        let is_active = |recorder: &Recorder| {
            recorder.table.is_open() && recorder.recording.covers(presentation, epoch)
        };
        recorders.map(is_active).collect()
    }

    /// What a neuron's log must keep for the active ones.
    pub fn keeps(&self, active: &[bool], id: AgentId) -> Keeps {
        let active = self.recorders.iter().zip(active).filter(|(_, is)| **is);
        active.fold(Keeps::default(), |keeps, (recorder, _)| {
            keeps.or(recorder.keeps(id))
        })
    }

    /// Whether the active ones need the weights from before the presentation.
    pub fn needs_weights(&self, active: &[bool]) -> bool {
        let mut active = self.recorders.iter().zip(active).filter(|(_, is)| **is);
        active.any(|(recorder, _)| recorder.followed.is_some())
    }

    /// A neuron's synapse was lost for good.
    pub fn lose(&mut self, id: AgentId, slot: usize) {
        self.scene.absent.insert((id, slot));
    }

    /// Records the presentation that just ended. `before` are the weights at its beginning, if
    /// they are needed.
    pub fn watch(
        &mut self,
        moment: &Moment<'_, S>,
        before: Option<&Weights<S>>,
        look: Look<'_, S>,
    ) {
        if !self.is_any() {
            return;
        }
        self.push_presentation(moment);
        let covers = |recorder: &&mut Recorder| {
            let recording = &recorder.recording;
            recorder.table.is_open() && recording.covers(moment.index, moment.epoch)
        };
        let mut active: Vec<&mut Recorder> = self.recorders.iter_mut().filter(covers).collect();
        let of_phi = |what| matches!(what, What::Phi | What::PhiState);
        let streams = &mut self.streams;
        if self.silence.is_kept {
            streams.gather(&self.scene, look);
        }
        let streams = &*streams;
        self.silence.begin(&self.scene, moment);
        let mut feedback = FeedbackSpikes::new(&self.scene);
        let is_phi_active = active
            .iter()
            .any(|recorder| of_phi(recorder.recording.what));
        look(&mut |id, log| {
            feedback.gather(id, log, &self.scene);
            for recorder in &mut active {
                recorder.watch(id, log, &self.scene, moment, before, streams, &self.silence);
            }
        });
        if is_phi_active {
            for recorder in active.iter_mut().filter(|r| r.recording.what == What::Phi) {
                let view = (&self.scene, moment, streams, &self.silence);
                feedback.write(&recorder.recording, &mut recorder.table, view, before);
            }
        }
        self.silence.end(&self.scene, moment, streams, &feedback);
    }

    /// Ends every file, and leaves `records/records.json`. What could not be written is in the
    /// records, and harms nothing else.
    ///
    /// # Errors
    /// If the list itself cannot be written.
    pub fn finish(&mut self, folder: &RunFolder) -> Result<Vec<Record>, RecordError> {
        let mut records = Vec::new();
        for recorder in &mut self.recorders {
            records.push(recorder.finish());
        }
        if let Some(table) = &mut self.presentations {
            let written = table.finish("");
            let file = format!("{RECORDS}/presentations.parquet");
            let what = ("presentations", "*".to_owned(), Format::Parquet);
            records.push(record(file, what, table, written, None));
        }
        if self.is_any() {
            let index = Index {
                format_version: RECORD_FORMAT_VERSION,
                records: &records,
            };
            folder.write_json(&format!("{RECORDS}/records.json"), &index)?;
        }
        Ok(records)
    }

    fn push_presentation(&mut self, moment: &Moment<'_, S>) {
        let Some(table) = &mut self.presentations else {
            return;
        };
        for (lane, &example) in moment.examples.iter().enumerate() {
            table.push([
                integer(moment.index as i64),
                integer(lane as i64),
                integer(moment.epoch as i64),
                integer(example as i64),
                integer(moment.onset.since(moment.start)),
                integer(moment.end.since(moment.onset)),
                integer(i64::from(moment.is_taught)),
            ]);
        }
    }
}

impl Recorder {
    fn new<S: Scalar>(
        recording: &Recording,
        file: String,
        scene: &Scene<S>,
        folder: &RunFolder,
    ) -> Result<Self, RecordError> {
        let metadata = [
            ("fazil.what", recording.what.name().to_owned()),
            ("fazil.symbol", recording.what.symbol().to_owned()),
            ("fazil.unit", recording.what.unit().to_owned()),
            ("fazil.of", recording.of.to_string()),
        ];
        let columns = columns::of(recording);
        let texts = scene.texts(recording.what);
        let path = folder.file(&file)?;
        let (format, most) = (recording.format, recording.most_bytes);
        Ok(Self {
            recording: recording.clone(),
            followed: synapses::followed(recording, scene),
            table: Table::create(&path, format, &columns, texts, &metadata, most),
            file,
            full_at: None,
        })
    }

    /// What a neuron's log must keep for it.
    fn keeps(&self, id: AgentId) -> Keeps {
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
    fn follows(&self, id: AgentId) -> bool {
        let followed = self.followed.as_ref();
        followed.is_some_and(|followed| followed.contains(&id))
    }

    /// Writes the rows of one neuron; feedback φ apart.
    #[expect(clippy::too_many_arguments, reason = "each is a thing of its own")]
    fn watch<S: Scalar>(
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

    fn finish(&mut self) -> Record {
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
        let what = (
            recording.what.name(),
            recording.of.to_string(),
            recording.format,
        );
        let note = written.is_full.then_some(note);
        record(self.file.clone(), what, &self.table, written, note)
    }
}

fn record(
    file: String,
    (what, of, format): (&str, String, Format),
    table: &Table,
    written: Written,
    note: Option<String>,
) -> Record {
    Record {
        file,
        what: what.to_owned(),
        of,
        format,
        columns: table.columns().to_vec(),
        rows: written.n_rows,
        bytes: written.n_bytes,
        note,
        error: written.failure,
    }
}

/// `records/epsilon.csv`, or `records/epsilon-2.csv` if that is taken.
fn free_name(taken: &[Recorder], recording: &Recording) -> String {
    let (name, ending) = (recording.what.name(), recording.format.ending());
    let first = format!("{RECORDS}/{name}.{ending}");
    let others = (2..).map(|k| format!("{RECORDS}/{name}-{k}.{ending}"));
    let is_free = |file: &String| taken.iter().all(|recorder| recorder.file != *file);
    let mut names = std::iter::once(first).chain(others);
    names.find(is_free).unwrap_or_default()
}

/// A whole number as a cell; what is beyond 32 bits stays at their end.
#[inline]
fn integer(number: i64) -> Cell {
    let nearest = number.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
    Cell::Integer(nearest as i32)
}

fn number<S: Scalar>(value: &S) -> Cell {
    Cell::Number(value.to_f64())
}
