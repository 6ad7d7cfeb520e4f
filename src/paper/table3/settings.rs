//! The settings of Table 3: protocols, stages of training, windows, and the scenario of each.

use crate::activation::Activation;
use crate::neuron::State;
use crate::paper::reproduction::Size;
use crate::paper::training_data::{Amount, Brief, SEEDS, TrainingData};
use crate::scalar::Precision;
use crate::scenario::Scenario;
use crate::session::RunError;

/// Hidden layers and one: L.
pub(super) const DEPTH: usize = 3;

/// The paper's Table 3: t_d, and the success rate in percent.
pub(super) const PAPER: [(u64, f64); 9] = [
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
pub(super) const WINDOWS: [u64; 6] = [DEPTH as u64, 8, 16, 32, 64, 128];

/// How x is kept: the paper's own arithmetic first.
pub(super) const STATES: [State; 2] = [State::Plain, State::Pair];

/// How a network comes to its prediction, and how its errors speak (SPEC section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    /// x = μ imposed, tonic: the paper's. Window [0, T).
    Imposed,
    /// Left to itself, tonic. Window [−P, T).
    SettleTonic,
    /// Left to itself, phasic. Window [−P, T).
    SettlePhasic,
}

impl Protocol {
    pub(super) const ALL: [Self; 3] = [Self::Imposed, Self::SettleTonic, Self::SettlePhasic];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Imposed => "imposed, tonic",
            Self::SettleTonic => "settle, tonic",
            Self::SettlePhasic => "settle, phasic",
        }
    }
}

/// How far a network was trained before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Fresh,
    HalfTrained,
    Trained,
}

impl Stage {
    pub(super) const ALL: [Self; 3] = [Self::Fresh, Self::HalfTrained, Self::Trained];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Fresh => "fresh",
            Self::HalfTrained => "half-trained",
            Self::Trained => "trained",
        }
    }
}

/// How much is measured.
#[derive(Clone, Debug)]
pub(super) struct Extent {
    pub(super) amount: Amount,
    /// Epochs of a whole training.
    pub(super) epochs: usize,
    /// Presentations of 20 examples.
    pub(super) n_presentations: usize,
    pub(super) activations: Vec<Activation>,
    pub(super) precisions: Vec<Precision>,
    pub(super) t_d: Vec<u64>,
}

impl Extent {
    pub(super) fn of(size: Size) -> Self {
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

    pub(super) fn epochs_of(&self, stage: Stage) -> usize {
        match stage {
            Stage::Fresh => 0,
            Stage::HalfTrained => self.epochs / 2,
            Stage::Trained => self.epochs,
        }
    }
}

/// One network under one protocol with one t_d.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub(super) protocol: Protocol,
    pub(super) activation: Activation,
    pub(super) precision: Precision,
    pub(super) state: State,
    pub(super) stage: Stage,
    pub(super) t_d: u64,
}

impl Setting {
    /// Its scenario; halves, which no scenario can ask for, are put in place of singles.
    pub(super) fn scenario(
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

fn with_every_stage(state: State) -> [(State, Stage); 3] {
    Stage::ALL.map(|stage| (state, stage))
}

pub(super) fn settings(extent: &Extent) -> Vec<Setting> {
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
