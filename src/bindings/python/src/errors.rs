//! Errors of the library as the exceptions of `fazil.errors`.
//!
//! The exceptions themselves are Python classes, so that they can be documented and subclassed
//! there.

use std::any::Any;
use std::cell::Cell;

use fazil::engine::Fault;
use fazil::record::{ReadError, RecordError};
use fazil::scenario::ScenarioError;
use fazil::session::RunError;
use pyo3::prelude::*;

/// Why a call could not be answered; what it becomes in Python needs the interpreter's lock.
#[derive(Debug)]
pub enum Trouble {
    /// A scenario that cannot be run.
    Scenario(ScenarioError),
    /// Data, weights or files that cannot be read or written.
    Run(String),
    /// A network that failed or diverged.
    Fault(Box<Fault>),
    /// A session that cannot be used in this way now.
    Session(String),
    /// An argument that cannot be.
    Value(String),
    /// The library panicked.
    Bug(String),
}

impl From<ScenarioError> for Trouble {
    fn from(error: ScenarioError) -> Self {
        Self::Scenario(error)
    }
}

impl From<RunError> for Trouble {
    fn from(error: RunError) -> Self {
        Self::Run(error.to_string())
    }
}

impl From<RecordError> for Trouble {
    fn from(error: RecordError) -> Self {
        Self::Run(error.to_string())
    }
}

impl From<ReadError> for Trouble {
    fn from(error: ReadError) -> Self {
        Self::Run(error.to_string())
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl From<Trouble> for PyErr {
    fn from(trouble: Trouble) -> Self {
        Python::attach(|py| trouble.into_exception(py).unwrap_or_else(|error| error))
    }
}

/// One mistake of a scenario, as `fazil.errors.Mistake` takes it.
type MistakeFields = (
    String,
    Option<usize>,
    Option<usize>,
    String,
    Option<String>,
    Option<String>,
);

impl Trouble {
    fn into_exception(self, py: Python<'_>) -> PyResult<PyErr> {
        let errors = py.import("fazil.errors")?;
        let made = |name: &str, message: &str| errors.getattr(name)?.call1((message,));
        let exception = match self {
            Self::Scenario(error) => {
                let mistakes: Vec<MistakeFields> = error
                    .mistakes()
                    .into_iter()
                    .map(|mistake| {
                        let (line, column) = mistake.line_and_column.unzip();
                        let (problem, expected) = (mistake.problem, mistake.expected);
                        (mistake.place, line, column, problem, expected, mistake.near)
                    })
                    .collect();
                let class = errors.getattr("ScenarioError")?;
                class.call1((error.to_string(), mistakes))?
            }
            Self::Fault(fault) => {
                let class = errors.getattr("NetworkFault")?;
                class.call1((fault.to_string(), fault.agent.to_string(), fault.tick.0))?
            }
            Self::Run(message) => made("RunError", &message)?,
            Self::Session(message) => made("SessionError", &message)?,
            Self::Bug(message) => made("BugError", &message)?,
            Self::Value(message) => {
                let class = py.get_type::<pyo3::exceptions::PyValueError>();
                class.call1((message,))?
            }
        };
        Ok(PyErr::from_value(exception))
    }
}

thread_local! {
    /// Whether a panic on this thread becomes an exception, which says what it was.
    static IS_CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// Has panics that become exceptions say nothing on standard error.
pub fn quiet_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !IS_CAUGHT.get() && !fazil::engine::literal::is_working() && !fazil::record::is_guarded()
        {
            default(info);
        }
    }));
}

/// The result of `work`, whose panic is an error like any other.
///
/// # Errors
/// If it fails or panics.
pub fn caught<R>(work: impl FnOnce() -> Result<R, Trouble>) -> Result<R, Trouble> {
    let before = IS_CAUGHT.replace(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    IS_CAUGHT.set(before);
    result.unwrap_or_else(|panic| Err(Trouble::Bug(words(&*panic))))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
    said.unwrap_or("the library panicked").to_owned()
}
