//! Takes one neuron out of a network and replays it alone, from its own mailbox: it learns the
//! same bits.
//!
//! `cargo run --example isolate`
#![expect(clippy::print_stdout, reason = "an example says what it found")]

use std::error::Error;

use fazil::axon::AgentId;
use fazil::experiment::audit::isolate;
use fazil::scenario::Scenario;

fn main() -> Result<(), Box<dyn Error>> {
    let scenario = Scenario::built_in("xor", &[])?;
    let neuron = AgentId::Error { layer: 1, index: 0 };
    let isolation = isolate(&scenario, neuron, 10)?;
    println!(
        "{neuron} heard {} messages in {} ticks of {} presentations",
        isolation.n_heard, isolation.n_ticks, isolation.presentations
    );
    assert_eq!(isolation.difference, None);
    assert!(isolation.same_weights);
    println!("alone, it said the same and has the same weights, to the bit");
    Ok(())
}
