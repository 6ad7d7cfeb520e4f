//! Listens to every φ of a network: which synapses fired, at which tick.
//!
//! `cargo run --example listen`
#![expect(clippy::print_stdout, reason = "an example says what it found")]

use std::error::Error;

use fazil::scenario::Scenario;
use fazil::session::{RunOptions, Session};

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::built_in("xor", &["timetable.epochs=1".parse()?])?;
    let mut session = Session::<f64>::open(&scenario, &RunOptions::default())?;
    while let Some(presented) = session.step()? {
        let onset = presented.shown.onset();
        session.logs(|id, log| {
            for spike in &log.spikes {
                let t = spike.tick.since(onset);
                println!(
                    "presentation {}: φ of {id}, lane {}, at t = {t}: {:?}",
                    presented.index, spike.lane, spike.synapses
                );
            }
        });
    }
    Ok(())
}
