//! The combinations of a sweep that the scenario's checks refuse, and why.
//!
//! Promises to name every one of them, those that are refused for the same reason together.

use std::collections::BTreeSet;

use super::factor::Factor;
use crate::scenario::with_nothing_hidden;
use crate::session::RunError;

/// Refusals so far.
pub(crate) struct Refused<'a> {
    factors: &'a [Factor],
    n_combinations: usize,
    /// Why, and the combinations that are refused for it.
    reasons: Vec<(String, Vec<Vec<usize>>)>,
}

impl<'a> Refused<'a> {
    pub(crate) fn new(factors: &'a [Factor], n_combinations: usize) -> Self {
        Self {
            factors,
            n_combinations,
            reasons: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, levels: &[usize], reason: &str) {
        let known = self.reasons.iter_mut().find(|(known, _)| known == reason);
        match known {
            Some((_, combinations)) => combinations.push(levels.to_vec()),
            None => self
                .reasons
                .push((reason.to_owned(), vec![levels.to_vec()])),
        }
    }

    /// # Errors
    /// If anything was refused.
    pub(crate) fn into_result(self) -> Result<(), RunError> {
        if self.reasons.is_empty() {
            return Ok(());
        }
        let n_refused: usize = self.reasons.iter().map(|(_, found)| found.len()).sum();
        let mut text = match (n_refused, self.n_combinations) {
            (n, all) if n == all && all == 1 => "the combination cannot be run".to_owned(),
            (n, all) if n == all => format!("none of the {all} combinations can be run"),
            (n, all) => format!("{n} of the {all} combinations cannot be run, so none was begun"),
        };
        for (reason, combinations) in &self.reasons {
            text.push_str("\n\n");
            for line in self.lines(combinations) {
                text.push_str(&format!("refused: {line}\n"));
            }
            text.push_str(reason);
        }
        text.push_str("\n\nLeave these values out, or change the scenario with --set.");
        Err(RunError::unrepeatable(text))
    }

    /// One line where the combinations are all those of some values of each factor, else a line
    /// for each.
    fn lines(&self, combinations: &[Vec<usize>]) -> Vec<String> {
        let values: Vec<BTreeSet<usize>> = (0..self.factors.len())
            .map(|k| combinations.iter().map(|levels| levels[k]).collect())
            .collect();
        let n_product: usize = values.iter().map(BTreeSet::len).product();
        if n_product == combinations.len() {
            let values = values.iter().map(|values| values.iter().copied().collect());
            return vec![self.line(&values.collect::<Vec<_>>())];
        }
        let single = |levels: &Vec<usize>| {
            let values: Vec<Vec<usize>> = levels.iter().map(|level| vec![*level]).collect();
            self.line(&values)
        };
        combinations.iter().map(single).collect()
    }

    fn line(&self, values: &[Vec<usize>]) -> String {
        let part = |(factor, values): (&Factor, &Vec<usize>)| {
            let texts: Vec<&str> = factor.values().collect();
            let texts: Vec<&str> = values.iter().map(|k| texts[*k]).collect();
            format!(
                "{}={}",
                factor.path(),
                with_nothing_hidden(&texts.join(","))
            )
        };
        let parts: Vec<String> = self.factors.iter().zip(values).map(part).collect();
        parts.join("  ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The saboteur: a reason that is told once, with the first combination alone.
    #[test]
    fn every_refused_combination_is_named() {
        let factors: Vec<Factor> = ["learning.phi.t_d=1..=8", "faults.activity_noise=0,1e-5"]
            .map(|said| said.parse().unwrap())
            .to_vec();
        let mut refused = Refused::new(&factors, 16);
        for t_d in 5..8 {
            for noise in 0..2 {
                refused.add(&[t_d, noise], &format!("too short for {}", t_d / 7));
            }
        }
        refused.add(&[0, 1], "odd");
        refused.add(&[1, 0], "odd");
        let text = refused.into_result().unwrap_err().to_string();
        for line in [
            "8 of the 16 combinations cannot be run",
            "refused: learning.phi.t_d=6,7  faults.activity_noise=0,1e-5\ntoo short for 0",
            "refused: learning.phi.t_d=8  faults.activity_noise=0,1e-5\ntoo short for 1",
            "refused: learning.phi.t_d=1  faults.activity_noise=1e-5\n\
             refused: learning.phi.t_d=2  faults.activity_noise=0\nodd",
        ] {
            assert!(text.contains(line), "{text}\nlacks {line}");
        }
    }
}
