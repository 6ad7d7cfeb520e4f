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
use super::drawn_populations::drawn_populations;
use super::picture::{Picture, picture};
use super::preview::{FORMAT_VERSION as GLIMPSE_FORMAT_VERSION, Preview};
use crate::record::{RECORDS, is_table_there, is_unfinished};
use crate::report::{chart, confusion_matrix, phi_raster, wavefront};
use crate::run_files::saved_text;
use crate::run_files::sources::Sources;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::wiring::Wiring;

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
        pictures.extend(of_preview(preview(folder)?, &scenario.network.wiring));
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
fn of_preview(mut preview: Preview, wiring: &Wiring) -> Vec<Picture> {
    preview.raster.populations = drawn_populations(wiring);
    preview
        .wavefront
        .populations
        .clone_from(&preview.raster.populations);
    let [raster, wave, series] = match wiring.is_chain() {
        true => ABOUT_CHAINS,
        false => ABOUT_GRAPHS,
    };
    vec![
        picture("phi_raster.svg", raster, &preview.raster, phi_raster),
        picture("wavefront.svg", wave, &preview.wavefront, wavefront),
        picture("time_series.svg", series, &preview.series.chart(), chart),
    ]
}

/// What the raster, the wavefront and the time series of a chain show.
const ABOUT_CHAINS: [&str; 3] = [
    "Each mark is a tick in which synapses of an error neuron decided to learn: their spike \
     detector φ fired. In a network that works they lie within the outlined ticks, t = l, \
     and none in the grey, where there is nothing to learn.",
    "How far each layer is from its prediction, tick by tick. First the stimulus passes: each \
     layer hears of it one tick after the layer before it, from the input down to layer 0 \
     (dashed), where its prediction changes; φ stays silent. Then the teacher disturbs \
     layer 0 at tick 0, and the disturbance reaches layer l at tick l (full outlines).",
    "One neuron of each layer, a row each: its activity x beside what was predicted of it \
     (μ), and the difference ε. Circles mark the ticks in which φ fired.",
];

/// The same of a graph of populations.
const ABOUT_GRAPHS: [&str; 3] = [
    "Each mark is a tick in which synapses of an error neuron decided to learn: their spike \
     detector φ fired. In a network that works they lie within the outlined ticks, where t is the \
     level of the population, and none in the grey, where there is nothing to learn.",
    "How far each population is from its prediction, tick by tick. First the stimulus passes from \
     the inputs to the outputs: dashed is the first tick in which it reaches a population, on the \
     shortest way; φ stays silent. Then the teacher disturbs the outputs, level 0, at tick 0, and the \
     disturbance reaches a population of level l, whose longest way to an output has l projections, \
     at tick l (full outlines).",
    "One neuron of each population, a row each: its activity x beside what was predicted of it \
     (μ), and the difference ε. Circles mark the ticks in which φ fired.",
];

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
