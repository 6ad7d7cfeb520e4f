//! An example of how a detector fails, told in words and numbers.

use super::measure::Results;
use super::settings::{Extent, Protocol, Setting};
use super::traced_example::{Example, Reason};
use crate::report::Block;
use crate::report::Table;
use crate::scalar::Precision;

/// For each activation the plainest false spike at t_d = 1, in the first precision that has one.
pub(super) fn examples(extent: &Extent, results: &Results) -> Vec<Block> {
    let mut blocks = Vec::new();
    for &activation in &extent.activations {
        let has = |precision: Precision| {
            let here = results.iter().filter(move |(setting, _)| {
                setting.protocol == Protocol::Imposed
                    && setting.t_d == 1
                    && (setting.activation, setting.precision) == (activation, precision)
            });
            here.filter_map(|(setting, found)| Some((setting, found.example.as_ref()?)))
                .filter(|(_, example)| example.reason != Reason::Late)
                .min_by_key(|(_, example)| example.plainness())
        };
        let Some((setting, example)) = extent.precisions.iter().find_map(|p| has(*p)) else {
            blocks.push(Block::words(format!(
                "{activation:?}: no φ with t_d = 1 failed for want of silence."
            )));
            continue;
        };
        blocks.push(Block::words(story(setting, example)));
        blocks.push(Block::Lines(trace(example)));
    }
    blocks
}

fn story(setting: &Setting, example: &Example) -> String {
    let Example {
        neuron,
        layer,
        lane,
        presentation,
        t,
        reason,
        ..
    } = example;
    let why = match reason {
        Reason::Late => "ε had been 0 from the start",
        Reason::Closed => "f′(x) was 0, so no feedback reached x, and x was set to μ",
        Reason::Rounded => {
            "the feedback that reached x was below half the spacing of numbers at μ, so x became μ"
        }
        Reason::Cancelled => "x and μ moved by the same number",
        Reason::Unpushed => "the errors below were 0 or cancelled, so x became μ",
    };
    format!(
        "{:?}, {:?}, {:?}, {} network, t_d = 1: `{neuron}`, lane {lane}, presentation {presentation}. Its φ \
         should fire at t = l = {layer} and fires again at t = {t}: at t = {} its ε was exactly 0, \
         because {why}; then feedback moved x, while μ stood still.",
        setting.activation,
        setting.precision,
        setting.state,
        setting.stage.name(),
        t - 1
    )
}

fn trace(example: &Example) -> String {
    let mut table = Table::new(["t", "x", "μ", "ε", "f′(x)", "φ"]);
    for moment in &example.moments {
        let fired = match moment.has_fired {
            true if moment.t == example.layer as i64 => "fires: t = l",
            true => "fires: false",
            false => "",
        };
        table.push([
            moment.t.to_string().as_str(),
            &moment.x,
            &moment.mu,
            &moment.epsilon,
            &moment.slope,
            fired,
        ]);
    }
    table.to_string()
}
