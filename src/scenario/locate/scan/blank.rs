//! What stands between values: blanks, comments, lines of extensions.
//!
//! Promises to pass characters that cannot be seen and comments of other languages, and to note
//! them. Refuses to pass a value.

use super::{Scanner, Stop};
use crate::scenario::locate::Slip;
use crate::scenario::locate::signs::{is_blank, is_invisible, plain};

/// What `#![enable(…)]` may name; all of them change nothing here.
const EXTENSIONS: [&str; 4] = [
    "implicit_some",
    "unwrap_newtypes",
    "unwrap_variant_newtypes",
    "explicit_struct_names",
];

impl Scanner<'_> {
    /// Skips blanks and comments.
    pub(super) fn skip_blank(&mut self) -> Result<(), Stop> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches(is_blank).len();
            let rest = self.rest();
            let Some(next) = rest.chars().next() else {
                return Ok(());
            };
            if rest.starts_with("//") {
                self.skip_line();
            } else if rest.starts_with("/*") {
                self.skip_block_comment()?;
            } else if plain(next) == '#' && !rest.starts_with("#![") {
                self.note(Slip::HashComment { at: self.at })?;
                self.skip_line();
            } else if is_invisible(next) {
                self.note(Slip::Invisible { at: self.at })?;
                // One word for a whole run of them.
                let after = rest.trim_start_matches(is_invisible);
                self.at += rest.len() - after.len();
            } else {
                return Ok(());
            }
        }
    }

    fn skip_line(&mut self) {
        self.at += self.rest().find('\n').unwrap_or(self.rest().len());
    }

    fn skip_block_comment(&mut self) -> Result<(), Stop> {
        let (start, mut depth) = (self.at, 0);
        loop {
            let rest = self.rest();
            if rest.starts_with("/*") {
                (depth, self.at) = (depth + 1, self.at + 2);
            } else if rest.starts_with("*/") {
                (depth, self.at) = (depth - 1, self.at + 2);
            } else if let Some(next) = rest.chars().next() {
                self.at += next.len_utf8();
            } else {
                self.note(Slip::Unterminated { start })?;
                return Err(Stop);
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Passes `#![enable(a, b)]`.
    pub(super) fn extensions(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let line = self.rest().find('\n').unwrap_or(self.rest().len());
        let end = self.rest()[..line].find(']').map_or(line, |at| at + 1);
        self.at += end;
        let whole = &self.text[start..start + end];
        let bare: String = whole.chars().filter(|c| !is_blank(*c)).collect();
        let names = bare
            .strip_prefix("#![enable(")
            .and_then(|rest| rest.strip_suffix(")]"));
        let Some(names) = names else {
            let end = start + end;
            return self.note(Slip::Extension { start, end });
        };
        for name in names.split(',').filter(|name| !name.is_empty()) {
            if !EXTENSIONS.contains(&name) {
                let at = start + whole.find(name).unwrap_or(0);
                let end = at + name.len();
                self.note(Slip::Extension { start: at, end })?;
            }
        }
        Ok(())
    }
}
