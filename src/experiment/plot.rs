//! `fazil plot`: the pictures of a run, drawn from the files in its folder.
//!
//! Promises that a run draws its own pictures in the same way. Refuses to know the network
//! that ran.

mod figures;
mod recorded;
mod thinned;

use std::path::Path;

use self::figures::{confusion, curve};
use super::glimpse::{FORMAT_VERSION as GLIMPSE_FORMAT_VERSION, Glimpse};
use super::saved_text;
use crate::blueprint::{FeedbackWeights, Weights, read_weights};
use crate::record::{RECORDS, is_table_there, is_unfinished};
use crate::report::{
    CircuitFigure, Scatter, ScatterPanel, circuit_figure, confusion_matrix, learning_curve,
    phi_raster, scatter, time_series, wavefront,
};
use crate::scenario::Scenario;
use crate::session::RunError;

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file in the run's folder.
    pub file: String,
    /// What it shows and how it is read, in plain words.
    pub about: &'static str,
    /// The picture.
    pub svg: String,
}

/// Every picture of the run in a folder, in the order in which they are best looked at.
///
/// # Errors
/// If the folder is no run's, or one of its files cannot be read.
pub fn plot(folder: &Path) -> Result<Vec<Picture>, RunError> {
    let scenario = Scenario::read_saved(&folder.join("scenario.ron"))?;
    let run = RunFiles::of(folder);
    let name = &scenario.name;
    let mut pictures = Vec::new();
    if run.has("metrics.csv") {
        pictures.push(picture(
            "learning_curve.svg",
            "How well the network does after each epoch, on examples it never learns from. The \
             wide line is backpropagation; where the thin one lies on it, both are equally good.",
            learning_curve(&curve(name, &folder.join("metrics.csv"))?),
        ));
    }
    if run.has("predictions.csv")
        && let Some(matrix) = confusion(name, &folder.join("predictions.csv"))?
    {
        pictures.push(picture(
            "confusion_matrix.svg",
            "Test examples by what they are and what the network took them for; right answers are \
             on the diagonal.",
            confusion_matrix(&matrix),
        ));
    }
    if run.has("pictures.json") {
        pictures.extend(of_glimpse(&glimpse(folder)?));
    }
    if run.has("weights/final.safetensors") && run.has("weights/backpropagation.safetensors") {
        pictures.extend(of_weights(folder, &scenario)?);
    }
    pictures.extend(recorded::plot(&folder.join(RECORDS), name)?);
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
fn of_glimpse(glimpse: &Glimpse) -> Vec<Picture> {
    vec![
        picture(
            "phi_raster.svg",
            "Each mark is a moment at which a neuron's synapses decided to learn. In a network that \
         works they lie on the line t = l, and none in the grey, where nothing is to be learnt.",
            phi_raster(&glimpse.raster),
        ),
        picture(
            "wavefront.svg",
            "How far each layer is from its prediction, tick by tick. The teacher disturbs layer 0 at \
         tick 0; the disturbance reaches layer l at tick l, in the framed fields.",
            wavefront(&glimpse.wavefront),
        ),
        picture(
            "time_series.svg",
            "One neuron of each layer: what it is (x), what was predicted of it (μ), and the \
         difference (ε). Circles mark the ticks at which its synapses changed.",
            time_series(&glimpse.series),
        ),
    ]
}

fn picture(file: &str, about: &'static str, svg: String) -> Picture {
    Picture {
        file: file.to_owned(),
        about,
        svg,
    }
}

fn glimpse(folder: &Path) -> Result<Glimpse, RunError> {
    let path = folder.join("pictures.json");
    let text = saved_text::text(&path)?;
    let json = saved_text::json(&path, &text, GLIMPSE_FORMAT_VERSION)?;
    let glimpse: Glimpse = saved_text::value(&path, json)?;
    match glimpse.is_plausible() {
        true => Ok(glimpse),
        false => Err(RunError::unreadable(
            &path,
            "no run has so many lines, or so late ticks",
        )),
    }
}

/// The weights in a file; `None` if one of them is not a finite number.
fn finite_weights(path: &Path, scenario: &Scenario) -> Result<Option<Weights<f64>>, RunError> {
    let network = &scenario.network;
    // Whatever they were born as, the file holds them.
    let feedback = FeedbackWeights::Mirrored;
    match read_weights(path, &network.widths, network.bias, feedback) {
        Err(error) if error.is_not_finite() => Ok(None),
        read => Ok(Some(read?)),
    }
}

/// The pictures of weights: the network, and every weight beside backpropagation's. A network
/// that diverged has no weights to draw.
fn of_weights(folder: &Path, scenario: &Scenario) -> Result<Vec<Picture>, RunError> {
    let network = &scenario.network;
    let read = |file: &str| finite_weights(&folder.join("weights").join(file), scenario);
    let weights = [
        read("initial.safetensors")?,
        read("final.safetensors")?,
        read("backpropagation.safetensors")?,
    ];
    let [Some(start), Some(end), Some(judge)] = weights else {
        return Ok(Vec::new());
    };
    let name = &scenario.name;
    let unit = "[units of x per unit of f(x)]";
    let learned = |end: &Weights<f64>| -> Vec<f64> {
        flat(end)
            .iter()
            .zip(flat(&start))
            .map(|(end, start)| end - start)
            .collect()
    };
    let panel = |heading: &str, judge: Vec<f64>, network: Vec<f64>| ScatterPanel {
        heading: heading.to_owned(),
        x_label: format!("backpropagation {unit}"),
        y_label: format!("network of agents {unit}"),
        points: judge.into_iter().zip(network).collect(),
    };
    let compared = Scatter {
        title: format!("{name}: every weight beside backpropagation's"),
        note: "On the line both are the same; biases included.".to_owned(),
        panels: vec![
            panel("Weights at the end", flat(&judge), flat(&end)),
            panel("What was learned: Δθ", learned(&judge), learned(&end)),
        ],
    };
    let rows = |l: usize| -> Vec<Vec<f64>> {
        let theta = &end.theta[l];
        (0..theta.rows).map(|row| theta.row(row).to_vec()).collect()
    };
    let figure = CircuitFigure {
        title: format!("{name}: the network, every circle an agent"),
        widths: network.widths.clone(),
        theta: (0..network.depth()).map(rows).collect(),
    };
    Ok(vec![
        picture(
            "weights.svg",
            "Each dot is a weight: backpropagation's to the right, the network's upwards. On the \
             line they are the same; the distance of the farthest one is written above.",
            scatter(&compared),
        ),
        picture(
            "network.svg",
            "The network at the end of the run. Every circle is an agent of its own: value neurons \
             hold x, error neurons say how far x is from what was predicted.",
            circuit_figure(&figure),
        ),
    ])
}

/// Feedforward weights and biases in one list.
fn flat(weights: &Weights<f64>) -> Vec<f64> {
    let theta = weights.theta.iter().flat_map(|theta| theta.values.iter());
    theta
        .chain(weights.bias.iter().flatten())
        .copied()
        .collect()
}
