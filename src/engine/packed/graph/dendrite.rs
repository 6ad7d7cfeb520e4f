//! How the synapses of dendrites learn: on command, or each by its φ.

use super::Common;
use super::Graph;
use crate::axon::{Command, Observer, Spiked, WeightChange};
use crate::engine::packed::Setting;
use crate::neuron::Feedback;
use crate::plasticity::Plasticity;
use crate::scalar::{Row, Scalar};

/// A change of the weights that one neuron's φ, or a command, asks for.
pub(super) struct Change<'a, S> {
    /// Lanes that commit, ascending.
    pub(super) lanes: Vec<usize>,
    /// `[B]`.
    pub(super) sent: &'a [S],
    pub(super) setting: &'a Setting<S>,
    pub(super) presented: u32,
}

impl<S: Scalar> Change<'_, S> {
    /// What a weight becomes, and what is told of it if anyone wants to know.
    #[inline]
    pub(super) fn apply(
        &self,
        weight: &S,
        rates: &[S],
        is_told: bool,
    ) -> (S, Option<WeightChange<S>>) {
        let product = (self.lanes.iter()).fold(S::zero(), |sum, &lane| {
            self.sent[lane].multiply_add(&rates[lane], &sum)
        });
        let terms = self.setting.terms(self.presented);
        let after = terms.after(weight, &product);
        let told = is_told.then(|| WeightChange {
            delta: terms.change(weight, &product),
            after: after.clone(),
        });
        (after, told)
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Graph<S, P, W> {
    /// Whether a weight of the dendrite changed.
    pub(super) fn learn_dendrite(
        &mut self,
        common: &Common<S>,
        (p, i): (usize, usize),
        command: Option<&P::Command>,
    ) -> bool {
        let n_lanes = common.setting.n_lanes;
        let cells = i * n_lanes..(i + 1) * n_lanes;
        let presented = self.errors[p].presented[i];
        let commits: Vec<bool> = match command {
            Some(command) => command.lanes().to_vec(),
            None if !P::BY_PHI => return false,
            None => {
                let fires = self.errors[p].fires[cells.clone()].iter().enumerate();
                fires
                    .map(|(lane, fires)| *fires && lane < presented as usize)
                    .collect()
            }
        };
        if command.is_none() && !commits.contains(&true) {
            return false;
        }
        // Under a controller what was sent is committed, else ε.
        let sent: Vec<S> = match command.is_some() && common.setting.feedback == Feedback::Phasic {
            true => self.errors[p].said[cells].to_vec(),
            false => self.errors[p].epsilon[cells].to_vec(),
        };
        let change = Change {
            lanes: (0..n_lanes).filter(|lane| commits[*lane]).collect(),
            sent: &sent,
            setting: &common.setting,
            presented,
        };
        let is_told = W::LOOKS && self.error_observers[p][i].wants_everything();
        let is_finite = match is_told || !self.is_whole(common, p) {
            true => self.change_each(common, (p, i), &change),
            false => self.change_rows(common, (p, i), &change),
        };
        if !is_finite {
            self.errors[p].not_finite.note(i, self.clock, "weight");
        }
        if W::LOOKS && command.is_none() {
            self.show_spikes(common, (p, i), &change.lanes);
        }
        true
    }

    /// Whether no synapse of the dendrites of a population was ever lost.
    fn is_whole(&self, common: &Common<S>, p: usize) -> bool {
        let mut incoming = common.wiring.incoming(p);
        incoming.all(|e| self.synapses[e].is_whole())
    }

    /// Row by row, where nobody wants to be told and none is lost.
    fn change_rows(
        &mut self,
        common: &Common<S>,
        (p, i): (usize, usize),
        change: &Change<'_, S>,
    ) -> bool {
        let (wiring, set) = (&common.wiring, common.setting.set);
        let terms = change.setting.terms(change.presented);
        // A lane that does not commit adds 0.
        let mut ours = vec![S::zero(); common.setting.n_lanes];
        for &lane in &change.lanes {
            ours[lane].clone_from(&change.sent[lane]);
        }
        let mut is_finite = true;
        for e in wiring.incoming(p) {
            let projection = &wiring.projections()[e];
            if !projection.learns {
                continue;
            }
            let (synapses, partners) = wiring.row_partners(e, i);
            let row = Row {
                partners,
                values: &self.values[projection.pre].rates,
                takes_part: None,
            };
            let weights = &mut self.synapses[e].theta[synapses];
            is_finite &= S::learn_row(set, weights, &ours, &row, &terms);
        }
        if self.errors[p].has_bias(i) {
            let one = vec![S::one(); ours.len()];
            let (after, _) = change.apply(&self.errors[p].bias[i], &one, false);
            is_finite &= after.is_finite();
            self.errors[p].bias[i] = after;
        }
        is_finite
    }

    /// Synapse by synapse.
    fn change_each(
        &mut self,
        common: &Common<S>,
        (p, i): (usize, usize),
        change: &Change<'_, S>,
    ) -> bool {
        let (wiring, n_lanes) = (&common.wiring, common.setting.n_lanes);
        let wants = W::LOOKS && self.error_observers[p][i].wants_everything();
        let (mut is_finite, mut slot) = (true, 0_u32);
        for e in wiring.incoming(p) {
            let projection = &wiring.projections()[e];
            let n = wiring.n_row(e, i);
            if !projection.learns {
                slot += n as u32;
                continue;
            }
            let rates = &self.values[projection.pre].rates;
            let synapses = &mut self.synapses[e];
            for of in wiring.row(e, i) {
                if synapses.is_whole() || !synapses.is_lost(of.synapse) {
                    let rates = &rates[of.index * n_lanes..][..n_lanes];
                    let weight = &mut synapses.theta[of.synapse];
                    let (after, told) = change.apply(weight, rates, wants);
                    is_finite &= after.is_finite();
                    *weight = after;
                    if let Some(told) = told {
                        self.error_observers[p][i].change(self.clock, slot, &told);
                    }
                }
                slot += 1;
            }
        }
        if self.errors[p].has_bias(i) {
            let one = vec![S::one(); n_lanes];
            let (after, told) = change.apply(&self.errors[p].bias[i], &one, wants);
            is_finite &= after.is_finite();
            self.errors[p].bias[i] = after;
            if let Some(told) = told {
                self.error_observers[p][i].change(self.clock, slot, &told);
            }
        }
        is_finite
    }

    fn show_spikes(&mut self, common: &Common<S>, (p, i): (usize, usize), lanes: &[usize]) {
        let wiring = &common.wiring;
        let n_dendrite = wiring.n_dendrite(p, i);
        let n_slots = n_dendrite + usize::from(wiring.has_bias(p));
        let is_plain = wiring
            .incoming(p)
            .all(|e| wiring.projections()[e].learns && self.synapses[e].is_whole());
        let fired = match is_plain && (!wiring.has_bias(p) || self.errors[p].has_bias(i)) {
            true if n_slots > 0 => Some(Spiked::All),
            true => None,
            false => {
                let dendrite = wiring.dendrite(p, i).enumerate();
                let there = dendrite.filter(|(_, of)| {
                    wiring.projections()[of.projection].learns
                        && !self.synapses[of.projection].is_lost(of.synapse)
                });
                let bias = self.errors[p].has_bias(i).then_some(n_dendrite);
                Spiked::of(there.map(|(slot, _)| slot).chain(bias), n_slots)
            }
        };
        if let Some(fired) = fired {
            for lane in lanes {
                self.error_observers[p][i].spike(self.clock, *lane as u32, fired.clone());
            }
        }
    }
}
