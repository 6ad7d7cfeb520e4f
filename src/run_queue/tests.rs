//! Tests of `run_queue.rs`.

use std::sync::atomic::AtomicUsize;

use super::*;

/// Finds a number that is hard to write; counts how often it was asked.
struct Third<'a>(usize, &'a AtomicUsize, Option<usize>);

impl Job for Third<'_> {
    type Found = f64;
    fn text(&self) -> String {
        self.0.to_string()
    }
    fn cost(&self) -> f64 {
        1.0
    }
    fn run(&self, stop: &AtomicBool) -> Result<Option<f64>, RunError> {
        if self.2 == Some(self.0) {
            stop.store(true, Ordering::Relaxed);
            return Ok(None);
        }
        self.1.fetch_add(1, Ordering::Relaxed);
        Ok(Some(self.0 as f64 / 3.0))
    }
}

#[test]
fn a_list_that_was_interrupted_goes_on_where_it_stopped() {
    let place = tempfile::tempdir().unwrap();
    let n_runs = AtomicUsize::new(0);
    let sweep = |n_threads, interrupted_at| {
        let stop = AtomicBool::new(false);
        let run_queue = RunQueue {
            kept: SavedRuns::at(place.path().to_owned()).unwrap(),
            n_threads,
            stop: &stop,
            tell: &|_| {},
        };
        let jobs: Vec<_> = (0..9).map(|k| Third(k, &n_runs, interrupted_at)).collect();
        run_queue.run_all("thirds", &jobs).unwrap()
    };
    assert_eq!(sweep(1, Some(4)), None);
    assert_eq!(n_runs.load(Ordering::Relaxed), 4);
    let expected: Vec<f64> = (0..9).map(|k| f64::from(k) / 3.0).collect();
    assert_eq!(sweep(3, None).as_ref(), Some(&expected));
    assert_eq!(n_runs.load(Ordering::Relaxed), 9);
    assert_eq!(sweep(1, None), Some(expected));
    assert_eq!(n_runs.load(Ordering::Relaxed), 9);
}

/// The saboteur: the list's own order, whose first tenth is all of a kind.
#[test]
fn a_part_of_a_list_is_like_the_whole() {
    let order = spread(500);
    let mut all = order.clone();
    all.sort_unstable();
    assert!(all.into_iter().eq(0..500));
    let tenths: Vec<usize> = order[..50].iter().map(|at| at / 50).collect();
    assert!((0..10).all(|tenth| tenths.iter().filter(|&&t| t == tenth).count() >= 4));
}

/// The saboteur: a kept file whose name says one job and whose text says another.
#[test]
fn a_kept_result_of_another_job_is_not_taken() {
    let place = tempfile::tempdir().unwrap();
    let (n_runs, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let kept = SavedRuns::at(place.path().to_owned()).unwrap();
    let job = [Third(1, &n_runs, None)];
    let (file, _) = file_of("thirds", &job[0]);
    kept.write(&file, "{\"job\": \"another\", \"found\": 7.0}")
        .unwrap();
    let run_queue = RunQueue {
        kept,
        n_threads: 1,
        stop: &stop,
        tell: &|_| {},
    };
    assert_eq!(
        run_queue.run_all("thirds", &job).unwrap(),
        Some(vec![1.0 / 3.0])
    );
}
