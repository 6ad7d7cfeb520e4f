// Agents of `contest.rs` some of whose φ have settings of their own.

use fazil::axon::SynapseId;
use fazil::engine::PhiOverride;
use fazil::synapse::Side;

/// What faulty agents are compared to.
const HEALTHY: &str = "Fa-Z-IL, phasic, settles";

/// A fault of φ, as `faults` of a scenario has it.
#[derive(Clone, Copy, Debug)]
enum Faulty {
    /// `silent_phi: 0.1`.
    Silent,
    /// `firing_phi: 0.1`.
    Firing,
    /// `t_d_jitter: 2`, of t_d = 4.
    Jittered,
}

const FAULTY: [(&str, Faulty); 3] = [
    ("phasic, silent φ 0.1", Faulty::Silent),
    ("phasic, t_d jitter 2", Faulty::Jittered),
    ("phasic, firing φ 0.1", Faulty::Firing),
];

/// Whether agents of this name are faulty, and learn something else than the others.
fn is_faulty(name: &str) -> bool {
    FAULTY.iter().any(|(faulty, _)| *faulty == name)
}

/// φ of their own in a network of these widths, output first.
fn overrides(widths: &[usize], fault: Faulty) -> Vec<PhiOverride> {
    let mut draws = Draws::new(1, "faulty");
    let mut found = Vec::new();
    for (layer, pair) in widths.windows(2).enumerate() {
        for (post, pre) in (0..pair[0]).flat_map(|post| (0..pair[1]).map(move |pre| (post, pre))) {
            let pre = Some((layer + 1, pre));
            let synapse = SynapseId { layer, post, pre };
            let is_hit = draws.below(10) == 0;
            let mut add = |side, phi| found.push(PhiOverride { synapse, side, phi });
            match fault {
                Faulty::Silent if is_hit => add(Side::Both, Phi::Never),
                Faulty::Firing if is_hit => add(Side::Both, Phi::Always),
                Faulty::Jittered => {
                    for side in [Side::Feedforward, Side::Feedback] {
                        let t_d = 2 + draws.below(5);
                        add(side, Phi::Exact { t_d });
                    }
                }
                _ => {}
            }
        }
    }
    found
}
