//! What makes a network's time pass, and what is noted in each tick.

use std::sync::Arc;

use fazil::axon::AgentId;
use fazil::environment::{Frame, Prediction, Showing};
use fazil::scalar::{Scalar, standard_normal};

use crate::changes::born_with;
use crate::engines::{Wanted, build};
use crate::network::{Beat, Network, Tally};

/// Examples in one batch of a test.
const TESTED_AT_ONCE: usize = 60;

impl<S: Scalar> Network<S> {
    /// One tick.
    ///
    /// # Errors
    /// If the network cannot go on.
    pub fn tick(&mut self) -> Result<(), String> {
        self.can_go_on()?;
        if self.is_between() {
            self.begin_presentation();
        }
        let (ticks, onset) = match &self.now {
            Some(now) => (now.ticks(), now.presentation.prediction_ticks),
            None => return Ok(()),
        };
        if self.within + 1 == ticks {
            self.look_ahead();
        }
        if self.within == onset {
            self.teach_twin();
        }
        if self.is_watched {
            self.before = Some(self.engine.weights());
            self.engine.observers(&mut |_, log| log.begin_tick());
        }
        self.advance(1)?;
        self.note();
        Ok(())
    }

    /// The rest of the presentation under way, or else the whole of the next one.
    ///
    /// # Errors
    /// If the network cannot go on.
    pub fn finish_presentation(&mut self) -> Result<(), String> {
        if self.is_watched || !self.is_between() {
            loop {
                self.tick()?;
                if self.is_between() {
                    return Ok(());
                }
            }
        }
        self.can_go_on()?;
        self.begin_presentation();
        self.look_ahead();
        self.teach_twin();
        let ticks = self.now.as_ref().map_or(0, |now| now.ticks());
        self.advance(ticks)
    }

    fn can_go_on(&self) -> Result<(), String> {
        self.ended.clone().map_or(Ok(()), Err)
    }

    fn advance(&mut self, ticks: u64) -> Result<(), String> {
        if let Err(fault) = self.engine.advance(ticks) {
            let why = fault.to_string();
            self.ended = Some(why.clone());
            return Err(why);
        }
        self.clock = self.clock.after(ticks);
        self.within += ticks;
        Ok(())
    }

    fn begin_presentation(&mut self) {
        self.index += u64::from(self.now.is_some());
        if self.is_to_be_rebuilt() {
            self.rebuild();
        }
        self.lose_what_is_due();
        self.look_ahead();
        self.now = self.take_next();
        self.within = 0;
        self.start = self.clock;
        self.timeline.clear();
        self.tally = Tally::default();
        self.at_start = self.is_watched.then(|| self.engine.weights());
        self.engine.observers(&mut |_, log| log.rows.clear());
        if self.scenario.timetable.prediction == Prediction::Imposed {
            self.impose();
        }
    }

    fn impose(&mut self) {
        let deviation = self.scenario.timetable.perturbation.to_f64();
        let draws = &mut self.perturbation;
        self.interventions += self.engine.impose(&mut || match deviation == 0.0 {
            true => S::zero(),
            false => S::from_f64(deviation * standard_normal(draws)),
        });
    }

    /// Backpropagation learns at once, in the tick in which the teacher comes.
    fn teach_twin(&mut self) {
        self.lose_in_twin();
        if let Some(now) = &self.now
            && let Some(teacher) = &now.teacher
        {
            self.twin.learn(&now.stimulus, teacher);
            self.taught += now.stimulus.presented() as u64;
        }
    }

    /// Notes the tick that is over.
    fn note(&mut self) {
        let Some(now) = &self.now else { return };
        let t = self.within as i64 - 1 - now.presentation.prediction_ticks as i64;
        let (is_taught, n_presented) = (now.teacher.is_some(), now.stimulus.presented());
        let by_phi = !self.circuit.settings().rule.is_commanded();
        let mut beat = Beat {
            t,
            energy: 0.0,
            spikes: vec![0; self.depth()],
            missed: 0,
        };
        // ε of the layer in whose moment this is, `[n][B]`.
        let due = usize::try_from(t)
            .ok()
            .filter(|l| *l < self.depth() && is_taught);
        let mut loud: Vec<Vec<bool>> = Vec::new();
        let mut fired: Vec<(AgentId, usize, usize)> = Vec::new();
        let wiring = Arc::clone(&self.circuit.blueprint().wiring);
        self.engine.observers(&mut |id, log| {
            let Some(row) = log.rows.last() else { return };
            if let (AgentId::Error { layer, .. }, Some(own)) = (id, &row.prediction) {
                let squares = own
                    .epsilon
                    .iter()
                    .take(n_presented)
                    .map(|e| e.to_f64().powi(2));
                beat.energy += 0.5 * squares.sum::<f64>();
                if due == Some(layer) {
                    loud.push(own.epsilon.iter().map(|e| !e.is_zero()).collect());
                }
            }
            for (lane, synapses) in &row.spikes {
                let n_slots = wiring.n_slots(id);
                fired.extend(
                    synapses
                        .slots(n_slots)
                        .map(|slot| (id, slot, *lane as usize)),
                );
            }
        });
        let expected = due
            .filter(|_| by_phi)
            .map_or(0, |l| self.expected(l, &loud, n_presented));
        let mut hits = 0;
        for (id, slot, lane) in fired {
            let (below, neuron) = match id {
                AgentId::Error { layer, index } => (layer, index),
                AgentId::Value { layer, .. } => (layer - 1, slot),
                _ => continue,
            };
            beat.spikes[below] += 1;
            let is_loud = loud.get(neuron).is_some_and(|lanes| lanes[lane]);
            hits += u64::from(due == Some(below) && is_loud);
        }
        let n_fired: u64 = beat.spikes.iter().sum();
        beat.missed = expected.saturating_sub(hits);
        self.tally.hits += hits;
        self.tally.missed += beat.missed;
        self.tally.false_spikes += n_fired - hits;
        self.timeline.push(beat);
    }

    /// Synapses, at both ends and in all lanes, whose φ is to fire now.
    fn expected(&self, layer: usize, loud: &[Vec<bool>], n_presented: usize) -> u64 {
        let widths = self.widths();
        let mut expected = 0;
        for (index, lanes) in loud.iter().enumerate() {
            let n_loud = lanes.iter().take(n_presented).filter(|loud| **loud).count() as u64;
            let own = AgentId::Error { layer, index };
            let n_slots = self.circuit.blueprint().wiring.n_slots(own);
            let dendrite = (0..n_slots).filter(|slot| self.has(own, *slot)).count();
            let above = match layer + 1 < self.depth() {
                true => (0..widths[layer + 1])
                    .map(|index| AgentId::Value {
                        layer: layer + 1,
                        index,
                    })
                    .filter(|id| self.has(*id, index))
                    .count(),
                false => 0,
            };
            expected += n_loud * (dendrite + above) as u64;
        }
        expected
    }

    /// The fractions of the test examples that the network and its twin put into the right class,
    /// and how many examples there are; `None` without classes.
    ///
    /// # Errors
    /// If the network fails.
    pub fn evaluate(&mut self) -> Result<Option<(f64, f64, usize)>, String> {
        let test = Arc::clone(&self.split.test);
        let Some(labels) = test.labels.clone().filter(|labels| !labels.is_empty()) else {
            return Ok(None);
        };
        let circuit = born_with(self.circuit.clone(), self.engine.weights(), |settings| {
            settings.n_lanes = TESTED_AT_ONCE;
        });
        let wanted = Wanted {
            packed: true,
            noise: &Default::default(),
            injection: None,
        };
        let mut engine = build(circuit, wanted);
        let is_imposed = self.scenario.timetable.prediction == Prediction::Imposed;
        let ticks = match is_imposed {
            true => 1,
            false => self.scenario.timetable.prediction_ticks.high,
        };
        let order: Vec<usize> = (0..test.len()).collect();
        let batches: Vec<&[usize]> = order.chunks(TESTED_AT_ONCE).collect();
        let showing = |batch: &[usize]| Showing {
            prediction_ticks: ticks,
            learning_ticks: 0,
            stimulus: Arc::new(Frame::inputs(&test, batch)),
            teacher: None,
        };
        engine.queue(showing(batches[0]));
        engine.begin();
        let (mut right, mut twin_right) = (0, 0);
        for (k, batch) in batches.iter().enumerate() {
            batches
                .get(k + 1)
                .iter()
                .for_each(|batch| engine.queue(showing(batch)));
            if is_imposed {
                engine.impose(&mut S::zero);
            }
            engine.advance(ticks).map_err(|fault| fault.to_string())?;
            let mut outputs = vec![Vec::new(); batch.len()];
            engine.observers(&mut |id, log| {
                if let (AgentId::Value { layer: 0, .. }, Some(x)) = (id, &log.last) {
                    outputs
                        .iter_mut()
                        .enumerate()
                        .for_each(|(lane, row)| row.push(x.values[lane].clone()));
                }
            });
            let inputs: Vec<&[S]> = batch.iter().map(|k| test.input(*k)).collect();
            let twin = self.twin.outputs(&inputs);
            for (lane, example) in batch.iter().enumerate() {
                right += usize::from(class_of(&outputs[lane]) == labels[*example]);
                twin_right += usize::from(class_of(&twin[lane]) == labels[*example]);
            }
        }
        let fraction = |right: usize| right as f64 / test.len() as f64;
        Ok(Some((fraction(right), fraction(twin_right), test.len())))
    }
}

/// The class of an output: the largest, ties to the lowest; of a single output whether it is above
/// one half.
fn class_of<S: Scalar>(outputs: &[S]) -> u32 {
    if let [single] = outputs {
        return u32::from(single.to_f64() > 0.5);
    }
    let mut best = 0;
    for (k, output) in outputs.iter().enumerate() {
        if *output > outputs[best] {
            best = k;
        }
    }
    best as u32
}
