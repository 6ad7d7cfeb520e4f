//! The results of a forward and a backward pass.

use crate::scalar::Plane;

/// One forward and backward pass. Everything is `[B][n_l]`: a lane is an example.
#[derive(Clone, Debug)]
pub struct Pass<S> {
    /// y by population but inputs; in a chain of layer l = 0 … L−1 at position l.
    pub y: Vec<Plane<S>>,
    /// δ = −∂E/∂y, likewise.
    pub delta: Vec<Plane<S>>,
}
