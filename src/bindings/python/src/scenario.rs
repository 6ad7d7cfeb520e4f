//! A scenario that was read and checked.

use fazil::scenario::Edit;
use pyo3::prelude::*;

use crate::errors::{Trouble, caught};

/// A scenario that can be run.
#[pyclass(frozen, module = "fazil._fazil")]
pub struct Scenario {
    pub inner: fazil::scenario::Scenario,
}

/// Paths and RON values, as after `--set`.
pub fn edits(edits: &[(String, String)]) -> Result<Vec<Edit>, Trouble> {
    let edit = |(path, value): &(String, String)| Ok(Edit::new(path, value)?);
    edits.iter().map(edit).collect()
}

/// The text of a scenario, its files as absolute paths: for another directory than this one.
pub fn located_ron(scenario: &fazil::scenario::Scenario) -> String {
    let located = fazil::scenario::Scenario {
        data: scenario.data.located(),
        ..scenario.clone()
    };
    located.to_ron()
}

/// What makes a pickled scenario again: `Scenario.parse`, and its arguments.
type Reduced<'py> = (Bound<'py, PyAny>, (String, String, Vec<()>));

#[pymethods]
impl Scenario {
    /// A built-in scenario by its name, or a file.
    #[staticmethod]
    #[pyo3(signature = (name_or_path, changes))]
    fn open(py: Python<'_>, name_or_path: &str, changes: Vec<(String, String)>) -> PyResult<Self> {
        let open = || {
            Ok(fazil::scenario::Scenario::open(
                name_or_path,
                &edits(&changes)?,
            )?)
        };
        let inner = py.detach(|| caught(open))?;
        Ok(Self { inner })
    }

    /// From its text; `file` names it in messages.
    #[staticmethod]
    fn parse(text: &str, file: &str, changes: Vec<(String, String)>) -> PyResult<Self> {
        let parse = || {
            Ok(fazil::scenario::Scenario::parse(
                text,
                file,
                &edits(&changes)?,
            )?)
        };
        Ok(Self {
            inner: caught(parse)?,
        })
    }

    /// The same, and it records this as well.
    fn recording(&self, asked: Vec<String>) -> PyResult<Self> {
        let mut inner = self.inner.clone();
        for text in asked {
            let wiring = &inner.network.wiring;
            let recording = wiring
                .with_numbers(&text)
                .parse::<fazil::record::Recording>();
            let recording = recording.map_err(|error| {
                let names = match wiring.is_chain() {
                    true => String::new(),
                    false => format!("; there are {}", wiring.population_names().join(", ")),
                };
                Trouble::Value(format!("record: {error}{names}"))
            })?;
            inner.add_recording(recording).map_err(Trouble::from)?;
        }
        Ok(Self { inner })
    }

    /// Its text, every default filled in, and its files as absolute paths.
    fn located_ron(&self) -> String {
        located_ron(&self.inner)
    }

    /// Pickled as that text.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let scenario = slf.get();
        let file = format!("{}.ron", scenario.inner.name);
        let parse = slf.get_type().getattr("parse")?;
        Ok((parse, (scenario.located_ron(), file, Vec::new())))
    }

    /// Its text, every default filled in.
    fn to_ron(&self) -> String {
        self.inner.to_ron()
    }

    /// The same as JSON.
    fn to_json(&self) -> String {
        self.inner.to_json().to_string()
    }

    #[getter]
    fn name(&self) -> &str {
        &self.inner.name
    }

    #[getter]
    fn about(&self) -> &str {
        &self.inner.about
    }

    #[getter]
    fn n_inputs(&self) -> usize {
        self.inner.network.wiring.n_inputs()
    }

    #[getter]
    fn n_outputs(&self) -> usize {
        self.inner.network.wiring.n_outputs()
    }

    #[getter]
    fn precision(&self) -> String {
        format!("{:?}", self.inner.precision)
    }

    fn __repr__(&self) -> String {
        format!("<fazil scenario {:?}>", self.inner.name)
    }
}
