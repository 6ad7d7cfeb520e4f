//! Whoever has a mailbox: which agent it is, its clock, and what it has to do first.

use crate::axon::{AgentId, Tick};
use crate::engine::Circuit;
use crate::environment::{Showing, StimulusSource, TeacherSource};
use crate::neuron::{ErrorNeuron, NotFinite, ValueNeuron};
use crate::plasticity::{Commander, Plasticity};
use crate::scalar::Scalar;

/// Whoever has a mailbox.
pub(super) enum Agent<S, P: Plasticity> {
    Value(ValueNeuron<S, P>),
    Error(ErrorNeuron<S, P>),
    Stimulus {
        index: usize,
        clock: Tick,
        source: StimulusSource<S>,
    },
    Teacher {
        index: usize,
        clock: Tick,
        source: TeacherSource<S>,
    },
    Controller {
        clock: Tick,
        n_errors: u32,
        controller: P::Controller,
    },
}

impl<S: Scalar, P: Plasticity> Agent<S, P> {
    pub(super) fn id(&self) -> AgentId {
        match self {
            Self::Value(neuron) => neuron.id(),
            Self::Error(neuron) => neuron.id(),
            Self::Stimulus { index, .. } => AgentId::Stimulus { index: *index },
            Self::Teacher { index, .. } => AgentId::Teacher { index: *index },
            Self::Controller { .. } => AgentId::Controller,
        }
    }

    pub(super) fn clock(&self) -> Tick {
        match self {
            Self::Value(neuron) => neuron.clock(),
            Self::Error(neuron) => neuron.clock(),
            Self::Stimulus { clock, .. }
            | Self::Teacher { clock, .. }
            | Self::Controller { clock, .. } => *clock,
        }
    }

    /// The tick that the message in `slot` must belong to. A source is acknowledged for the
    /// tick it spoke last. The controller hears error neurons acknowledge its last tick; the
    /// teacher speaks of the coming one, and so do value neurons, who have then taken in the
    /// last.
    pub(super) fn due(&self, slot: u32) -> Tick {
        match self {
            Self::Value(neuron) => neuron.due(slot),
            Self::Error(neuron) => neuron.due(slot),
            Self::Stimulus { clock, .. } | Self::Teacher { clock, .. } => Tick(clock.0 - 1),
            Self::Controller {
                clock, n_errors, ..
            } => match (1..=*n_errors).contains(&slot) {
                true => Tick(clock.0 - 1),
                false => *clock,
            },
        }
    }

    pub(super) fn is_neuron(&self) -> bool {
        matches!(self, Self::Value(_) | Self::Error(_))
    }

    pub(super) fn is_source(&self) -> bool {
        matches!(self, Self::Stimulus { .. } | Self::Teacher { .. })
    }

    /// Whether it begins a run by speaking, before it hears anything.
    pub(super) fn speaks_first(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether it keeps to itself, for now, what it would say next. In a network without
    /// hidden neurons nothing else holds the controller back.
    pub(super) fn holds_at(&self, horizon: Tick) -> bool {
        match self {
            Self::Value(neuron) => neuron.clock() >= horizon,
            Self::Controller { clock, .. } => *clock >= horizon,
            _ => false,
        }
    }

    pub(super) fn not_finite(&self) -> Option<NotFinite> {
        match self {
            Self::Value(neuron) => neuron.not_finite(),
            Self::Error(neuron) => neuron.not_finite(),
            _ => None,
        }
    }

    pub(super) fn synapse_bytes(&self) -> usize {
        match self {
            Self::Value(neuron) => neuron.synapse_bytes(),
            Self::Error(neuron) => neuron.synapse_bytes(),
            _ => 0,
        }
    }

    pub(super) fn queue(&mut self, showing: &Showing<S>) {
        match self {
            Self::Stimulus { source, .. } => source.queue(showing.clone()),
            Self::Teacher { source, .. } => source.queue(showing.clone()),
            _ => {}
        }
    }

    /// The same agent for a copy of the network: neurons as they are, free of their teachers;
    /// sources with an empty timetable.
    pub(super) fn copy(&self, circuit: &Circuit<S>) -> Self {
        match self {
            Self::Value(neuron) => {
                let mut neuron = neuron.clone();
                neuron.release();
                Self::Value(neuron)
            }
            Self::Error(neuron) => Self::Error(neuron.clone()),
            Self::Stimulus { index, clock, .. } => Self::Stimulus {
                index: *index,
                clock: Tick(clock.0 - 1), // It speaks for the coming tick once more.
                source: StimulusSource::new(*index, circuit.settings.n_lanes),
            },
            Self::Teacher { index, clock, .. } => Self::Teacher {
                index: *index,
                clock: Tick(clock.0 - 1),
                source: TeacherSource::new(*index, circuit.settings.n_lanes),
            },
            Self::Controller {
                clock,
                n_errors,
                controller,
            } => {
                let mut controller = controller.clone();
                controller.release();
                Self::Controller {
                    clock: *clock,
                    n_errors: *n_errors,
                    controller,
                }
            }
        }
    }
}
