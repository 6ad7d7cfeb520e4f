//! How a picture of a graph names its populations, and when the two waves reach each of them.
//!
//! Promises: without a list the network is a chain, whose populations are layers; then a layer is
//! named by its number, and both waves follow from it. Refuses to know what is connected to what.

use super::svg::shortened;

/// A population of error neurons of a network that is no chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrawnPopulation {
    /// Its name.
    pub name: String,
    /// Its level: ticks from teacher onset until the teacher's error reaches it.
    pub level: usize,
    /// Ticks from the stimulus's onset until the stimulus first reaches it; `None` if it never does.
    pub stimulus: Option<usize>,
}

/// What the population of this number is called: its name, or `layer 3` in a chain.
pub(super) fn label(populations: &[DrawnPopulation], number: usize) -> String {
    match populations.get(number) {
        Some(population) => shortened(&population.name, LONGEST_NAME),
        None => format!("layer {number}"),
    }
}

/// The tick after teacher onset in which the teacher's error reaches the population of this number.
pub(super) fn level(populations: &[DrawnPopulation], number: usize) -> usize {
    populations
        .get(number)
        .map_or(number, |population| population.level)
}

const LONGEST_NAME: usize = 26;
