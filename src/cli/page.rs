//! `fazil page`: the playground as one file that opens on a scenario of one's own.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::done::Done;
use super::{edits, printer};
use crate::disk::write_named;
use crate::experiment::{OutputFile, lesson_page};
use crate::input_file::without_number;
use crate::scenario::Edit;

#[derive(Args, Debug)]
pub(super) struct PageArguments {
    /// A built-in scenario's name, a .ron file, or - for standard input.
    scenario: String,
    /// Change one value of the scenario, as for `fazil run`.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    edits: Vec<Edit>,
    /// The file to write.
    #[arg(long, value_name = "FILE", default_value = "lesson.html")]
    out: PathBuf,
}

pub(super) fn page_command(arguments: &PageArguments) -> Done {
    OutputFile::Page.admit(&arguments.out)?;
    let scenario = edits::open(&arguments.scenario, &arguments.edits)?;
    let page = lesson_page(&scenario)?;
    let out = &arguments.out;
    write_named(out, page.as_bytes())
        .map_err(|error| format!("cannot write {}: {}", out.display(), without_number(&error)))?;
    let out = out.display();
    printer::say(&format!("{out}: open it in a browser; it needs no server"));
    Ok(ExitCode::SUCCESS)
}
