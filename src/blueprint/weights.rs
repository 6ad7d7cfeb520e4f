//! The weights of a network as matrices.

use crate::axon::{AgentId, SynapseId};
use crate::scalar::{Scalar, angle_between};
use crate::wiring::Wiring;

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
    /// θ by projection; in a chain θ^l for l = 1…L at position l − 1: [n_{l−1}, n_l]. Where not
    /// everyone is connected, a row a pair.
    pub theta: Vec<Matrix<S>>,
    /// θ′, the feedback copies, by projection: the same shape and layout, but empty for projections
    /// from inputs, and left out after the last that is not; in a chain for l = 1…L−1.
    pub feedback: Vec<Matrix<S>>,
    /// Bias weights by population, those of a population without empty; in a chain of layer
    /// l = 0…L−1 at position l, `[n_l]`. Empty in a network without.
    pub bias: Vec<Vec<S>>,
}

impl<S: Scalar> Weights<S> {
    /// Weights of the shapes of a network's, all of them `value`.
    pub fn filled(wiring: &Wiring, value: &S) -> Self {
        let matrix = |e: usize, is_there: bool| {
            let [rows, columns] = if is_there { wiring.shape(e) } else { [0, 0] };
            let values = vec![value.clone(); rows * columns];
            Matrix {
                rows,
                columns,
                values,
            }
        };
        let n = wiring.projections().len();
        let last = (0..n).rev().find(|e| wiring.has_feedback(*e));
        let feedback =
            (0..last.map_or(0, |last| last + 1)).map(|e| matrix(e, wiring.has_feedback(e)));
        let n_biases = if wiring.has_any_bias() {
            wiring.n_computing()
        } else {
            0
        };
        let bias = (0..n_biases).map(|p| {
            let n = if wiring.has_bias(p) {
                wiring.widths()[p]
            } else {
                0
            };
            vec![value.clone(); n]
        });
        Self {
            theta: (0..n).map(|e| matrix(e, true)).collect(),
            feedback: feedback.collect(),
            bias: bias.collect(),
        }
    }

    /// The weights that live in one neuron, in slot order: a dendrite's, the bias last, or feedback
    /// copies.
    pub fn of_neuron(&self, wiring: &Wiring, id: AgentId) -> Vec<S> {
        match id {
            AgentId::Error { layer, index } => {
                let bias = wiring.has_bias(layer).then(|| &self.bias[layer][index]);
                let dendrite = wiring.dendrite(layer, index);
                let theta = dendrite.map(|of| &self.theta[of.projection].values[of.synapse]);
                theta.chain(bias).cloned().collect()
            }
            AgentId::Value { layer, index } if wiring.is_hidden(layer) => {
                let axon = wiring.axon(layer, index);
                let copies = axon.map(|of| &self.feedback[of.projection].values[of.synapse]);
                copies.cloned().collect()
            }
            _ => Vec::new(),
        }
    }

    /// θ of a synapse.
    ///
    /// # Panics
    /// If there is none of that name.
    pub fn of(&self, wiring: &Wiring, id: SynapseId) -> &S {
        match id.pre {
            None => &self.bias[id.layer][id.post],
            Some(pre) => {
                let of = wiring.connection((id.layer, id.post), pre);
                let of = of.expect("bug: there is no such synapse");
                &self.theta[of.projection].values[of.synapse]
            }
        }
    }

    /// θ′ of a synapse, if it has a feedback copy.
    pub fn feedback_of(&self, wiring: &Wiring, id: SynapseId) -> Option<&S> {
        let of = wiring.connection((id.layer, id.post), id.pre?)?;
        self.feedback.get(of.projection)?.values.get(of.synapse)
    }

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

    /// The angle between θ and θ′ by projection, in degrees; `None` where there is no θ′, or one of them
    /// has no direction.
    pub fn mirror_angles(&self) -> Vec<Option<f64>> {
        let copies = self.feedback.iter().zip(&self.theta);
        copies
            .map(
                |(copies, theta)| match copies.values.len() == theta.values.len() {
                    true => angle_between(&theta.values, &copies.values),
                    false => None,
                },
            )
            .collect()
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
