#![doc = "Predictive coding networks in which every neuron is an agent and no one is in charge."]

pub mod scalar;

pub mod activation;

pub mod axon;

pub mod neuron;
pub mod plasticity;
pub mod synapse;

pub mod blueprint;
pub mod environment;
pub mod oracle;

pub mod engine;
