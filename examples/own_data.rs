//! A network built in code, on examples in memory: no file, no scenario.
//!
//! `cargo run --release --example own_data`
#![expect(clippy::print_stdout, reason = "an example says what it found")]

use std::error::Error;
use std::sync::Arc;

use fazil::activation::Activation;
use fazil::dataset::Examples;
use fazil::engine::{Circuit, EngineOptions, packed};
use fazil::session::Session;
use fazil::simulation::Plan;

fn main() -> Result<(), Box<dyn Error>> {
    // y = sin(x) on 64 points.
    let x: Vec<f64> = (0..64).map(|k| f64::from(k) / 32.0 - 1.0).collect();
    let y = x.iter().map(|x| (3.0 * x).sin()).collect();
    let examples = Arc::new(Examples::new(1, x, 1, y)?);
    let circuit = Circuit::chain([1, 32, 32, 1])
        .activation(Activation::Tanh)
        .bias(true)
        .alpha(0.02)
        .lanes(8)
        .build()?;
    let plan = Plan::of(&circuit, Arc::clone(&examples), 200);
    let engine = EngineOptions::Packed(packed::Options::default());
    let mut session = Session::from_parts(circuit, plan, examples, &engine);
    while let Some(presented) = session.step()? {
        if presented.shown.ends_epoch && (presented.shown.epoch + 1).is_multiple_of(50) {
            let tested = session.test(&false.into())?;
            let error = tested.and_then(|tested| tested.fit.error);
            println!(
                "epoch {}: mean squared error {error:?}",
                presented.shown.epoch + 1
            );
        }
    }
    let weights = session.weights();
    assert_eq!(weights.n_different(&session.backpropagation_weights()), 0);
    println!(
        "all {} weights are backpropagation's, to the bit",
        weights.n_forward()
    );
    Ok(())
}
