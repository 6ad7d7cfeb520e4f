//! Who speaks to which slot: the one place that knows how mailboxes are laid out, for onlookers.

use super::AgentId;

/// Who speaks to `slot` of the neuron `id` in a network of these widths, output first.
pub fn speaker(widths: &[usize], id: AgentId, slot: u32) -> AgentId {
    let (depth, slot) = (widths.len() - 1, slot as usize);
    match id {
        AgentId::Error { layer, index } if slot == 0 => AgentId::Value { layer, index },
        AgentId::Error { layer, .. } if slot <= widths[layer + 1] => AgentId::Value {
            layer: layer + 1,
            index: slot - 1,
        },
        AgentId::Value { layer, index } => {
            let first_below = usize::from(layer < depth);
            let n_below = if layer == 0 { 0 } else { widths[layer - 1] };
            match slot.checked_sub(first_below) {
                None => AgentId::Error { layer, index },
                Some(below) if below < n_below => AgentId::Error {
                    layer: layer - 1,
                    index: below,
                },
                Some(_) if layer == depth => AgentId::Stimulus { index },
                Some(_) if layer == 0 => AgentId::Teacher { index },
                Some(_) => AgentId::Controller,
            }
        }
        _ => AgentId::Controller,
    }
}
