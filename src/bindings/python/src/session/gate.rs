//! How a call comes to a session: one at a time, in the process that opened it, without the
//! interpreter's lock.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

use fazil::axon::NeuronPattern;
use fazil::engine::Fault;
use fazil::record::Keeps;
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::Session;
use super::precision::{self, Any, Held, Origin, each};
use crate::errors::{Trouble, caught};
use crate::interrupt::{check_arithmetic, interruptible};
use crate::numbers::{self, Arrays, Number};

/// Predictions of network and twin, `[n, outputs]` each.
pub type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// A session that is not closed.
pub struct Open {
    pub any: Any,
    /// Why its network can go on no more.
    pub fault: Option<Fault>,
    /// The neurons whose x of every tick is kept.
    pub watched: Vec<NeuronPattern>,
}

impl Open {
    /// Has its logs keep what is watched.
    pub fn watch(&mut self) {
        let watched = &self.watched;
        each!(&mut self.any, session => session.watch_each(|id| Keeps {
            activities: watched.iter().any(|pattern| pattern.matches(id)),
            ..Keeps::default()
        }));
    }
}

impl Session {
    pub fn of(open: Open, origin: Arc<Origin>) -> Self {
        Self {
            inner: Mutex::new(Some(open)),
            process: std::process::id(),
            origin,
        }
    }

    /// The session, if it can be used here and now.
    pub fn lock(&self) -> Result<MutexGuard<'_, Option<Open>>, Trouble> {
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
    pub fn with<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Any) -> Result<R, Trouble> + Send,
    ) -> PyResult<R> {
        check_arithmetic()?;
        let mut guard = self.lock()?;
        let open = guard.as_mut().ok_or_else(closed)?;
        if let Some(fault) = &open.fault {
            return Err(Trouble::from(fault.clone()).into());
        }
        let any = &mut open.any;
        let result = py.detach(|| caught(|| work(any)));
        match &result {
            Err(Trouble::Bug(_)) => *guard = None, // What it left half-done is used no more.
            Err(Trouble::Fault(fault)) => open.fault = Some((**fault).clone()),
            _ => {}
        }
        Ok(result?)
    }

    /// Asks it something that takes no time.
    pub fn ask<R>(&self, question: impl FnOnce(&mut Any) -> R) -> PyResult<R> {
        let mut guard = self.lock()?;
        Ok(question(&mut guard.as_mut().ok_or_else(closed)?.any))
    }

    /// Asks a copy of the network; Ctrl-C stops it.
    fn predicted<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut Any, &AtomicBool) -> Result<R, Trouble> + Send,
    ) -> PyResult<R> {
        let mut guard = self.lock()?;
        let any = &mut guard.as_mut().ok_or_else(closed)?.any;
        interruptible(py, |stop| work(any, stop))
    }

    pub fn begin_in<S: Held>(
        &self,
        py: Python<'_>,
        arrays: &Arrays<'_>,
        ticks: Option<[u64; 2]>,
    ) -> PyResult<()> {
        let (_, n_inputs, n_outputs) = self.ask(shape)?;
        let examples = numbers::examples::<S>(arrays, n_inputs, n_outputs)?;
        let with_teacher = arrays.1.is_some();
        self.with(py, |any| {
            precision::begin(S::of(any), &examples, with_teacher, ticks)
        })
    }

    pub fn predict_in<'py, S: Held>(
        &self,
        py: Python<'py>,
        x: Bound<'py, PyAny>,
    ) -> PyResult<Pair<'py>> {
        let (_, n_inputs, n_outputs) = self.ask(shape)?;
        let examples = numbers::examples::<S>(&(x, None, None), n_inputs, n_outputs)?;
        let predicted = self.predicted(py, |any, stop| Ok(S::of(any).predict(&examples, stop)?))?;
        pair(py, predicted, n_outputs)
    }

    pub fn test_in<'py, S: Held>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let (_, _, n_outputs) = self.ask(shape)?;
        let tested = self.predicted(py, |any, stop| Ok(S::of(any).test(stop)?))?;
        let dict = PyDict::new(py);
        let Some(tested) = tested else {
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
        Ok(dict)
    }
}

pub fn closed() -> Trouble {
    Trouble::Session("this session is closed; expected an open one".to_owned())
}

/// Whether it is in F32, and how many inputs and outputs it has.
pub fn shape(any: &mut Any) -> (bool, usize, usize) {
    let is_f32 = matches!(any, Any::F32(_));
    each!(any, session => {
        let wiring = session.wiring();
        (is_f32, wiring.n_inputs(), wiring.n_outputs())
    })
}

/// Both predictions as arrays `[n, outputs]`.
fn pair<S: Number>(
    py: Python<'_>,
    predicted: Option<[Vec<S>; 2]>,
    n_outputs: usize,
) -> PyResult<Pair<'_>> {
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
