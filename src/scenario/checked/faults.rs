//! What a biologist would call a fault, in a scenario: noise, deaf and hectic φ, lesions.
//!
//! Promises settings in their ranges, and lesions that hit something. Refuses to draw: which
//! synapse, which value and which tick is the run's business.

use super::lesions::{LesionTarget, PlannedLesion, check_lesion};
use super::numbers::is_positive;
use super::numbers::whole;
use super::objections::Objections;
use super::{Learning, Network};
use crate::plasticity::Rule;
use crate::scalar::{Number, Precision};
use crate::scenario::raw::{RawFaults, RawLesion};

/// Faults of biology; by default none, which costs nothing and changes no bit.
///
/// They are studies: a network that suffers them may learn badly, or nothing. Under
/// `phi: Exact` noise keeps ε from ever being 0, so that a noisy network is never quiet and φ
/// starves; give φ a `Tolerance` well above the noise.
#[derive(Clone, Debug, PartialEq)]
pub struct Faults {
    /// σ of the Gaussian noise that each hidden value neuron adds to its own x in every tick, in
    /// units of x, at least 0; default 0.
    pub activity_noise: Number,
    /// σ of the relative Gaussian error of each value that a neuron says, at least 0; default 0.
    /// All who hear the value hear the same; a value that does not change is not drawn anew.
    pub message_noise: Number,
    /// Chance that a value that a neuron says arrives as 0, in [0, 1]; default 0. The message
    /// itself arrives.
    pub corrupted: Number,
    /// Fraction of the connections whose φ never fires, at both ends, in [0, 1]; default 0.
    /// Overrules `learning.overrides`.
    pub silent_phi: Number,
    /// Fraction of the connections whose φ fires at every tick, at both ends, in
    /// [0, 1 − silent_phi]; default 0. Overrules `learning.overrides`.
    pub firing_phi: Number,
    /// j: each φ has a t_d of its own, drawn from [t_d − j, t_d + j] but at least 1, in ticks;
    /// default 0. The two ends of a connection draw apart and may disagree.
    pub t_d_jitter: u64,
    /// What is lost in mid-run; default none.
    pub lesions: Vec<PlannedLesion>,
    /// Seed of every draw above; default 1.
    pub seed: u64,
}

impl Faults {
    /// Whether neurons draw noise.
    pub fn is_noisy(&self) -> bool {
        let noises = [&self.activity_noise, &self.message_noise, &self.corrupted];
        noises.iter().any(|noise| is_positive(noise))
    }

    /// Whether a good part of all synapses may have a φ of their own.
    pub fn has_many_phis(&self) -> bool {
        self.t_d_jitter > 0 || is_positive(&self.silent_phi) || is_positive(&self.firing_phi)
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            activity_noise: whole(0),
            message_noise: whole(0),
            corrupted: whole(0),
            silent_phi: whole(0),
            firing_phi: whole(0),
            t_d_jitter: 0,
            lesions: Vec::new(),
            seed: 1,
        }
    }
}

/// Stage two of `faults: (…)`.
pub(super) fn check(
    raw: RawFaults,
    precision: Precision,
    network: &Network,
    learning: &Learning,
    objections: &mut Objections<'_>,
) -> Faults {
    let none = Faults::default();
    let lesions = raw.lesions.unwrap_or_default().into_iter().enumerate();
    let faults = Faults {
        activity_noise: raw.activity_noise.unwrap_or(none.activity_noise),
        message_noise: raw.message_noise.unwrap_or(none.message_noise),
        corrupted: raw.corrupted.unwrap_or(none.corrupted),
        silent_phi: raw.silent_phi.unwrap_or(none.silent_phi),
        firing_phi: raw.firing_phi.unwrap_or(none.firing_phi),
        t_d_jitter: raw.t_d_jitter.unwrap_or(0),
        lesions: lesions
            .filter_map(|(k, lesion)| check_lesion(k, lesion, network, objections))
            .collect(),
        seed: raw.seed.unwrap_or(none.seed),
    };
    check_noise(&faults, precision, objections);
    check_fractions(&faults, objections);
    check_phi(&faults, learning, objections);
    faults
}

fn check_noise(faults: &Faults, precision: Precision, objections: &mut Objections<'_>) {
    for (name, sigma) in [
        ("activity_noise", &faults.activity_noise),
        ("message_noise", &faults.message_noise),
    ] {
        let path = format!("faults.{name}");
        objections.when(
            sigma.exact() < whole(0).exact(),
            &path,
            format!("{name} is {sigma}: it is a standard deviation"),
            "0, or a number above 0",
        );
        objections.when(
            precision == Precision::Exact && *sigma != whole(0),
            &path,
            format!("{name} is {sigma}, and a draw from a Gaussian is no fraction"),
            "0, or precision F32 or F64",
        );
    }
}

fn check_fractions(faults: &Faults, objections: &mut Objections<'_>) {
    let is_share =
        |number: &Number| (whole(0).exact()..=whole(1).exact()).contains(&number.exact());
    for (name, share, what) in [
        ("corrupted", &faults.corrupted, "a chance"),
        (
            "silent_phi",
            &faults.silent_phi,
            "a fraction of the synapses",
        ),
        (
            "firing_phi",
            &faults.firing_phi,
            "a fraction of the synapses",
        ),
    ] {
        objections.when(
            !is_share(share),
            &format!("faults.{name}"),
            format!("{name} is {share}: it is {what}"),
            "a number in [0, 1]",
        );
    }
    let (silent, firing) = (&faults.silent_phi, &faults.firing_phi);
    objections.when(
        is_share(silent) && is_share(firing) && silent.exact() + firing.exact() > *whole(1).exact(),
        "faults.firing_phi",
        format!(
            "silent_phi is {silent} and firing_phi is {firing}: together they are more than all \
             synapses"
        ),
        "two fractions that add up to at most 1",
    );
}

/// Faults of φ need a φ.
fn check_phi(faults: &Faults, learning: &Learning, objections: &mut Objections<'_>) {
    for (name, is_set) in [
        ("silent_phi", faults.silent_phi != whole(0)),
        ("firing_phi", faults.firing_phi != whole(0)),
        ("t_d_jitter", faults.t_d_jitter != 0),
    ] {
        objections.when(
            is_set && learning.rule != Rule::FaZIL,
            &format!("faults.{name}"),
            format!("{name} is a fault of phi, and IL and Z-IL have none that decides anything"),
            "0, or rule: FaZIL",
        );
    }
}

impl From<&Faults> for RawFaults {
    fn from(faults: &Faults) -> Self {
        let lesions = faults.lesions.iter().map(|lesion| RawLesion {
            at: lesion.at,
            what: match &lesion.what {
                LesionTarget::Neuron { layer, index } => format!("value/{layer}/{index}"),
                LesionTarget::Synapses(pattern) => pattern.to_string(),
            },
            side: Some(lesion.side),
        });
        Self {
            activity_noise: Some(faults.activity_noise.clone()),
            message_noise: Some(faults.message_noise.clone()),
            corrupted: Some(faults.corrupted.clone()),
            silent_phi: Some(faults.silent_phi.clone()),
            firing_phi: Some(faults.firing_phi.clone()),
            t_d_jitter: Some(faults.t_d_jitter),
            lesions: Some(lesions.collect()),
            seed: Some(faults.seed),
        }
    }
}
