//! The runs of a study: every curve at every level, with every seed, as a scenario that can run.

use super::study_levels::{Changes, Setting, Study, density, lesions};
use crate::blueprint::Initial;
use crate::scenario::{Edit, Scenario};
use crate::session::RunError;

/// What stands before a change in a message: no person wrote it.
const SETS: &str = "the study sets";

/// One run of a study: which curve, which level, which seed.
#[derive(Clone, Debug)]
pub(crate) struct StudyRun {
    pub(crate) variant: usize,
    pub(crate) level: usize,
    pub(crate) seed: u64,
    pub(crate) scenario: Scenario,
}

/// The list of runs, each for so many `epochs`; by curve, level and seed.
///
/// # Errors
/// If the data cannot be read, or the scenario cannot suffer this fault.
pub(crate) fn study_runs(
    study: Study,
    base: &Scenario,
    (epochs, seeds): (usize, u64),
    variants: &[Setting],
    levels: &[Setting],
) -> Result<Vec<StudyRun>, RunError> {
    let middle = match study {
        Study::Lesions => middle(base, epochs)?,
        _ => 0,
    };
    if study == Study::Density && base.network.description.is_none() {
        let problem = "a study of density needs a network of populations and projections";
        return Err(RunError::told(format!(
            "{problem}, and {} is a chain of widths",
            base.name
        )));
    }
    // A study shows nothing of what is recorded, and a level may lack what is to be.
    let silent = Scenario {
        record: Vec::new(),
        ..base.clone()
    };
    let text = silent.to_ron();
    let mut runs = Vec::new();
    for (v, variant) in variants.iter().enumerate() {
        for (k, level) in levels.iter().enumerate() {
            for seed in 1..=seeds {
                let mut changes = of_seed(base, epochs, seed);
                changes.extend(variant.changes.iter().chain(&level.changes).cloned());
                if study == Study::Lesions {
                    let fraction = level.name.parse().unwrap_or(0.0);
                    changes.extend(lesions(base, fraction, seed, middle));
                }
                let mut file = format!("{}.ron", base.name);
                if study == Study::Density {
                    changes.extend(density(base, &level.name, seed));
                    // What is wrong with a level may be right in the file.
                    file = format!("{} at density {} (seed {seed})", base.name, level.name);
                }
                runs.push(StudyRun {
                    variant: v,
                    level: k,
                    seed,
                    scenario: changed(&text, &file, &changes, seed)?,
                });
            }
        }
    }
    Ok(runs)
}

/// What every run of this seed has in common.
fn of_seed(base: &Scenario, epochs: usize, seed: u64) -> Changes {
    let mut paths = vec![("timetable.epochs", epochs.to_string())];
    for path in ["timetable.seed", "faults.seed"] {
        paths.push((path, seed.to_string()));
    }
    if !matches!(base.network.initial, Initial::File(_) | Initial::Given(_)) {
        paths.push(("network.initial.seed", seed.to_string()));
    }
    let own = |(path, value): (&str, String)| (path.to_owned(), value);
    paths.into_iter().map(own).collect()
}

fn changed(text: &str, file: &str, changes: &Changes, seed: u64) -> Result<Scenario, RunError> {
    let edit = |(path, value): &(String, String)| {
        let value = value.replace("SEED", &seed.to_string());
        let said = format!("{path}={value}");
        Edit::by_list(SETS, &said, &value, path.len() + 1..said.len())
    };
    let edits = changes.iter().map(edit).collect::<Result<Vec<Edit>, _>>()?;
    Ok(Scenario::parse(text, file, &edits)?)
}

/// How many presentations are half of a run's.
fn middle(base: &Scenario, epochs: usize) -> Result<u64, RunError> {
    let n_examples = base
        .data
        .load::<f32>(Some(base.network.wiring.n_outputs()))?
        .train
        .len();
    let timetable = base.timetable.timetable();
    let n = (0..epochs).map(|epoch| timetable.epoch(epoch, n_examples).count() as u64);
    Ok(n.sum::<u64>() / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A synapse that only the whole network has.
    const SYNAPSE: &str = "error/mid/0<-value/in/0";

    fn runs(edit: &str) -> Result<Vec<StudyRun>, RunError> {
        let text = "(name: \"thin\", network: (
            populations: [(name: \"in\", size: 8), (name: \"mid\", size: 8), (name: \"out\", size: 4)],
            projections: [(from: \"in\", to: \"mid\"), (from: \"mid\", to: \"out\")]),
            learning: (rule: FaZIL, alpha: 0.1),
            data: RandomTargets(train: 4, inputs: 8, outputs: 4))";
        let base = Scenario::parse(text, "thin.ron", &[edit.parse().unwrap()]).unwrap();
        let study = Study::Density;
        study_runs(
            study,
            &base,
            (1, 8),
            &study.variants(&base),
            &study.levels(),
        )
    }

    /// A level that lacked the synapse to be recorded stopped the study, and the message spoke of a
    /// line that the file did not have.
    #[test]
    fn a_study_records_nothing_and_says_which_level_cannot_be() {
        let recorded = runs(&format!("record=[(what: DeltaTheta, of: \"{SYNAPSE}\")]"));
        let recorded = recorded.unwrap();
        assert!(recorded.iter().all(|run| run.scenario.record.is_empty()));
        let lesion = format!("faults.lesions=[(at: 0, what: \"{SYNAPSE}\")]");
        let error = runs(&lesion).unwrap_err().to_string();
        assert!(error.starts_with("thin at density 0."), "{error}");
        assert!(error.contains("no synapse of this network"), "{error}");
    }
}
