//! Where all recordings are between two presentations, and recorders that go on from there.

use serde::{Deserialize, Serialize};

use super::recorder::{Parts, Recorder, file_of};
use super::records::RECORDS;
use super::{Recorders, Scene, columns};
use crate::axon::{AgentId, Tick};
use crate::record::recording::{Format, MOST_BYTES, Recording};
use crate::record::table::{Table, TableState};
use crate::record::{RecordError, RunFolder};
use crate::scalar::Scalar;

/// All recordings of a run between two presentations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecordersState {
    recorders: Vec<RecorderState>,
    presentations: Option<TableState>,
    /// When each ε was last loud, and last sent.
    last_loud: Vec<Option<i64>>,
    last_sent: Vec<Option<i64>>,
    /// Synapses that were lost, by neuron and slot.
    absent: Vec<(String, usize)>,
    first_failure: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct RecorderState {
    table: TableState,
    full_at: Option<u64>,
    failed_at: Option<u64>,
}

impl<S: Scalar> Recorders<S> {
    /// Where they are.
    pub fn state(&mut self) -> RecordersState {
        let recorders = self.recorders.iter_mut().map(|recorder| RecorderState {
            table: recorder.table.state(),
            full_at: recorder.full_at,
            failed_at: recorder.failed_at,
        });
        let absent = self.scene.absent.iter();
        let [last_loud, last_sent] = self.silence.ticks();
        RecordersState {
            recorders: recorders.collect(),
            presentations: self.presentations.as_mut().map(Table::state),
            last_loud,
            last_sent,
            absent: absent.map(|(id, slot)| (id.to_string(), *slot)).collect(),
            first_failure: self.first_failure.clone(),
        }
    }

    /// Recorders of the same recordings that go on in the same folder: what was written there since is
    /// taken back, and comes again to the same bytes.
    ///
    /// # Errors
    /// If the state is of other recordings, or a file of theirs is gone or cannot be written.
    pub fn resume(
        scene: Scene<S>,
        recordings: &[Recording],
        folder: &RunFolder,
        state: RecordersState,
    ) -> Result<Self, RecordError> {
        let other = || folder.refused(RECORDS, "the checkpoint is of other recordings");
        if state.recorders.len() != recordings.len() {
            return Err(other());
        }
        let mut all = Self::begun(scene, |scene| {
            let mut recorders: Vec<Recorder> = Vec::new();
            for (recording, state) in recordings.iter().zip(state.recorders) {
                let file = file_of(recording, &recorders);
                recorders.push(Recorder::resume(recording, file, scene, folder, state)?);
            }
            Ok(recorders)
        })?;
        for (name, slot) in state.absent {
            let id: AgentId = name.parse().map_err(|()| other())?;
            all.lose(id, slot);
        }
        if !all.silence.set_ticks([&state.last_loud, &state.last_sent]) {
            return Err(other());
        }
        all.first_failure = state.first_failure;
        if let Some(state) = state.presentations {
            let name = super::PRESENTATIONS;
            let (columns, format) = (columns::presentations(), Format::Parquet);
            let path = folder.file(name)?;
            let table = Table::resume(&path, format, &columns, vec![], &[], MOST_BYTES, state);
            all.presentations = Some(table.map_err(|error| folder.refused(name, error))?);
        }
        all.write_begun(folder)?;
        Ok(all)
    }
}

impl Recorder {
    fn resume<S: Scalar>(
        recording: &Recording,
        file: String,
        scene: &Scene<S>,
        folder: &RunFolder,
        state: RecorderState,
    ) -> Result<Self, RecordError> {
        let RecorderState {
            table,
            full_at,
            failed_at,
        } = state;
        let make = |path: &std::path::Path, parts: Parts<'_>| {
            let (columns, texts, metadata) = parts;
            let (format, most) = (recording.format, recording.most_bytes);
            Table::resume(path, format, columns, texts, metadata, most, table)
        };
        let recorder = Self::with_table(recording, file, scene, folder, make)?;
        Ok(Self {
            full_at,
            failed_at,
            ..recorder
        })
    }
}

impl super::Silence {
    fn ticks(&self) -> [Vec<Option<i64>>; 2] {
        let numbers = |ticks: &[Option<Tick>]| ticks.iter().map(|tick| tick.map(|t| t.0)).collect();
        let [last_loud, last_sent] = self.parts();
        [numbers(last_loud), numbers(last_sent)]
    }

    /// Whether they fit.
    fn set_ticks(&mut self, ticks: [&[Option<i64>]; 2]) -> bool {
        let fit = self
            .parts()
            .iter()
            .zip(ticks)
            .all(|(own, ticks)| own.len() == ticks.len());
        if fit {
            let ticks = ticks.map(|ticks| ticks.iter().map(|tick| tick.map(Tick)).collect());
            self.set_parts(ticks);
        }
        fit
    }
}
