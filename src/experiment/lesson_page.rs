//! The playground as one file that opens on a scenario of one's own.
//!
//! The page is the one in `docs/playground`; only what it opens first is written into it.

use crate::blueprint::Initial;
use crate::dataset::Source;
use crate::scenario::Scenario;
use crate::session::RunError;

/// The page, with `null` where the scenario that it opens first can stand.
const PAGE: &str = include_str!("../../docs/playground/index.html");
/// Where that is.
const OPENING: &str = r#"id="opening">/*OPENING*/null</script>"#;

/// The page with the scenario in it, as one file for a browser.
///
/// # Errors
/// If the scenario reads files, which a page in a browser has not.
pub fn lesson_page(scenario: &Scenario) -> Result<String, RunError> {
    if let Some(reason) = reads_files(scenario) {
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
    if !scenario.network.wiring.is_chain() {
        let problem = "network: the page draws chains of widths alone\nexpected: widths";
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
}
