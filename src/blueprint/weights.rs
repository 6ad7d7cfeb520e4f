//! The weights of a network as matrices.

use crate::scalar::Scalar;

/// A matrix `[rows, columns]`, row by row: row i is the post-synaptic error neuron of layer
/// l − 1, column j the pre-synaptic value neuron of layer l.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<S> {
    /// Number of rows, n_{l−1}.
    pub rows: usize,
    /// Number of columns, n_l.
    pub columns: usize,
    /// `rows · columns` values, row by row.
    pub values: Vec<S>,
}

impl<S: Scalar> Matrix<S> {
    /// A matrix of `rows` × `columns` from a function of row and column, called row by row.
    pub fn from_fn(rows: usize, columns: usize, mut value: impl FnMut(usize, usize) -> S) -> Self {
        let values = (0..rows * columns)
            .map(|k| value(k / columns, k % columns))
            .collect();
        Self {
            rows,
            columns,
            values,
        }
    }

    /// The element at `row`, `column`.
    ///
    /// # Panics
    /// If either is out of range.
    #[inline]
    pub fn at(&self, row: usize, column: usize) -> &S {
        &self.values[row * self.columns + column]
    }

    /// The row `row`, `[columns]`.
    #[inline]
    pub fn row(&self, row: usize) -> &[S] {
        &self.values[row * self.columns..(row + 1) * self.columns]
    }

    /// The largest |difference| to a matrix of the same shape, as `f64`; infinite if any
    /// difference is NaN.
    pub fn max_difference(&self, other: &Self) -> f64 {
        max_difference(&self.values, &other.values)
    }
}

/// The largest |a − b| over two equally long lists, as `f64`.
fn max_difference<S: Scalar>(a: &[S], b: &[S]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a.clone() - b).magnitude().to_f64())
        .fold(0.0, |largest, d| {
            if d.is_nan() {
                f64::INFINITY
            } else {
                d.max(largest)
            }
        })
}

/// All weights of a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights<S> {
    /// θ^l for l = 1…L at position l − 1: [n_{l−1}, n_l].
    pub theta: Vec<Matrix<S>>,
    /// θ′^l, the feedback copies, for l = 1…L−1 at position l − 1: the same shape and layout.
    pub feedback: Vec<Matrix<S>>,
    /// Bias weights of layer l = 0…L−1 at position l, `[n_l]`; empty in a network without.
    pub bias: Vec<Vec<S>>,
}

impl<S: Scalar> Weights<S> {
    /// Largest |θ − w| and |bias − b| against another network's weights, feedback aside.
    pub fn max_divergence(&self, other: &Self) -> f64 {
        let theta = self
            .theta
            .iter()
            .zip(&other.theta)
            .map(|(a, b)| a.max_difference(b));
        let bias = self
            .bias
            .iter()
            .zip(&other.bias)
            .map(|(a, b)| max_difference(a, b));
        theta.chain(bias).fold(0.0, f64::max)
    }

    /// Largest |θ − θ′|: 0 while both ends of every connection agree.
    pub fn max_mirror_divergence(&self) -> f64 {
        self.feedback
            .iter()
            .zip(&self.theta)
            .map(|(a, b)| a.max_difference(b))
            .fold(0.0, f64::max)
    }

    /// How many of θ and the biases are other numbers than another network's, which for floats
    /// means other bits, −0 and +0 being the same; feedback aside.
    pub fn n_different(&self, other: &Self) -> usize {
        let different = |a: &[S], b: &[S]| a.iter().zip(b).filter(|(a, b)| a != b).count();
        let thetas = self.theta.iter().zip(&other.theta);
        let thetas: usize = thetas.map(|(a, b)| different(&a.values, &b.values)).sum();
        let biases = self.bias.iter().zip(&other.bias);
        thetas + biases.map(|(a, b)| different(a, b)).sum::<usize>()
    }

    /// How many θ and biases there are.
    pub fn n_forward(&self) -> usize {
        let thetas: usize = self.theta.iter().map(|theta| theta.values.len()).sum();
        thetas + self.bias.iter().map(Vec::len).sum::<usize>()
    }

    /// BLAKE3 over the bytes of θ^1…L, θ′^1…L−1, bias^0…L−1, in that order, as hexadecimal.
    pub fn blake3(&self) -> String {
        hash(self.theta.iter().chain(&self.feedback), &self.bias)
    }

    /// The same over θ^1…L and bias^0…L−1: what backpropagation has too.
    pub fn forward_blake3(&self) -> String {
        hash(self.theta.iter(), &self.bias)
    }
}

fn hash<'a, S: Scalar>(matrices: impl Iterator<Item = &'a Matrix<S>>, bias: &[Vec<S>]) -> String {
    let mut bytes = Vec::new();
    let values = matrices.flat_map(|matrix| &matrix.values);
    for value in values.chain(bias.iter().flatten()) {
        value.append_bytes(&mut bytes);
    }
    blake3::hash(&bytes).to_hex().to_string()
}
