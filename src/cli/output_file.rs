//! Files that a person names as output: what may be replaced.
//!
//! Promises that a file which this program did not write as output of the same kind stays as it
//! is: a scenario, a table or a page that somebody wrote is not lost to a switch.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What a command writes to a named file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page in HTML.
    Page,
    /// A picture in SVG.
    Picture,
    /// A trace in JSON.
    Trace,
    /// The page of `fazil reproduce`, in Markdown.
    Reproduction,
}

impl Kind {
    /// How such a file begins, in lower case, and what it is called.
    fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Page => ("<!doctype html", "page in HTML"),
            Self::Picture => ("<svg", "picture in SVG"),
            Self::Trace => ("{\"displaytimeunit\"", "trace"),
            Self::Reproduction => ("# the paper, reproduced", "page of `fazil reproduce`"),
        }
    }

    /// Lets pass a path where nothing is, or a device, an empty file, or a file of this kind.
    ///
    /// # Errors
    /// If another file is there.
    pub(super) fn admit(self, path: &Path) -> Result<(), String> {
        // A device, or what standard output was redirected to, is written to and not replaced.
        let is_file = std::fs::metadata(path).is_ok_and(|about| about.is_file());
        if !is_file || path.starts_with("/dev") {
            return Ok(());
        }
        let (mark, name) = self.mark();
        match begins_with(path, mark) {
            true => Ok(()),
            false => Err(format!(
                "cannot write {}: a file that is no {name} is there, and would be lost\n\
                 expected: another name, or that of a {name}, which is replaced",
                path.display()
            )),
        }
    }
}

/// Whether a file is empty, or begins with `mark` in lower or upper case. One that cannot be read
/// does not.
fn begins_with(path: &Path, mark: &str) -> bool {
    let mut bytes = Vec::new();
    let opened = File::open(path);
    let read = opened.and_then(|file| file.take(mark.len() as u64).read_to_end(&mut bytes));
    read.is_ok() && (bytes.is_empty() || bytes.eq_ignore_ascii_case(mark.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The saboteurs: a name's ending that decides; a file that is known by its path alone.
    #[test]
    fn only_files_of_the_same_kind_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.html");
        assert_eq!(Kind::Page.admit(&path), Ok(()));
        for (text, kinds) in [
            (
                "",
                &[Kind::Page, Kind::Picture, Kind::Trace, Kind::Reproduction][..],
            ),
            ("<!DOCTYPE html>\n<html>", &[Kind::Page]),
            ("<!doctype html>\n<html>", &[Kind::Page]),
            ("<svg xmlns='http://www.w3.org/2000/svg'", &[Kind::Picture]),
            ("{\"displayTimeUnit\":\"ms\",", &[Kind::Trace]),
            ("# The paper, reproduced\n", &[Kind::Reproduction]),
            ("(name: \"own\")", &[]),
            ("<", &[]),
            ("{\n  \"format_version\": 1", &[]),
            ("# Notes\n", &[]),
        ] {
            std::fs::write(&path, text).unwrap();
            for kind in [Kind::Page, Kind::Picture, Kind::Trace, Kind::Reproduction] {
                let admitted = kind.admit(&path);
                assert_eq!(admitted.is_ok(), kinds.contains(&kind), "{text} {kind:?}");
                if let Err(told) = admitted {
                    assert!(
                        told.contains("own.html") && told.contains("would be lost"),
                        "{told}"
                    );
                }
            }
        }
        assert_eq!(
            Kind::Page.admit(folder.path()),
            Ok(()),
            "writing says what is wrong"
        );
    }
}
