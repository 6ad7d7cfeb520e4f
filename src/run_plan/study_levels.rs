//! What each study sweeps: names, levels and the changes to a scenario that they stand for.
//!
//! Promises that every change goes through the scenario's own checks. Refuses to run anything.

use crate::scalar::Draws;
use crate::scenario::Scenario;
use crate::synapse::Phi;

/// Path and RON value of a change to a scenario.
pub(crate) type Changes = Vec<(String, String)>;

/// A fault of biology, turned up level by level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Study {
    /// Noise on every hidden x.
    ActivityNoise,
    /// Noise on every value said.
    MessageNoise,
    /// Values that arrive as 0.
    Corrupted,
    /// φ that never fire.
    SilentPhi,
    /// φ that always fire.
    FiringPhi,
    /// φ with a t_d of their own.
    TdJitter,
    /// Hidden neurons lost in mid-run.
    Lesions,
    /// Feedback weights born unlike the feedforward ones, with and without decay.
    Feedback,
    /// Feedback that arrives too early, in time, or too late where it spans several levels.
    Delays,
    /// Pairs that are connected, from all of them to few.
    Density,
}

/// One curve of a study, or one of its levels.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) changes: Changes,
}

impl Setting {
    fn new(name: impl Into<String>, changes: &[(&str, String)]) -> Self {
        let own = |(path, value): &(&str, String)| ((*path).to_owned(), value.clone());
        Self {
            name: name.into(),
            changes: changes.iter().map(own).collect(),
        }
    }
}

impl Study {
    /// Every study, in the order of the list.
    pub const ALL: [Self; 10] = [
        Self::ActivityNoise,
        Self::MessageNoise,
        Self::Corrupted,
        Self::SilentPhi,
        Self::FiringPhi,
        Self::TdJitter,
        Self::Lesions,
        Self::Feedback,
        Self::Delays,
        Self::Density,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActivityNoise => "activity-noise",
            Self::MessageNoise => "message-noise",
            Self::Corrupted => "corrupted",
            Self::SilentPhi => "silent-phi",
            Self::FiringPhi => "firing-phi",
            Self::TdJitter => "t_d-jitter",
            Self::Lesions => "lesions",
            Self::Feedback => "feedback",
            Self::Delays => "delays",
            Self::Density => "density",
        }
    }

    /// The study of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|study| study.name() == name)
    }

    /// What it is about, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Self::ActivityNoise => "each hidden value neuron adds noise to its own x in every tick",
            Self::MessageNoise => "each value that a neuron says arrives with a relative error",
            Self::Corrupted => "some of the values that neurons say arrive as 0",
            Self::SilentPhi => "a fraction of the synapses have a phi that never fires",
            Self::FiringPhi => "a fraction of the synapses have a phi that fires at every tick",
            Self::TdJitter => "every phi waits for its own number of quiet ticks",
            Self::Lesions => "a fraction of the hidden neurons is lost in mid-run",
            Self::Feedback => "feedback weights are born unlike, with and without decay",
            Self::Delays => "feedback along skips arrives too early, in time, or too late",
            Self::Density => "fewer and fewer pairs of neurons are connected",
        }
    }

    /// The scenario that it is a study of, unless another is named.
    pub fn default_scenario(self) -> &'static str {
        match self {
            Self::Delays => "residual",
            Self::Density => "sparse",
            _ => "digits",
        }
    }

    /// Passes over the training examples that show what there is to see in less than a minute
    /// on two cores.
    pub fn default_epochs(self) -> usize {
        match self {
            Self::ActivityNoise | Self::MessageNoise => 2,
            Self::Feedback => 8,
            _ => 4,
        }
    }

    /// What its levels are levels of.
    pub(crate) fn x_label(self) -> &'static str {
        match self {
            Self::ActivityNoise => "σ of the noise on hidden x, per tick [units of x]",
            Self::MessageNoise => "σ of the relative error of a value said",
            Self::Corrupted => "chance that a value said arrives as 0",
            Self::SilentPhi => "fraction of φ that never fire",
            Self::FiringPhi => "fraction of φ that fire at every tick",
            Self::TdJitter => "j: t_d drawn from t_d ± j [ticks]",
            Self::Lesions => "fraction of the hidden neurons lost in mid-run",
            Self::Feedback => "epoch",
            Self::Delays => "0 not delayed, 1 a tick short, 2 in time, 3 a tick long, 4 doubled",
            Self::Density => "fraction of the pairs that are connected",
        }
    }

    /// Whether its picture goes over the epochs instead of the levels.
    pub(crate) fn is_over_epochs(self) -> bool {
        self == Self::Feedback
    }

    /// The levels, from left to right; one, and nameless, for a study over epochs.
    pub(crate) fn levels(self) -> Vec<Setting> {
        let (path, levels): (&str, &[&str]) = match self {
            Self::ActivityNoise => (
                "faults.activity_noise",
                &["0", "1e-5", "1e-4", "1e-3", "0.01", "0.03", "0.1", "0.3"],
            ),
            Self::MessageNoise => (
                "faults.message_noise",
                &["0", "1e-5", "1e-4", "1e-3", "0.01", "0.03", "0.1", "0.3"],
            ),
            Self::Corrupted => (
                "faults.corrupted",
                &["0", "1e-4", "1e-3", "0.003", "0.01", "0.03", "0.1", "0.3"],
            ),
            Self::SilentPhi => (
                "faults.silent_phi",
                &["0", "0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "1"],
            ),
            Self::FiringPhi => (
                "faults.firing_phi",
                &["0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1"],
            ),
            Self::TdJitter => (
                "faults.t_d_jitter",
                &["0", "1", "2", "3", "4", "6", "8", "12"],
            ),
            Self::Lesions => ("", &["0", "0.1", "0.25", "0.5", "0.75", "0.9", "1"]),
            Self::Delays => return delays(),
            Self::Density => ("", &["0.01", "0.02", "0.05", "0.1", "0.25", "0.5", "1"]),
            Self::Feedback => return vec![Setting::new("", &[])],
        };
        let setting = |level: &&str| match path {
            "" => Setting::new(*level, &[]),
            path => Setting::new(*level, &[(path, (*level).to_owned())]),
        };
        levels.iter().map(setting).collect()
    }

    /// The curves. Noise is studied under φ that wait for exact silence and under φ that take
    /// small errors for silence.
    pub(crate) fn variants(self, base: &Scenario) -> Vec<Setting> {
        let t_d = base.learning.phi.quiet_ticks().max(1);
        let tolerance = |q: &str| {
            let phi = format!("Tolerance(t_d: {t_d}, q: {q})");
            Setting::new(format!("phi: {phi}"), &[("learning.phi", phi.clone())])
        };
        match self {
            Self::ActivityNoise | Self::MessageNoise => {
                let exact = format!("Exact(t_d: {t_d})");
                vec![
                    Setting::new(format!("phi: {exact}"), &[("learning.phi", exact.clone())]),
                    tolerance("0.01"),
                    tolerance("0.1"),
                ]
            }
            Self::Feedback => {
                let born = |name: &str, decay: &str| {
                    let weights = "Independent(seed: SEED)".to_owned();
                    Setting::new(
                        name,
                        &[
                            ("network.feedback_weights", weights),
                            ("network.decay", decay.to_owned()),
                        ],
                    )
                };
                vec![
                    Setting::new("mirrored", &[]),
                    born("independent, no decay", "0"),
                    born("decay 0.001", "0.001"),
                    born("decay 0.01", "0.01"),
                    born("decay 0.05", "0.05"),
                ]
            }
            _ => {
                let name = match base.learning.phi {
                    Phi::Tolerance { .. } => "network of agents, phi: Tolerance",
                    _ => "network of agents",
                };
                vec![Setting::new(name, &[])]
            }
        }
    }
}

/// A number along the axis, and what it stands for.
fn delays() -> Vec<Setting> {
    let levels = ["Zero", "Short(1)", "Levels", "Long(1)", "Times(2)"].into_iter();
    let setting = |(k, value): (usize, &str)| {
        Setting::new(
            format!("{k} {value}"),
            &[("network.delays", value.to_owned())],
        )
    };
    levels.enumerate().map(setting).collect()
}

/// Connects each pair of every projection with a probability, by seed.
pub(crate) fn density(base: &Scenario, density: &str, seed: u64) -> Changes {
    let description = base.network.description.as_ref();
    let n = description.map_or(0, |it| it.projections.len());
    let change = |k: usize| {
        let seed = 1000 * seed + k as u64;
        let path = format!("network.projections[{k}].connect");
        (path, format!("Random(density: {density}, seed: {seed})"))
    };
    (0..n).map(change).collect()
}

/// Loses `fraction` of the hidden neurons, drawn by seed, after `at` presentations.
pub(crate) fn lesions(base: &Scenario, fraction: f64, seed: u64, at: u64) -> Changes {
    let wiring = &base.network.wiring;
    let layers = (0..wiring.n_computing()).filter(|layer| wiring.is_hidden(*layer));
    let mut hidden: Vec<(usize, usize)> = layers
        .flat_map(|layer| (0..wiring.widths()[layer]).map(move |index| (layer, index)))
        .collect();
    Draws::new(seed, "study.lesions").shuffle(&mut hidden);
    hidden.truncate((fraction * hidden.len() as f64).round() as usize);
    hidden.sort_unstable();
    let lost: Vec<String> = hidden
        .iter()
        .map(|(layer, index)| {
            let name = wiring.population_name(*layer);
            format!("(at: {at}, what: \"value/{name}/{index}\")")
        })
        .collect();
    vec![(
        "faults.lesions".to_owned(),
        format!("[{}]", lost.join(", ")),
    )]
}
