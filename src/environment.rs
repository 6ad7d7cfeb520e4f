//! The world around a network: who is shown what, and for how long, as agents.
//!
//! One stimulus source per input neuron and one teacher source per output neuron, each with
//! its own timetable. Nothing in a network decides anything here, and nothing here tells a
//! network the time.

mod source;
mod timetable;

pub use source::{
    Frame, FrameState, Happening, Programme, ProgrammeState, Showing, ShowingState, StimulusSource,
    TeacherSource, teaching,
};
pub use timetable::{
    LastBatch, Prediction, Presentation, Presentations, PresentationsState, Span, Timetable,
};
