//! What value neurons hear of one slice of the layer below: ε, and the φ that judge it.
//!
//! Promises that φ judge silence too, as ε = 0, and that a source becomes again what a state says
//! of it.

use std::ops::Range;
use std::sync::Arc;

use crate::axon::{Errors, Tick};
use crate::engine::packed::Setting;
use crate::engine::packed::cell_state::any_lane;
use crate::engine::packed::detector_overrides::{Families, OwnPhis};
use crate::engine::state::{FeedbackState, Fit};
use crate::scalar::{InstructionSet, Plane, Scalar};
use crate::synapse::{Seen, SharedPhi};

/// ε as heard from one slice of the layer below.
#[derive(Clone, Debug)]
pub(super) struct ErrorSource<S> {
    /// Which synapses hear it.
    pub(super) inputs: Range<usize>,
    /// What is heard now; under phasic feedback for one tick.
    pub(super) heard: Option<Arc<Errors<S>>>,
    /// What was heard before that, tonically.
    pub(super) before: Option<Arc<Errors<S>>>,
    pub(super) is_new: bool,
    pub(super) phi: SharedPhi<S>,
    pub(super) own_phis: Vec<OwnPhis<S>>,
    /// Neurons that were ever heard since a prediction was last imposed.
    pub(super) is_heard: Vec<bool>,
    /// Scratch.
    pub(super) fires: Vec<bool>,
    pub(super) any_fires: bool,
    pub(super) commits: Vec<bool>,
    pub(super) committed: Plane<S>,
}

impl<S: Scalar> ErrorSource<S> {
    /// A source that has said nothing yet, and whose φ have been silent for ever.
    pub(super) fn new(
        inputs: Range<usize>,
        own: &Families,
        setting: &Setting<S>,
        birth: Tick,
    ) -> Self {
        let committed = Plane::new(inputs.len(), setting.n_lanes);
        let n_cells = committed.all().len();
        Self {
            heard: None,
            before: None,
            is_new: false,
            phi: SharedPhi::new(&setting.phi, n_cells, birth),
            own_phis: own.in_slots(&inputs, setting.n_lanes),
            is_heard: vec![false; inputs.len()],
            fires: vec![false; n_cells],
            any_fires: false,
            commits: vec![false; inputs.len()],
            committed,
            inputs,
        }
    }

    /// What was heard in the tick before.
    fn heard_before(&self, is_phasic: bool) -> Option<&Arc<Errors<S>>> {
        match (is_phasic, self.is_new) {
            (true, _) => None,
            (false, true) => self.before.as_ref(),
            (false, false) => self.heard.as_ref(),
        }
    }

    /// Has every φ judge what is heard; silence is ε = 0. Whether any of those that share their
    /// settings fired.
    pub(super) fn judge(
        &mut self,
        set: InstructionSet,
        now: Tick,
        is_phasic: bool,
        presented: usize,
    ) -> bool {
        let heard = self.heard.clone();
        let before = self.heard_before(is_phasic).cloned();
        let n_cells = self.fires.len();
        let silence = match &heard {
            Some(_) => (vec![], vec![]),
            None => (vec![S::zero(); n_cells], vec![false; n_cells]),
        };
        let (epsilon, by_feedback) = match &heard {
            Some(heard) => (heard.epsilon.all(), &heard.by_feedback[..]),
            None => (&silence.0[..], &silence.1[..]),
        };
        let seen = Seen {
            epsilon,
            by_feedback,
            before: before.as_ref().map(|before| before.epsilon.all()),
            lasts: !is_phasic,
        };
        let (fires, committed) = (&mut self.fires, self.committed.all_mut());
        let any = self.phi.judge(set, now, &seen, fires, committed);
        for own in &mut self.own_phis {
            own.judge(set, now, &seen, (&self.fires, presented));
        }
        any
    }

    /// Neurons of which φ fired in a lane that is presented; whether there are any.
    pub(super) fn choose_commits(&mut self, presented: usize) -> bool {
        let lanes = [self.committed.stride(), presented];
        any_lane(&self.fires, lanes, &mut self.commits);
        self.commits.contains(&true)
    }

    pub(super) fn restore(
        &mut self,
        feedback: &FeedbackState<S>,
        below: usize,
        fit: &Fit<S>,
        now: Tick,
    ) {
        let (n, n_lanes, inputs) = (fit.n_heard(below), fit.n_lanes, self.inputs.clone());
        let stride = self.committed.stride();
        let heard = inputs.clone().map(|slot| feedback.heard.row(slot, n_lanes));
        let heard: Vec<_> = heard.collect();
        self.is_heard = heard.iter().map(Option::is_some).collect();
        if self.is_heard.contains(&true) {
            let mut epsilon = Plane::new(inputs.len(), n_lanes);
            let mut by_feedback = vec![false; epsilon.all().len()];
            for (k, heard) in heard.into_iter().enumerate() {
                let Some((values, causes)) = heard else {
                    continue;
                };
                for lane in 0..n_lanes {
                    epsilon.lane_mut(lane)[k] = values[lane].clone();
                    by_feedback[lane * stride + k] = causes[lane];
                }
            }
            self.heard = Some(Arc::new(Errors {
                epsilon,
                by_feedback,
                spoke: vec![false; inputs.len()],
            }));
        }
        let cells = |kind: usize| {
            let places = inputs.clone().enumerate();
            places.flat_map(move |(k, slot)| {
                (0..n_lanes).map(move |lane| {
                    let tick = feedback.last_loud[(kind * n + slot) * n_lanes + lane];
                    (lane * stride + k, Tick(tick))
                })
            })
        };
        self.phi.restore(now, cells(0));
        for own in &mut self.own_phis {
            if let Some(kind) = fit.kind(own.quiet().detector()) {
                own.restore(cells(kind));
            }
        }
    }
}
