//! Tests of `shared.rs`.

use super::*;
use crate::scalar::Draws;

/// A stream of ε with rests, judged tick by tick by a detector of its own and, only where
/// something changed, by a shared one.
fn spikes_agree<S: Scalar>(phi: &Phi, birth: i64, stride: u64) {
    let mut draws = Draws::new(3, "streams");
    let n = 37;
    let mut shared = SharedPhi::<S>::new(phi, n, Tick(birth));
    let detector = Detector::<S>::new(phi);
    let mut own = vec![Detector::<S>::SILENT_FOR_EVER; n];
    let mut before = vec![S::zero(); n];
    let mut now = Tick(birth);
    for _ in 0..200 {
        now = now.after(1 + draws.below(stride));
        let mut draw = |_| match draws.below(3) {
            0 => S::from_f64(draws.unit()),
            1 => S::from_f64(-0.01),
            _ => S::zero(),
        };
        let epsilon: Vec<S> = (0..n).map(&mut draw).collect();
        let by_feedback: Vec<bool> = (0..n).map(|_| draws.below(2) == 0).collect();
        let mut fires = vec![false; n];
        let seen = Seen {
            epsilon: &epsilon,
            by_feedback: &by_feedback,
            before: Some(&before),
            lasts: draws.below(2) == 0,
        };
        let mut pulse = vec![S::one(); n];
        shared.judge(InstructionSet::best(), now, &seen, &mut fires, &mut pulse);
        for k in 0..n {
            if !detector.is_quiet(&before[k]) {
                own[k] = Tick(now.0 - 1);
            }
            let judgement = detector.judge(now, own[k], &epsilon[k], by_feedback[k]);
            own[k] = if judgement.loud { now } else { own[k] };
            assert_eq!(fires[k], judgement.fires, "{phi:?} {now} {k}");
            let heard = if fires[k] {
                epsilon[k].clone()
            } else {
                S::zero()
            };
            assert_eq!(pulse[k], heard, "{phi:?} {now} {k}");
        }
        before = epsilon;
    }
}

#[test]
fn many_at_once_judge_as_one_by_one() {
    let tolerance = Phi::Tolerance {
        t_d: 2,
        q: "0.1".parse().unwrap(),
    };
    let phis = [
        Phi::Exact { t_d: 1 },
        Phi::Exact { t_d: 3 },
        tolerance,
        Phi::Never,
        Phi::Always,
    ];
    for phi in &phis {
        spikes_agree::<f32>(phi, 0, 6);
        spikes_agree::<f64>(phi, -1_000_000_007, 6);
    }
}

#[test]
fn clocks_may_run_for_ever() {
    spikes_agree::<f32>(&Phi::Exact { t_d: 4 }, 0, 100_000_000);
    spikes_agree::<f32>(&Phi::Exact { t_d: 999_999_999 }, 5, 500_000_000);
}
