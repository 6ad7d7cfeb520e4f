//! The literal engine: the definition. Every neuron owns a mailbox, a message per synapse
//! and a local clock; it takes its next tick when that tick's messages are in its mailbox.
//!
//! No barrier, and no one who knows the time: N workers take whichever agent is ready. The
//! horizon that `advance` sets is the experimenter's stopwatch: value neurons that reach it
//! hold their x unsaid, and the network falls quiet.

mod agent;
mod cell;
mod deadlock;
mod fault_injection;
mod heard_slots;
mod isolated;
mod lesion;
mod links;
mod mailbox_events;
mod restore;
mod schedule;
mod state;

mod worker;

#[doc(hidden)]
pub use self::fault_injection::{Injection, InjectionKind, Moment};
pub use self::isolated::{Difference, Isolated};
pub use self::mailbox_events::{MailboxEvent, RecordMailboxes};
pub use self::worker::is_working;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::ThreadPool;

use self::agent::Agent;
use self::cell::Cell;
use self::fault_injection::Injector;
use self::heard_slots::HeardSlots;
use super::pool::pool;
use super::subnormals::assert_subnormals;
use super::{Circuit, Counts, Engine, Fault, Lesion, NetworkState, StateError};
use crate::axon::{
    Activity, AgentId, Envelope, Lanes, Mailbox, Message, Observer, ReadyQueue, Tick,
};
use crate::blueprint::Weights;
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
    /// With a seed, one thread runs the network in an order drawn from it.
    pub schedule: Option<u64>,
    /// An agent that is to panic, and its tick: for tests of what happens then.
    #[doc(hidden)]
    pub panic_at: Option<(AgentId, Tick)>,
    /// A fault that is to happen: for tests of what happens then. Copies of the network are
    /// spared.
    #[doc(hidden)]
    pub injection: Option<Injection>,
}

/// A network of agents, each with its own mailbox.
pub struct Literal<S, P: Plasticity, W> {
    circuit: Arc<Circuit<S>>,
    options: Options,
    ids: Vec<AgentId>,
    /// `[agent][slot]`: who speaks to it.
    speakers: Vec<Box<[u32]>>,
    injector: Option<Injector>,
    /// How noisy the neurons are.
    noise: Noise,
    /// What [`Self::books`] said when the network began.
    books_at_birth: i64,
    cells: Vec<Mutex<Cell<S, P, W>>>,
    mailboxes: Vec<Mailbox<S, P::Command>>,
    ready: ReadyQueue,
    pool: Option<ThreadPool>,
    horizon: AtomicI64,
    halted: AtomicBool,
    fault: Mutex<Option<Fault>>,
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default> Literal<S, P, W> {
    /// Builds the agents of `circuit` and the links between them.
    ///
    /// # Panics
    /// If the system refuses to start threads, the rule does not fit `P`, or this thread flushes
    /// subnormal numbers to 0.
    pub fn new(circuit: Circuit<S>, options: Options) -> Self {
        assert_subnormals();
        let agents = links::agents::<S, P>(&circuit);
        Self::wire(Arc::new(circuit), options, agents)
    }

    fn wire(circuit: Arc<Circuit<S>>, options: Options, agents: Vec<Agent<S, P>>) -> Self {
        let ids: Vec<AgentId> = agents.iter().map(Agent::id).collect();
        let links = links::links(&circuit.blueprint.wiring, circuit.settings.rule, &ids);
        let mailboxes: Vec<_> = links
            .fan_in
            .iter()
            .map(|&fan_in| Mailbox::new(fan_in, fan_in + options.spare_capacity))
            .collect();
        let speakers = links::speakers(&links);
        let is_deaf = options.injection.as_ref().is_some_and(|it| it.is_deaf);
        let heard_slots = links.fan_in.iter().map(|&n| HeardSlots::new(n, is_deaf));
        let cells = agents
            .into_iter()
            .zip(links.links)
            .zip(heard_slots)
            .map(|((agent, links), heard_slots)| Mutex::new(Cell::new(agent, links, heard_slots)))
            .collect();
        let n_threads = match options.schedule {
            Some(_) => 1,
            None => options.n_threads.max(1),
        };
        Self {
            horizon: AtomicI64::new(circuit.settings.birth.0),
            circuit,
            ids,
            speakers,
            injector: options.injection.clone().map(Injector::new),
            options,
            noise: Noise::default(),
            books_at_birth: 0,
            cells,
            mailboxes,
            ready: ReadyQueue::new(n_threads),
            pool: pool(n_threads),
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

    /// Runs the network until it falls quiet.
    fn run(&self, ready: Vec<u32>) {
        if let Some(seed) = self.options.schedule {
            let horizon = self.horizon.load(Ordering::Relaxed) - self.circuit.settings.birth.0;
            return self.work_in_order(seed, horizon, ready);
        }
        self.ready.announce_all(&ready);
        match &self.pool {
            Some(pool) => drop(pool.broadcast(|_| self.work())),
            None => self.work(),
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
        let start = links::first_value(self.circuit.blueprint.widths(), l);
        (start..start + self.circuit.blueprint.widths()[l])
            .map(|index| match &self.cell(index).agent {
                Agent::Value(neuron) => look(neuron),
                _ => unreachable!("bug: value neurons come first"),
            })
            .collect()
    }

    /// Error neurons of layer `l` in order of index, to look at between two ticks.
    fn errors<T>(&self, l: usize, mut look: impl FnMut(&ErrorNeuron<S, P>) -> T) -> Vec<T> {
        let start = links::first_error(self.circuit.blueprint.widths(), l);
        (start..start + self.circuit.blueprint.widths()[l])
            .map(|index| match &self.cell(index).agent {
                Agent::Error(neuron) => look(neuron),
                _ => unreachable!("bug: error neurons come after value neurons"),
            })
            .collect()
    }

    /// A copy of the network in its present state, in an empty environment, unwatched.
    #[must_use]
    pub fn copy(&self) -> Self {
        let agents = (0..self.cells.len())
            .map(|index| self.cell(index).agent.copy(&self.circuit))
            .collect();
        let options = Options {
            panic_at: None,
            injection: None,
            ..self.options.clone()
        };
        let mut copy = Self::wire(Arc::clone(&self.circuit), options, agents);
        copy.noise = self.noise;
        copy.horizon
            .store(self.horizon.load(Ordering::Relaxed), Ordering::Relaxed);
        copy
    }
}

impl<S: Scalar, P: Plasticity, W: Observer<S> + Default + Send + 'static> Engine<S, W>
    for Literal<S, P, W>
{
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
                match &self.cell_mut(agent as usize).agent {
                    Agent::Value(_) => self.cell_mut(agent as usize).awake(envelope),
                    _ => self.post(agent, envelope),
                }
            }
        }
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            cell.is_holding = cell.agent.speaks_first();
        }
        self.books_at_birth = self.books();
    }

    fn advance(&mut self, ticks: u64) -> Result<(), Fault> {
        self.verdict()?;
        let horizon = self.horizon.get_mut();
        *horizon += ticks as i64;
        let holding: Vec<u32> = (0..self.cells.len() as u32)
            .filter(|&index| ticks > 0 && self.cell_mut(index as usize).is_holding)
            .collect();
        if !holding.is_empty() {
            // A worker that dies has left its last words in `fault`.
            let _ = catch_unwind(AssertUnwindSafe(|| self.run(holding)));
        }
        self.inspect()
    }

    fn impose(&mut self, noise: &mut dyn FnMut() -> S) -> u64 {
        let wiring = Arc::clone(&self.circuit.blueprint.wiring);
        let (widths, n_lanes) = (wiring.widths(), self.circuit.settings.n_lanes);
        let mut interventions = 0;
        // Whoever sends comes before whoever hears.
        let mut rates: Vec<_> = (0..widths.len()).map(|_| Vec::new()).collect();
        for (p, rates) in rates.iter_mut().enumerate().skip(wiring.n_computing()) {
            *rates = self.values(p, |neuron| Arc::clone(neuron.rate()));
        }
        for p in (0..wiring.n_computing()).rev() {
            for index in 0..widths[p] {
                let dendrite = wiring.dendrite(p, index);
                let heard: Vec<&Arc<Lanes<S>>> =
                    dendrite.map(|of| &rates[of.population][of.index]).collect();
                let cell = self.cell_mut(links::first_error(widths, p) + index);
                let Agent::Error(neuron) = &cell.agent else {
                    unreachable!("bug: error neurons come after value neurons")
                };
                let presented = neuron.presented_by(heard.iter().map(|rate| &***rate));
                let mu = neuron.sum(None, |slot| &*heard[slot].values, n_lanes);
                cell.impose(&mu, presented);
                let is_output = wiring.is_output(p);
                let x = match is_output {
                    true => mu,
                    false => mu.into_iter().map(|mu| mu + &noise()).collect(),
                };
                let value = links::first_value(widths, p) + index;
                self.cell_mut(value).impose(&x, presented);
                interventions += if is_output { 0 } else { n_lanes as u64 };
            }
            rates[p] = self.values(p, |neuron| Arc::clone(neuron.rate()));
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
        let wiring = &*self.circuit.blueprint.wiring;
        let mut weights = Weights::filled(wiring, &S::zero());
        for p in 0..wiring.n_computing() {
            let own = self.errors(p, |neuron| {
                let (weights, bias) = neuron.weights();
                (weights.to_vec(), bias.cloned())
            });
            for (i, (dendrite, bias)) in own.into_iter().enumerate() {
                for (of, weight) in wiring.dendrite(p, i).zip(dendrite) {
                    weights.theta[of.projection].values[of.synapse] = weight;
                }
                bias.into_iter().for_each(|bias| weights.bias[p][i] = bias);
            }
            let copies = self.values(p, |neuron| neuron.weights().to_vec());
            for (j, copies) in copies.into_iter().enumerate() {
                for (of, weight) in wiring.axon(p, j).zip(copies) {
                    weights.feedback[of.projection].values[of.synapse] = weight;
                }
            }
        }
        weights
    }

    fn outputs(&self) -> Vec<Arc<Activity<S>>> {
        let outputs = 0..self.circuit.blueprint.wiring.n_output_populations();
        let x = |p| self.values(p, |neuron| Arc::clone(neuron.x()));
        outputs.flat_map(x).collect()
    }

    fn counts(&self) -> Counts {
        (0..self.cells.len()).fold(Counts::default(), |mut sum, index| {
            let counts = self.cell(index).counts;
            sum += counts;
            sum
        })
    }

    fn observers(&mut self, see: &mut dyn FnMut(AgentId, &mut W)) {
        for index in 0..self.cells.len() {
            let cell = self.cell_mut(index);
            if cell.agent.is_neuron() {
                see(cell.agent.id(), &mut cell.observer);
            }
        }
    }

    fn synapse_bytes(&self) -> usize {
        let neurons = (0..self.cells.len()).filter(|&index| self.cell(index).agent.is_neuron());
        neurons
            .map(|index| {
                let cell = self.cell(index);
                let room = self.mailboxes[index].bytes() + size_of_val(&*self.speakers[index]);
                room + cell.link_bytes() + cell.agent.synapse_bytes()
            })
            .sum()
    }

    fn state(&self) -> NetworkState<S> {
        self.at_rest()
    }

    fn restore(&mut self, state: &NetworkState<S>) -> Result<(), StateError> {
        self.go_on_from(state)
    }

    fn copy(&self) -> Box<dyn Engine<S, W>> {
        Box::new(Literal::copy(self))
    }

    fn mailbox_recorder(&mut self) -> Option<&mut dyn RecordMailboxes<S>> {
        Some(self)
    }
}
