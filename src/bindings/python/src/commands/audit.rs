//! Audits, and single neurons taken out of their network.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use fazil::experiment::audit::{AuditOptions, COLUMNS};
use fazil::record::RunFolder;
use pyo3::prelude::*;

use super::agent;
use crate::errors::Trouble;
use crate::interrupt::{Listener, interruptible};
use crate::scenario::Scenario;

/// Neurons in a network that is audited whole, as in the program.
const MOST_NEURONS: usize = 2000;
/// Neurons taken out of a larger one.
const SAMPLE: usize = 200;

/// Audits a scenario and leaves a folder below `out`: the folder, and the audit as JSON.
#[pyfunction]
#[pyo3(signature = (scenario, out, presentations, sample, progress))]
pub fn audit(
    py: Python<'_>,
    scenario: &Scenario,
    out: PathBuf,
    presentations: usize,
    sample: Option<usize>,
    progress: Option<Py<PyAny>>,
) -> PyResult<(PathBuf, String)> {
    let scenario = &scenario.inner;
    let n_neurons = 2 * scenario.network.widths().iter().sum::<usize>();
    let options = AuditOptions {
        presentations: Some(presentations).filter(|&n| n > 0),
        sample: sample.or((n_neurons > MOST_NEURONS).then_some(SAMPLE)),
        ..AuditOptions::default()
    };
    let (found, raised) = interruptible(py, |stop| {
        let mut listener = Listener::new(progress);
        let found = fazil::experiment::audit::audit(scenario, &options, &mut |model, done, all| {
            let goes_on = listener.tell(model, done as u64, all as u64);
            match goes_on && !stop.load(Ordering::Relaxed) {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        let Some(found) = found? else {
            return Ok((None, listener.raised));
        };
        let folder = RunFolder::fresh(&out, &format!("audit-{}", scenario.name))?;
        folder.write_json("audit.json", &found)?;
        folder.write_text("scenario.ron", &scenario.to_ron())?;
        let text = serde_json::to_string(&found).map_err(|e| Trouble::Bug(e.to_string()))?;
        Ok((Some((folder.path().to_owned(), text)), listener.raised))
    })?;
    let stopped = || Trouble::Run("the audit was stopped".to_owned());
    raised.map_or_else(|| Ok(found.ok_or_else(stopped)?), Err)
}

/// What a neuron heard, computed and said alone: columns, rows, presentations, messages heard,
/// beats among them, ticks, the first difference, whether its weights are the same.
type Isolated = (
    Vec<&'static str>,
    Vec<[String; 6]>,
    [usize; 4],
    Option<String>,
    bool,
);

/// Takes one neuron out of the network and leaves a folder below `out`.
#[pyfunction]
pub fn isolate(
    py: Python<'_>,
    scenario: &Scenario,
    neuron: &str,
    presentations: usize,
    out: PathBuf,
) -> PyResult<(PathBuf, Isolated)> {
    let scenario = &scenario.inner;
    let id = agent(&scenario.network.wiring, neuron)?;
    interruptible(py, |_| {
        let alone = fazil::experiment::audit::isolate(scenario, id, presentations)?;
        let name = format!("isolate-{}-{}", scenario.name, neuron.replace('/', "-"));
        let folder = RunFolder::fresh(&out, &name)?;
        let rows = alone.rows.iter().map(|row| row.to_vec());
        folder.write_csv("mailbox.csv", &COLUMNS.map(str::to_owned), rows)?;
        let counts = [
            alone.presentations,
            alone.n_heard,
            alone.n_beats,
            alone.n_ticks,
        ];
        let columns = COLUMNS.to_vec();
        let told = (
            columns,
            alone.rows,
            counts,
            alone.difference,
            alone.same_weights,
        );
        Ok((folder.path().to_owned(), told))
    })
}
