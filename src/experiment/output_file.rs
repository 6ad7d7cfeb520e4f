//! Files that a person names as output: what may be replaced.
//!
//! Promises that a file which this program did not write as output of the same command stays as it is: a
//! scenario, a table or a page that somebody wrote, or a picture that a run left in its folder, is not
//! lost to an argument.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What a command writes to a named file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputFile {
    /// A page of `fazil page`, in HTML.
    Page,
    /// A picture of `fazil why`, in SVG.
    Picture,
    /// A trace in JSON.
    Trace,
    /// The page of `fazil reproduce`, in Markdown.
    Reproduction,
}

/// How a kind of file is known.
struct Mark {
    /// Its beginning, in lower case.
    beginning: &'static str,
    /// What stands in its head as well, where others begin in the same way.
    title: &'static str,
    /// What it is called.
    name: &'static str,
}

/// The bytes in which a title stands.
const HEAD: u64 = 1024;

impl OutputFile {
    fn mark(self) -> Mark {
        let (beginning, title, name) = match self {
            Self::Page => (
                "<!doctype html",
                "<title>fazil playground",
                "page of `fazil page`",
            ),
            Self::Picture => ("<svg", "<title>Why did ", "picture of `fazil why`"),
            Self::Trace => ("{\"displaytimeunit\"", "", "trace"),
            Self::Reproduction => ("# the paper, reproduced", "", "page of `fazil reproduce`"),
        };
        Mark {
            beginning,
            title,
            name,
        }
    }

    /// Lets pass a path where nothing is, or a device, an empty file, or a file of this kind.
    ///
    /// # Errors
    /// If another file is there; the text says what is expected.
    pub fn admit(self, path: &Path) -> Result<(), String> {
        // A device, or what standard output was redirected to, is written to and not replaced.
        let is_file = std::fs::metadata(path).is_ok_and(|about| about.is_file());
        if !is_file || path.starts_with("/dev") {
            return Ok(());
        }
        let mark = self.mark();
        match mark.is_on(path) {
            true => Ok(()),
            false => Err(format!(
                "cannot write {}: a file that is no {name} is there, and would be lost\n\
                 expected: another name, or that of a {name}, which is replaced",
                path.display(),
                name = mark.name
            )),
        }
    }
}

impl Mark {
    /// Whether a file is empty or has this mark. One that cannot be read does not.
    fn is_on(&self, path: &Path) -> bool {
        let mut bytes = Vec::new();
        let opened = File::open(path);
        let read = opened.and_then(|file| file.take(HEAD).read_to_end(&mut bytes));
        if read.is_err() {
            return false;
        }
        let beginning = bytes.get(..self.beginning.len());
        let begins = beginning
            .is_some_and(|beginning| beginning.eq_ignore_ascii_case(self.beginning.as_bytes()));
        let head = String::from_utf8_lossy(&bytes);
        bytes.is_empty() || (begins && head.contains(self.title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: [OutputFile; 4] = [
        OutputFile::Page,
        OutputFile::Picture,
        OutputFile::Trace,
        OutputFile::Reproduction,
    ];

    /// The saboteurs: a name's ending that decides; a file that is known by its path alone; a picture or
    /// a page of a run that is taken for one of `why` or of `page`.
    #[test]
    fn only_files_of_the_same_kind_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("own.html");
        assert_eq!(OutputFile::Page.admit(&path), Ok(()));
        let page = "<!doctype html>\n<html>\n<title>fazil playground: every neuron</title>";
        for (text, kinds) in [
            ("", &KINDS[..]),
            (page, &[OutputFile::Page]),
            ("<!DOCTYPE html>\n<title>xor: a run of fazil</title>", &[]),
            ("<!doctype html>\n<html>", &[]),
            (
                "<svg xmlns='x'>\n<title>Why did error/0/0 change</title>",
                &[OutputFile::Picture],
            ),
            ("<svg xmlns='x'>\n<title>xor: every weight</title>", &[]),
            ("<svg xmlns='http://www.w3.org/2000/svg'", &[]),
            ("{\"displayTimeUnit\":\"ms\",", &[OutputFile::Trace]),
            ("# The paper, reproduced\n", &[OutputFile::Reproduction]),
            ("(name: \"own\")", &[]),
            ("<", &[]),
            ("{\n  \"format_version\": 1", &[]),
            ("# Notes\n", &[]),
        ] {
            std::fs::write(&path, text).unwrap();
            for kind in KINDS {
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
            OutputFile::Page.admit(folder.path()),
            Ok(()),
            "writing says what is wrong"
        );
    }
}
