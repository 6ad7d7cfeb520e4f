//! Names of agents and synapses, as people write them: `value/2/0`, `error/0/3<-value/1/2`.

use std::fmt;
use std::str::FromStr;

use crate::scalar::whole_number;

/// Names one agent. `layer` is the number of its population: in a chain the layer, from the output
/// (0) to the input (L).
///
/// ```
/// use fazil::axon::AgentId;
/// let id: AgentId = "error/1/7".parse().map_err(|()| "not an agent")?;
/// assert_eq!(id, AgentId::Error { layer: 1, index: 7 });
/// assert_eq!(id.to_string(), "error/1/7");
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentId {
    /// The value neuron V(l, i).
    Value {
        /// l, from the output.
        layer: usize,
        /// i, from 0.
        index: usize,
    },
    /// The error neuron E(l, i).
    Error {
        /// l, from the output; never the input layer.
        layer: usize,
        /// i, from 0.
        index: usize,
    },
    /// The stimulus source of input neuron i.
    Stimulus {
        /// i, from 0.
        index: usize,
    },
    /// The teacher source of output neuron i.
    Teacher {
        /// i, from 0.
        index: usize,
    },
    /// The controller of IL and Z-IL.
    Controller,
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { layer, index } => write!(f, "value/{layer}/{index}"),
            Self::Error { layer, index } => write!(f, "error/{layer}/{index}"),
            Self::Stimulus { index } => write!(f, "stimulus/{index}"),
            Self::Teacher { index } => write!(f, "teacher/{index}"),
            Self::Controller => f.write_str("controller"),
        }
    }
}

impl FromStr for AgentId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let parts: Vec<&str> = text.trim().split('/').collect();
        let number = |text: &str| {
            let number = whole_number(text).and_then(|number| usize::try_from(number).ok());
            number.ok_or(())
        };
        match parts.as_slice() {
            ["value", layer, index] => Ok(Self::Value {
                layer: number(layer)?,
                index: number(index)?,
            }),
            ["error", layer, index] => Ok(Self::Error {
                layer: number(layer)?,
                index: number(index)?,
            }),
            ["stimulus", index] => Ok(Self::Stimulus {
                index: number(index)?,
            }),
            ["teacher", index] => Ok(Self::Teacher {
                index: number(index)?,
            }),
            ["controller"] => Ok(Self::Controller),
            _ => Err(()),
        }
    }
}

/// Names one connection from a value neuron to error neuron E(l, i), in a chain V(l+1, j): the
/// feedforward synapse θ in E's dendrite and, unless V is an input, the feedback synapse θ′ in V.
///
/// Written `error/l/i<-value/l+1/j`; the bias synapse of E(l, i) is `error/l/i<-bias`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SynapseId {
    /// l of the error neuron.
    pub layer: usize,
    /// i of the error neuron.
    pub post: usize,
    /// (layer, j) of the value neuron, in a chain of layer l + 1; `None` for the bias.
    pub pre: Option<(usize, usize)>,
}

impl fmt::Display for SynapseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error/{}/{}<-", self.layer, self.post)?;
        match self.pre {
            Some((layer, pre)) => write!(f, "value/{layer}/{pre}"),
            None => f.write_str("bias"),
        }
    }
}

/// Whether there is such a synapse is asked of a network.
impl FromStr for SynapseId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (post, pre) = text.split_once("<-").ok_or(())?;
        let AgentId::Error { layer, index } = post.parse()? else {
            return Err(());
        };
        if pre.trim() == "bias" {
            return Ok(Self {
                layer,
                post: index,
                pre: None,
            });
        }
        match pre.parse()? {
            AgentId::Value {
                layer: above,
                index: pre,
            } => Ok(Self {
                layer,
                post: index,
                pre: Some((above, pre)),
            }),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for text in [
            "value/2/0",
            "error/0/3",
            "stimulus/5",
            "teacher/1",
            "controller",
        ] {
            assert_eq!(text.parse::<AgentId>().unwrap().to_string(), text);
        }
        // The last of them is in no network, which is said with those that are.
        for text in [
            "error/0/3<-value/1/2",
            "error/4/0<-bias",
            "error/9/1<-value/1/1",
        ] {
            assert_eq!(text.parse::<SynapseId>().unwrap().to_string(), text);
        }
        for text in [
            "error/0<-value/1/2",
            "value/0/3<-value/1/2",
            "error/0/3",
            "error/0/03<-bias",
        ] {
            assert!(text.parse::<SynapseId>().is_err(), "{text}");
        }
    }
}
