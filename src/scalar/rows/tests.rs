//! Every instruction set against the plain loops: neurons with partners of their own and in common, whole and
//! broken vectors of lanes and of synapses.
//!
//! The saboteurs: a partner one further, a lane too few, a synapse that should not take part, partners that
//! are taken for a neighbour's.

use std::ops::Range;

use crate::scalar::operations::{add_rows, learn_rows};
use crate::scalar::{Draws, InstructionSet, Partners, Rows, Scalar, Terms};

fn draw<S: Scalar>(draws: &mut Draws) -> S {
    match draws.below(8) {
        0 => S::zero(),
        1 => S::zero() - &S::zero(),
        _ => S::from_f64(2.0 * draws.unit() - 1.0),
    }
}

/// Some neurons, drawn.
struct Case<S> {
    n_lanes: usize,
    n_neurons: usize,
    n_partners: usize,
    lists: Option<Vec<Vec<u32>>>,
    weights: Vec<S>,
    ours: Vec<S>,
    values: Vec<S>,
    takes_part: Option<Vec<bool>>,
    alpha: S,
    divisor: Option<S>,
    decay: Option<S>,
}

impl<S: Scalar> Case<S> {
    fn draw(draws: &mut Draws) -> Self {
        let n_lanes = 1 + draws.below(41) as usize;
        let n_partners = 1 + draws.below(40) as usize;
        let n_neurons = 1 + draws.below(15) as usize;
        let lists = (draws.below(4) > 0).then(|| {
            let mut lists: Vec<Vec<u32>> = Vec::new();
            while lists.len() < n_neurons {
                let density = draws.below(4);
                let all = 0..n_partners as u32;
                let list: Vec<u32> = all.filter(|_| draws.below(4) < density).collect();
                let n_alike = 1 + draws.below(9) as usize;
                lists.extend(std::iter::repeat_n(list, n_alike));
            }
            lists.truncate(n_neurons);
            lists
        });
        let n = match &lists {
            Some(lists) => lists.iter().map(Vec::len).sum(),
            None => n_neurons * n_partners,
        };
        let mut some = |n: usize| -> Vec<S> { (0..n).map(|_| draw(draws)).collect() };
        let (weights, ours) = (some(n), some(n_neurons * n_lanes));
        let values = some(n_partners * n_lanes);
        let takes_part = (draws.below(2) == 0).then(|| {
            let all = 0..n_partners;
            all.map(|_| draws.below(4) > 0).collect()
        });
        Self {
            n_lanes,
            n_neurons,
            n_partners,
            lists,
            weights,
            ours,
            values,
            takes_part,
            alpha: S::from_f64(0.1),
            divisor: (draws.below(2) == 0).then(|| S::from_count(n_lanes)),
            decay: (draws.below(3) == 0).then(|| S::from_f64(0.01)),
        }
    }

    /// Sums and changed weights of some of the neurons, and whether those are finite.
    fn run(&self, set: Option<InstructionSet>, neurons: Range<usize>) -> (Vec<S>, Vec<S>, bool) {
        let partners = self.lists.as_ref().map(|lists| {
            let mut partners = Partners::default();
            lists.iter().for_each(|list| partners.push(list));
            partners
        });
        let rows = Rows {
            partners: partners.as_ref(),
            values: &self.values,
            takes_part: self.takes_part.as_deref(),
            n_lanes: self.n_lanes,
        };
        let terms = Terms {
            alpha: &self.alpha,
            divisor: self.divisor.clone(),
            decay: self.decay.as_ref(),
        };
        let ours = &self.ours[neurons.start * self.n_lanes..neurons.end * self.n_lanes];
        let (mut sums, mut weights) = (ours.to_vec(), self.weights.clone());
        let is_finite = match set {
            None => {
                add_rows(neurons.clone(), &mut sums, &self.weights, &rows);
                learn_rows(neurons, &mut weights, ours, &rows, &terms)
            }
            Some(set) => {
                S::add_rows(set, neurons.clone(), &mut sums, &self.weights, &rows);
                S::learn_rows(set, neurons, &mut weights, ours, &rows, &terms)
            }
        };
        (sums, weights, is_finite)
    }
}

/// Cases in which a set's loops differ from the plain ones, one of which `spoil` may have spoilt.
fn n_different<S: Scalar>(set: InstructionSet, spoil: impl Fn(&mut Case<S>)) -> usize {
    let mut draws = Draws::new(7, "row");
    let cases = (0..400).filter(|_| {
        let mut case = Case::<S>::draw(&mut draws);
        let first = draws.below(case.n_neurons as u64) as usize;
        let neurons = first..first + 1 + draws.below((case.n_neurons - first) as u64) as usize;
        let (sums, weights, is_finite) = case.run(None, neurons.clone());
        spoil(&mut case);
        let found = case.run(Some(set), neurons);
        // −0 is +0: who takes no part adds 0.
        let same = |a: &S, b: &S| a.same_bits(b) || (a.is_zero() && b.is_zero());
        let same = |a: &[S], b: &[S]| a.iter().zip(b).all(|(a, b)| same(a, b));
        !(same(&sums, &found.0) && same(&weights, &found.1) && is_finite == found.2)
    });
    cases.count()
}

#[test]
fn every_set_has_the_plain_loops_bits() {
    let sets = InstructionSet::ALL.into_iter();
    for set in sets.filter(|set| set.is_available()) {
        assert_eq!(n_different::<f32>(set, |_| {}), 0, "{set:?}");
        assert_eq!(n_different::<f64>(set, |_| {}), 0, "{set:?}");
    }
}

#[test]
fn every_mistake_in_a_row_is_noticed() {
    let set = InstructionSet::best();
    let next = |case: &mut Case<f32>| {
        let n = case.n_partners as u32;
        for partner in case.lists.iter_mut().flatten().flatten() {
            *partner = (*partner + 1) % n;
        }
    };
    assert!(n_different(set, next) > 100);
    let without_last_lane = |case: &mut Case<f32>| {
        let n_lanes = case.n_lanes;
        let last = case.values.iter_mut().skip(n_lanes - 1).step_by(n_lanes);
        last.for_each(|value| *value = 0.0);
    };
    assert!(n_different(set, without_last_lane) > 100);
    let all = |case: &mut Case<f32>| case.takes_part = None;
    assert!(n_different(set, all) > 50);
    let as_before = |case: &mut Case<f32>| {
        let mut before: Vec<u32> = Vec::new();
        for list in case.lists.iter_mut().flatten() {
            let n_common = before.len().min(list.len());
            let own = std::mem::replace(&mut before, list.clone());
            list[..n_common].copy_from_slice(&own[..n_common]);
        }
    };
    assert!(n_different(set, as_before) > 10);
}

#[test]
fn what_is_not_finite_is_said() {
    let values = [f32::MAX, 1.0];
    let rows = Rows {
        partners: None,
        values: &values,
        takes_part: None,
        n_lanes: 1,
    };
    let terms = Terms {
        alpha: &f32::MAX,
        divisor: None,
        decay: None,
    };
    let sets = InstructionSet::ALL.into_iter();
    for set in sets.filter(|set| set.is_available()) {
        for n in [1, 3, 5] {
            let (mut weights, ours) = (vec![0.0_f32; 2 * n], vec![1.0; n]);
            assert!(!f32::learn_rows(
                set,
                0..n,
                &mut weights,
                &ours,
                &rows,
                &terms
            ));
        }
    }
}
