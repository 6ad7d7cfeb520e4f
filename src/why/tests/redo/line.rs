//! A line of arithmetic as `fazil why` prints it: read, and computed anew.

use super::Known;
use crate::activation::Activation;
use crate::scalar::{Number, Scalar};

/// A line of arithmetic: names, operation, operands, results.
pub(super) struct Line<S> {
    pub(super) names: Vec<String>,
    pub(super) operation: String,
    pub(super) operands: Vec<S>,
    pub(super) results: Vec<S>,
    pub(super) note: String,
}

impl<S: Scalar> Line<S> {
    pub(super) fn read(line: &str) -> Option<Self> {
        let line = line.strip_prefix("  ")?;
        let (line, note) = line.split_once("   ").unwrap_or((line, ""));
        let parts: Vec<&str> = line.split(" = ").collect();
        let number = |text: &str| S::from_number(&text.parse::<Number>().unwrap());
        let numbers = |text: &str| text.split(", ").map(number).collect::<Vec<S>>();
        if line.starts_with("lane ") || line.starts_with('(') {
            return None;
        }
        let (operation, operands) = match parts.as_slice() {
            [_, _] => (String::new(), Vec::new()),
            [_, expression, _] => match expression.split_once('(') {
                Some((operation, inside)) => (
                    operation.to_owned(),
                    numbers(inside.strip_suffix(')').unwrap()),
                ),
                None => {
                    let words: Vec<&str> = expression.split(' ').collect();
                    (
                        words[1].to_owned(),
                        vec![number(words[0]), number(words[2])],
                    )
                }
            },
            _ => return None,
        };
        Some(Self {
            names: parts[0].split(", ").map(str::to_owned).collect(),
            operation,
            operands,
            results: numbers(parts.last().unwrap()),
            note: note.trim().to_owned(),
        })
    }

    /// The operands that are results of earlier lines, by name.
    pub(super) fn expected(&self, known: &Known<S>) -> &'static [&'static str] {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        match (names.as_slice(), self.operation.as_str()) {
            (["μ"], "fma") => &["", "", "μ"],
            (["μ"], "+") => &["μ", ""],
            (["S"], "fma") => &["", "", "S"],
            (["g"], "*") => &["", "f′"],
            (["push"], "*") => &["g", "S"],
            (["d"], "+") => &["leak", "push"],
            (["x", "rest"], "two_sum") if known.contains_key("d") => &["", "d"],
            (["x", "rest"], "two_sum") => &["", "leak"],
            (["x"], "+") if known.contains_key("x") => &["x", "push"],
            (["x"], "+") => &["", "leak"],
            (["e", "left"], "two_difference") => &["x", "μ"],
            (["left"], "+") => &["left", "rest"],
            (["ε"], "+") => &["e", "left"],
            (["ε"], "-") => &["x", "μ"],
            _ => &[],
        }
    }

    /// Computes it anew. `expected` names the operands that are results of earlier lines.
    pub(super) fn redo(&self, expected: &[&str], known: &mut Known<S>, text: &str) {
        for (operand, name) in self.operands.iter().zip(expected) {
            if !name.is_empty() {
                assert_eq!(*operand, known[*name], "{name} in {:?}\n{text}", self.names);
            }
        }
        let at = |k: usize| &self.operands[k];
        let results = match self.operation.as_str() {
            "" => self.results.clone(),
            "fma" => vec![at(0).multiply_add(at(1), at(2))],
            "+" => vec![at(0).clone() + at(1)],
            "-" => vec![at(0).clone() - at(1)],
            "*" => vec![at(0).clone() * at(1)],
            "/" => vec![at(0).clone() / at(1)],
            "two_sum" => <[S; 2]>::from(at(0).two_sum(at(1))).to_vec(),
            "two_difference" => <[S; 2]>::from(at(0).two_difference(at(1))).to_vec(),
            slope => {
                let all = Activation::ALL.into_iter();
                let f = all.clone().find(|f| format!("{f:?}′") == slope);
                vec![f.unwrap_or_else(|| panic!("{slope}\n{text}")).slope(at(0))]
            }
        };
        assert_eq!(
            results, self.results,
            "{:?} {}\n{text}",
            self.names, self.operation
        );
        known.extend(self.names.iter().cloned().zip(results));
    }
}
