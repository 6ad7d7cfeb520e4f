//! Which rows of a table are read: those of the first presentations, or of one lane.
//!
//! Promises to say where reading can stop.

use super::sought::Sought;

/// Which rows are read, row by row.
pub(super) struct Filter {
    n_left: Option<usize>,
    /// The presentation of the last row.
    last: Option<Option<f64>>,
    lane: Option<f64>,
}

/// Whether a row is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Read,
    Skip,
    /// Neither this row nor any after it.
    Stop,
}

impl Filter {
    pub(super) fn of(sought: &Sought<'_>) -> Self {
        Self {
            n_left: sought.n_presentations,
            last: None,
            lane: sought.lane.map(f64::from),
        }
    }

    /// Whether it needs to see presentations and lanes.
    pub(super) fn looks(&self) -> bool {
        self.n_left.is_some() || self.lane.is_some()
    }

    pub(super) fn judge(&mut self, presentation: Option<f64>, lane: Option<f64>) -> Verdict {
        if let Some(n_left) = &mut self.n_left
            && self.last != Some(presentation)
        {
            if *n_left == 0 {
                return Verdict::Stop;
            }
            *n_left -= 1;
            self.last = Some(presentation);
        }
        match self.lane.is_none() || self.lane == lane {
            true => Verdict::Read,
            false => Verdict::Skip,
        }
    }
}
