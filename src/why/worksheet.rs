//! Arithmetic written down step by step: every step in a line, with its operands, its result and
//! nothing rounded for the eye.
//!
//! ```text
//!   S = fma(0.25, -0.1, 0.0) = -0.025      θ′ · ε of error/0/3
//! ```
//! Promises that whoever redoes the steps in their order gets the same bits: numbers are written so
//! that they read back to themselves.

use std::fmt::Write;

use crate::activation::Activation;
use crate::scalar::{Precision, Scalar};

/// Where notes begin.
const NOTE: usize = 76;

/// Steps, a line each.
#[derive(Clone, Debug, Default)]
pub(super) struct Worksheet {
    pub(super) text: String,
}

/// A number that reads back to the same bits; −0 as +0, which no rule tells apart.
pub(super) fn exact<S: Scalar>(value: &S) -> String {
    let value = &value.without_sign_of_zero();
    match S::PRECISION {
        Precision::Exact => value.to_string(),
        _ => format!("{value:?}"),
    }
}

impl Worksheet {
    /// A line between steps.
    pub(super) fn say(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    /// A number that is not computed here.
    pub(super) fn given<S: Scalar>(&mut self, name: &str, value: &S, note: &str) {
        self.line(&format!("{name} = {}", exact(value)), note);
    }

    /// a · b + c, rounded once.
    pub(super) fn fused<S: Scalar>(&mut self, name: &str, [a, b, c]: [&S; 3], note: &str) -> S {
        let inside = [a, b, c].map(exact).join(", ");
        self.step(name, &format!("fma({inside})"), a.multiply_add(b, c), note)
    }

    pub(super) fn sum<S: Scalar>(&mut self, name: &str, a: &S, b: &S, note: &str) -> S {
        self.infix(name, (a, '+', b), a.clone() + b, note)
    }

    pub(super) fn difference<S: Scalar>(&mut self, name: &str, a: &S, b: &S, note: &str) -> S {
        self.infix(name, (a, '-', b), a.clone() - b, note)
    }

    pub(super) fn product<S: Scalar>(&mut self, name: &str, a: &S, b: &S, note: &str) -> S {
        self.infix(name, (a, '*', b), a.clone() * b, note)
    }

    pub(super) fn quotient<S: Scalar>(&mut self, name: &str, a: &S, b: &S, note: &str) -> S {
        self.infix(name, (a, '/', b), a.clone() / b, note)
    }

    /// a + b, and what rounding left out of it.
    pub(super) fn two_sum<S: Scalar>(&mut self, names: &str, a: &S, b: &S, note: &str) -> (S, S) {
        let both = a.two_sum(b);
        self.pair(names, "two_sum", [a, b], both, note)
    }

    /// a − b, and what rounding left out of it.
    pub(super) fn two_difference<S: Scalar>(
        &mut self,
        names: &str,
        a: &S,
        b: &S,
        note: &str,
    ) -> (S, S) {
        let both = a.two_difference(b);
        self.pair(names, "two_difference", [a, b], both, note)
    }

    /// f′(x).
    pub(super) fn slope<S: Scalar>(&mut self, f: Activation, x: &S, note: &str) -> S {
        self.step("f′", &format!("{f:?}′({})", exact(x)), f.slope(x), note)
    }

    fn infix<S: Scalar>(
        &mut self,
        name: &str,
        (a, sign, b): (&S, char, &S),
        value: S,
        note: &str,
    ) -> S {
        let expression = format!("{} {sign} {}", exact(a), exact(b));
        self.step(name, &expression, value, note)
    }

    fn pair<S: Scalar>(
        &mut self,
        names: &str,
        operation: &str,
        [a, b]: [&S; 2],
        both: (S, S),
        note: &str,
    ) -> (S, S) {
        let values = format!("{}, {}", exact(&both.0), exact(&both.1));
        let inside = format!("{}, {}", exact(a), exact(b));
        self.line(&format!("{names} = {operation}({inside}) = {values}"), note);
        both
    }

    fn step<S: Scalar>(&mut self, name: &str, expression: &str, value: S, note: &str) -> S {
        self.line(&format!("{name} = {expression} = {}", exact(&value)), note);
        value
    }

    fn line(&mut self, line: &str, note: &str) {
        let wide = line.chars().count();
        let gap = if note.is_empty() {
            0
        } else {
            NOTE.saturating_sub(wide).max(3)
        };
        let _ = writeln!(self.text, "  {line}{:gap$}{note}", "");
    }
}
