//! Stage one: from the outline of a text to a [`RawScenario`], by names and types.
//!
//! Promises every mistake of shape in one reading: unknown, missing and doubled fields, unknown
//! variants, values of the wrong type. What cannot be read is filled in, so that what is right
//! beside it can be checked as well. Refuses to know what a value means.
mod deserializer;

mod field_names;
mod filler;
mod leaf;
mod reader;
mod reading;
mod sections;
mod stop;
mod variant;

use std::cell::RefCell;

use serde::Deserialize;

use super::locate::Outline;
use super::raw::RawScenario;
pub(super) use filler::Asked;
pub(super) use filler::N_FILLINGS;
use reader::Reader;
use reading::Reading;
pub(super) use reading::Shape;
pub(super) use sections::asked;
use stop::Stop;

/// The most values that are read over all readings of one text.
const MOST_VALUES_READ: usize = 4_000_000;

/// Reads `text`; `filling` says what stands in for values that cannot be read.
pub(super) fn read(text: &str, outline: &Outline, filling: usize) -> Shape {
    let mut reading = Reading::new(text, filling);
    let n_values = outline.root().n_values().max(1);
    let most_readings = (MOST_VALUES_READ / n_values).clamp(2, 100);
    for _ in 0..most_readings {
        reading.found = RefCell::default();
        match RawScenario::deserialize(Reader::new(outline.root(), &reading)) {
            Ok(raw) => return reading.shape(Some(raw)),
            // Said by whom nobody could fill in for; a visitor is used up by its error.
            Err(Stop::Again) => {}
            Err(_) => break,
        }
    }
    reading.shape(None)
}
