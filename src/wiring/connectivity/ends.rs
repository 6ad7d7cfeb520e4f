//! The two populations of a projection, and the bound on its pairs.

use crate::wiring::{Place, Population, Sparse, WiringError};

/// What a projection's rule is applied to.
pub(in crate::wiring) struct Ends<'a> {
    pub(in crate::wiring) pre: &'a Population,
    pub(in crate::wiring) post: &'a Population,
    /// The name of the projection, for streams of draws.
    pub(in crate::wiring) name: &'a str,
    /// Its position in the description.
    pub(in crate::wiring) position: usize,
}

impl Ends<'_> {
    pub(super) fn wrong(
        &self,
        problem: impl Into<String>,
        expected: impl Into<String>,
    ) -> WiringError {
        WiringError::new(
            Place::Projection(self.position, "connect"),
            problem,
            expected,
        )
    }

    pub(super) fn sizes(&self) -> String {
        format!(
            "'{}' has {} and '{}' has {}",
            self.pre.name,
            neurons(self.pre.size),
            self.post.name,
            neurons(self.post.size)
        )
    }
}

pub(super) fn neurons(n: usize) -> String {
    match n {
        1 => "1 neuron".to_owned(),
        n => format!("{n} neurons"),
    }
}

pub(super) fn within_bound(n_pairs: f64, ends: &Ends<'_>) -> Result<(), WiringError> {
    let most = Sparse::MOST_PAIRS / 2;
    match n_pairs <= most as f64 {
        true => Ok(()),
        false => Err(ends.wrong(
            format!("that makes some {n_pairs:.0} synapses"),
            format!("at most {most} synapses in a projection that is not All"),
        )),
    }
}

/// The most pairs of a projection that are drawn one by one: a quarter of an hour.
const MOST_DRAWS: u128 = 100_000_000_000;

/// Lets a rule pass that draws for each possible pair, if there are not too many of them.
pub(super) fn within_draws(ends: &Ends<'_>) -> Result<(), WiringError> {
    let n_possible = ends.pre.size as u128 * ends.post.size as u128;
    match n_possible <= MOST_DRAWS {
        true => Ok(()),
        false => Err(ends.wrong(
            format!(
                "{}, which makes {n_possible} possible pairs, and Random draws for each of them",
                ends.sizes()
            ),
            format!(
                "at most {MOST_DRAWS} possible pairs, or FixedIn, which draws only what is connected"
            ),
        )),
    }
}
