//! Predictive coding networks in which every neuron is an agent and no one is in charge, and which
//! learn exactly what backpropagation learns.
//!
//! # In five minutes
//!
//! A *value neuron* holds an activity x. An *error neuron* compares the x of its partner with what
//! the layer above predicts for it: μ = Σ θ f(x), and ε = x − μ. Each is an agent of its own, with
//! private state, a mailbox and a local clock that counts ticks. On every synapse sits a spike
//! detector φ: it fires when ε becomes loud after it was quiet for t_d ticks, and then the synapse
//! changes its weight by α ε f(x). Nobody tells it when.
//!
//! A *presentation* shows the network one example in each of its lanes: first the stimulus alone,
//! until the network has settled and every ε is 0; then the teacher too, at t = 0. The teacher's
//! error reaches layer l at t = l, and at that moment ε is backpropagation's δ. So the weights stay
//! backpropagation's, bit for bit, with no controller and no reset between examples.
//!
//! A [`Session`](session::Session) is such a network beside its backpropagation twin:
//!
//! ```
//! use fazil::scenario::Scenario;
//! use fazil::session::{RunOptions, Session};
//!
//! // A built-in scenario; `Scenario::read` opens a file, `Scenario::parse` takes text.
//! let scenario = Scenario::built_in("xor", &["timetable.epochs=2".parse()?])?;
//! let mut session = Session::<f64>::open(&scenario, &RunOptions::default())?;
//! let mut fired = 0;
//! while let Some(presented) = session.step()? {
//!     session.logs(|_neuron, log| fired += log.spikes.len());
//!     assert_eq!(presented.shown.n_unsettled, 0, "it had settled before the teacher came");
//! }
//! assert!(fired > 0);
//! assert_eq!(session.weights().n_different(&session.backpropagation_weights()), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A network can be built in code, and shown examples from memory:
//!
//! ```
//! use std::sync::Arc;
//! use fazil::dataset::Examples;
//! use fazil::engine::{Circuit, EngineOptions, literal};
//! use fazil::session::Session;
//! use fazil::simulation::Plan;
//!
//! let examples = Examples::new(2, vec![0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], 1, vec![0.0, 1.0, 1.0, 0.0])?;
//! let examples = Arc::new(examples);
//! let circuit = Circuit::<f64>::chain([2, 4, 1]).bias(true).alpha(0.1).build()?;
//! let plan = Plan::of(&circuit, Arc::clone(&examples), 10);
//! let engine = EngineOptions::Literal(literal::Options::default());
//! let mut session = Session::from_parts(circuit, plan, examples, &engine);
//! while session.step()?.is_some() {}
//! assert_eq!(session.weights().n_different(&session.backpropagation_weights()), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where to look
//!
//! - [`session`]: a network beside its twin, presentation by presentation or tick by tick.
//! - [`scenario`]: everything that decides a run, as a file.
//! - [`engine`]: circuits, and the two engines that leave the same bits: [`engine::literal`], in
//!   which every neuron has a mailbox, and [`engine::packed`], the same neurons side by side.
//! - [`neuron`], [`synapse`]: what one agent computes in one tick.
//! - [`oracle`]: backpropagation, the judge.
//! - `run_files`, `run_report`, `run_again`, `why` (feature `files`): what a run leaves in its folder, what is drawn
//!   of it, how it is run once more, and why a synapse changed.
//! - `run_plan`, `run_queue` (feature `files`): which runs a study or a sweep has, and jobs that are done once each.
//! - `experiment`, `paper` (feature `files`): runs with a folder, audits, studies, sweeps; the paper's tables.
//!
//! # Features
//!
//! `cli` (the program) and `files` (readers of data and weights, tables, run folders) are on by default;
//! `images` reads PNG and JPEG files as data, `png` draws pictures as PNG. Without any feature the library has no formats of
//! files: scenarios read the same, and one that names a file is refused with the feature that it needs.
//! It spawns no thread for one worker, and builds for `wasm32-unknown-unknown`.

#![cfg_attr(
    not(feature = "files"),
    allow(
        dead_code,
        unused_imports,
        reason = "parts of the core are there for files alone"
    )
)]

// Tests of the library share files with those in `tests/`, which name it from outside.
#[cfg(test)]
extern crate self as fazil;

pub mod disk;
pub mod scalar;

pub mod activation;
pub mod input_file;

pub mod axon;

pub mod neuron;
pub mod plasticity;
pub mod synapse;
pub mod wiring;

pub mod blueprint;
pub mod dataset;
pub mod environment;
pub mod oracle;

pub mod engine;
pub mod record;
pub mod report;
pub mod scenario;
pub mod simulation;

pub mod session;

#[cfg(feature = "files")]
pub mod isolation;
#[cfg(feature = "files")]
pub mod run_again;
#[cfg(feature = "files")]
pub mod run_files;
#[cfg(feature = "files")]
pub mod run_plan;
#[cfg(feature = "files")]
pub mod run_queue;
#[cfg(feature = "files")]
pub mod run_report;
#[cfg(feature = "files")]
pub mod why;

#[cfg(feature = "files")]
pub mod experiment;
#[cfg(feature = "files")]
pub mod paper;

#[cfg(feature = "cli")]
pub mod cli;
