//! Whether a state can be a network's: everything that an engine relies on.
//!
//! Promises that no state that passes makes an engine look for what is not there, nor a clock or a
//! count go beyond its numbers. Refuses to judge whether the network could have come to it.

use super::{ErrorLayer, Fit, NetworkState, StateError, ValueLayer};
use crate::environment::{FrameState, ShowingState};
use crate::neuron::DistortionState;
use crate::scalar::Scalar;
use crate::synapse::Detector;

/// Clocks and counts beyond this are no run's.
const FAR: i64 = 1 << 60;
/// Messages.
const MANY: u64 = 1 << 56;
/// Ticks of a presentation.
const LONG: u64 = 1 << 40;

type Checked = Result<(), StateError>;

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, given: T, expected: T) -> Checked {
    match given == expected {
        true => Ok(()),
        false => Err(StateError::misfit(
            what,
            format!("{given:?}"),
            format!("{expected:?}"),
        )),
    }
}

fn below<T: PartialOrd + std::fmt::Display>(
    what: &str,
    given: impl IntoIterator<Item = T>,
    limit: T,
) -> Checked {
    match given.into_iter().find(|it| *it >= limit) {
        None => Ok(()),
        Some(it) => {
            let limit = format!("less than {limit}");
            Err(StateError::misfit(what, it, limit))
        }
    }
}

impl<S: Scalar> NetworkState<S> {
    /// Whether a network that `fit` describes can go on from here.
    ///
    /// # Errors
    /// The first thing that does not fit.
    pub(in crate::engine) fn check(&self, fit: &Fit<S>) -> Checked {
        equal("the list of widths", &self.widths, &fit.widths)?;
        equal("the number of lanes", self.n_lanes, fit.n_lanes)?;
        equal("whether there are biases", self.has_bias, fit.has_bias)?;
        equal(
            "what counts as quiet",
            &self.quiet_kinds,
            &fit.quiet_kinds(),
        )?;
        below(
            "the clock's distance from 0",
            [self.clock.unsigned_abs()],
            FAR.unsigned_abs(),
        )?;
        let controller = self.controller.as_ref();
        equal(
            "whether there is a controller",
            controller.is_some(),
            fit.is_commanded,
        )?;
        if let Some(controller) = controller {
            equal(
                "lanes of the controller",
                controller.lanes.len(),
                fit.n_lanes,
            )?;
            below(
                "the controller's clock",
                controller.clock,
                FAR.unsigned_abs(),
            )?;
        }
        self.check_noise()?;
        self.check_environment(fit)?;
        let n_counted = self.counts.all().into_iter();
        below("a count of messages", n_counted, MANY)?;
        equal(
            "layers of value neurons",
            self.values.len(),
            fit.depth() + 1,
        )?;
        equal("layers of error neurons", self.errors.len(), fit.depth())?;
        for (l, layer) in self.values.iter().enumerate() {
            self.check_values(layer, l, fit)?;
        }
        for (l, layer) in self.errors.iter().enumerate() {
            self.check_errors(layer, l, fit)?;
        }
        Ok(())
    }

    fn check_noise(&self) -> Checked {
        let noise = &self.noise;
        let sizes = [noise.activity, noise.message, noise.corrupted];
        let is_size = |size: &f64| size.is_finite() && *size >= 0.0;
        let is_noise = sizes.iter().all(is_size) && noise.corrupted <= 1.0;
        equal("whether the noise is one", is_noise, true)
    }

    fn check_environment(&self, fit: &Fit<S>) -> Checked {
        let (n_inputs, n_lanes) = (fit.widths[fit.depth()], fit.n_lanes);
        equal(
            "numbers of the stimulus",
            self.shown.len(),
            n_inputs * n_lanes,
        )?;
        below("lanes of the stimulus", [self.shown_in], n_lanes as u32 + 1)?;
        let programme = &self.programme;
        for showing in programme.coming.iter().chain(&programme.current) {
            check_showing(showing, fit)?;
        }
        let current = programme.current.as_ref();
        let length = current.map(|it| it.prediction_ticks + it.learning_ticks);
        below(
            "ticks already shown",
            [programme.shown],
            length.unwrap_or(0) + 1,
        )
    }

    fn check_values(&self, layer: &ValueLayer<S>, l: usize, fit: &Fit<S>) -> Checked {
        let (n, n_lanes, n_slots) = (fit.widths[l], fit.n_lanes, fit.n_feedback(l));
        let in_lanes = [&layer.x, &layer.residue, &layer.rates].map(|it| it.len());
        equal("numbers of value neurons", in_lanes, [n * n_lanes; 3])?;
        let of_neurons = [layer.presented.len(), layer.rates_in.len()];
        equal("value neurons", of_neurons, [n; 2])?;
        let flags = [layer.is_new.len(), layer.is_dead.len()];
        equal("value neurons", flags, [n; 2])?;
        let presented = layer.presented.iter().chain(&layer.rates_in).copied();
        below("lanes presented", presented, n_lanes as u32 + 1)?;
        let may_have_rest = fit.is_pair && l < fit.depth();
        let has_rest = layer.residue.iter().any(|rest| !rest.is_zero());
        equal("whether x has a residue", has_rest && !may_have_rest, false)?;
        equal("feedback weights", layer.weights.len(), n * n_slots)?;
        check_absent(&layer.absent, n, n_slots)?;
        if let Some(own) = &layer.own {
            equal("whether inputs have error neurons", l == fit.depth(), false)?;
            let lens = [
                own.epsilon.len(),
                own.mu.len(),
                own.presented.len() * n_lanes,
            ];
            equal("numbers heard of error neurons", lens, [n * n_lanes; 3])?;
            below(
                "lanes presented",
                own.presented.iter().copied(),
                n_lanes as u32 + 1,
            )?;
        }
        let is_hidden = l > 0 && l < fit.depth();
        let n_jitters = if is_hidden && self.noise.activity > 0.0 {
            n
        } else {
            0
        };
        equal("noisy value neurons", layer.jitter.len(), n_jitters)?;
        check_positions(layer.jitter.iter().copied())?;
        self.check_distortion(&layer.distortion, n)
    }

    fn check_errors(&self, layer: &ErrorLayer<S>, l: usize, fit: &Fit<S>) -> Checked {
        let (n, n_lanes, n_slots) = (fit.widths[l], fit.n_lanes, fit.n_dendrite(l));
        let in_lanes = [&layer.x, &layer.residue, &layer.epsilon, &layer.mu].map(|it| it.len());
        equal("numbers of error neurons", in_lanes, [n * n_lanes; 4])?;
        let of_neurons = [layer.presented.len(), layer.is_heard.len()];
        equal("error neurons", of_neurons, [n; 2])?;
        below(
            "lanes presented",
            layer.presented.iter().copied(),
            n_lanes as u32 + 1,
        )?;
        let has_rest = layer.residue.iter().any(|rest| !rest.is_zero());
        equal("whether x has a residue", has_rest && !fit.is_pair, false)?;
        equal("weights", layer.weights.len(), n * n_slots)?;
        check_absent(&layer.absent, n, n_slots)?;
        let is_heard = layer.is_heard.contains(&true);
        let may_be_heard = !fit.is_phasic && l + 1 < fit.depth();
        equal(
            "whether ε is heard between two ticks",
            is_heard && !may_be_heard,
            false,
        )?;
        let n_heard = if is_heard { n * n_lanes } else { 0 };
        let lens = [layer.heard.len(), layer.by_feedback.len()];
        equal("numbers heard of error neurons", lens, [n_heard; 2])?;
        let silent = Detector::<S>::SILENT_FOR_EVER.0;
        for last_loud in &layer.last_loud {
            let n_ticks = fit.n_kinds() * n * n_lanes;
            equal("ticks at which ε was loud last", last_loud.len(), n_ticks)?;
            below(
                "a tick at which ε was loud",
                last_loud.iter().copied(),
                self.clock,
            )?;
            let since = last_loud.iter().map(|tick| silent.saturating_sub(*tick));
            below("how long ε was quiet before that", since, 1)?;
        }
        self.check_distortion(&layer.distortion, n)
    }

    fn check_distortion(&self, distortion: &[DistortionState<S>], n: usize) -> Checked {
        let is_any = self.noise.message > 0.0 || self.noise.corrupted > 0.0;
        let n_distorted = if is_any { n } else { 0 };
        equal(
            "neurons whose words are noisy",
            distortion.len(),
            n_distorted,
        )?;
        check_positions(distortion.iter().map(|of| of.position))?;
        for (meant, heard) in distortion.iter().flat_map(|of| &of.said) {
            let n_meant = if meant.is_empty() { 0 } else { self.n_lanes };
            let lens = [meant.len(), heard.len()];
            equal("numbers said in noise", lens, [n_meant; 2])?;
        }
        Ok(())
    }
}

fn check_showing<S: Scalar>(showing: &ShowingState<S>, fit: &Fit<S>) -> Checked {
    let ticks = [showing.prediction_ticks, showing.learning_ticks];
    below("ticks of a presentation", ticks, LONG)?;
    let frame = |frame: &FrameState<S>, n: usize| {
        below("lanes presented", [frame.presented], fit.n_lanes + 1)?;
        equal("numbers shown", frame.values.len(), n * frame.presented)
    };
    frame(&showing.stimulus, fit.widths[fit.depth()])?;
    let teacher = showing.teacher.as_ref();
    teacher.map_or(Ok(()), |teacher| frame(teacher, fit.widths[0]))
}

fn check_positions(positions: impl IntoIterator<Item = u64>) -> Checked {
    below("how far a stream of draws has come", positions, MANY)
}

fn check_absent(absent: &[(usize, usize)], n: usize, n_slots: usize) -> Checked {
    below(
        "a neuron that lacks a synapse",
        absent.iter().map(|it| it.0),
        n,
    )?;
    below(
        "a slot without a synapse",
        absent.iter().map(|it| it.1),
        n_slots,
    )
}
