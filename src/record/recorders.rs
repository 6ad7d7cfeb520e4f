//! The recorders of a run: after each presentation they read the neurons' logs and write rows.
//!
//! Promises that what is recorded depends on nothing but the run, and that recording one thing
//! changes nothing of another. Refuses to know why anything happened, and to hand anything back.
mod cells;

mod columns;
mod feedback;
mod look;
mod messages;
mod neurons;
mod phi;
mod recorder;
mod records;
mod scene;
mod silence;
mod silence_after;
mod state;
mod streams;
mod synapses;
mod view;

pub use look::Look;
pub use records::RECORDS;
pub use records::Record;
pub use scene::{Moment, Scene};
pub use state::RecordersState;

use self::feedback::FeedbackSpikes;
use self::recorder::{Recorder, file_of};
use self::records::{record, write_index};
use self::silence::Silence;
use self::streams::Streams;
use super::log::Keeps;
use super::recording::{Format, Recording, What};
use super::table::Table;
use super::{RecordError, RunFolder};
use crate::axon::AgentId;
use crate::blueprint::Weights;
use crate::scalar::Scalar;
use cells::integer;

/// The table that goes with all others.
const PRESENTATIONS: &str = "records/presentations.parquet";

/// All recorders of a run.
pub struct Recorders<S> {
    scene: Scene<S>,
    recorders: Vec<Recorder>,
    /// A row for every presentation and lane; only if anything is recorded.
    presentations: Option<Table>,
    silence: Silence,
    /// ε of the presentation being recorded; nothing unless silence is kept.
    streams: Streams<S>,
    /// The first recording that could not be written, and why.
    first_failure: Option<String>,
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
        let mut all = Self::begun(scene, |scene| {
            let mut recorders = Vec::new();
            for recording in recordings {
                let file = file_of(recording, &recorders);
                recorders.push(Recorder::new(recording, file, scene, folder)?);
            }
            Ok(recorders)
        })?;
        if all.is_any() {
            let path = folder.file(PRESENTATIONS)?;
            let columns = columns::presentations();
            let (format, most) = (Format::Parquet, super::recording::MOST_BYTES);
            let table = Table::create(&path, format, &columns, vec![], &[], most);
            all.presentations = Some(table);
        }
        all.write_begun(folder)?;
        Ok(all)
    }

    /// All of them, without the table of presentations.
    fn begun(
        scene: Scene<S>,
        make: impl FnOnce(&Scene<S>) -> Result<Vec<Recorder>, RecordError>,
    ) -> Result<Self, RecordError> {
        Ok(Self {
            silence: Silence::new(&scene),
            streams: Streams::new(&scene),
            recorders: make(&scene)?,
            scene,
            presentations: None,
            first_failure: None,
        })
    }

    /// Leaves the list of what is being recorded: if the run is killed, what there is can be found.
    fn write_begun(&self, folder: &RunFolder) -> Result<(), RecordError> {
        let begun: Vec<Record> = self.recorders.iter().map(Recorder::begun).collect();
        self.write_index(folder, &begun, true)
    }

    /// The first recording that could not be written so far, and why.
    pub fn first_failure(&self) -> Option<&str> {
        self.first_failure.as_deref()
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
        self.end_presentation(moment.index);
    }

    /// Tells every table that a presentation has ended, and notes the first that failed.
    fn end_presentation(&mut self, index: u64) {
        let presentations = self.presentations.iter_mut();
        presentations.for_each(|table| table.end_presentation(index + 1));
        for recorder in &mut self.recorders {
            recorder.table.end_presentation(index + 1);
            if let Some(why) = recorder.table.failure()
                && recorder.failed_at.is_none()
            {
                recorder.failed_at = Some(index);
                let first = || format!("cannot record {}: {why}", recorder.file);
                self.first_failure.get_or_insert_with(first);
            }
        }
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
            let file = PRESENTATIONS.to_owned();
            let what = ("presentations", "*".to_owned(), Format::Parquet);
            records.push(record(file, what, table, written, None));
        }
        for record in &records {
            if let Some(why) = &record.error {
                let first = || format!("cannot record {}: {why}", record.file);
                self.first_failure.get_or_insert_with(first);
            }
        }
        self.write_index(folder, &records, false)?;
        Ok(records)
    }

    fn write_index(
        &self,
        folder: &RunFolder,
        records: &[Record],
        is_under_way: bool,
    ) -> Result<(), RecordError> {
        match self.is_any() {
            true => write_index(folder, &self.scene.wiring, records, is_under_way),
            false => Ok(()),
        }
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
