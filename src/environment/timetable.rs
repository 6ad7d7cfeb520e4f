//! How long stimuli and teachers last, and in what order examples are shown (SPEC section 7).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::scalar::Draws;

/// How a network comes to its prediction before the teacher appears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prediction {
    /// The network is left to itself for P ticks.
    Settle,
    /// x := μ is imposed from outside (Algorithm 2's "Require" lines); P = 0.
    Imposed,
}

/// What becomes of a last batch that does not fill all lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LastBatch {
    /// It is shown; the lanes left over idle.
    Short,
    /// It is left out.
    Drop,
}

/// A number of ticks, or a range of which each presentation draws one. Written `9` or `[7, 12]`
/// (both ends included).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The fewest ticks.
    pub low: u64,
    /// The most ticks, at least `low`.
    pub high: u64,
}

impl Span {
    /// Always `ticks`.
    pub fn fixed(ticks: u64) -> Self {
        Self {
            low: ticks,
            high: ticks,
        }
    }

    fn draw(self, draws: &mut Draws) -> u64 {
        self.low + draws.below(self.high - self.low + 1)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.low == self.high {
            true => write!(f, "{}", self.low),
            false => write!(f, "[{}, {}]", self.low, self.high),
        }
    }
}

impl Serialize for Span {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        match self.low == self.high {
            true => serializer.serialize_u64(self.low),
            false => serializer.collect_seq([self.low, self.high]),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpanVisitor;
        impl<'de> de::Visitor<'de> for SpanVisitor {
            type Value = Span;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of ticks such as 9, or a range such as [7, 12]")
            }
            fn visit_u64<E: de::Error>(self, ticks: u64) -> Result<Span, E> {
                Ok(Span::fixed(ticks))
            }
            fn visit_i64<E: de::Error>(self, ticks: i64) -> Result<Span, E> {
                u64::try_from(ticks)
                    .map(Span::fixed)
                    .map_err(|_| E::invalid_value(de::Unexpected::Signed(ticks), &self))
            }
            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Span, A::Error> {
                let mut end = |k| {
                    seq.next_element()?
                        .ok_or_else(|| de::Error::invalid_length(k, &self))
                };
                let (low, high) = (end(0)?, end(1)?);
                match seq.next_element::<u64>()? {
                    None if low <= high => Ok(Span { low, high }),
                    None => Err(de::Error::custom(format!(
                        "the range [{low}, {high}] is empty; the smaller number first, such as \
                         [{high}, {low}]"
                    ))),
                    Some(_) => Err(de::Error::invalid_length(3, &self)),
                }
            }
        }
        deserializer.deserialize_any(SpanVisitor)
    }
}

/// One presentation, in all lanes: which examples, and how many ticks before and with teacher.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presentation {
    /// P: ticks of stimulus before teacher onset.
    pub prediction_ticks: u64,
    /// T: ticks of stimulus from teacher onset.
    pub learning_ticks: u64,
    /// Whether there is a teacher at all.
    pub with_teacher: bool,
    /// The example shown in each lane, as an index into the examples; shorter than the number
    /// of lanes in a short last batch.
    pub examples: Vec<usize>,
}

/// What is shown in a run: how the epochs' presentations are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Timetable {
    /// P.
    pub prediction_ticks: Span,
    /// T.
    pub learning_ticks: Span,
    /// The fraction of presentations that come without a teacher, in [0, 1).
    pub without_teacher: f64,
    /// Lanes: presentations side by side.
    pub n_lanes: usize,
    /// What becomes of a short last batch.
    pub last_batch: LastBatch,
    /// Seed of order, P, T and missing teachers.
    pub seed: u64,
    /// Whether each epoch is shuffled.
    pub shuffle: bool,
}

impl Timetable {
    /// The presentations of one epoch over `n_examples` examples. Every example is shown with
    /// its teacher once; presentations without teacher come in between, with examples of their
    /// own draw. Each is drawn when it is asked for.
    pub fn epoch(&self, epoch: usize, n_examples: usize) -> Presentations {
        let mut order: Vec<usize> = (0..n_examples).collect();
        if self.shuffle {
            Draws::new(self.seed, &format!("order of epoch {epoch}")).shuffle(&mut order);
        }
        Presentations {
            timetable: self.clone(),
            order,
            n_taught: 0,
            draws: Draws::new(self.seed, &format!("ticks of epoch {epoch}")),
        }
    }

    /// P and T of one presentation.
    pub(crate) fn draw_ticks(&self, draws: &mut Draws) -> [u64; 2] {
        [self.prediction_ticks, self.learning_ticks].map(|span| span.draw(draws))
    }
}

/// The presentations of one epoch, in their order. Holds the order of the examples and nothing
/// of what it has drawn, however many presentations without teacher there are.
#[derive(Clone, Debug)]
pub struct Presentations {
    timetable: Timetable,
    /// The examples, `[n_examples]`, in the order in which they are taught.
    order: Vec<usize>,
    /// How many of them were taught.
    n_taught: usize,
    draws: Draws,
}

/// How far an epoch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationsState {
    /// Examples taught.
    pub n_taught: usize,
    /// How far its stream of draws has come.
    pub position: u64,
}

impl Presentations {
    /// How far it has come.
    pub fn state(&self) -> PresentationsState {
        PresentationsState {
            n_taught: self.n_taught,
            position: self.draws.position(),
        }
    }

    /// The same epoch, as far as another one of it has come.
    #[must_use]
    pub fn resume(mut self, state: &PresentationsState) -> Self {
        self.n_taught = state.n_taught.min(self.order.len());
        self.draws = self.draws.resume(state.position);
        self
    }

    fn presentation(&mut self, with_teacher: bool, examples: Vec<usize>) -> Presentation {
        let Timetable {
            prediction_ticks,
            learning_ticks,
            ..
        } = self.timetable;
        Presentation {
            prediction_ticks: prediction_ticks.draw(&mut self.draws),
            learning_ticks: learning_ticks.draw(&mut self.draws),
            with_teacher,
            examples,
        }
    }
}

impl Iterator for Presentations {
    type Item = Presentation;

    fn next(&mut self) -> Option<Presentation> {
        let n_lanes = self.timetable.n_lanes;
        let n_left = self.order.len() - self.n_taught;
        let is_short = n_left < n_lanes;
        if n_left == 0 || (is_short && self.timetable.last_batch == LastBatch::Drop) {
            return None;
        }
        let chance = self.timetable.without_teacher;
        if chance > 0.0 && self.draws.unit() < chance {
            let (n_examples, draws) = (self.order.len() as u64, &mut self.draws);
            let examples = (0..n_lanes)
                .map(|_| draws.below(n_examples) as usize)
                .collect();
            return Some(self.presentation(false, examples));
        }
        let batch = self.order[self.n_taught..][..n_lanes.min(n_left)].to_vec();
        self.n_taught += batch.len();
        Some(self.presentation(true, batch))
    }
}

#[cfg(test)]
mod tests;
