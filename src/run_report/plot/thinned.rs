//! Some values of a stream of any length, evenly spread.
//!
//! Promises that memory is bounded, that short streams are kept whole, and that the first and
//! the last value are kept.

/// Values that are kept at least, of a stream that has more than twice as many.
const FEWEST: usize = 2000;

/// Every `stride`-th value of a stream, and the last.
#[derive(Clone, Debug)]
pub(super) struct Thinned<T> {
    kept: Vec<T>,
    stride: usize,
    n_seen: usize,
    /// The last value, if it is not among the kept ones.
    last: Option<T>,
}

impl<T> Thinned<T> {
    pub(super) fn new() -> Self {
        Self {
            kept: Vec::new(),
            stride: 1,
            n_seen: 0,
            last: None,
        }
    }

    pub(super) fn push(&mut self, value: T) {
        if self.n_seen.is_multiple_of(self.stride) && self.kept.len() == 2 * FEWEST {
            let mut position = 0;
            self.kept.retain(|_| {
                position += 1;
                position % 2 == 1
            });
            self.stride *= 2;
        }
        if self.n_seen.is_multiple_of(self.stride) {
            self.kept.push(value);
            self.last = None;
        } else {
            self.last = Some(value);
        }
        self.n_seen += 1;
    }

    /// What is kept: every so-manieth value.
    pub(super) fn finish(mut self) -> (Vec<T>, usize) {
        self.kept.extend(self.last);
        (self.kept, self.stride)
    }
}

/// What the reader of a picture is told of values that are left out.
pub(super) fn told(stride: usize, of: &str) -> String {
    match stride {
        1 => String::new(),
        n => format!("; one {of} in {n} is drawn"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thinned(n: usize) -> (Vec<usize>, usize) {
        let mut thinned = Thinned::new();
        (0..n).for_each(|value| thinned.push(value));
        thinned.finish()
    }

    #[test]
    fn short_streams_are_kept_and_long_ones_are_bounded() {
        assert_eq!(thinned(0), (vec![], 1));
        assert_eq!(thinned(2 * FEWEST), ((0..2 * FEWEST).collect(), 1));
        for n in [2 * FEWEST + 1, 10_000, 400_001] {
            let (kept, stride) = thinned(n);
            assert!(
                (FEWEST..=2 * FEWEST + 1).contains(&kept.len()),
                "{n}: {}",
                kept.len()
            );
            let even = kept[..kept.len() - 1].windows(2);
            assert!(even.clone().all(|pair| pair[1] - pair[0] == stride), "{n}");
            assert_eq!((kept[0], kept[kept.len() - 1]), (0, n - 1));
        }
    }
}
