//! A slice of a population of error neurons, side by side.
//!
//! Promises what `neuron::ErrorNeuron` promises, neuron by neuron and bit for bit, and no work
//! where nothing new was heard: a dendrite whose inputs and weights are as they were keeps its
//! sum, and ε that stays as it is needs no judging. Reads its own fields and what it was told,
//! and nothing else.

mod birth;
mod comparison;
mod lesion;
mod observation;
mod plasticity;
mod state;

pub(super) use self::birth::ErrorBirth;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::Setting;
use super::cell_state::{any_lane, count};
use super::detector_overrides::{OwnPhis, OwnWeight};
use super::observation::Watch;
use super::values::Told;
use crate::axon::{Errors, Observer, Rates, Tick};
use crate::engine::{Counts, Kind};
use crate::neuron::{Feedback, NotFinite};
use crate::plasticity::Plasticity;
use crate::scalar::{Plane, Scalar, Tiles};
use crate::synapse::SharedPhi;

/// Error neurons of one layer, those that one worker owns.
#[derive(Clone, Debug)]
pub(super) struct ErrorSlice<S, P: Plasticity> {
    pub(super) n: usize,
    setting: Arc<Setting<S>>,
    /// Links upward on which ε is heard, per neuron: none below the input layer.
    n_above: u64,
    weights: Tiles<S>,
    bias: Option<Tiles<S>>,
    /// What a bias synapse hears, `[B][1]`.
    one: Plane<S>,
    sources: Vec<RateSource<S>>,
    command: Option<P::Command>,
    /// μ of the tick before, μ and ε of this one, ε of the tick before, `[B][n]`.
    mu_before: Plane<S>,
    mu: Plane<S>,
    epsilon: Plane<S>,
    epsilon_before: Plane<S>,
    /// ε where φ fired in this tick, 0 elsewhere; once it has gone upward, nobody reads it. So with
    /// `by_feedback` and `wide_news`.
    pulse: Plane<S>,
    /// The same where a command says so; empty where there are none.
    committed: Plane<S>,
    by_feedback: Vec<bool>,
    fires: Vec<bool>,
    /// Whether any of them fires.
    any_fires: bool,
    phi: SharedPhi<S>,
    own_phis: Vec<OwnPhis<S>>,
    /// Scratch: weights that synapses with a φ of their own are given, and room to find them.
    own_weights: Vec<OwnWeight<S>>,
    scratch: Option<Tiles<S>>,
    /// (slot, neuron) of lost synapses.
    absent: BTreeSet<(usize, usize)>,
    dead: Vec<usize>,
    presented: u32,
    /// As last computed with.
    presented_before: u32,
    is_first_tick: bool,
    /// Whether a rate or a weight changed since μ was summed.
    is_stale: bool,
    must_speak: bool,
    /// Per neuron: whether ε or μ, and whether what goes upward, is news.
    own_news: Vec<bool>,
    wide_news: Vec<bool>,
    /// Whether any of them is.
    pub(super) speaks_own: bool,
    /// Scratch, cell by cell.
    noted: Vec<bool>,
    /// Scratch: neurons that commit.
    commits: Vec<bool>,
    out: [Arc<Errors<S>>; 2],
    pub(super) counts: Counts,
    /// Ticks in which any synapse committed.
    pub(super) n_commits: u64,
    /// The tick under way.
    now: Tick,
    /// The first number that was not finite, and whose.
    pub(super) not_finite: Option<(usize, NotFinite)>,
}

/// f(x) as heard from one slice of the layer above.
#[derive(Clone, Debug)]
struct RateSource<S> {
    /// Which synapses hear it.
    inputs: Range<usize>,
    rates: Option<Arc<Rates<S>>>,
}

impl<S> RateSource<S> {
    /// A source that has said nothing yet.
    fn new(inputs: Range<usize>) -> Self {
        let rates = None;
        Self { inputs, rates }
    }
}

/// What `n` error neurons say who have nothing to say.
fn silent_packet<S: Scalar>(n: usize, n_lanes: usize) -> Arc<Errors<S>> {
    let epsilon = Plane::new(n, n_lanes);
    Arc::new(Errors {
        by_feedback: vec![false; epsilon.all().len()],
        epsilon,
        spoke: vec![false; n],
    })
}

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// Hears f(x) of the slice of the layer above that worker `from` owns.
    #[inline]
    pub(super) fn hear_rates(&mut self, from: usize, rates: Arc<Rates<S>>) {
        self.presented = rates.presented;
        let heard = &mut self.sources[from].rates;
        // What an imposed prediction was made of is said once more, and needs no second sum.
        self.is_stale |= !(heard.as_ref()).is_some_and(|heard| Arc::ptr_eq(heard, &rates));
        *heard = Some(rates);
    }

    /// Hears the controller.
    pub(super) fn hear_command(&mut self, command: P::Command) {
        self.command = Some(command);
    }

    /// ε and μ as last said to the own value neurons, `[B][n]`, and lanes presented.
    pub(super) fn told(&self) -> (&Plane<S>, &Plane<S>, u32) {
        (&self.epsilon, &self.mu, self.presented)
    }

    /// One tick, if anything in it is new: `told` is what the own value neurons said last, and
    /// before that. What goes upward, if anything does.
    pub(super) fn take_tick<W: Observer<S> + Default>(
        &mut self,
        now: Tick,
        told: Told<'_, S>,
        watch: &mut Watch<S, W>,
    ) -> Option<&Arc<Errors<S>>> {
        let is_due = told.is_new || self.is_stale || self.must_speak || self.command.is_some();
        self.speaks_own = false;
        if !is_due && !self.is_restless() {
            if W::LOOKS {
                self.show(now, false, watch);
            }
            return None;
        }
        self.now = now;
        let mu_is_new = self.predict();
        let found = self.compare(told, mu_is_new);
        if P::BY_PHI || self.setting.feedback == Feedback::Phasic {
            self.judge(found.any_fires);
        }
        if W::LOOKS {
            self.show(now, true, watch);
        }
        self.learn(now, watch);
        self.command = None;
        self.is_first_tick = false;
        self.speak([found.n_news, found.n_epsilon_news])
    }

    fn is_restless(&self) -> bool {
        self.phi.detector().fires_in_silence()
            || self.own_phis.iter().any(OwnPhis::fires_in_silence)
    }

    /// μ = Σ θ f(x) where it is not known yet. Whether it was summed anew.
    fn predict(&mut self) -> bool {
        if !std::mem::take(&mut self.is_stale) {
            return false;
        }
        std::mem::swap(&mut self.mu, &mut self.mu_before);
        self.sum();
        true
    }

    /// What these neurons predict for the rates they heard: the sum of Eq. 5, from 0, in synapse
    /// order, bias last. A lost synapse has weight 0, which adds nothing.
    fn sum(&mut self) {
        let mu = &mut self.mu;
        let parts = self.sources.iter().filter_map(|source| {
            let rates = source.rates.as_ref()?;
            Some((source.inputs.clone(), &rates.values))
        });
        self.weights.sum(self.setting.set, parts, mu);
        if let Some(bias) = &self.bias {
            for lane in 0..mu.n_lanes() {
                for (i, sum) in mu.lane_mut(lane).iter_mut().enumerate() {
                    *sum = sum.clone() + bias.at(0, i);
                }
            }
        }
    }

    /// Counts what is said, so many neurons having news for their own value neuron and so many
    /// in ε; what goes upward, if anything does.
    fn speak(&mut self, [mut n_own, mut n_wide]: [u64; 2]) -> Option<&Arc<Errors<S>>> {
        if self.setting.feedback == Feedback::Phasic {
            self.wide_news.fill(false);
            n_wide = 0;
            if self.any_fires {
                let lanes = [self.pulse.stride(), self.pulse.n_lanes()];
                any_lane(&self.fires, lanes, &mut self.wide_news);
                n_wide = count(&self.wide_news);
            }
        }
        if !self.dead.is_empty() {
            for &dead in &self.dead {
                self.own_news[dead] = false;
                self.wide_news[dead] = false;
            }
            [n_own, n_wide] = [&self.own_news, &self.wide_news].map(|news| count(news));
        }
        self.speaks_own = n_own > 0;
        self.counts.add_kind(Kind::PredictionError, n_own);
        if self.n_above == 0 || n_wide == 0 {
            return None;
        }
        self.counts.add_kind(Kind::Feedback, n_wide * self.n_above);
        self.out.swap(0, 1);
        if Arc::get_mut(&mut self.out[0]).is_none() {
            self.out[0] = silent_packet(self.n, self.setting.n_lanes);
        }
        let out = Arc::get_mut(&mut self.out[0]).expect("bug: a fresh packet has one owner");
        // What the next tick writes anew is handed over.
        std::mem::swap(&mut out.by_feedback, &mut self.by_feedback);
        std::mem::swap(&mut out.spoke, &mut self.wide_news);
        match self.setting.feedback {
            Feedback::Tonic => out.epsilon.clone_from(&self.epsilon),
            Feedback::Phasic => std::mem::swap(&mut out.epsilon, &mut self.pulse),
        }
        Some(&self.out[0])
    }
}
