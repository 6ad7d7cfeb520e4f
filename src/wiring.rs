//! Which neurons there are and who is connected to whom: populations, projections, levels, delays.
//!
//! A network is a directed acyclic graph of populations. Populations without afferents are inputs,
//! those without efferents are outputs. The level of a population is its longest path to an output.
//! A chain of layers is the graph in which every population projects to the one below it alone; the
//! number of its layer is its level.
//!
//! Promises that a graph can be built, and alone numbers synapses and the slots of mailboxes. Time
//! and memory are proportional to what is connected. Refuses to know a weight.

mod compressed_rows;
mod connectivity;
mod description;
mod error;
mod levels;
mod matching;
mod name;
mod pairs_file;
mod projection_description;
mod projection_names;
mod sheet;
mod slot;
mod synapse_name;

pub use compressed_rows::Sparse;
pub use connectivity::{Connectivity, ReadPairs};
pub use description::PopulationDescription;
pub use error::{Place, WiringError};
pub use pairs_file::{ListedPair, pairs_of_text};
pub use projection_description::{Delays, ProjectionDescription};
pub use sheet::Sheet;
pub use slot::Connection;

use std::ops::Range;
use std::sync::Arc;

use crate::activation::Activation;

/// Neurons of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    /// As it is written in ids; in a chain the number of the layer.
    pub name: String,
    /// Its value neurons, at least 1.
    pub size: usize,
    /// If its neurons lie on a sheet.
    pub sheet: Option<Sheet>,
    /// f of what it sends.
    pub activation: Activation,
    /// Whether its error neurons have a bias synapse.
    pub has_bias: bool,
}

/// Synapses from one population to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// As it is written in weight files; in a chain the number of the layer it comes from.
    pub name: String,
    /// The number of the population whose value neurons send f(x).
    pub pre: usize,
    /// The number of the population whose error neurons hear it.
    pub post: usize,
    /// Who is connected.
    pub pairs: Pairs,
    /// Whether its synapses change.
    pub learns: bool,
    /// Ticks that feedback takes on top of the one that every message takes.
    pub delay: usize,
}

/// Who is connected in a projection.
#[derive(Clone, Debug, PartialEq)]
pub enum Pairs {
    /// Everyone with everyone.
    All,
    /// Some with some.
    Some(Arc<Sparse>),
}

/// A graph of populations.
///
/// Populations are numbered: first those that have error neurons, then the inputs; each by level,
/// then as they were described. So a chain's numbers are its layers, 0 the output. Projections are
/// numbered by the population they end in, then as they were described.
///
/// ```
/// use fazil::activation::Activation;
/// use fazil::wiring::Wiring;
/// let chain = Wiring::chain(&[10, 32, 64], Activation::Tanh, false);
/// assert_eq!((chain.depth(), chain.n_computing(), chain.n_synapses()), (2, 2, 10 * 32 + 32 * 64));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Wiring {
    populations: Vec<Population>,
    projections: Vec<Projection>,
    /// Populations that have error neurons: the first so many.
    n_computing: usize,
    levels: Vec<usize>,
    widths: Vec<usize>,
    /// By population: the projections that end in it.
    incoming: Vec<Range<usize>>,
    /// By population: the projections that begin in it.
    outgoing: Vec<Vec<usize>>,
    /// By population: in how many synapses of the dendrite each of those comes after others.
    columns: Vec<usize>,
    is_chain: bool,
}

impl Wiring {
    /// A chain of layers of these widths, output first, each wired to the next altogether.
    pub fn chain(widths: &[usize], activation: Activation, has_bias: bool) -> Self {
        let last = widths.len().saturating_sub(1);
        let populations = widths.iter().enumerate().map(|(l, &size)| Population {
            name: l.to_string(),
            size,
            sheet: None,
            activation,
            has_bias: has_bias && l < last,
        });
        let projections = (0..last).map(|l| Projection {
            name: (l + 1).to_string(),
            pre: l + 1,
            post: l,
            pairs: Pairs::All,
            learns: true,
            delay: 0,
        });
        let levels = (0..widths.len()).collect();
        Self::assemble(
            populations.collect(),
            projections.collect(),
            last,
            levels,
            true,
        )
    }

    /// A graph whose parts are in order.
    fn assemble(
        populations: Vec<Population>,
        projections: Vec<Projection>,
        n_computing: usize,
        levels: Vec<usize>,
        is_chain: bool,
    ) -> Self {
        let incoming = (0..populations.len()).map(|p| {
            let first = projections.partition_point(|projection| projection.post < p);
            first..projections.partition_point(|projection| projection.post <= p)
        });
        let outgoing = (0..populations.len()).map(|p| {
            let begins = |e: &usize| projections[*e].pre == p;
            (0..projections.len()).filter(begins).collect()
        });
        let mut columns = vec![0; populations.len()];
        let is_output = |p: usize| levels[p] == 0;
        let inputs = n_computing..populations.len();
        let outputs = (0..n_computing)
            .filter(|p| is_output(*p))
            .collect::<Vec<_>>();
        for list in [inputs.collect(), outputs] {
            let mut column = 0;
            for p in list {
                columns[p] = column;
                column += populations[p].size;
            }
        }
        Self {
            widths: populations.iter().map(|of| of.size).collect(),
            incoming: incoming.collect(),
            outgoing: outgoing.collect(),
            columns,
            n_computing,
            levels,
            is_chain,
            populations,
            projections,
        }
    }

    /// Whether it is a chain of layers whose names are their numbers.
    pub fn is_chain(&self) -> bool {
        self.is_chain
    }

    /// The populations, by number.
    pub fn populations(&self) -> &[Population] {
        &self.populations
    }

    /// The projections, by number.
    pub fn projections(&self) -> &[Projection] {
        &self.projections
    }

    /// Value neurons, by population.
    pub fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// How many populations have error neurons: those before the inputs.
    pub fn n_computing(&self) -> usize {
        self.n_computing
    }

    /// How many populations are outputs: those of level 0, the first ones.
    pub fn n_output_populations(&self) -> usize {
        let is_output = |level: &&usize| **level == 0;
        self.levels[..self.n_computing]
            .iter()
            .take_while(is_output)
            .count()
    }

    /// D: the highest level, L in a chain.
    pub fn depth(&self) -> usize {
        self.levels.iter().copied().max().unwrap_or(0)
    }

    /// The level of a population: its longest path to an output.
    pub fn level(&self, population: usize) -> usize {
        self.levels[population]
    }

    /// Whether a population is an input.
    pub fn is_input(&self, population: usize) -> bool {
        population >= self.n_computing
    }

    /// Whether a population is an output.
    pub fn is_output(&self, population: usize) -> bool {
        self.levels[population] == 0 && !self.is_input(population)
    }

    /// Whether a population is neither.
    pub fn is_hidden(&self, population: usize) -> bool {
        !self.is_input(population) && !self.is_output(population)
    }

    /// Input neurons of all input populations: the columns of the data's inputs.
    pub fn n_inputs(&self) -> usize {
        self.widths[self.n_computing..].iter().sum()
    }

    /// Output neurons of all output populations: the columns of the data's targets.
    pub fn n_outputs(&self) -> usize {
        self.widths[..self.n_output_populations()].iter().sum()
    }

    /// The columns of the data that an input population is shown, or an output population is taught.
    pub fn columns(&self, population: usize) -> Range<usize> {
        let first = self.columns[population];
        first..first + self.widths[population]
    }

    /// The input neuron (population, index) that is shown a column of the data.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn input_neuron(&self, column: usize) -> (usize, usize) {
        self.neuron_of_column(self.n_computing..self.populations.len(), column)
    }

    /// The output neuron (population, index) that is taught a column of the data.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn output_neuron(&self, column: usize) -> (usize, usize) {
        self.neuron_of_column(0..self.n_output_populations(), column)
    }

    fn neuron_of_column(&self, mut among: Range<usize>, column: usize) -> (usize, usize) {
        let found = among.find(|p| self.columns(*p).contains(&column));
        let population = found.expect("bug: the data have no such column");
        (population, column - self.columns[population])
    }

    /// The projections that end in a population.
    pub fn incoming(&self, population: usize) -> Range<usize> {
        self.incoming[population].clone()
    }

    /// The projections that begin in a population.
    pub fn outgoing(&self, population: usize) -> &[usize] {
        &self.outgoing[population]
    }

    /// Whether the error neurons of a population have a bias synapse.
    pub fn has_bias(&self, population: usize) -> bool {
        self.populations[population].has_bias
    }

    /// Whether any error neuron has a bias synapse.
    pub fn has_any_bias(&self) -> bool {
        self.populations
            .iter()
            .any(|population| population.has_bias)
    }

    /// Whether a projection has feedback copies: those from inputs have none.
    pub fn has_feedback(&self, projection: usize) -> bool {
        !self.is_input(self.projections[projection].pre)
    }

    /// How many synapses a projection has: one a pair.
    pub fn n_pairs(&self, projection: usize) -> usize {
        let Projection {
            pre, post, pairs, ..
        } = &self.projections[projection];
        match pairs {
            Pairs::All => self.widths[*pre] * self.widths[*post],
            Pairs::Some(sparse) => sparse.n_pairs(),
        }
    }

    /// How many synapses of a projection a neuron has on average at either end, together; at least
    /// 1.
    pub fn mean_fan(&self, projection: usize) -> f64 {
        let Projection { pre, post, .. } = &self.projections[projection];
        let (pre, post) = (self.widths[*pre] as f64, self.widths[*post] as f64);
        match &self.projections[projection].pairs {
            Pairs::All => pre + post,
            Pairs::Some(sparse) => {
                let n = sparse.n_pairs() as f64;
                (n / pre + n / post).max(1.0)
            }
        }
    }

    /// How many synapses all projections have, biases and feedback copies aside.
    pub fn n_synapses(&self) -> usize {
        (0..self.projections.len()).map(|e| self.n_pairs(e)).sum()
    }

    /// Bytes of the lists of pairs.
    pub fn bytes(&self) -> usize {
        let of = |projection: &Projection| match &projection.pairs {
            Pairs::All => 0,
            Pairs::Some(sparse) => sparse.bytes(),
        };
        self.projections.iter().map(of).sum()
    }

    /// Rows and columns of the weights of a projection: post by pre, or one row a pair.
    pub fn shape(&self, projection: usize) -> [usize; 2] {
        let Projection {
            pre, post, pairs, ..
        } = &self.projections[projection];
        match pairs {
            Pairs::All => [self.widths[*post], self.widths[*pre]],
            Pairs::Some(sparse) => [sparse.n_pairs(), 1],
        }
    }
}
