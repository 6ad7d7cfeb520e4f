//! Steps a small network tick by tick and prints the error of every error neuron: the teacher's
//! error reaches layer l at t = l.
//!
//! `cargo run --example ticks`
#![expect(clippy::print_stdout, reason = "an example says what it found")]

use std::error::Error;

use fazil::axon::AgentId;
use fazil::record::Keeps;
use fazil::scenario::Scenario;
use fazil::session::{RunOptions, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::built_in("xor", &[])?;
    let mut session = Session::<f64>::open(&scenario, &RunOptions::default())?;
    session.watch_each(|_| Keeps::EVERYTHING);
    let mut n_ticks = 0;
    let presented = loop {
        n_ticks += 1;
        if let Some(presented) = session.tick()? {
            break presented;
        }
    };
    println!("{n_ticks} ticks; t = 0 is the teacher's onset");
    let onset = presented.shown.onset();
    session.logs(|id, log| {
        if let AgentId::Error { .. } = id {
            for (tick, prediction) in &log.predictions {
                let (t, epsilon) = (tick.since(onset), prediction.epsilon[0]);
                if epsilon != 0.0 {
                    println!("{id}  t = {t:>3}  ε = {epsilon:+.6}");
                }
            }
        }
    });
    Ok(())
}
