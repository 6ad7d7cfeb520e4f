//! What makes a network's time pass, and what is noted in each tick.

use std::sync::Arc;

use fazil::axon::AgentId;
use fazil::environment::{Frame, Prediction, Showing};
use fazil::scalar::{Scalar, standard_normal};
use fazil::wiring::Wiring;

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
        let is_imposed = self.scenario.timetable.prediction == Prediction::Imposed;
        let is_delayed = self.wiring().projections().iter().any(|of| of.delay > 0);
        self.under_way =
            (self.is_watched && is_delayed && !is_imposed).then(|| Box::new(self.engine.state()));
        self.now = self.take_next();
        self.within = 0;
        self.start = self.clock;
        self.timeline.clear();
        self.tally = Tally::default();
        self.loud = vec![Vec::new(); self.wiring().n_computing()];
        self.at_start = self.is_watched.then(|| self.engine.weights());
        self.engine.observers(&mut |_, log| log.rows.clear());
        if is_imposed {
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
        let wiring = self.wiring();
        // The level whose moment this is.
        let due = usize::try_from(t)
            .ok()
            .filter(|level| *level < self.depth() && is_taught);
        let (mut energy, mut fired) = (0.0, Vec::new());
        let loud = &mut self.loud;
        self.engine.observers(&mut |id, log| {
            let Some(row) = log.rows.last() else { return };
            if let (AgentId::Error { layer, .. }, Some(own)) = (id, &row.prediction) {
                let lanes = own.epsilon.iter().take(n_presented);
                energy += 0.5 * lanes.map(|e| e.to_f64().powi(2)).sum::<f64>();
                if due == Some(wiring.level(layer)) {
                    loud[layer].push(own.epsilon.iter().map(|e| !e.is_zero()).collect());
                }
            }
            if !row.spikes.is_empty() {
                fired.push((id, row.spikes.clone()));
            }
        });
        let expected = due
            .filter(|_| by_phi)
            .map_or(0, |level| self.expected(level, n_presented));
        let mut spikes = vec![0; self.depth()];
        let mut hits = 0;
        for (id, rows) in fired {
            let Some(level) = due_of(id, &wiring) else {
                continue;
            };
            let heard = self.heard_from(id);
            for (lane, synapses) in rows {
                for slot in synapses.slots(heard.len()) {
                    spikes[level] += 1;
                    let is_loud = self.is_loud(heard[slot], lane as usize);
                    hits += u64::from(due == Some(level) && is_loud);
                }
            }
        }
        let missed = expected.saturating_sub(hits);
        self.tally.hits += hits;
        self.tally.missed += missed;
        self.tally.false_spikes += spikes.iter().sum::<u64>() - hits;
        let beat = Beat {
            t,
            energy,
            spikes,
            missed,
        };
        self.timeline.push(beat);
    }

    /// By slot: the error neuron (population, index) whose ε a synapse of this neuron learns from.
    fn heard_from(&self, id: AgentId) -> Vec<(usize, usize)> {
        let wiring = &self.circuit.blueprint().wiring;
        match id {
            AgentId::Error { layer, index } => vec![(layer, index); wiring.n_slots(id)],
            AgentId::Value { layer, index } => (wiring.axon(layer, index))
                .map(|of| (of.population, of.index))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether ε of an error neuron was not 0 at t = its level, in a lane.
    fn is_loud(&self, (population, index): (usize, usize), lane: usize) -> bool {
        let neurons = self.loud.get(population);
        let lanes = neurons.and_then(|neurons| neurons.get(index));
        lanes.is_some_and(|lanes| lanes[lane])
    }

    /// Synapses, at both ends and in all lanes, whose φ is to fire at t = `level`: those of
    /// dendrites of that level, and feedback copies one level above.
    fn expected(&self, level: usize, n_presented: usize) -> u64 {
        let wiring = &*self.circuit.blueprint().wiring;
        let errors = (0..wiring.n_computing())
            .flat_map(|layer| (0..wiring.widths()[layer]).map(move |index| (layer, index)));
        let both = errors.flat_map(|(layer, index)| {
            [
                AgentId::Error { layer, index },
                AgentId::Value { layer, index },
            ]
        });
        let mut expected = 0;
        for id in both.filter(|id| due_of(*id, wiring) == Some(level)) {
            let fixed = wiring.fixed_slots(id);
            for (slot, of) in self.heard_from(id).into_iter().enumerate() {
                if self.has(id, slot) && fixed.binary_search(&slot).is_err() {
                    let lanes = (0..n_presented).filter(|lane| self.is_loud(of, *lane));
                    expected += lanes.count() as u64;
                }
            }
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
        let wiring = self.wiring();
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
                if let (AgentId::Value { layer, .. }, Some(x)) = (id, &log.last)
                    && wiring.is_output(layer)
                {
                    outputs
                        .iter_mut()
                        .enumerate()
                        .for_each(|(lane, row)| row.push(x.values[lane].clone()));
                }
            });
            let inputs: Vec<&[S]> = batch.iter().map(|k| test.input(*k)).collect();
            let twin = self.twin.outputs(&inputs, wiring.n_output_populations());
            for (lane, example) in batch.iter().enumerate() {
                right += usize::from(class_of(&outputs[lane]) == labels[*example]);
                twin_right += usize::from(class_of(&twin[lane]) == labels[*example]);
            }
        }
        let fraction = |right: usize| right as f64 / test.len() as f64;
        Ok(Some((fraction(right), fraction(twin_right), test.len())))
    }
}

/// The t at which φ of a neuron's synapses are to fire; `None` if it has none.
fn due_of(id: AgentId, wiring: &Wiring) -> Option<usize> {
    match id {
        AgentId::Error { layer, .. } => Some(wiring.level(layer)),
        // A pulse arrives when it has come from one level below, whatever level it is of.
        AgentId::Value { layer, .. } if wiring.is_hidden(layer) => Some(wiring.level(layer) - 1),
        _ => None,
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
