//! Which factors and switches of a sweep or a study cannot be together.
//!
//! Promises that no value which a person gave is replaced by another one without a word: what a
//! column of the table says is what the run had. All conflicts are named at once.

use super::factor::Factor;
use super::{Study, SweepOptions};
use crate::scenario::{Edit, with_nothing_hidden};
use crate::session::RunError;

/// The most runs of one sweep.
const MOST_RUNS: usize = 100_000;

/// The seeds that the number of a run sets, and the values that hold one of them and nothing else
/// called `seed`.
const SEEDS: [(&str, &str); 3] = [
    ("network.initial.seed", "network.initial"),
    ("timetable.seed", "timetable"),
    ("faults.seed", "faults"),
];

/// Refuses factors that are none, that hold each other, or that are too many combinations, and
/// switches that would have no effect.
///
/// # Errors
/// If there is a conflict; all are named.
pub(super) fn check(
    edits: &[Edit],
    factors: &[Factor],
    options: SweepOptions,
) -> Result<(), RunError> {
    if factors.is_empty() {
        let message = "there is no factor to sweep over\nexpected: --over PATH=VALUES at least \
                       once, such as --over learning.phi.t_d=1..=8";
        return Err(RunError::unrepeatable(message.to_owned()));
    }
    let mut found = Vec::new();
    for (k, factor) in factors.iter().enumerate() {
        found.extend(
            factors[..k]
                .iter()
                .filter_map(|other| of_two(factor, other)),
        );
        found.extend(edits.iter().filter_map(|edit| of_edit(edit, factor)));
        found.extend(of_epochs(factor, options));
        found.extend(of_seeds(factor, options));
    }
    found.extend(
        edits
            .iter()
            .filter_map(|edit| of_edited_seed(edit, options)),
    );
    found.extend(
        edits
            .iter()
            .filter_map(|edit| of_edited_epochs(edit, options)),
    );
    found.extend(of_size(factors, options));
    match found.is_empty() {
        true => Ok(()),
        false => Err(RunError::unrepeatable(found.join("\n\n"))),
    }
}

/// One of two factors is for the same value as the other, or for one that holds it.
fn of_two(factor: &Factor, other: &Factor) -> Option<String> {
    let (edit, other_edit) = (factor.as_edit()?, other.as_edit()?);
    let (inner, outer) = match (edit.is_within(&other_edit), other_edit.is_within(&edit)) {
        (true, true) => {
            return Some(format!(
                "{}: the factor '{}' is given twice\nexpected: each factor once, with all its \
                 values",
                over(factor),
                factor.path()
            ));
        }
        (true, false) => (factor, other),
        (false, true) => (other, factor),
        (false, false) => return None,
    };
    Some(format!(
        "{}: '{}' is a part of '{}', which is a factor too: a run would have the value of one of \
         them, and the table would name both\nexpected: one of the two factors; values of '{}' \
         can name every combination",
        over(inner),
        inner.path(),
        outer.path(),
        outer.path()
    ))
}

/// A change of the scenario that every run would replace.
fn of_edit(edit: &Edit, factor: &Factor) -> Option<String> {
    edit.is_within(&factor.as_edit()?).then(|| {
        format!(
            "{} has no effect, because {} replaces it in every run\nexpected: one of the two",
            edit.as_written(),
            over(factor)
        )
    })
}

/// `--epochs` beside a factor that says how many epochs there are.
fn of_epochs(factor: &Factor, options: SweepOptions) -> Option<String> {
    let n_epochs = options.epochs?.to_string();
    let epochs = Edit::by_switch("--epochs", &n_epochs, "timetable.epochs", &n_epochs);
    epochs.is_within(&factor.as_edit()?).then(|| {
        format!(
            "--epochs {n_epochs} and {} both say how many epochs there are\nexpected: one of the \
             two",
            over(factor)
        )
    })
}

/// A value that names a seed which is not that of its run.
fn of_seeds(factor: &Factor, options: SweepOptions) -> Option<String> {
    let (path, _) = SEEDS.into_iter().find(|(_, holder)| factor.is_at(holder))?;
    let is_other = |value: &&str| {
        let named = seed_in(value);
        named.is_some_and(|named| options.seeds != 1 || named != "1")
    };
    let value = factor.values().find(is_other)?;
    Some(format!(
        "{}: the value {} names a seed, and the seed of the run would replace it\nexpected: SEED, \
         which is the seed of the run, as in seed: SEED; or a factor '{path}'",
        over(factor),
        with_nothing_hidden(value)
    ))
}

/// The digits after `seed:` in a value.
fn seed_in(value: &str) -> Option<&str> {
    number_in(value, "seed")
}

/// The digits after a field's name and its `:` in a value.
fn number_in<'a>(value: &'a str, field: &str) -> Option<&'a str> {
    let (_, after) = value.split_once(field)?;
    let after = after.trim_start().strip_prefix(':')?.trim_start();
    let length = after.find(|c: char| !c.is_ascii_digit());
    let digits = &after[..length.unwrap_or(after.len())];
    (!digits.is_empty()).then_some(digits)
}

/// A change of a seed that every run replaces by its own; one seed, 1, is that of the only run.
fn of_edited_seed(edit: &Edit, options: SweepOptions) -> Option<String> {
    let written = edit.as_written();
    let names_another = |holder: &str| {
        let named = seed_in(&written).filter(|_| edit.is_at(holder));
        named.is_some_and(|named| options.seeds != 1 || named != "1")
    };
    let is_replaced = |(path, holder): &(&str, &str)| edit.is_at(path) || names_another(holder);
    let (path, _) = SEEDS.into_iter().find(is_replaced)?;
    Some(format!(
        "{} has no effect, because run s of a combination has seed s\nexpected: --over \
         {path}=VALUES",
        edit.as_written()
    ))
}

/// A change of the epochs that `--epochs` replaces.
fn of_edited_epochs(edit: &Edit, options: SweepOptions) -> Option<String> {
    let n_epochs = options.epochs?;
    let names_them = edit.is_at("timetable") && number_in(&edit.as_written(), "epochs").is_some();
    (edit.is_at("timetable.epochs") || names_them).then(|| {
        format!(
            "{} has no effect, because --epochs {n_epochs} replaces it\nexpected: one of the two",
            edit.as_written()
        )
    })
}

/// Refuses changes of the scenario that every run of a study would replace.
///
/// # Errors
/// If there is one; all are named.
pub fn check_study(study: Study, edits: &[Edit], options: SweepOptions) -> Result<(), RunError> {
    let mut paths: Vec<String> = (study.levels().into_iter())
        .flat_map(|level| level.changes)
        .map(|(path, _)| path)
        .collect();
    paths.dedup();
    match study {
        Study::Lesions => paths.push("faults.lesions".to_owned()),
        Study::Density => {
            paths.extend((0..edits.len()).map(|k| format!("network.projections[{k}].connect")))
        }
        _ => {}
    }
    let of_level = |edit: &Edit| {
        let is_replaced = |path: &&String| {
            let level = Edit::new(path, "0");
            level.is_ok_and(|level| edit.is_within(&level))
        };
        let path = paths.iter().find(is_replaced)?;
        Some(format!(
            "{} has no effect, because the study {} sets {path} in every run\nexpected: none for that value",
            edit.as_written(),
            study.name()
        ))
    };
    let mut found: Vec<String> = edits.iter().filter_map(of_level).collect();
    let of_run = |edit: &Edit| {
        of_edited_study_seed(edit, options).or_else(|| of_edited_epochs(edit, options))
    };
    found.extend(edits.iter().filter_map(of_run));
    match found.is_empty() {
        true => Ok(()),
        false => Err(RunError::unrepeatable(found.join("\n\n"))),
    }
}

/// A change of a seed that a study replaces by the number of its run.
fn of_edited_study_seed(edit: &Edit, options: SweepOptions) -> Option<String> {
    of_edited_seed(edit, options).map(|_| {
        format!(
            "{} has no effect, because run s of a level has seed s\nexpected: --seeds N for runs with N seeds",
            edit.as_written()
        )
    })
}

/// More runs than a sweep may have.
fn of_size(factors: &[Factor], options: SweepOptions) -> Option<String> {
    let seeds = usize::try_from(options.seeds).unwrap_or(usize::MAX);
    let sizes = factors.iter().map(|factor| factor.values().len());
    let n_runs = sizes.fold(seeds, usize::saturating_mul);
    (n_runs > MOST_RUNS).then(|| {
        format!("these are {n_runs} runs\nexpected: at most {MOST_RUNS}, by fewer values or seeds")
    })
}

fn over(factor: &Factor) -> String {
    format!("--over {}", with_nothing_hidden(factor.said()))
}

#[cfg(test)]
mod tests;
