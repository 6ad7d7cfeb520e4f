//! Factors of a sweep, as `--over` names them.

use std::collections::BTreeSet;

use fazil::run_plan::{Factor, SweepOptions, SweepPlan};
use fazil::scenario::ScenarioText;

use super::answers::{harmless, readable};
use super::scenario::BUILT_IN;

/// Combinations of which a plan is made.
const MOST_COMBINATIONS: usize = 40;

/// The bits of the first byte name a built-in scenario, how many seeds there are and whether
/// epochs are given; each line after it is a factor.
pub fn over(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    let lines = String::from_utf8_lossy(rest);
    let mut factors: Vec<Factor> = Vec::new();
    for line in lines.split('\n').take(4) {
        match line.parse::<Factor>() {
            Ok(factor) => {
                let values: BTreeSet<&str> = factor.values().collect();
                assert_eq!(values.len(), factor.values().len(), "a value stands twice");
                assert!(line.trim_start().starts_with(factor.path()));
                factors.push(factor);
            }
            Err(error) => drop(readable(&error)),
        }
    }
    let n_combinations = factors.iter().map(|factor| factor.values().len());
    let n_combinations: usize = n_combinations.product();
    if n_combinations > MOST_COMBINATIONS {
        return;
    }
    let (name, text) = BUILT_IN[usize::from(selector & 15) % BUILT_IN.len()];
    let options = SweepOptions {
        seeds: u64::from(1 + (selector >> 4 & 1)),
        epochs: (selector & 32 == 32).then_some(1),
    };
    let text = ScenarioText::new(text, name);
    match SweepPlan::new(&text, &[], factors, options) {
        Ok(plan) => {
            harmless(&plan.sentence());
            assert_eq!(plan.n_runs(), n_combinations * options.seeds as usize);
        }
        Err(error) => drop(readable(&error)),
    }
}
