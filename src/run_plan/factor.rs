//! One factor of a sweep: a path of the scenario, and the values that it takes.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::values::{Value, values};
use crate::scenario::{Edit, ScenarioError, mistake_in_argument};

/// The switch by which a person names a factor.
const SWITCH: &str = "--over";

/// A factor: `learning.phi.t_d=1..=8`.
///
/// ```
/// use fazil::run_plan::Factor;
/// let factor: Factor = "learning.rule=FaZIL,IL(t_c: 20)".parse()?;
/// assert_eq!(factor.path(), "learning.rule");
/// assert_eq!(factor.values().collect::<Vec<_>>(), ["FaZIL", "IL(t_c: 20)"]);
/// assert!("learning.rule".parse::<Factor>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    said: String,
    n_path: usize,
    values: Vec<Value>,
}

/// A text that is not a factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorError {
    told: String,
}

impl Factor {
    /// Where its values go.
    pub fn path(&self) -> &str {
        self.said[..self.n_path].trim()
    }

    /// Its values, in the order in which they were listed.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &str> {
        self.values.iter().map(|value| value.text.as_str())
    }

    /// As it was said.
    pub(crate) fn said(&self) -> &str {
        &self.said
    }

    /// The change to the scenario that value `k` is; `SEED` in it is `seed`.
    pub(crate) fn edit(&self, k: usize, seed: u64) -> Result<Edit, ScenarioError> {
        let Value { text, span } = &self.values[k];
        let text = text.replace("SEED", &seed.to_string());
        Edit::by_list(SWITCH, &self.said, &text, span.clone())
    }

    /// Whether it is for the value at `path`.
    pub(super) fn is_at(&self, path: &str) -> bool {
        self.as_edit().is_some_and(|edit| edit.is_at(path))
    }

    /// A change at its path, for comparisons of paths.
    pub(super) fn as_edit(&self) -> Option<Edit> {
        self.edit(0, 0).ok()
    }

    /// Whether value `k` is another one for every seed.
    pub(super) fn names_seed(&self, k: usize) -> bool {
        self.values[k].text.contains("SEED")
    }

    /// The values as numbers, if all of them are.
    pub(crate) fn numbers(&self) -> Option<Vec<f64>> {
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
        self.values().map(number).collect()
    }

    /// The values as whole numbers of 32 bits, if all of them are.
    pub(crate) fn integers(&self) -> Option<Vec<i32>> {
        let canonical = |text: &str| {
            let number = text.parse::<i32>().ok()?;
            (number.to_string() == text).then_some(number)
        };
        self.values().map(canonical).collect()
    }
}

impl FromStr for Factor {
    type Err = FactorError;

    fn from_str(said: &str) -> Result<Self, FactorError> {
        let error = |span: Range<usize>, problem: &str, expected: &str| FactorError {
            told: mistake_in_argument(said, span, problem, expected),
        };
        let Some(n_path) = said.find('=') else {
            let end = said.len()..said.len();
            let expected = "a path, '=' and values, such as learning.phi.t_d=1..=8";
            return Err(error(end, "there is no '='", expected));
        };
        if Edit::by_list(SWITCH, said, "0", n_path + 1..n_path + 1).is_err() {
            let expected = "a path such as learning.alpha or network.widths[1]";
            let problem = "the part before '=' is not a path";
            return Err(error(0..n_path, problem, expected));
        }
        let values = values(said, n_path + 1)
            .map_err(|wrong| error(wrong.span.clone(), &wrong.problem, &wrong.expected))?;
        Ok(Self {
            said: said.to_owned(),
            n_path,
            values,
        })
    }
}

impl fmt::Display for FactorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told)
    }
}

impl std::error::Error for FactorError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The saboteur: the text is shown as it was said, and blanks are counted up to the caret.
    #[test]
    fn a_factor_that_is_refused_is_shown_in_part_and_obeyed_by_no_terminal() {
        let said = format!("learning.alpha=\u{1b}2J{},{}", "1,".repeat(40_000), "2");
        let told = said.parse::<Factor>().unwrap_err().to_string();
        assert!(told.contains("the value 1 is given twice"), "{told}");
        assert!(told.len() < 1000 && !told.contains('\u{1b}'), "{told:?}");
        let far = format!("learning.alpha={},,", "[1]".repeat(30_000));
        let told = far.parse::<Factor>().unwrap_err().to_string();
        assert!(told.contains("nothing between two commas"), "{told}");
        let caret = told.lines().nth(2).unwrap();
        assert!(caret.ends_with('^') && caret.len() < 200, "{told}");
    }
}
