//! A file of `tests/golden/graphs/`: what it holds, and how far something else is from it.
//!
//! Knows the layout of the files (README.md beside this file), and neither agents nor
//! backpropagation.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::blueprint::{Blueprint, FeedbackWeights, InputTransfer, Weights, read_weights};
use fazil::dataset::Examples;
use fazil::wiring::{
    Connectivity, Delays, ListedPair, Pairs, PopulationDescription, ProjectionDescription, Sheet,
    Wiring,
};
use safetensors::SafeTensors;
use serde::Deserialize;

use crate::tolerance::difference;

/// Numbers under the names of their tensors.
pub type Named = Vec<(String, Vec<f64>)>;

/// A graph, and what PyTorch computes for it.
#[derive(Clone)]
pub struct Golden {
    bytes: Vec<u8>,
    path: PathBuf,
    pub name: String,
    pub populations: Vec<PopulationDescription>,
    pub projections: Vec<ProjectionDescription>,
    pub alpha: f64,
    pub n_lanes: usize,
    pub n_updates: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescribedPopulation {
    name: String,
    size: Option<usize>,
    sheet: Option<Sheet>,
    activation: Activation,
    bias: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DescribedProjection {
    from: String,
    to: String,
    connect: Connectivity,
    learns: bool,
}

impl From<DescribedPopulation> for PopulationDescription {
    fn from(of: DescribedPopulation) -> Self {
        Self {
            name: of.name,
            size: of.size,
            sheet: of.sheet,
            activation: of.activation,
            has_bias: of.bias,
        }
    }
}

impl From<DescribedProjection> for ProjectionDescription {
    fn from(of: DescribedProjection) -> Self {
        Self {
            from: of.from,
            to: of.to,
            connect: of.connect,
            learns: of.learns,
            delay: None,
            weight: None,
        }
    }
}

impl Golden {
    /// Every file, in the order of the names.
    pub fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/graphs");
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
        let populations: Vec<DescribedPopulation> =
            serde_json::from_str(&text["populations"]).unwrap();
        let projections: Vec<DescribedProjection> =
            serde_json::from_str(&text["projections"]).unwrap();
        Self {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            populations: populations.into_iter().map(Into::into).collect(),
            projections: projections.into_iter().map(Into::into).collect(),
            alpha: text["alpha"].parse().unwrap(),
            n_lanes: text["batch"].parse().unwrap(),
            n_updates: text["updates"].parse().unwrap(),
            path,
            bytes,
        }
    }

    /// A tensor of floats, in the order of the file.
    pub fn tensor(&self, name: &str) -> Vec<f64> {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let view = file.tensor(name).unwrap();
        let numbers = view.data().as_chunks().0.iter();
        numbers.map(|bytes| f64::from_le_bytes(*bytes)).collect()
    }

    /// The listed pairs of that name, which are in no order.
    fn pairs(&self, name: &str) -> Vec<ListedPair> {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let view = file.tensor(&format!("pairs.{name}")).unwrap();
        let numbers = view.data().as_chunks().0.iter();
        let numbers: Vec<usize> = numbers
            .map(|bytes| usize::try_from(i32::from_le_bytes(*bytes)).unwrap())
            .collect();
        let pairs = numbers.as_chunks().0.iter().zip(1..);
        let listed = |(&[pre, post], line): (&[usize; 2], usize)| ListedPair { pre, post, line };
        pairs.map(listed).collect()
    }

    /// The names of all tensors that begin with `prefix`, sorted.
    pub fn names(&self, prefix: &str) -> Vec<String> {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let names = file.names().into_iter();
        let mut names: Vec<String> = names
            .filter(|name| name.starts_with(prefix))
            .map(ToString::to_string)
            .collect();
        names.sort();
        names
    }

    /// The network before its first update.
    pub fn blueprint(&self) -> Blueprint<f64> {
        let mut read = |name: &str| Ok(self.pairs(name));
        let wiring = Wiring::new(
            &self.populations,
            &self.projections,
            Delays::Levels,
            &mut read,
        )
        .unwrap();
        let weights = read_weights(&self.path, &wiring, FeedbackWeights::Mirrored).unwrap();
        Blueprint {
            wiring: Arc::new(wiring),
            input_transfer: InputTransfer::Activation,
            weights,
        }
    }

    /// Inputs and targets, an example a lane.
    pub fn examples(&self) -> Arc<Examples<f64>> {
        let [input, target] = ["input", "target"].map(|name| self.tensor(name));
        let [n_inputs, n_outputs] = [&input, &target].map(|of| of.len() / self.n_lanes);
        Arc::new(Examples::new(n_inputs, input, n_outputs, target).unwrap())
    }

    /// The first of `ours` that is not the tensor of its name after `prefix`.
    pub fn difference(&self, prefix: &str, ours: &Named) -> Option<String> {
        ours.iter().find_map(|(name, values)| {
            let name = format!("{prefix}.{name}");
            let found = difference(values, &self.tensor(&name))?;
            Some(format!("{} {name}{found}", self.name))
        })
    }
}

/// All weights, as a weight file names them.
pub fn named_weights(wiring: &Wiring, weights: &Weights<f64>) -> Named {
    let projections = wiring.projections().iter().zip(&weights.theta);
    let theta = projections.map(|(projection, theta)| {
        let end = match projection.pairs {
            Pairs::All => "",
            Pairs::Some(_) => ".value",
        };
        let name = format!("theta.{}{end}", projection.name);
        (name, theta.values.clone())
    });
    let populations = wiring.populations().iter().zip(&weights.bias);
    let bias = populations
        .filter(|(population, _)| population.has_bias)
        .map(|(population, bias)| (format!("bias.{}", population.name), bias.clone()));
    theta.chain(bias).collect()
}
