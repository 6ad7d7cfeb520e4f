//! A session in either precision: opened, begun anew from a state, copied.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fazil::dataset::{Examples, Source, Split};
use fazil::engine::{open, seal};
use fazil::scalar::Precision;
use fazil::session::{RunError, RunOptions, Session as Core, SessionState};
use fazil::wiring::Wiring;
use numpy::{IntoPyArray, PyArrayMethods};
use pyo3::prelude::*;

use crate::errors::Trouble;
use crate::interrupt::interruptible;
use crate::numbers::{self, Arrays, Number};
use crate::presented::Presented;

/// A session in either precision.
pub enum Any {
    F32(Core<f32>),
    F64(Core<f64>),
}

/// The same for either precision.
macro_rules! each {
    ($any:expr, $session:ident => $result:expr) => {
        match $any {
            $crate::session::precision::Any::F32($session) => $result,
            $crate::session::precision::Any::F64($session) => $result,
        }
    };
}
pub(crate) use each;

/// What a session is of: enough to begin it anew.
pub struct Origin {
    pub scenario: fazil::scenario::Scenario,
    pub options: RunOptions,
    /// Whether its examples are arrays that Python handed over.
    pub is_handed_over: bool,
}

/// A precision of sessions.
pub trait Held: Number {
    /// The session in it.
    fn of(any: &mut Any) -> &mut Core<Self>;
    /// A session in it.
    fn any(core: Core<Self>) -> Any;
    /// What a presentation showed.
    fn presented(shown: fazil::session::Presented<Self>, n_lanes: usize) -> Presented;
}

impl Held for f32 {
    fn of(any: &mut Any) -> &mut Core<Self> {
        match any {
            Any::F32(session) => session,
            Any::F64(_) => unreachable!("bug: its precision never changes"),
        }
    }

    fn any(core: Core<Self>) -> Any {
        Any::F32(core)
    }

    fn presented(shown: fazil::session::Presented<Self>, n_lanes: usize) -> Presented {
        Presented::f32(shown, n_lanes)
    }
}

impl Held for f64 {
    fn of(any: &mut Any) -> &mut Core<Self> {
        match any {
            Any::F64(session) => session,
            Any::F32(_) => unreachable!("bug: its precision never changes"),
        }
    }

    fn any(core: Core<Self>) -> Any {
        Any::F64(core)
    }

    fn presented(shown: fazil::session::Presented<Self>, n_lanes: usize) -> Presented {
        Presented::f64(shown, n_lanes)
    }
}

/// Its training and test examples, as they are handed over.
pub type Both<'py> = (Option<Arrays<'py>>, Option<Arrays<'py>>);

/// Opens a session on arrays, or on the data that the scenario names.
///
/// # Errors
/// If the scenario's precision is none of NumPy's, or data or weights cannot be read or do not fit.
pub fn opened(
    py: Python<'_>,
    scenario: &fazil::scenario::Scenario,
    data: &Both<'_>,
    options: RunOptions,
) -> PyResult<(Any, Origin)> {
    let has_none = matches!(scenario.data, Source::Arrays { .. });
    let origin = Origin {
        scenario: scenario.clone(),
        options,
        is_handed_over: data.0.is_some() || data.1.is_some() || has_none,
    };
    let any = match scenario.precision {
        Precision::F32 => opened_in::<f32>(py, &origin, data)?,
        Precision::F64 => opened_in::<f64>(py, &origin, data)?,
        other => {
            let problem = format!(
                "precision is {other:?}; expected F32 or F64, since NumPy has no fractions \
                 (fazil.run computes with them)"
            );
            return Err(Trouble::Value(problem).into());
        }
    };
    Ok((any, origin))
}

fn opened_in<S: Held>(py: Python<'_>, origin: &Origin, data: &Both<'_>) -> PyResult<Any> {
    let (scenario, options) = (&origin.scenario, &origin.options);
    let split = match origin.is_handed_over {
        true => Some(split::<S>(data, &scenario.network.wiring)?),
        false => None,
    };
    interruptible(py, |_| {
        Ok(S::any(match split {
            Some(split) => Core::open_on(scenario, split, options)?,
            None => Core::open(scenario, options)?,
        }))
    })
}

fn split<S: Number>((train, test): &Both<'_>, wiring: &Wiring) -> PyResult<Split<S>> {
    let (n_inputs, n_outputs) = (wiring.n_inputs(), wiring.n_outputs());
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

/// Where a session is, as bytes.
///
/// # Errors
/// If a presentation is under way.
pub fn state(any: &mut Any) -> Result<Vec<u8>, Trouble> {
    check_between(any, "snapshot()")?;
    Ok(each!(any, session => seal(&session.state())))
}

/// The session goes on from a state, with the examples that it has.
///
/// # Errors
/// If the bytes are no state, or one of another network or timetable: then nothing has changed.
pub fn restore(any: &mut Any, origin: &Origin, bytes: &[u8]) -> Result<(), Trouble> {
    *any = match any {
        Any::F32(session) => restored::<f32>(session, origin, bytes)?,
        Any::F64(session) => restored::<f64>(session, origin, bytes)?,
    };
    Ok(())
}

fn restored<S: Held>(session: &Core<S>, origin: &Origin, bytes: &[u8]) -> Result<Any, Trouble> {
    let state: SessionState<S> = open(bytes).map_err(RunError::from)?;
    let split = session.examples().clone();
    let core = Core::resume_on(&origin.scenario, split, &origin.options, &state)?;
    Ok(S::any(core))
}

/// A copy in the same state.
///
/// # Errors
/// If a presentation is under way.
pub fn copied(any: &mut Any) -> Result<Any, Trouble> {
    check_between(any, "copy()")?;
    Ok(match any {
        Any::F32(session) => Any::F32(session.copy()),
        Any::F64(session) => Any::F64(session.copy()),
    })
}

/// # Errors
/// If a presentation is under way, between two of which `call` belongs.
pub fn check_between(any: &mut Any, call: &str) -> Result<(), Trouble> {
    match each!(any, session => session.is_under_way()) {
        true => Err(Trouble::Session(format!(
            "a presentation is under way; expected {call} between two (step() ends it)"
        ))),
        false => Ok(()),
    }
}

/// Inputs, targets and classes of its training or test examples as arrays; `None` without any.
pub fn examples<'py>(
    any: &mut Any,
    py: Python<'py>,
    of_test: bool,
) -> PyResult<Option<Arrays<'py>>> {
    each!(any, session => {
        let split = session.examples();
        arrays(py, if of_test { &split.test } else { &split.train })
    })
}

fn arrays<'py, S: Number>(
    py: Python<'py>,
    examples: &Arc<Examples<S>>,
) -> PyResult<Option<Arrays<'py>>> {
    let n = examples.len();
    if n == 0 {
        return Ok(None);
    }
    let array = |numbers: &[S], columns: usize| {
        let array = numbers.to_vec().into_pyarray(py).reshape([n, columns])?;
        Ok::<_, PyErr>(array.into_any())
    };
    let labels = examples.labels.as_ref();
    Ok(Some((
        array(&examples.inputs, examples.n_inputs)?,
        Some(array(&examples.targets, examples.n_outputs)?),
        labels.map(|labels| labels.to_vec().into_pyarray(py).into_any()),
    )))
}

/// How often signals are looked for.
const PAUSE: Duration = Duration::from_millis(50);

/// A network whose synapses, lane by lane, are more than this is run tick by tick, so that Ctrl-C
/// need not wait for the end of a presentation.
const LARGE: usize = 1_000_000;

/// Looks for signals now and then.
pub struct Signals {
    last: Instant,
}

impl Signals {
    /// From now on.
    pub fn new() -> Self {
        Self {
            last: Instant::now(),
        }
    }

    /// # Errors
    /// If a signal handler raised, as it does on Ctrl-C.
    pub fn check(&mut self) -> Result<(), PyErr> {
        if self.last.elapsed() < PAUSE {
            return Ok(());
        }
        self.last = Instant::now();
        Python::attach(|py| py.check_signals())
    }
}

/// The next presentation, or the rest of the one under way; the inner error is what a signal handler
/// raised: then the presentation is still under way.
///
/// # Errors
/// If the network fails.
pub fn step(
    any: &mut Any,
    signals: &mut Option<Signals>,
) -> Result<Result<Option<Presented>, PyErr>, Trouble> {
    each!(any, session => step_in(session, signals))
}

fn step_in<S: Held>(
    session: &mut Core<S>,
    signals: &mut Option<Signals>,
) -> Result<Result<Option<Presented>, PyErr>, Trouble> {
    let n_lanes = session.n_lanes();
    if session.wiring().n_synapses() * n_lanes <= LARGE {
        return Ok(Ok(session
            .step()?
            .map(|shown| S::presented(shown, n_lanes))));
    }
    let signals = signals.get_or_insert_with(Signals::new);
    loop {
        if let Some(shown) = session.tick()? {
            return Ok(Ok(Some(S::presented(shown, n_lanes))));
        }
        if !session.is_under_way() {
            return Ok(Ok(None));
        }
        if let Err(raised) = signals.check() {
            return Ok(Err(raised));
        }
    }
}

/// One tick.
///
/// # Errors
/// If the network fails.
pub fn tick(any: &mut Any) -> Result<Option<Presented>, Trouble> {
    fn tick_in<S: Held>(session: &mut Core<S>) -> Result<Option<Presented>, Trouble> {
        let n_lanes = session.n_lanes();
        Ok(session.tick()?.map(|shown| S::presented(shown, n_lanes)))
    }
    each!(any, session => tick_in(session))
}

/// Begins a presentation from outside.
///
/// # Errors
/// If it is not the moment for one, or there are more examples than lanes, or none.
pub fn begin<S: Number>(
    session: &mut Core<S>,
    examples: &Arc<Examples<S>>,
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
