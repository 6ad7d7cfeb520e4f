//! Files that a scenario names.
//!
//! Promises that a named file exists: relative to the working directory, else to the
//! scenario's own. Refuses to read it.

use super::Objections;

/// The path by which a named file is found, or an objection.
pub(super) fn resolve(named: String, path: &str, objections: &mut Objections<'_>) -> String {
    if std::path::Path::new(&named).exists() {
        return named;
    }
    let beside = objections.directory.join(&named);
    if beside.exists() {
        return beside.to_string_lossy().into_owned();
    }
    let problem = match beside == std::path::Path::new(&named) {
        true => format!("there is no '{named}'"),
        false => format!(
            "there is no '{named}', and no '{}' either",
            beside.display()
        ),
    };
    let expected = "a path from the working directory or from the scenario's directory";
    objections.when(true, path, problem, expected);
    named
}
