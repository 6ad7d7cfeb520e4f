//! Scenario files: everything that decides a run, in one RON file.
//!
//! Promises two stages, shape then meaning: what is wrong is said with its line, its column,
//! what was expected and why, and all mistakes of meaning at once. What passes can be run.
//! Refuses to run anything, or to read data but for the headers of the files that it names.

mod built_in;
mod checked;
mod diagnostic;
mod edit;
mod error;
mod locate;
mod raw;
mod reference;
mod shape;
mod source_text;

pub use crate::axon::{PatternError, SynapsePattern};
pub use checked::{
    Engine, EngineKind, Faults, Learning, LesionTarget, Network, NumberNotes, Override,
    PlannedLesion, Scenario, Schedule,
};
#[cfg(feature = "files")]
pub(crate) use diagnostic::{mistake_in_argument, with_nothing_hidden};
pub use edit::Edit;
pub use error::{ScenarioError, ScenarioMistake};
#[cfg(feature = "cli")]
pub(crate) use locate::is_invisible;
pub use reference::{scenario_reference, scenario_reference_of};

use std::path::Path;

use ron::Options;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use crate::input_file;
use checked::Objection;
use diagnostic::{Mistake, Page, nearest};
use edit::{Edited, From};
use locate::{Outline, steps};
use raw::{FORMAT_VERSION, RawScenario};

impl Scenario {
    /// Opens a file, or a built-in scenario by its name (with or without `.ron`); `-` is
    /// standard input, whose files are looked for from the working directory.
    ///
    /// # Errors
    /// If there is neither, or it is not a scenario that can be run.
    pub fn open(name_or_path: &str, edits: &[Edit]) -> Result<Self, ScenarioError> {
        ScenarioText::open(name_or_path)?.parse(edits)
    }

    /// Reads a file. Relative paths in it are from its own directory, those in `edits` from the
    /// working directory.
    ///
    /// # Errors
    /// If it cannot be read, or is not a scenario that can be run.
    pub fn read(path: &Path, edits: &[Edit]) -> Result<Self, ScenarioError> {
        let file = std::fs::File::open(path).map_err(|cause| ScenarioError::read(path, cause))?;
        Self::read_from(file, path, edits, true)
    }

    fn read_from(
        from: impl std::io::Read,
        path: &Path,
        edits: &[Edit],
        are_read: bool,
    ) -> Result<Self, ScenarioError> {
        let ScenarioText { text, file } = ScenarioText::read_from(from, path)?;
        Self::parse_with(&text, &file, edits, are_read)
    }

    /// A scenario that is part of the program.
    ///
    /// # Errors
    /// If there is none of that name, or the edits make it one that cannot be run.
    pub fn built_in(name: &str, edits: &[Edit]) -> Result<Self, ScenarioError> {
        ScenarioText::built_in(name)?.parse(edits)
    }

    /// The names of the built-in scenarios, each with its one line of what it shows.
    pub fn built_in_names() -> Vec<(&'static str, String)> {
        let about = |name| {
            let scenario = Self::built_in(name, &[]);
            scenario
                .expect("bug: a built-in scenario is well formed")
                .about
        };
        let names = built_in::names().into_iter();
        names.map(|name| (name, about(name))).collect()
    }

    /// Reads the text of a scenario, changed by `edits`. `file` names it in messages, and its
    /// directory is where files that it names are.
    ///
    /// ```
    /// use fazil::scenario::Scenario;
    /// let text = "(
    ///     name: \"two weights\",
    ///     network: (widths: [2, 1]),
    ///     learning: (rule: FaZIL, alpha: -0.1),
    ///     data: Xor(),
    /// )";
    /// let error = Scenario::parse(text, "two.ron", &[]).unwrap_err();
    /// assert!(error.to_string().starts_with("two.ron:4:36: alpha is -0.1"));
    /// ```
    ///
    /// # Errors
    /// If it is not a scenario that can be run.
    pub fn parse(text: &str, file: &str, edits: &[Edit]) -> Result<Self, ScenarioError> {
        Self::parse_with(text, file, edits, true)
    }

    /// The scenario that a run left in its folder, with the paths of its data as they are written:
    /// they are neither looked for nor opened, since the folder may come from anywhere. Pairs are
    /// read from the folder itself, where every run keeps them.
    ///
    /// # Errors
    /// If it cannot be read, or is not a scenario that can be run; if it names pairs outside its
    /// folder.
    pub fn read_saved(path: &Path) -> Result<Self, ScenarioError> {
        let opened = input_file::open(path).map_err(|error| std::io::Error::other(error.problem()));
        let (file, _) = opened.map_err(|cause| ScenarioError::read(path, cause))?;
        Self::read_from(file, path, &[], false)
    }

    fn parse_with(
        text: &str,
        file: &str,
        edits: &[Edit],
        are_read: bool,
    ) -> Result<Self, ScenarioError> {
        let edited = edit::apply(text, edits)?;
        let places = checked::Places {
            directory: Path::new(file).parent().unwrap_or(Path::new("")),
            edits,
            are_read,
        };
        read_text(&edited.text, places).map_err(|mistakes| {
            let shown = mistakes
                .into_iter()
                .map(|m| show(m, file, text, &edited, edits));
            ScenarioError::of_mistakes(shown.collect())
        })
    }

    /// Whether so many training and test examples suit the timetable and the lesions, once the
    /// data have been read.
    ///
    /// # Errors
    /// If they do not; before anything is built.
    pub fn check_examples(&self, n_train: usize, n_test: usize) -> Result<(), ScenarioError> {
        let objections = checked::examples_objections(self, n_train, n_test);
        match objections.is_empty() {
            true => Ok(()),
            false => Err(ScenarioError::examples(objections)),
        }
    }

    /// This scenario as JSON (feature `files`), every default filled in, for programs that have no RON: the same
    /// fields, a variant with fields as an object of one key, a fraction as a text.
    ///
    /// ```
    /// use fazil::scenario::Scenario;
    /// let scenario = Scenario::built_in("xor", &[])?;
    /// assert_eq!(scenario.to_json()["learning"]["rule"], "FaZIL");
    /// # Ok::<(), fazil::scenario::ScenarioError>(())
    /// ```
    #[cfg(feature = "files")]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(RawScenario::from(self))
            .expect("bug: a scenario has nothing in it that JSON cannot write")
    }

    /// The text of this scenario, every default filled in. It reads back as the same scenario.
    pub fn to_ron(&self) -> String {
        let pretty = PrettyConfig::new().depth_limit(2).compact_arrays(true);
        let mut text = options()
            .to_string_pretty(&RawScenario::from(self), pretty)
            .expect("bug: a scenario has nothing in it that RON cannot write");
        text.push('\n');
        text
    }
}

/// A scenario as it is written, before any switch changes it: for whoever reads it many times,
/// changed in many ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioText {
    text: String,
    file: String,
}

impl ScenarioText {
    /// A text. `file` names it in messages, and its directory is where files that it names are.
    pub fn new(text: impl Into<String>, file: impl Into<String>) -> Self {
        let (text, file) = (text.into(), file.into());
        Self { text, file }
    }

    /// What [`Scenario::open`] opens.
    ///
    /// # Errors
    /// If there is no such scenario, or it cannot be read.
    pub fn open(name_or_path: &str) -> Result<Self, ScenarioError> {
        let path = Path::new(name_or_path);
        if name_or_path == "-" {
            return Self::read_from(std::io::stdin().lock(), Path::new("standard input"));
        }
        let is_built_in = built_in::text(built_in::stem(name_or_path)).is_some();
        match path.is_dir() {
            true if is_built_in => Self::built_in(name_or_path),
            true => Err(ScenarioError::directory(path)),
            false if path.exists() => {
                let opened = std::fs::File::open(path);
                let file = opened.map_err(|cause| ScenarioError::read(path, cause))?;
                Self::read_from(file, path)
            }
            false => Self::built_in(name_or_path),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is called in messages; the path of the file, if it was read from one.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The scenario, changed by `edits`.
    ///
    /// # Errors
    /// If it is not a scenario that can be run.
    pub fn parse(&self, edits: &[Edit]) -> Result<Scenario, ScenarioError> {
        Scenario::parse(&self.text, &self.file, edits)
    }

    fn built_in(name: &str) -> Result<Self, ScenarioError> {
        let stem = built_in::stem(name);
        match built_in::text(stem) {
            Some(text) => Ok(Self::new(text, format!("{stem}.ron"))),
            None => {
                let names = built_in::names();
                let near = nearest(stem, names.iter().copied());
                Err(ScenarioError::unknown(name, near, names))
            }
        }
    }

    fn read_from(from: impl std::io::Read, path: &Path) -> Result<Self, ScenarioError> {
        let bytes = source_text::read(from).map_err(|cause| ScenarioError::read(path, cause))?;
        let name = path.to_string_lossy();
        match source_text::decode(&bytes) {
            Ok(text) => Ok(Self::new(text, name)),
            Err((text, mistake)) => Err(ScenarioError::of_mistakes(vec![
                mistake.show(Page::File(&name, &text)),
            ])),
        }
    }
}

/// How scenarios are written: without `Some(…)` and the inner parentheses of `Given((…))`.
fn options() -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// Both stages: all that is wrong with a text, in its order.
fn read_text(text: &str, places: checked::Places<'_>) -> Result<Scenario, Vec<Mistake>> {
    if let Some(mistake) = source_text::other_format(text) {
        return Err(vec![mistake]);
    }
    let outline = Outline::of(text);
    check_version(text, &outline).map_err(|mistake| vec![mistake])?;
    let mut mistakes: Vec<Mistake> = outline
        .slips
        .iter()
        .map(|slip| slip.mistake(text))
        .collect();
    if !outline.is_whole {
        return Err(mistakes);
    }
    let shape = shape::read(text, &outline, 0);
    mistakes.extend(shape.mistakes);
    let objections = match (shape.raw, mistakes.is_empty()) {
        (Some(raw), true) => match checked::check(raw, places) {
            Ok(scenario) => return Ok(scenario),
            Err(objections) => objections,
        },
        (Some(_), false) => lasting_objections(text, &outline, places),
        (None, _) => Vec::new(),
    };
    let placed = objections.into_iter().map(|o| Mistake {
        near: o.near,
        ..Mistake::new(outline.span(&o.path), o.problem).expecting(o.expected)
    });
    // Where a value was filled in, nothing can be said of its meaning.
    let is_filled = |mistake: &Mistake| {
        let at = mistake.span.start;
        shape
            .filled
            .iter()
            .any(|filled| filled.contains(&at) || filled.start == at)
    };
    mistakes.extend(placed.filter(|mistake| !is_filled(mistake)));
    mistakes.sort_by_key(|mistake| (mistake.span.start, mistake.span.end));
    mistakes.dedup_by(|second, first| second.span == first.span && second.problem == first.problem);
    Err(mistakes)
}

/// The objections to the meaning of a text with mistakes of shape that hold whatever is filled
/// in where it could not be read.
fn lasting_objections(
    text: &str,
    outline: &Outline,
    places: checked::Places<'_>,
) -> Vec<Objection> {
    let mut lasting: Option<Vec<Objection>> = None;
    for filling in 0..shape::N_FILLINGS {
        let Some(raw) = shape::read(text, outline, filling).raw else {
            return Vec::new();
        };
        let found = checked::check(raw, places).err().unwrap_or_default();
        lasting = Some(match lasting {
            None => found,
            Some(before) => before.into_iter().filter(|o| found.contains(o)).collect(),
        });
    }
    lasting.unwrap_or_default()
}

/// Shows a mistake where the person wrote it: in the file or in a switch.
fn show(
    mistake: Mistake,
    file: &str,
    text: &str,
    edited: &Edited,
    edits: &[Edit],
) -> diagnostic::Shown {
    let (from, span) = edited.origin(&mistake.span);
    let page = match from {
        From::File => Page::File(file, text),
        From::Edit(k) => edits[k].page(),
    };
    Mistake { span, ..mistake }.show(page)
}

/// A file of another version may differ in anything, so this comes before its shape.
fn check_version(text: &str, outline: &Outline) -> Result<(), Mistake> {
    let path = steps("format_version").unwrap_or_default();
    let span = outline.span("format_version");
    match text.get(span.clone()).unwrap_or_default().parse::<u32>() {
        Ok(version) if outline.holds(&path) && version != FORMAT_VERSION => Err(Mistake::new(
            span,
            format!(
                "this scenario is of format version {version}, and this program reads version \
                 {FORMAT_VERSION}"
            ),
        )
        .expecting(format!(
            "format_version: {FORMAT_VERSION}; to run this file use the fazil it was written for, \
             or bring its fields up to date and change the number"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
