//! Table 3: how well φ finds the moment t = l, for every t_d.

mod draw;
mod measure;
mod text;
mod traced_example;
mod training;

use super::RunContext;
use super::Size;
use super::training_data::{Amount, Brief, SEEDS, TrainingData};
use crate::activation::Activation;
use crate::neuron::State;
use crate::report::PageSection;
use crate::run_queue::saved_runs::SavedRuns;
use crate::scalar::Precision;
use crate::scenario::Scenario;
use crate::session::RunError;
use measure::{Detect, Detected};
use training::UntrainedNetworks;

/// Hidden layers and one: L.
const DEPTH: usize = 3;

/// The paper's Table 3: t_d, and the success rate in percent.
const PAPER: [(u64, f64); 9] = [
    (1, 93.4),
    (2, 92.4),
    (3, 99.6),
    (4, 100.0),
    (5, 100.0),
    (6, 100.0),
    (7, 100.0),
    (8, 100.0),
    (16, 100.0),
];

/// T of the windows [0, T) or [−P, T) that spikes are counted in; all in one run of the last.
const WINDOWS: [u64; 6] = [DEPTH as u64, 8, 16, 32, 64, 128];

/// How x is kept: the paper's own arithmetic first.
const STATES: [State; 2] = [State::Plain, State::Pair];

/// How a network comes to its prediction, and how its errors speak (SPEC section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    /// x = μ imposed, tonic: the paper's. Window [0, T).
    Imposed,
    /// Left to itself, tonic. Window [−P, T).
    SettleTonic,
    /// Left to itself, phasic. Window [−P, T).
    SettlePhasic,
}

impl Protocol {
    const ALL: [Self; 3] = [Self::Imposed, Self::SettleTonic, Self::SettlePhasic];

    fn name(self) -> &'static str {
        match self {
            Self::Imposed => "imposed, tonic",
            Self::SettleTonic => "settle, tonic",
            Self::SettlePhasic => "settle, phasic",
        }
    }
}

/// How far a network was trained before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Fresh,
    HalfTrained,
    Trained,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Fresh, Self::HalfTrained, Self::Trained];

    fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::HalfTrained => "half-trained",
            Self::Trained => "trained",
        }
    }
}

/// How much is measured.
#[derive(Clone, Debug)]
struct Extent {
    amount: Amount,
    /// Epochs of a whole training.
    epochs: usize,
    /// Presentations of 20 examples.
    n_presentations: usize,
    activations: Vec<Activation>,
    precisions: Vec<Precision>,
    t_d: Vec<u64>,
}

impl Extent {
    fn of(size: Size) -> Self {
        let whole = Self {
            amount: Amount::all(),
            epochs: 64,
            n_presentations: 100,
            activations: vec![Activation::Logistic, Activation::Tanh, Activation::ReLU],
            precisions: vec![Precision::F32, Precision::F64, Precision::F16],
            t_d: PAPER.iter().map(|(t_d, _)| *t_d).collect(),
        };
        match size {
            Size::Full => whole,
            Size::Quick => Self {
                amount: Amount::some(2000, 500),
                epochs: 20,
                n_presentations: 2,
                ..whole
            },
            Size::Tiny => Self {
                amount: Amount::tiny(),
                epochs: 2,
                n_presentations: 1,
                activations: vec![Activation::ReLU],
                precisions: vec![Precision::F32, Precision::F16],
                t_d: vec![1, 4],
            },
        }
    }

    fn epochs_of(&self, stage: Stage) -> usize {
        match stage {
            Stage::Fresh => 0,
            Stage::HalfTrained => self.epochs / 2,
            Stage::Trained => self.epochs,
        }
    }
}

/// One network under one protocol with one t_d.
#[derive(Clone, Copy, Debug)]
struct Setting {
    protocol: Protocol,
    activation: Activation,
    precision: Precision,
    state: State,
    stage: Stage,
    t_d: u64,
}

impl Setting {
    /// Its scenario; halves, which no scenario can ask for, are put in place of singles.
    fn scenario(
        &self,
        training_data: &TrainingData,
        extent: &Extent,
    ) -> Result<Scenario, RunError> {
        let (prediction, feedback) = match self.protocol {
            Protocol::Imposed => ("Imposed", "Tonic"),
            Protocol::SettleTonic => ("Settle", "Tonic"),
            Protocol::SettlePhasic => ("Settle", "Phasic"),
        };
        let brief = Brief {
            precision: match self.precision {
                Precision::F16 => Precision::F32,
                other => other,
            },
            depth: DEPTH,
            activation: self.activation,
            state: self.state,
            seed: SEEDS[0],
            gain: "1",
            learning: format!(
                "rule: FaZIL, feedback: {feedback}, phi: Exact(t_d: {}), alpha: 0.001",
                self.t_d
            ),
            timetable: format!(
                "prediction: {prediction}, learning_ticks: {}, batch: 20, epochs: 1",
                WINDOWS[WINDOWS.len() - 1]
            ),
        };
        training_data.scenario("table3", extent.amount, &brief)
    }
}

/// Every setting and what was counted.
type Results = [(Setting, Detected)];

fn with_every_stage(state: State) -> [(State, Stage); 3] {
    Stage::ALL.map(|stage| (state, stage))
}

fn settings(extent: &Extent) -> Vec<Setting> {
    let mut settings = Vec::new();
    for protocol in Protocol::ALL {
        for &activation in &extent.activations {
            for &precision in &extent.precisions {
                for (state, stage) in STATES.into_iter().flat_map(with_every_stage) {
                    settings.extend(extent.t_d.iter().map(|&t_d| Setting {
                        protocol,
                        activation,
                        precision,
                        state,
                        stage,
                        t_d,
                    }));
                }
            }
        }
    }
    settings
}

/// Measures φ under every protocol.
pub(super) fn reproduce(
    context: &RunContext<'_>,
    saved_runs: &SavedRuns,
) -> Result<Option<PageSection>, RunError> {
    let extent = Extent::of(context.size);
    let untrained_networks = UntrainedNetworks::new(&context.training_data);
    let settings = settings(&extent);
    let job = |setting: &Setting| {
        Ok(Detect {
            setting: *setting,
            scenario: setting.scenario(&context.training_data, &extent)?,
            epochs: extent.epochs_of(setting.stage),
            n_presentations: extent.n_presentations,
            untrained_networks: &untrained_networks,
        })
    };
    let jobs = settings
        .iter()
        .map(job)
        .collect::<Result<Vec<_>, RunError>>()?;
    let Some(found) = context.run_queue.run_all("table3", &jobs)? else {
        return Ok(None);
    };
    let about = context.training_data.describe(extent.amount);
    let results: Vec<(Setting, Detected)> = settings.into_iter().zip(found).collect();
    Ok(Some(draw::leave(saved_runs, &extent, &about, &results)?))
}
