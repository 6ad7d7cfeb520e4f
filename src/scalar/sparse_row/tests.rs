//! Every instruction set against the plain loops, with whole and broken vectors of lanes.
//!
//! The saboteurs: a partner one further, a lane too few, a synapse that should not take part.

use super::*;
use crate::scalar::Draws;

fn draw<S: Scalar>(draws: &mut Draws) -> S {
    match draws.below(8) {
        0 => S::zero(),
        1 => S::zero() - &S::zero(),
        _ => S::from_f64(2.0 * draws.unit() - 1.0),
    }
}

/// One neuron with its synapses, drawn.
struct Case<S> {
    weights: Vec<S>,
    ours: Vec<S>,
    partners: Option<Vec<u32>>,
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
        let partners = (draws.below(3) > 0).then(|| {
            let all = 0..n_partners as u32;
            all.filter(|_| draws.below(3) > 0).collect::<Vec<_>>()
        });
        let n = partners.as_ref().map_or(n_partners, Vec::len);
        let mut some = |n: usize| -> Vec<S> { (0..n).map(|_| draw(draws)).collect() };
        let (weights, ours, values) = (some(n), some(n_lanes), some(n_partners * n_lanes));
        let takes_part = (draws.below(2) == 0).then(|| {
            (0..n_partners)
                .map(|_| draws.below(4) > 0)
                .collect::<Vec<_>>()
        });
        Self {
            weights,
            ours,
            partners,
            values,
            takes_part,
            alpha: S::from_f64(0.1),
            divisor: (draws.below(2) == 0).then(|| S::from_count(n_lanes)),
            decay: (draws.below(3) == 0).then(|| S::from_f64(0.01)),
        }
    }

    fn row(&self) -> Row<'_, S> {
        Row {
            partners: self.partners.as_deref(),
            values: &self.values,
            takes_part: self.takes_part.as_deref(),
        }
    }

    fn terms(&self) -> Terms<'_, S> {
        Terms {
            alpha: &self.alpha,
            divisor: self.divisor.clone(),
            decay: self.decay.as_ref(),
        }
    }
}

/// Cases in which a set's loops differ from the plain ones, one of which `spoil` may have spoilt.
fn n_different<S: Scalar>(set: InstructionSet, spoil: impl Fn(&mut Case<S>)) -> usize {
    let mut draws = Draws::new(7, "row");
    let cases = (0..300).filter(|_| {
        let case = Case::<S>::draw(&mut draws);
        let plainly = [Vec::clone(&case.ours), Vec::clone(&case.weights)];
        let [mut sums, mut weights] = plainly.clone();
        let [mut plain_sums, mut plain_weights] = plainly;
        add_row(&mut plain_sums, &case.weights, &case.row());
        let is_finite = learn_row(&mut plain_weights, &case.ours, &case.row(), &case.terms());
        let mut spoilt = case;
        spoil(&mut spoilt);
        let case = spoilt;
        S::add_row(set, &mut sums, &case.weights, &case.row());
        let is_same =
            is_finite == S::learn_row(set, &mut weights, &case.ours, &case.row(), &case.terms());
        let same = |a: &[S], b: &[S]| a.iter().zip(b).all(|(a, b)| a.same_bits(b));
        !(is_same && same(&sums, &plain_sums) && same(&weights, &plain_weights))
    });
    cases.count()
}

#[test]
fn every_set_has_the_plain_loops_bits() {
    for set in InstructionSet::ALL
        .into_iter()
        .filter(|set| set.is_available())
    {
        assert_eq!(n_different::<f32>(set, |_| {}), 0, "{set:?}");
        assert_eq!(n_different::<f64>(set, |_| {}), 0, "{set:?}");
    }
}

#[test]
fn every_mistake_in_a_row_is_noticed() {
    let set = InstructionSet::best();
    let next = |case: &mut Case<f32>| {
        let n = case.values.len() / case.ours.len();
        for partner in case.partners.iter_mut().flatten() {
            *partner = (*partner + 1) % n as u32;
        }
    };
    assert!(n_different(set, next) > 100);
    let without_last_lane = |case: &mut Case<f32>| {
        let n_lanes = case.ours.len();
        let last = case.values.iter_mut().skip(n_lanes - 1).step_by(n_lanes);
        last.for_each(|value| *value = 0.0);
    };
    assert!(n_different(set, without_last_lane) > 100);
    let all = |case: &mut Case<f32>| case.takes_part = None;
    assert!(n_different(set, all) > 50);
}

#[test]
fn what_is_not_finite_is_said() {
    let values = [f32::MAX, 1.0];
    let row = Row {
        partners: None,
        values: &values,
        takes_part: None,
    };
    let terms = Terms {
        alpha: &f32::MAX,
        divisor: None,
        decay: None,
    };
    for set in InstructionSet::ALL
        .into_iter()
        .filter(|set| set.is_available())
    {
        let mut weights = [0.0_f32; 2];
        assert!(!f32::learn_row(set, &mut weights, &[1.0], &row, &terms));
    }
}
