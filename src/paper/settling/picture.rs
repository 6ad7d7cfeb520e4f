//! The picture of settling: ticks to silence against the gain of the layers.

use super::kinds::{Extent, Kind};
use super::silence::{Settle, Silence};
use super::ticks::{Ticks, exact, expected, median, near};
use crate::neuron::Feedback;
use crate::report::{Chart, Dimension, Mark, Panel, Scale, Series};

/// A row per activation and γ: tonic and exact, tonic and nearly, phasic.
pub(super) fn picture(extent: &Extent, settles: &[Settle], found: &[Vec<Silence>]) -> Chart {
    let mut panels: Vec<Panel> = Vec::new();
    for (k, settle) in settles.iter().enumerate() {
        let (activation, gamma) = (settle.kind.activation, settle.kind.gamma);
        let same = |kind: &Kind| (kind.activation, kind.gamma) == (activation, gamma);
        if settles[..k].iter().any(|before| same(&before.kind)) {
            continue;
        }
        let panel = |what: &str, feedback: Feedback, ticks: Ticks| Panel {
            heading: format!("{activation:?}, γ = {gamma}, {what}"),
            line_at: (feedback == Feedback::Tonic).then(|| line(gamma)),
            series: settles
                .iter()
                .zip(found)
                .filter(|(other, _)| same(&other.kind) && other.kind.feedback == feedback)
                .map(|(other, found)| curve(other, found, ticks))
                .collect(),
            x: Dimension::new("s = σ_max(θ diag f′) of every layer", Scale::Even),
            y: Dimension {
                never: Some("never".to_owned()),
                ..Dimension::new("ticks to silence", Scale::Powers)
            },
            ..Panel::default()
        };
        panels.push(panel("tonic, ε = 0", Feedback::Tonic, exact));
        panels.push(panel("tonic, |ε| < 1e-6", Feedback::Tonic, near));
        panels.push(match gamma {
            "1" => panel("phasic, ε = 0", Feedback::Phasic, exact),
            _ => panel("phasic, |ε| < 1e-6", Feedback::Phasic, near),
        });
    }
    Chart {
        title: "Ticks to silence after a new stimulus, against the gain of the layers".to_owned(),
        note: format!(
            "16 neurons a layer; medians of {} networks; never: not all were silent in {} ticks.",
            extent.n_networks, extent.patience
        ),
        n_columns: 3,
        height: 170.0,
        is_shared: (true, true),
        panels,
        ..Chart::default()
    }
}

/// Where the linearised network of L = 2 loses its rest.
fn line(gamma: &str) -> (f64, String) {
    let name = match gamma {
        "1" => "1/√2".to_owned(),
        gamma => format!("{:.2}", expected(gamma)),
    };
    (expected(gamma), name)
}

fn curve(settle: &Settle, found: &[Silence], ticks: Ticks) -> Series {
    let name = format!("L = {}, {:?}", settle.kind.depth, settle.kind.precision);
    let gains = settle.gains.iter();
    // What never fell silent took infinitely long.
    let points = gains.map(|&gain| (gain, median(found, gain, ticks).unwrap_or(f64::INFINITY)));
    Series::new(name, Mark::Line, points.collect())
}
