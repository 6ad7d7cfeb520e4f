//! Patterns of neurons and synapses in a scenario, in which populations have names.
//!
//! Promises that a name which no population has is told with the names that there are. Refuses to
//! know what a pattern is for.

use std::str::FromStr;

use super::Network;
use super::objections::Objections;
use crate::axon::PatternError;

/// What a text means in this network; objects if it means nothing.
pub(super) fn read_pattern<T: FromStr<Err = PatternError>>(
    written: &str,
    (path, expected): (&str, &str),
    network: &Network,
    objections: &mut Objections<'_>,
) -> Option<T> {
    let wiring = &network.wiring;
    let numbered = wiring.with_numbers(written);
    let error = match numbered.parse::<T>() {
        Ok(found) => {
            note_number(written, path, network, objections);
            return Some(found);
        }
        Err(error) => error,
    };
    match wiring.unknown_population(written) {
        // The network has been objected to, and has no names.
        Some(_) if network.widths().is_empty() => {}
        Some(name) if !wiring.is_chain() => {
            let names = wiring.population_names();
            objections.unknown_name(
                path,
                format!("'{written}' names no population of this network"),
                format!("one of {}", names.join(", ")),
                (name, &names),
            );
        }
        _ => objections.when(true, path, as_written(&error, &numbered, written), expected),
    }
    None
}

/// Notes which population is meant where a text says its number, and it has a name.
pub(super) fn note_number(
    written: &str,
    path: &str,
    network: &Network,
    objections: &mut Objections<'_>,
) {
    let name = network.wiring.with_names(written);
    if name != written {
        objections.notes.push(format!(
            "{path}: {written} is {name}: the populations of this network have names"
        ));
    }
}

/// What is wrong with a text in which names of populations were replaced by numbers, as a message
/// about the text that a person wrote.
fn as_written(error: &PatternError, numbered: &str, written: &str) -> String {
    match numbered.is_empty() {
        true => error.to_string(),
        false => error.to_string().replace(numbered, written),
    }
}
