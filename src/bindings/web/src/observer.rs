//! What one neuron shows, tick by tick, in the presentation under way.

use std::sync::Arc;

use fazil::axon::{
    Activity, Command, Message, Observer, PredictionError, Spiked, Tick, WeightChange,
};

/// A message whose command, if it is one, is the lanes to commit in.
pub(crate) type Word<S> = Message<S, Vec<bool>>;

/// What one neuron did in one tick.
#[derive(Clone, Debug)]
pub(crate) struct Row<S> {
    /// x of the tick; of value neurons.
    pub x: Option<Arc<Activity<S>>>,
    /// ε and μ of the tick; of error neurons.
    pub prediction: Option<Arc<PredictionError<S>>>,
    /// φ that fired: lane, and which synapses.
    pub spikes: Vec<(u32, Spiked)>,
    /// Synapses that changed: slot, and by how much.
    pub changes: Vec<(u32, WeightChange<S>)>,
    /// Messages heard, by slot, with the beats.
    pub heard: Vec<(u32, Word<S>)>,
    /// What it said to its partner, and to the population.
    pub said: Option<[Word<S>; 2]>,
}

impl<S> Default for Row<S> {
    fn default() -> Self {
        Self {
            x: None,
            prediction: None,
            spikes: Vec::new(),
            changes: Vec::new(),
            heard: Vec::new(),
            said: None,
        }
    }
}

/// One neuron's rows. While nobody watches, only the last output and the spikes are kept.
#[derive(Clone, Debug)]
pub(crate) struct TickLog<S> {
    /// One row for each tick of the presentation, if it is watched.
    pub rows: Vec<Row<S>>,
    /// The last x.
    pub last: Option<Arc<Activity<S>>>,
    /// Whether rows are kept.
    pub is_watched: bool,
}

impl<S> Default for TickLog<S> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            last: None,
            is_watched: false,
        }
    }
}

impl<S> TickLog<S> {
    /// Begins the row of the coming tick.
    pub fn begin_tick(&mut self) {
        if self.is_watched {
            self.rows.push(Row::default());
        }
    }

    fn row(&mut self) -> Option<&mut Row<S>> {
        match self.is_watched {
            true => self.rows.last_mut(),
            false => None,
        }
    }
}

impl<S: Clone + Send + Sync> Observer<S> for TickLog<S> {
    fn wants_everything(&self) -> bool {
        self.is_watched
    }

    fn wants_messages(&self) -> bool {
        self.is_watched
    }

    fn activity(&mut self, _: Tick, x: &Arc<Activity<S>>) {
        self.last = Some(Arc::clone(x));
        if let Some(row) = self.row() {
            row.x = Some(Arc::clone(x));
        }
    }

    fn prediction(&mut self, _: Tick, prediction: &Arc<PredictionError<S>>) {
        if let Some(row) = self.row() {
            row.prediction = Some(Arc::clone(prediction));
        }
    }

    fn spike(&mut self, _: Tick, lane: u32, synapses: Spiked) {
        if let Some(row) = self.row() {
            row.spikes.push((lane, synapses));
        }
    }

    fn change(&mut self, _: Tick, slot: u32, change: &WeightChange<S>) {
        if let Some(row) = self.row() {
            row.changes.push((slot, change.clone()));
        }
    }

    fn heard<C: Command>(&mut self, _: Tick, slot: u32, message: &Message<S, C>) {
        let word = word(message);
        if let Some(row) = self.row() {
            row.heard.push((slot, word));
        }
    }

    fn said<C: Command>(&mut self, _: Tick, own: &Message<S, C>, wide: &Message<S, C>) {
        let said = [word(own), word(wide)];
        if let Some(row) = self.row() {
            row.said = Some(said);
        }
    }
}

fn word<S: Clone, C: Command>(message: &Message<S, C>) -> Word<S> {
    message
        .clone()
        .map_command(|command| command.lanes().to_vec())
}
