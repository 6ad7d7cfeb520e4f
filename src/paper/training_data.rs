//! What every experiment of the paper works on: examples and networks, as scenarios.
//!
//! Promises that a scenario names its data by content and not by place, so that the same run
//! on another machine is the same run; examples are read once and shared by all runs.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use crate::activation::Activation;
use crate::dataset::{Source, Split};
use crate::engine::Circuit;
use crate::neuron::State;
use crate::run_queue::lock;
use crate::scalar::{Precision, Scalar};
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::{check_range, circuit, plan};
use crate::simulation::Plan;

/// The seeds of the paper's three groups of runs (section 5.1).
pub(super) const SEEDS: [u64; 3] = [1_482_555_873, 698_841_058, 2_283_198_659];

/// Neurons of every hidden layer (section 5.1).
pub(super) const HIDDEN: usize = 32;

/// How many examples are used.
#[derive(Clone, Copy, Debug)]
pub(super) struct Amount {
    /// Training and test images of MNIST; `None` for all.
    pub(super) images: Option<[usize; 2]>,
    /// Whether only a tenth of the digits is learned from, for tests.
    pub(super) is_tiny: bool,
}

impl Amount {
    /// So many of MNIST, and all the digits.
    pub(super) fn some(train: usize, test: usize) -> Self {
        Self {
            images: Some([train, test]),
            is_tiny: false,
        }
    }

    /// Everything there is.
    pub(super) fn all() -> Self {
        Self {
            images: None,
            is_tiny: false,
        }
    }

    /// For tests.
    pub(super) fn tiny() -> Self {
        Self {
            images: Some([200, 200]),
            is_tiny: true,
        }
    }
}

/// The examples, read once.
pub(super) struct TrainingData {
    /// The directory of MNIST; the embedded digits if there is none.
    mnist: Option<PathBuf>,
    known: Mutex<HashMap<(TypeId, String), Arc<Known>>>,
}

/// Something that is found out once; nothing until it is.
type Known = Mutex<Option<Arc<dyn Any + Send + Sync>>>;

/// A network and how it is shown its examples, in words of the scenario format.
#[derive(Clone, Debug)]
pub(super) struct Brief {
    pub(super) precision: Precision,
    /// L.
    pub(super) depth: usize,
    pub(super) activation: Activation,
    pub(super) state: State,
    /// Names the weights at birth and the order of the examples.
    pub(super) seed: u64,
    /// Factor on the weights at birth.
    pub(super) gain: &'static str,
    /// The inside of `learning: (…)`.
    pub(super) learning: String,
    /// The inside of `timetable: (…)`, but for the seed.
    pub(super) timetable: String,
}

impl TrainingData {
    pub(super) fn new(mnist: Option<PathBuf>) -> Self {
        Self {
            mnist,
            known: Mutex::new(HashMap::new()),
        }
    }

    /// Whether it is MNIST.
    pub(super) fn is_mnist(&self) -> bool {
        self.mnist.is_some()
    }

    /// What it is, for a reader.
    pub(super) fn describe(&self, amount: Amount) -> String {
        match (&self.mnist, amount.images) {
            (None, _) => format!(
                "the embedded 8×8 digits (no MNIST was given), {} to learn from",
                self.n_train(amount)
            ),
            (Some(_), None) => "MNIST, all 60,000 + 10,000 images".to_owned(),
            (Some(_), Some([train, test])) => {
                format!("MNIST, the first {train} training and {test} test images")
            }
        }
    }

    /// Examples that are learned from in an epoch.
    pub(super) fn n_train(&self, amount: Amount) -> usize {
        match (&self.mnist, amount.images) {
            (None, _) if amount.is_tiny => 180,
            (None, _) => 1438,
            (Some(_), None) => 60_000,
            (Some(_), Some([train, _])) => train,
        }
    }

    /// n_l for l = L … 0, input first.
    pub(super) fn widths(&self, depth: usize) -> Vec<usize> {
        let n_inputs = if self.is_mnist() { 784 } else { 64 };
        let mut widths = vec![HIDDEN; depth + 1];
        widths[0] = n_inputs;
        widths[depth] = 10;
        widths
    }

    /// The scenario of a brief.
    ///
    /// # Errors
    /// If it cannot be run.
    pub(super) fn scenario(
        &self,
        name: &str,
        amount: Amount,
        brief: &Brief,
    ) -> Result<Scenario, RunError> {
        let Brief {
            precision,
            depth,
            activation,
            state,
            seed,
            gain,
            learning,
            timetable,
        } = brief;
        let data = match (&self.mnist, amount.images) {
            (None, _) if amount.is_tiny => "Digits(test: 0.9)".to_owned(),
            (None, _) => "Digits()".to_owned(),
            (Some(_), None) => "Idx()".to_owned(),
            (Some(_), Some([train, test])) => format!("Idx(train: {train}, test: {test})"),
        };
        let text = format!(
            "(name: \"{name}\", precision: {precision:?}, network: (widths: {:?}, activation: \
             {activation:?}, initial: Xavier(seed: {seed}, gain: {gain}), state: {state:?}), learning: ({learning}), timetable: \
             ({timetable}, seed: {seed}), data: {data})",
            self.widths(*depth)
        );
        Ok(Scenario::parse(&text, &format!("{name}.ron"), &[])?)
    }

    /// The examples of a scenario that [`Self::scenario`] made.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(super) fn load<S: Scalar>(&self, scenario: &Scenario) -> Result<Arc<Split<S>>, RunError> {
        let mut source = scenario.data.clone();
        if let (Source::Idx { path, .. }, Some(place)) = (&mut source, &self.mnist) {
            *path = Some(place.display().to_string());
        }
        let mut failed = None;
        let read = self.once(format!("{source:?}"), || {
            let split = source.load::<S>(scenario.network.widths().first().copied());
            split.map_err(|error| failed = Some(error)).ok()
        });
        match (read, failed) {
            (Some(read), _) => Ok(read),
            (None, error) => Err(error.expect("bug: what was not read has a reason").into()),
        }
    }

    /// The `T` of that name, which the first to ask finds out, while others who ask for it wait;
    /// `None` if that failed, and then the next to ask tries again.
    pub(super) fn once<T: Send + Sync + 'static>(
        &self,
        name: String,
        find: impl FnOnce() -> Option<T>,
    ) -> Option<Arc<T>> {
        let key = (TypeId::of::<T>(), name);
        let known = Arc::clone(lock(&self.known).entry(key).or_default());
        let mut known = lock(&known);
        if let Some(found) = known.as_ref() {
            return Arc::clone(found).downcast().ok();
        }
        let found = Arc::new(find()?);
        *known = Some(Arc::<T>::clone(&found));
        Some(found)
    }
}

/// The circuit of a scenario and the plan of its presentations.
///
/// # Errors
/// If a number does not fit the precision.
pub(super) fn circuit_and_plan<S: Scalar>(
    scenario: &Scenario,
    shared: &Split<S>,
) -> Result<(Circuit<S>, Plan<S>), RunError> {
    check_range::<S>(scenario)?;
    Ok((circuit(scenario)?, plan(scenario, &shared.train)))
}
