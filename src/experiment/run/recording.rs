//! What a run records: hands each presentation to the recorders, and their files to the folder.

use tracing::{Span, debug_span, info_span};

use crate::blueprint::Weights;
use crate::engine::{Circuit, Lesion};
use crate::environment::Prediction;
use crate::neuron::Feedback;
use crate::record::{
    Keeps, Moment, Record, Recorders, RecordersState, RunFolder, Scene, What, tell_phi,
};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::{Presented, RunError, Session};

/// A run's recorders.
pub(super) struct Recording<S> {
    scene: Scene<S>,
    recorders: Option<Recorders<S>>,
    /// What the logs were last asked to keep for others, and for which recorders.
    asked: Option<(Keeps, Vec<bool>)>,
    /// The weights before the presentation under way, if they are needed.
    before: Option<Weights<S>>,
    /// The epoch under way, as it is told.
    epoch: Option<(u64, Span)>,
}

impl<S: Scalar> Recording<S> {
    /// Nothing is recorded until there is a folder.
    pub(super) fn of(scenario: &Scenario, circuit: &Circuit<S>) -> Self {
        let by_phi = !circuit.settings().rule.is_commanded();
        let recordings = scenario.record.iter();
        let is_of_phi = |what| matches!(what, What::Phi | What::PhiState);
        let tracks_silence = recordings.clone().any(|asked| is_of_phi(asked.what));
        Self {
            scene: Scene {
                is_phasic: circuit.settings().feedback == Feedback::Phasic,
                is_imposed: scenario.timetable.prediction == Prediction::Imposed,
                tracks_silence,
                ..Scene::new(
                    circuit.blueprint(),
                    &circuit.settings().phi,
                    circuit.settings().n_lanes,
                    by_phi,
                )
            },
            recorders: None,
            asked: None,
            before: None,
            epoch: None,
        }
    }

    /// Before a presentation: what the logs must keep. `others` is what others need.
    pub(super) fn prepare(&mut self, presentation: u64, others: Keeps, session: &mut Session<S>) {
        let epoch = session.coming_epoch().unwrap_or(0) as u64;
        let recorders = self.recorders.as_ref();
        let active = recorders.map_or(Vec::new(), |r| r.active(presentation, epoch));
        let needs_weights = recorders.is_some_and(|r| r.needs_weights(&active));
        let asked = Some((others, active));
        if self.asked != asked {
            let active = asked.as_ref().map_or(&[][..], |(_, active)| active);
            session.watch_each(|id| {
                let keeps = recorders.map(|r| r.keeps(active, id)).unwrap_or_default();
                keeps.or(others)
            });
            self.asked = asked;
        }
        self.before = needs_weights.then(|| session.weights());
    }

    /// After a presentation.
    pub(super) fn watch(&mut self, presented: &Presented<S>, session: &mut Session<S>) {
        let shown = &presented.shown;
        let moment = Moment {
            index: presented.index,
            epoch: shown.epoch as u64,
            start: shown.start,
            onset: shown.onset(),
            end: shown.onset().after(shown.presentation.learning_ticks),
            is_taught: shown.presentation.with_teacher,
            examples: &shown.presentation.examples,
            epsilon: &shown.epsilon,
        };
        let _presentation = self.span(&moment).entered();
        tell_phi(&moment, &mut |see| session.logs(|id, log| see(id, log)));
        let Some(recorders) = &mut self.recorders else {
            return;
        };
        recorders.watch(&moment, self.before.as_ref(), &mut |see| {
            session.logs(|id, log| see(id, log));
        });
    }

    /// Where the recorders are; `None` if nothing is recorded.
    pub(super) fn state(&mut self) -> Option<RecordersState> {
        self.recorders.as_mut().map(Recorders::state)
    }

    /// Records what is wanted, from now on, into the folder.
    ///
    /// # Errors
    /// If the files for it cannot be made.
    pub(super) fn begin(
        &mut self,
        wanted: &[crate::record::Recording],
        folder: &RunFolder,
    ) -> Result<(), RunError> {
        if !wanted.is_empty() {
            self.recorders = Some(Recorders::new(self.scene.clone(), wanted, folder)?);
        }
        Ok(())
    }

    /// Ends every recording.
    ///
    /// # Errors
    /// If the list of them cannot be written.
    pub(super) fn finish(&mut self, folder: &RunFolder) -> Result<Vec<Record>, RunError> {
        match &mut self.recorders {
            Some(recorders) => Ok(recorders.finish(folder)?),
            None => Ok(Vec::new()),
        }
    }

    /// Goes on with recordings that were under way.
    ///
    /// # Errors
    /// If a file of theirs is gone or shorter than it was, or cannot be written.
    pub(super) fn resume(
        &mut self,
        wanted: &[crate::record::Recording],
        folder: &RunFolder,
        state: Option<RecordersState>,
    ) -> Result<(), RunError> {
        if let Some(state) = state {
            let scene = self.scene.clone();
            self.recorders = Some(Recorders::resume(scene, wanted, folder, state)?);
        }
        Ok(())
    }

    /// The first recording that could not be written, and why.
    pub(super) fn first_failure(&self) -> Option<&str> {
        self.recorders.as_ref()?.first_failure()
    }

    /// The span of a presentation, within that of its epoch.
    fn span(&mut self, moment: &Moment<'_, S>) -> Span {
        let Moment {
            index,
            epoch,
            is_taught,
            ..
        } = *moment;
        if self.epoch.as_ref().is_none_or(|(other, _)| *other != epoch) {
            let span = info_span!(target: "fazil::run", "epoch", epoch);
            self.epoch = Some((epoch, span));
        }
        let parent = self.epoch.as_ref().and_then(|(_, span)| span.id());
        debug_span!(
            target: "fazil::run", parent: parent, "presentation", presentation = index, taught = is_taught
        )
    }

    /// Synapses were lost.
    pub(super) fn lose(&mut self, lesion: &Lesion) {
        let forgotten = lesion.forgotten(&self.scene.wiring);
        for (id, slot) in forgotten {
            if let Some(recorders) = &mut self.recorders {
                recorders.lose(id, slot);
            }
        }
    }
}
