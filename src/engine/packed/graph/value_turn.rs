//! The turn of the value neurons in a tick of a graph.

use super::Graph;
use super::common::Common;
use super::values::Next;
use crate::axon::Observer;
use crate::engine::packed::Setting;
use crate::neuron::State;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// Shows x to whoever wants to see it.
    fn show_x(&mut self, common: &Common<S>, p: usize, is_last: bool) {
        if !W::LOOKS {
            return;
        }
        let is_output = common.wiring.is_output(p);
        for (i, observer) in self.value_observers[p].iter_mut().enumerate() {
            if observer.wants_everything() || (is_last && is_output) {
                observer.activity(self.clock, &self.values[p].activity(i));
            }
        }
    }

    /// Whether x of the coming tick is that of this one: nothing that it follows from is new.
    fn is_idle(&self, common: &Common<S>, p: usize) -> bool {
        let mut heard = common.wiring.outgoing(p).iter().map(|e| &self.heard[*e]);
        !self.values[p].is_any_new
            && self.errors[p].is_unchanged
            && !heard.any(|heard| heard.has_changed())
    }

    /// x of the coming tick from what was heard in this one (Eq. 7), and what feedback synapses
    /// learn.
    pub(super) fn update_x(
        &mut self,
        common: &Common<S>,
        p: usize,
        command: Option<&P::Command>,
        is_last: bool,
    ) {
        let wiring = &common.wiring;
        self.show_x(common, p, is_last);
        if wiring.is_input(p) {
            return;
        }
        let is_hidden = wiring.is_hidden(p);
        if is_hidden && self.is_idle(common, p) {
            self.learn_feedback(common, p, command);
            return;
        }
        let (set, n_lanes) = (common.setting.set, common.setting.n_lanes);
        let n = self.values[p].is_new.len();
        let mut next = self.values[p].spare.take().unwrap_or_else(Next::empty);
        next.x.resize(n * n_lanes, S::zero());
        next.residue.resize(n * n_lanes, S::zero());
        next.presented.clone_from(&self.errors[p].presented);
        let mut push = is_hidden.then(|| vec![S::zero(); n * n_lanes]);
        if let Some(push) = &mut push {
            for &e in wiring.outgoing(p) {
                if self.heard[e].is_any() {
                    self.heard[e].add_push(common, e, n, push);
                }
            }
        }
        let errors = &self.errors[p];
        let heard = [&errors.mu, &errors.epsilon, &self.values[p].slopes].map(|cells| &cells[..]);
        let parts = [&mut next.x[..], &mut next.residue];
        set.run(
            #[inline(always)]
            || equation_7(&common.setting, heard, push.as_deref(), parts),
        );
        self.values[p].next = Some(next);
        if is_hidden {
            self.learn_feedback(common, p, command);
        }
    }
}

/// Eq. 7 for all cells: x and its residue from μ, ε, f′(x) and, of hidden neurons, Σ θ′ ε.
#[inline(always)]
fn equation_7<S: Scalar>(
    setting: &Setting<S>,
    [mu, epsilon, slopes]: [&[S]; 3],
    push: Option<&[S]>,
    [x, residue]: [&mut [S]; 2],
) {
    let n = x.len();
    let (mu, epsilon, slopes) = (&mu[..n], &epsilon[..n], &slopes[..n]);
    let residue = &mut residue[..n];
    for i in 0..n {
        let leak = setting.leak.clone() * &epsilon[i];
        let push = push.map(|push| setting.gamma.clone() * &slopes[i] * &push[i]);
        (x[i], residue[i]) = match (setting.state, push) {
            (State::Pair, None) => mu[i].two_sum(&leak),
            (State::Pair, Some(push)) => mu[i].two_sum(&(leak + &push)),
            (State::Plain, None) => (mu[i].clone() + &leak, S::zero()),
            (State::Plain, Some(push)) => (mu[i].clone() + &leak + &push, S::zero()),
        };
    }
}
