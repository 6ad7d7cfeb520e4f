//! Scenario files: everything that decides a run, in one RON file.
//!
//! Promises two stages, shape then meaning: what is wrong is said with its line, its column,
//! what was expected and why, and all mistakes of meaning at once. What passes can be run.
//! Refuses to run anything, or to read data but for the headers of the files that it names.

mod built_in;
mod checked;
mod edit;
mod error;
mod locate;
mod misread;
mod diagnostic;
mod ranges;
mod raw;

pub use crate::axon::{PatternError, SynapsePattern};
pub use checked::{
    Engine, EngineKind, Faults, Learning, LesionTarget, Network, Override, PlannedLesion, Scenario,
    Schedule,
};
pub use edit::Edit;
pub use error::ScenarioError;

use std::path::Path;

use ron::Options;
use ron::error::SpannedResult;
use ron::extensions::Extensions;
use ron::ser::PrettyConfig;

use locate::{Outline, steps};
use diagnostic::{Mistake, nearest};
use raw::{FORMAT_VERSION, RawScenario};

impl Scenario {
    /// Opens a file, or a built-in scenario by its name (with or without `.ron`).
    ///
    /// # Errors
    /// If there is neither, or it is not a scenario that can be run.
    pub fn open(name_or_path: &str, edits: &[Edit]) -> Result<Self, ScenarioError> {
        let path = Path::new(name_or_path);
        match path.exists() && !path.is_dir() {
            true => Self::read(path, edits),
            false => Self::built_in(name_or_path, edits),
        }
    }

    /// Reads a file. Relative paths in it are from its own directory, those in `edits` from the
    /// working directory.
    ///
    /// # Errors
    /// If it cannot be read, or is not a scenario that can be run.
    pub fn read(path: &Path, edits: &[Edit]) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|cause| ScenarioError::read(path, cause))?;
        Self::parse(&text, &path.display().to_string(), edits)
    }

    /// A scenario that is part of the program.
    ///
    /// # Errors
    /// If there is none of that name, or the edits make it one that cannot be run.
    pub fn built_in(name: &str, edits: &[Edit]) -> Result<Self, ScenarioError> {
        let stem = name.strip_suffix(".ron").unwrap_or(name);
        match built_in::text(stem) {
            Some(text) => Self::parse(text, &format!("{stem}.ron"), edits),
            None => {
                let names = built_in::names();
                let near = nearest(stem, names.iter().copied());
                Err(ScenarioError::unknown(name, near, names))
            }
        }
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
    /// they are neither looked for nor opened, since the folder may come from anywhere.
    ///
    /// # Errors
    /// If it cannot be read, or is not a scenario that can be run.
    pub fn read_saved(path: &Path) -> Result<Self, ScenarioError> {
        let text = std::fs::read_to_string(path);
        let text = text.map_err(|cause| ScenarioError::read(path, cause))?;
        Self::parse_with(&text, &path.display().to_string(), &[], false)
    }

    fn parse_with(
        text: &str,
        file: &str,
        edits: &[Edit],
        are_read: bool,
    ) -> Result<Self, ScenarioError> {
        let edited = edit::apply(text, edits)?;
        let show = |mistakes: Vec<Mistake>| {
            let shown = mistakes.into_iter().map(|m| m.show(file, &edited, text));
            ScenarioError::mistakes(shown.collect())
        };
        check_version(&edited).map_err(|mistake| show(vec![mistake]))?;
        let raw =
            read_shape(&edited).map_err(|error| show(vec![misread::explain(&edited, &error)]))?;
        let places = checked::Places {
            directory: Path::new(file).parent().unwrap_or(Path::new("")),
            edits,
            are_read,
        };
        checked::check(raw, places).map_err(|objections| show(place(&edited, objections)))
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

/// `Some(…)` and the inner parentheses of `Given((…))` may be left out.
fn options() -> Options {
    Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

/// Stage one. RON wants inner parentheses always or never: where they are, blanks take their
/// place, and every other character keeps its own.
fn read_shape(text: &str) -> SpannedResult<RawScenario> {
    let mut text = ranges::as_pairs(text);
    for at in Outline::of(&text).map_or(Vec::new(), |outline| outline.doubled()) {
        text.replace_range(at..=at, " ");
    }
    options().from_str(&text)
}

/// A file of another version may differ in anything, so this comes before its shape.
fn check_version(text: &str) -> Result<(), Mistake> {
    let path = steps("format_version").unwrap_or_default();
    let Ok(outline) = Outline::of(text) else {
        return Ok(());
    };
    let span = outline.span("format_version");
    match text[span.clone()].parse::<u32>() {
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

/// Gives each objection its place in the text, in the order of the text.
fn place(text: &str, objections: Vec<checked::Objection>) -> Vec<Mistake> {
    let outline = Outline::of(text);
    let span = |path: &str| outline.as_ref().map_or(0..1, |outline| outline.span(path));
    let mut mistakes: Vec<Mistake> = objections
        .into_iter()
        .map(|o| Mistake::new(span(&o.path), o.problem).expecting(o.expected))
        .collect();
    mistakes.sort_by_key(|mistake| mistake.span.start);
    mistakes
}

#[cfg(test)]
mod tests;
