//! The packed engine of networks that are no chain: populations side by side, connected pairs in
//! compressed rows.
//!
//! Promises the literal engine's weights, events and counts of messages, bit for bit, in time and
//! memory proportional to what is connected, and no work where nothing new was said. Synapses with
//! settings of their own, and noise, are the literal engine's.

mod birth;
mod common;
mod comparison;
mod copies;
mod dendrite;
mod error_turn;
mod errors;
mod heard;
mod running;
mod state;
mod synapses;
mod value_turn;
mod values;

use std::sync::Arc;

use self::errors::Errors;
use self::heard::Heard;
use self::synapses::Synapses;
use self::values::Values;
use crate::axon::{AgentId, Message, Observer, PredictionError, Tick};
use crate::engine::{Cause, Counts, Fault, Kind};
use crate::environment::{Programme, teaching};
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;
use common::Common;

/// A network of agents, population by population.
pub(in crate::engine) struct Graph<S, P: Plasticity, W> {
    common: Arc<Common<S>>,
    clock: Tick,
    values: Vec<Values<S>>,
    errors: Vec<Errors<S>>,
    /// By projection: θ, and what is heard of ε and learned from it at the other end.
    synapses: Vec<Synapses<S>>,
    heard: Vec<Heard<S>>,
    programme: Programme<S>,
    controller: Option<P::Controller>,
    counts: Counts,
    value_observers: Vec<Vec<W>>,
    error_observers: Vec<Vec<W>>,
    /// ε and μ as they were shown last, until they are others; empty where nobody looks.
    predictions: Vec<Vec<Option<Arc<PredictionError<S>>>>>,
    /// The population whose turn it is, for when something goes wrong.
    turn: AgentId,
    fault: Option<Fault>,
}

fn observers<W: Default>(widths: &[usize]) -> Vec<Vec<W>> {
    let some = |n: &usize| (0..*n).map(|_| W::default()).collect();
    widths.iter().map(some).collect()
}

/// Predictions of which none was shown.
fn nothing_shown<S: Scalar, W: Observer<S>>(
    widths: &[usize],
) -> Vec<Vec<Option<Arc<PredictionError<S>>>>> {
    let none = |n: &usize| vec![None; if W::LOOKS { *n } else { 0 }];
    widths.iter().map(none).collect()
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    fn tick(&mut self, is_last: bool) {
        let common = Arc::clone(&self.common);
        self.speak(&common);
        let commanded = self.command(&common);
        for (p, command) in commanded.iter().enumerate() {
            self.turn = AgentId::Error { layer: p, index: 0 };
            self.predict(&common, p, command.as_ref());
        }
        for e in 0..self.heard.len() {
            self.heard[e].arrive(&common, e, &mut self.errors);
        }
        for p in 0..self.values.len() {
            self.turn = AgentId::Value { layer: p, index: 0 };
            let command = commanded_at(&common, p, &commanded);
            self.update_x(&common, p, command, is_last);
        }
        self.clock = self.clock.next();
        self.hear_environment(&common);
        for p in 0..self.values.len() {
            self.values[p].end_tick(self.clock);
        }
    }

    /// Value neurons say what is new in x and f(x).
    fn speak(&mut self, common: &Common<S>) {
        let wiring = &common.wiring;
        for (p, values) in self.values.iter().enumerate() {
            if !values.is_any_new {
                continue;
            }
            let n_new = values.n_new();
            if !wiring.is_input(p) {
                self.counts.add_kind(Kind::Activity, n_new);
            }
            let new = (0..values.is_new.len()).filter(|i| values.is_new[*i]);
            let n_links = match values.all_speak_to {
                Some(n) => n_new * n as u64,
                None => new.map(|i| wiring.n_axon(p, i) as u64).sum(),
            };
            self.counts.add_kind(Kind::Rate, n_links);
            for &e in wiring.outgoing(p) {
                self.errors[wiring.projections()[e].post].is_stale = true;
            }
        }
    }

    /// What the controller, if there is one, commands in this tick, by level of error neurons.
    fn command(&mut self, common: &Common<S>) -> Vec<Option<P::Command>> {
        let n_computing = common.wiring.n_computing();
        let mut commanded: Vec<Option<P::Command>> = vec![None; n_computing];
        let Some(controller) = &mut self.controller else {
            return commanded;
        };
        let depth = common.wiring.depth();
        let mut say: Vec<Message<S, P::Command>> = vec![Message::Beat; depth];
        controller.tick(&mut say);
        for (level, message) in say.into_iter().enumerate() {
            let Message::Command(command) = message else {
                continue;
            };
            let wiring = &common.wiring;
            for (p, commanded) in commanded.iter_mut().enumerate() {
                let n = wiring.widths()[p] as u64;
                if wiring.level(p) == level {
                    *commanded = Some(command.clone());
                    self.counts.add_kind(Kind::Command, n);
                }
                if wiring.is_hidden(p) && wiring.level(p) == level + 1 {
                    self.counts.add_kind(Kind::Command, n);
                }
            }
        }
        commanded
    }

    /// What the environment says of the coming tick.
    fn hear_environment(&mut self, common: &Common<S>) {
        let wiring = &common.wiring;
        let n_lanes = common.setting.n_lanes;
        let happening = self.programme.tick();
        let stimulus = happening.stimulus.cloned();
        let is_heard = happening.teacher.is_some() || happening.is_teacher_gone;
        let teacher = happening.teacher.cloned();
        if let Some(frame) = stimulus {
            for p in wiring.n_computing()..self.values.len() {
                let n = self.values[p].see(&frame, wiring.columns(p));
                self.counts.add_kind(Kind::Stimulus, n);
            }
        }
        if !is_heard {
            return;
        }
        for p in 0..wiring.n_output_populations() {
            let n = self.values[p].hear_teacher(teacher.as_deref(), wiring.columns(p));
            self.counts.add_kind(Kind::Teacher, n);
        }
        if let Some(controller) = &mut self.controller {
            self.counts.add_kind(Kind::Teacher, 1);
            controller.hear_teacher(&match &teacher {
                Some(frame) => teaching(frame, 0, n_lanes),
                None => vec![None; n_lanes].into(),
            });
        }
    }

    fn diverged(&self) -> Option<Fault> {
        let values = self.values.iter().map(|of| of.not_finite).enumerate();
        let values = values.filter_map(|(layer, first)| {
            first
                .0
                .map(|(index, found)| (AgentId::Value { layer, index }, found))
        });
        let errors = self.errors.iter().map(|of| of.not_finite).enumerate();
        let errors = errors.filter_map(|(layer, first)| {
            first
                .0
                .map(|(index, found)| (AgentId::Error { layer, index }, found))
        });
        // The first of the earliest, in the order of the ids.
        let (agent, found) = values.chain(errors).min_by_key(|(_, found)| found.tick)?;
        Some(Fault {
            agent,
            tick: found.tick,
            cause: Cause::Diverged(found),
        })
    }

    fn copied(&self) -> Self {
        let widths = self.common.wiring.widths();
        let mut controller = self.controller.clone();
        controller.iter_mut().for_each(Commander::release);
        Self {
            common: Arc::clone(&self.common),
            clock: self.clock,
            values: self.values.iter().map(Values::copy).collect(),
            errors: self.errors.clone(),
            synapses: self.synapses.clone(),
            heard: self.heard.clone(),
            programme: Programme::new(),
            controller,
            counts: Counts::default(),
            value_observers: observers(widths),
            error_observers: observers(&widths[..self.errors.len()]),
            predictions: nothing_shown::<S, W>(&widths[..self.errors.len()]),
            turn: self.turn,
            fault: None,
        }
    }
}

/// What value neurons are commanded: what error neurons one level below are.
fn commanded_at<'a, S, C>(
    common: &Common<S>,
    p: usize,
    commanded: &'a [Option<C>],
) -> Option<&'a C> {
    let wiring = &common.wiring;
    let below = |q: &usize| wiring.is_hidden(p) && wiring.level(*q) + 1 == wiring.level(p);
    let mut levels = (0..wiring.n_computing()).filter(below);
    levels.find_map(|q| commanded[q].as_ref())
}
