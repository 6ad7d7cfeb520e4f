//! What a scenario asks to have recorded.
//!
//! Promises recordings of something that the network has. Refuses to record.

use super::objections::Objections;
use super::patterns::read_pattern;
use super::{Learning, Network};
use crate::record::{During, Extent, Format, MOST_BYTES, Recording};
use crate::scenario::raw::RawRecording;

/// Stage two of `record: […]`.
pub(super) fn check(
    raw: Vec<RawRecording>,
    network: &Network,
    learning: &Learning,
    objections: &mut Objections<'_>,
) -> Vec<Recording> {
    if network.widths().len() < 2 {
        return Vec::new(); // Nothing can be said of a network without layers.
    }
    let raw = raw.into_iter().enumerate();
    raw.filter_map(|(k, raw)| check_one(k, raw, network, learning, objections))
        .collect()
}

/// What recordings must know of a network.
fn extent<'a>(network: &'a Network, learning: &Learning) -> Extent<'a> {
    Extent {
        wiring: &network.wiring,
        by_phi: !learning.rule.is_commanded(),
    }
}

fn check_one(
    k: usize,
    raw: RawRecording,
    network: &Network,
    learning: &Learning,
    objections: &mut Objections<'_>,
) -> Option<Recording> {
    let written = raw.of.as_deref().unwrap_or("*");
    let path = format!("record[{k}].of");
    let expected =
        "\"*\", neurons such as \"error/1/*\", or synapses such as \"error/0/3<-value/1/*\"";
    let of = read_pattern(written, (&path, expected), network, objections)?;
    let recording = Recording {
        what: raw.what,
        of,
        every: raw.every.unwrap_or(1),
        during: raw.during.unwrap_or(During::Always),
        format: raw.format.unwrap_or(Format::Parquet),
        most_bytes: raw.most_bytes.unwrap_or(MOST_BYTES),
    };
    check_recording(k, &recording, network, learning, objections);
    Some(recording)
}

/// Objects to a recording of a file or of a switch.
pub(super) fn check_recording(
    k: usize,
    recording: &Recording,
    network: &Network,
    learning: &Learning,
    objections: &mut Objections<'_>,
) {
    for objection in recording.objections(extent(network, learning)) {
        let path = format!("record[{k}].{}", objection.field);
        objections.when(true, &path, objection.problem, &objection.expected);
    }
    super::bounds::check_recording(k, recording, objections);
}

impl From<&Recording> for RawRecording {
    fn from(recording: &Recording) -> Self {
        Self {
            what: recording.what,
            of: Some(recording.of.to_string()),
            every: Some(recording.every),
            during: Some(recording.during),
            format: Some(recording.format),
            most_bytes: Some(recording.most_bytes),
        }
    }
}
