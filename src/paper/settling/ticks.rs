//! Ticks to silence: of one network, of all of a gain, and the gain up to which there is silence.

use super::kinds::Kind;
use super::silence::Silence;

/// The gain at which the linearised network of L = 2 loses its rest.
pub(super) fn expected(gamma: &str) -> f64 {
    let gamma: f64 = gamma.parse().unwrap_or(1.0);
    let k = (2.0 - gamma) / gamma;
    k / (1.0 + k).sqrt()
}

/// Ticks to silence of one kind.
pub(super) type Ticks = fn(&Silence) -> Option<u64>;

pub(super) fn exact(silence: &Silence) -> Option<u64> {
    silence.exact
}

pub(super) fn near(silence: &Silence) -> Option<u64> {
    silence.near
}

/// The smallest gain at which some network did not fall silent.
fn restless_from(found: &[Silence], ticks: Ticks) -> Option<f64> {
    let restless = found.iter().filter(|found| ticks(found).is_none());
    restless.map(|found| found.gain).reduce(f64::min)
}

/// The largest gain up to which every network fell silent.
pub(super) fn up_to(found: &[Silence], ticks: Ticks) -> Option<f64> {
    let limit = restless_from(found, ticks).unwrap_or(f64::INFINITY);
    let gains = found.iter().map(|found| found.gain);
    gains.filter(|gain| *gain < limit).reduce(f64::max)
}

/// The largest error left at the smallest gain at which some network was not exactly silent.
pub(super) fn error_left(found: &[Silence]) -> Option<f64> {
    let from = restless_from(found, exact)?;
    let here = found.iter().filter(|found| found.gain == from);
    here.filter_map(|found| found.last_error).reduce(f64::max)
}

/// The median of the ticks to silence at one gain; `None` if some network did not settle.
pub(super) fn median(found: &[Silence], gain: f64, ticks: Ticks) -> Option<f64> {
    let here = found.iter().filter(|found| found.gain == gain);
    let ticks: Option<Vec<u64>> = here.map(ticks).collect();
    let mut ticks = ticks?;
    ticks.sort_unstable();
    ticks.get(ticks.len() / 2).map(|ticks| *ticks as f64)
}

/// Silence as a network's φ hears it.
pub(super) fn heard(kind: &Kind) -> Ticks {
    match kind.gamma {
        "1" => exact,
        _ => near,
    }
}
