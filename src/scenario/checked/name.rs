//! The name of a scenario, by which its run's directory is called.
//!
//! Promises a name, and not a path: nothing is written outside of the directory that a person
//! chose. Refuses to make the directory.

use super::objections::Objections;
use crate::scenario::locate::{describe, is_invisible};

/// The most bytes of a name: file systems allow 255, and a number follows.
const MOST_BYTES: usize = 200;

/// Stage two of `name: "…"` and `about: "…"`.
pub(super) fn check(name: &str, about: Option<&str>, objections: &mut Objections<'_>) {
    let expected = "a name such as digits-2, without '/', '\\' and '..'";
    let path = "name";
    let sign = name
        .chars()
        .find(|c| matches!(c, '/' | '\\') || is_invisible(*c) || *c == '\u{2028}');
    match sign {
        _ if name.trim().is_empty() => {
            objections.when(
                true,
                path,
                "the name is empty, and the run's directory is called by it",
                expected,
            );
        }
        Some(sign) => {
            let problem = format!(
                "the name has {} in it: it is a name, and not a path",
                describe(sign)
            );
            objections.when(true, path, problem, expected);
        }
        None => {
            let is_path = name.contains("..") || name == ".";
            objections.when(
                is_path,
                path,
                format!("'{name}' is a path, and not a name"),
                expected,
            );
            let is_long = name.len() > MOST_BYTES;
            let problem = format!("the name has {} bytes", name.len());
            objections.when(
                is_long,
                path,
                problem,
                &format!("at most {MOST_BYTES} bytes"),
            );
            let is_switch = name.starts_with('-');
            let problem = format!("'{name}' begins with '-', as a switch does");
            objections.when(is_switch, path, problem, expected);
        }
    }
    let about = about.unwrap_or_default();
    if let Some(sign) = about.chars().find(|c| is_invisible(*c) && *c != '\u{a0}') {
        let problem = format!(
            "'about' has {} in it, and is shown on the screen",
            describe(sign)
        );
        objections.when(true, "about", problem, "one line of plain text");
    }
}
