//! The names of the four files of MNIST.

/// The four files: images and labels to learn from, images and labels to be tested on.
pub(super) const NAMES: [&str; 4] = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
];
