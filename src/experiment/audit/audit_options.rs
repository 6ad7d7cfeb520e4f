//! How much an audit replays.

use std::any::Any;

/// How much is audited.
#[derive(Clone, Debug)]
pub struct AuditOptions {
    /// Presentations (batches) of each model; `None` for all of the scenario's.
    pub presentations: Option<usize>,
    /// Neurons taken out of each network, at least 1, drawn by seed; `None` for all of them.
    pub sample: Option<usize>,
    /// Adjusts the [`Settings`](crate::engine::Settings) of every network before it is built, in
    /// the precision of the scenario.
    pub adjust: Option<fn(&mut dyn Any)>,
}

impl Default for AuditOptions {
    fn default() -> Self {
        Self {
            presentations: Some(300),
            sample: None,
            adjust: None,
        }
    }
}
