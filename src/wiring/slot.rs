//! Synapses and slots of mailboxes, by neuron.
//!
//! ```text
//! error neuron:  0 own value neuron | synapses by (projection, pre index) | controller
//! value neuron:  0 own error neuron, unless it is an input | synapses by (projection, post index)
//!                | environment or controller
//! ```

use super::{Pairs, Projection, Wiring};
use crate::axon::AgentId;
use crate::scalar::Partners;

/// One connection of a neuron, seen from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// The number of its projection.
    pub projection: usize,
    /// The number of the synapse in the projection: where its weight is.
    pub synapse: usize,
    /// The population of the neuron at the other end.
    pub population: usize,
    /// Its index.
    pub index: usize,
}

impl Wiring {
    /// What an error neuron hears: value neurons, in the order of its synapses.
    pub fn dendrite(&self, population: usize, index: usize) -> impl Iterator<Item = Connection> {
        let incoming = self.incoming[population].clone();
        incoming.flat_map(move |e| self.row(e, index))
    }

    /// The synapses of one projection that end in a neuron.
    pub fn row(&self, projection: usize, post: usize) -> impl Iterator<Item = Connection> {
        let Projection { pre, pairs, .. } = &self.projections[projection];
        let n_pre = self.widths[*pre];
        let (row, partners) = match pairs {
            Pairs::All => (post * n_pre..(post + 1) * n_pre, None),
            Pairs::Some(sparse) => (sparse.row(post), Some(sparse.pres(post))),
        };
        row.enumerate().map(move |(k, synapse)| Connection {
            projection,
            synapse,
            population: *pre,
            index: partners.map_or(k, |partners| partners[k] as usize),
        })
    }

    /// Whom a value neuron speaks to, and, unless it is an input, hears feedback from: error
    /// neurons, in the order of its synapses.
    pub fn axon(&self, population: usize, index: usize) -> impl Iterator<Item = Connection> {
        let outgoing = self.outgoing[population].iter();
        outgoing.flat_map(move |&e| self.column(e, index))
    }

    /// The synapses of one projection that begin in a neuron.
    pub fn column(&self, projection: usize, pre: usize) -> impl Iterator<Item = Connection> {
        let Projection {
            pre: begin,
            post,
            pairs,
            ..
        } = &self.projections[projection];
        let n_pre = self.widths[*begin];
        (0..self.n_column(projection, pre)).map(move |k| {
            let (index, synapse) = match pairs {
                Pairs::All => (k, k * n_pre + pre),
                Pairs::Some(sparse) => {
                    let index = sparse.posts(pre)[k] as usize;
                    let synapse = sparse.find(index, pre);
                    (index, synapse.expect("bug: pairs are found from both ends"))
                }
            };
            Connection {
                projection,
                synapse,
                population: *post,
                index,
            }
        })
    }

    /// The pre-synaptic partners of the neurons that a projection ends in; `None` if each has all.
    pub fn rows(&self, projection: usize) -> Option<&Partners> {
        match &self.projections[projection].pairs {
            Pairs::All => None,
            Pairs::Some(sparse) => Some(sparse.rows()),
        }
    }

    /// The post-synaptic partners of the neurons that a projection begins in; `None` if each has all.
    pub fn columns_of(&self, projection: usize) -> Option<&Partners> {
        match &self.projections[projection].pairs {
            Pairs::All => None,
            Pairs::Some(sparse) => Some(sparse.columns()),
        }
    }

    /// What stands by number of synapse, by place instead: those of one pre-synaptic neuron after the
    /// other, each in the order of the post-synaptic ones.
    pub fn by_place<T: Clone>(&self, projection: usize, values: &[T]) -> Vec<T> {
        let Projection {
            pre, post, pairs, ..
        } = &self.projections[projection];
        let (n_pre, n_post) = (self.widths[*pre], self.widths[*post]);
        match pairs {
            Pairs::All => {
                let places = (0..n_pre).flat_map(|j| (0..n_post).map(move |i| i * n_pre + j));
                places.map(|k| values[k].clone()).collect()
            }
            Pairs::Some(sparse) => {
                let synapses = sparse.synapses_by_place();
                synapses.map(|k| values[k].clone()).collect()
            }
        }
    }

    /// How many synapses of a projection end in a neuron.
    pub fn n_row(&self, projection: usize, post: usize) -> usize {
        let Projection { pre, pairs, .. } = &self.projections[projection];
        match pairs {
            Pairs::All => self.widths[*pre],
            Pairs::Some(sparse) => sparse.row(post).len(),
        }
    }

    /// The synapses of one projection that begin in a neuron, each with its place among those of
    /// all pre-synaptic neurons, one after the other.
    pub fn places(
        &self,
        projection: usize,
        pre: usize,
    ) -> impl Iterator<Item = (usize, Connection)> {
        let Projection { post, pairs, .. } = &self.projections[projection];
        let first = match pairs {
            Pairs::All => pre * self.widths[*post],
            Pairs::Some(sparse) => sparse.column(pre).start,
        };
        (first..).zip(self.column(projection, pre))
    }

    /// Whether the synapses of two value neurons of a population that learn end with the same error neurons,
    /// in the same slots.
    pub(crate) fn has_same_slots(&self, population: usize, [a, b]: [usize; 2]) -> bool {
        self.outgoing[population].iter().all(|&e| {
            let is_alike = match self.projections[e].learns {
                true => self.posts(e, a) == self.posts(e, b),
                false => true,
            };
            is_alike && self.n_column(e, a) == self.n_column(e, b)
        })
    }

    /// With whom the synapses of one projection that begin in a neuron end; `None` if with all in order.
    pub(crate) fn posts(&self, projection: usize, pre: usize) -> Option<&[u32]> {
        match &self.projections[projection].pairs {
            Pairs::All => None,
            Pairs::Some(sparse) => Some(sparse.posts(pre)),
        }
    }

    /// How many synapses of one projection begin in a neuron.
    pub(crate) fn n_column(&self, projection: usize, pre: usize) -> usize {
        let Projection { post, pairs, .. } = &self.projections[projection];
        match pairs {
            Pairs::All => self.widths[*post],
            Pairs::Some(sparse) => sparse.column(pre).len(),
        }
    }

    /// The synapse in `slot` of a dendrite, the bias aside.
    pub(super) fn in_dendrite(
        &self,
        population: usize,
        index: usize,
        mut slot: usize,
    ) -> Option<Connection> {
        for e in self.incoming[population].clone() {
            let n = self.n_row(e, index);
            if slot < n {
                return self.row(e, index).nth(slot);
            }
            slot -= n;
        }
        None
    }

    /// Whom a value neuron speaks to at `slot` of its axon.
    pub(super) fn in_axon(
        &self,
        population: usize,
        index: usize,
        mut slot: usize,
    ) -> Option<Connection> {
        for &e in &self.outgoing[population] {
            let n = self.n_column(e, index);
            if slot < n {
                return self.column(e, index).nth(slot);
            }
            slot -= n;
        }
        None
    }

    /// How many value neurons an error neuron hears.
    pub fn n_dendrite(&self, population: usize, index: usize) -> usize {
        let incoming = self.incoming[population].clone();
        incoming.map(|e| self.n_row(e, index)).sum()
    }

    /// How many error neurons a value neuron speaks to.
    pub fn n_axon(&self, population: usize, index: usize) -> usize {
        let outgoing = self.outgoing[population].iter();
        outgoing.map(|&e| self.n_column(e, index)).sum()
    }

    /// How many synapses a neuron has: a dendrite with its bias, or feedback copies.
    pub fn n_slots(&self, id: AgentId) -> usize {
        match id {
            AgentId::Error { layer, index } => {
                self.n_dendrite(layer, index) + usize::from(self.has_bias(layer))
            }
            AgentId::Value { layer, index } if self.is_hidden(layer) => self.n_axon(layer, index),
            _ => 0,
        }
    }

    pub(super) fn place_in_row(&self, projection: usize, post: usize, pre: usize) -> Option<usize> {
        let Projection {
            pre: begin, pairs, ..
        } = &self.projections[projection];
        match pairs {
            Pairs::All => (pre < self.widths[*begin]).then_some(pre),
            Pairs::Some(sparse) => Some(sparse.find(post, pre)? - sparse.row(post).start),
        }
    }

    pub(super) fn place_in_column(
        &self,
        projection: usize,
        pre: usize,
        post: usize,
    ) -> Option<usize> {
        let Projection {
            post: end, pairs, ..
        } = &self.projections[projection];
        match pairs {
            Pairs::All => (post < self.widths[*end]).then_some(post),
            Pairs::Some(sparse) => sparse.find_in_column(pre, post),
        }
    }

    /// Who speaks to `slot` of a neuron's mailbox.
    pub fn speaker(&self, id: AgentId, slot: u32) -> AgentId {
        let slot = slot as usize;
        match id {
            AgentId::Error { layer, index } => match slot.checked_sub(1) {
                None => AgentId::Value { layer, index },
                Some(synapse) => match self.in_dendrite(layer, index, synapse) {
                    Some(of) => AgentId::Value {
                        layer: of.population,
                        index: of.index,
                    },
                    None => AgentId::Controller,
                },
            },
            AgentId::Value { layer, index } => {
                let first = usize::from(!self.is_input(layer));
                let Some(synapse) = slot.checked_sub(first) else {
                    return AgentId::Error { layer, index };
                };
                let column = self.columns[layer] + index;
                match self.in_axon(layer, index, synapse) {
                    Some(of) => AgentId::Error {
                        layer: of.population,
                        index: of.index,
                    },
                    None if self.is_input(layer) => AgentId::Stimulus { index: column },
                    None if self.is_output(layer) => AgentId::Teacher { index: column },
                    None => AgentId::Controller,
                }
            }
            _ => AgentId::Controller,
        }
    }
}
