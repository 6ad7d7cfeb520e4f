//! Showing a slice's neurons to their observers, one by one.
//!
//! Promises that nothing is done where nobody looks. What is shown is what the literal engine
//! shows; x and changes of weight only to those who want them.

use std::iter::Peekable;
use std::sync::Arc;

use super::spikes::Spikes;
use crate::axon::{
    Activity, Command, Errors, Feedback, Lanes, Message, Observer, PredictionError, Rates, Tick,
};
use crate::scalar::{Plane, Scalar};

/// The observers of a slice, and what they were shown last.
#[derive(Debug)]
pub(super) struct Watch<S, W> {
    pub(super) observers: Vec<W>,
    /// Whether any of them wants words, as of the last [`Self::ask`].
    pub(super) wants_words: bool,
    activities: Vec<Option<Arc<Activity<S>>>>,
    predictions: Vec<Option<Arc<PredictionError<S>>>>,
    /// How the neurons' spikes are shown; `None` where nobody looks.
    pub(super) spikes: Option<Spikes>,
}

impl<S: Scalar, W: Observer<S> + Default> Watch<S, W> {
    /// One observer for each of `n` neurons.
    pub(super) fn new(n: usize, spikes: impl FnOnce() -> Spikes) -> Self {
        let n_shown = if W::LOOKS { n } else { 0 };
        Self {
            observers: (0..n).map(|_| W::default()).collect(),
            wants_words: false,
            activities: vec![None; n_shown],
            predictions: vec![None; n_shown],
            spikes: W::LOOKS.then(spikes),
        }
    }

    /// New observers of a copy of the same neurons.
    pub(super) fn copy(&self) -> Self {
        let n_shown = self.activities.len();
        Self {
            observers: self.observers.iter().map(|_| W::default()).collect(),
            wants_words: false,
            activities: vec![None; n_shown],
            predictions: vec![None; n_shown],
            spikes: self.spikes.clone(),
        }
    }

    /// (slot, family, threshold) of the synapses of neuron `i` that have a φ of their own, in slot
    /// order.
    pub(super) fn own_settings(
        &self,
        i: usize,
    ) -> Peekable<impl Iterator<Item = (usize, usize, i64)> + use<S, W>> {
        let families = self.spikes.as_ref().map(Spikes::families);
        let own: Vec<_> = families.map_or_else(Vec::new, |families| {
            let own = families.of(i).iter();
            own.map(|own| (own.slot, own.family, families.threshold(*own)))
                .collect()
        });
        own.into_iter().peekable()
    }

    /// Forgets the synapse of neuron `i` in `slot`.
    pub(super) fn forget_synapse(&mut self, slot: usize, i: usize) {
        if let Some(spikes) = &mut self.spikes {
            spikes.forget(slot, i);
        }
    }

    /// Asks what the observers want: before the first of some ticks.
    pub(super) fn ask(&mut self) {
        self.wants_words = W::LOOKS && self.observers.iter().any(W::wants_words);
    }

    /// Shows x and f(x) that value neurons say in tick `at`, those of them that have news.
    #[cold]
    pub(super) fn said_rates<C: Command>(
        &mut self,
        at: Tick,
        (x, residue): (&Plane<S>, Option<&Plane<S>>),
        rates: &Rates<S>,
        news: &[bool],
    ) {
        let presented = rates.presented;
        self.said(news, |observer, i| {
            let own = Message::<S, C>::Activity(Arc::new(activity(x, residue, i, presented)));
            let values = column(&rates.values, i);
            let wide = Message::Rate(Arc::new(Lanes { values, presented }));
            observer.said(at, &own, &wide);
        });
    }

    /// Shows ε that error neurons say to the layer above in tick `at`.
    #[cold]
    pub(super) fn said_errors<C: Command>(&mut self, at: Tick, errors: &Errors<S>) {
        self.said(&errors.spoke, |observer, i| {
            let lanes = 0..errors.epsilon.n_lanes();
            let by_feedback =
                lanes.map(|lane| errors.by_feedback[lane * errors.epsilon.stride() + i]);
            let feedback = Message::<S, C>::Feedback(Arc::new(Feedback {
                epsilon: column(&errors.epsilon, i),
                by_feedback: by_feedback.collect(),
            }));
            observer.said(at, &Message::Beat, &feedback);
        });
    }

    fn said(&mut self, spoke: &[bool], mut show: impl FnMut(&mut W, usize)) {
        let observers = self.observers.iter_mut().zip(spoke).enumerate();
        for (i, (observer, _)) in
            observers.filter(|(_, (observer, spoke))| **spoke && observer.wants_words())
        {
            show(observer, i);
        }
    }

    /// Whether anyone wants every x and every change of weight.
    #[inline]
    pub(super) fn wants_everything(&self) -> bool {
        W::LOOKS && self.observers.iter().any(W::wants_everything)
    }

    /// Forgets what was shown of x where it is another.
    pub(super) fn forget_activities(&mut self, is_new: &[bool]) {
        for (shown, is_new) in self.activities.iter_mut().zip(is_new) {
            if *is_new {
                *shown = None;
            }
        }
    }

    /// Forgets all that was shown of neuron `i`.
    pub(super) fn forget(&mut self, i: usize) {
        if W::LOOKS {
            self.activities[i] = None;
            self.predictions[i] = None;
        }
    }

    /// Shows x `[B][n]` of tick `at`, and what is to be added to it, if anything.
    pub(super) fn activity(
        &mut self,
        at: Tick,
        x: &Plane<S>,
        residue: Option<&Plane<S>>,
        presented: u32,
    ) {
        for (i, (observer, shown)) in self
            .observers
            .iter_mut()
            .zip(&mut self.activities)
            .enumerate()
        {
            let x = shown.get_or_insert_with(|| Arc::new(activity(x, residue, i, presented)));
            observer.activity(at, x);
        }
    }

    /// Shows ε and μ `[B][n]` of tick `at`, which are new where `is_news` says so.
    pub(super) fn prediction(
        &mut self,
        at: Tick,
        [epsilon, mu]: [&Plane<S>; 2],
        presented: u32,
        is_news: impl Fn(usize) -> bool,
    ) {
        for (i, (observer, shown)) in self
            .observers
            .iter_mut()
            .zip(&mut self.predictions)
            .enumerate()
        {
            if is_news(i) {
                *shown = None;
            }
            let prediction = shown.get_or_insert_with(|| {
                Arc::new(PredictionError {
                    epsilon: column(epsilon, i),
                    mu: column(mu, i),
                    presented,
                })
            });
            observer.prediction(at, prediction);
        }
    }
}

/// x of neuron `i` in every lane.
pub(super) fn activity<S: Scalar>(
    x: &Plane<S>,
    residue: Option<&Plane<S>>,
    i: usize,
    presented: u32,
) -> Activity<S> {
    let residue = residue.map_or_else(Box::default, |residue| column(residue, i));
    Activity::new(column(x, i), residue, presented)
}

/// Neuron `i` in every lane, `[B]`.
pub(super) fn column<S: Scalar>(plane: &Plane<S>, i: usize) -> Box<[S]> {
    let mut column = Vec::with_capacity(plane.n_lanes());
    for lane in 0..plane.n_lanes() {
        column.push(plane.at(lane, i).clone());
    }
    column.into()
}
