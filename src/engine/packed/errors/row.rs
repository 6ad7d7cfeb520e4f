//! One lane of a slice of error neurons, in one pass.

use crate::scalar::Scalar;

/// One lane: everything is `[n]`.
pub(super) struct Row<'a, S> {
    pub(super) x: &'a [S],
    pub(super) x_before: &'a mut [S],
    pub(super) mu: &'a [S],
    pub(super) mu_before: &'a [S],
    pub(super) epsilon: &'a mut [S],
    pub(super) epsilon_before: &'a [S],
    pub(super) by_feedback: &'a mut [bool],
    pub(super) own_news: &'a mut [bool],
    pub(super) wide_news: &'a mut [bool],
}

impl<S: Scalar> Row<'_, S> {
    /// ε = x − μ; what is news; "x moved and μ did not". Whether every ε is finite.
    #[inline(always)]
    pub(super) fn compare(self, has_moved: impl Fn(&S, &S) -> bool) -> bool {
        let n = self.x.len();
        let (x, x_before) = (self.x, &mut self.x_before[..n]);
        let (mu, mu_before) = (&self.mu[..n], &self.mu_before[..n]);
        let (epsilon, epsilon_before) = (&mut self.epsilon[..n], &self.epsilon_before[..n]);
        let by_feedback = &mut self.by_feedback[..n];
        let (own_news, wide_news) = (&mut self.own_news[..n], &mut self.wide_news[..n]);
        let mut is_finite = true;
        for i in 0..n {
            let error = x[i].clone() - &mu[i];
            let is_wide = error != epsilon_before[i];
            wide_news[i] |= is_wide;
            own_news[i] |= is_wide | (mu[i] != mu_before[i]);
            by_feedback[i] = has_moved(&x_before[i], &x[i]) & !has_moved(&mu_before[i], &mu[i]);
            is_finite &= error.is_finite();
            epsilon[i] = error;
            x_before[i].clone_from(&x[i]);
        }
        is_finite
    }
}
