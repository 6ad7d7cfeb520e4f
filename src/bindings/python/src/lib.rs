//! The extension module behind `import fazil`: calls into the library, numbers in and out.
//!
//! What a user sees (dataclasses, docstrings, pictures) is Python, in `python/fazil`. Here the
//! interpreter's lock is released, signals are heard and every error of the library becomes a
//! Python exception. Refuses to know any format of a file.

mod commands;
mod errors;
mod interrupt;
mod neuron;
mod numbers;
mod presented;
mod scenario;
mod session;
mod table;

use pyo3::prelude::*;

/// The module `fazil._fazil`.
#[pymodule(name = "_fazil", gil_used = false)]
mod extension {
    #[pymodule_export]
    use crate::commands::audit::{audit, isolate};
    #[pymodule_export]
    use crate::commands::finished_run::{page, plot, trace, why};
    #[pymodule_export]
    use crate::commands::queue::{Sweep, reproduce, reproductions, resume_study, studies, study};
    #[pymodule_export]
    use crate::commands::run::{check, data, reference, resume, run, scenarios};
    #[pymodule_export]
    use crate::presented::Presented;
    #[pymodule_export]
    use crate::scenario::Scenario;
    #[pymodule_export]
    use crate::session::Session;
    #[pymodule_export]
    use crate::table::{Table, read_table};

    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::errors::quiet_panics();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
