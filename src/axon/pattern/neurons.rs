//! A set of neurons, as a person names it: `error/1/*`, `value/2/0..8`.
//!
//! Promises that what is displayed reads back. Refuses to know any network.

use std::fmt;
use std::str::FromStr;

use super::{Indices, PatternError, shown};
use crate::axon::AgentId;

/// Neurons by kind, layer and index: the kind is `value`, `error` or `*`; layer and index are
/// a number, a half-open range such as `0..3`, or `*`.
///
/// ```
/// use fazil::axon::{AgentId, NeuronPattern};
/// let pattern: NeuronPattern = "error/0..2/*".parse()?;
/// assert!(pattern.matches(AgentId::Error { layer: 1, index: 7 }));
/// assert!(!pattern.matches(AgentId::Value { layer: 1, index: 7 }));
/// assert_eq!(pattern.to_string(), "error/0..2/*");
/// # Ok::<(), fazil::axon::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeuronPattern {
    /// `None` for both kinds.
    is_error: Option<bool>,
    layer: Indices,
    index: Indices,
}

impl NeuronPattern {
    /// Whether the agent is a neuron that is meant.
    pub fn matches(&self, id: AgentId) -> bool {
        let (is_error, layer, index) = match id {
            AgentId::Value { layer, index } => (false, layer, index),
            AgentId::Error { layer, index } => (true, layer, index),
            _ => return false,
        };
        self.is_error.is_none_or(|wanted| wanted == is_error)
            && self.layer.contains(layer)
            && self.index.contains(index)
    }

    /// The neurons that are meant, of a network of which the first `n_computing` layers of these
    /// widths have error neurons.
    pub fn matching(&self, widths: &[usize], n_computing: usize) -> Vec<AgentId> {
        let values = neurons(widths, |layer, index| AgentId::Value { layer, index });
        let errors = neurons(&widths[..n_computing], |layer, index| AgentId::Error {
            layer,
            index,
        });
        let all = values.into_iter().chain(errors);
        all.filter(|id| self.matches(*id)).collect()
    }
}

fn neurons(widths: &[usize], name: impl Fn(usize, usize) -> AgentId) -> Vec<AgentId> {
    let layers = widths.iter().enumerate();
    layers
        .flat_map(|(layer, n)| (0..*n).map(move |index| (layer, index)))
        .map(|(layer, index)| name(layer, index))
        .collect()
}

impl fmt::Display for NeuronPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.is_error {
            None => "*",
            Some(true) => "error",
            Some(false) => "value",
        };
        write!(f, "{kind}/{}/{}", self.layer, self.index)
    }
}

impl FromStr for NeuronPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let problem = format!(
            "'{}' is not of the form error/l/i, value/l/i or */l/i, with numbers, ranges such \
             as 0..3, or *",
            shown(text)
        );
        let parts: Vec<&str> = text.trim().split('/').collect();
        let [kind, layer, index] = parts.as_slice() else {
            return Err(PatternError { problem });
        };
        Ok(Self {
            is_error: match *kind {
                "*" => None,
                "error" => Some(true),
                "value" => Some(false),
                _ => return Err(PatternError { problem }),
            },
            layer: layer.parse()?,
            index: index.parse()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_read_back_and_match() {
        for (text, n_matching) in [
            ("*/*/*", 3 + 4 + 5 + 3 + 4),
            ("error/*/*", 7),
            ("value/2/0..2", 2),
            ("*/1/3", 2),
            ("error/2/0", 0),
            ("value/0/3..9", 0),
        ] {
            let pattern: NeuronPattern = text.parse().unwrap();
            assert_eq!(pattern.to_string(), text);
            assert_eq!(pattern.matching(&[3, 4, 5], 2).len(), n_matching, "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "*",
            "error/1",
            "neuron/1/2",
            "error/1/2/3",
            "error/x/1",
            "value/1/4..4",
        ] {
            assert!(text.parse::<NeuronPattern>().is_err(), "{text}");
        }
    }
}
