//! The reference of scenario files: every field, its type, default, range, unit and an example.
//!
//! Promises what the types themselves say of fields, choices and what may be left out, the bounds
//! that every scenario is held against, and the defaults that a scenario gets; a test holds the
//! rest of the text, meanings and examples, complete. Refuses to check a scenario.

mod data_rows;
mod row;
mod rows;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use self::row::Row;
use self::rows::rows;
use super::checked::bounds_at;
use super::locate::{Outline, steps};
use super::shape::{Asked, asked};
use super::{Scenario, diagnostic::nearest};

const HEAD: &str = "\
# Scenario reference

A scenario is a RON file of these fields; `fazil help scenario PATH` prints a part of this page, and \
`fazil check FILE` prints a scenario with every default filled in. `--set PATH=VALUE` changes any \
field, and `fazil sweep --over PATH=VALUES` takes several values of it. A path has no choice in it: \
`learning.phi.t_d`. L is the number of weight layers.

This page is made by the program from the types of the scenario; a test holds it up to date.
";

/// The least that a scenario must say, for the defaults of the rest.
const LEAST: &str = "(name: \"least\", network: (widths: [2, 3, 1]), \
                     learning: (rule: FaZIL, alpha: 0.1), data: Xor())";

/// The whole reference, as Markdown.
pub fn scenario_reference() -> String {
    let entries = entries();
    let all: Vec<&Entry> = entries.iter().collect();
    format!("{HEAD}{}", written(&all))
}

/// The part of it that is about `path`, and about everything below it.
///
/// # Errors
/// If there is no such field; the text says what there is.
pub fn scenario_reference_of(path: &str) -> Result<String, String> {
    let entries = entries();
    let sought = bare(path);
    let below = format!("{sought}.");
    let found: Vec<&Entry> = entries
        .iter()
        .filter(|entry| {
            let own = bare(entry.row.path);
            own == sought || own.starts_with(&below)
        })
        .collect();
    if !found.is_empty() {
        return Ok(written(&found).trim_start().to_owned());
    }
    let paths: BTreeSet<String> = entries.iter().map(|entry| bare(entry.row.path)).collect();
    let last = sought.rsplit('.').next().unwrap_or(&sought);
    let same_end = paths
        .iter()
        .find(|path| path.rsplit('.').next() == Some(last));
    let near = match same_end {
        Some(near) => Some(near.as_str()),
        None => nearest(&sought, paths.iter().map(String::as_str)),
    };
    let near = near.map_or(String::new(), |near| format!("\ndid you mean '{near}'?"));
    let top: Vec<&str> = paths
        .iter()
        .map(String::as_str)
        .filter(|path| !path.contains('.'))
        .collect();
    Err(format!(
        "a scenario has no field '{path}'{near}\nexpected: a path below one of {}",
        top.join(", ")
    ))
}

/// A field or a choice.
struct Entry {
    row: &'static Row,
    /// What the type asks for; nothing for a choice.
    kind: Option<String>,
    default: Option<String>,
}

/// A path without the choices in it: `learning.phi: Tolerance.q` is `learning.phi.q`.
fn bare(path: &str) -> String {
    let mut bare = String::new();
    for (k, part) in path.split(": ").enumerate() {
        match (k, part.split_once('.')) {
            (0, _) => bare.push_str(part),
            (_, Some((_, field))) => {
                bare.push('.');
                bare.push_str(field);
            }
            (_, None) => {}
        }
    }
    bare.replace("[]", "")
}

fn is_choice(path: &str) -> bool {
    path.rsplit(": ")
        .next()
        .is_some_and(|last| path.contains(": ") && !last.contains('.'))
}

fn entries() -> Vec<Entry> {
    let asked = asked();
    let least = Scenario::parse(LEAST, "least.ron", &[]);
    let text = least.expect("bug: the least scenario is one").to_ron();
    let outline = Outline::of(&text);
    let entry = |row: &'static Row| {
        let (kind, is_optional) = kind(&asked, row.path);
        let written = steps(row.path).filter(|path| outline.holds(path));
        let default = match row.default {
            "" if is_choice(row.path) => None,
            "" if is_optional => written.map(|_| text[outline.span(row.path)].to_owned()),
            "" => None,
            said => Some(said.to_owned()),
        };
        Entry {
            row,
            kind: (!is_choice(row.path)).then_some(kind),
            default,
        }
    };
    rows().map(entry).collect()
}

/// What the type at `path` asks for, in words, and whether it may be left out.
fn kind(asked: &[(String, Asked)], path: &str) -> (String, bool) {
    let own = asked.iter().filter(|(at, _)| at == path);
    let (mut words, mut is_optional) = (String::new(), false);
    for (_, what) in own {
        let word = match what {
            Asked::Option => {
                is_optional = true;
                continue;
            }
            Asked::List => "list of ",
            Asked::Tuple(2) => "pair of ",
            Asked::Tuple(_) => "several of ",
            Asked::Flag => "true or false",
            Asked::Whole => "whole number",
            Asked::Text => "text in quotes",
            Asked::Other(word) => word,
            Asked::Fields(_) => "fields in parentheses",
            Asked::Choice(_) => "one of the choices below",
        };
        words.push_str(word);
        if !matches!(what, Asked::List | Asked::Tuple(_)) {
            break;
        }
    }
    (words, is_optional)
}

fn written(entries: &[&Entry]) -> String {
    let mut text = String::new();
    for entry in entries {
        let Row {
            path,
            about,
            range,
            example,
            ..
        } = entry.row;
        let Some(kind) = &entry.kind else {
            let name = path.rsplit(": ").next().unwrap_or(path);
            let _ = writeln!(text, "- choice `{name}`: {about}; such as `{example}`");
            continue;
        };
        let _ = match path.contains(['.', ':']) {
            true => writeln!(text, "\n### {path}\n"),
            false => writeln!(text, "\n## {path}\n"),
        };
        let _ = writeln!(text, "{}.\n", capitalised(about));
        let _ = writeln!(text, "- type: {kind}");
        let _ = match &entry.default {
            Some(default) => writeln!(text, "- default: {default}"),
            None => writeln!(text, "- required"),
        };
        for (most, unit) in bounds_at(&bare(path)) {
            let _ = match (most, unit) {
                (u64::MAX, _) => writeln!(text, "- range: 0 to {most}"),
                (most, unit) => writeln!(text, "- range: at most {most}; unit: {unit}"),
            };
        }
        if !range.is_empty() {
            let _ = writeln!(text, "- range: {range}");
        }
        let name = path.rsplit(['.', ' ']).next().unwrap_or(path);
        let _ = writeln!(text, "- example: `{name}: {example}`");
    }
    text
}

fn capitalised(text: &str) -> String {
    let mut signs = text.chars();
    let first = signs.next().map(|sign| match text.split(' ').next() {
        Some("x" | "f," | "j:") => sign.to_string(),
        _ => sign.to_uppercase().to_string(),
    });
    first.into_iter().chain([signs.collect()]).collect()
}

#[cfg(test)]
mod tests;
