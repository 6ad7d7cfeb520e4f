//! What `tests/packed.rs` compares would notice a mistake in what slices remember.
#![allow(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

#[path = "../../../tests/networks/mod.rs"]
#[allow(dead_code, reason = "other tests need the rest")]
mod networks;

use self::networks::Case;
use super::parameters::{ASKED_FOR, Mistake};
use crate::engine::EngineOptions;
use crate::environment::Prediction;
use crate::synapse::Phi;

/// Whether the literal engine shows that the packed one makes this mistake in a network drawn by `seed`.
fn is_noticed(seed: u64, mistake: Option<Mistake>) -> bool {
    let mut case = Case::draw(seed, 12);
    // Teacher upon teacher, long enough for ε to stand still: where all of them tell.
    case.phi = Phi::Exact { t_d: 1 };
    case.presentations.fill((0, 6, true, case.n_lanes));
    case.prediction = Prediction::Settle;
    ASKED_FOR.set(mistake);
    let engine = EngineOptions::Packed(case.packed_options()).build(case.circuit());
    ASKED_FOR.set(None);
    let packed = case.run::<f64>(engine);
    case.literal::<f64>().difference(&packed).is_some()
}

#[test]
fn mistakes_are_noticed() {
    let mistakes = [
        Mistake::SumKept,
        Mistake::LoudnessForgotten,
        Mistake::RatesKept,
    ];
    for mistake in mistakes {
        let n = (0..40)
            .filter(|seed| is_noticed(*seed, Some(mistake)))
            .count();
        assert!(n >= 8, "{mistake:?} was noticed in {n} of 40 networks");
    }
    assert!(!(0..40).any(|seed| is_noticed(seed, None)));
}
