//! Which synapses there are, and which of them a pattern means.

use super::{Pairs, Projection, Wiring};
use crate::axon::{SynapseId, SynapsePattern};

impl Wiring {
    /// Every synapse, population by population; a neuron's bias after the others.
    pub fn synapses(&self) -> impl Iterator<Item = SynapseId> {
        let neurons = (0..self.n_computing).flat_map(|p| (0..self.widths[p]).map(move |i| (p, i)));
        neurons.flat_map(move |(layer, post)| {
            let dendrite = self.dendrite(layer, post);
            let dendrite = dendrite.map(|of| Some((of.population, of.index)));
            let bias = self.has_bias(layer).then_some(None);
            let pres = dendrite.chain(bias);
            pres.map(move |pre| SynapseId { layer, post, pre })
        })
    }

    /// Every synapse that a pattern means.
    pub fn matching(&self, pattern: &SynapsePattern) -> Vec<SynapseId> {
        let all = self.synapses();
        all.filter(|id| pattern.matches(id.layer, id.post, id.pre))
            .collect()
    }

    /// Whether a pattern means some synapse, or, if `is_feedback`, one that has a feedback copy.
    pub fn has_match(&self, pattern: &SynapsePattern, is_feedback: bool) -> bool {
        if pattern.is_bias() {
            let has =
                |p: &usize| self.has_bias(*p) && pattern.may_match([*p, self.widths[*p]], None);
            return !is_feedback && (0..self.n_computing).any(|p| has(&p));
        }
        (0..self.projections.len()).any(|e| {
            let Projection {
                pre, post, pairs, ..
            } = &self.projections[e];
            let ends = [[*post, self.widths[*post]], [*pre, self.widths[*pre]]];
            (!is_feedback || self.has_feedback(e))
                && pattern.may_match(ends[0], Some(ends[1]))
                && match pairs {
                    Pairs::All => true,
                    Pairs::Some(_) => (0..self.widths[*post]).any(|i| {
                        self.row(e, i)
                            .any(|of| pattern.matches(*post, i, Some((*pre, of.index))))
                    }),
                }
        })
    }

    /// The names of all synapses, as patterns.
    pub fn synapse_names(&self, is_feedback: bool) -> Vec<String> {
        let named = |e: &usize| !is_feedback || self.has_feedback(*e);
        let projections = (0..self.projections.len()).filter(named).map(|e| {
            let Projection {
                pre, post, pairs, ..
            } = &self.projections[e];
            let name = |p: usize| &self.populations[p].name;
            let some = if *pairs == Pairs::All { "" } else { " (some)" };
            let (n_post, n_pre) = (self.widths[*post], self.widths[*pre]);
            format!(
                "error/{}/0..{n_post}<-value/{}/0..{n_pre}{some}",
                name(*post),
                name(*pre)
            )
        });
        projections.collect()
    }

    /// The names of all neurons of a kind, as patterns.
    pub fn neuron_names(&self, kind: &str) -> Vec<String> {
        let of_kind = |p: &usize| kind == "value" || !self.is_input(*p);
        let populations = (0..self.widths.len()).filter(of_kind);
        let name = |p: usize| format!("{kind}/{}/0..{}", self.populations[p].name, self.widths[p]);
        populations.map(name).collect()
    }
}
