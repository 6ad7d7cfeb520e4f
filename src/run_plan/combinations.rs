//! The plan of a sweep: every combination of its factors and seeds, as a scenario that can run.
//!
//! Promises that a plan that exists has no combination that the scenario's checks refuse.

use std::path::Path;

use super::conflicts;
use super::factor::Factor;
use super::identity::{Fingerprints, identity};
use super::refused::Refused;
use super::sweep_options::SweepOptions;
use crate::blueprint::Initial;
use crate::scenario::{Edit, Scenario, ScenarioError, ScenarioText};
use crate::session::{Estimate, Machine, RunError, RunOptions, check_data};

/// Every run of a sweep.
#[derive(Clone, Debug)]
pub struct SweepPlan {
    pub(super) text: ScenarioText,
    pub(super) edits: Vec<Edit>,
    pub(crate) factors: Vec<Factor>,
    pub(crate) options: SweepOptions,
    /// By combination, the last factor fastest, then by seed.
    pub(crate) runs: Vec<Run>,
}

/// One run.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// Which value each factor has.
    pub(crate) levels: Vec<usize>,
    pub(crate) seed: u64,
    pub(crate) scenario: Scenario,
    /// Everything that decides what it measures.
    pub(crate) identity: String,
}

impl SweepPlan {
    /// Every combination of the values of `factors`, in the scenario that `text` and `edits` are.
    ///
    /// # Errors
    /// If a combination cannot be run; every one that cannot is named.
    pub fn new(
        text: &ScenarioText,
        edits: &[Edit],
        factors: Vec<Factor>,
        options: SweepOptions,
    ) -> Result<Self, RunError> {
        conflicts::check(edits, &factors, options)?;
        text.parse(edits)?;
        let mut plan = Self {
            text: located(text),
            edits: edits.to_vec(),
            factors,
            options,
            runs: Vec::new(),
        };
        let combinations = plan.combinations();
        plan.check(&combinations)?;
        let mut known = Fingerprints::new();
        for levels in combinations {
            let first = plan.scenario(&levels, 1)?;
            for seed in 1..=options.seeds {
                let scenario = match plan.differs_by_seeds_alone(&levels, &first) {
                    true => plan.reseeded(&first, seed),
                    false => plan.scenario(&levels, seed)?,
                };
                let run = Run {
                    identity: identity(&scenario, &mut known)?,
                    levels: levels.clone(),
                    seed,
                    scenario,
                };
                plan.runs.push(run);
            }
        }
        Ok(plan)
    }

    /// How many runs there are.
    pub fn n_runs(&self) -> usize {
        self.runs.len()
    }

    /// `24 runs: 8 of learning.phi.t_d × 3 of faults.activity_noise`.
    pub fn sentence(&self) -> String {
        let mut parts: Vec<String> = self
            .factors
            .iter()
            .map(|factor| format!("{} of {}", factor.values().len(), factor.path()))
            .collect();
        if self.options.seeds > 1 {
            parts.push(format!("{} seeds", self.options.seeds));
        }
        let runs = if self.runs.len() == 1 { "run" } else { "runs" };
        format!("{} {runs}: {}", self.runs.len(), parts.join(" × "))
    }

    /// The name of the scenario.
    pub fn scenario_name(&self) -> &str {
        self.runs.first().map_or("", |run| &run.scenario.name)
    }

    /// As many workers as were asked for (0: one per core), and no more than the memory holds.
    pub(crate) fn n_threads_that_fit(&self, n_threads: usize) -> usize {
        let asked = match n_threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            n => n,
        };
        let estimates = self.runs.iter();
        let bytes =
            estimates.map(|run| Estimate::of(&run.scenario, &RunOptions::default()).bytes());
        let largest = bytes.max().unwrap_or(0).max(1);
        let fitting = u128::from(Machine::here().bytes()) / largest;
        asked
            .min(usize::try_from(fitting).unwrap_or(usize::MAX))
            .max(1)
    }

    /// Which value each factor has, for every combination; the last factor is the fastest.
    fn combinations(&self) -> Vec<Vec<usize>> {
        let mut found = vec![Vec::new()];
        for factor in &self.factors {
            let longer = |levels: Vec<usize>| {
                (0..factor.values().len()).map(move |k| [levels.clone(), vec![k]].concat())
            };
            found = found.into_iter().flat_map(longer).collect();
        }
        found
    }

    /// Refuses the plan if any combination is refused.
    fn check(&self, combinations: &[Vec<usize>]) -> Result<(), RunError> {
        let mut refused = Refused::new(&self.factors, combinations.len());
        let machine = Machine::here();
        for levels in combinations {
            let checked = self.scenario(levels, 1).map_err(RunError::from);
            let checked = checked.and_then(|scenario| {
                Estimate::of(&scenario, &RunOptions::default()).check(&machine)?;
                check_data(&scenario)?;
                match scenario.data.extent()? {
                    Some(extent) => Ok(scenario.check_examples(extent.n_train, extent.n_test)?),
                    None => Ok(()),
                }
            });
            if let Err(error) = checked {
                refused.add(levels, &error.to_string());
            }
        }
        refused.into_result()
    }

    fn is_factor(&self, path: &str) -> bool {
        self.factors.iter().any(|factor| factor.is_at(path))
    }

    /// Whether the runs of a combination, whose first has this scenario, are the same text but for
    /// the three seeds, and every seed fits: how many presentations there are, and so whether a
    /// lesion comes too late, may depend on the order that a seed draws.
    fn differs_by_seeds_alone(&self, levels: &[usize], first: &Scenario) -> bool {
        let mut values = self.factors.iter().zip(levels);
        let names_seed = values.any(|(factor, k)| factor.names_seed(*k));
        !names_seed && first.faults.lesions.is_empty()
    }

    /// What [`scenario`](Self::scenario) reads for another seed, without reading the text once
    /// more: a sweep may have 100,000 runs.
    fn reseeded(&self, first: &Scenario, seed: u64) -> Scenario {
        let mut scenario = first.clone();
        if !self.is_factor("timetable.seed") {
            scenario.timetable.seed = seed;
        }
        if !self.is_factor("faults.seed") {
            scenario.faults.seed = seed;
        }
        if !self.is_factor("network.initial.seed") {
            scenario.network.initial = scenario.network.initial.with_seed(seed);
        }
        scenario
    }

    /// The scenario of one run.
    fn scenario(&self, levels: &[usize], seed: u64) -> Result<Scenario, ScenarioError> {
        let mut edits = self.edits.clone();
        for (factor, k) in self.factors.iter().zip(levels) {
            edits.push(factor.edit(*k, seed)?);
        }
        let mut set = |switch, path, value: &str| {
            if !self.is_factor(path) {
                edits.push(Edit::by_switch(switch, value, path, value));
            }
        };
        if let Some(epochs) = self.options.epochs {
            set("--epochs", "timetable.epochs", &epochs.to_string());
        }
        let value = seed.to_string();
        set("--seeds", "timetable.seed", &value);
        set("--seeds", "faults.seed", &value);
        let mut scenario = self.text.parse(&edits)?;
        let path = "network.initial.seed";
        let is_drawn = !matches!(
            scenario.network.initial,
            Initial::File(_) | Initial::Given(_)
        );
        if is_drawn && !self.is_factor(path) {
            edits.push(Edit::by_switch("--seeds", &value, path, &value));
            scenario = self.text.parse(&edits)?;
        }
        // Nothing is recorded or shown: only what is measured is left.
        scenario.record.clear();
        scenario.show_ticks = 0;
        Ok(scenario)
    }
}

/// The text with the absolute path of its file, so that the sweep can be resumed elsewhere.
fn located(text: &ScenarioText) -> ScenarioText {
    let path = Path::new(text.file());
    match std::path::absolute(path) {
        Ok(absolute) if path.is_file() => {
            ScenarioText::new(text.text(), absolute.to_string_lossy())
        }
        _ => text.clone(),
    }
}

#[cfg(test)]
mod tests;
