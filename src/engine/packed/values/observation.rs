//! What observers are shown of how value neurons learn: who fired, and how much weights change.
//!
//! Promises to look on only.

use super::ValueSlice;
use super::plasticity::Hearing;
use crate::axon::{Observer, WeightChange};
use crate::engine::packed::detector_overrides::Population;
use crate::engine::packed::observation::Watch;
use crate::engine::packed::parameters::sum_of_products;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ValueSlice<S, P> {
    pub(super) fn show_spikes<W: Observer<S> + Default>(&self, watch: &mut Watch<S, W>) {
        let Some(spikes) = &mut watch.spikes else {
            return;
        };
        let n_families = self
            .sources
            .first()
            .map_or(0, |source| source.own_phis.len());
        for lane in 0..self.presented as usize {
            spikes.begin(self.sources.iter().flat_map(|source| {
                let lane = &source.fires[lane * source.committed.stride()..];
                lane[..source.inputs.len()].iter().copied()
            }));
            for family in 0..n_families {
                let ages = self.sources.iter().flat_map(|source| {
                    let own = &source.own_phis[family];
                    (0..source.inputs.len()).map(move |k| own.age(k, lane))
                });
                spikes.add(family, ages);
            }
            if spikes.is_silent() {
                continue;
            }
            for (observer, fired) in watch.observers.iter_mut().zip(spikes.shown(0)) {
                if let Some(fired) = fired {
                    observer.spike(self.now, lane as u32, fired.clone());
                }
            }
        }
    }

    /// Shows by how much each weight is about to change.
    pub(super) fn show_changes<W: Observer<S> + Default>(
        &self,
        n_lanes: usize,
        watch: &mut Watch<S, W>,
    ) {
        let terms = self.setting.terms(self.presented);
        for i in 0..self.n {
            let mut own_settings = watch.own_settings(i);
            for source in &self.sources {
                let hearing = Hearing {
                    slice: self,
                    source,
                };
                for (k, slot) in source.inputs.clone().enumerate() {
                    let own = own_settings.next_if(|own| own.0 == slot);
                    if self.absent.contains(&(slot, i)) {
                        continue;
                    }
                    let weight = self.weight_at(slot, i).expect("bug: it has synapses");
                    let product = match own.filter(|_| P::BY_PHI) {
                        Some((_, family, threshold)) => {
                            let lanes = source.own_phis[family].lanes(k, threshold, n_lanes);
                            let mut lanes = lanes.peekable();
                            if lanes.peek().is_none() {
                                continue;
                            }
                            let heard = lanes.map(|lane| hearing.heard(slot, i, lane));
                            sum_of_products(heard.map(|[epsilon, rate]| (epsilon, rate)))
                        }
                        None if source.commits[k] => {
                            let rates = &self.out[0].values;
                            sum_of_products(
                                (0..n_lanes)
                                    .map(|lane| (source.committed.at(lane, k), rates.at(lane, i))),
                            )
                        }
                        _ => continue,
                    };
                    let change = WeightChange {
                        delta: terms.change(weight, &product),
                        after: terms.after(weight, &product),
                    };
                    watch.observers[i].change(self.now, slot as u32, &change);
                }
            }
        }
    }
}
