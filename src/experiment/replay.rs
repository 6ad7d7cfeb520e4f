//! A run once more, up to some presentations of it that are looked at closely.
//!
//! The resolved scenario in a run's folder runs again to the same bits, so whatever was not
//! recorded can still be seen. Always with the literal engine, which shows its messages.

use std::ops::Range;

use super::run::RunError;
use super::setup::{Setup, set_up};
use crate::blueprint::Weights;
use crate::engine::Engine;
use crate::engine::literal::{Literal, Options};
use crate::plasticity::Plasticity;
use crate::record::{AgentLog, Keeps};
use crate::scalar::Scalar;
use crate::scenario::Scenario;
use crate::simulation::{Shown, Simulation};

/// The network that is run once more.
pub(super) type Replayed<S, P> = Simulation<S, Literal<S, P, AgentLog<S>>>;

/// One presentation that is looked at.
pub(super) struct Scene<'a, S> {
    /// Its number, from 0.
    pub(super) index: u64,
    pub(super) shown: &'a Shown<S>,
    /// The weights at its beginning.
    pub(super) before: &'a Weights<S>,
}

/// Looks at one presentation.
pub(super) type See<'a, S, P> = &'a mut dyn FnMut(&Scene<'_, S>, &mut Replayed<S, P>);

/// Runs up to the end of `window`, and shows each presentation in it with everything kept.
/// Returns how many presentations there were.
///
/// # Errors
/// If data or weights cannot be read, or the network fails before.
pub(super) fn replay<S: Scalar, P: Plasticity>(
    scenario: &Scenario,
    window: Range<u64>,
    see: See<'_, S, P>,
) -> Result<u64, RunError> {
    let Setup {
        circuit,
        plan,
        noise,
        lesions,
        ..
    } = set_up::<S>(scenario)?;
    let mut agents: Replayed<S, P> = Simulation::new(circuit, plan, |circuit| {
        let mut engine = Literal::new(circuit, Options::default());
        engine.disturb(&noise);
        engine
    });
    let mut index = 0;
    while index < window.end {
        for (_, lesion) in lesions.iter().filter(|(at, _)| *at == index) {
            agents.lesion(lesion);
        }
        let is_seen = window.contains(&index);
        if is_seen {
            agents.watch(Keeps {
                messages: true,
                ..Keeps::EVERYTHING
            });
        }
        let before = is_seen.then(|| agents.weights());
        let shown = agents.step().map_err(|fault| RunError::failed(&fault))?;
        let Some(shown) = shown else { break };
        if let Some(before) = &before {
            let scene = Scene {
                index,
                shown: &shown,
                before,
            };
            see(&scene, &mut agents);
        }
        index += 1;
    }
    Ok(index)
}
