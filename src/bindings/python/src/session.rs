//! A network beside its backpropagation twin, step by step.
//!
//! One call at a time: a call from a second thread is refused while another is under way, and so is
//! a call in a process that was forked from the one that opened the session.

mod gate;
mod precision;

use std::sync::{Arc, Mutex};

use fazil::axon::NeuronPattern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList};

use self::gate::{Open, Pair, closed, shape};
use self::precision::{Any, Origin, Signals, each};
use crate::commands::{agent, options};
use crate::errors::{Trouble, caught};
use crate::interrupt::check_arithmetic;
use crate::neuron;
use crate::numbers::{self, Arrays, Number};
use crate::presented::Presented;
use crate::scenario::{Scenario, located_ron};

/// A network beside its backpropagation twin.
#[pyclass(frozen, module = "fazil._fazil")]
pub struct Session {
    /// `None` when it is closed.
    inner: Mutex<Option<Open>>,
    /// The process that opened it.
    process: u32,
    origin: Arc<Origin>,
}

/// Scenario, training and test examples, engine, workers.
type Origins<'py> = (
    String,
    Option<Arrays<'py>>,
    Option<Arrays<'py>>,
    Option<String>,
    Option<usize>,
);

#[pymethods]
impl Session {
    /// Opens a session on examples in memory, or on those that the scenario names.
    #[staticmethod]
    #[pyo3(signature = (scenario, train, test, engine, threads))]
    fn open<'py>(
        py: Python<'py>,
        scenario: &Scenario,
        train: Option<Arrays<'py>>,
        test: Option<Arrays<'py>>,
        engine: Option<&str>,
        threads: Option<usize>,
    ) -> PyResult<Self> {
        let scenario = &scenario.inner;
        let options = options(scenario, engine, threads)?;
        let (any, origin) = precision::opened(py, scenario, &(train, test), options)?;
        let open = Open {
            any,
            fault: None,
            watched: Vec::new(),
        };
        Ok(Self::of(open, Arc::new(origin)))
    }

    /// Ends it. Closing a closed session does nothing.
    fn close(&self) -> PyResult<()> {
        *self.lock()? = None;
        Ok(())
    }

    #[getter]
    fn is_closed(&self) -> PyResult<bool> {
        Ok(self.lock()?.is_none())
    }

    /// The next presentation of the timetable, or the rest of the one under way. If a signal handler
    /// raises within the presentation of a large network, it stays under way.
    fn step(&self, py: Python<'_>) -> PyResult<Option<Presented>> {
        self.with(py, |any| precision::step(any, &mut None))?
    }

    /// One tick; what was shown if it was the last of its presentation.
    fn tick(&self, py: Python<'_>) -> PyResult<Option<Presented>> {
        self.with(py, precision::tick)
    }

    /// At most `n` presentations; how many there were. Ends early if a signal handler raises.
    #[pyo3(signature = (n))]
    fn run(&self, py: Python<'_>, n: Option<u64>) -> PyResult<u64> {
        let (n_done, raised) = self.with(py, |any| {
            let (mut n_done, mut signals) = (0, Some(Signals::new()));
            while n.is_none_or(|n| n_done < n) {
                match precision::step(any, &mut signals)? {
                    Ok(Some(_)) => n_done += 1,
                    Ok(None) => break,
                    Err(raised) => return Ok((n_done, Some(raised))),
                }
                if let Some(Err(raised)) = signals.as_mut().map(Signals::check) {
                    return Ok((n_done, Some(raised)));
                }
            }
            Ok((n_done, None))
        })?;
        raised.map_or(Ok(n_done), Err)
    }

    /// Begins a presentation of these examples.
    #[pyo3(signature = (arrays, ticks))]
    fn begin<'py>(
        &self,
        py: Python<'py>,
        arrays: Arrays<'py>,
        ticks: Option<[u64; 2]>,
    ) -> PyResult<()> {
        match self.ask(shape)?.0 {
            true => self.begin_in::<f32>(py, &arrays, ticks),
            false => self.begin_in::<f64>(py, &arrays, ticks),
        }
    }

    /// What network and twin predict, `[n, outputs]` each.
    fn predict<'py>(&self, py: Python<'py>, x: Bound<'py, PyAny>) -> PyResult<Pair<'py>> {
        match self.ask(shape)?.0 {
            true => self.predict_in::<f32>(py, x),
            false => self.predict_in::<f64>(py, x),
        }
    }

    /// Tests network and twin on the test examples: outputs of both, error and accuracy of both,
    /// φ that fired meanwhile.
    fn test<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        match self.ask(shape)?.0 {
            true => self.test_in::<f32>(py),
            false => self.test_in::<f64>(py),
        }
    }

    /// The network's weights, or its twin's.
    fn weights<'py>(&self, py: Python<'py>, of_twin: bool) -> PyResult<Bound<'py, PyDict>> {
        self.ask(|any| {
            each!(any, session => {
                let weights = match of_twin {
                    true => session.backpropagation_weights(),
                    false => session.weights(),
                };
                numbers::weights(py, weights, session.wiring())
            })
        })?
    }

    /// How many θ and biases are not the twin's, of how many; BLAKE3 of all weights, of θ and
    /// biases, and of the twin's.
    fn comparison(&self) -> PyResult<(usize, usize, String, String, String)> {
        self.ask(|any| {
            each!(any, session => {
                let (ours, theirs) = (session.weights(), session.backpropagation_weights());
                let hashes = (ours.blake3(), ours.forward_blake3(), theirs.forward_blake3());
                (ours.n_different(&theirs), ours.n_forward(), hashes.0, hashes.1, hashes.2)
            })
        })
    }

    /// What a neuron showed in the last presentation: by name, ticks and values `[ticks, lanes]`.
    fn neuron<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyDict>> {
        self.ask(|any| {
            each!(any, session => {
                let id = agent(session.wiring(), name)?;
                neuron::look(session, id)?.into_dict(py)
            })
        })?
    }

    /// Spikes of the last presentation from tick `since` on.
    fn spikes<'py>(&self, py: Python<'py>, since: i64) -> PyResult<Bound<'py, PyList>> {
        let spikes = self.ask(|any| each!(any, session => neuron::spikes(session, since)))?;
        neuron::list(py, spikes)
    }

    /// Has x of every tick kept in the neurons that one of the patterns names, and in no others.
    fn watch(&self, patterns: Vec<String>) -> PyResult<()> {
        let wiring = &self.origin.scenario.network.wiring;
        let parse = |text: &String| {
            let wrong = |error| Trouble::Value(format!("{text:?} names no neurons: {error}"));
            wiring
                .with_numbers(text)
                .parse::<NeuronPattern>()
                .map_err(wrong)
        };
        let patterns: Vec<NeuronPattern> = patterns.iter().map(parse).collect::<Result<_, _>>()?;
        let mut guard = self.lock()?;
        let open = guard.as_mut().ok_or_else(closed)?;
        precision::check_between(&mut open.any, "watch()")?;
        open.watched = patterns;
        open.watch();
        Ok(())
    }

    /// A copy in the same state, of which the same neurons are watched.
    fn copy(&self, py: Python<'_>) -> PyResult<Self> {
        let any = self.with(py, precision::copied)?;
        let watched = self.lock()?.as_ref().ok_or_else(closed)?.watched.clone();
        let mut open = Open {
            any,
            fault: None,
            watched,
        };
        open.watch();
        Ok(Self::of(open, Arc::clone(&self.origin)))
    }

    /// Where it is, as bytes.
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &self.with(py, precision::state)?))
    }

    /// Goes on from a state of the same network, even after a fault.
    fn restore(&self, py: Python<'_>, state: &[u8]) -> PyResult<()> {
        check_arithmetic()?;
        let mut guard = self.lock()?;
        let open = guard.as_mut().ok_or_else(closed)?;
        let (any, origin) = (&mut open.any, &self.origin);
        py.detach(|| caught(|| precision::restore(any, origin, state)))?;
        open.fault = None;
        open.watch();
        Ok(())
    }

    /// What opens it again: its scenario as RON with absolute paths, training and test examples if
    /// they were handed over, its engine, and its workers.
    fn origin<'py>(&self, py: Python<'py>) -> PyResult<Origins<'py>> {
        let Origin {
            scenario,
            options,
            is_handed_over,
        } = &*self.origin;
        let (train, test) = match is_handed_over {
            true => (
                self.ask(|any| precision::examples(any, py, false))??,
                self.ask(|any| precision::examples(any, py, true))??,
            ),
            false => (None, None),
        };
        let engine = options.engine.map(|engine| format!("{engine:?}"));
        Ok((
            located_ron(scenario),
            train,
            test,
            engine,
            options.n_threads,
        ))
    }

    /// Messages, beats and commands so far.
    fn counts(&self) -> PyResult<(u64, u64, u64)> {
        self.ask(|any| {
            let counts = each!(any, session => session.counts());
            (counts.messages(), counts.beats(), counts.commands())
        })
    }

    #[getter]
    fn interventions(&self) -> PyResult<u64> {
        self.ask(|any| each!(any, session => session.interventions()))
    }

    /// Input first, as in a scenario.
    #[getter]
    fn widths(&self) -> PyResult<Vec<usize>> {
        self.ask(|any| each!(any, session => session.widths().iter().rev().copied().collect()))
    }

    #[getter]
    fn n_lanes(&self) -> PyResult<usize> {
        self.ask(|any| each!(any, session => session.n_lanes()))
    }

    #[getter]
    fn has_bias(&self) -> PyResult<bool> {
        self.ask(|any| each!(any, session => session.has_bias()))
    }

    #[getter]
    fn now(&self) -> PyResult<i64> {
        self.ask(|any| each!(any, session => session.now().0))
    }

    #[getter]
    fn n_presentations(&self) -> PyResult<u64> {
        self.ask(|any| each!(any, session => session.n_presentations()))
    }

    #[getter]
    fn is_under_way(&self) -> PyResult<bool> {
        self.ask(|any| each!(any, session => session.is_under_way()))
    }

    #[getter]
    fn coming_epoch(&self) -> PyResult<Option<usize>> {
        self.ask(|any| each!(any, session => session.coming_epoch()))
    }

    #[getter]
    fn notes(&self) -> PyResult<Vec<String>> {
        self.ask(|any| each!(any, session => session.notes().to_vec()))
    }

    /// NumPy's name of its numbers.
    #[getter]
    fn dtype(&self) -> PyResult<&'static str> {
        self.ask(|any| match any {
            Any::F32(_) => f32::DTYPE,
            Any::F64(_) => f64::DTYPE,
        })
    }
}
