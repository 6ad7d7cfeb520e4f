//! How far exp, tanh and the logistic are from the truth, in units in the last place.
//!
//! The reference is `libm` in double precision: as good as exact for f32; for f64 itself off by
//! up to about one unit (two for the logistic, which divides). The numbers are in the doc of
//! `scalar::exponential`; what holds them is [`MOST_F32`] and [`MOST_F64`].
//!
//! Every f32 there is, in release: `cargo test --release --test exponential -- --ignored
//! --nocapture`.
#![expect(clippy::print_stdout, reason = "the numbers are for a person to copy")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use fazil::activation::Activation;
use fazil::scalar::Scalar;

/// A function, and where it is meant to be accurate: low and high, in f32 and in f64.
struct Function {
    name: &'static str,
    reference: fn(f64) -> f64,
    f32: (fn(&f32) -> f32, f32, f32),
    f64: (fn(&f64) -> f64, f64, f64),
}

/// exp gives 0 below and ∞ above its range, which the logistic turns into 0 below its own.
const FUNCTIONS: [Function; 3] = [
    Function {
        name: "exp",
        reference: libm::exp,
        f32: (<f32 as Scalar>::exp, -87.0, 88.0),
        f64: (<f64 as Scalar>::exp, -708.0, 709.0),
    },
    Function {
        name: "tanh",
        reference: libm::tanh,
        f32: (<f32 as Scalar>::tanh, f32::MIN, f32::MAX),
        f64: (<f64 as Scalar>::tanh, f64::MIN, f64::MAX),
    },
    Function {
        name: "logistic",
        reference: |x| 1.0 / (1.0 + libm::exp(-x)),
        f32: (|x| Activation::Logistic.f(x), -87.0, f32::MAX),
        f64: (|x| Activation::Logistic.f(x), -708.0, f64::MAX),
    },
];

/// Bounds on the largest error of exp, tanh and the logistic, in units in the last place.
const MOST_F32: [f64; 3] = [2.0, 2.0, 2.0];
const MOST_F64: [f64; 3] = [2.0, 2.0, 4.0];

/// The largest error so far, and where it was.
type Worst = (f64, f64);

fn worse(a: Worst, b: Worst) -> Worst {
    if b.0 > a.0 { b } else { a }
}

/// NaN, which a comparison would pass over, is an infinite error.
fn in_units(ours: f64, truth: f64, spacing: f64) -> f64 {
    let error = (ours - truth).abs() / spacing;
    if error.is_nan() { f64::INFINITY } else { error }
}

fn error_f32(function: &Function, x: f32) -> f64 {
    let truth = (function.reference)(f64::from(x));
    let near = (truth as f32).abs();
    let spacing = f64::from(f32::from_bits(near.to_bits() + 1)) - f64::from(near);
    in_units(f64::from((function.f32.0)(&x)), truth, spacing)
}

fn error_f64(function: &Function, x: f64) -> f64 {
    let truth = (function.reference)(x);
    let spacing = f64::from_bits(truth.abs().to_bits() + 1) - truth.abs();
    in_units((function.f64.0)(&x), truth, spacing)
}

/// Every `stride`-th pattern of bits that is a f32 of the function's range, on two threads.
fn worst_f32(function: &Function, stride: usize) -> Worst {
    let (_, low, high) = function.f32;
    let part = |start: usize| {
        let bits = (start..1 << 32).step_by(2 * stride);
        bits.map(|bits| f32::from_bits(bits as u32))
            .filter(|x| (low..=high).contains(x))
            .map(|x| (error_f32(function, x), f64::from(x)))
            .fold((0.0, 0.0), worse)
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| part(stride));
        worse(part(0), other.join().unwrap())
    })
}

/// `n` patterns of bits spread over all of f64, then `n` numbers evenly spread over each of some
/// intervals around 0.
fn worst_f64(function: &Function, n: u64) -> Worst {
    let (_, low, high) = function.f64;
    let patterns = (0..n).map(|k| f64::from_bits(k * (u64::MAX / n)));
    let near = [0.7, 3.0, 40.0, 700.0].into_iter().flat_map(|size| {
        let at = move |k: u64| size * (2.0 * k as f64 / n as f64 - 1.0);
        (0..=n).map(at)
    });
    patterns
        .chain(near)
        .filter(|x| (low..=high).contains(x))
        .map(|x| (error_f64(function, x), x))
        .fold((0.0, 0.0), worse)
}

fn check(stride: usize, n: u64) {
    for (k, function) in FUNCTIONS.iter().enumerate() {
        let (single, double) = (worst_f32(function, stride), worst_f64(function, n));
        println!(
            "{:<9} f32 {:.3} at {:e}, f64 {:.3} at {:e}",
            function.name, single.0, single.1, double.0, double.1
        );
        assert!(single.0 <= MOST_F32[k] && double.0 <= MOST_F64[k]);
    }
}

#[test]
fn a_sample_stays_within_the_bounds() {
    check(10_007, 50_000);
}

#[test]
#[ignore = "every f32: some fifteen minutes on two busy cores"]
fn every_f32_and_a_dense_sample_of_f64_stay_within_the_bounds() {
    check(1, 20_000_000);
}

/// Outside of its range e^x is 0 or ∞, and the logistic 0, at most 7e-39 (f32) from the truth.
#[test]
fn beyond_the_ranges_all_is_as_the_doc_says() {
    for x in [-1e30_f32, -1e3, -100.0, -88.001] {
        assert_eq!(<f32 as Scalar>::exp(&x), 0.0);
        assert_eq!(<f32 as Scalar>::exp(&-x), f32::INFINITY);
        assert_eq!(Activation::Logistic.f(&x), 0.0);
    }
    let edge = Activation::Logistic.f(&-87.5_f32);
    assert!(edge > 0.0 && edge < 1.2e-38, "{edge}");
    let single = [f32::NEG_INFINITY, f32::INFINITY].map(|x| Activation::Logistic.f(&x));
    let double = [f64::NEG_INFINITY, f64::INFINITY].map(|x| Activation::Logistic.f(&x));
    assert_eq!((single, double), ([0.0, 1.0], [0.0, 1.0]));
    assert!(Activation::Logistic.f(&f32::NAN).is_nan());
}
