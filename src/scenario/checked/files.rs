//! Files that a scenario names.
//!
//! Promises that a named file exists, and that its path is absolute: a relative one is from the
//! directory of the scenario file, and one of `--set` from the working directory. Refuses to
//! look anywhere else.

use std::path::Path;

use super::objections::Objections;
use super::places::Places;

/// The absolute path of a named file; an objection if there is none.
pub(super) fn resolve(named: String, path: &str, objections: &mut Objections<'_>) -> String {
    let Places {
        directory,
        edits,
        are_read,
    } = objections.places;
    let is_edited = edits.iter().any(|edit| edit.changes(path));
    let base = if is_edited { Path::new("") } else { directory };
    let place = base.join(&named);
    let expected = match is_edited {
        true => "a path from the working directory, where --set is written",
        false => "a path from the scenario's own directory, or an absolute one",
    };
    let absolute = std::path::absolute(&place)
        .ok()
        .filter(|_| !named.is_empty());
    let Some(absolute) = absolute.as_deref().and_then(Path::to_str) else {
        let problem = match named.is_empty() {
            true => "the path is empty".to_owned(),
            false => format!("the path of '{named}' is not UTF-8"),
        };
        objections.when(true, path, problem, expected);
        return named;
    };
    if are_read && !place.exists() {
        let elsewhere = match !is_edited && place != Path::new(&named) && Path::new(&named).exists()
        {
            true => "; there is one in the working directory, where it is not looked for",
            false => "",
        };
        let problem = format!("there is no '{}'{elsewhere}", place.display());
        objections.when(true, path, problem, expected);
    }
    absolute.to_owned()
}

/// Whether a file is there, in this directory or below it. Links are followed first.
pub(super) fn is_below(path: &str, directory: &Path) -> bool {
    let directory = match directory.as_os_str().is_empty() {
        true => Path::new("."),
        false => directory,
    };
    match (Path::new(path).canonicalize(), directory.canonicalize()) {
        (Ok(path), Ok(directory)) => path.starts_with(directory),
        _ => false,
    }
}
