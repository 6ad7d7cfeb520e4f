//! Why a run could not begin, or could not leave its files.

use std::error::Error;
use std::fmt;

use crate::axon::{AgentId, SynapseId};
use crate::blueprint::WeightsFileError;
use crate::dataset::DatasetError;
use crate::engine::{CircuitError, Fault, StateError};
use crate::input_file::{InputFileError, without_number};
use crate::scalar::{Number, Precision};
use crate::scenario::{Scenario, ScenarioError};
use crate::wiring::Wiring;

/// Why a run could not begin, or its files could not be written.
#[derive(Debug)]
pub struct RunError {
    message: String,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl RunError {
    pub(crate) fn told(message: String) -> Self {
        let source = None;
        Self { message, source }
    }

    /// A run that would not be the same if it were run once more.
    pub(crate) fn unrepeatable(message: String) -> Self {
        Self::told(message)
    }

    /// A number that `precision` cannot hold.
    pub(crate) fn overflow(path: &str, number: &Number, precision: Precision) -> Self {
        let message = format!("{path} is {number}, which {precision:?} cannot hold");
        Self::told(message)
    }

    /// A weight that a projection states, and a file of weights that holds another one.
    pub(super) fn contradicted(
        projection: &str,
        stated: &Number,
        path: &str,
        found: &dyn fmt::Display,
    ) -> Self {
        Self::told(format!(
            "network.projections: the projection {projection} has weight: {stated}, and {path}, which \
             network.initial names, holds {found} for it: leave out the weight, or name a file that \
             holds it"
        ))
    }

    /// A session in other numbers than the scenario's.
    pub(super) fn precision(scenario: Precision, session: Precision) -> Self {
        Self::told(format!(
            "the scenario's precision is {scenario:?}, and this session computes in {session:?}: open \
             it in the scenario's, or set `precision={session:?}`"
        ))
    }

    /// A file that could not be written.
    pub(crate) fn unwritten(
        path: &std::path::Path,
        cause: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let cause = cause.into();
        Self {
            message: format!(
                "cannot write {}: {}",
                path.display(),
                without_number(&cause)
            ),
            source: Some(cause),
        }
    }

    /// The paper's size without the paper's data.
    pub(crate) fn no_mnist() -> Self {
        let message = "--full needs MNIST: name the directory of its four IDX files with --data, \
                       or in $FAZIL_MNIST"
            .to_owned();
        Self::told(message)
    }

    /// A network with noise or lesions where a healthy one is needed.
    pub(crate) fn ill() -> Self {
        let message = "neurons are taken out of a healthy network: leave out `faults.lesions`, \
                       `activity_noise`, `message_noise` and `corrupted`"
            .to_owned();
        Self::told(message)
    }

    /// A neuron that is not there.
    pub(crate) fn no_such_neuron(id: AgentId, wiring: &Wiring) -> Self {
        let there = [wiring.neuron_names("value"), wiring.neuron_names("error")].concat();
        let (name, there) = (wiring.name(id), there.join(", "));
        Self::told(format!("there is no neuron {name}; there are {there}"))
    }

    /// A network that failed while it was run once more.
    pub(crate) fn failed(fault: &Fault, wiring: &Wiring) -> Self {
        let fault = fault.told(wiring);
        Self::told(format!("the run could not be repeated: {fault}"))
    }

    /// A synapse that is not there.
    pub(crate) fn no_such_synapse(id: SynapseId, wiring: &Wiring) -> Self {
        let mut there = wiring.synapse_names(false);
        let n = wiring.n_computing();
        match wiring.is_chain() {
            true => there.extend(
                wiring
                    .has_any_bias()
                    .then(|| format!("error/0..{n}/*<-bias")),
            ),
            false => {
                let with = (0..n).filter(|p| wiring.has_bias(*p));
                there.extend(with.map(|p| format!("error/{}/*<-bias", wiring.population_name(p))));
            }
        }
        let name = wiring.synapse_name(id);
        let is_upward = id.pre.is_some_and(|(layer, _)| layer <= id.layer);
        let why = match is_upward {
            true => {
                ": a synapse goes to an error neuron nearer to the output than its value neuron"
            }
            false => "",
        };
        Self::told(format!(
            "there is no synapse {name}{why}; there are {}",
            there.join(", ")
        ))
    }

    /// A presentation beyond the end of the run.
    pub(crate) fn no_such_presentation(presentation: u64, n: u64) -> Self {
        Self::told(format!(
            "there is no presentation {presentation}; the run has 0..{n}"
        ))
    }

    /// A run's file that cannot be read.
    pub(crate) fn unreadable(path: &std::path::Path, problem: &str) -> Self {
        Self::told(format!("cannot read {}: {problem}", path.display()))
    }

    /// A cell of a table that cannot be.
    pub(crate) fn wrong_cell(path: &std::path::Path, wrong: &str) -> Self {
        Self::told(format!("cannot read {}: {wrong}", path.display()))
    }

    /// A run that needs more memory than there is.
    pub(crate) fn too_large(message: String) -> Self {
        Self::told(message)
    }

    /// Data that does not fit the network.
    pub(crate) fn widths(scenario: &Scenario, n_inputs: usize, n_outputs: usize) -> Self {
        let wiring = &scenario.network.wiring;
        let data = format!("the data has {n_inputs} inputs and {n_outputs} outputs");
        let message = match wiring.is_chain() {
            true => {
                let widths: Vec<usize> = wiring.widths().iter().rev().copied().collect();
                format!("network.widths is {widths:?} (input first), but {data}")
            }
            false => format!(
                "network.populations have {} input and {} output neurons, but {data}",
                wiring.n_inputs(),
                wiring.n_outputs()
            ),
        };
        Self::told(message)
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for RunError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| source.as_ref() as &(dyn Error + 'static))
    }
}

macro_rules! run_error_from {
    ($($cause:ty),*) => {$(
        impl From<$cause> for RunError {
            fn from(cause: $cause) -> Self {
                Self { message: cause.to_string(), source: Some(cause.into()) }
            }
        }
    )*};
}
run_error_from!(
    DatasetError,
    InputFileError,
    WeightsFileError,
    ScenarioError,
    CircuitError,
    StateError
);
#[cfg(feature = "files")]
run_error_from!(crate::record::RecordError, crate::record::ReadError);
