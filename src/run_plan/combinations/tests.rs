//! Tests of `combinations.rs`.

use super::*;

/// The saboteur: a seed that is left as it was in the first run.
#[test]
fn a_run_with_another_seed_is_the_scenario_that_its_text_says() {
    for over in [
        &["learning.alpha=0.1,0.2"][..],
        &["network.initial.seed=5,6"],
        &["timetable.seed=5,6", "faults.corrupted=0.5"],
        &["network.initial=Normal(seed: SEED, deviation: 1)"],
        &["network.initial=Given((theta: [[[1, 2, 3, 4]], [[1, 2], [3, 4], [5, 6], [7, 8]]]))"],
    ] {
        let factors = over.iter().map(|over| over.parse());
        let factors = factors.collect::<Result<Vec<Factor>, _>>().unwrap();
        let text = ScenarioText::open("xor").unwrap();
        let options = SweepOptions {
            seeds: 3,
            epochs: Some(2),
        };
        let plan = SweepPlan::new(&text, &[], factors, options).unwrap();
        for run in &plan.runs {
            let read = plan.scenario(&run.levels, run.seed).unwrap();
            assert_eq!(run.scenario, read, "{over:?}");
        }
    }
}
