//! A session as a program that uses the library has it: examples in memory, presentations one by
//! one, predictions, copies.

use crate::wiring::Wiring;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::run_options::RunOptions;
use super::{RunError, Session, set_up_on};
use crate::dataset::{Examples, Split};
use crate::engine::Fault;
use crate::scalar::Scalar;
use crate::scenario::Scenario;

impl<S: Scalar> Session<S> {
    /// As [`open`](Self::open), on examples in memory, wherever the scenario says that they are.
    /// Without training examples the timetable has no presentations, and they come from
    /// [`present`](Self::present).
    ///
    /// ```
    /// use std::sync::Arc;
    /// use fazil::dataset::{Examples, Split};
    /// use fazil::scenario::Scenario;
    /// use fazil::session::{RunOptions, Session};
    /// let text = r#"(name: "and", network: (widths: [2, 1]), learning: (rule: FaZIL, alpha: 0.1),
    ///     data: Arrays(inputs: 2, outputs: 1))"#;
    /// let scenario = Scenario::parse(text, "and.ron", &[])?;
    /// let examples = |inputs: &[f64], targets: &[f64]| Arc::new(Examples {
    ///     n_inputs: 2, n_outputs: 1, inputs: inputs.to_vec(), targets: targets.to_vec(), labels: None,
    /// });
    /// let none = examples(&[], &[]);
    /// let split = Split { train: Arc::clone(&none), test: none, notes: vec![], classes: vec![] };
    /// let mut session = Session::open_on(&scenario, split, &RunOptions::default())?;
    /// session.present(&examples(&[1.0, 1.0], &[1.0]), true, None)?;
    /// let shown = session.step()?.ok_or("nothing was under way")?;
    /// assert!(shown.is_taught);
    /// assert_eq!(session.weights().n_different(&session.backpropagation_weights()), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// If `S` is another precision than the scenario's, weights cannot be read, weights or examples do
    /// not fit the network, or it would not fit into memory.
    pub fn open_on(
        scenario: &Scenario,
        split: Split<S>,
        options: &RunOptions,
    ) -> Result<Self, RunError> {
        Self::admit(scenario, options)?;
        Ok(Self::of(set_up_on(scenario, split)?, scenario, options))
    }

    /// Begins a presentation of these examples, at most one a lane, in a session whose timetable
    /// has no presentations left; [`step`](Self::step) and [`tick`](Self::tick) run it. `ticks` are
    /// P and T; `None` draws them as the timetable says.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    ///
    /// # Panics
    /// If the timetable has presentations left, one is under way, there are no examples, or more
    /// than lanes.
    pub fn present(
        &mut self,
        examples: &Arc<Examples<S>>,
        with_teacher: bool,
        ticks: Option<[u64; 2]>,
    ) -> Result<(), Fault> {
        self.lose_what_is_due();
        self.agents.present(examples, with_teacher, ticks)?;
        self.presented = Some(Arc::clone(examples));
        Ok(())
    }

    /// Whether a presentation was begun and not ended.
    pub fn is_under_way(&self) -> bool {
        self.agents.is_under_way()
    }

    /// The tick that comes next, on the clock of every neuron.
    pub fn now(&self) -> crate::axon::Tick {
        self.agents.now()
    }

    /// Who is there, and who is connected to whom.
    pub fn wiring(&self) -> &Arc<Wiring> {
        &self.wiring
    }

    /// Value neurons by population; in a chain n_l for l = 0 (output) … L (input).
    pub fn widths(&self) -> &[usize] {
        self.wiring.widths()
    }

    /// B, presentations side by side.
    pub fn n_lanes(&self) -> usize {
        self.n_lanes
    }

    /// Whether any error neurons have a bias synapse.
    pub fn has_bias(&self) -> bool {
        self.wiring.has_any_bias()
    }

    /// What the network and its twin predict for every example, `[n][n_0]` each, without learning;
    /// targets are not looked at. `None` if `stop` became true before the end.
    ///
    /// # Errors
    /// If an agent of the copy that is asked failed or diverged.
    pub fn predict(
        &mut self,
        examples: &Arc<Examples<S>>,
        stop: &AtomicBool,
    ) -> Result<Option<[Vec<S>; 2]>, Fault> {
        let Some((outputs, _)) = self.agents.evaluate(examples, stop)? else {
            return Ok(None);
        };
        Ok(Some([outputs, self.twin.predict(examples)]))
    }

    /// A copy of network and twin in their present state, which goes on as this one does. Its logs
    /// are empty and keep what the tallies need.
    ///
    /// # Panics
    /// If a presentation is under way.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self {
            agents: self.agents.copy(),
            twin: self.twin.clone(),
            split: self.split.clone(),
            wiring: Arc::clone(&self.wiring),
            n_lanes: self.n_lanes,
            lesions: self.lesions.clone(),
            n_presentations: self.n_presentations,
            notes: self.notes.clone(),
            presented: None,
        }
    }
}

#[cfg(test)]
mod tests;
