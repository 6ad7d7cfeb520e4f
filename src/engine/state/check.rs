//! Whether a state can be a network's: everything that an engine relies on.
//!
//! Promises that no state that passes makes an engine look for what is not there, nor a clock or a
//! count go beyond its numbers. Refuses to judge whether the network could have come to it.

use super::{ErrorLayer, FeedbackState, Fit, NetworkState, Said, StateError, ValueLayer};
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
        equal("the number of pairs", &self.pairs, &fit.pairs())?;
        equal("the number of lanes", self.n_lanes, fit.n_lanes)?;
        equal("whether there are biases", &self.has_bias, &fit.has_bias())?;
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
        let lists = [self.values.len(), self.errors.len(), self.feedback.len()];
        let wiring = &fit.wiring;
        let expected = [
            fit.widths.len(),
            wiring.n_computing(),
            wiring.projections().len(),
        ];
        equal("populations and projections", lists, expected)?;
        for (l, layer) in self.values.iter().enumerate() {
            self.check_values(layer, l, fit)?;
        }
        for (l, layer) in self.errors.iter().enumerate() {
            self.check_errors(layer, l, fit)?;
        }
        for (e, feedback) in self.feedback.iter().enumerate() {
            self.check_feedback(feedback, e, fit)?;
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
        let (n_inputs, n_lanes) = (fit.wiring.n_inputs(), fit.n_lanes);
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
        let (n, n_lanes) = (fit.widths[l], fit.n_lanes);
        let n_slots: Vec<usize> = (0..n).map(|i| fit.n_feedback(l, i)).collect();
        let in_lanes = [&layer.x, &layer.residue, &layer.rates].map(|it| it.len());
        equal("numbers of value neurons", in_lanes, [n * n_lanes; 3])?;
        let of_neurons = [layer.presented.len(), layer.rates_in.len()];
        equal("value neurons", of_neurons, [n; 2])?;
        let flags = [layer.is_new.len(), layer.is_dead.len()];
        equal("value neurons", flags, [n; 2])?;
        let presented = layer.presented.iter().chain(&layer.rates_in).copied();
        below("lanes presented", presented, n_lanes as u32 + 1)?;
        let is_input = fit.wiring.is_input(l);
        let may_have_rest = fit.is_pair && !is_input;
        let has_rest = layer.residue.iter().any(|rest| !rest.is_zero());
        equal("whether x has a residue", has_rest && !may_have_rest, false)?;
        equal(
            "feedback weights",
            layer.weights.len(),
            n_slots.iter().sum(),
        )?;
        check_absent(&layer.absent, &n_slots)?;
        if let Some(own) = &layer.own {
            equal("whether inputs have error neurons", is_input, false)?;
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
        let is_hidden = fit.wiring.is_hidden(l);
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
        let (n, n_lanes) = (fit.widths[l], fit.n_lanes);
        let n_slots: Vec<usize> = (0..n).map(|i| fit.n_dendrite(l, i)).collect();
        let in_lanes = [&layer.x, &layer.residue, &layer.epsilon, &layer.mu].map(|it| it.len());
        equal("numbers of error neurons", in_lanes, [n * n_lanes; 4])?;
        equal("error neurons", layer.presented.len(), n)?;
        below(
            "lanes presented",
            layer.presented.iter().copied(),
            n_lanes as u32 + 1,
        )?;
        let has_rest = layer.residue.iter().any(|rest| !rest.is_zero());
        equal("whether x has a residue", has_rest && !fit.is_pair, false)?;
        equal("weights", layer.weights.len(), n_slots.iter().sum())?;
        check_absent(&layer.absent, &n_slots)?;
        self.check_last_loud(&layer.last_loud, n, fit)?;
        self.check_distortion(&layer.distortion, n)
    }

    fn check_feedback(&self, feedback: &FeedbackState<S>, e: usize, fit: &Fit<S>) -> Checked {
        let (n, n_lanes) = (fit.n_heard(e), fit.n_lanes);
        let said = |said: &Said<S>| {
            let is_any = said.speaks.contains(&true);
            let n = if is_any { n } else { 0 };
            equal("error neurons heard", said.speaks.len(), n)?;
            let lens = [said.epsilon.len(), said.by_feedback.len()];
            equal("numbers heard of error neurons", lens, [n * n_lanes; 2])
        };
        said(&feedback.heard)?;
        let is_heard = !feedback.heard.speaks.is_empty();
        equal(
            "whether ε is heard between two ticks",
            is_heard && fit.is_phasic,
            false,
        )?;
        let delay = fit.wiring.projections()[e].delay;
        let n_ticks = if n == 0 { 0 } else { delay };
        equal("ticks under way", feedback.under_way.len(), n_ticks)?;
        feedback.under_way.iter().try_for_each(said)?;
        self.check_last_loud(&feedback.last_loud, n, fit)
    }

    fn check_last_loud(&self, last_loud: &[i64], n: usize, fit: &Fit<S>) -> Checked {
        let silent = Detector::<S>::SILENT_FOR_EVER.0;
        let n_ticks = fit.n_kinds() * n * fit.n_lanes;
        equal("ticks at which ε was loud last", last_loud.len(), n_ticks)?;
        let ticks = last_loud.iter().copied();
        below("a tick at which ε was loud", ticks, self.clock)?;
        let since = last_loud.iter().map(|tick| silent.saturating_sub(*tick));
        below("how long ε was quiet before that", since, 1)
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
    frame(&showing.stimulus, fit.wiring.n_inputs())?;
    let teacher = showing.teacher.as_ref();
    teacher.map_or(Ok(()), |teacher| frame(teacher, fit.wiring.n_outputs()))
}

fn check_positions(positions: impl IntoIterator<Item = u64>) -> Checked {
    below("how far a stream of draws has come", positions, MANY)
}

fn check_absent(absent: &[(usize, usize)], n_slots: &[usize]) -> Checked {
    let neurons = absent.iter().map(|it| it.0);
    below("a neuron that lacks a synapse", neurons, n_slots.len())?;
    let is_beyond = |it: &&(usize, usize)| it.1 >= n_slots[it.0];
    match absent.iter().find(is_beyond) {
        None => Ok(()),
        Some(&(neuron, slot)) => {
            let limit = format!("less than {}", n_slots[neuron]);
            Err(StateError::misfit("a slot without a synapse", slot, limit))
        }
    }
}
