//! Every slot of every mailbox has exactly one speaker.

use super::*;
use crate::activation::Activation;

#[test]
fn every_slot_has_exactly_one_speaker() {
    for rule in [Rule::FaZIL, Rule::ZIL] {
        let widths = [2, 3, 4, 5];
        let mut ids = Vec::new();
        for (l, &n) in widths.iter().enumerate() {
            ids.extend((0..n).map(|index| AgentId::Value { layer: l, index }));
        }
        for (l, &n) in widths[..3].iter().enumerate() {
            ids.extend((0..n).map(|index| AgentId::Error { layer: l, index }));
        }
        ids.extend((0..5).map(|index| AgentId::Stimulus { index }));
        ids.extend((0..2).map(|index| AgentId::Teacher { index }));
        ids.extend(rule.is_commanded().then_some(AgentId::Controller));
        let chain = Wiring::chain(&widths, Activation::ReLU, false);
        let wiring = links(&chain, rule, &ids);
        let mut heard: Vec<Vec<u32>> = wiring.fan_in.iter().map(|&n| vec![0; n]).collect();
        for (_, addresses) in wiring.links.iter().flatten() {
            for to in addresses {
                heard[to.agent as usize][to.slot as usize] += 1;
            }
        }
        assert!(
            heard.iter().flatten().all(|&speakers| speakers == 1),
            "{rule:?} {heard:?}"
        );
        // And the name that a neuron's slot goes by is its speaker's.
        for (index, speakers) in speakers(&wiring).iter().enumerate() {
            for (slot, &known) in speakers.iter().enumerate() {
                if let AgentId::Value { .. } | AgentId::Error { .. } = ids[index] {
                    let named = chain.speaker(ids[index], slot as u32);
                    assert_eq!(named, ids[known as usize], "{} slot {slot}", ids[index]);
                }
            }
        }
    }
}
