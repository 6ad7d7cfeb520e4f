//! φ of many synapses at once: those with the same settings on the same ε streams share one
//! state per stream and lane.
//!
//! Promises the judgement of a detector per synapse, bit for bit. Refuses to know which
//! synapses they are. Cells are lanes of streams side by side, padding included.

use super::detector::{Detector, Kind, Phi};
use crate::axon::Tick;
use crate::scalar::{InstructionSet, Scalar};

/// "Silent for ever", in ticks from `base`; more than any t_d before any tick now.
const SILENT: i32 = i32::MIN / 2;
/// When the ticks are counted from a later base.
const FAR: i64 = 1 << 30;
/// By how much.
const STRIDE: i64 = 1 << 29;

/// The state of φ, cell by cell.
///
/// ```
/// use fazil::axon::Tick;
/// use fazil::scalar::InstructionSet;
/// use fazil::synapse::{Phi, Seen, SharedPhi};
/// let mut phi = SharedPhi::<f64>::new(&Phi::Exact { t_d: 2 }, 2, Tick(0));
/// let (mut fires, mut pulse) = ([false; 2], [0.0; 2]);
/// let seen = Seen { epsilon: &[0.5, 0.0], by_feedback: &[true, true], before: None, lasts: true };
/// phi.judge(InstructionSet::best(), Tick(0), &seen, &mut fires, &mut pulse);
/// assert_eq!((fires, pulse), ([true, false], [0.5, 0.0]));
/// // ε stayed as it was in between: no quiet, no spike.
/// let seen = Seen { before: Some(&[0.5, 0.0]), ..seen };
/// phi.judge(InstructionSet::best(), Tick(9), &seen, &mut fires, &mut pulse);
/// assert_eq!(fires, [false, false]);
/// ```
#[derive(Clone, Debug)]
pub struct SharedPhi<S> {
    detector: Detector<S>,
    /// The tick of the last loud ε, from `base`.
    last_loud: Vec<i32>,
    base: Tick,
}

/// What φ sees in one tick, cell by cell.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a, S> {
    /// ε.
    pub epsilon: &'a [S],
    /// "x moved, μ did not".
    pub by_feedback: &'a [bool],
    /// ε of the tick before, and of every tick since the last judgement; `None` if that was
    /// silence.
    pub before: Option<&'a [S]>,
    /// Whether ε stays until the next judgement, which is told of it as `before`; else it is
    /// silent again in the next tick.
    pub lasts: bool,
}

impl<S: Scalar> SharedPhi<S> {
    /// `n_cells` cells that have been silent for ever.
    ///
    /// # Panics
    /// If t_d is 2^30 ticks or more.
    pub fn new(phi: &Phi, n_cells: usize, birth: Tick) -> Self {
        assert!(
            phi.quiet_ticks() < FAR as u64,
            "bug: scenarios refuse such a t_d"
        );
        Self {
            detector: Detector::new(phi),
            last_loud: vec![SILENT; n_cells],
            base: birth,
        }
    }

    /// The settings.
    pub fn detector(&self) -> &Detector<S> {
        &self.detector
    }

    /// Forgets every past ε.
    pub fn silence(&mut self) {
        self.last_loud.fill(SILENT);
    }

    /// The tick of the last loud ε of a cell, so far as it was noted.
    pub fn last_loud(&self, cell: usize) -> Tick {
        match self.last_loud[cell] {
            SILENT => Detector::<S>::SILENT_FOR_EVER,
            last => Tick(self.base.0 + i64::from(last)),
        }
    }

    /// Notes when ε of each cell was loud last, before the coming tick `now`; silent for ever
    /// where nothing is said.
    pub fn restore(&mut self, now: Tick, cells: impl Iterator<Item = (usize, Tick)>) {
        self.silence();
        self.base = now;
        for (cell, last) in cells {
            // Longer ago than any t_d is for ever.
            let ago = last.0.saturating_sub(now.0).clamp(i64::from(SILENT), -1);
            self.last_loud[cell] = ago as i32;
        }
    }

    /// Bytes of state.
    pub fn bytes(&self) -> usize {
        size_of_val(&*self.last_loud)
    }

    /// For a pass of the caller's own over the cells: their states, and what [`judge_cell`] asks for.
    /// Of a φ that never or always fires none fires so.
    pub fn cells(&mut self, now: Tick) -> (&mut [i32], [i32; 2]) {
        let clock = self.clock(now);
        (&mut self.last_loud, clock)
    }

    /// `now` from the base, and t_d.
    fn clock(&mut self, now: Tick) -> [i32; 2] {
        while now.since(self.base) >= FAR {
            self.base = self.base.after(STRIDE as u64);
            for last in &mut self.last_loud {
                *last = (i64::from(*last) - STRIDE).max(i64::from(SILENT)) as i32;
            }
        }
        let t_d = match &self.detector.kind {
            Kind::Exact { t_d } | Kind::Tolerance { t_d, .. } => *t_d as i32,
            Kind::Never | Kind::Always => i32::MAX,
        };
        [now.since(self.base) as i32, t_d]
    }

    /// Judges every cell in tick `now`: which fire, and ε in those, 0 elsewhere. Whether any
    /// fires.
    pub fn judge(
        &mut self,
        set: InstructionSet,
        now: Tick,
        seen: &Seen<'_, S>,
        fires: &mut [bool],
        pulse: &mut [S],
    ) -> bool {
        let clock = self.clock(now);
        let cells = &mut self.last_loud;
        match &self.detector.kind {
            Kind::Exact { .. } => set.run(
                #[inline(always)]
                || judge_cells(cells, clock, |e: &S| !e.is_zero(), seen, fires, pulse),
            ),
            Kind::Tolerance { q, .. } => {
                let is_loud = |e: &S| e.magnitude() >= *q || !e.is_finite();
                set.run(
                    #[inline(always)]
                    || judge_cells(cells, clock, is_loud, seen, fires, pulse),
                )
            }
            Kind::Never => {
                fires.fill(false);
                pulse.fill(S::zero());
                false
            }
            Kind::Always => {
                fires.fill(true);
                pulse.clone_from_slice(seen.epsilon);
                !fires.is_empty()
            }
        }
    }
}

/// One cell, in a pass of the caller's own: notes whether ε was loud in the tick before, and says
/// whether φ fires. Whether ε is loud now is noted by the call for the next tick, as `was_loud`.
#[inline(always)]
pub fn judge_cell(
    last_loud: &mut i32,
    [now, t_d]: [i32; 2],
    was_loud: bool,
    [is_loud, by_feedback]: [bool; 2],
) -> bool {
    let last = if was_loud { now - 1 } else { *last_loud };
    *last_loud = last;
    is_loud & by_feedback & (now - last > t_d)
}

#[inline(always)]
fn judge_cells<S: Scalar>(
    last_loud: &mut [i32],
    clock: [i32; 2],
    is_loud: impl Fn(&S) -> bool,
    seen: &Seen<'_, S>,
    fires: &mut [bool],
    pulse: &mut [S],
) -> bool {
    // Of what was silent, or is going to be, nothing is to be noted.
    let (was_silent, lasts) = (seen.before.is_none(), seen.lasts);
    let n = last_loud.len();
    let (epsilon, by_feedback) = (&seen.epsilon[..n], &seen.by_feedback[..n]);
    let before = &seen.before.unwrap_or(seen.epsilon)[..n];
    let (fires, pulse) = (&mut fires[..n], &mut pulse[..n]);
    let mut any = 0;
    for cell in 0..n {
        let was_loud = is_loud(&before[cell]) & !was_silent;
        let is_loud = is_loud(&epsilon[cell]);
        let mut last = last_loud[cell];
        let fired = judge_cell(&mut last, clock, was_loud, [is_loud, by_feedback[cell]]);
        last_loud[cell] = if is_loud & !lasts { clock[0] } else { last };
        fires[cell] = fired;
        pulse[cell] = match fired {
            true => epsilon[cell].clone(),
            false => S::zero(),
        };
        any |= i32::from(fired);
    }
    any != 0
}

#[cfg(test)]
mod tests;
