//! The version of a table's format.

use crate::record::column::RECORD_FORMAT_VERSION;

/// Refuses what another version of the program wrote.
pub(super) fn check_version(version: Option<&str>) -> Result<(), String> {
    match version {
        Some(version) if version == RECORD_FORMAT_VERSION.to_string() => Ok(()),
        Some(version) => Err(format!(
            "format_version is {}, and this program reads {RECORD_FORMAT_VERSION}",
            version.chars().take(40).collect::<String>().escape_debug()
        )),
        None => Err("there is no format_version: it is no table of this program".to_owned()),
    }
}
