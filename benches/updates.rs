//! What one update of all weights costs: the oracle's backpropagation, and agents under every
//! rule on the packed engine.
//!
//! Workloads of one update each, logistic (on the input too), ½Σ error², one core: W1
//! 784-32-32-10, batch 20; W2 784-512-512-10, batch 20; W3 784-32-32-10, batch 1. Contestants
//! take turns in short samples, so that whatever else the machine does hits them alike; a ratio
//! is the median of the ratios within one turn, a time the median of all turns. All must have
//! learned what the oracle learned (IL and faulty agents aside) before anything is timed.
//!
//! `cargo bench --bench updates -- [W1 W2 W3 f32 f64 transfer silence]`; `-- --test` runs everyone once.
//! `cargo run --release --manifest-path benches/yardstick/Cargo.toml` has backpropagation through
//! the crate `gemm` take part too.
#![expect(clippy::print_stdout, reason = "a benchmark tells its numbers")]

/// Numbers that contestants from outside need something of.
trait Outside: Scalar + Copy {}
impl Outside for f32 {}
impl Outside for f64 {}

/// Contestants from outside: here none.
fn outsiders<S: Outside>(_: &Workload) -> Vec<(&'static str, Box<dyn Contestant<S>>)> {
    Vec::new()
}

include!("updates/contest.rs");
