//! Tests of `timing.rs`.

use super::super::workloads::TOY;
use super::*;

#[test]
fn every_model_commits_every_synapse_in_every_update() {
    let stop = AtomicBool::new(false);
    let timed = time(&TOY, 0.0, &stop).unwrap();
    assert_eq!(timed.len(), 1 + MODELS.len());
    for one in timed {
        // In f32 a δ below the spacing of x may vanish.
        assert!((0.99..=1.0).contains(&one.commits), "{one:?}");
        assert!(one.milliseconds > 0.0);
    }
}

#[test]
fn a_stopped_clock_tells_nothing() {
    assert!(time(&TOY, 0.0, &AtomicBool::new(true)).is_none());
}
