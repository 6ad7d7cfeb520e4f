//! The playground as one file that opens on a scenario of one's own.
//!
//! The page is the one in `docs/playground`; only what it opens first is written into it.

use crate::blueprint::Initial;
use crate::dataset::Source;
use crate::scenario::Scenario;
use crate::session::RunError;
use crate::wiring::{Connectivity, Wiring};

/// The page, with `null` where the scenario that it opens first can stand.
const PAGE: &str = include_str!("../../docs/playground/index.html");
/// Where that is.
const OPENING: &str = r#"id="opening">/*OPENING*/null</script>"#;
/// The most value neurons, and synapses, of populations that the page runs.
const MOST_NEURONS: usize = 2_000;
const MOST_SYNAPSES: usize = 60_000;

/// The page with the scenario in it, as one file for a browser.
///
/// # Errors
/// If the scenario reads files, which a page in a browser has not, or its populations are too large
/// for one.
pub fn lesson_page(scenario: &Scenario) -> Result<String, RunError> {
    if let Some(reason) = too_large(&scenario.network.wiring).or_else(|| reads_files(scenario)) {
        return Err(RunError::told(reason));
    }
    let opening = serde_json::json!({
        "ron": scenario.to_ron(),
        "file": format!("{}.ron", scenario.name),
    });
    // Within a script element `<` could end it.
    let json = opening.to_string().replace('<', "\\u003c");
    let here = OPENING.replace("null", &json);
    match PAGE.contains(OPENING) {
        true => Ok(PAGE.replacen(OPENING, &here, 1)),
        false => Err(RunError::told(
            "bug: the page has no place for a scenario".to_owned(),
        )),
    }
}

/// Why a page cannot run `scenario`: it has no files to read, and nobody hands arrays over.
fn reads_files(scenario: &Scenario) -> Option<String> {
    if has_listed_pairs(scenario) {
        let problem = "network: its pairs stand in a file, and a page in a browser has no files\n\
                       expected: All, OneToOne, Random, FixedIn or Receptive";
        return Some(problem.to_owned());
    }
    let is_elsewhere = match &scenario.data {
        Source::Digits { .. } | Source::Xor { .. } | Source::Pairs { .. } => false,
        Source::TwoMoons(_) | Source::LinearTeacher(_) | Source::RandomTargets(_) => false,
        Source::Idx { .. } | Source::Tensors(_) | Source::Csv(_) | Source::Npy(_) => true,
        Source::Npz(_) | Source::IdxFiles(_) | Source::ImageFolder(_) => true,
        Source::Arrays { .. } => true,
    };
    let what = match (is_elsewhere, &scenario.network.initial) {
        (true, _) => "data",
        (false, Initial::File(_)) => "network.initial",
        (false, _) => return None,
    };
    Some(format!(
        "{what}: this scenario does not hold what it reads, and a page in a browser has no files\n\
         expected: Digits, Xor, Pairs, TwoMoons, LinearTeacher or RandomTargets as data, and weights \
         that are drawn or given"
    ))
}

/// Why a page does not run such populations; its own bounds are these (`src/bindings/web`).
fn too_large(wiring: &Wiring) -> Option<String> {
    let (n_neurons, n_synapses) = (wiring.widths().iter().sum::<usize>(), wiring.n_synapses());
    let fits = n_neurons <= MOST_NEURONS && n_synapses <= MOST_SYNAPSES;
    (!wiring.is_chain() && !fits).then(|| {
        format!(
            "network: {n_neurons} value neurons and {n_synapses} synapses are too many for a page\n\
             expected: at most {MOST_NEURONS} value neurons and {MOST_SYNAPSES} synapses"
        )
    })
}

/// Whether some projection's pairs are listed in a file.
fn has_listed_pairs(scenario: &Scenario) -> bool {
    let described = scenario.network.description.iter();
    let mut projections = described.flat_map(|description| &description.projections);
    projections.any(|projection| matches!(projection.connect, Connectivity::Pairs(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The saboteur: a name that ends the script element that it stands in.
    #[test]
    fn the_page_holds_the_scenario_and_nothing_can_break_out_of_it() {
        let edits = ["about=\"</script><script>alert(1)</script>\""
            .parse()
            .unwrap()];
        let scenario = Scenario::built_in("hand", &edits).unwrap();
        let page = lesson_page(&scenario).unwrap();
        assert!(!page.contains("<script>alert"));
        let (_, after) = page.split_once(r#"id="opening">/*OPENING*/"#).unwrap();
        let (json, _) = after.split_once("</script>").unwrap();
        let opening: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(opening["ron"], scenario.to_ron());
    }

    #[test]
    fn scenarios_that_read_files_are_refused() {
        let scenario = Scenario::built_in("mnist", &[]).unwrap();
        assert!(reads_files(&scenario).unwrap().starts_with("data: "));
        let arrays = "data=Arrays(inputs: 2, outputs: 1)".parse().unwrap();
        let arrays = Scenario::built_in("xor", &[arrays]).unwrap();
        assert!(reads_files(&arrays).unwrap().starts_with("data: "));
        assert!(reads_files(&Scenario::built_in("digits", &[]).unwrap()).is_none());
    }

    #[test]
    fn populations_are_written_if_they_are_few() {
        let residual = Scenario::built_in("residual", &[]).unwrap();
        assert!(lesson_page(&residual).unwrap().contains("populations"));
        let edit = "network.populations[1].size=3000".parse().unwrap();
        let large = Scenario::built_in("sparse", &[edit]).unwrap();
        let refused = lesson_page(&large).unwrap_err().to_string();
        assert!(refused.contains("too many for a page"), "{refused}");
    }
}
