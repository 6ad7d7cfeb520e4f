//! Which fields there are, and where: for a field that stands in the wrong place.
//!
//! Promises what the types themselves say, found by filling in every field of every variant.
//! The only table is one of words that other programs use. Refuses to read a text.

use std::cell::RefCell;
use std::sync::LazyLock;

use serde::Deserialize;

use super::filler::{Asked, Filler, Section};
use crate::scenario::diagnostic::nearest;
use crate::scenario::raw::RawScenario;

/// The most variants of any enum of a scenario.
const MOST_VARIANTS: usize = 16;

/// What other programs and papers call a field or a variant.
#[rustfmt::skip]
const SYNONYMS: &[(&str, &str)] = &[
    ("learningrate", "alpha"), ("lr", "alpha"), ("eta", "alpha"), ("α", "alpha"), ("stepsize", "alpha"),
    ("dt", "gamma"), ("γ", "gamma"), ("integrationstep", "gamma"), ("φ", "phi"), ("spikedetector", "phi"),
    ("batchsize", "batch"), ("minibatch", "batch"), ("nbatch", "batch"), ("nepochs", "epochs"),
    ("iterations", "epochs"), ("passes", "epochs"), ("layers", "widths"), ("sizes", "widths"),
    ("layersizes", "widths"), ("units", "widths"), ("hidden", "widths"), ("nonlinearity", "activation"),
    ("f", "activation"), ("dtype", "precision"), ("dataset", "data"), ("description", "about"),
    ("title", "name"), ("schedule", "timetable"), ("recordings", "record"), ("biases", "bias"),
    ("randomseed", "seed"), ("nthreads", "threads"), ("version", "format_version"), ("weights", "initial"),
    ("weightdecay", "decay"), ("weightsharing", "feedback_weights"),
    ("sigmoid", "Logistic"), ("linear", "Identity"), ("none", "Identity"), ("rectifier", "ReLU"),
    ("float32", "F32"), ("single", "F32"), ("float64", "F64"), ("double", "F64"), ("rational", "Exact"),
    ("fractions", "Exact"), ("glorot", "Xavier"), ("gaussian", "Normal"), ("mnist", "Idx"),
    ("parquetfile", "Parquet"), ("standardize", "Standard"), ("standardise", "Standard"), ("zscore", "Standard"),
    ("normalize", "MinMax"), ("unscaled", "AsIs"), ("asis", "AsIs"), ("numpy", "Npy"), ("safetensors", "Tensors"),
    ("moons", "TwoMoons"), ("teacher", "LinearTeacher"), ("images", "ImageFolder"), ("validation", "hold_out"),
    ("testsplit", "hold_out"), ("stratify", "stratified"), ("separator", "delimiter"), ("sep", "delimiter"),
];

/// The one of `candidates` that was probably meant by `name`.
pub(super) fn meant(name: &str, candidates: &'static [&'static str]) -> Option<&'static str> {
    let bare = bare(name);
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == bare);
    let same = candidates
        .iter()
        .copied()
        .find(|candidate| self::bare(candidate) == bare);
    let known = |(_, right): &(&str, &str)| candidates.iter().copied().find(|c| c == right);
    same.or_else(|| synonym.and_then(known))
        .or_else(|| nearest(name, candidates.iter().copied()))
}

/// Paths such as `timetable` or `data: Digits` of what has a field `name`, or one that is
/// usually called so, and the field.
pub(super) fn homes(name: &str) -> Vec<(String, &'static str)> {
    let bare = bare(name);
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == bare);
    let right = synonym.map_or(bare.as_str(), |(_, right)| *right);
    let mut found: Vec<(String, &'static str)> = Vec::new();
    for (path, fields) in SECTIONS.iter() {
        let field = fields
            .iter()
            .find(|field| self::bare(field) == self::bare(right));
        if let Some(field) = field
            && found.iter().all(|(known, _)| known != path)
        {
            found.push((path.clone(), field));
        }
    }
    found
}

/// All of them, found once: to find them takes longer than to read a file.
static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(sections);
/// What every type asks for, by path; the choices of an enum are told as often as it has some.
pub(in crate::scenario) fn asked() -> Vec<(String, Asked)> {
    let (sections, asked) = (RefCell::new(Vec::new()), RefCell::new(Vec::new()));
    for variant in 0..MOST_VARIANTS {
        let _ = RawScenario::deserialize(Filler::asking(variant, &sections, &asked));
    }
    asked.into_inner()
}

fn sections() -> Vec<Section> {
    let sections = RefCell::new(Vec::new());
    for variant in 0..MOST_VARIANTS {
        // What is filled in need not fit together; only the names are of interest.
        let _ = RawScenario::deserialize(Filler::exploring(variant, &sections));
    }
    let mut all: Vec<Section> = Vec::new();
    for section in sections.into_inner() {
        if !all.contains(&section) {
            all.push(section);
        }
    }
    all
}

/// A name without what people spell differently.
fn bare(name: &str) -> String {
    let signs = name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '.'));
    signs.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_where_they_belong() {
        for (name, path) in [
            ("epochs", "timetable"),
            ("alpha", "learning"),
            ("learning_rate", "learning"),
            ("widths", "network"),
            ("t_c", "learning.rule: IL"),
            ("gain", "network.initial: Xavier"),
            ("lesions", "faults"),
            ("at", "faults.lesions"),
            ("name", ""),
        ] {
            assert!(
                homes(name).iter().any(|(found, _)| found == path),
                "{name}: {:?}",
                homes(name)
            );
        }
        assert!(homes("nonsense").is_empty());
    }

    #[test]
    fn spellings_of_a_variant_are_known() {
        for (name, right) in [
            ("Z-IL", "ZIL"),
            ("z_il", "ZIL"),
            ("Fa-Z-IL", "FaZIL"),
            ("fazil", "FaZIL"),
            ("Fa Z IL", "FaZIL"),
        ] {
            assert_eq!(meant(name, &["IL", "ZIL", "FaZIL"]), Some(right), "{name}");
        }
    }
}
