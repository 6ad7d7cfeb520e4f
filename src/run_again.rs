//! A run once more, up to some presentations of it that are looked at closely.
//!
//! The resolved scenario in a run's folder runs again to the same bits, so whatever was not
//! recorded can still be seen. With the literal engine where single messages are looked at, else
//! with the packed one, which needs far less memory.

pub(crate) mod repeatable;

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use crate::axon::AgentId;
use crate::blueprint::Weights;
use crate::dataset::Examples;
use crate::engine::NetworkState;
use crate::record::{AgentLog, Keeps};
use crate::scalar::{Precision, Scalar};
use crate::scenario::{EngineKind, Scenario};
use crate::session::{Presented, RunError, RunOptions, Session};
use crate::simulation::Shown;

/// One presentation that is looked at.
pub(crate) struct Scene<'a, S> {
    /// Its number, from 0.
    pub(crate) index: u64,
    pub(crate) shown: &'a Shown<S>,
    /// The network at its beginning, if it is a chain, and its weights then.
    pub(crate) state: &'a NetworkState<S>,
    pub(crate) before: &'a Weights<S>,
    /// What the network learns from.
    pub(crate) examples: &'a Examples<S>,
}

/// Shows every neuron's log of the presentation.
pub(crate) type ShowLogs<'a, S> = &'a mut dyn FnMut(&mut dyn FnMut(AgentId, &AgentLog<S>));

/// Looks at one presentation. The replay ends when it breaks.
pub(crate) type See<'a, S> = &'a mut dyn FnMut(&Scene<'_, S>, ShowLogs<'_, S>) -> ControlFlow<()>;

/// Hears the number of each presentation that is shown once more: a long run takes long again.
pub(crate) type Tell<'a> = &'a dyn Fn(u64);

/// What is run once more, and what is kept of the presentations that are looked at.
pub(crate) struct Replay<'a> {
    pub(crate) scenario: &'a Scenario,
    /// The presentations that are looked at.
    pub(crate) window: Range<u64>,
    /// What a neuron's log keeps of them.
    pub(crate) keeps: &'a dyn Fn(AgentId) -> Keeps,
    pub(crate) tell: Tell<'a>,
}

/// Runs up to the end of the window, and shows each presentation in it. Returns how many
/// presentations there were. `shows_messages` needs the literal engine.
///
/// # Errors
/// If data or weights cannot be read, or the network fails before.
pub(crate) fn replay<S: Scalar>(
    replay: &Replay<'_>,
    shows_messages: bool,
    see: See<'_, S>,
) -> Result<u64, RunError> {
    let scenario = replay.scenario;
    let of_replay = RunOptions {
        engine: Some(engine_of(scenario, shows_messages)),
        ..RunOptions::default()
    };
    let mut session = Session::<S>::open(scenario, &of_replay)?;
    let examples = Arc::clone(&session.examples().train);
    let window = &replay.window;
    while session.n_presentations() < window.end {
        let index = session.n_presentations();
        (replay.tell)(index);
        session.lose_what_is_due();
        if index == window.start {
            session.watch_each(replay.keeps);
        }
        let is_seen = window.contains(&index);
        let before = is_seen.then(|| (session.engine_mut().state(), session.weights()));
        let presented = session
            .step()
            .map_err(|fault| RunError::failed(&fault, session.wiring()))?;
        let Some(Presented { shown, .. }) = presented else {
            break;
        };
        if let Some((state, before)) = &before {
            let scene = Scene {
                index,
                shown: &shown,
                state,
                before,
                examples: &examples,
            };
            if see(&scene, &mut |show| session.logs(&mut *show)).is_break() {
                break;
            }
        }
    }
    Ok(session.n_presentations())
}

/// The engine that runs a scenario once more.
pub(crate) fn engine_of(scenario: &Scenario, shows_messages: bool) -> EngineKind {
    let needs_literal =
        shows_messages || scenario.precision == Precision::Exact || scenario.faults.is_noisy();
    match needs_literal {
        true => EngineKind::Literal,
        false => EngineKind::Packed,
    }
}
