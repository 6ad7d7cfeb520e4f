//! A scenario's faults of biology, drawn: which φ is deaf, which t_d is off, what is lost.
//!
//! Promises draws that depend on the seed and the synapse's place alone. Refuses to know what
//! becomes of the network.

use crate::axon::SynapseId;
use crate::engine::{Lesion, PhiOverride};
use crate::neuron::Noise;
use crate::scalar::{Draws, Number};
use crate::scenario::{LesionTarget, Scenario};
use crate::synapse::{Phi, Side};

/// How noisy the neurons are.
pub(super) fn noise(scenario: &Scenario) -> Noise {
    let faults = &scenario.faults;
    Noise {
        activity: faults.activity_noise.to_f64(),
        message: faults.message_noise.to_f64(),
        corrupted: faults.corrupted.to_f64(),
        seed: faults.seed,
    }
}

/// What is lost and when, in the order of the scenario.
pub(super) fn lesions(scenario: &Scenario) -> Vec<(u64, Lesion)> {
    let mut lost = Vec::new();
    for lesion in &scenario.faults.lesions {
        let side = lesion.side;
        match &lesion.what {
            LesionTarget::Neuron { layer, index } => {
                let (layer, index) = (*layer, *index);
                lost.push((lesion.at, Lesion::Neuron { layer, index }));
            }
            LesionTarget::Synapses(pattern) => {
                let synapses = scenario.network.wiring.matching(pattern).into_iter();
                let lesions = synapses.map(|synapse| Lesion::Synapse { synapse, side });
                lost.extend(lesions.map(|loss| (lesion.at, loss)));
            }
        }
    }
    lost
}

/// Jittered t_d, then φ that never or always fire: the last override counts.
pub(super) fn overrides(scenario: &Scenario) -> Vec<PhiOverride> {
    let mut found = jittered(scenario);
    let faults = &scenario.faults;
    let is_set = |share: &Number| share.to_f64() > 0.0;
    if !is_set(&faults.silent_phi) && !is_set(&faults.firing_phi) {
        return found;
    }
    let silent = faults.silent_phi.to_f64();
    let silent_or_firing = silent + faults.firing_phi.to_f64();
    let mut draws = Draws::new(faults.seed, "faults.phi");
    for synapse in scenario.network.wiring.synapses() {
        let place = draws.unit();
        let phi = match place {
            _ if place < silent => Phi::Never,
            _ if place < silent_or_firing => Phi::Always,
            _ => continue,
        };
        let side = Side::Both;
        found.push(PhiOverride { synapse, side, phi });
    }
    found
}

fn jittered(scenario: &Scenario) -> Vec<PhiOverride> {
    let faults = &scenario.faults;
    if faults.t_d_jitter == 0 {
        return Vec::new();
    }
    let mut draws = Draws::new(faults.seed, "faults.t_d");
    let mut found = Vec::new();
    for synapse in scenario.network.wiring.synapses() {
        for side in [Side::Feedforward, Side::Feedback] {
            // Drawn for every end, there or not, so that no draw depends on the width.
            let off = draws.below(2 * faults.t_d_jitter + 1);
            let SynapseId { layer, post, pre } = synapse;
            let phi = scenario.learning.phi_of(layer, post, pre, side);
            let t_d = (phi.quiet_ticks() + off).saturating_sub(faults.t_d_jitter);
            let phi = match phi {
                Phi::Exact { .. } => Phi::Exact { t_d: t_d.max(1) },
                Phi::Tolerance { q, .. } => Phi::Tolerance {
                    t_d: t_d.max(1),
                    q: q.clone(),
                },
                Phi::Never | Phi::Always => continue,
            };
            found.push(PhiOverride { synapse, side, phi });
        }
    }
    found
}
