//! What observers are shown of how error neurons learn: who fired, and how much weights change.
//!
//! Promises to look on only.

use super::ErrorSlice;
use crate::axon::{Observer, Spiked, Tick, WeightChange};
use crate::engine::packed::detector_overrides::Population;
use crate::engine::packed::observation::Watch;
use crate::engine::packed::parameters::sum_of_products;
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

impl<S: Scalar, P: Plasticity> ErrorSlice<S, P> {
    /// Shows which synapses fired.
    pub(super) fn show_spikes<W: Observer<S> + Default>(
        &self,
        now: Tick,
        n_lanes: usize,
        watch: &mut Watch<S, W>,
    ) {
        let stride = self.epsilon.stride();
        let Some(spikes) = &mut watch.spikes else {
            return;
        };
        let is_plain = spikes.is_plain();
        for (i, observer) in watch.observers.iter_mut().enumerate() {
            if !(self.commits[i] || self.own_phis.iter().any(|own| own.fires(i))) {
                continue;
            }
            for lane in 0..n_lanes {
                let fires = self.fires[lane * stride + i];
                if is_plain {
                    if fires {
                        observer.spike(now, lane as u32, Spiked::All);
                    }
                    continue;
                }
                spikes.begin(std::iter::once(fires));
                for (family, own) in self.own_phis.iter().enumerate() {
                    spikes.add(family, std::iter::once(own.age(i, lane)));
                }
                if spikes.is_silent() {
                    continue;
                }
                if let [Some(fired)] = spikes.shown(i) {
                    observer.spike(now, lane as u32, fired.clone());
                }
            }
        }
    }

    /// Shows by how much each weight is about to change.
    pub(super) fn show_changes<W: Observer<S> + Default>(
        &self,
        now: Tick,
        n_lanes: usize,
        watch: &mut Watch<S, W>,
    ) {
        let terms = self.setting.terms(self.presented);
        let is_commanded = self.command.is_some();
        let committed = if is_commanded {
            &self.committed
        } else {
            &self.pulse
        };
        for i in 0..self.n {
            let mut own_settings = watch.own_settings(i);
            for slot in 0..self.n_slots() {
                let own = own_settings.next_if(|own| own.0 == slot);
                if self.absent.contains(&(slot, i)) {
                    continue;
                }
                let weight = self.weight(slot, i);
                let product = match own.filter(|_| !is_commanded) {
                    Some((_, family, threshold)) => {
                        let lanes = self.own_phis[family].lanes(i, threshold, n_lanes);
                        let mut lanes = lanes.peekable();
                        if lanes.peek().is_none() {
                            continue;
                        }
                        let heard = lanes.map(|lane| self.heard(slot, i, lane));
                        sum_of_products(heard.map(|[epsilon, rate]| (epsilon, rate)))
                    }
                    None if self.commits[i] => sum_of_products(
                        (0..n_lanes).map(|lane| (committed.at(lane, i), self.rate(slot, lane))),
                    ),
                    None => continue,
                };
                let change = WeightChange {
                    delta: terms.change(weight, &product),
                    after: terms.after(weight, &product),
                };
                watch.observers[i].change(now, slot as u32, &change);
            }
        }
    }
}
