//! A scenario with every default filled in.

use super::engine::Engine;
use super::faults::Faults;
use super::learning::Learning;
use super::network::Network;
use super::schedule::Schedule;
use crate::dataset::Source;
use crate::record::Recording;
use crate::scalar::Precision;

/// Sentences about populations that a file knows by their numbers, though they have names.
///
/// They say how a file is written, which decides no run: any two are equal.
#[derive(Clone, Debug, Default)]
pub struct NumberNotes(pub Vec<String>);

impl PartialEq for NumberNotes {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// A scenario: everything that decides a run.
///
/// ```
/// use fazil::scenario::Scenario;
/// let scenario = Scenario::built_in("xor", &[])?;
/// assert_eq!(scenario.network.widths().first(), Some(&1)); // Output first.
/// # Ok::<(), fazil::scenario::ScenarioError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its name, by which its results are filed.
    pub name: String,
    /// What it shows, in one line; default empty.
    pub about: String,
    /// The numbers it computes with; default `F64`.
    pub precision: Precision,
    /// The network.
    pub network: Network,
    /// How synapses learn.
    pub learning: Learning,
    /// How long, how often and in which order examples are shown.
    pub timetable: Schedule,
    /// Where the examples come from.
    pub data: Source,
    /// What goes wrong as it may in a brain; default nothing.
    pub faults: Faults,
    /// Who computes.
    pub engine: Engine,
    /// How many presentations are shown on the screen tick by tick; default 0.
    pub show_ticks: usize,
    /// What is recorded; default nothing.
    pub record: Vec<Recording>,
    /// What a person should know about the numbers in its patterns.
    pub number_notes: NumberNotes,
}
