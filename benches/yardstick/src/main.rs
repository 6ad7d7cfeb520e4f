//! The update benchmark with backpropagation through the crate `gemm`, an outside yardstick.
//!
//! A package of its own, so that nobody who builds or tests `fazil` builds `gemm`. Both fuse products
//! and sums; `gemm` adds them up in an order of its own.
//! `gemm` has no safe entry, so it is called through `faer`, which hands products larger than
//! 16 x 16 x 16 on to it as they are.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};

/// Backpropagation through `gemm`, in two layouts.
fn outsiders<S: Outside>(work: &Workload) -> Vec<(&'static str, Box<dyn Contestant<S>>)> {
    let alpha = S::from_f64(ALPHA);
    let by_input = Gemm::new(&blueprint(work), alpha, work.n_lanes, true);
    let by_neuron = Gemm::new(&blueprint(work), alpha, work.n_lanes, false);
    vec![
        ("BP, gemm, θ by input", Box::new(by_input)),
        ("BP, gemm, θ by neuron", Box::new(by_neuron)),
    ]
}

include!("../../updates/contest.rs");

/// A matrix product of `gemm`.
trait Outside: Scalar + Copy {
    /// `to` = or += `factor` · `a` · `b`.
    fn multiply(
        to: MatMut<'_, Self>,
        how: Accum,
        a: MatRef<'_, Self>,
        b: MatRef<'_, Self>,
        factor: Self,
    );
}

macro_rules! product {
    ($($float:ty)*) => {$(
        impl Outside for $float {
            fn multiply(
                to: MatMut<'_, Self>,
                how: Accum,
                a: MatRef<'_, Self>,
                b: MatRef<'_, Self>,
                factor: Self,
            ) {
                matmul(to, how, a, b, factor, Par::Seq);
            }
        }
    )*};
}

product!(f32 f64);

/// Backpropagation as products of matrices; those of a batch are `[B][n]`, which is a
/// column-major n x B.
struct Gemm<S> {
    widths: Vec<usize>,
    /// θ^{l+1} at position l: `[n_{l+1}][n_l]` if by input, else `[n_l][n_{l+1}]`.
    theta: Vec<Vec<S>>,
    is_by_input: bool,
    alpha: S,
    n_lanes: usize,
    /// y, f(y), f′(y) and δ of layer l at position l.
    y: Vec<Vec<S>>,
    rates: Vec<Vec<S>>,
    slopes: Vec<Vec<S>>,
    delta: Vec<Vec<S>>,
}

impl<S: Outside> Gemm<S> {
    fn new(blueprint: &Blueprint<S>, alpha: S, n_lanes: usize, is_by_input: bool) -> Self {
        let theta = blueprint
            .weights
            .theta
            .iter()
            .map(|theta| match is_by_input {
                true => (0..theta.columns)
                    .flat_map(|j| (0..theta.rows).map(move |i| *theta.at(i, j)))
                    .collect(),
                false => theta.values.clone(),
            });
        let widths = blueprint.widths().to_vec();
        let zeros = || -> Vec<Vec<S>> {
            let layers = widths.iter().map(|n| vec![S::zero(); n * n_lanes]);
            layers.collect()
        };
        let [y, rates, slopes, delta] = [zeros(), zeros(), zeros(), zeros()];
        Self {
            theta: theta.collect(),
            is_by_input,
            alpha,
            n_lanes,
            y,
            rates,
            slopes,
            delta,
            widths,
        }
    }

    /// θ of layer l, n_l x n_{l+1}.
    fn theta(&self, l: usize) -> MatRef<'_, S> {
        let (n, n_inputs) = (self.widths[l], self.widths[l + 1]);
        match self.is_by_input {
            true => MatRef::from_column_major_slice(&self.theta[l], n, n_inputs),
            false => MatRef::from_row_major_slice(&self.theta[l], n, n_inputs),
        }
    }

    /// A batch of layer l, n_l x B.
    fn batch<'a>(&self, values: &'a [Vec<S>], l: usize) -> MatRef<'a, S> {
        MatRef::from_column_major_slice(&values[l], self.widths[l], self.n_lanes)
    }

    fn forward(&mut self, inputs: &[&[S]]) {
        let (set, f, depth) = (
            InstructionSet::best(),
            Activation::Logistic,
            self.theta.len(),
        );
        let lanes = self.rates[depth].chunks_mut(self.widths[depth]);
        lanes
            .zip(inputs)
            .for_each(|(rates, input)| f.rates(set, input, rates));
        for l in (0..depth).rev() {
            let mut y = std::mem::take(&mut self.y[l]);
            S::multiply(
                MatMut::from_column_major_slice_mut(&mut y, self.widths[l], self.n_lanes),
                Accum::Replace,
                self.theta(l),
                self.batch(&self.rates, l + 1),
                S::one(),
            );
            self.y[l] = y;
            if l > 0 {
                f.transfer(set, &self.y[l], &mut self.rates[l], &mut self.slopes[l]);
            }
        }
    }

    fn backward(&mut self, targets: &[&[S]]) {
        let lanes = self.delta[0].chunks_mut(self.widths[0]);
        for ((delta, y), target) in lanes.zip(self.y[0].chunks(self.widths[0])).zip(targets) {
            let values = delta.iter_mut().zip(y).zip(*target);
            values.for_each(|((delta, y), target)| *delta = *target - y);
        }
        for l in 1..self.theta.len() {
            let mut delta = std::mem::take(&mut self.delta[l]);
            S::multiply(
                MatMut::from_column_major_slice_mut(&mut delta, self.widths[l], self.n_lanes),
                Accum::Replace,
                self.theta(l - 1).transpose(),
                self.batch(&self.delta, l - 1),
                S::one(),
            );
            let values = delta.iter_mut().zip(&self.slopes[l]);
            values.for_each(|(delta, slope)| *delta = *slope * &*delta);
            self.delta[l] = delta;
        }
    }

    fn learn(&mut self) {
        for l in 0..self.theta.len() {
            let (n, n_inputs) = (self.widths[l], self.widths[l + 1]);
            let mut theta = std::mem::take(&mut self.theta[l]);
            let matrix = match self.is_by_input {
                true => MatMut::from_column_major_slice_mut(&mut theta, n, n_inputs),
                false => MatMut::from_row_major_slice_mut(&mut theta, n, n_inputs),
            };
            let (delta, rates) = (self.batch(&self.delta, l), self.batch(&self.rates, l + 1));
            S::multiply(matrix, Accum::Add, delta, rates.transpose(), self.alpha);
            self.theta[l] = theta;
        }
    }
}

impl<S: Outside> Contestant<S> for Gemm<S> {
    fn update(&mut self, batch: &Batch<'_, S>, _: &Batch<'_, S>) {
        self.forward(&batch.inputs);
        self.backward(&batch.targets);
        self.learn();
    }

    fn weights(&self) -> Weights<S> {
        let theta = (0..self.theta.len()).map(|l| {
            let theta = self.theta(l);
            fazil::blueprint::Matrix::from_fn(theta.nrows(), theta.ncols(), |i, j| theta[(i, j)])
        });
        Weights {
            theta: theta.collect(),
            feedback: vec![],
            bias: vec![],
        }
    }
}
