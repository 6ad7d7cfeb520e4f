//! A network beside its backpropagation twin, step by step.
//!
//! One call at a time: a call from a second thread is refused while another is under way, and so is
//! a call in a process that was forked from the one that opened the session.

use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, OnceLock, TryLockError};
use std::time::{Duration, Instant};

use fazil::axon::NeuronPattern;
use fazil::dataset::{Examples, Source, Split};
use fazil::engine::Fault;
use fazil::record::Keeps;
use fazil::scalar::Precision;
use fazil::session::{RunOptions, Session as Core};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

use crate::commands::{agent, options};
use crate::errors::{Trouble, caught};
use crate::interrupt::{check_arithmetic, interruptible};
use crate::neuron;
use crate::numbers::{self, Arrays, Number};
use crate::presented::Presented;
use crate::scenario::Scenario;

/// A session in either precision.
enum Any {
    F32(Core<f32>),
    F64(Core<f64>),
}

macro_rules! each {
    ($any:expr, $session:ident => $result:expr) => {
        match $any {
            Any::F32($session) => $result,
            Any::F64($session) => $result,
        }
    };
}

/// A network beside its backpropagation twin.
#[pyclass(frozen, module = "fazil._fazil")]
pub struct Session {
    /// `None` when it is closed.
    inner: Mutex<Option<Any>>,
    /// The process that opened it.
    process: u32,
    /// Why its network can go on no more.
    fault: OnceLock<Fault>,
}

/// How often signals are looked for.
const PAUSE: Duration = Duration::from_millis(50);

impl Session {
    fn of(any: Any) -> Self {
        Self {
            inner: Mutex::new(Some(any)),
            process: std::process::id(),
            fault: OnceLock::new(),
        }
    }

    /// The session, if it can be used here and now.
    fn lock(&self) -> Result<MutexGuard<'_, Option<Any>>, Trouble> {
        let refuse = |problem: &str| Err(Trouble::Session(problem.to_owned()));
        if self.process != std::process::id() {
            return refuse(
                "this session was opened in another process, and its threads did not come along \
                 with the fork; expected a session that this process opens, or \
                 multiprocessing.get_context(\"spawn\")",
            );
        }
        match self.inner.try_lock() {
            Ok(guard) => Ok(guard),
            Err(TryLockError::WouldBlock) => refuse(
                "another call of this session is under way (in another thread, or in a callback); \
                 expected one call at a time",
            ),
            Err(TryLockError::Poisoned(_)) => refuse("a call of this session failed half-way"),
        }
    }

    /// Calls `work` on it without the interpreter's lock.
    fn with<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Any) -> Result<R, Trouble> + Send,
    ) -> PyResult<R> {
        check_arithmetic()?;
        let mut guard = self.lock()?;
        let any = guard.as_mut().ok_or_else(closed)?;
        if let Some(fault) = self.fault.get() {
            return Err(Trouble::from(fault.clone()).into());
        }
        let result = py.detach(|| caught(|| work(any)));
        if matches!(result, Err(Trouble::Bug(_))) {
            *guard = None; // What it left half-done is used no more.
        }
        if let Err(Trouble::Fault(fault)) = &result {
            self.fault.get_or_init(|| (**fault).clone());
        }
        Ok(result?)
    }

    /// Asks it something that takes no time.
    fn ask<R>(&self, question: impl FnOnce(&mut Any) -> R) -> PyResult<R> {
        let mut guard = self.lock()?;
        Ok(question(guard.as_mut().ok_or_else(closed)?))
    }
}

fn closed() -> Trouble {
    Trouble::Session("this session is closed; expected an open one".to_owned())
}

/// Its training and test examples, as they are handed over.
type Both<'py> = (Option<Arrays<'py>>, Option<Arrays<'py>>);

fn split<S: Number>((train, test): &Both<'_>, widths: &[usize]) -> PyResult<Split<S>> {
    let (n_outputs, n_inputs) = (widths[0], widths[widths.len() - 1]);
    let copied = |arrays: &Option<Arrays<'_>>| match arrays {
        Some(arrays) => numbers::examples(arrays, n_inputs, n_outputs),
        None => Ok(numbers::no_examples(n_inputs, n_outputs)),
    };
    Ok(Split {
        train: copied(train)?,
        test: copied(test)?,
        notes: Vec::new(),
        classes: Vec::new(),
    })
}

fn opened<S: Number>(
    py: Python<'_>,
    scenario: &fazil::scenario::Scenario,
    data: &Both<'_>,
    options: &RunOptions,
) -> PyResult<Core<S>> {
    let is_handed_over = matches!(scenario.data, Source::Arrays { .. });
    let split = match data.0.is_some() || data.1.is_some() || is_handed_over {
        true => Some(split::<S>(data, &scenario.network.widths())?),
        false => None,
    };
    interruptible(py, |_| {
        Ok(match split {
            Some(split) => Core::open_on(scenario, split, options)?,
            None => Core::open(scenario, options)?,
        })
    })
}

/// Begins a presentation from outside.
fn begin<S: Number>(
    session: &mut Core<S>,
    examples: &std::sync::Arc<Examples<S>>,
    with_teacher: bool,
    ticks: Option<[u64; 2]>,
) -> Result<(), Trouble> {
    let (n, n_lanes) = (examples.len(), session.n_lanes());
    if session.is_under_way() {
        let problem = "a presentation is under way; expected step() or tick() until it has ended";
        return Err(Trouble::Session(problem.to_owned()));
    }
    if session.coming_epoch().is_some() {
        let problem = "the timetable says what this session is shown next; expected step() or \
                       tick(), or a session that was opened without examples to learn from";
        return Err(Trouble::Session(problem.to_owned()));
    }
    if n == 0 || n > n_lanes {
        let problem =
            format!("x has {n} rows; expected 1 to {n_lanes}, one for each lane (timetable.batch)");
        return Err(Trouble::Value(problem));
    }
    if ticks.is_some_and(|[_, learning]| learning == 0) {
        let problem = "learning_ticks is 0; expected 1 or more".to_owned();
        return Err(Trouble::Value(problem));
    }
    Ok(session.present(examples, with_teacher, ticks)?)
}

fn step(any: &mut Any) -> Result<Option<Presented>, Trouble> {
    Ok(match any {
        Any::F32(session) => {
            let n_lanes = session.n_lanes();
            session.step()?.map(|shown| Presented::f32(shown, n_lanes))
        }
        Any::F64(session) => {
            let n_lanes = session.n_lanes();
            session.step()?.map(|shown| Presented::f64(shown, n_lanes))
        }
    })
}

fn tick(any: &mut Any) -> Result<Option<Presented>, Trouble> {
    Ok(match any {
        Any::F32(session) => {
            let n_lanes = session.n_lanes();
            session.tick()?.map(|shown| Presented::f32(shown, n_lanes))
        }
        Any::F64(session) => {
            let n_lanes = session.n_lanes();
            session.tick()?.map(|shown| Presented::f64(shown, n_lanes))
        }
    })
}

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
        let data = (train, test);
        Ok(Self::of(match scenario.precision {
            Precision::F32 => Any::F32(opened(py, scenario, &data, &options)?),
            Precision::F64 => Any::F64(opened(py, scenario, &data, &options)?),
            other => {
                let problem = format!(
                    "precision is {other:?}; expected F32 or F64, since NumPy has no fractions \
                     (fazil.run computes with them)"
                );
                return Err(Trouble::Value(problem).into());
            }
        }))
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

    /// The next presentation of the timetable, or the rest of the one under way.
    fn step(&self, py: Python<'_>) -> PyResult<Option<Presented>> {
        self.with(py, step)
    }

    /// One tick; what was shown if it was the last of its presentation.
    fn tick(&self, py: Python<'_>) -> PyResult<Option<Presented>> {
        self.with(py, tick)
    }

    /// At most `n` presentations; how many there were. Ends early, between two presentations, if a
    /// signal handler raises.
    #[pyo3(signature = (n))]
    fn run(&self, py: Python<'_>, n: Option<u64>) -> PyResult<u64> {
        let (n_done, raised) = self.with(py, |any| {
            let (mut n_done, mut last) = (0, Instant::now());
            while n.is_none_or(|n| n_done < n) && step(any)?.is_some() {
                n_done += 1;
                if last.elapsed() >= PAUSE {
                    last = Instant::now();
                    if let Err(error) = Python::attach(|py| py.check_signals()) {
                        return Ok((n_done, Some(error)));
                    }
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
        let with_teacher = arrays.1.is_some();
        let (is_f32, n_inputs, n_outputs) = self.ask(shape)?;
        match is_f32 {
            true => {
                let examples = numbers::examples::<f32>(&arrays, n_inputs, n_outputs)?;
                self.with(py, |any| match any {
                    Any::F32(session) => begin(session, &examples, with_teacher, ticks),
                    Any::F64(_) => unreachable!("bug: its precision never changes"),
                })
            }
            false => {
                let examples = numbers::examples::<f64>(&arrays, n_inputs, n_outputs)?;
                self.with(py, |any| match any {
                    Any::F64(session) => begin(session, &examples, with_teacher, ticks),
                    Any::F32(_) => unreachable!("bug: its precision never changes"),
                })
            }
        }
    }

    /// What network and twin predict, `[n, outputs]` each.
    fn predict<'py>(
        &self,
        py: Python<'py>,
        x: Bound<'py, PyAny>,
    ) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let arrays = (x, None, None);
        let (is_f32, n_inputs, n_outputs) = self.ask(shape)?;
        match is_f32 {
            true => {
                let examples = numbers::examples::<f32>(&arrays, n_inputs, n_outputs)?;
                let predicted = self.predicted(py, |any, stop| match any {
                    Any::F32(session) => Ok(session.predict(&examples, stop)?),
                    Any::F64(_) => unreachable!("bug: its precision never changes"),
                })?;
                pair(py, predicted, n_outputs)
            }
            false => {
                let examples = numbers::examples::<f64>(&arrays, n_inputs, n_outputs)?;
                let predicted = self.predicted(py, |any, stop| match any {
                    Any::F64(session) => Ok(session.predict(&examples, stop)?),
                    Any::F32(_) => unreachable!("bug: its precision never changes"),
                })?;
                pair(py, predicted, n_outputs)
            }
        }
    }

    /// Tests network and twin on the test examples: outputs of both, error and accuracy of both,
    /// φ that fired meanwhile.
    fn test<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (_, _, n_outputs) = self.ask(shape)?;
        let dict = PyDict::new(py);
        macro_rules! told {
            ($tested:expr) => {{
                let Some(tested) = $tested else {
                    return Ok(dict);
                };
                let (outputs, bp) = pair(py, Some([tested.outputs, tested.bp_outputs]), n_outputs)?;
                dict.set_item("outputs", outputs)?;
                dict.set_item("bp_outputs", bp)?;
                dict.set_item("error", tested.fit.error)?;
                dict.set_item("accuracy", tested.fit.accuracy)?;
                dict.set_item("bp_error", tested.bp_fit.error)?;
                dict.set_item("bp_accuracy", tested.bp_fit.accuracy)?;
                dict.set_item("n_spikes", tested.n_spikes)?;
            }};
        }
        enum Tested {
            F32(Option<fazil::session::Tested<f32>>),
            F64(Option<fazil::session::Tested<f64>>),
        }
        let tested = self.predicted(py, |any, stop| {
            Ok(match any {
                Any::F32(session) => Tested::F32(session.test(stop)?),
                Any::F64(session) => Tested::F64(session.test(stop)?),
            })
        })?;
        match tested {
            Tested::F32(tested) => told!(tested),
            Tested::F64(tested) => told!(tested),
        }
        Ok(dict)
    }

    /// The network's weights, or its twin's.
    fn weights<'py>(&self, py: Python<'py>, of_twin: bool) -> PyResult<Bound<'py, PyDict>> {
        let mut guard = self.lock()?;
        each!(guard.as_mut().ok_or_else(closed)?, session => {
            let weights = match of_twin {
                true => session.backpropagation_weights(),
                false => session.weights(),
            };
            numbers::weights(py, weights)
        })
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
        let id = agent(name)?;
        let mut guard = self.lock()?;
        each!(guard.as_mut().ok_or_else(closed)?, session => {
            neuron::look(session, id)?.into_dict(py)
        })
    }

    /// Spikes of the last presentation from tick `since` on.
    fn spikes<'py>(&self, py: Python<'py>, since: i64) -> PyResult<Bound<'py, PyList>> {
        let spikes = self.ask(|any| each!(any, session => neuron::spikes(session, since)))?;
        neuron::list(py, spikes)
    }

    /// Has x of every tick kept in the neurons that one of the patterns names, and in no others.
    fn watch(&self, patterns: Vec<String>) -> PyResult<()> {
        let parse = |text: &String| {
            let wrong = |error| Trouble::Value(format!("{text:?} names no neurons: {error}"));
            text.parse::<NeuronPattern>().map_err(wrong)
        };
        let patterns: Vec<NeuronPattern> = patterns.iter().map(parse).collect::<Result<_, _>>()?;
        self.ask(|any| {
            each!(any, session => {
                if session.is_under_way() {
                    let problem = "a presentation is under way; expected watch() between two";
                    return Err(Trouble::Session(problem.to_owned()));
                }
                session.watch_each(|id| Keeps {
                    activities: patterns.iter().any(|pattern| pattern.matches(id)),
                    ..Keeps::default()
                });
                Ok(())
            })
        })??;
        Ok(())
    }

    /// A copy in the same state.
    fn copy(&self, py: Python<'_>) -> PyResult<Self> {
        let copy = self.with(py, |any| {
            if each!(any, session => session.is_under_way()) {
                let problem = "a presentation is under way; expected copy() between two";
                return Err(Trouble::Session(problem.to_owned()));
            }
            Ok(match any {
                Any::F32(session) => Any::F32(session.copy()),
                Any::F64(session) => Any::F64(session.copy()),
            })
        })?;
        Ok(Self::of(copy))
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

/// Whether it is in F32, and how many inputs and outputs it has.
fn shape(any: &mut Any) -> (bool, usize, usize) {
    let is_f32 = matches!(any, Any::F32(_));
    each!(any, session => {
        let widths = session.widths();
        (is_f32, widths[widths.len() - 1], widths[0])
    })
}

impl Session {
    /// Asks a copy of the network; Ctrl-C stops it.
    fn predicted<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Any, &AtomicBool) -> Result<R, Trouble> + Send,
    ) -> PyResult<R> {
        let mut guard = self.lock()?;
        let any = guard.as_mut().ok_or_else(closed)?;
        interruptible(py, |stop| work(any, stop))
    }
}

/// Both predictions as arrays `[n, outputs]`.
fn pair<S: Number>(
    py: Python<'_>,
    predicted: Option<[Vec<S>; 2]>,
    n_outputs: usize,
) -> PyResult<(Bound<'_, PyAny>, Bound<'_, PyAny>)> {
    let stopped = || Trouble::Session("the prediction was stopped".to_owned());
    let [ours, theirs] = predicted.ok_or_else(stopped)?;
    let array = |numbers: Vec<S>| {
        let n = numbers.len() / n_outputs;
        let array = numpy::PyArrayMethods::reshape(&numbers.into_pyarray(py), [n, n_outputs])?;
        Ok::<_, PyErr>(array.into_any())
    };
    Ok((array(ours)?, array(theirs)?))
}

impl Drop for Session {
    fn drop(&mut self) {
        // The threads of a session stay behind in a fork: to end them would wait for ever.
        if self.process != std::process::id() {
            let inner = self.inner.get_mut();
            std::mem::forget(inner.map(Option::take));
        }
    }
}
