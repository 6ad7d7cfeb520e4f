//! The activation function f and its derivative f′, always as a pair.
//!
//! Promises that both come from the same formula in every precision. Refuses to know who
//! applies it.

use serde::{Deserialize, Serialize};

use crate::scalar::{InstructionSet, Precision, Scalar};

/// The same code once for every activation, so that the choice stands outside of its loop: a
/// constant, as a variable would be captured, and chosen by again for every number.
macro_rules! for_each_kind {
    ($activation:expr, |$kind:ident| $work:expr) => {
        for_each_kind!($activation, $kind, $work, Logistic Tanh ReLU LeakyReLU Identity
            HardSigmoid Square)
    };
    ($activation:expr, $kind:ident, $work:expr, $($name:ident)*) => {
        match $activation {
            $(Activation::$name => {
                const $kind: Activation = Activation::$name;
                $work
            })*
        }
    };
}

/// An activation function (SPEC section 1).
///
/// ```
/// use fazil::activation::Activation;
/// let (f, slope) = Activation::Logistic.pair(&0.0_f64);
/// assert_eq!((f, slope), (0.5, 0.25));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Activation {
    /// 1 / (1 + e^−x).
    Logistic,
    /// The hyperbolic tangent.
    Tanh,
    /// max(x, 0); f′(0) = 0.
    ReLU,
    /// x above 0, x/100 up to and at 0.
    LeakyReLU,
    /// x.
    Identity,
    /// clamp(x/6 + ½, 0, 1); f′ = 1/6 strictly inside, 0 elsewhere.
    HardSigmoid,
    /// x².
    Square,
}

impl Activation {
    /// Every activation, in the order of the documentation.
    pub const ALL: [Self; 7] = [
        Self::Logistic,
        Self::Tanh,
        Self::ReLU,
        Self::LeakyReLU,
        Self::Identity,
        Self::HardSigmoid,
        Self::Square,
    ];

    /// f(x) and f′(x).
    #[inline(always)]
    pub fn pair<S: Scalar>(self, x: &S) -> (S, S) {
        let positive = *x > S::zero();
        match self {
            Self::Logistic => {
                let f = S::one() / &(S::one() + &(S::zero() - x).exp());
                let slope = f.clone() * &(S::one() - &f);
                (f, slope)
            }
            Self::Tanh => {
                let f = x.tanh();
                let slope = S::one() - &(f.clone() * &f);
                (f, slope)
            }
            Self::ReLU if positive => (x.clone(), S::one()),
            Self::ReLU => (S::zero(), S::zero()),
            Self::LeakyReLU if positive => (x.clone(), S::one()),
            Self::LeakyReLU => {
                let hundredth = S::ratio(1, 100);
                (x.clone() * &hundredth, hundredth)
            }
            Self::Identity => (x.clone(), S::one()),
            Self::HardSigmoid => hard_sigmoid(x),
            Self::Square => (x.clone() * x, x.clone() + x),
        }
    }

    /// f(x).
    #[inline(always)]
    pub fn f<S: Scalar>(self, x: &S) -> S {
        self.pair(x).0
    }

    /// f′(x).
    #[inline]
    pub fn slope<S: Scalar>(self, x: &S) -> S {
        self.pair(x).1
    }

    /// f and f′ of many x at once, with the bits of [`Activation::pair`].
    ///
    /// # Panics
    /// If the slices are not equally long.
    pub fn transfer<S: Scalar>(
        self,
        set: InstructionSet,
        x: &[S],
        rates: &mut [S],
        slopes: &mut [S],
    ) {
        assert!(x.len() == rates.len() && x.len() == slopes.len());
        for_each_kind!(self, |KIND| set.run(
            #[inline(always)]
            || {
                let (rates, slopes) = (&mut rates[..x.len()], &mut slopes[..x.len()]);
                for i in 0..x.len() {
                    (rates[i], slopes[i]) = KIND.pair(&x[i]);
                }
            }
        ));
    }

    /// f of many x at once, with the bits of [`Activation::f`].
    ///
    /// # Panics
    /// If the slices are not equally long.
    pub fn rates<S: Scalar>(self, set: InstructionSet, x: &[S], rates: &mut [S]) {
        assert!(x.len() == rates.len());
        for_each_kind!(self, |KIND| set.run(
            #[inline(always)]
            || {
                let rates = &mut rates[..x.len()];
                for i in 0..x.len() {
                    rates[i] = KIND.pair(&x[i]).0;
                }
            }
        ));
    }

    /// The same for x that become `shown`, noting where that is another value.
    ///
    /// # Panics
    /// If the slices are not equally long.
    pub fn rates_of_shown<S: Scalar>(
        self,
        set: InstructionSet,
        [x, rates]: [&mut [S]; 2],
        shown: &[S],
        is_other: &mut [bool],
    ) {
        let n = x.len();
        assert!([rates.len(), shown.len(), is_other.len()] == [n; 3]);
        set.run(
            #[inline(always)]
            || take_over(x, shown, is_other),
        );
        self.rates(set, x, rates);
    }

    /// Whether f′ is nowhere below 0.
    pub fn never_falls(self) -> bool {
        self != Self::Square
    }

    /// Whether f of a number of this precision is again one: e^x is not rational.
    pub fn fits(self, precision: Precision) -> bool {
        precision != Precision::Exact || !matches!(self, Self::Logistic | Self::Tanh)
    }
}

/// x := shown, noting where that is another value. A loop of its own runs faster in vectors than
/// one that computes f as well (W1: 2 µs an update).
#[inline(always)]
fn take_over<S: Scalar>(x: &mut [S], shown: &[S], is_other: &mut [bool]) {
    let n = x.len();
    let (shown, is_other) = (&shown[..n], &mut is_other[..n]);
    for i in 0..n {
        is_other[i] |= x[i] != shown[i];
        x[i].clone_from(&shown[i]);
    }
}

#[inline(always)]
fn hard_sigmoid<S: Scalar>(x: &S) -> (S, S) {
    let line = x.clone() / &S::from_count(6) + &S::ratio(1, 2);
    if line <= S::zero() {
        (S::zero(), S::zero())
    } else if line >= S::one() {
        (S::one(), S::zero())
    } else {
        (line, S::ratio(1, 6))
    }
}

#[cfg(test)]
mod tests;
