//! φ of many synapses that have settings of their own, at once: those on the same ε streams that
//! call the same ε quiet share one state per stream and lane, whatever their t_d.
//!
//! Promises the judgement of a detector per synapse, bit for bit: φ fires in a cell whose age is
//! above its [`threshold`](Phi::threshold). Refuses to know which synapses they are. Cells are
//! lanes of streams side by side, padding included.

use super::detector::{Detector, Kind, Phi};
use super::shared::Seen;
use crate::axon::Tick;
use crate::scalar::{InstructionSet, Scalar};

/// No age is above it.
const NEVER: i64 = i64::MAX - 1;
/// Every age is above it.
const ALWAYS: i64 = -1;

impl Phi {
    /// The age in ticks above which it fires: t_d, for a φ that asks for quiet at all.
    pub fn threshold(&self) -> i64 {
        match self {
            Self::Exact { t_d } | Self::Tolerance { t_d, .. } => *t_d as i64,
            Self::Never => NEVER,
            Self::Always => ALWAYS,
        }
    }
}

/// For how long each stream of ε had been quiet, cell by cell.
///
/// ```
/// use fazil::axon::Tick;
/// use fazil::scalar::InstructionSet;
/// use fazil::synapse::{Phi, Quiet, Seen};
/// let mut quiet = Quiet::<f64>::new(&Phi::Exact { t_d: 4 }, 2);
/// let mut ages = [0; 2];
/// let mut judge = |now, seen: &Seen<'_, f64>| {
///     quiet.judge(InstructionSet::best(), Tick(now), seen, &mut ages);
///     ages
/// };
/// let heard = [[0.5, 0.0], [0.0, 0.0], [0.5, 0.0]];
/// let by_feedback = &[true, true];
/// let seen = |k: usize| Seen {
///     epsilon: &heard[k],
///     by_feedback,
///     before: k.checked_sub(1).map(|k| &heard[k][..]),
///     lasts: true,
/// };
/// let [first, second] = judge(0, &seen(0));
/// assert!(first > Phi::Exact { t_d: 1_000 }.threshold()); // It had been silent for ever.
/// assert!(second <= Phi::Exact { t_d: 1 }.threshold() && second > Phi::Always.threshold());
/// judge(1, &seen(1));
/// let [first, _] = judge(4, &seen(2)); // It was loud in tick 0.
/// assert!(first > Phi::Exact { t_d: 3 }.threshold());
/// assert!(first <= Phi::Exact { t_d: 4 }.threshold() && first <= Phi::Never.threshold());
/// ```
#[derive(Clone, Debug)]
pub struct Quiet<S> {
    detector: Detector<S>,
    /// The tick of the last loud ε.
    last_loud: Vec<i64>,
}

impl<S: Scalar> Quiet<S> {
    /// `n_cells` cells that have been silent for ever; `phi` says what counts as quiet.
    pub fn new(phi: &Phi, n_cells: usize) -> Self {
        Self {
            detector: Detector::new(phi),
            last_loud: vec![Detector::<S>::SILENT_FOR_EVER.0; n_cells],
        }
    }

    /// Forgets every past ε.
    pub fn silence(&mut self) {
        self.last_loud.fill(Detector::<S>::SILENT_FOR_EVER.0);
    }

    /// What counts as quiet.
    pub fn detector(&self) -> &Detector<S> {
        &self.detector
    }

    /// The tick of the last loud ε of a cell, so far as it was noted.
    pub fn last_loud(&self, cell: usize) -> Tick {
        Tick(self.last_loud[cell])
    }

    /// Notes when ε of each cell was loud last; silent for ever where nothing is said.
    pub fn restore(&mut self, cells: impl Iterator<Item = (usize, Tick)>) {
        self.silence();
        cells.for_each(|(cell, last)| self.last_loud[cell] = last.0);
    }

    /// Judges every cell in tick `now`: the age of an ε that is loud because of feedback is the
    /// number of ticks since it was loud before, at least 1; the age of any other is 0. Whether
    /// any age is above 0.
    pub fn judge(
        &mut self,
        set: InstructionSet,
        now: Tick,
        seen: &Seen<'_, S>,
        ages: &mut [i64],
    ) -> bool {
        let (last_loud, now) = (&mut self.last_loud[..], now.0);
        match &self.detector.kind {
            Kind::Tolerance { q, .. } => {
                let is_loud = |e: &S| e.magnitude() >= *q || !e.is_finite();
                set.run(
                    #[inline(always)]
                    || judge_cells(last_loud, now, is_loud, seen, ages),
                )
            }
            _ => set.run(
                #[inline(always)]
                || judge_cells(last_loud, now, |e: &S| !e.is_zero(), seen, ages),
            ),
        }
    }
}

#[inline(always)]
fn judge_cells<S: Scalar>(
    last_loud: &mut [i64],
    now: i64,
    is_loud: impl Fn(&S) -> bool,
    seen: &Seen<'_, S>,
    ages: &mut [i64],
) -> bool {
    // Nothing is noted of what was silent, or will be.
    let (was_silent, lasts) = (seen.before.is_none(), seen.lasts);
    let n = last_loud.len();
    let (epsilon, by_feedback) = (&seen.epsilon[..n], &seen.by_feedback[..n]);
    let (before, ages) = (&seen.before.unwrap_or(seen.epsilon)[..n], &mut ages[..n]);
    let mut any = 0;
    for cell in 0..n {
        let was_loud = is_loud(&before[cell]) & !was_silent;
        let is_loud = is_loud(&epsilon[cell]);
        let last = if was_loud { now - 1 } else { last_loud[cell] };
        last_loud[cell] = if is_loud & !lasts { now } else { last };
        let age = match is_loud & by_feedback[cell] {
            true => now.wrapping_sub(last),
            false => 0,
        };
        ages[cell] = age;
        any |= age;
    }
    any != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scalar::Draws;

    /// A stream of ε with rests, judged tick by tick by a detector for each φ and, only where
    /// something changed, by one state for all. The saboteur: `>=` for `>`.
    fn spikes_agree(tolerance: Option<&str>, birth: i64) {
        let mut draws = Draws::new(3, "streams");
        let n = 37;
        let with = |t_d| match tolerance {
            None => Phi::Exact { t_d },
            Some(q) => Phi::Tolerance {
                t_d,
                q: q.parse().unwrap(),
            },
        };
        let t_ds = [1, 2, 3, 5, 1_900_000_000].map(with);
        let phis: Vec<Phi> = t_ds.into_iter().chain([Phi::Never, Phi::Always]).collect();
        let mut quiet = Quiet::<f64>::new(&with(1), n);
        let mut last = vec![vec![Detector::<f64>::SILENT_FOR_EVER; n]; phis.len()];
        let (mut before, mut now) = (vec![0.0; n], Tick(birth));
        for _ in 0..200 {
            now = now.after(1 + draws.below(6));
            let mut draw = |_| match draws.below(3) {
                0 => draws.unit(),
                1 => -0.01,
                _ => 0.0,
            };
            let epsilon: Vec<f64> = (0..n).map(&mut draw).collect();
            let by_feedback: Vec<bool> = (0..n).map(|_| draws.below(2) == 0).collect();
            let seen = Seen {
                epsilon: &epsilon,
                by_feedback: &by_feedback,
                before: Some(&before),
                lasts: draws.below(2) == 0,
            };
            let mut ages = vec![7; n];
            let any = quiet.judge(InstructionSet::best(), now, &seen, &mut ages);
            assert_eq!(any, ages.iter().any(|age| *age > 0));
            for (phi, last) in phis.iter().zip(&mut last) {
                let detector = Detector::<f64>::new(phi);
                for k in 0..n {
                    if !detector.is_quiet(&before[k]) {
                        last[k] = Tick(now.0 - 1);
                    }
                    let judgement = detector.judge(now, last[k], &epsilon[k], by_feedback[k]);
                    last[k] = if judgement.loud { now } else { last[k] };
                    let fires = ages[k] > phi.threshold();
                    assert_eq!(fires, judgement.fires, "{phi:?} {now} {k}");
                }
            }
            before = epsilon;
        }
    }

    #[test]
    fn one_state_judges_for_every_t_d() {
        spikes_agree(None, 0);
        spikes_agree(None, -1_000_000_007);
        spikes_agree(Some("0.1"), 1_000_000_000_000);
    }
}
