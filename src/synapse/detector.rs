//! φ, the spike detector: fires when ε was quiet for at least t_d ticks, is not quiet now, and
//! feedback caused the change (SPEC section 5).
//!
//! ```text
//! ε   0 0 0 0 0 ▮ ▮ ▮      quiet for t_d ticks, then not quiet,
//! φ   . . . . . ! . .      and in that tick x moved while μ did not
//! ```
//! It keeps the tick of the last ε that was not quiet, so silence costs nothing, nor does t_d.

use serde::{Deserialize, Serialize};

use crate::axon::Tick;
use crate::scalar::{Number, Scalar};

/// The settings of a φ.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Phi {
    /// Quiet means ε = 0.
    Exact {
        /// Ticks of quiet before a spike, at least 1.
        t_d: u64,
    },
    /// Quiet means |ε| < q; moved means |Δx| ≥ q, not moved |Δμ| < q.
    Tolerance {
        /// Ticks of quiet before a spike, at least 1.
        t_d: u64,
        /// The threshold, in units of x, above 0.
        q: Number,
    },
    /// Never fires.
    Never,
    /// Fires at every tick.
    Always,
}

impl Phi {
    /// t_d; 0 for a φ that never or always fires.
    pub fn quiet_ticks(&self) -> u64 {
        match self {
            Self::Exact { t_d } | Self::Tolerance { t_d, .. } => *t_d,
            Self::Never | Self::Always => 0,
        }
    }
}

/// What a detector makes of one ε.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether ε is not quiet.
    pub loud: bool,
    /// Whether φ fires.
    pub fires: bool,
}

/// A φ: its settings, ready for numbers of one precision. The state of each synapse and lane
/// is the tick of its last loud ε and lives beside the weight.
#[derive(Clone, Debug)]
pub struct Detector<S> {
    pub(super) kind: Kind<S>,
}

#[derive(Clone, Debug)]
pub(super) enum Kind<S> {
    Exact { t_d: i64 },
    Tolerance { t_d: i64, q: S },
    Never,
    Always,
}

impl<S: Scalar> Detector<S> {
    /// "Silent for ever": the last loud tick of a φ at birth.
    pub const SILENT_FOR_EVER: Tick = Tick(i64::MIN / 2);

    /// A detector with these settings.
    pub fn new(phi: &Phi) -> Self {
        let kind = match phi {
            Phi::Exact { t_d } => Kind::Exact { t_d: *t_d as i64 },
            Phi::Tolerance { t_d, q } => Kind::Tolerance {
                t_d: *t_d as i64,
                q: S::from_number(q),
            },
            Phi::Never => Kind::Never,
            Phi::Always => Kind::Always,
        };
        Self { kind }
    }

    /// Whether it fires even on a quiet ε, so that silence cannot be skipped.
    pub fn fires_in_silence(&self) -> bool {
        matches!(self.kind, Kind::Always)
    }

    /// How many ticks of quiet it asks for; more than there ever are if it never fires.
    pub fn t_d(&self) -> i64 {
        match &self.kind {
            Kind::Exact { t_d } | Kind::Tolerance { t_d, .. } => *t_d,
            Kind::Never | Kind::Always => i64::MAX,
        }
    }

    /// Whether it asks for quiet at all: else it fires never or always.
    pub fn asks_for_quiet(&self) -> bool {
        !matches!(self.kind, Kind::Never | Kind::Always)
    }

    /// Below what |ε| is quiet; `None` where ε = 0 alone is.
    pub fn tolerance(&self) -> Option<&S> {
        match &self.kind {
            Kind::Tolerance { q, .. } => Some(q),
            _ => None,
        }
    }

    /// Whether ε counts as quiet.
    #[inline]
    pub fn is_quiet(&self, epsilon: &S) -> bool {
        match &self.kind {
            Kind::Tolerance { q, .. } => epsilon.magnitude() < *q,
            _ => epsilon.is_zero(),
        }
    }

    /// Whether a value that was `before` and is `now` has moved.
    #[inline]
    pub fn has_moved(&self, before: &S, now: &S) -> bool {
        match &self.kind {
            Kind::Tolerance { q, .. } => (now.clone() - before).magnitude() >= *q,
            _ => now != before,
        }
    }

    /// The same for values that are sums of a number and, if anything, what is to be added to it.
    #[inline]
    pub fn pair_has_moved(&self, before: (&S, Option<&S>), now: (&S, Option<&S>)) -> bool {
        let ((before, before_rest), (now, now_rest)) = (before, now);
        if before_rest.is_none() && now_rest.is_none() {
            return self.has_moved(before, now);
        }
        let zero = S::zero();
        let rests = [before_rest.unwrap_or(&zero), now_rest.unwrap_or(&zero)];
        self.parts_have_moved([before, rests[0]], [now, rests[1]])
    }

    /// The same for values that are [number, residue].
    #[inline]
    pub fn parts_have_moved(&self, before: [&S; 2], now: [&S; 2]) -> bool {
        match &self.kind {
            Kind::Tolerance { q, .. } => {
                let rest = now[1].clone() - before[1];
                (now[0].clone() - before[0] + &rest).magnitude() >= *q
            }
            _ => now != before,
        }
    }

    /// Judges ε of tick `now`, its last loud tick being `last_loud`.
    #[inline]
    pub fn judge(&self, now: Tick, last_loud: Tick, epsilon: &S, by_feedback: bool) -> Judgement {
        let loud = !self.is_quiet(epsilon);
        let fires = match &self.kind {
            Kind::Exact { t_d } | Kind::Tolerance { t_d, .. } => {
                loud && by_feedback && now.since(last_loud) > *t_d
            }
            Kind::Never => false,
            Kind::Always => true,
        };
        Judgement { loud, fires }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spikes(phi: &Phi, epsilons: &[f64]) -> Vec<usize> {
        let detector = Detector::new(phi);
        let mut last_loud = Detector::<f64>::SILENT_FOR_EVER;
        let mut fired = Vec::new();
        for (t, epsilon) in epsilons.iter().enumerate() {
            let now = Tick(t as i64);
            let judgement = detector.judge(now, last_loud, epsilon, true);
            if judgement.loud {
                last_loud = now;
            }
            if judgement.fires {
                fired.push(t);
            }
        }
        fired
    }

    #[test]
    fn fires_after_t_d_ticks_of_quiet_and_only_then() {
        let trace = [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, -1.0];
        assert_eq!(spikes(&Phi::Exact { t_d: 1 }, &trace), [0, 2, 5, 10]);
        assert_eq!(spikes(&Phi::Exact { t_d: 2 }, &trace), [0, 5, 10]);
        assert_eq!(spikes(&Phi::Exact { t_d: 3 }, &trace), [0, 10]);
        assert_eq!(spikes(&Phi::Exact { t_d: 4 }, &trace), [0]);
        assert_eq!(spikes(&Phi::Never, &trace), [0; 0]);
        assert_eq!(spikes(&Phi::Always, &trace).len(), trace.len());
    }

    #[test]
    fn tolerance_takes_small_errors_for_silence() {
        let phi = Phi::Tolerance {
            t_d: 2,
            q: "0.1".parse().unwrap(),
        };
        assert_eq!(spikes(&phi, &[0.05, 0.09, 0.1, 0.0, 0.0, -0.2]), [2, 5]);
    }

    #[test]
    fn a_change_that_feedback_did_not_cause_is_no_spike() {
        let detector = Detector::<f64>::new(&Phi::Exact { t_d: 1 });
        let judge = |by| detector.judge(Tick(0), Detector::<f64>::SILENT_FOR_EVER, &1.0, by);
        assert!(judge(true).fires);
        assert_eq!(
            judge(false),
            Judgement {
                loud: true,
                fires: false
            }
        );
    }
}
