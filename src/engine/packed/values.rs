//! A slice of a population of value neurons, side by side.
//!
//! Promises what `neuron::ValueNeuron` promises, neuron by neuron and bit for bit, and no work
//! where nothing new was heard. The environment's sources of its neurons live with it, each
//! population with a programme of its own. Reads its own fields and what it was told.

mod birth;
mod environment_inputs;
mod equation;
mod error_source;
mod lesion;
mod observation;
mod plasticity;
mod state;
mod telling;
mod told;

pub(super) use self::birth::ValueBirth;
pub(super) use self::told::Told;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use self::error_source::ErrorSource;
use super::Setting;
use super::cell_state::count;
use super::detector_overrides::OwnWeight;
use super::errors::ErrorSlice;
use super::observation::Watch;
use crate::activation::Activation;
use crate::axon::{Errors, Observer, Rates, Teaching, Tick};
use crate::engine::{Counts, Kind};
use crate::environment::Programme;
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Tiles};

/// Who, outside the network, speaks to a slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Nobody.
    None,
    /// Stimulus sources.
    Stimulus,
    /// Teacher sources.
    Teacher,
}

/// Value neurons of one layer, those that one worker owns.
#[derive(Clone, Debug)]
pub(super) struct ValueSlice<S, P: Plasticity> {
    pub(super) layer: usize,
    /// Indices of its neurons.
    neurons: Range<usize>,
    pub(super) n: usize,
    setting: Arc<Setting<S>>,
    activation: Activation,
    /// Error neurons below: links on which f(x) is heard, per neuron.
    n_below: u64,
    /// Feedback synapses; `None` for input and output neurons.
    weights: Option<Tiles<S>>,
    sources: Vec<ErrorSource<S>>,
    command: Option<P::Command>,
    /// x of this tick, `[B][n]`.
    pub(super) x: Plane<S>,
    /// What it was in the tick before, if it is new; else scratch, for the next.
    next: Plane<S>,
    /// What rounding left out of `x` and of `next`; planes without neurons where that is always 0.
    residue: Plane<S>,
    next_residue: Plane<S>,
    /// Whether the residue of `x`, and that of `next`, may be other than 0. If not, its plane means
    /// nothing.
    has_residue: [bool; 2],
    slope: Plane<S>,
    /// If `remembers`, `next` still is the x before this one; its f is in the packet before,
    /// its f′ here.
    slope_before: Plane<S>,
    remembers: bool,
    /// S = Σ ε θ′ of Eq. 7, and whether it may be other than 0.
    sums: Plane<S>,
    is_pushed: bool,
    /// Whether something that the next x is made of changed.
    is_stale: bool,
    /// Whether x differs from the tick before, and in which neurons.
    pub(super) is_new: bool,
    news: Vec<bool>,
    n_news: u64,
    /// Scratch, cell by cell.
    noted: Vec<bool>,
    out: [Arc<Rates<S>>; 2],
    presented: u32,
    /// Scratch: weights that synapses with a φ of their own are given, and room to find them.
    own_weights: Vec<OwnWeight<S>>,
    scratch: Option<Tiles<S>>,
    /// (slot, neuron) of lost synapses.
    absent: BTreeSet<(usize, usize)>,
    dead: Vec<usize>,
    /// What the sources of the dead show them all the same, `[dead][B]`.
    shown_to_dead: Vec<Box<[S]>>,
    sense: Sense,
    programme: Programme<S>,
    is_fresh: bool,
    /// The teacher's targets, `[B][n]`, in lanes that have one, `[B]`.
    targets: Plane<S>,
    taught: Vec<bool>,
    /// What the first teacher source said for the coming tick, for the controller.
    pub(super) teaching: Option<Teaching<S>>,
    pub(super) counts: Counts,
    /// Ticks in which any synapse committed.
    pub(super) n_commits: u64,
    now: Tick,
    /// The first number that was not finite, and whose.
    pub(super) not_finite: Option<(usize, NotFinite)>,
}

/// Room for f(x) of a slice.
fn packet<S: Scalar>(values: &Plane<S>, presented: u32) -> Arc<Rates<S>> {
    let values = values.clone();
    Arc::new(Rates { values, presented })
}

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    /// The residue of x in this tick, if it may be other than 0.
    pub(super) fn residue(&self) -> Option<&Plane<S>> {
        self.has_residue[0].then_some(&self.residue)
    }

    /// Feedback synapses of each neuron.
    pub(super) fn n_slots(&self) -> usize {
        self.weights.as_ref().map_or(0, Tiles::n_inputs)
    }

    /// Neurons whose x is news, `[n]`.
    pub(super) fn news(&self) -> &[bool] {
        &self.news
    }

    /// f(x) of this tick, as it is said.
    pub(super) fn rates(&self) -> &Arc<Rates<S>> {
        &self.out[0]
    }

    /// Says x and f(x), if they are news: counts them.
    pub(super) fn speak(&mut self) {
        if self.layer < self.setting.depth {
            self.counts.add_kind(Kind::Activity, self.n_news);
        }
        self.counts.add_kind(Kind::Rate, self.n_news * self.n_below);
    }

    /// Counts the neurons that have news, the dead aside.
    fn count_news(&mut self) {
        for &dead in &self.dead {
            self.news[dead] = false;
        }
        self.note_news(count(&self.news));
    }

    /// x stays as it is.
    fn stay(&mut self) {
        if std::mem::take(&mut self.is_new) {
            self.news.fill(false);
        }
    }

    fn note_news(&mut self, n_news: u64) {
        self.n_news = n_news;
        self.is_new = n_news > 0;
    }

    /// Hears ε of the slice of the layer below that worker `from` owns.
    #[inline]
    pub(super) fn hear_errors(&mut self, from: usize, errors: Arc<Errors<S>>) {
        let source = &mut self.sources[from];
        source.before = source.heard.replace(errors);
        source.is_new = true;
        self.is_stale = true;
    }

    /// Hears the controller.
    pub(super) fn hear_command(&mut self, command: P::Command) {
        self.command = Some(command);
    }

    /// One tick: x of the next one from what was heard in this one, `own` being the own error
    /// neurons.
    pub(super) fn take_tick<W: Observer<S> + Default>(
        &mut self,
        now: Tick,
        own: Option<&ErrorSlice<S, P>>,
        is_last: bool,
        watch: &mut Watch<S, W>,
    ) {
        self.now = now;
        if W::LOOKS && self.is_new {
            watch.forget_activities(&self.news);
        }
        if W::LOOKS && (watch.wants_everything() || (is_last && self.layer == 0)) {
            watch.activity(now, &self.x, self.residue(), self.presented);
        }
        self.is_stale |= own.is_some_and(|own| own.speaks_own);
        let moves = self.is_stale && own.is_some();
        if moves {
            self.push();
        }
        let learned = self.learn(watch);
        self.end_of_hearing();
        self.now = now.next();
        let was_pushed = self.is_pushed;
        let environment = self.sense_environment();
        match environment {
            Some(is_new) if self.sense == Sense::Stimulus => self.is_new = is_new,
            taught => match own {
                Some(own) if taught.is_some() || (moves && !self.is_held(own)) => {
                    self.update_x(own);
                }
                _ => self.stay(),
            },
        }
        // S of the next tick is another if the weights or, by its slope, x changed.
        self.is_stale = was_pushed && (self.is_new || learned || self.feedback_ends());
    }

    /// Whether the teacher holds x where it is, whatever the own error neurons say.
    fn is_held(&self, own: &ErrorSlice<S, P>) -> bool {
        let (.., presented) = own.told();
        self.sense == Sense::Teacher && !self.taught.contains(&false) && presented == self.presented
    }

    /// S = Σ ε θ′ of what is heard now, in synapse order; a silent synapse adds nothing.
    fn push(&mut self) {
        let Some(weights) = &self.weights else { return };
        let is_heard = self.sources.iter().any(|source| source.heard.is_some());
        if self.is_pushed || is_heard {
            let parts = self.sources.iter().filter_map(|source| {
                let heard = source.heard.as_ref()?;
                Some((source.inputs.clone(), &heard.epsilon))
            });
            weights.sum(self.setting.set, parts, &mut self.sums);
        }
        self.is_pushed = is_heard;
    }

    /// Whether what is heard now is not heard in the next tick.
    fn feedback_ends(&self) -> bool {
        self.setting.feedback == Feedback::Phasic
    }

    /// A pulse lasts one tick; a command too.
    fn end_of_hearing(&mut self) {
        self.command = None;
        for source in &mut self.sources {
            source.is_new = false;
            source.before = None;
            if self.setting.feedback == Feedback::Phasic {
                source.heard = None;
            }
        }
    }
}
