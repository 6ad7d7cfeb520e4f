//! Populations and projections of a scenario.
//!
//! Promises a graph that can be built, or objections at the fields that are in the way.

use std::collections::BTreeMap;

use super::files::{is_below, resolve};
use super::objections::Objections;
use super::places::Places;
use crate::activation::Activation;
use crate::input_file::read_text;
use crate::scenario::raw::{RawNetwork, RawPopulation, RawProjection};
use crate::wiring::{
    Connectivity, Delays, ListedPair, Place, PopulationDescription, ProjectionDescription, Wiring,
    pairs_of_text,
};

/// What a file says of populations and projections; kept to be written out again.
#[derive(Clone, Debug, PartialEq)]
pub struct Description {
    /// The populations.
    pub populations: Vec<PopulationDescription>,
    /// The projections.
    pub projections: Vec<ProjectionDescription>,
    /// How long feedback takes along projections that do not say it.
    pub delays: Delays,
}

/// The graph of a network, and its description unless it is a chain of widths.
pub(super) fn check(
    raw: &RawNetwork,
    activation: Activation,
    bias: bool,
    objections: &mut Objections<'_>,
) -> (Wiring, Option<Description>) {
    let is_described = raw.populations.is_some() || raw.projections.is_some();
    check_kind(raw, is_described, objections);
    let widths: Vec<usize> = raw.widths.iter().flatten().rev().copied().collect();
    if !is_described {
        return (Wiring::chain(&widths, activation, bias), None);
    }
    let populations = raw.populations.iter().flatten();
    let populations: Vec<_> = populations
        .map(|population| described(population, activation, bias))
        .collect();
    let mut projections = Vec::new();
    for (k, projection) in raw.projections.iter().flatten().enumerate() {
        projections.push(projected(k, projection, objections));
    }
    // A file that is not there has been objected to.
    let (places, is_right) = (objections.places, objections.found.is_empty());
    let mut read = |path: &str| match is_right {
        true => pairs_of(path, places),
        false => Ok(Vec::new()),
    };
    let delays = raw.delays.unwrap_or_default();
    match Wiring::new(&populations, &projections, delays, &mut read) {
        Ok(wiring) => {
            let description = Description {
                populations,
                projections,
                delays,
            };
            (wiring, Some(description))
        }
        Err(errors) => {
            for error in errors {
                let path = path_of(error.place, raw);
                match unknown_end(error.place, raw) {
                    Some(name) => {
                        let populations = raw.populations.iter().flatten();
                        let names: Vec<&str> = populations.map(|of| of.name.as_str()).collect();
                        let known = (name, names.as_slice());
                        objections.unknown_name(&path, error.problem, error.expected, known);
                    }
                    None => objections.when(true, &path, error.problem, &error.expected),
                }
            }
            // Nothing else is asked of a network that is not there.
            (Wiring::chain(&[], activation, false), None)
        }
    }
}

/// The pairs in a file. Those of a run that is over stand in its own folder, which may come from
/// anywhere: no file outside it is opened.
fn pairs_of(path: &str, places: Places<'_>) -> Result<Vec<ListedPair>, String> {
    if !places.are_read && !is_below(path, places.directory) {
        return Err(format!(
            "'{path}' is no file in the folder of the run, and a saved run reads pairs from nowhere \
             else"
        ));
    }
    let text = read_text(path.as_ref()).map_err(|error| error.to_string())?;
    pairs_of_text(path, &text)
}

/// A network is described in one way.
fn check_kind(raw: &RawNetwork, is_described: bool, objections: &mut Objections<'_>) {
    objections.when(
        is_described && raw.widths.is_some(),
        "network.widths",
        "a network is a chain of widths, or populations and projections",
        "widths alone, or populations and projections",
    );
    objections.when(
        !is_described && raw.delays.is_some(),
        "network.delays",
        "in a chain no feedback spans several levels, and none is delayed",
        "populations and projections, or no delays",
    );
    objections.when(
        !is_described && raw.widths.is_none(),
        "network",
        "nothing says which neurons there are",
        "widths: [64, 32, 10], or populations: […] and projections: […]",
    );
}

fn described(raw: &RawPopulation, activation: Activation, bias: bool) -> PopulationDescription {
    PopulationDescription {
        name: raw.name.clone(),
        size: raw.size,
        sheet: raw.sheet,
        activation: raw.activation.unwrap_or(activation),
        has_bias: raw.bias.unwrap_or(bias),
    }
}

fn projected(
    k: usize,
    raw: &RawProjection,
    objections: &mut Objections<'_>,
) -> ProjectionDescription {
    let connect = match raw.connect.clone().unwrap_or_default() {
        Connectivity::Pairs(file) => {
            let path = format!("network.projections[{k}].connect");
            Connectivity::Pairs(resolve(file, &path, objections))
        }
        other => other,
    };
    ProjectionDescription {
        from: raw.from.clone(),
        to: raw.to.clone(),
        connect,
        learns: raw.learns.unwrap_or(true),
        delay: raw.delay,
        weight: raw.weight.clone(),
    }
}

/// What stands where an error is, if it is the name of an end of a projection: such an error says
/// that no population has it.
fn unknown_end(place: Place, raw: &RawNetwork) -> Option<&str> {
    let Place::Projection(k, field) = place else {
        return None;
    };
    let projection = raw.projections.as_ref()?.get(k)?;
    match field {
        "from" => Some(&projection.from),
        "to" => Some(&projection.to),
        _ => None,
    }
}

/// The path in the file of what an error is about.
fn path_of(place: Place, raw: &RawNetwork) -> String {
    let field = |list: &str, k: usize, field: &str| match field {
        "" => format!("network.{list}[{k}]"),
        field => format!("network.{list}[{k}].{field}"),
    };
    match place {
        Place::Populations if raw.populations.is_none() => "network".to_owned(),
        Place::Projections if raw.projections.is_none() => "network".to_owned(),
        Place::Populations => "network.populations".to_owned(),
        Place::Projections => "network.projections".to_owned(),
        Place::Population(k, name) => field("populations", k, name),
        Place::Projection(k, name) => field("projections", k, name),
    }
}

impl Description {
    /// As a file says it.
    pub(super) fn raw(&self) -> (Vec<RawPopulation>, Vec<RawProjection>) {
        let populations = self.populations.iter().map(|of| RawPopulation {
            name: of.name.clone(),
            size: of.size.filter(|_| of.sheet.is_none()),
            sheet: of.sheet,
            activation: Some(of.activation),
            bias: Some(of.has_bias),
        });
        let projections = self.projections.iter().map(|of| RawProjection {
            from: of.from.clone(),
            to: of.to.clone(),
            connect: Some(of.connect.clone()),
            learns: Some(of.learns),
            delay: of.delay,
            weight: of.weight.clone(),
        });
        (populations.collect(), projections.collect())
    }

    /// The weights at birth of projections that have one of their own, by (from, to).
    pub(crate) fn constants(&self) -> BTreeMap<String, &crate::scalar::Number> {
        let own = self.projections.iter().filter_map(|of| {
            let weight = of.weight.as_ref()?;
            Some((format!("{}-{}", of.from, of.to), weight))
        });
        own.collect()
    }
}
