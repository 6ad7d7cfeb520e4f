//! A set of synapses or neurons, as a person names it: `error/1/*<-value/2/0..3`, `value/2/*`.
//!
//! Promises that what is displayed reads back. Refuses to know any network: whether a pattern
//! matches something is asked of it with widths.

mod neurons;

pub use neurons::NeuronPattern;

use std::fmt;
use std::str::FromStr;

use crate::scalar::whole_number;

/// Synapses by layer and index of the error neuron and of the value neuron, or the bias. Each is a
/// number, a half-open range such as `0..3`, or `*` for all.
///
/// ```
/// use fazil::axon::SynapsePattern;
/// let pattern: SynapsePattern = "error/0/0..3<-value/1/*".parse()?;
/// assert!(pattern.matches(0, 2, Some((1, 7))) && !pattern.matches(0, 3, Some((1, 7))));
/// assert_eq!(pattern.to_string(), "error/0/0..3<-value/1/*");
/// # Ok::<(), fazil::axon::PatternError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynapsePattern {
    layer: Indices,
    post: Indices,
    /// Layer and index; `None` for the bias.
    pre: Option<(Indices, Indices)>,
}

/// A text that names no synapses, or no neurons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    problem: String,
}

/// The indices `low..high`; without `high`, all from `low` = 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Indices {
    low: usize,
    high: Option<usize>,
}

impl SynapsePattern {
    /// Whether the synapse of error neuron `post` in `layer` from value neuron `pre`, as (layer,
    /// index), is meant (`None` for the bias).
    pub fn matches(&self, layer: usize, post: usize, pre: Option<(usize, usize)>) -> bool {
        let same_kind = match (self.pre, pre) {
            (Some(of), Some((layer, pre))) => of.0.contains(layer) && of.1.contains(pre),
            (None, None) => true,
            _ => false,
        };
        same_kind && self.layer.contains(layer) && self.post.contains(post)
    }

    /// Whether it means biases.
    pub fn is_bias(&self) -> bool {
        self.pre.is_none()
    }

    /// Whether it may match some synapse from a layer to another, of which the numbers and widths
    /// are given (post, then pre; `None` for biases); who is connected is not asked.
    pub fn may_match(&self, post: [usize; 2], pre: Option<[usize; 2]>) -> bool {
        let has_pre = match (self.pre, pre) {
            (Some(of), Some([layer, n])) => of.0.contains(layer) && of.1.starts_below(n),
            (None, None) => true,
            _ => false,
        };
        has_pre && self.layer.contains(post[0]) && self.post.starts_below(post[1])
    }
}

impl Indices {
    fn contains(self, index: usize) -> bool {
        self.low <= index && self.high.is_none_or(|high| index < high)
    }

    fn starts_below(self, count: usize) -> bool {
        self.low < count
    }
}

impl fmt::Display for Indices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.high {
            None => f.write_str("*"),
            Some(high) if high - self.low == 1 => write!(f, "{}", self.low),
            Some(high) => write!(f, "{}..{high}", self.low),
        }
    }
}

impl FromStr for Indices {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let wrong = |problem: String| PatternError { problem };
        let number = |text: &str| {
            let parsed = whole_number(text.trim()).and_then(|n| usize::try_from(n).ok());
            parsed.filter(|&n| n < usize::MAX).ok_or_else(|| {
                wrong(format!(
                    "'{}' is not an index, a range such as 0..3, or *",
                    shown(text)
                ))
            })
        };
        let (low, high) = match text.trim().split_once("..") {
            _ if text.trim() == "*" => return Ok(Self { low: 0, high: None }),
            Some((low, high)) => (number(low)?, number(high)?),
            None => {
                let one = number(text)?;
                (one, one + 1)
            }
        };
        match low < high {
            true => Ok(Self {
                low,
                high: Some(high),
            }),
            false => Err(wrong(format!("the range {low}..{high} is empty"))),
        }
    }
}

impl fmt::Display for SynapsePattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error/{}/{}<-", self.layer, self.post)?;
        match self.pre {
            None => f.write_str("bias"),
            Some((layer, pre)) => write!(f, "value/{layer}/{pre}"),
        }
    }
}

impl FromStr for SynapsePattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let wrong = |problem: String| PatternError { problem };
        let shape = || {
            wrong(format!(
                "'{}' is not of the form error/l/i<-value/m/j or error/l/i<-bias",
                shown(text)
            ))
        };
        let (post, pre) = text.split_once("<-").ok_or_else(shape)?;
        let post: Vec<&str> = post.trim().split('/').collect();
        let ["error", layer, index] = post.as_slice() else {
            return Err(shape());
        };
        let (layer, post): (Indices, Indices) = (layer.parse()?, index.parse()?);
        let pre: Vec<&str> = pre.trim().split('/').collect();
        let pre = match pre.as_slice() {
            ["bias"] => None,
            ["value", layer, index] => Some((layer.parse()?, index.parse()?)),
            _ => return Err(shape()),
        };
        Ok(Self { layer, post, pre })
    }
}

/// A text that a person wrote, as a message shows it: cut, and without a sign that a terminal obeys.
pub fn shown(text: &str) -> String {
    /// The most characters of it.
    const WIDEST: usize = 60;
    let cut: String = text.chars().take(WIDEST).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", cut.escape_debug())
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for PatternError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_read_back_and_match() {
        for (text, hit, miss) in [
            (
                "error/0/1<-value/1/2",
                (0, 1, Some((1, 2))),
                (0, 1, Some((1, 3))),
            ),
            ("error/*/*<-value/*/*", (4, 9, Some((5, 2))), (4, 9, None)),
            ("error/1/3<-bias", (1, 3, None), (1, 3, Some((2, 0)))),
            (
                "error/0/0..3<-value/1/*",
                (0, 2, Some((1, 8))),
                (0, 2, Some((2, 8))),
            ),
            (
                "error/0..2/*<-value/1..3/0",
                (1, 5, Some((2, 0))),
                (1, 5, Some((3, 0))),
            ),
        ] {
            let pattern: SynapsePattern = text.parse().unwrap();
            assert_eq!(pattern.to_string(), text);
            assert!(pattern.matches(hit.0, hit.1, hit.2), "{text}");
            assert!(!pattern.matches(miss.0, miss.1, miss.2), "{text}");
        }
        let any_above: SynapsePattern = "error/1/*<-value/*/0".parse().unwrap();
        assert!(any_above.may_match([1, 3], Some([2, 4])));
        assert!(!any_above.may_match([0, 3], Some([1, 4])));
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "error/0/1",
            "value/0/1<-value/1/2",
            "error/0/3..3<-bias",
            "error/0/-1<-bias",
            "error/0/x<-bias",
            "error/0/01<-bias",
            "error/0/0..03<-bias",
        ] {
            assert!(text.parse::<SynapsePattern>().is_err(), "{text}");
        }
    }
}
