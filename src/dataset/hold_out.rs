//! Which examples are held out for testing.
//!
//! Promises: the same seed holds out the same examples of a source; training and test examples are
//! disjoint and together all.

use serde::{Deserialize, Serialize};

use super::error::{DatasetError, Kind};
use crate::scalar::{Draws, Exact, Number, Scalar};

/// A part of the training examples that is tested on, and not learned from.
///
/// ```
/// use fazil::dataset::HoldOut;
/// let hold_out: HoldOut = ron::from_str("(fraction: 0.2, stratified: true)")?;
/// assert_eq!((hold_out.seed, hold_out.stratified), (0, true));
/// # Ok::<(), ron::error::SpannedError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "hold_out")]
pub struct HoldOut {
    /// In [0, 1): `round(fraction · n)` examples, half a one rounded up.
    pub fraction: Number,
    /// Names the shuffle after which the last examples are held out.
    #[serde(default)]
    pub seed: u64,
    /// Whether every class is held out in the same proportion, as nearly as whole examples allow.
    #[serde(default)]
    pub stratified: bool,
}

impl HoldOut {
    /// The rows that are kept and those that are held out, of `n`, both in shuffled order.
    pub(super) fn rows(
        &self,
        place: &str,
        n: usize,
        labels: Option<&[u32]>,
    ) -> Result<(Vec<usize>, Vec<usize>), DatasetError> {
        let n_held_out = self.count(place, n)?;
        let mut rows: Vec<usize> = (0..n).collect();
        Draws::new(self.seed, "split").shuffle(&mut rows);
        if !self.stratified {
            let held_out = rows.split_off(n - n_held_out);
            return Ok((rows, held_out));
        }
        let Some(labels) = labels else {
            return Err(DatasetError::new(place, Kind::NoStrata));
        };
        let mut quotas = self.quotas(labels, n_held_out);
        // From the end, as without classes.
        let (mut kept, mut held_out) = (Vec::new(), Vec::new());
        for row in rows.into_iter().rev() {
            let quota = &mut quotas[labels[row] as usize];
            match *quota {
                0 => kept.push(row),
                _ => {
                    *quota -= 1;
                    held_out.push(row);
                }
            }
        }
        kept.reverse();
        held_out.reverse();
        Ok((kept, held_out))
    }

    /// How many of `n` examples are held out: some, unless the fraction is 0, and never all.
    pub(super) fn count(&self, place: &str, n: usize) -> Result<usize, DatasetError> {
        let refuse = || DatasetError::new(place, Kind::Fraction(self.fraction.to_string()));
        let exact = self.fraction.exact();
        if *exact < Exact::zero() || *exact >= Exact::one() {
            return Err(refuse());
        }
        let count = (exact * Exact::from_count(n)).round().to_integer();
        let count = usize::try_from(count).map_err(|_| refuse())?;
        let is_empty = count == n || (count == 0 && *exact > Exact::zero());
        match n > 0 && is_empty {
            true => Err(self.nothing_left(place, n, count)),
            false => Ok(count),
        }
    }

    /// The refusal of a fraction of which nothing is left, to be tested on or to learn from.
    fn nothing_left(&self, place: &str, n: usize, n_held_out: usize) -> DatasetError {
        let (fraction, s) = (&self.fraction, if n == 1 { "" } else { "s" });
        let problem = format!(
            "the fraction {fraction} of {n} example{s} is rounded to {n_held_out}, which leaves {} to \
             learn from and {n_held_out} to be tested on",
            n - n_held_out
        );
        DatasetError::of_field(place, "hold_out.fraction", problem, fractions(n))
    }

    /// How many examples of each class are held out: the fraction of them, rounded down, and one
    /// more of those classes that lose most by it, the lower class first.
    fn quotas(&self, labels: &[u32], n_held_out: usize) -> Vec<usize> {
        let n_classes = labels
            .iter()
            .max()
            .map_or(0, |&highest| highest as usize + 1);
        let mut sizes = vec![0; n_classes];
        labels.iter().for_each(|&label| sizes[label as usize] += 1);
        let share = |&size: &usize| self.fraction.exact() * Exact::from_count(size);
        let shares: Vec<Exact> = sizes.iter().map(share).collect();
        let whole = |share: &Exact| usize::try_from(share.floor().to_integer()).unwrap_or(0);
        let mut quotas: Vec<usize> = shares.iter().map(whole).collect();
        let mut order: Vec<usize> = (0..n_classes).collect();
        order.sort_by(|&a, &b| shares[b].fract().cmp(&shares[a].fract()).then(a.cmp(&b)));
        let n_left = n_held_out.saturating_sub(quotas.iter().sum());
        let has_more = |class: &usize| quotas[*class] < sizes[*class];
        let chosen: Vec<usize> = order.into_iter().filter(has_more).take(n_left).collect();
        chosen.into_iter().for_each(|class| quotas[class] += 1);
        quotas
    }
}

/// The fractions of `n` examples that leave some to learn from and some to be tested on.
fn fractions(n: usize) -> String {
    let halves = 2 * n as u128;
    match n {
        0 | 1 => "at least 2 examples".to_owned(),
        _ => format!(
            "a fraction from 1/{halves} to below {}/{halves}",
            halves - 1
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hold_out(fraction: &str, seed: u64, stratified: bool) -> HoldOut {
        let fraction = fraction.parse().unwrap();
        HoldOut {
            fraction,
            seed,
            stratified,
        }
    }

    #[test]
    fn kept_and_held_out_rows_are_all_rows_once() {
        let labels: Vec<u32> = (0..100).map(|k| u32::from(k % 10 == 0)).collect();
        for stratified in [false, true] {
            for (fraction, n) in [("0", 0), ("0.2", 20), ("1/3", 33), ("0.505", 51)] {
                let split = hold_out(fraction, 3, stratified).rows("", 100, Some(&labels));
                let (kept, held_out) = split.unwrap();
                assert_eq!(held_out.len(), n, "{fraction}");
                let mut all = [kept, held_out].concat();
                all.sort_unstable();
                assert!(all.into_iter().eq(0..100));
            }
        }
    }

    #[test]
    fn a_stratified_split_holds_out_every_class_in_proportion() {
        // 90 of class 0 and 10 of class 1: one of five is 18 and 2 under every seed.
        let labels: Vec<u32> = (0..100).map(|k| u32::from(k % 10 == 0)).collect();
        let n_rare = |stratified, seed| {
            let split = hold_out("0.2", seed, stratified).rows("", 100, Some(&labels));
            split
                .unwrap()
                .1
                .iter()
                .filter(|&&row| labels[row] == 1)
                .count()
        };
        assert!((0..20).all(|seed| n_rare(true, seed) == 2));
        assert!((0..20).any(|seed| n_rare(false, seed) != 2));
        let differs = |a, b| {
            let of = |seed| {
                hold_out("0.2", seed, true)
                    .rows("", 100, Some(&labels))
                    .unwrap()
            };
            of(a) != of(b)
        };
        assert!(differs(1, 2) && !differs(1, 1));
    }

    #[test]
    fn strata_need_classes_and_a_fraction_lies_below_one() {
        let refusal = |hold_out: HoldOut| hold_out.rows("here", 9, None).unwrap_err().to_string();
        assert!(refusal(hold_out("0.5", 0, true)).contains("have no classes"));
        for fraction in ["1", "-0.1"] {
            let expected = format!("here: test is {fraction}, expected a fraction in [0, 1)");
            assert_eq!(refusal(hold_out(fraction, 0, false)), expected);
        }
    }

    #[test]
    fn a_fraction_that_is_rounded_to_none_or_to_all_is_refused_with_the_numbers() {
        let refusal = |fraction, n| {
            let told = hold_out(fraction, 0, false).count("here", n).unwrap_err();
            assert_eq!(told.field().unwrap().0, "hold_out.fraction");
            told.to_string()
        };
        assert_eq!(
            refusal("0.1", 2),
            "here: the fraction 0.1 of 2 examples is rounded to 0, which leaves 2 to learn from and 0 \
             to be tested on, expected a fraction from 1/4 to below 3/4"
        );
        assert!(refusal("0.99", 2).contains("rounded to 2, which leaves 0 to learn from"));
        assert!(refusal("0.5", 1).ends_with("expected at least 2 examples"));
        for (fraction, n, count) in [("1/4", 2, 1), ("0.74", 2, 1), ("0", 2, 0), ("0.1", 0, 0)] {
            let found = hold_out(fraction, 0, false).count("here", n).unwrap();
            assert_eq!(found, count, "{fraction} of {n}");
        }
    }
}
