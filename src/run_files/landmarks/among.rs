//! Synapses among which something is looked for, by a pattern of neurons or of synapses.

use crate::axon::{AgentId, NeuronPattern, PatternError, SynapseId, SynapsePattern};

/// Synapses among which something is looked for: `error/1/*`, `value/2/3` or
/// `error/0/*<-value/1/2`. A pattern of neurons means the synapses at their ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Among(Patterns);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Patterns {
    Neurons(NeuronPattern),
    Synapses(SynapsePattern),
}

impl std::str::FromStr for Among {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Ok(Self(match text.contains("<-") {
            true => Patterns::Synapses(text.parse()?),
            false => Patterns::Neurons(text.parse()?),
        }))
    }
}

impl std::fmt::Display for Among {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Patterns::Neurons(pattern) => pattern.fmt(f),
            Patterns::Synapses(pattern) => pattern.fmt(f),
        }
    }
}

impl Among {
    pub(super) fn has(&self, id: SynapseId) -> bool {
        match &self.0 {
            Patterns::Synapses(pattern) => pattern.matches(id.layer, id.post, id.pre),
            Patterns::Neurons(pattern) => {
                let pre = id.pre.map(|(layer, index)| AgentId::Value { layer, index });
                let (layer, index) = (id.layer, id.post);
                pattern.matches(AgentId::Error { layer, index })
                    || pre.is_some_and(|pre| pattern.matches(pre))
            }
        }
    }
}
