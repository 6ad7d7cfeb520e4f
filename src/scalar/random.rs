//! Random draws that are the same on every platform and in every order of construction.
//!
//! A stream is named by a seed and a purpose, so what is drawn for one weight matrix can
//! never depend on how much another one drew.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A stream of random draws, named by a seed and a purpose.
///
/// ```
/// use fazil::scalar::Draws;
/// let draw = |purpose| Draws::new(7, purpose).unit();
/// assert_eq!(draw("theta.1"), draw("theta.1"));
/// assert_ne!(draw("theta.1"), draw("theta.2"));
/// ```
#[derive(Clone, Debug)]
pub struct Draws {
    generator: ChaCha8Rng,
}

impl Draws {
    /// The stream for `purpose` under `seed`.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        hasher.update(purpose.as_bytes());
        Self {
            generator: ChaCha8Rng::from_seed(*hasher.finalize().as_bytes()),
        }
    }

    /// How far the stream has come: what `resume` goes on from.
    ///
    /// ```
    /// use fazil::scalar::Draws;
    /// let mut draws = Draws::new(7, "theta.1");
    /// draws.unit();
    /// let mut again = Draws::new(7, "theta.1").resume(draws.position());
    /// assert_eq!(draws.unit(), again.unit());
    /// ```
    ///
    /// # Panics
    /// If more was drawn than any run can draw.
    pub fn position(&self) -> u64 {
        let words = self.generator.get_word_pos();
        u64::try_from(words).expect("bug: nobody draws 2^64 words")
    }

    /// The same stream from `position` on.
    #[must_use]
    pub fn resume(mut self, position: u64) -> Self {
        self.generator.set_word_pos(u128::from(position));
        self
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    pub fn unit(&mut self) -> f64 {
        (self.generator.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in [0, n), by rejection.
    ///
    /// # Panics
    /// If `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "bug: nothing to draw from");
        let limit = u64::MAX - u64::MAX % n;
        loop {
            let draw = self.generator.next_u64();
            if draw < limit {
                return draw % n;
            }
        }
    }

    /// Shuffles in place (Fisher-Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last as u64 + 1) as usize;
            items.swap(last, other);
        }
    }
}

/// The point at `share` of the upper half of the unit circle, from (1, 0) at 0 to (−1, 0) at 1;
/// `libm`'s cosine and sine, so the same bits everywhere.
pub fn on_half_circle(share: f64) -> (f64, f64) {
    let angle = std::f64::consts::PI * share;
    (libm::cos(angle), libm::sin(angle))
}

/// A draw from the standard normal distribution (Marsaglia's polar method; `libm`'s logarithm,
/// so the same bits everywhere).
pub fn standard_normal(draws: &mut Draws) -> f64 {
    loop {
        let u = 2.0 * draws.unit() - 1.0;
        let v = 2.0 * draws.unit() - 1.0;
        let s = u * u + v * v;
        if s > 0.0 && s < 1.0 {
            return u * (-2.0 * libm::log(s) / s).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_moments_they_should() {
        let mut draws = Draws::new(1, "test");
        let n = 100_000;
        let (mut mean, mut square) = (0.0, 0.0);
        for _ in 0..n {
            let z = standard_normal(&mut draws);
            mean += z / f64::from(n);
            square += z * z / f64::from(n);
        }
        assert!(
            mean.abs() < 0.02 && (square - 1.0).abs() < 0.02,
            "{mean} {square}"
        );
        let mut seen = [0; 5];
        (0..5000).for_each(|_| seen[draws.below(5) as usize] += 1);
        assert!(
            seen.iter().all(|&count| (900..1100).contains(&count)),
            "{seen:?}"
        );
    }
}
