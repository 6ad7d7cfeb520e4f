//! Passes over all cells of a slice: every neuron in every lane, padding included.
//!
//! A pass takes all that is asked of a cell at once, in one loop over slices of one length that
//! are arguments of a function of its own: that is what makes it run in vectors. A loop per lane
//! would be too short, and what is noted of a neuron in any lane is gathered afterwards.

use crate::scalar::{InstructionSet, Plane, Scalar};

/// What error neurons compare.
pub(super) struct Compared<'a, S> {
    pub x: &'a Plane<S>,
    pub mu: &'a Plane<S>,
    /// As they were in the tick before.
    pub x_before: &'a mut Plane<S>,
    pub mu_before: &'a Plane<S>,
    pub epsilon_before: &'a Plane<S>,
    /// x − μ.
    pub epsilon: &'a mut Plane<S>,
    /// Whether x moved and μ did not.
    pub by_feedback: &'a mut [bool],
    /// Neurons of which ε differs in any lane; noted in addition.
    pub epsilon_news: &'a mut [bool],
    /// Neurons of which ε or μ does; noted in addition.
    pub news: &'a mut [bool],
    /// Whether x, and whether μ, may differ at all.
    pub may_differ: [bool; 2],
    /// Whether what moved is asked for.
    pub observes: bool,
    /// Scratch, cell by cell.
    pub noted: [&'a mut [bool]; 2],
}

/// Takes ε, what is news in it, and what caused it; x of the tick before becomes x. Whether all
/// ε are finite.
pub(super) fn compare<S: Scalar>(
    set: InstructionSet,
    compared: &mut Compared<'_, S>,
    has_moved: impl Fn(&S, &S) -> bool,
) -> bool {
    let [x_may_differ, mu_may_differ] = compared.may_differ;
    let flags = [mu_may_differ, compared.observes && x_may_differ];
    let [epsilon_differs, mu_differs] = &mut compared.noted;
    let is_finite = set.run(
        #[inline(always)]
        || {
            compare_cells(
                [compared.x.all(), compared.mu.all()],
                [compared.mu_before.all(), compared.epsilon_before.all()],
                compared.x_before.all_mut(),
                compared.epsilon.all_mut(),
                compared.by_feedback,
                epsilon_differs,
                mu_differs,
                flags,
                &has_moved,
            )
        },
    );
    let lanes = [compared.x.stride(), compared.x.n_lanes()];
    any_lane(epsilon_differs, lanes, compared.epsilon_news);
    let news = compared.news.iter_mut().zip(&*compared.epsilon_news);
    news.for_each(|(news, epsilon_news)| *news |= epsilon_news);
    if mu_may_differ {
        any_lane(mu_differs, lanes, compared.news);
    }
    is_finite
}

#[inline(always)]
#[expect(
    clippy::too_many_arguments,
    reason = "slices that are known not to overlap"
)]
fn compare_cells<S: Scalar>(
    [x, mu]: [&[S]; 2],
    [mu_before, epsilon_before]: [&[S]; 2],
    x_before: &mut [S],
    epsilon: &mut [S],
    by_feedback: &mut [bool],
    epsilon_differs: &mut [bool],
    mu_differs: &mut [bool],
    [mu_may_differ, observes]: [bool; 2],
    has_moved: &impl Fn(&S, &S) -> bool,
) -> bool {
    let n = x.len();
    let (mu, mu_before) = (&mu[..n], &mu_before[..n]);
    let (epsilon_before, epsilon) = (&epsilon_before[..n], &mut epsilon[..n]);
    let (x_before, by_feedback) = (&mut x_before[..n], &mut by_feedback[..n]);
    let (epsilon_differs, mu_differs) = (&mut epsilon_differs[..n], &mut mu_differs[..n]);
    let mut is_finite = true;
    for i in 0..n {
        let difference = x[i].clone() - &mu[i];
        is_finite &= difference.is_finite();
        epsilon_differs[i] = difference != epsilon_before[i];
        epsilon[i] = difference;
        mu_differs[i] = mu[i] != mu_before[i];
        let mu_moved = mu_may_differ & has_moved(&mu_before[i], &mu[i]);
        by_feedback[i] = observes & has_moved(&x_before[i], &x[i]) & !mu_moved;
        x_before[i].clone_from(&x[i]);
    }
    is_finite
}

/// Notes neurons of which a value differs from the one before in any lane; `differs` is scratch,
/// cell by cell. Whether all values now are finite.
pub(super) fn differ<S: Scalar>(
    set: InstructionSet,
    before: &Plane<S>,
    now: &Plane<S>,
    differs: &mut [bool],
    news: &mut [bool],
) -> bool {
    let is_finite = set.run(
        #[inline(always)]
        || differ_cells(before.all(), now.all(), differs),
    );
    any_lane(differs, [now.stride(), now.n_lanes()], news);
    is_finite
}

#[inline(always)]
fn differ_cells<S: Scalar>(before: &[S], now: &[S], differs: &mut [bool]) -> bool {
    let n = now.len();
    let (before, differs) = (&before[..n], &mut differs[..n]);
    let mut is_finite = true;
    for i in 0..n {
        differs[i] = before[i] != now[i];
        is_finite &= now[i].is_finite();
    }
    is_finite
}

/// Notes, neuron by neuron, whether any of the first `n_lanes` lanes says so: `cells` are lanes
/// of `stride` neurons.
pub(super) fn any_lane(cells: &[bool], [stride, n_lanes]: [usize; 2], neurons: &mut [bool]) {
    if n_lanes == 1 {
        let neurons = neurons.iter_mut().zip(cells);
        return neurons.for_each(|(neuron, cell)| *neuron |= cell);
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
