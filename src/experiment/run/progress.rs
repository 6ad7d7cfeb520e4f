//! How a run is coming along, for whoever wants to hear of it.

use crate::run_files::summary::EpochMetrics;

/// Hears how a run is coming along.
pub trait Progress {
    /// After every presentation.
    fn presentation(&mut self, standing: &Standing);
    /// After every epoch of `n_epochs`, and before the first.
    fn epoch(&mut self, metrics: &EpochMetrics, n_epochs: usize);
    /// A text for the person at the screen.
    fn tell(&mut self, text: &str);
}

/// Nobody listens.
impl Progress for () {
    fn presentation(&mut self, _: &Standing) {}
    fn epoch(&mut self, _: &EpochMetrics, _: usize) {}
    fn tell(&mut self, _: &str) {}
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The epoch under way, from 1.
    pub epoch: usize,
    /// Epochs in all.
    pub n_epochs: usize,
    /// Examples taught so far, over all epochs.
    pub taught: u64,
    /// Examples to teach, over all epochs.
    pub to_teach: u64,
    /// Fraction of this epoch's examples whose class was predicted before they were taught.
    pub accuracy: Option<f64>,
    /// Spikes so far.
    pub spikes: u64,
}
