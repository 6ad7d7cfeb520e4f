//! Predictive coding networks in which every neuron is an agent and no one is in charge.

#![cfg_attr(
    not(feature = "files"),
    allow(
        dead_code,
        unused_imports,
        reason = "parts of the core are there for files alone"
    )
)]

pub mod disk;
pub mod scalar;

pub mod activation;
pub mod input_file;

pub mod axon;

pub mod neuron;
pub mod plasticity;
pub mod synapse;

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

#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "files")]
pub mod experiment;
