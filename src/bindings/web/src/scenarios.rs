//! What this page can open: the program's scenarios that need no files, and one of its own.
//!
//! Promises to say what a browser cannot do, in words for a person. Refuses to run anything.

use fazil::scenario::{Edit, Scenario};
use serde_json::{Value, json};

use crate::anatomy::check_size;

/// Scenarios of this page alone: name and text.
const OWN: [(&str, &str); 1] = [("skip", include_str!("../scenarios/skip.ron"))];

/// Every scenario of the menu: name, what it shows, and whether it is a chain of layers.
pub(crate) fn menu() -> Vec<Value> {
    let own = OWN.iter().map(|(name, _)| *name);
    let names = Scenario::built_in_names().into_iter().map(|(name, _)| name);
    // The chains first, then the smallest network of populations.
    let mut opened: Vec<(&str, Scenario)> = own
        .chain(names)
        .filter(|name| *name != "mnist") // Needs files.
        .filter_map(|name| Some((name, built_in(name).ok()?.0)))
        .filter(|(_, scenario)| check_size(&scenario.network.wiring).is_ok())
        .collect();
    opened.sort_by_key(|(_, scenario)| !scenario.network.wiring.is_chain());
    (opened.iter())
        .map(|(name, scenario)| {
            json!({ "name": name, "about": scenario.about,
                    "isChain": scenario.network.wiring.is_chain() })
        })
        .collect()
}

/// A scenario of the menu, and its text.
///
/// # Errors
/// If there is none of that name.
pub(crate) fn built_in(name: &str) -> Result<(Scenario, String), String> {
    if let Some((_, text)) = OWN.iter().find(|(own, _)| *own == name) {
        return Ok((read(text, &format!("{name}.ron"), &[])?, (*text).to_owned()));
    }
    let scenario = Scenario::built_in(name, &[]).map_err(|error| error.to_string())?;
    let text = scenario.to_ron();
    Ok((scenario, text))
}

/// Reads the text of a scenario.
///
/// # Errors
/// All that is wrong with it; and what a page cannot open.
pub(crate) fn read(text: &str, file: &str, edits: &[Edit]) -> Result<Scenario, String> {
    Scenario::parse(text, file, edits).map_err(|error| {
        let wrong = error.to_string();
        match names_pairs_file(text) {
            true => format!(
                "{wrong}\n\nA page in a browser cannot read `connect: Pairs(\"…\")`, which is a file: \
                 `fazil run` can. Here, connect by OneToOne, Random, FixedIn, Receptive or All."
            ),
            false => wrong,
        }
    })
}

/// Whether a projection's pairs stand in a file.
fn names_pairs_file(text: &str) -> bool {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    bare.contains("connect:Pairs(")
}
