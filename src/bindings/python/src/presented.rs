//! What one presentation showed.
//!
//! Numbers become arrays when they are asked for, so that a step costs nothing for what nobody looks
//! at.

use fazil::axon::Tick;
use fazil::simulation::{PhiTally, Shown};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::numbers::{Number, array2};

/// What a presentation (of a batch) showed.
#[pyclass(frozen, module = "fazil._fazil")]
pub struct Presented {
    shown: Either,
    /// Its number, counted from 0.
    #[pyo3(get)]
    index: u64,
    /// Whether network and backpropagation learned from it.
    #[pyo3(get)]
    is_taught: bool,
    n_lanes: usize,
}

enum Either {
    F32(Shown<f32>),
    F64(Shown<f64>),
}

macro_rules! shown {
    ($presented:expr, $shown:ident => $result:expr) => {
        match &$presented.shown {
            Either::F32($shown) => $result,
            Either::F64($shown) => $result,
        }
    };
}

impl Presented {
    pub fn f32(presented: fazil::session::Presented<f32>, n_lanes: usize) -> Self {
        let (index, is_taught) = (presented.index, presented.is_taught);
        let shown = Either::F32(presented.shown);
        Self {
            shown,
            index,
            is_taught,
            n_lanes,
        }
    }

    pub fn f64(presented: fazil::session::Presented<f64>, n_lanes: usize) -> Self {
        let (index, is_taught) = (presented.index, presented.is_taught);
        let shown = Either::F64(presented.shown);
        Self {
            shown,
            index,
            is_taught,
            n_lanes,
        }
    }

    fn tally(&self) -> PhiTally {
        shown!(self, shown => shown.phi)
    }

    fn onset_tick(&self) -> Tick {
        shown!(self, shown => shown.onset())
    }
}

/// μ of the output layer, `[n][lanes]`, as a row per example.
fn rows<'py, S: Number>(
    py: Python<'py>,
    mu: &[S],
    n_lanes: usize,
    n_presented: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let n_outputs = mu.len() / n_lanes;
    let at = |k: usize| mu[(k % n_outputs) * n_lanes + k / n_outputs];
    let numbers = (0..n_presented * n_outputs).map(at).collect();
    Ok(array2(py, numbers, n_presented, n_outputs)?.into_any())
}

#[pymethods]
impl Presented {
    /// Counted from 0.
    #[getter]
    fn epoch(&self) -> usize {
        shown!(self, shown => shown.epoch)
    }

    /// Whether it was the last of its epoch.
    #[getter]
    fn ends_epoch(&self) -> bool {
        shown!(self, shown => shown.ends_epoch)
    }

    /// The example in each lane, as a row of the examples.
    #[getter]
    fn examples(&self) -> Vec<usize> {
        shown!(self, shown => shown.presentation.examples.clone())
    }

    /// P: ticks of stimulus before teacher onset.
    #[getter]
    fn prediction_ticks(&self) -> u64 {
        shown!(self, shown => shown.presentation.prediction_ticks)
    }

    /// T: ticks of stimulus from teacher onset.
    #[getter]
    fn learning_ticks(&self) -> u64 {
        shown!(self, shown => shown.presentation.learning_ticks)
    }

    /// The first tick of stimulus.
    #[getter]
    fn start(&self) -> i64 {
        shown!(self, shown => shown.start.0)
    }

    /// The tick of teacher onset, t = 0.
    #[getter]
    fn onset(&self) -> i64 {
        self.onset_tick().0
    }

    /// μ of the output layer at t = 0, `[examples, outputs]`: what the teacher met.
    #[getter]
    fn prediction<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let n = shown!(self, shown => shown.presentation.examples.len());
        shown!(self, shown => rows(py, &shown.prediction, self.n_lanes, n))
    }

    /// ε of layer l at t = l, `[examples, neurons]`, output layer first; empty without a teacher.
    #[getter]
    fn epsilon<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let n = shown!(self, shown => shown.presentation.examples.len());
        let layers: PyResult<Vec<Bound<'py, PyAny>>> = shown!(self, shown => {
            let layers = shown.epsilon.iter();
            layers.map(|layer| rows(py, layer, self.n_lanes, n)).collect()
        });
        PyList::new(py, layers?)
    }

    /// Energy F at t = 0 and at t = T − 1, `[2, examples]`.
    #[getter]
    fn energy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let [onset, end] = shown!(self, shown => shown.energy.clone());
        let n = onset.len();
        let both = [onset, end].concat().into_pyarray(py);
        Ok(numpy::PyArrayMethods::reshape(&both, [2, n])?.into_any())
    }

    /// φ against what was expected of it: (expected, hits, misses, false spikes, vanished).
    #[getter]
    fn phi(&self) -> (u64, u64, u64, u64, u64) {
        let phi = self.tally();
        (
            phi.expected,
            phi.hits,
            phi.misses,
            phi.false_spikes,
            phi.vanished,
        )
    }

    /// Lanes in which some error neuron was not quiet when the teacher came.
    #[getter]
    fn unsettled(&self) -> u64 {
        shown!(self, shown => shown.n_unsettled)
    }

    fn __repr__(&self) -> String {
        let phi = self.tally();
        format!(
            "<fazil presentation {}: onset at tick {}, {}, φ {} as expected, {} missed, {} false>",
            self.index,
            self.onset_tick().0,
            if self.is_taught {
                "with a teacher"
            } else {
                "without a teacher"
            },
            phi.hits,
            phi.misses,
            phi.false_spikes
        )
    }
}
