//! From what a person describes to a graph.

use super::connectivity::{Ends, ReadPairs, check_draws, pairs};
use super::levels::{levels, order};
use super::projection_description::{Delays, ProjectionDescription};
use super::projection_names::named_alike;
use super::{Place, Population, Projection, Sheet, Wiring, WiringError};
use crate::activation::Activation;

/// A population as it is described.
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationDescription {
    /// A word: letters, digits, `_`, `-` and `.`, no number; each once.
    pub name: String,
    /// Its neurons; the size of its sheet if there is one.
    pub size: Option<usize>,
    /// The sheet they lie on.
    pub sheet: Option<Sheet>,
    /// f of what it sends.
    pub activation: Activation,
    /// Whether its error neurons have a bias synapse; inputs have none.
    pub has_bias: bool,
}

/// The most neurons of a population.
const MOST_NEURONS: usize = 1_000_000;
/// The most ticks that feedback can be under way.
const MOST_DELAY: usize = 1_000;

impl Wiring {
    /// The graph of these populations and projections; `read` opens files of pairs,
    /// and says what is wrong with one.
    ///
    /// # Errors
    /// All that is wrong with the description: names that are no words or stand twice, sizes that
    /// are missing or 0, populations that nobody describes, a cycle, a second projection between
    /// two populations, projections whose names, `FROM-TO`, are the same, populations that nothing
    /// reaches, and pairs that cannot be.
    pub fn new(
        populations: &[PopulationDescription],
        projections: &[ProjectionDescription],
        delays: Delays,
        read: ReadPairs<'_>,
    ) -> Result<Self, Vec<WiringError>> {
        let mut errors = Vec::new();
        let built = check_populations(populations, &mut errors);
        let ends = check_ends(populations, projections, &mut errors);
        let (Some(built), Some(ends)) = (built, ends) else {
            return Err(errors);
        };
        let levels = match levels(&built, &ends) {
            Ok(levels) => levels,
            Err(error) => {
                errors.push(error);
                return Err(errors);
            }
        };
        let order = order(&levels, &ends);
        let mut number = vec![0; built.len()];
        order
            .iter()
            .enumerate()
            .for_each(|(new, old)| number[*old] = new);
        let numbering = Numbering {
            levels: &levels,
            number: &number,
        };
        check_sizes(&built, projections, &ends)?;
        let mut projected = numbering.projected(&built, projections, &ends, delays, read)?;
        projected.sort_by_key(|projection| projection.post); // A stable sort.
        let is_input = |p: &usize| ends.iter().all(|(_, post)| post != p);
        let n_inputs = (0..built.len()).filter(is_input).count();
        let mut sorted: Vec<Population> = order.iter().map(|p| built[*p].clone()).collect();
        let n_computing = sorted.len() - n_inputs;
        sorted[n_computing..]
            .iter_mut()
            .for_each(|input| input.has_bias = false);
        let levels = order.iter().map(|p| levels[*p]).collect();
        Ok(Self::assemble(
            sorted,
            projected,
            n_computing,
            levels,
            false,
        ))
    }
}

/// Refuses all projections that are too large to be drawn, before one is.
fn check_sizes(
    populations: &[Population],
    projections: &[ProjectionDescription],
    ends: &[(usize, usize)],
) -> Result<(), Vec<WiringError>> {
    let mut errors = Vec::new();
    for (position, (projection, &(pre, post))) in projections.iter().zip(ends).enumerate() {
        let (pre, post) = (&populations[pre], &populations[post]);
        let ends = Ends {
            pre,
            post,
            name: "",
            position,
        };
        errors.extend(check_draws(&projection.connect, &ends).err());
    }
    match errors.is_empty() {
        true => Ok(()),
        false => Err(errors),
    }
}

/// What is known of populations before their projections are made.
struct Numbering<'a> {
    /// The levels by position in the description.
    levels: &'a [usize],
    /// The numbers by position in the description.
    number: &'a [usize],
}

impl Numbering<'_> {
    /// The projections in the order of the description; all that is wrong with them.
    fn projected(
        &self,
        populations: &[Population],
        projections: &[ProjectionDescription],
        ends: &[(usize, usize)],
        delays: Delays,
        read: ReadPairs<'_>,
    ) -> Result<Vec<Projection>, Vec<WiringError>> {
        let is_input = |p: usize| ends.iter().all(|(_, post)| *post != p);
        let mut projected = Vec::new();
        let mut errors = Vec::new();
        for (position, (projection, &(pre, post))) in projections.iter().zip(ends).enumerate() {
            let n_levels = match is_input(pre) {
                true => 0,
                false => self.levels[pre].saturating_sub(self.levels[post]),
            };
            let delay = projection.delay.unwrap_or_else(|| delays.of(n_levels));
            let sides = [&populations[pre], &populations[post]];
            match projected_as(projection, position, sides, delay, read) {
                Ok(made) => projected.push(Projection {
                    pre: self.number[pre],
                    post: self.number[post],
                    ..made
                }),
                Err(error) => errors.push(error),
            }
        }
        match errors.is_empty() {
            true => Ok(projected),
            false => Err(errors),
        }
    }
}

/// A projection between two populations, whose numbers are still to be given.
fn projected_as(
    described: &ProjectionDescription,
    position: usize,
    [pre, post]: [&Population; 2],
    delay: usize,
    read: ReadPairs<'_>,
) -> Result<Projection, WiringError> {
    let name = format!("{}-{}", described.from, described.to);
    let ends = Ends {
        pre,
        post,
        name: &name,
        position,
    };
    let pairs = pairs(&described.connect, &ends, read)?;
    if delay > MOST_DELAY {
        let place = Place::Projection(position, "delay");
        let problem = format!("delay is {delay} ticks");
        let expected = format!("at most {MOST_DELAY}");
        return Err(WiringError::new(place, problem, expected));
    }
    let (pre, post, learns) = (0, 0, described.learns);
    Ok(Projection {
        name,
        pre,
        post,
        pairs,
        learns,
        delay,
    })
}

/// Whether text can be the name of a population.
fn is_word(name: &str) -> bool {
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_number = name.chars().all(|c| c.is_ascii_digit());
    !name.is_empty()
        && !is_number
        && !name.contains("..")
        && name.chars().all(is_sign)
        && name.chars().count() <= 40
}

fn check_populations(
    described: &[PopulationDescription],
    errors: &mut Vec<WiringError>,
) -> Option<Vec<Population>> {
    let n_before = errors.len();
    if described.len() < 2 {
        errors.push(WiringError::new(
            Place::Populations,
            "a network has at least an input and an output population",
            "at least 2 populations",
        ));
    }
    let mut built = Vec::new();
    for (k, population) in described.iter().enumerate() {
        let name = &population.name;
        let mut refuse = |field, problem: String, expected: &str| {
            errors.push(WiringError::new(
                Place::Population(k, field),
                problem,
                expected,
            ));
        };
        if name == "bias" {
            let problem = "the name 'bias' is taken by bias synapses, as in error/h/0<-bias";
            refuse("name", problem.to_owned(), "another name");
        } else if !is_word(name) {
            refuse(
                "name",
                format!("'{}' cannot name a population", name.escape_debug()),
                "a word of letters, digits, _, - and ., such as \"V1\", of at most 40 signs and no number",
            );
        }
        if described[..k].iter().any(|other| other.name == *name) {
            refuse(
                "name",
                format!("a population '{name}' stands before"),
                "each name once",
            );
        }
        let size = match size_of(population) {
            Ok(size) => size,
            Err((field, problem, expected)) => {
                refuse(field, problem, expected);
                1
            }
        };
        built.push(Population {
            name: name.clone(),
            size,
            sheet: population.sheet,
            activation: population.activation,
            has_bias: population.has_bias,
        });
    }
    (errors.len() == n_before).then_some(built)
}

/// How many neurons a population has; the field that is wrong, why, and what would be right.
fn size_of(
    population: &PopulationDescription,
) -> Result<usize, (&'static str, String, &'static str)> {
    let name = &population.name;
    if let Some(sheet) = population.sheet.filter(|sheet| sheet.size() == usize::MAX) {
        let problem = format!("'{name}' is a sheet of {sheet} neurons");
        return Err(("sheet", problem, "from 1 to 1000000 neurons"));
    }
    let (field, size) = match (population.size, population.sheet.map(Sheet::size)) {
        (Some(size), Some(other)) if size != other => {
            let problem = format!("size is {size}, and the sheet has {other} places");
            return Err(("size", problem, "a size or a sheet, not both"));
        }
        (Some(size), _) => ("size", size),
        (None, Some(size)) => ("sheet", size),
        (None, None) => {
            let problem = format!("nothing says how many neurons '{name}' has");
            return Err(("", problem, "size: 10, or sheet: (rows: 8, columns: 8)"));
        }
    };
    match (1..=MOST_NEURONS).contains(&size) {
        true => Ok(size),
        false => {
            let problem = format!("'{name}' has {size} neurons");
            Err((field, problem, "from 1 to 1000000 neurons"))
        }
    }
}

/// (pre, post) of every projection, as positions of the description.
fn check_ends(
    populations: &[PopulationDescription],
    projections: &[ProjectionDescription],
    errors: &mut Vec<WiringError>,
) -> Option<Vec<(usize, usize)>> {
    let n_before = errors.len();
    if projections.is_empty() {
        errors.push(WiringError::new(
            Place::Projections,
            "nobody is connected",
            "at least 1 projection",
        ));
    }
    let mut ends: Vec<(usize, usize)> = Vec::new();
    for (k, projection) in projections.iter().enumerate() {
        let mut find = |field, name: &str| {
            let found = position_of(populations, name);
            let place = Place::Projection(k, field);
            let found = found.map_err(|(problem, expected)| {
                errors.push(WiringError::new(place, problem, expected));
            });
            found.ok()
        };
        let (pre, post) = (find("from", &projection.from), find("to", &projection.to));
        let (Some(pre), Some(post)) = (pre, post) else {
            continue;
        };
        let name = &projection.from;
        if pre == post {
            errors.push(WiringError::new(
                Place::Projection(k, ""),
                format!("'{name}' projects to itself: recurrence, unrolled in time, is missing; its errors would have to travel back in time"),
                "a graph without cycles",
            ));
        } else if ends.contains(&(pre, post)) {
            let problem = format!(
                "a projection from '{name}' to '{}' stands before",
                projection.to
            );
            errors.push(WiringError::new(
                Place::Projection(k, ""),
                problem,
                "one projection from a population to another",
            ));
        }
        ends.push((pre, post));
    }
    errors.extend(named_alike(projections));
    if errors.len() == n_before {
        errors.extend(unconnected(populations, &ends));
    }
    (errors.len() == n_before).then_some(ends)
}

/// Where a population of that name stands; else what is wrong, and what there is.
fn position_of(
    populations: &[PopulationDescription],
    name: &str,
) -> Result<usize, (String, String)> {
    let found = populations
        .iter()
        .position(|population| population.name == name);
    found.ok_or_else(|| {
        let names: Vec<&str> = populations.iter().map(|of| of.name.as_str()).collect();
        let problem = format!("there is no population '{}'", name.escape_debug());
        let expected = match names.is_empty() {
            true => "a population of that name; there are no populations".to_owned(),
            false => format!("one of {}", names.join(", ")),
        };
        (problem, expected)
    })
}

/// Populations that no projection begins or ends in.
fn unconnected(populations: &[PopulationDescription], ends: &[(usize, usize)]) -> Vec<WiringError> {
    let is_connected = |p: usize| ends.iter().any(|(pre, post)| *pre == p || *post == p);
    let lonely = (0..populations.len()).filter(|p| !is_connected(*p));
    let error = |p: usize| {
        let name = &populations[p].name;
        let problem = format!("nothing reaches '{name}', and it reaches nothing");
        WiringError::new(
            Place::Population(p, ""),
            problem,
            "a projection from it or to it",
        )
    };
    lonely.map(error).collect()
}
