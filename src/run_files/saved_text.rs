//! The text files in a run's folder, as `plot`, `why` and `trace` read them.
//!
//! Promises: the folder may come from anywhere, so only regular files are opened, and what is
//! wrong is said with the file, the line and the column, in this program's words.

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::input_file::{json_place, parse_json, read_text};
use crate::session::RunError;

/// The text of a file.
///
/// # Errors
/// If there is none, or it cannot be read.
pub(crate) fn text(path: &Path) -> Result<String, RunError> {
    Ok(read_text(path)?)
}

/// The text of a file; `None` if there is none.
///
/// # Errors
/// If there is one that cannot be read.
pub(crate) fn text_if_there(path: &Path) -> Result<Option<String>, RunError> {
    match read_text(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// What stands in the JSON text of the file at `path`, which must be of this version.
///
/// # Errors
/// If it is no JSON, or of another version.
pub(crate) fn json(path: &Path, text: &str, version: u32) -> Result<Value, RunError> {
    let parsed = parse_json(text.as_bytes()).map_err(|error| trouble(text, &error));
    let checked = parsed.and_then(|value: Value| {
        check_version(&value, version)?;
        Ok(value)
    });
    checked.map_err(|what| RunError::unreadable(path, &what))
}

/// A value from its JSON.
///
/// # Errors
/// If it is another one.
pub(crate) fn value<T: DeserializeOwned>(path: &Path, json: Value) -> Result<T, RunError> {
    let value = serde_json::from_value(json);
    value.map_err(|_| RunError::unreadable(path, "it is no such file of a run"))
}

/// What is wrong with a JSON text, and where.
fn trouble(text: &str, error: &serde_json::Error) -> String {
    let (line, column) = json_place(text.as_bytes(), error);
    let what = match error.is_eof() {
        _ if error.is_data() => "before it a name stands for the second time in an object",
        true => "the text ends too early",
        false => "it is no JSON",
    };
    format!("line {line}, column {column}: {what}")
}

/// Refuses a JSON file of another version of the program.
fn check_version(value: &Value, expected: u32) -> Result<(), String> {
    match &value["format_version"] {
        Value::Number(number) if number.as_u64() == Some(u64::from(expected)) => Ok(()),
        Value::Null => Err("it has no format_version".to_owned()),
        other => {
            let found: String = other.to_string().chars().take(40).collect();
            let found = found.escape_debug();
            Err(format!(
                "format_version is {found}, and this program reads {expected}"
            ))
        }
    }
}
