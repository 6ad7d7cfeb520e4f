//! Tests of `streams.rs`.

use super::*;
use crate::activation::Activation;
use crate::blueprint::{Blueprint, FeedbackWeights, Initial, InputTransfer};
use crate::record::log::AgentLog;
use crate::synapse::Phi;
use crate::wiring::Wiring;

/// The saboteurs: a word too few, a bit too many, another lane.
#[test]
fn the_last_loud_tick_is_found_however_long_ago() {
    let initial = Initial::Xavier {
        seed: 1,
        gain: "1".parse().unwrap(),
    };
    let chain = Wiring::chain(&[1, 1], Activation::ReLU, false);
    let weights = initial.draw(&chain, FeedbackWeights::Mirrored).unwrap();
    let transfer = InputTransfer::Identity;
    let blueprint = Blueprint::chain(&[1, 1], Activation::ReLU, transfer, weights);
    let n_lanes = 3;
    let scene = Scene::<f64>::new(&blueprint, &Phi::Exact { t_d: 4 }, n_lanes, true);
    for n_ticks in [0, 1, 63, 64, 65, 130, 200] {
        let mut log = AgentLog::default();
        let is_loud = |tick: i64, lane: usize| (tick * 7 + 13 * lane as i64) % 71 < 2;
        for tick in 0..n_ticks {
            let epsilon = (0..n_lanes).map(|lane| f64::from(u8::from(is_loud(tick, lane))));
            let prediction = PredictionError {
                epsilon: epsilon.collect(),
                mu: vec![0.0; n_lanes].into(),
                presented: n_lanes as u32,
            };
            log.predictions.push((Tick(5 + tick), Arc::new(prediction)));
        }
        let mut streams = Streams::new(&scene);
        streams.gather(&scene, &mut |see| {
            see(AgentId::Error { layer: 0, index: 0 }, &log)
        });
        for lane in 0..n_lanes {
            for at in 0..n_ticks + 3 {
                let last = (0..at.min(n_ticks)).rev().find(|tick| is_loud(*tick, lane));
                let found = streams.last_loud(0, lane, Tick(5 + at));
                assert_eq!(
                    found,
                    last.map(|tick| Tick(5 + tick)),
                    "{n_ticks} {lane} {at}"
                );
            }
        }
    }
}
