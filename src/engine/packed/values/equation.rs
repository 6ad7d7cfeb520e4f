//! Eq. 7 over a slice of value neurons, and f of what it makes: μ + ((1−γ)ε + (γ f′)·S) as a pair,
//! or (μ + (1−γ)ε) + (γ f′)·S as one number; both land on μ exactly at γ = 1 (SPEC section 3).
//!
//! The passes run over all cells, padding included.

use std::sync::Arc;

use super::ValueSlice;
use crate::axon::Rates;
use crate::engine::packed::cell_state::{differ, is_finite};
use crate::engine::packed::errors::ErrorSlice;
use crate::engine::packed::parameters::Mistake;
use crate::neuron::{NotFinite, State};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// Eq. 7, or where a teacher is, the target.
    pub(super) fn update_x(&mut self, own: &ErrorSlice<S, P>) {
        let (epsilon, mu, presented) = own.told();
        let (gamma, set, rest) = (&self.setting.gamma, self.setting.set, &self.setting.leak);
        let (next, mu, epsilon) = (self.next.all_mut(), mu.all(), epsilon.all());
        // Without a leak and a push x is μ, and nothing is left out of it.
        let is_pushed = self.is_pushed || !self.activation.never_falls();
        let is_pair = self.setting.state == State::Pair
            && (!rest.is_zero() || (self.weights.is_some() && is_pushed));
        self.has_residue[1] = is_pair;
        let residue = self.next_residue.all_mut();
        let push = [self.slope.all(), self.sums.all()];
        let found = match self.weights {
            None if is_pair => {
                set.run(
                    #[inline(always)]
                    || leak_as_pair([next, residue], mu, epsilon, rest),
                );
                None // A teacher may have another word.
            }
            None => {
                set.run(
                    #[inline(always)]
                    || leak(next, mu, epsilon, rest),
                );
                None
            }
            Some(_) if is_pair => set.run(
                #[inline(always)]
                || {
                    Some(leak_and_push_as_pair(
                        [next, residue],
                        mu,
                        epsilon,
                        rest,
                        push,
                        gamma,
                    ))
                },
            ),
            Some(_) if !is_pushed => set.run(
                #[inline(always)]
                || Some(decay_without_feedback(next, mu, epsilon, rest)),
            ),
            Some(_) => set.run(
                #[inline(always)]
                || Some(leak_and_push(next, mu, epsilon, rest, push, gamma)),
            ),
        };
        self.apply_teacher();
        self.clear_dead();
        self.enter(presented, found.filter(|_| self.dead.is_empty()));
    }

    /// The x of the dead is 0.
    pub(super) fn clear_dead(&mut self) {
        for &i in &self.dead {
            for lane in 0..self.setting.n_lanes {
                self.next.lane_mut(lane)[i] = S::zero();
                if self.has_residue[1] {
                    self.next_residue.lane_mut(lane)[i] = S::zero();
                }
            }
        }
    }

    /// Notes neurons of which the residue of the next x differs; how many have news now.
    fn residue_differs(&mut self, n_news: u64) -> u64 {
        match self.has_residue {
            [false, false] => return n_news,
            [false, true] => self.residue.all_mut().fill(S::zero()),
            [true, false] => self.next_residue.all_mut().fill(S::zero()),
            [true, true] => {}
        }
        let planes = [&self.residue, &self.next_residue];
        differ(self.setting.set, planes, &mut self.noted, &mut self.news)
    }

    /// Begins the next tick with the x that is in `next`; `found` is known of it, if anything.
    pub(super) fn enter(&mut self, presented: u32, found: Option<Found>) {
        let found = found.unwrap_or_else(|| Found {
            is_finite: is_finite(self.setting.set, &self.next),
            is_as_before: false,
        });
        let is_other = presented != self.presented;
        self.presented = presented;
        self.news.fill(is_other);
        let (set, planes) = (self.setting.set, [&self.x, &self.next]);
        let n_news = differ(set, planes, &mut self.noted, &mut self.news);
        let n_news = self.residue_differs(n_news);
        match self.dead.is_empty() {
            true => self.note_news(n_news),
            false => self.count_news(),
        }
        if self.is_new {
            std::mem::swap(&mut self.x, &mut self.next);
            std::mem::swap(&mut self.residue, &mut self.next_residue);
            self.has_residue.swap(0, 1);
            let returns = found.is_as_before || self.setting.makes(Mistake::RatesKept);
            match returns && self.remembers && self.out[1].presented == presented {
                true => self.return_to_before(),
                false => self.transfer(),
            }
        }
        self.remembers = self.is_new; // Else `next` is what x is, or nearly.
        if !found.is_finite {
            self.find_not_finite();
        }
    }

    /// Takes the packet that nobody listens to any more, or a fresh one.
    pub(super) fn turn_packet(&mut self) {
        self.out.swap(0, 1);
        let presented = self.presented;
        match Arc::get_mut(&mut self.out[0]) {
            Some(out) => out.presented = presented,
            None => {
                let values = self.x.clone();
                self.out[0] = Arc::new(Rates { values, presented });
            }
        }
    }

    /// f and f′ are again those of the x before this one, as after a pulse.
    fn return_to_before(&mut self) {
        self.out.swap(0, 1);
        std::mem::swap(&mut self.slope, &mut self.slope_before);
    }

    /// f and f′ of x, if anybody hears them.
    pub(super) fn transfer(&mut self) {
        if self.n_below == 0 {
            return;
        }
        self.turn_packet();
        std::mem::swap(&mut self.slope, &mut self.slope_before);
        let out = Arc::get_mut(&mut self.out[0]).expect("bug: a turned packet has one owner");
        let (x, rates, set) = (self.x.all(), out.values.all_mut(), self.setting.set);
        match self.weights {
            Some(_) => self
                .activation
                .transfer(set, x, rates, self.slope.all_mut()),
            None => self.activation.rates(set, x, rates),
        }
    }

    #[cold]
    fn find_not_finite(&mut self) {
        let lanes = 0..self.setting.n_lanes;
        let is_lost = |i: &usize| lanes.clone().any(|lane| !self.x.at(lane, *i).is_finite());
        if let (None, Some(i)) = (&self.not_finite, (0..self.n).find(is_lost)) {
            let (tick, quantity) = (self.now, "x");
            self.not_finite = Some((i, NotFinite { tick, quantity }));
        }
    }
}

/// What a pass found of the next x.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub is_finite: bool,
    /// Whether it is, bit for bit, what stood in its place before.
    pub is_as_before: bool,
}

/// μ + (1−γ)ε: nobody pushes.
#[inline(always)]
fn leak<S: Scalar>(next: &mut [S], mu: &[S], epsilon: &[S], rest: &S) {
    let n = next.len();
    let (mu, epsilon) = (&mu[..n], &epsilon[..n]);
    for i in 0..n {
        next[i] = mu[i].clone() + &(rest.clone() * &epsilon[i]);
    }
}

/// The same, and the push of errors below that are all 0: as f′ is nowhere negative, it is +0,
/// which makes +0 of −0.
#[inline(always)]
fn decay_without_feedback<S: Scalar>(next: &mut [S], mu: &[S], epsilon: &[S], rest: &S) -> Found {
    let n = next.len();
    let (mu, epsilon) = (&mu[..n], &epsilon[..n]);
    replace(next, |i| {
        mu[i].clone() + &(rest.clone() * &epsilon[i]) + &S::zero()
    })
}

/// The same, and whatever push there is.
#[inline(always)]
fn leak_and_push<S: Scalar>(
    next: &mut [S],
    mu: &[S],
    epsilon: &[S],
    rest: &S,
    [slope, sums]: [&[S]; 2],
    gamma: &S,
) -> Found {
    let n = next.len();
    let (mu, epsilon, slope, sums) = (&mu[..n], &epsilon[..n], &slope[..n], &sums[..n]);
    replace(next, |i| {
        let leak = mu[i].clone() + &(rest.clone() * &epsilon[i]);
        leak + &(gamma.clone() * &slope[i] * &sums[i])
    })
}

/// μ + (1−γ)ε as a pair.
#[inline(always)]
fn leak_as_pair<S: Scalar>([next, residue]: [&mut [S]; 2], mu: &[S], epsilon: &[S], rest: &S) {
    let n = next.len();
    let (residue, mu, epsilon) = (&mut residue[..n], &mu[..n], &epsilon[..n]);
    for i in 0..n {
        (next[i], residue[i]) = mu[i].two_sum(&(rest.clone() * &epsilon[i]));
    }
}

/// The same, and whatever push there is.
#[inline(always)]
fn leak_and_push_as_pair<S: Scalar>(
    [next, residue]: [&mut [S]; 2],
    mu: &[S],
    epsilon: &[S],
    rest: &S,
    [slope, sums]: [&[S]; 2],
    gamma: &S,
) -> Found {
    let n = next.len();
    let residue = &mut residue[..n];
    let (mu, epsilon, slope, sums) = (&mu[..n], &epsilon[..n], &slope[..n], &sums[..n]);
    replace(next, |i| {
        let push = gamma.clone() * &slope[i] * &sums[i];
        let (x, left) = mu[i].two_sum(&(rest.clone() * &epsilon[i] + &push));
        residue[i] = left;
        x
    })
}

/// Puts `x` of every cell in the place of what is there.
#[inline(always)]
fn replace<S: Scalar>(next: &mut [S], mut x: impl FnMut(usize) -> S) -> Found {
    let (mut is_finite, mut is_as_before) = (true, true);
    for (i, next) in next.iter_mut().enumerate() {
        let x = x(i);
        is_finite &= x.is_finite();
        is_as_before &= x.same_bits(next);
        *next = x;
    }
    Found {
        is_finite,
        is_as_before,
    }
}

#[cfg(test)]
mod tests;
