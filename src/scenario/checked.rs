//! What a scenario means: every default filled in, everything checked that can be checked
//! without reading data, the headers of files aside.
//!
//! Promises that a [`Scenario`] can be run; all mistakes of a file are found in one go.
//! Refuses to know text, lines and columns: a mistake names the path of its value.

mod bounds;
mod data;
mod described;
mod engine;
mod examples;
mod faults;
mod files;
mod initial_weights;
mod learning;
mod lesions;
mod name;
mod network;
mod numbers;
mod objection;
mod objections;
mod patterns;
mod places;
mod precision;
mod recordings;
mod schedule;
mod silence;
mod wiring;

pub(super) use bounds::bounds_at;
pub use described::{NumberNotes, Scenario};
pub use engine::{Engine, EngineKind};
pub(super) use examples::examples_objections;
pub use faults::Faults;
pub use learning::{Learning, Override};
pub use lesions::{LesionTarget, PlannedLesion};
pub use network::Network;
pub(super) use objection::Objection;
pub(super) use places::Places;
pub use schedule::Schedule;

use std::path::Path;

use super::ScenarioError;
use super::raw::{FORMAT_VERSION, RawEngine, RawScenario};
use crate::record::Recording;
use crate::scalar::{InstructionSet, Precision};
use objections::Objections;

impl Scenario {
    /// Whether something is recorded that only the literal engine can show.
    pub fn needs_literal(&self) -> bool {
        self.record.iter().any(Recording::needs_literal)
    }

    /// Records this as well.
    ///
    /// # Errors
    /// If the network has nothing of the kind, or the run is over before the recording begins.
    pub fn add_recording(&mut self, recording: Recording) -> Result<(), ScenarioError> {
        let mut objections = Objections {
            places: Places {
                directory: Path::new(""),
                edits: &[],
                are_read: false,
            },
            found: Vec::new(),
            notes: Vec::new(),
        };
        let (network, learning) = (&self.network, &self.learning);
        recordings::check_recording(0, &recording, network, learning, &mut objections);
        let of = network.wiring.with_names(&recording.of.to_string());
        if let Some(objection) = objections.found.first() {
            return Err(ScenarioError::recording(&recording, &of, objection));
        }
        self.record.push(recording);
        if let (Some(objection), Some(recording)) =
            (examples::objection_to_last(self), self.record.last())
        {
            let error = ScenarioError::recording(recording, &of, &objection);
            self.record.pop();
            return Err(error);
        }
        Ok(())
    }
}

/// Stage two: the meaning of a file of the right shape.
pub(super) fn check(raw: RawScenario, places: Places<'_>) -> Result<Scenario, Vec<Objection>> {
    let mut objections = Objections {
        places,
        found: Vec::new(),
        notes: Vec::new(),
    };
    bounds::check(&raw, &mut objections);
    name::check(&raw.name, raw.about.as_deref(), &mut objections);
    let precision = raw.precision.unwrap_or(Precision::F64);
    let network = network::check(raw.network, precision, &mut objections);
    let learning = learning::check(raw.learning, &network, &mut objections);
    let timetable = raw.timetable.unwrap_or_default();
    let timetable = schedule::check(timetable, &network, &learning, &mut objections);
    silence::check_silence(&learning, &timetable, &mut objections);
    let faults = raw.faults.unwrap_or_default();
    let faults = faults::check(faults, precision, &network, &learning, &mut objections);
    let engine = check_engine(raw.engine.unwrap_or_default(), &faults, &mut objections);
    let data = data::check(raw.data, &network, &mut objections);
    let record = raw.record.unwrap_or_default();
    let record = recordings::check(record, &network, &learning, &mut objections);
    let scenario = Scenario {
        name: raw.name,
        about: raw.about.unwrap_or_default(),
        precision,
        network,
        learning,
        timetable,
        data,
        faults,
        show_ticks: raw.show_ticks.unwrap_or(0),
        record,
        engine,
        number_notes: NumberNotes(std::mem::take(&mut objections.notes)),
    };
    precision::check(&scenario, &mut objections);
    examples::check(&scenario, &mut objections);
    match objections.found.is_empty() {
        true => Ok(scenario),
        false => Err(objections.found),
    }
}

fn check_engine(raw: RawEngine, faults: &Faults, objections: &mut Objections<'_>) -> Engine {
    let engine = Engine {
        kind: raw.kind.unwrap_or_default(),
        threads: raw.threads,
        instruction_set: raw.instruction_set,
    };
    objections.when(
        engine.kind == EngineKind::Packed && faults.is_noisy(),
        "engine.kind",
        "the packed engine gains by silence, and noisy neurons are never silent",
        "kind: Auto or Literal, or no noise in faults",
    );
    if let Some(set) = engine.instruction_set.filter(|set| !set.is_available()) {
        objections.when(
            true,
            "engine.instruction_set",
            format!("this machine has no {set:?}"),
            &format!("{:?}, the best it has, or none", InstructionSet::best()),
        );
    }
    engine
}

impl From<&Scenario> for RawScenario {
    fn from(scenario: &Scenario) -> Self {
        let mut raw = Self {
            format_version: Some(FORMAT_VERSION),
            name: scenario.name.clone(),
            about: Some(scenario.about.clone()),
            precision: Some(scenario.precision),
            network: (&scenario.network).into(),
            learning: (&scenario.learning).into(),
            timetable: Some((&scenario.timetable).into()),
            data: scenario.data.clone(),
            faults: Some((&scenario.faults).into()),
            show_ticks: Some(scenario.show_ticks),
            record: Some(scenario.record.iter().map(Into::into).collect()),
            engine: Some(RawEngine {
                kind: Some(scenario.engine.kind),
                threads: scenario.engine.threads,
                instruction_set: scenario.engine.instruction_set,
            }),
        };
        // Inside the program populations are numbers.
        let wiring = &scenario.network.wiring;
        let overrides = raw.learning.overrides.iter_mut().flatten();
        let lesions = raw.faults.iter_mut().flat_map(|faults| &mut faults.lesions);
        let recordings = raw.record.iter_mut().flatten();
        let texts = overrides.map(|change| &mut change.synapse);
        let texts = texts.chain(lesions.flatten().map(|lesion| &mut lesion.what));
        for text in texts.chain(recordings.filter_map(|it| it.of.as_mut())) {
            *text = wiring.with_names(text);
        }
        raw
    }
}
