//! A network as the page sees it: whatever its numbers are, in JSON.
//!
//! Populations and projections are numbered as in the core: in a chain by layer, from the output.
//! Refuses to change a number.

use std::fmt::Write as _;
use std::sync::Arc;

use fazil::axon::{AgentId, SynapseId};
use fazil::engine::{Kind, Lesion};
use fazil::scalar::{Precision, Scalar};
use fazil::scenario::Scenario;
use fazil::session::equals_backpropagation;
use fazil::wiring::Wiring;
use serde_json::{Value, json};

use crate::anatomy;
use crate::network::{Loss, Network, Shown};

/// More weights than this are hashed between presentations only: a frame has 8 ms.
const MOST_HASHED: usize = 500;

/// A network whose numbers may be of any precision.
pub(crate) trait Stage {
    fn tick(&mut self) -> Result<(), String>;
    fn finish_presentation(&mut self) -> Result<(), String>;
    fn is_between(&self) -> bool;
    fn coming_ticks(&self) -> Option<u64>;
    fn clock(&self) -> i64;
    fn index(&self) -> u64;
    fn wiring(&self) -> Arc<Wiring>;
    fn copied(&self) -> Box<dyn Stage>;
    fn watch(&mut self, is_watched: bool);
    fn set(&mut self, scenario: Scenario);
    fn lesion(&mut self, lesion: &Lesion) -> Result<(), String>;
    fn show(&mut self, shown: &Shown) -> Result<(), String>;
    fn lose(&mut self, loss: Loss) -> Result<(), String>;
    fn pack(&mut self, is_packed: bool) -> Result<(), String>;
    fn scene(&self) -> Value;
    fn standing(&self) -> Value;
    fn state(&mut self, lane: usize) -> Value;
    fn neuron(&mut self, id: AgentId, lane: usize) -> Result<Value, String>;
    fn synapse(&mut self, id: SynapseId, lane: usize) -> Result<Value, String>;
    fn weights(&self, only: Option<&[usize]>) -> Value;
    fn evaluate(&mut self) -> Result<Value, String>;
    fn hash(&mut self) -> String;
    fn csv(&mut self, lane: usize) -> String;
}

impl<S: Scalar> Stage for Network<S> {
    fn tick(&mut self) -> Result<(), String> {
        Network::tick(self)
    }

    fn finish_presentation(&mut self) -> Result<(), String> {
        Network::finish_presentation(self)
    }

    fn is_between(&self) -> bool {
        Network::is_between(self)
    }

    fn coming_ticks(&self) -> Option<u64> {
        Network::coming_ticks(self)
    }

    fn clock(&self) -> i64 {
        self.clock.0
    }

    fn index(&self) -> u64 {
        self.index
    }

    fn wiring(&self) -> Arc<Wiring> {
        Network::wiring(self)
    }

    fn copied(&self) -> Box<dyn Stage> {
        Box::new(Network::copied(self))
    }

    fn watch(&mut self, is_watched: bool) {
        Network::watch(self, is_watched);
    }

    fn set(&mut self, scenario: Scenario) {
        self.pending.scenario = Some(scenario);
    }

    fn lesion(&mut self, lesion: &Lesion) -> Result<(), String> {
        let is_there = match *lesion {
            Lesion::Neuron { layer, index } => {
                self.widths().get(layer).is_some_and(|width| index < *width)
            }
            Lesion::Synapse { synapse, .. } => self.knows(synapse),
        };
        match is_there {
            true => Network::lesion(self, lesion),
            false => return Err("the network has no such neuron or synapse".to_owned()),
        }
        Ok(())
    }

    fn show(&mut self, shown: &Shown) -> Result<(), String> {
        let wiring = Network::wiring(self);
        let (n_inputs, n_outputs) = (wiring.n_inputs(), wiring.n_outputs());
        let n_targets = shown.target.as_ref().map_or(n_outputs, Vec::len);
        if shown.input.len() != n_inputs || n_targets != n_outputs {
            return Err(format!(
                "the network has {n_inputs} inputs and {n_outputs} outputs; {} and {n_targets} \
                 numbers were given",
                shown.input.len()
            ));
        }
        Network::show(self, shown);
        Ok(())
    }

    fn lose(&mut self, loss: Loss) -> Result<(), String> {
        match loss.speaker {
            AgentId::Value { layer, index } | AgentId::Error { layer, index }
                if self.widths().get(layer).is_some_and(|width| index < *width) => {}
            other => {
                let name = self.circuit.blueprint().wiring.name(other);
                return Err(format!("the network has no neuron {name}"));
            }
        }
        match self.is_packed {
            true => Err(
                "the packed engine has no single messages; go back to the literal engine \
                         first"
                    .to_owned(),
            ),
            false => {
                self.pending.loss = Some(loss);
                Ok(())
            }
        }
    }

    fn pack(&mut self, is_packed: bool) -> Result<(), String> {
        if is_packed && S::PRECISION == Precision::Exact {
            return Err("fractions run on the literal engine alone".to_owned());
        }
        self.pending.packed = Some(is_packed);
        Ok(())
    }

    fn scene(&self) -> Value {
        let scenario = self.pending.scenario.as_ref().unwrap_or(&self.scenario);
        let Scenario {
            name,
            about,
            network,
            learning,
            timetable,
            ..
        } = scenario;
        let train = &self.split.train;
        json!({
            "name": name, "about": about, "version": env!("CARGO_PKG_VERSION"),
            "precision": format!("{:?}", scenario.precision),
            "widths": network.widths(), "bias": network.bias,
            "isChain": network.wiring.is_chain(), "depth": network.depth(),
            "nInputs": network.wiring.n_inputs(), "nOutputs": network.wiring.n_outputs(),
            "populations": anatomy::populations(network),
            "projections": anatomy::projections(&network.wiring),
            "delays": network.description.as_ref().map(|of| format!("{:?}", of.delays)),
            "unequal": equals_backpropagation(scenario).err(),
            "activation": format!("{:?}", network.activation),
            "inputTransfer": format!("{:?}", network.input_transfer),
            "state": format!("{:?}", network.state),
            "rule": format!("{:?}", learning.rule), "feedback": format!("{:?}", learning.feedback),
            "phi": format!("{:?}", learning.phi), "td": learning.phi.quiet_ticks(),
            "alpha": learning.alpha.to_string(), "gamma": learning.gamma.to_string(),
            "prediction": format!("{:?}", timetable.prediction),
            "p": [timetable.prediction_ticks.low, timetable.prediction_ticks.high],
            "T": [timetable.learning_ticks.low, timetable.learning_ticks.high],
            "lanes": timetable.batch, "nTrain": train.len(), "nTest": self.split.test.len(),
            "hasClasses": train.labels.is_some(),
            "noise": scenario.faults.activity_noise.to_string(),
        })
    }

    fn standing(&self) -> Value {
        json!({
            "tick": self.clock.0, "presentation": self.index, "between": Network::is_between(self),
            "taught": self.taught, "ended": self.ended, "packed": self.is_packed,
        })
    }

    fn state(&mut self, lane: usize) -> Value {
        let (rows, said_before) = (self.last_rows(), self.said_before());
        let layers: Vec<Value> = (0..self.widths().len())
            .map(|l| self.layer(&rows, &said_before, l, lane))
            .collect();
        let weights = self.engine.weights();
        let twin = self.twin.weights();
        let counts = self.counts();
        let now = self.now.as_ref();
        let presented = now.is_some_and(|now| lane < now.stimulus.presented());
        let numbers = |values: &[S]| -> Vec<f64> { values.iter().map(S::to_f64).collect() };
        let example = now.and_then(|now| now.presentation.examples.get(lane).copied());
        let timeline: Vec<Value> = (self.timeline.iter())
            .map(|beat| json!([beat.t, beat.energy, beat.spikes, beat.missed]))
            .collect();
        json!({
            "tick": self.clock.0, "within": self.within, "between": Network::is_between(self),
            "presentation": self.index, "epoch": now.map(|now| now.epoch),
            "t": now.map(|now| self.within as i64 - 1 - now.presentation.prediction_ticks as i64),
            "p": now.map(|now| now.presentation.prediction_ticks),
            "T": now.map(|now| now.presentation.learning_ticks),
            "taught": now.is_some_and(|now| now.teacher.is_some()),
            "example": example,
            "label": example.zip(self.split.train.labels.as_ref()).map(|(k, labels)| labels[k]),
            "stimulus": now.filter(|_| presented).map(|now| numbers(now.stimulus.lane(lane))),
            "target": now.filter(|_| presented).and_then(|now| now.teacher.as_ref())
                .map(|teacher| numbers(teacher.lane(lane))),
            "layers": layers,
            "different": weights.n_different(&twin), "weightsN": weights.n_forward(),
            "most": weights.max_divergence(&twin), "mirror": weights.max_mirror_divergence(),
            "oneSided": self.is_one_sided, "nTaught": self.taught,
            "twin": self.twin_pass(lane), "moment": self.moments(lane),
            "hits": self.tally.hits, "missed": self.tally.missed,
            "false": self.tally.false_spikes, "interventions": self.interventions,
            "messages": counts.messages(), "beats": counts.beats(), "commands": counts.commands(),
            "kinds": Kind::ALL.map(|kind| counts.of(kind)),
            "timeline": timeline, "packed": self.is_packed, "watched": self.is_watched,
            "ended": self.ended, "pending": self.is_to_be_rebuilt(),
            "hash": (Network::is_between(self) || weights.n_forward() <= MOST_HASHED)
                .then(|| weights.forward_blake3()[..12].to_owned()),
        })
    }

    fn neuron(&mut self, id: AgentId, lane: usize) -> Result<Value, String> {
        self.explain(id, lane)
    }

    fn synapse(&mut self, id: SynapseId, lane: usize) -> Result<Value, String> {
        self.why(id, lane)
    }

    fn weights(&self, only: Option<&[usize]>) -> Value {
        let absent = anatomy::absent(&self.circuit.blueprint().wiring, &self.absent);
        if only.is_some_and(<[usize]>::is_empty) {
            return json!({ "theta": [], "feedback": [], "twin": [], "absent": absent });
        }
        let (weights, twin) = (self.engine.weights(), self.twin.weights());
        let lists = |matrices: &[fazil::blueprint::Matrix<S>]| -> Vec<Vec<f64>> {
            let is_asked = |e: usize| only.is_none_or(|only| only.contains(&e));
            (matrices.iter().enumerate())
                .map(|(e, of)| match is_asked(e) {
                    true => of.values.iter().map(S::to_f64).collect(),
                    false => Vec::new(),
                })
                .collect()
        };
        json!({
            "theta": lists(&weights.theta), "feedback": lists(&weights.feedback),
            "twin": lists(&twin.theta),
            "absent": absent,
        })
    }

    fn evaluate(&mut self) -> Result<Value, String> {
        Ok(match Network::evaluate(self)? {
            Some((own, twin, n)) => json!({ "own": own, "twin": twin, "n": n }),
            None => Value::Null,
        })
    }

    fn hash(&mut self) -> String {
        let mut bytes = Vec::new();
        for (_, row) in self.last_rows() {
            let numbers = row
                .x
                .iter()
                .flat_map(|x| x.values.iter().chain(&*x.residue));
            let own = row
                .prediction
                .iter()
                .flat_map(|own| own.epsilon.iter().chain(&*own.mu));
            numbers
                .chain(own)
                .for_each(|number| number.append_bytes(&mut bytes));
        }
        bytes.extend_from_slice(self.engine.weights().blake3().as_bytes());
        bytes.extend_from_slice(self.twin.weights().forward_blake3().as_bytes());
        blake3::hash(&bytes).to_hex()[..16].to_owned()
    }

    fn csv(&mut self, lane: usize) -> String {
        let onset = self
            .now
            .as_ref()
            .map_or(0, |now| now.presentation.prediction_ticks as i64);
        let mut text = "t,neuron,x,epsilon,mu,spikes,changes\n".to_owned();
        let wiring = Arc::clone(&self.circuit.blueprint().wiring);
        self.engine.observers(&mut |id, log| {
            for (k, row) in log.rows.iter().enumerate() {
                let show = |value: Option<&S>| value.map_or(String::new(), S::to_string);
                let own = row.prediction.as_ref();
                let n_slots = wiring.n_slots(id);
                let of_lane = row.spikes.iter().filter(|(at, _)| *at as usize == lane);
                let spikes: usize = of_lane.map(|(_, synapses)| synapses.count(n_slots)).sum();
                let x = show(row.x.as_ref().and_then(|x| x.values.get(lane)));
                let epsilon = show(own.and_then(|own| own.epsilon.get(lane)));
                let mu = show(own.and_then(|own| own.mu.get(lane)));
                let (t, changes) = (k as i64 - onset, row.changes.len());
                let id = wiring.name(id);
                let _ = writeln!(text, "{t},{id},{x},{epsilon},{mu},{spikes},{changes}");
            }
        });
        text
    }
}
