//! `pairs/0.csv`, …: the pairs of neurons that a run read from files, kept in its own folder.
//!
//! Promises that the saved scenario names these files and not those of elsewhere, so that a folder
//! that was moved, or sent to somebody, can be resumed, plotted, explained and run again.

use std::path::Path;

use crate::record::RunFolder;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::wiring::{Connectivity, Pairs};

/// The file of the pairs of the projection at this position of the description.
fn file_of(position: usize) -> String {
    format!("pairs/{position}.csv")
}

/// The scenario as a run saves it: with absolute paths to its data, and with its pairs in the
/// folder itself.
pub(crate) fn saved(scenario: &Scenario) -> Scenario {
    let mut saved = Scenario {
        data: scenario.data.located(),
        ..scenario.clone()
    };
    let description = saved.network.description.as_mut();
    let projections = description.into_iter().flat_map(|of| &mut of.projections);
    for (position, projection) in projections.enumerate() {
        if let Connectivity::Pairs(path) = &mut projection.connect {
            *path = file_of(position);
        }
    }
    saved
}

/// The files of pairs that a scenario names, in the order of its projections.
pub(crate) fn paths(scenario: &Scenario) -> impl Iterator<Item = &Path> {
    let description = scenario.network.description.iter();
    let projections = description.flat_map(|of| &of.projections);
    projections.filter_map(|projection| match &projection.connect {
        Connectivity::Pairs(path) => Some(Path::new(path)),
        _ => None,
    })
}

/// Writes the pairs of `scenario` that were listed in files to the folder of its run.
///
/// # Errors
/// If they cannot be written.
pub(crate) fn write(folder: &RunFolder, scenario: &Scenario) -> Result<(), RunError> {
    let description = scenario.network.description.iter();
    for (position, described) in description.flat_map(|of| &of.projections).enumerate() {
        let name = format!("{}-{}", described.from, described.to);
        let mut projections = scenario.network.wiring.projections().iter();
        let projection = projections.find(|projection| projection.name == name);
        let pairs = projection.map(|projection| &projection.pairs);
        let (Connectivity::Pairs(_), Some(Pairs::Some(pairs))) = (&described.connect, pairs) else {
            continue;
        };
        let mut text = format!("# {name}: pre-synaptic index, post-synaptic index\npre,post\n");
        for (pre, post) in pairs.pres_by_synapse().zip(pairs.posts_by_synapse()) {
            text.push_str(&format!("{pre},{post}\n"));
        }
        folder.write_text(&file_of(position), &text)?;
    }
    Ok(())
}
