//! Passes over all cells of a slice: every neuron in every lane, padding included.
//!
//! A pass takes all that is asked of a cell at once, in one loop over slices of one length that
//! are arguments of a function of its own: that is what makes it run in vectors. A loop per lane
//! would be too short, and what is noted of a neuron in any lane is gathered afterwards.

use crate::scalar::{InstructionSet, Plane, Scalar};
use crate::synapse::{Detector, judge_cell};

use super::values::Told;

/// What error neurons compare.
pub(super) struct Compared<'a, S> {
    /// x, now and in the tick before.
    pub told: Told<'a, S>,
    pub mu: &'a Plane<S>,
    /// As they were in the tick before.
    pub mu_before: &'a Plane<S>,
    pub epsilon_before: &'a Plane<S>,
    /// x − μ.
    pub epsilon: &'a mut Plane<S>,
    /// Whether x moved and μ did not.
    pub by_feedback: &'a mut [bool],
    /// Neurons of which ε differs in any lane; none is noted yet.
    pub epsilon_news: &'a mut [bool],
    /// Neurons of which ε or μ does, or all of them.
    pub news: &'a mut [bool],
    pub is_all_news: bool,
    /// Whether μ may differ from the one before at all.
    pub mu_may_differ: bool,
    /// Whether what moved is asked for.
    pub observes: bool,
    /// The state of each cell's φ, and its clock; whether it hears of ε of the tick before.
    pub phi: (&'a mut [i32], [i32; 2]),
    pub hears_of_before: bool,
    /// Scratch, cell by cell.
    pub noted: &'a mut [bool],
}

/// What a comparison found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    /// Whether all ε are finite.
    pub is_finite: bool,
    /// Whether any φ fires.
    pub any_fires: bool,
    /// Neurons with news in ε, and in ε or μ.
    pub n_epsilon_news: u64,
    pub n_news: u64,
}

/// What counts as loud, and as moved.
pub(super) trait Judge<S> {
    fn is_loud(&self, epsilon: &S) -> bool;
    fn has_moved(&self, before: &S, now: &S) -> bool;
    /// The same for [number, residue].
    fn parts_have_moved(&self, before: [&S; 2], now: [&S; 2]) -> bool;
}

/// Every number but 0 is loud, and every other number has moved.
pub(super) struct ByValue;

impl<S: Scalar> Judge<S> for ByValue {
    #[inline(always)]
    fn is_loud(&self, epsilon: &S) -> bool {
        !epsilon.is_zero()
    }
    #[inline(always)]
    fn has_moved(&self, before: &S, now: &S) -> bool {
        before != now
    }
    #[inline(always)]
    fn parts_have_moved(&self, before: [&S; 2], now: [&S; 2]) -> bool {
        (before[0] != now[0]) | (before[1] != now[1])
    }
}

impl<S: Scalar> Judge<S> for Detector<S> {
    #[inline(always)]
    fn is_loud(&self, epsilon: &S) -> bool {
        !self.is_quiet(epsilon)
    }
    #[inline(always)]
    fn has_moved(&self, before: &S, now: &S) -> bool {
        Self::has_moved(self, before, now)
    }
    #[inline(always)]
    fn parts_have_moved(&self, before: [&S; 2], now: [&S; 2]) -> bool {
        Self::parts_have_moved(self, before, now)
    }
}

/// Takes ε, what is news in it, and what caused it.
pub(super) fn compare<S: Scalar>(
    set: InstructionSet,
    compared: &mut Compared<'_, S>,
    judge: &impl Judge<S>,
) -> Comparison {
    let mu_may_differ = compared.mu_may_differ;
    let flags = [
        mu_may_differ,
        compared.observes && compared.told.is_new,
        compared.hears_of_before,
    ];
    let told = &compared.told;
    let (x, mus) = (
        told.x.map(Plane::all),
        [compared.mu.all(), compared.mu_before.all()],
    );
    let epsilons = (compared.epsilon_before.all(), compared.epsilon.all_mut());
    let phi = (&mut *compared.phi.0, compared.phi.1);
    let by_feedback = &mut *compared.by_feedback;
    let [is_finite, any_fires] = match told.residue {
        None => set.run(
            #[inline(always)]
            || compare_cells(x, mus, epsilons, by_feedback, phi, flags, judge),
        ),
        Some(residue) => {
            let parts = (x, residue.map(Plane::all), told.is_zero);
            set.run(
                #[inline(always)]
                || compare_pairs(parts, mus, epsilons, by_feedback, phi, flags, judge),
            )
        }
    };
    let noted = &mut *compared.noted;
    let epsilons = [compared.epsilon_before, &*compared.epsilon];
    let n_epsilon_news = differ(set, epsilons, noted, compared.epsilon_news);
    let mut n_news = compared.news.len() as u64;
    if compared.is_all_news {
        compared.news.fill(true);
    } else {
        compared.news.copy_from_slice(compared.epsilon_news);
        if n_epsilon_news < n_news {
            let mus = [compared.mu_before, compared.mu];
            n_news = match mu_may_differ {
                true => differ(set, mus, noted, compared.news),
                false => n_epsilon_news,
            };
        }
    }
    Comparison {
        is_finite,
        any_fires,
        n_epsilon_news,
        n_news,
    }
}

#[inline(always)]
fn compare_cells<S: Scalar>(
    [x, x_before]: [&[S]; 2],
    [mu, mu_before]: [&[S]; 2],
    (epsilon_before, epsilon): (&[S], &mut [S]),
    by_feedback: &mut [bool],
    (last_loud, clock): (&mut [i32], [i32; 2]),
    [mu_may_differ, observes, hears_of_before]: [bool; 3],
    judge: &impl Judge<S>,
) -> [bool; 2] {
    let n = x.len();
    let (mu, mu_before, x_before) = (&mu[..n], &mu_before[..n], &x_before[..n]);
    let (epsilon_before, epsilon) = (&epsilon_before[..n], &mut epsilon[..n]);
    let (by_feedback, last_loud) = (&mut by_feedback[..n], &mut last_loud[..n]);
    let (mut is_finite, mut any) = (true, 0);
    for i in 0..n {
        let difference = x[i].clone() - &mu[i];
        is_finite &= difference.is_finite();
        let mu_moved = mu_may_differ & judge.has_moved(&mu_before[i], &mu[i]);
        let is_by_feedback = observes & judge.has_moved(&x_before[i], &x[i]) & !mu_moved;
        by_feedback[i] = is_by_feedback;
        let was_loud = judge.is_loud(&epsilon_before[i]) & hears_of_before;
        let seen = [judge.is_loud(&difference), is_by_feedback];
        any |= i32::from(judge_cell(&mut last_loud[i], clock, was_loud, seen));
        epsilon[i] = difference;
    }
    [is_finite, any != 0]
}

/// The same for x with residues; those of a tick in which `is_zero` are 0, whatever stands there.
#[inline(always)]
fn compare_pairs<S: Scalar>(
    ([x, x_before], [rest, rest_before], is_zero): ([&[S]; 2], [&[S]; 2], [bool; 2]),
    [mu, mu_before]: [&[S]; 2],
    (epsilon_before, epsilon): (&[S], &mut [S]),
    by_feedback: &mut [bool],
    (last_loud, clock): (&mut [i32], [i32; 2]),
    [mu_may_differ, observes, hears_of_before]: [bool; 3],
    judge: &impl Judge<S>,
) -> [bool; 2] {
    let n = x.len();
    let (mu, mu_before, x_before) = (&mu[..n], &mu_before[..n], &x_before[..n]);
    let (rest, rest_before) = (&rest[..n], &rest_before[..n]);
    let (epsilon_before, epsilon) = (&epsilon_before[..n], &mut epsilon[..n]);
    let (by_feedback, last_loud) = (&mut by_feedback[..n], &mut last_loud[..n]);
    let zero = S::zero();
    let (mut is_finite, mut any) = (true, 0);
    for i in 0..n {
        let rest = if is_zero[0] { &zero } else { &rest[i] };
        let rest_before = if is_zero[1] { &zero } else { &rest_before[i] };
        let (rounded, left) = x[i].two_difference(&mu[i]);
        let whole = rounded.clone() + &(left + rest);
        let difference = if rest.is_zero() { rounded } else { whole };
        is_finite &= difference.is_finite();
        let mu_moved = mu_may_differ & judge.has_moved(&mu_before[i], &mu[i]);
        let x_moved = judge.parts_have_moved([&x_before[i], rest_before], [&x[i], rest]);
        let is_by_feedback = observes & x_moved & !mu_moved;
        by_feedback[i] = is_by_feedback;
        let was_loud = judge.is_loud(&epsilon_before[i]) & hears_of_before;
        let seen = [judge.is_loud(&difference), is_by_feedback];
        any |= i32::from(judge_cell(&mut last_loud[i], clock, was_loud, seen));
        epsilon[i] = difference;
    }
    [is_finite, any != 0]
}

/// Notes, in addition, neurons of which a value differs from the one before in any lane; `noted`
/// is scratch, cell by cell. How many are noted now.
pub(super) fn differ<S: Scalar>(
    set: InstructionSet,
    [before, now]: [&Plane<S>; 2],
    noted: &mut [bool],
    news: &mut [bool],
) -> u64 {
    let (n_lanes, stride) = (now.n_lanes(), now.stride());
    if n_lanes == 0 {
        return count(news);
    }
    // The first lane is mostly all there is to say.
    let n_noted = set.run(
        #[inline(always)]
        || differ_neurons(before.lane(0), now.lane(0), news),
    );
    if n_noted == news.len() || n_lanes == 1 {
        return n_noted as u64;
    }
    let any = set.run(
        #[inline(always)]
        || differ_cells(before.all(), now.all(), noted),
    );
    if !any {
        return n_noted as u64;
    }
    any_lane(noted, [stride, n_lanes], news);
    count(news)
}

#[inline(always)]
fn differ_neurons<S: Scalar>(before: &[S], now: &[S], news: &mut [bool]) -> usize {
    let n = now.len();
    let (before, news) = (&before[..n], &mut news[..n]);
    let mut n_noted = 0;
    for i in 0..n {
        let is_news = news[i] | (before[i] != now[i]);
        news[i] = is_news;
        n_noted += u32::from(is_news);
    }
    n_noted as usize
}

#[inline(always)]
fn differ_cells<S: Scalar>(before: &[S], now: &[S], differs: &mut [bool]) -> bool {
    let n = now.len();
    let (before, differs) = (&before[..n], &mut differs[..n]);
    let mut any = false;
    for i in 0..n {
        let is_other = before[i] != now[i];
        differs[i] = is_other;
        any |= is_other;
    }
    any
}

/// Whether all values are finite.
pub(super) fn is_finite<S: Scalar>(set: InstructionSet, plane: &Plane<S>) -> bool {
    set.run(
        #[inline(always)]
        || {
            let values = plane.all().iter();
            values.fold(true, |all, value| all & value.is_finite())
        },
    )
}

/// Notes, neuron by neuron, whether any of the first `n_lanes` lanes says so: `cells` are lanes
/// of `stride` neurons.
pub(super) fn any_lane(cells: &[bool], [stride, n_lanes]: [usize; 2], neurons: &mut [bool]) {
    if n_lanes == 0 {
        return;
    }
    let first = neurons.iter_mut().zip(cells);
    first.for_each(|(neuron, cell)| *neuron |= cell);
    if n_lanes == 1 || count(neurons) == neurons.len() as u64 {
        return;
    }
    let rows = cells.chunks_exact(stride.max(1)).take(n_lanes);
    let mut first = 0;
    let (many, rest) = neurons.as_chunks_mut::<16>();
    for neurons in many {
        note(neurons, any_of::<16>(rows.clone(), first));
        first += 16;
    }
    let (some, few) = rest.as_chunks_mut::<8>();
    for neurons in some {
        note(neurons, any_of::<8>(rows.clone(), first));
        first += 8;
    }
    for (i, neuron) in few.iter_mut().enumerate() {
        *neuron |= rows.clone().any(|row| row[first + i]);
    }
}

/// What any row says of `N` neurons.
#[inline(always)]
fn any_of<'a, const N: usize>(rows: impl Iterator<Item = &'a [bool]>, first: usize) -> [bool; N] {
    let mut any = [false; N];
    for row in rows {
        let row: &[bool; N] = row[first..].first_chunk().expect("bug: rows are longer");
        (0..N).for_each(|i| any[i] |= row[i]);
    }
    any
}

#[inline(always)]
fn note<const N: usize>(neurons: &mut [bool; N], any: [bool; N]) {
    (0..N).for_each(|i| neurons[i] |= any[i]);
}

/// How many flags are set.
pub(super) fn count(flags: &[bool]) -> u64 {
    let of_some = |flags: &[bool]| flags.iter().fold(0, |n: u8, flag| n + u8::from(*flag));
    let chunks = flags.chunks(128); // Their number fits a byte.
    chunks.map(|flags| u64::from(of_some(flags))).sum()
}
