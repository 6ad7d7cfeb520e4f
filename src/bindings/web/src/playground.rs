//! One network and everything that was done to it, answering the page.

use fazil::scalar::{Exact, Precision};
use fazil::scenario::{Edit, Scenario};
use serde_json::{Value, json};

use crate::anatomy::{self, check_size};
use crate::journal::Journal;
use crate::network::{Loss, Network, Shown};
use crate::request::{Action, Entry, Request};
use crate::scenarios;
use crate::view::Stage;

/// Presentations from one copy to the next. At each the network goes on as its own copy, so that
/// going back to one and running on is what was run before.
const COPIED_EVERY: u64 = 16;

/// What may be changed while a network runs; everything else makes another network.
const CHANGEABLE: [&str; 6] = [
    "learning.",
    "network.delays",
    "timetable.prediction",
    "timetable.learning_ticks",
    "faults.",
    "network.state",
];

/// A network, and the page's questions about it.
///
/// ```
/// use fazil_web::Playground;
/// let mut playground = Playground::default();
/// let opened = playground.answer(r#"{"do":"built_in","name":"hand"}"#);
/// assert!(opened.contains("\"widths\":[1,2,2]"), "{opened}");
/// let state = playground.answer(r#"{"do":"tick","n":8}"#);
/// assert!(state.contains("\"tick\":8"), "{state}");
/// ```
#[derive(Default)]
pub struct Playground {
    open: Option<Open>,
}

struct Open {
    text: String,
    file: String,
    stage: Box<dyn Stage>,
    journal: Journal,
    is_watched: bool,
}

impl Playground {
    /// The answer to a request, both JSON. What cannot be done is `{"error": …}`.
    pub fn answer(&mut self, request: &str) -> String {
        let answer = match serde_json::from_str(request) {
            Ok(request) => self.respond(request),
            Err(error) => Err(format!("this is not a request: {error}")),
        };
        answer
            .unwrap_or_else(|error| json!({ "error": error }))
            .to_string()
    }

    fn respond(&mut self, request: Request) -> Result<Value, String> {
        match request {
            Request::Hello => return Ok(hello()),
            Request::BuiltIn { name } => {
                let (scenario, text) = scenarios::built_in(&name)?;
                return self.open(&scenario, text, format!("{name}.ron"), (Vec::new(), 0));
            }
            Request::Open {
                ron,
                file,
                journal,
                tick,
            } => {
                let scenario = scenarios::read(&ron, &file, &[])?;
                return self.open(&scenario, ron, file, (journal, tick));
            }
            _ => {}
        }
        let open = self.open.as_mut().ok_or("no scenario is open")?;
        open.respond(request)
    }

    fn open(
        &mut self,
        scenario: &Scenario,
        text: String,
        file: String,
        (entries, tick): (Vec<Entry>, i64),
    ) -> Result<Value, String> {
        let stage = stage_of(scenario)?;
        let mut open = Open {
            text,
            file,
            stage,
            journal: Journal::of(entries),
            is_watched: true,
        };
        open.go(tick)?;
        let scene = open.stage.scene();
        self.open = Some(open);
        Ok(scene)
    }
}

/// The program, and what it can open.
fn hello() -> Value {
    json!({ "version": env!("CARGO_PKG_VERSION"), "scenarios": scenarios::menu() })
}

fn stage_of(scenario: &Scenario) -> Result<Box<dyn Stage>, String> {
    check_size(&scenario.network.wiring)?;
    Ok(match scenario.precision {
        Precision::F32 => Box::new(Network::<f32>::open(scenario)?),
        Precision::Exact => Box::new(Network::<Exact>::open(scenario)?),
        _ => Box::new(Network::<f64>::open(scenario)?),
    })
}

impl Open {
    fn respond(&mut self, request: Request) -> Result<Value, String> {
        match request {
            Request::Tick { n } => self.run(|open| open.tick(), n)?,
            Request::Presentation { n } => self.run(|open| open.presentation(), n)?,
            Request::Go { tick } => self.go(tick)?,
            Request::Act { action } => self.act(action)?,
            Request::Watch { on } => {
                self.is_watched = on;
                self.stage.watch(on);
            }
            Request::Scene => return Ok(self.stage.scene()),
            Request::Pairs => return Ok(anatomy::pairs(&self.stage.wiring())),
            Request::State { lane } => return Ok(self.stage.state(lane)),
            Request::Neuron { id, lane } => {
                let id = anatomy::neuron(&self.stage.wiring(), &id)?;
                return self.stage.neuron(id, lane);
            }
            Request::Synapse { id, lane } => {
                let id = anatomy::synapse(&self.stage.wiring(), &id)?;
                return self.stage.synapse(id, lane);
            }
            Request::Weights { only } => return Ok(self.stage.weights(only.as_deref())),
            Request::Evaluate => return self.stage.evaluate(),
            Request::Hash => return Ok(json!({ "hash": self.stage.hash() })),
            Request::Ron => {
                let scenario = self.scenario(self.journal.n_done, &[])?;
                return Ok(json!({ "ron": scenario.to_ron(), "text": self.text }));
            }
            Request::Csv { lane } => return Ok(json!({ "csv": self.stage.csv(lane) })),
            Request::Journal => {
                let entries = &self.journal.entries[..self.journal.n_done];
                return Ok(
                    json!({ "ron": self.text, "file": self.file, "journal": entries,
                                  "tick": self.stage.clock() }),
                );
            }
            Request::Hello | Request::BuiltIn { .. } | Request::Open { .. } => {}
        }
        Ok(self.stage.standing())
    }

    fn run(
        &mut self,
        mut step: impl FnMut(&mut Self) -> Result<(), String>,
        n: u64,
    ) -> Result<(), String> {
        (0..n).try_for_each(|_| step(self))
    }

    /// One tick, after what is to be done again now.
    fn tick(&mut self) -> Result<(), String> {
        self.do_again()?;
        self.stage.tick()?;
        self.arrive();
        Ok(())
    }

    /// To the end of the presentation under way, or of the next one.
    fn presentation(&mut self) -> Result<(), String> {
        if self.stage.is_between() {
            self.do_again()?;
        }
        match self.can_run_through(i64::MAX) {
            true => {
                self.stage.finish_presentation()?;
                self.arrive();
            }
            false => loop {
                self.tick()?;
                if self.stage.is_between() {
                    break;
                }
            },
        }
        Ok(())
    }

    /// Whether the whole next presentation is over before `tick`, with nothing to do in between.
    fn can_run_through(&self, tick: i64) -> bool {
        let bound = self
            .journal
            .coming()
            .map_or(tick, |entry| entry.at.min(tick));
        match self.stage.coming_ticks() {
            Some(ticks) if self.stage.is_between() => bound > self.stage.clock() + ticks as i64,
            _ => false,
        }
    }

    /// Between presentations: keeps copies of the network.
    fn arrive(&mut self) {
        if self.stage.is_between() && (self.stage.index() + 1).is_multiple_of(COPIED_EVERY) {
            self.journal.keep(self.stage.clock(), &*self.stage);
            self.stage = self.stage.copied();
        }
    }

    fn go(&mut self, tick: i64) -> Result<(), String> {
        let clock = self.stage.clock();
        if tick < clock || self.journal.has_between(clock, tick) {
            self.stage = match self.journal.nearest(tick) {
                Some(stage) => stage,
                None => {
                    self.journal.n_done = 0;
                    stage_of(&self.scenario(0, &[])?)?
                }
            };
        }
        while self.stage.clock() < tick {
            if self.stage.is_between() {
                self.do_again()?;
            }
            match self.can_run_through(tick) {
                true => {
                    self.stage.watch(false);
                    self.stage.finish_presentation()?;
                    self.arrive();
                }
                false => {
                    self.stage.watch(true);
                    self.tick()?;
                }
            }
        }
        self.stage.watch(self.is_watched);
        Ok(())
    }

    /// Does again, after going back, what was done at this tick.
    fn do_again(&mut self) -> Result<(), String> {
        while let Some(entry) = self
            .journal
            .coming()
            .filter(|entry| entry.at <= self.stage.clock())
        {
            let action = entry.action.clone();
            self.apply(&action)?;
            self.journal.n_done += 1;
        }
        Ok(())
    }

    fn act(&mut self, action: Action) -> Result<(), String> {
        self.apply(&action)?;
        let at = self.stage.clock();
        self.journal.add(Entry { at, action });
        Ok(())
    }

    fn apply(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::Set { edits } => {
                let scenario = self.scenario(self.journal.n_done, edits)?;
                self.stage.set(scenario);
            }
            Action::Lesion { what, side } => {
                let lesion = anatomy::lesion(&self.stage.wiring(), what, *side)?;
                self.stage.lesion(&lesion)?;
            }
            Action::Show { input, target } => {
                let (input, target) = (input.clone(), target.clone());
                self.stage.show(&Shown { input, target })?;
            }
            Action::Lose {
                speaker,
                within,
                strict,
            } => {
                let speaker = anatomy::neuron(&self.stage.wiring(), speaker)?;
                self.stage.lose(Loss {
                    speaker,
                    within: *within,
                    is_strict: *strict,
                })?;
            }
            Action::Packed { on } => self.stage.pack(*on)?,
        }
        Ok(())
    }

    /// The scenario with the changes among the first `n_done` entries, and some more.
    fn scenario(&self, n_done: usize, more: &[(String, String)]) -> Result<Scenario, String> {
        let done = self.journal.entries[..n_done]
            .iter()
            .filter_map(|entry| match &entry.action {
                Action::Set { edits } => Some(edits),
                _ => None,
            });
        let mut edits = Vec::new();
        for (path, value) in done.flatten().chain(more) {
            if !CHANGEABLE.iter().any(|start| path.starts_with(start)) {
                return Err(format!(
                    "{path} cannot change while the network runs; change the text of the scenario \
                     and open it again"
                ));
            }
            edits.push(Edit::new(path, value).map_err(|error| error.to_string())?);
        }
        scenarios::read(&self.text, &self.file, &edits)
    }
}
