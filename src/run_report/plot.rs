//! `fazil plot`: the pictures of a run, drawn from the files in its folder.
//!
//! Promises that a run draws its own pictures in the same way. Refuses to know the network
//! that ran.

mod figures;
mod provenance;
mod recorded;
mod thinned;
mod weights;

pub use provenance::inconsistencies;

use std::path::Path;

use self::figures::{confusion, curve};
use self::weights::of_weights;
use super::picture::{Picture, picture};
use super::preview::{FORMAT_VERSION as GLIMPSE_FORMAT_VERSION, Preview};
use crate::record::{RECORDS, is_table_there, is_unfinished};
use crate::report::{chart, confusion_matrix, phi_raster, wavefront};
use crate::run_files::saved_text;
use crate::run_files::sources::Sources;
use crate::scenario::Scenario;
use crate::session::RunError;

/// Every picture of the run in a folder, in the order in which they are best looked at.
///
/// # Errors
/// If the folder is no run's, or one of its files cannot be read.
pub fn plot(folder: &Path) -> Result<Vec<Picture>, RunError> {
    let scenario = Scenario::read_saved(&folder.join("scenario.ron"))?;
    if let Some(sources) = Sources::read(folder)? {
        // Weights of other pairs do not fit, and are not at fault.
        sources.compare_pairs(&scenario, folder)?;
    }
    let run = RunFiles::of(folder);
    let name = &scenario.name;
    let mut pictures = Vec::new();
    if run.has("metrics.csv") {
        pictures.push(picture(
            "learning_curve.svg",
            "How well the network does after each epoch, on examples it never learns from. The \
             wide line is backpropagation; where the thin one lies on it, both are equally good.",
            &curve(name, &folder.join("metrics.csv"))?,
            chart,
        ));
    }
    if run.has("predictions.csv")
        && let Some(matrix) = confusion(name, &folder.join("predictions.csv"))?
    {
        pictures.push(picture(
            "confusion_matrix.svg",
            "Test examples by what they are and what the network took them for; right answers are \
             on the diagonal.",
            &matrix,
            confusion_matrix,
        ));
    }
    if run.has("pictures.json") {
        pictures.extend(of_glimpse(&preview(folder)?));
    }
    if run.has("weights/final.safetensors") && run.has("weights/backpropagation.safetensors") {
        pictures.extend(of_weights(folder, &scenario)?);
    }
    pictures.extend(recorded::plot(&folder.join(RECORDS), &scenario)?);
    Ok(pictures)
}

/// The files of a run; some may be missing if it did not come to its end.
struct RunFiles<'f> {
    folder: &'f Path,
    is_unfinished: bool,
}

impl<'f> RunFiles<'f> {
    fn of(folder: &'f Path) -> Self {
        Self {
            folder,
            is_unfinished: is_unfinished(folder),
        }
    }

    /// Whether a file can be read, or is to be there: then it is missed when it is read.
    fn has(&self, file: &str) -> bool {
        !self.is_unfinished || is_table_there(&self.folder.join(file))
    }
}

/// The pictures of a run's first presentations.
fn of_glimpse(preview: &Preview) -> Vec<Picture> {
    vec![
        picture(
            "phi_raster.svg",
            "Each mark is a tick in which synapses of an error neuron decided to learn: their spike \
             detector φ fired. In a network that works they lie within the outlined ticks, t = l, \
             and none in the grey, where there is nothing to learn.",
            &preview.raster,
            phi_raster,
        ),
        picture(
            "wavefront.svg",
            "How far each layer is from its prediction, tick by tick. First the stimulus passes: each \
             layer hears of it one tick after the layer before it, from the input down to layer 0 \
             (dashed), where its prediction changes; φ stays silent. Then the teacher disturbs \
             layer 0 at tick 0, and the disturbance reaches layer l at tick l (full outlines).",
            &preview.wavefront,
            wavefront,
        ),
        picture(
            "time_series.svg",
            "One neuron of each layer, a row each: its activity x beside what was predicted of it \
             (μ), and the difference ε. Circles mark the ticks in which φ fired.",
            &preview.series.chart(),
            chart,
        ),
    ]
}

fn preview(folder: &Path) -> Result<Preview, RunError> {
    let path = folder.join("pictures.json");
    let text = saved_text::text(&path)?;
    let json = saved_text::json(&path, &text, GLIMPSE_FORMAT_VERSION)?;
    let preview: Preview = saved_text::value(&path, json)?;
    match preview.is_plausible() {
        true => Ok(preview),
        false => Err(RunError::unreadable(
            &path,
            "no run has so many lines, or so late ticks",
        )),
    }
}
