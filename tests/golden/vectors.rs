//! A file of `tests/golden/`: what it holds, and how far something else is from it.
//!
//! Knows the layout of the files (README.md beside this file), and neither agents nor
//! backpropagation.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::blueprint::{Blueprint, FeedbackWeights, InputTransfer, Weights, read_weights};
use fazil::environment::Frame;
use fazil::wiring::Wiring;
use safetensors::SafeTensors;

pub use crate::tolerance::{TOLERANCE, difference};

/// A network, what PyTorch computes for it, and its trajectory under inference.
pub struct Golden {
    bytes: Vec<u8>,
    path: PathBuf,
    pub name: String,
    /// n_l, output first.
    pub widths: Vec<usize>,
    pub activation: Activation,
    pub input_transfer: InputTransfer,
    pub has_bias: bool,
    pub alpha: f64,
    pub gamma: f64,
    /// Ticks of the trajectory.
    pub n_ticks: usize,
    pub n_lanes: usize,
    pub n_updates: usize,
}

impl Golden {
    /// Every file, in the order of the names.
    pub fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let entries = std::fs::read_dir(folder).unwrap();
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "safetensors"))
            .collect();
        paths.sort();
        paths.into_iter().map(Self::read).collect()
    }

    fn read(path: PathBuf) -> Self {
        let bytes = std::fs::read(&path).unwrap();
        let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
        let text = header.metadata().clone().unwrap();
        let number = |key: &str| text[key].parse::<f64>().unwrap();
        let count = |key: &str| text[key].parse::<usize>().unwrap();
        let widths = text["sizes"].split(',').rev();
        let input_transfer = match text.get("input_transfer").map(String::as_str) {
            None => InputTransfer::Activation,
            Some("identity") => InputTransfer::Identity,
            Some(other) => panic!("unknown input transfer {other}"),
        };
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            widths: widths.map(|n| n.parse().unwrap()).collect(),
            activation: activation(&text["activation"]),
            input_transfer,
            has_bias: text["bias"] == "true",
            alpha: number("alpha"),
            gamma: number("gamma"),
            n_ticks: count("ticks"),
            n_lanes: count("batch"),
            n_updates: count("updates"),
            path,
            bytes,
        }
    }

    /// L.
    pub fn depth(&self) -> usize {
        self.widths.len() - 1
    }

    /// A tensor's values, in the order of the file.
    pub fn tensor(&self, name: &str) -> Vec<f64> {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let view = file.tensor(name).unwrap();
        let numbers = view.data().as_chunks().0.iter();
        numbers.map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }

    /// The network before its first update.
    pub fn blueprint(&self) -> Blueprint<f64> {
        let mirrored = FeedbackWeights::Mirrored;
        let weights = read_weights(
            &self.path,
            &Wiring::chain(&self.widths, Activation::ReLU, self.has_bias),
            mirrored,
        )
        .unwrap();
        Blueprint::chain(&self.widths, self.activation, self.input_transfer, weights)
    }

    /// Inputs `[n_L][B]` and targets `[n_0][B]`.
    pub fn batch(&self) -> [Vec<f64>; 2] {
        ["input", "target"].map(|name| {
            let rows = self.tensor(name);
            let n = rows.len() / self.n_lanes;
            let by_neuron = |k| rows[(k % self.n_lanes) * n + k / self.n_lanes];
            (0..rows.len()).map(by_neuron).collect()
        })
    }

    /// The same as frames.
    pub fn frames(&self) -> [Arc<Frame<f64>>; 2] {
        let frame = |values: Vec<f64>| Frame::new(&values, self.n_lanes, self.n_lanes);
        self.batch().map(|values| Arc::new(frame(values)))
    }

    /// Where `ours` is not the tensor `name`.
    pub fn difference(&self, name: &str, ours: &[f64]) -> Option<String> {
        let found = difference(ours, &self.tensor(name))?;
        Some(format!("{} {name}{found}", self.name))
    }

    /// Where weights are not those of `prefix`, every bias included.
    pub fn weights_difference(&self, weights: &Weights<f64>, prefix: &str) -> Option<String> {
        let n_biases = if self.has_bias { self.depth() } else { 0 };
        if (weights.theta.len(), weights.bias.len()) != (self.depth(), n_biases) {
            let (n_theta, n_bias) = (weights.theta.len(), weights.bias.len());
            return Some(format!("{}: {n_theta} layers, {n_bias} biases", self.name));
        }
        let theta = weights.theta.iter().zip(1..);
        let bias = weights.bias.iter().zip(0..);
        theta
            .map(|(theta, l)| (format!("{prefix}.theta.{l}"), &theta.values))
            .chain(bias.map(|(bias, l)| (format!("{prefix}.bias.{l}"), bias)))
            .find_map(|(name, ours)| self.difference(&name, ours))
    }
}

/// The activation that a file names: in lower case, with `_` between words.
fn activation(name: &str) -> Activation {
    let plain = name.replace('_', "");
    let mut all = Activation::ALL.into_iter();
    all.find(|activation| format!("{activation:?}").to_lowercase() == plain)
        .unwrap_or_else(|| panic!("unknown activation {name}"))
}
