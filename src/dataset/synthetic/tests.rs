//! Tests of `synthetic.rs`.

use super::*;
use crate::scalar::Exact;

#[test]
fn two_moons_without_noise_lie_on_half_circles_and_are_drawn_by_the_seed() {
    let moons: TwoMoons = ron::from_str("(noise: 0, train: 50, test: 10)").unwrap();
    let split = moons.load::<f64>().unwrap();
    assert_eq!((split.train.len(), split.test.len()), (50, 10));
    for k in 0..50 {
        let (x, y) = (split.train.input(k)[0], split.train.input(k)[1]);
        let class = split.train.labels.as_ref().unwrap()[k];
        let (x, y) = if class == 0 {
            (x, y)
        } else {
            (1.0 - x, 0.5 - y)
        };
        assert!((x * x + y * y - 1.0).abs() < 1e-12 && y >= 0.0, "{x} {y}");
        assert_eq!(split.train.target(k)[class as usize], 1.0);
    }
    let other = TwoMoons {
        seed: 1,
        ..moons.clone()
    };
    assert_ne!(other.load::<f64>().unwrap().train, split.train);
    assert_eq!(moons.load::<f64>().unwrap(), split);
    // Every precision is of the same draws.
    let exact = moons.load::<Exact>().unwrap();
    assert_eq!(
        exact.train.input(3)[0].to_f64().to_bits(),
        split.train.input(3)[0].to_bits()
    );
}

#[test]
fn a_linear_teacher_is_linear() {
    let teacher: LinearTeacher = ron::from_str("(inputs: 1, outputs: 2, train: 20)").unwrap();
    let train = teacher.load::<f64>().unwrap().train;
    for output in 0..2 {
        let slope = train.target(0)[output] / train.input(0)[0];
        for k in 0..20 {
            let expected = slope * train.input(k)[0];
            assert!((train.target(k)[output] - expected).abs() < 1e-12);
        }
    }
    assert_eq!(train.labels, None);
}

#[test]
fn random_targets_lie_in_their_range() {
    let text = "(inputs: 2, outputs: 3, train: 100, target: (-1, 1))";
    let random: RandomTargets = ron::from_str(text).unwrap();
    let split = random.load::<f32>().unwrap();
    assert_eq!(split.train, split.test);
    assert!(
        split
            .train
            .targets
            .iter()
            .all(|target| (-1.0..1.0).contains(target))
    );
    assert!(split.train.targets.iter().any(|target| *target < -0.8));
    let none: RandomTargets = ron::from_str("(inputs: 0, outputs: 3)").unwrap();
    assert!(
        none.load::<f32>()
            .unwrap_err()
            .to_string()
            .contains("0 inputs and 3 outputs")
    );
}
