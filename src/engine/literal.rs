//! The literal engine: the definition. Every neuron owns a mailbox, a message per synapse
//! and a local clock; it takes its next tick when that tick's messages are in its mailbox.
//!
//! No barrier, and no one who knows the time: N workers take whichever agent is ready. The
//! horizon that `advance` sets is the experimenter's stopwatch: value neurons that reach it
//! hold their x unsaid, and the network falls quiet.

mod agent;
mod injury;
mod wiring;
mod worker;

pub use self::worker::is_working;

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::ThreadPool;

use self::agent::{Agent, Cell};
use super::{Circuit, Counts, Engine, Fault, Lesion};
use crate::axon::{AgentId, Envelope, Lanes, Mailbox, Message, ReadyQueue, Tick, Witness};
use crate::blueprint::{Matrix, Weights};
use crate::environment::Showing;
use crate::neuron::{ErrorNeuron, Noise, ValueNeuron};
use crate::plasticity::Plasticity;
use crate::scalar::Scalar;

/// How a literal engine runs; nothing here reaches a number.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Workers; 0 means one.
    pub n_threads: usize,
    /// Room in each mailbox beyond its fan-in, in messages.
    pub spare_capacity: usize,
    /// An agent that is to panic, and its tick: for tests of what happens then.
    #[doc(hidden)]
    pub panic_at: Option<(AgentId, Tick)>,
}

/// A network of agents, each with its own mailbox.
pub struct Literal<S, P: Plasticity, W> {
    circuit: Arc<Circuit<S>>,
    options: Options,
    cells: Vec<Mutex<Cell<S, P, W>>>,
    mailboxes: Vec<Mailbox<S, P::Command>>,
    ready: ReadyQueue,
    pool: Option<ThreadPool>,
    horizon: AtomicI64,
    halted: AtomicBool,
    fault: Mutex<Option<Fault>>,
}

impl<S: Scalar, P: Plasticity, W: Witness<S> + Default> Literal<S, P, W> {
    /// Builds the agents of `circuit` and the links between them.
    ///
    /// # Panics
    /// If the system refuses to start threads, or the rule does not fit `P`.
    pub fn new(circuit: Circuit<S>, options: Options) -> Self {
        let agents = wiring::agents::<S, P>(&circuit);
        Self::wire(Arc::new(circuit), options, agents)
    }

    fn wire(circuit: Arc<Circuit<S>>, options: Options, agents: Vec<Agent<S, P>>) -> Self {
        let ids: Vec<AgentId> = agents.iter().map(Agent::id).collect();
        let wiring = wiring::links(&circuit.blueprint.widths, circuit.rule, &ids);
        let mailboxes: Vec<_> = wiring
            .fan_in
            .iter()
            .map(|&fan_in| Mailbox::new(fan_in, fan_in + options.spare_capacity))
            .collect();
        let cells = agents
            .into_iter()
            .zip(wiring.links)
            .map(|(agent, links)| Mutex::new(Cell::new(agent, links)))
            .collect();
        let n_threads = options.n_threads.max(1);
        let pool = (n_threads > 1).then(|| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(n_threads)
                .thread_name(|k| format!("fazil worker {k}"))
                .build()
                .expect("bug: the system starts threads")
        });
        Self {
            horizon: AtomicI64::new(circuit.birth.0),
            circuit,
            options,
            cells,
            mailboxes,
            ready: ReadyQueue::new(n_threads),
            pool,
            halted: AtomicBool::new(false),
            fault: Mutex::new(None),
        }
    }

    /// The controller waits for every error neuron's acknowledgement of the tick before; in
    /// the first tick there was none, and it hears so.
    fn acknowledge_birth(&self) {
        for index in 0..self.cells.len() {
            let cell = self.cell(index);
            if let (Agent::Error(neuron), Some(to)) = (&cell.agent, cell.controller()) {
                let tick = Tick(neuron.clock().0 - 1);
                let message = Message::Beat;
                self.post(
                    to.agent,
                    Envelope {
                        tick,
                        slot: to.slot,
                        message,
                    },
                );
            }
        }
    }

    fn cell(&self, index: usize) -> MutexGuard<'_, Cell<S, P, W>> {
        self.cells[index]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn cell_mut(&mut self, index: usize) -> &mut Cell<S, P, W> {
        self.cells[index]
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Value neurons of layer `l` in order of index, to look at between two ticks.
    fn values<T>(&self, l: usize, mut look: impl FnMut(&ValueNeuron<S, P>) -> T) -> Vec<T> {
        let start = wiring::first_value(&self.circuit.blueprint.widths, l);
        (start..start + self.circuit.blueprint.widths[l])
            .map(|index| match &self.cell(index).agent {
                Agent::Value(neuron) => look(neuron),
                _ => unreachable!("bug: value neurons come first"),
            })
            .collect()
    }

    /// Error neurons of layer `l` in order of index, to look at between two ticks.
    fn errors<T>(&self, l: usize, mut look: impl FnMut(&ErrorNeuron<S, P>) -> T) -> Vec<T> {
        let start = wiring::first_error(&self.circuit.blueprint.widths, l);
        (start..start + self.circuit.blueprint.widths[l])
            .map(|index| match &self.cell(index).agent {
                Agent::Error(neuron) => look(neuron),
                _ => unreachable!("bug: error neurons come after value neurons"),
            })
            .collect()
    }
}

impl<S: Scalar, P: Plasticity, W: Witness<S> + Default> Engine<S, W> for Literal<S, P, W> {
    fn queue(&mut self, showing: Showing<S>) {
        for index in 0..self.cells.len() {
            self.cell_mut(index).agent.queue(&showing);
        }
    }

    fn begin(&mut self) {
        self.acknowledge_birth();
        for index in 0..self.cells.len() {
            let mut spoken = Vec::new();
            let cell = self.cell_mut(index);
            if cell.agent.is_source() {
                cell.speak(|agent, envelope| spoken.push((agent, envelope)));
            }
            for (agent, envelope) in spoken {
                match &mut self.cell_mut(agent as usize).agent {
                    Agent::Value(neuron) => {
                        neuron.hear(envelope.slot, envelope.message);
                        neuron.awake();
                    }
                    _ => self.post(agent, envelope),
                }
            }
        }
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            cell.is_holding = cell.agent.speaks_first();
        }
    }

    fn advance(&mut self, ticks: u64) -> Result<(), Fault> {
        let horizon = self.horizon.get_mut();
        *horizon += ticks as i64;
        let holding: Vec<u32> = (0..self.cells.len() as u32)
            .filter(|&index| ticks > 0 && self.cell_mut(index as usize).is_holding)
            .collect();
        if !holding.is_empty() {
            self.ready.announce_all(&holding);
            match &self.pool {
                Some(pool) => drop(pool.broadcast(|_| self.work())),
                None => self.work(),
            }
        }
        self.inspect()
    }

    fn impose(&mut self, noise: &mut dyn FnMut() -> S) -> u64 {
        let widths = self.circuit.blueprint.widths.clone();
        let (depth, n_lanes) = (self.circuit.blueprint.depth(), self.circuit.n_lanes);
        let mut interventions = 0;
        for l in (0..depth).rev() {
            let rates = self.values(l + 1, |neuron| Arc::clone(neuron.rate()));
            let presented = rates[0].presented;
            for index in 0..widths[l] {
                let error = wiring::first_error(&widths, l) + index;
                let Agent::Error(neuron) = &mut self.cell_mut(error).agent else {
                    unreachable!("bug: error neurons come after value neurons")
                };
                let mu = neuron.sum(rates.iter().map(|rate| &*rate.values), n_lanes);
                neuron.impose(&mu, presented);
                let x = match l {
                    0 => mu,
                    _ => mu.into_iter().map(|mu| mu + &noise()).collect(),
                };
                let value = wiring::first_value(&widths, l) + index;
                if let Agent::Value(neuron) = &mut self.cell_mut(value).agent {
                    neuron.impose(&x, presented);
                }
                interventions += if l == 0 { 0 } else { n_lanes as u64 };
            }
        }
        interventions
    }

    fn lesion(&mut self, lesion: &Lesion) {
        self.lose(lesion);
    }

    fn disturb(&mut self, noise: &Noise) {
        self.disturb_all(noise);
    }

    fn weights(&self) -> Weights<S> {
        let (widths, depth) = (
            &self.circuit.blueprint.widths,
            self.circuit.blueprint.depth(),
        );
        let dendrites = |l: usize| {
            self.errors(l, |neuron| {
                let (weights, bias) = neuron.weights();
                (weights.to_vec(), bias.cloned())
            })
        };
        let mut weights = Weights {
            theta: vec![],
            feedback: vec![],
            bias: vec![],
        };
        for l in 0..depth {
            let (rows, biases): (Vec<_>, Vec<_>) = dendrites(l).into_iter().unzip();
            let (rows_n, columns) = (widths[l], widths[l + 1]);
            weights.theta.push(Matrix {
                rows: rows_n,
                columns,
                values: rows.concat(),
            });
            if self.circuit.blueprint.has_bias() {
                weights.bias.push(biases.into_iter().flatten().collect());
            }
            if l + 1 < depth {
                let columns_of = self.values(l + 1, |neuron| neuron.weights().to_vec());
                weights
                    .feedback
                    .push(Matrix::from_fn(rows_n, columns, |i, j| {
                        columns_of[j][i].clone()
                    }));
            }
        }
        weights
    }

    fn outputs(&self) -> Vec<Arc<Lanes<S>>> {
        self.values(0, |neuron| Arc::clone(neuron.x()))
    }

    fn counts(&self) -> Counts {
        (0..self.cells.len()).fold(Counts::default(), |mut sum, index| {
            let counts = self.cell(index).counts;
            sum.messages += counts.messages;
            sum.beats += counts.beats;
            sum.commands += counts.commands;
            sum
        })
    }

    fn witnesses(&mut self, see: &mut dyn FnMut(AgentId, &mut W)) {
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            if cell.agent.is_neuron() {
                see(cell.agent.id(), &mut cell.witness);
            }
        }
    }

    fn synapse_bytes(&self) -> usize {
        let neurons = (0..self.cells.len()).filter(|&index| self.cell(index).agent.is_neuron());
        neurons
            .map(|index| {
                let cell = self.cell(index);
                let room = self.mailboxes[index].bytes();
                room + cell.link_bytes() + cell.agent.synapse_bytes()
            })
            .sum()
    }

    fn copy(&self) -> Self {
        let agents = (0..self.cells.len())
            .map(|index| self.cell(index).agent.copy(&self.circuit))
            .collect();
        let copy = Self::wire(Arc::clone(&self.circuit), self.options.clone(), agents);
        copy.horizon
            .store(self.horizon.load(Ordering::Relaxed), Ordering::Relaxed);
        copy
    }
}
