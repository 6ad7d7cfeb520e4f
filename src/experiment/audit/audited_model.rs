//! One model, audited: run beside its twin, every neuron replayed, every message counted.

use std::ops::ControlFlow;

use serde::Serialize;

use super::audit_options::AuditOptions;
use crate::axon::Tick;
use crate::engine::{Counts, Kind};
use crate::isolation::{Isolations, recorded};
use crate::record::Keeps;
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::session::equals_backpropagation;
use crate::session::{Estimate, Machine};
use crate::session::{Presented, Session};
use crate::session::{Setup, set_up};
use crate::simulation::PhiTally;

/// One kind of message in a census.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Census {
    /// Its name.
    pub kind: String,
    /// Who sends it to whom.
    pub link: &'static str,
    /// What it carries.
    pub carries: &'static str,
    /// How many were sent: link × tick.
    pub count: u64,
}

/// Why a model has partial autonomy: an argument, since nothing that was counted shows it.
pub const PARTIAL_AUTONOMY: &str = "argued, not measured: the message types allow nothing from \
    outside but a stimulus, a teacher and, under IL and Z-IL, a command to commit, and none of these \
    says which phase it is";

/// The ticks and crosses of Table 2, and the rules they follow by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// Every weight is BP's, bit for bit.
    pub equivalence: bool,
    /// Every neuron that was taken out learned the same bits from its own mailbox alone.
    pub local_plasticity: bool,
    /// Why it is there: an argument, since nothing that was counted shows it.
    pub partial_autonomy: &'static str,
    /// 0 commands and 0 interventions.
    pub full_autonomy: bool,
}

/// What the audit of one model found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditedModel {
    /// Rule, feedback, prediction.
    pub name: String,
    /// Whether it is the scenario itself, with its own settings.
    pub is_scenario: bool,
    /// `finished`, or why it could not go on.
    pub ended: String,
    /// Presentations (batches) run.
    pub presentations: usize,
    /// θ and biases.
    pub weights: usize,
    /// Those of them that are not BP's, bit for bit.
    pub weights_different: usize,
    /// Largest |θ − w_BP|.
    pub max_weight_divergence: f64,
    /// Whether it is proven that every weight is BP's to the bit; if not, why.
    pub not_proven_because: Option<&'static str>,
    /// Neurons of the network.
    pub n_neurons: usize,
    /// Neurons taken out and replayed.
    pub n_replayed: usize,
    /// Those that came out the same, bit for bit.
    pub n_identical: usize,
    /// Ticks replayed, over all neurons.
    pub ticks_replayed: u64,
    /// The first neuron that came out different: which, when, and what.
    pub first_difference: Option<String>,
    /// Messages by kind.
    pub census: Vec<Census>,
    /// "Commit now", one per neuron and commit.
    pub controller_messages: u64,
    /// x := μ imposed from outside.
    pub interventions: u64,
    /// Presentations, lane by lane, in which the network was not quiet at t = −1.
    pub unsettled_presentations: u64,
    /// φ against what was expected of it.
    pub phi: PhiTally,
    /// BLAKE3 of the weights at the end.
    pub weights_blake3: String,
    /// The row of Table 2.
    pub marks: Marks,
}

impl AuditedModel {
    /// What in this model speaks against the claims made for it.
    pub(super) fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        if let Some(difference) = &self.first_difference {
            let n_different = self.n_replayed - self.n_identical;
            failures.push(format!(
                "{}: {n_different} of {} neurons came out different in isolation; first {difference}",
                self.name, self.n_replayed
            ));
        }
        let must_equal = self.not_proven_because.is_none();
        if must_equal && self.ended != "finished" {
            failures.push(format!("{}: {}", self.name, self.ended));
        } else if must_equal && !self.marks.equivalence {
            failures.push(format!(
                "{}: {} of {} weights differ from BP's, by at most {:?}",
                self.name, self.weights_different, self.weights, self.max_weight_divergence
            ));
        }
        failures
    }
}

/// Audits one model.
pub(super) fn audit_in<S: Scalar>(
    scenario: &Scenario,
    options: &AuditOptions,
    birth: Tick,
    progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
) -> Result<AuditedModel, RunError> {
    Estimate::of_audit(scenario).check(&Machine::here())?;
    let mut setup = set_up::<S>(scenario)?.healthy()?;
    setup.circuit = setup.circuit.changed(|_, settings| {
        settings.birth = birth;
        if let Some(adjust) = options.adjust {
            adjust(settings);
        }
    })?;
    let mut course = Course::new(setup, options.sample);
    course.go(options.presentations, progress);
    let mut model = course.found();
    model.not_proven_because = equals_backpropagation(scenario).err();
    model.marks = marks(&model);
    Ok(model)
}

/// A model under audit.
struct Course<S: Scalar> {
    session: Session<S>,
    isolations: Isolations<S>,
    /// Presentations in the scenario's whole run, unless some come without a teacher.
    n_scheduled: usize,
    n_done: usize,
    n_unsettled: u64,
    phi: PhiTally,
    ended: String,
}

impl<S: Scalar> Course<S> {
    fn new(setup: Setup<S>, sample: Option<usize>) -> Self {
        let Setup {
            circuit,
            plan,
            split,
            ..
        } = setup;
        let isolations = Isolations::of(&circuit, sample);
        let per_epoch = plan.timetable.epoch(0, split.train.len()).count();
        let mut course = Self {
            n_scheduled: per_epoch.saturating_mul(plan.n_epochs),
            session: recorded(circuit, plan, split, &|id| isolations.contains(id)),
            isolations,
            n_done: 0,
            n_unsettled: 0,
            phi: PhiTally::default(),
            ended: "finished".to_owned(),
        };
        let is_watched = course.isolations.len() > 0;
        let keeps = match is_watched {
            true => Keeps::EVERYTHING,
            false => Keeps::default(),
        };
        course.session.watch_each(|_| keeps);
        course
    }

    /// Runs so many presentations, or all; after each, every neuron is replayed.
    fn go(
        &mut self,
        presentations: Option<usize>,
        progress: &mut dyn FnMut(usize, usize) -> ControlFlow<()>,
    ) {
        while presentations.is_none_or(|n| self.n_done < n) {
            match self.session.step() {
                Ok(None) => break,
                Ok(Some(Presented { shown, .. })) => {
                    self.n_unsettled += shown.n_unsettled;
                    self.phi += shown.phi;
                }
                Err(fault) => {
                    self.ended = fault.told(self.session.wiring());
                    return;
                }
            }
            self.isolations.replay(&mut self.session);
            self.n_done += 1;
            let total = presentations.unwrap_or(self.n_scheduled);
            if progress(self.n_done, total).is_break() {
                return;
            }
        }
        let weights = self.session.weights();
        let wiring = self.session.wiring();
        self.isolations.compare_weights(wiring, &weights);
    }

    /// What there is to report, marks aside.
    fn found(&self) -> AuditedModel {
        let weights = self.session.weights();
        let judge = self.session.backpropagation_weights();
        let counts = self.session.counts();
        AuditedModel {
            name: String::new(),
            is_scenario: false,
            ended: self.ended.clone(),
            presentations: self.n_done,
            weights: weights.n_forward(),
            weights_different: weights.n_different(&judge),
            max_weight_divergence: weights.max_divergence(&judge),
            not_proven_because: None,
            n_neurons: self.isolations.n_neurons(),
            n_replayed: self.isolations.len(),
            n_identical: self.isolations.n_identical(),
            ticks_replayed: self.isolations.ticks(),
            first_difference: self.isolations.first_difference(),
            census: census(&counts),
            controller_messages: counts.commands(),
            interventions: self.session.interventions(),
            unsettled_presentations: self.n_unsettled,
            phi: self.phi,
            weights_blake3: weights.blake3(),
            marks: Marks::default(),
        }
    }
}

fn marks(model: &AuditedModel) -> Marks {
    let is_whole = model.ended == "finished";
    Marks {
        equivalence: is_whole && model.weights_different == 0,
        local_plasticity: model.n_replayed > 0 && model.n_identical == model.n_replayed,
        partial_autonomy: PARTIAL_AUTONOMY,
        full_autonomy: model.controller_messages == 0 && model.interventions == 0,
    }
}

fn census(counts: &Counts) -> Vec<Census> {
    let row = |kind: Kind| {
        let (link, carries) = kind.describe();
        Census {
            kind: format!("{kind:?}"),
            link,
            carries,
            count: counts.of(kind),
        }
    };
    Kind::ALL.into_iter().map(row).collect()
}
