//! One pass over the error neurons of a population in all lanes: ε, what caused it, and φ.
//!
//! All that is asked of a cell is taken at once, in a loop over slices of one length that are arguments of a
//! function of its own: that is what makes it run in vectors.

use crate::axon::Tick;
use crate::engine::packed::cell_state::{ByValue, Judge};
use crate::scalar::{InstructionSet, Scalar};
use crate::synapse::Detector;

/// Cells `[n][B]`; of two, the first is of this tick and the second of the one before.
pub(super) struct Cells<'a, S> {
    pub(super) x: [&'a [S]; 2],
    pub(super) residue: [&'a [S]; 2],
    pub(super) mu: [&'a [S]; 2],
    /// x − μ.
    pub(super) epsilon: &'a mut [S],
    /// Whether x moved and μ did not.
    pub(super) by_feedback: &'a mut [bool],
    pub(super) last_loud: &'a mut [Tick],
    pub(super) fires: &'a mut [bool],
}

/// What a comparison found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    /// Whether all ε are finite.
    pub(super) is_finite: bool,
    /// Whether any ε is not 0.
    pub(super) is_loud: bool,
    pub(super) any_fires: bool,
}

/// Takes ε, what caused it, and φ; `observes` says whether what moved is asked for.
pub(super) fn compare<S: Scalar>(
    set: InstructionSet,
    cells: Cells<'_, S>,
    detector: &Detector<S>,
    now: Tick,
    observes: bool,
) -> Comparison {
    let phi = Phi {
        now: now.0,
        t_d: detector.t_d(),
        is_always: detector.fires_in_silence(),
        observes,
    };
    match detector.tolerance() {
        Some(_) => compare_by(set, cells, detector, phi),
        None => compare_by(set, cells, &ByValue, phi),
    }
}

/// When φ fires.
#[derive(Clone, Copy)]
struct Phi {
    now: i64,
    /// It asks for so many ticks of quiet.
    t_d: i64,
    is_always: bool,
    observes: bool,
}

fn compare_by<S: Scalar>(
    set: InstructionSet,
    cells: Cells<'_, S>,
    judge: &impl Judge<S>,
    phi: Phi,
) -> Comparison {
    let Cells { x, residue, mu, .. } = cells;
    let found = (cells.by_feedback, cells.last_loud, cells.fires);
    set.run(
        #[inline(always)]
        || compare_cells(x, residue, mu, cells.epsilon, found, judge, phi),
    )
}

#[inline(always)]
fn compare_cells<S: Scalar>(
    [x, x_before]: [&[S]; 2],
    [rest, rest_before]: [&[S]; 2],
    [mu, mu_before]: [&[S]; 2],
    epsilon: &mut [S],
    (by_feedback, last_loud, fires): (&mut [bool], &mut [Tick], &mut [bool]),
    judge: &impl Judge<S>,
    phi: Phi,
) -> Comparison {
    let n = x.len();
    let (x_before, rest, rest_before) = (&x_before[..n], &rest[..n], &rest_before[..n]);
    let (mu, mu_before, epsilon) = (&mu[..n], &mu_before[..n], &mut epsilon[..n]);
    let (by_feedback, fires) = (&mut by_feedback[..n], &mut fires[..n]);
    let last_loud = &mut last_loud[..n];
    let (mut is_finite, mut any_loud, mut any_fires) = (true, false, false);
    for i in 0..n {
        // Rounded once where x is what Eq. 7 made of this μ (SPEC section 3).
        let (rounded, left) = x[i].two_difference(&mu[i]);
        let whole = rounded.clone() + &(left + &rest[i]);
        let difference = if rest[i].is_zero() { rounded } else { whole };
        is_finite &= difference.is_finite();
        let x_moved = judge.parts_have_moved([&x_before[i], &rest_before[i]], [&x[i], &rest[i]]);
        let mu_moved = judge.has_moved(&mu_before[i], &mu[i]);
        let is_by_feedback = phi.observes & x_moved & !mu_moved;
        by_feedback[i] = is_by_feedback;
        let is_loud = judge.is_loud(&difference);
        let was_quiet = phi.now - last_loud[i].0 > phi.t_d;
        let does_fire = phi.is_always | (is_loud & is_by_feedback & was_quiet);
        last_loud[i].0 = if is_loud { phi.now } else { last_loud[i].0 };
        fires[i] = does_fire;
        any_fires |= does_fire;
        any_loud |= !difference.is_zero();
        epsilon[i] = difference;
    }
    Comparison {
        is_finite,
        is_loud: any_loud,
        any_fires,
    }
}

/// ε where φ fires, and else 0.
pub(super) fn pulses<S: Scalar>(
    set: InstructionSet,
    epsilon: &[S],
    fires: &[bool],
    pulses: &mut [S],
) {
    set.run(
        #[inline(always)]
        || {
            let (epsilon, fires) = (&epsilon[..pulses.len()], &fires[..pulses.len()]);
            for i in 0..pulses.len() {
                pulses[i] = match fires[i] {
                    true => epsilon[i].clone(),
                    false => S::zero(),
                };
            }
        },
    );
}

/// Whether any value is another than before.
pub(super) fn differ<S: Scalar>(set: InstructionSet, [before, now]: [&[S]; 2]) -> bool {
    set.run(
        #[inline(always)]
        || {
            let before = &before[..now.len()];
            let mut any = false;
            for i in 0..now.len() {
                any |= before[i] != now[i];
            }
            any
        },
    )
}

/// Whether all values are finite.
pub(super) fn are_finite<S: Scalar>(set: InstructionSet, values: &[S]) -> bool {
    set.run(
        #[inline(always)]
        || {
            let mut all = true;
            for value in values {
                all &= value.is_finite();
            }
            all
        },
    )
}
