//! Numbers side by side: planes of lanes, tiles of weights, and a change of them.

use super::aligned::Aligned;

/// Values of n neurons in B lanes, `[B][n]`; rows are padded so that vectors can run over the
/// end, and what stands in the padding means nothing.
#[derive(Debug, PartialEq)]
pub struct Plane<S> {
    pub(super) values: Aligned<S>,
    pub(super) n: usize,
    pub(super) stride: usize,
}

impl<S: Clone> Clone for Plane<S> {
    fn clone(&self) -> Self {
        let (n, stride) = (self.n, self.stride);
        let values = self.values.clone();
        Self { values, n, stride }
    }

    /// Into the room that is there, if it is of this shape.
    fn clone_from(&mut self, other: &Self) {
        self.values.clone_from(&other.values);
        (self.n, self.stride) = (other.n, other.stride);
    }
}

/// What products are added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// 0, whatever stands where the sums go.
    Zero,
    /// The sums so far.
    Sums,
}

/// The weights of n neurons for m inputs, in tiles of neurons: `[tile][input][neuron]`, so that
/// a sum over inputs reads memory from front to back.
#[derive(Debug, PartialEq)]
pub struct Tiles<S> {
    pub(super) values: Aligned<S>,
    pub(super) n_inputs: usize,
    pub(super) n: usize,
}

impl<S: Clone> Clone for Tiles<S> {
    fn clone(&self) -> Self {
        let (n_inputs, n) = (self.n_inputs, self.n);
        let values = self.values.clone();
        Self {
            values,
            n_inputs,
            n,
        }
    }

    /// Into the room that is there, if it is of this shape.
    fn clone_from(&mut self, other: &Self) {
        self.values.clone_from(&other.values);
        (self.n_inputs, self.n) = (other.n_inputs, other.n);
    }
}

/// One change of weights: w += α · Σ_b a_b c_b, with a by neuron and c by input.
#[derive(Debug)]
pub struct Step<'a, S> {
    /// `[B][n]`.
    pub by_neuron: &'a Plane<S>,
    /// `[B][inputs]`.
    pub by_input: &'a Plane<S>,
    /// Lanes to sum over: the first of them.
    pub n_lanes: usize,
    /// α.
    pub alpha: &'a S,
    /// What a change is divided by, if by anything.
    pub divisor: Option<&'a S>,
    /// The fraction of its weight that is forgotten, if any.
    pub decay: Option<&'a S>,
    /// Neurons that change, `[n]`; `None` for all.
    pub neurons: Option<&'a [bool]>,
    /// Inputs whose weights change, `[inputs]`; `None` for all.
    pub inputs: Option<&'a [bool]>,
}
