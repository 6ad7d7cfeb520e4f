//! The page that puts the paper's tables and figures beside ours.

use std::fmt::Write;
use std::path::Path;

use super::reproduction::{ReproduceOptions, Reproduction, folder};
use crate::disk::{make_folder, write_named, write_whole};
use crate::report::PageSection;
use crate::session::RunError;

/// Writes the page, and copies its pictures into a folder of the same name beside it.
///
/// # Errors
/// If the path names no file, or a file cannot be read or written.
pub fn write_page(
    path: &Path,
    options: &ReproduceOptions,
    chapters: &[(Reproduction, PageSection)],
) -> Result<(), RunError> {
    let no_name = || RunError::told(format!("{} names no file for the page", path.display()));
    let stem = path.file_stem().ok_or_else(no_name)?;
    let pictures = path.with_file_name(stem);
    let parent = path.parent().unwrap_or(Path::new(""));
    let made = std::fs::create_dir_all(parent).and_then(|()| make_folder(&pictures));
    made.map_err(|error| RunError::unwritten(&pictures, error))?;
    for (which, chapter) in chapters {
        for picture in chapter.pictures() {
            let from = folder(*which, options).join(picture);
            let to = pictures.join(picture);
            let copied = std::fs::read(&from).and_then(|bytes| write_whole(&to, &bytes));
            copied.map_err(|error| RunError::unwritten(&to, error))?;
        }
    }
    let chapters: Vec<&PageSection> = chapters.iter().map(|(_, chapter)| chapter).collect();
    let text = page(&chapters, &stem.to_string_lossy());
    write_named(path, text.as_bytes()).map_err(|error| RunError::unwritten(path, error))
}

/// The page in Markdown; its pictures are in `pictures`, seen from the page.
pub fn page(chapters: &[&PageSection], pictures: &str) -> String {
    let mut text = INTRODUCTION.to_owned();
    for chapter in chapters {
        let _ = write!(text, "\n{}", chapter.to_markdown(pictures));
    }
    text
}

const INTRODUCTION: &str = "\
# The paper, reproduced

Every number, table and picture on this page was written by `fazil reproduce all --page
docs/reproduction.md`: real runs of the agents of this program, quick forms, with the paper's own
numbers beside them (Song, Lukasiewicz, Xu and Bogacz, *Can the Brain Do Backpropagation?*,
NeurIPS 2020). The same command gives the same page, byte for byte but for the lines that hold
times; CI runs it and compares. `--full` runs the paper's sizes.

**What the paper leaves open, and what we chose.**

| open in the paper | our choice |
|---|---|
| weights at birth | Xavier, uniform in ±√(6 / (n_pre + n_post)), drawn by the paper's seeds; the seed also names the order of the examples |
| whether a batch's changes are summed or averaged | summed |
| whether input neurons send f(s_in) or s_in | f(s_in), as Eq. 1 has it |
| targets | 1 for the class, 0 for the others |
| Table 3: network, window, what counts as a success | named at Table 3: both protocols, all windows |
| Table 4: the network (the paper names ImageNet and no widths) | 784-32-32-10 and 784-512-512-10 |
| Fig. 3: what a run that diverges counts as | it is marked, and its numbers are not averaged |
";
