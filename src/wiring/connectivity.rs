//! Who is connected: from a rule to pairs.
//!
//! Random pairs are drawn from a stream per post-synaptic neuron, named by seed, projection and
//! index, so that they never depend on what else there is.
mod ends;

mod receptive_field;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use self::receptive_field::receptive;
use super::{ListedPair, Pairs, Sparse, WiringError};
use crate::scalar::{Draws, Number};
pub(super) use ends::Ends;
use ends::{neurons, within_bound, within_draws};

/// A rule for who is connected in a projection.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Connectivity {
    /// Everyone with everyone.
    #[default]
    All,
    /// Neuron i with neuron i; both populations are of one size.
    OneToOne,
    /// Each pair with probability `density`.
    Random {
        /// In (0, 1].
        density: Number,
        /// Of the draws; default 1.
        #[serde(default = "one")]
        seed: u64,
    },
    /// Each post-synaptic neuron with `n` pre-synaptic ones, drawn without repetition.
    FixedIn {
        /// From 1 to the size of the pre-synaptic population.
        n: usize,
        /// Of the draws; default 1.
        #[serde(default = "one")]
        seed: u64,
    },
    /// Local fields on a sheet: post-synaptic place (r, c) hears all channels of the places
    /// (r · stride − padding + a, c · stride − padding + b) for a, b from 0 to field − 1 that lie on
    /// the pre-synaptic sheet. No weights are shared.
    Receptive {
        /// Rows and columns of a field, at least 1.
        field: usize,
        /// Places from one field to the next, at least 1; default 1.
        #[serde(default = "one_place")]
        stride: usize,
        /// Places by which fields reach beyond the edge, less than `field`; default 0.
        #[serde(default)]
        padding: usize,
    },
    /// The pairs listed in a file: a line each, pre-synaptic index, then post-synaptic index.
    Pairs(String),
}

/// Opens a file of pairs, or says what is wrong with it.
pub type ReadPairs<'a> = &'a mut dyn FnMut(&str) -> Result<Vec<ListedPair>, String>;

fn one() -> u64 {
    1
}

fn one_place() -> usize {
    1
}

/// Refuses a rule that would draw for longer than anybody waits, before anything is drawn.
pub(super) fn check_draws(rule: &Connectivity, ends: &Ends<'_>) -> Result<(), WiringError> {
    match rule {
        Connectivity::Random { .. } => within_draws(ends),
        _ => Ok(()),
    }
}

/// The pairs of a projection; `read` opens files of pairs.
pub(super) fn pairs(
    rule: &Connectivity,
    ends: &Ends<'_>,
    read: ReadPairs<'_>,
) -> Result<Pairs, WiringError> {
    let (n_pre, n_post) = (ends.pre.size, ends.post.size);
    let rows: Vec<Vec<u32>> = match rule {
        Connectivity::All => return Ok(Pairs::All),
        Connectivity::OneToOne if n_pre != n_post => {
            return Err(ends.wrong(ends.sizes(), "two populations of one size for OneToOne"));
        }
        Connectivity::OneToOne => (0..n_post).map(|i| vec![i as u32]).collect(),
        Connectivity::Random { density, seed } => {
            let density = density.to_f64();
            if !(density > 0.0 && density <= 1.0) {
                let problem = format!("density is {density}: it is the probability of a pair");
                return Err(ends.wrong(problem, "a number in (0, 1]"));
            }
            within_bound(density * n_pre as f64 * n_post as f64, ends)?;
            let row = |i| chosen(&mut draws(*seed, ends, i), n_pre, density);
            (0..n_post).map(row).collect()
        }
        Connectivity::FixedIn { n, seed } => {
            if *n == 0 || *n > n_pre {
                let problem = format!("n is {n}, and '{}' has {}", ends.pre.name, neurons(n_pre));
                return Err(ends.wrong(problem, format!("n from 1 to {n_pre}")));
            }
            within_bound(*n as f64 * n_post as f64, ends)?;
            let row = |i| sampled(&mut draws(*seed, ends, i), n_pre, *n);
            (0..n_post).map(row).collect()
        }
        Connectivity::Receptive {
            field,
            stride,
            padding,
        } => receptive([*field, *stride, *padding], ends)?,
        Connectivity::Pairs(path) => listed(
            &read(path).map_err(|problem| {
                ends.wrong(
                    problem,
                    "a line for each pair: pre-synaptic index, post-synaptic index",
                )
            })?,
            path,
            ends,
        )?,
    };
    Ok(Pairs::Some(std::sync::Arc::new(Sparse::new(
        n_pre,
        rows.into_iter(),
    ))))
}

fn draws(seed: u64, ends: &Ends<'_>, post: usize) -> Draws {
    Draws::new(seed, &format!("connect.{}.{post}", ends.name))
}

/// Each of `n` with probability `density`, ascending.
fn chosen(draws: &mut Draws, n: usize, density: f64) -> Vec<u32> {
    (0..n)
        .filter(|_| draws.unit() < density)
        .map(|j| j as u32)
        .collect()
}

/// `k` of `n` without repetition (Floyd 1987), ascending.
fn sampled(draws: &mut Draws, n: usize, k: usize) -> Vec<u32> {
    let mut found = BTreeSet::new();
    for last in n - k..n {
        let draw = draws.below(last as u64 + 1) as u32;
        if !found.insert(draw) {
            found.insert(last as u32);
        }
    }
    found.into_iter().collect()
}

/// Pairs of a file, each once.
fn listed(pairs: &[ListedPair], path: &str, ends: &Ends<'_>) -> Result<Vec<Vec<u32>>, WiringError> {
    let mut rows = vec![Vec::new(); ends.post.size];
    for &ListedPair { pre, post, line } in pairs {
        for (side, index, of) in [("pre", pre, ends.pre), ("post", post, ends.post)] {
            if index >= of.size {
                let problem = format!(
                    "{path}:{line}: the {side}-synaptic index is {index}, and '{}' has {}",
                    of.name,
                    neurons(of.size)
                );
                return Err(ends.wrong(problem, format!("an index from 0 to {}", of.size - 1)));
            }
        }
        rows[post].push(pre as u32);
    }
    for (post, row) in rows.iter_mut().enumerate() {
        row.sort_unstable();
        if let Some(twice) = row.windows(2).find(|pair| pair[0] == pair[1]) {
            let pre = twice[0] as usize;
            let same = pairs.iter().filter(|of| (of.pre, of.post) == (pre, post));
            let lines: Vec<usize> = same.map(|of| of.line).take(2).collect();
            let problem = format!(
                "{path}:{}: the pair of pre {pre} and post {post} is listed twice, first in line {}",
                lines[1], lines[0]
            );
            return Err(ends.wrong(problem, "each pair once"));
        }
    }
    Ok(rows)
}
