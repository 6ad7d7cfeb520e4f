//! Trains a network of agents on the embedded digits, beside backpropagation: not one bit of one
//! weight differs.
//!
//! `cargo run --release --example train`
#![expect(clippy::print_stdout, reason = "an example says what it found")]

use std::error::Error;
use std::sync::atomic::AtomicBool;

use fazil::scenario::Scenario;
use fazil::session::{RunOptions, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let edits = ["precision=F32".parse()?, "timetable.epochs=3".parse()?];
    let scenario = Scenario::built_in("digits", &edits)?;
    let mut session = Session::<f32>::open(&scenario, &RunOptions::default())?;
    let mut phi = 0;
    while let Some(presented) = session.step()? {
        phi += presented.shown.phi.hits;
        if presented.shown.ends_epoch {
            let tested = session.test(&AtomicBool::new(false))?;
            let accuracy = tested.and_then(|tested| tested.fit.accuracy);
            let ours = session.weights();
            let n_different = ours.n_different(&session.backpropagation_weights());
            println!(
                "epoch {}: accuracy {:.3}, φ fired {phi} times, {n_different} of {} weights differ \
                 from backpropagation's",
                presented.shown.epoch + 1,
                accuracy.unwrap_or(f64::NAN),
                ours.n_forward()
            );
            assert_eq!(n_different, 0);
        }
    }
    Ok(())
}
