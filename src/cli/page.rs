//! `fazil page`: the playground as one file that opens on a scenario of one's own.
//!
//! The page is the one in `docs/playground`; only what it opens first is written into it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Done, printer};
use crate::blueprint::Initial;
use crate::dataset::Source;
use crate::disk::write_named;
use crate::scenario::{Edit, Scenario};

/// The page, with `null` where the scenario that it opens first can stand.
const PAGE: &str = include_str!("../../docs/playground/index.html");
/// Where that is.
const OPENING: &str = r#"id="opening">/*OPENING*/null</script>"#;

#[derive(Args, Debug)]
pub(super) struct PageArguments {
    /// A built-in scenario's name, a .ron file, or - for standard input.
    scenario: String,
    /// Change one value of the scenario, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// The file to write.
    #[arg(long, value_name = "FILE", default_value = "lesson.html")]
    out: PathBuf,
}

pub(super) fn page_command(arguments: &PageArguments) -> Done {
    let scenario = Scenario::open(&arguments.scenario, &arguments.edits)?;
    if let Some(reason) = reads_files(&scenario) {
        return Err(reason.into());
    }
    let page = opening_on(&scenario)?;
    write_named(&arguments.out, page.as_bytes())
        .map_err(|error| format!("cannot write {}: {error}", arguments.out.display()))?;
    let out = arguments.out.display();
    printer::say(&format!("{out}: open it in a browser; it needs no server"));
    Ok(ExitCode::SUCCESS)
}

/// Why a page cannot run `scenario`: it has no files to read.
fn reads_files(scenario: &Scenario) -> Option<String> {
    if !scenario.network.wiring.is_chain() {
        let problem = "network: the page draws chains of widths alone\nexpected: widths";
        return Some(problem.to_owned());
    }
    let what = match (&scenario.data, &scenario.network.initial) {
        (Source::Idx { .. } | Source::Tensors { .. }, _) => "data",
        (_, Initial::File(_)) => "network.initial",
        _ => return None,
    };
    Some(format!(
        "{what}: this scenario reads a file, and a page in a browser has none\nexpected: Digits, Xor \
         or Pairs as data, and weights that are drawn or given"
    ))
}

/// The page with the scenario in it.
fn opening_on(scenario: &Scenario) -> Result<String, String> {
    let opening = serde_json::json!({
        "ron": scenario.to_ron(),
        "file": format!("{}.ron", scenario.name),
    });
    // Within a script element `<` could end it.
    let json = opening.to_string().replace('<', "\\u003c");
    let here = OPENING.replace("null", &json);
    match PAGE.contains(OPENING) {
        true => Ok(PAGE.replacen(OPENING, &here, 1)),
        false => Err("bug: the page has no place for a scenario".to_owned()),
    }
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
        let page = opening_on(&scenario).unwrap();
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
        assert!(reads_files(&Scenario::built_in("digits", &[]).unwrap()).is_none());
    }
}
