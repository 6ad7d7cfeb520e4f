//! Examples of one width, one after the other.

/// Examples of one width, one after the other.
///
/// ```
/// use fazil::dataset::Source;
/// let source: Source = ron::from_str("Xor()")?;
/// let examples = source.load::<f64>(None)?.train;
/// assert_eq!((examples.len(), examples.n_inputs, examples.n_outputs), (4, 2, 1));
/// assert_eq!((examples.input(1), examples.target(1)), (&[0.0, 1.0][..], &[1.0][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Examples<S> {
    /// Numbers in one input; at least 1.
    pub n_inputs: usize,
    /// Numbers in one target; at least 1.
    pub n_outputs: usize,
    /// Shape `[n, n_inputs]`, row by row: example k is row k.
    pub inputs: Vec<S>,
    /// Shape `[n, n_outputs]`, row by row: example k is row k.
    pub targets: Vec<S>,
    /// Shape `[n]`: the class of example k, counted from 0. `None` where examples have no class.
    pub labels: Option<Vec<u32>>,
}

impl<S> Examples<S> {
    /// How many examples there are.
    pub fn len(&self) -> usize {
        self.inputs.len() / self.n_inputs
    }

    /// Whether there is no example.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// The input of example `k`, `n_inputs` numbers.
    ///
    /// # Panics
    /// If there are `k` examples or fewer.
    pub fn input(&self, k: usize) -> &[S] {
        &self.inputs[k * self.n_inputs..][..self.n_inputs]
    }

    /// The target of example `k`, `n_outputs` numbers.
    ///
    /// # Panics
    /// If there are `k` examples or fewer.
    pub fn target(&self, k: usize) -> &[S] {
        &self.targets[k * self.n_outputs..][..self.n_outputs]
    }
}
