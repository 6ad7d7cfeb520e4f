//! A preview of every run: its first presentations as the pictures need them, recorded or not.
//!
//! Left in `pictures.json`, so that pictures can be drawn again from files alone.

use serde::{Deserialize, Serialize};

use super::raster_recorder::RasterRecorder;
use super::time_series::{TimePanel, TimeSeries};
use crate::axon::{AgentId, Tick};
use crate::record::Keeps;
use crate::report::{Raster, Wavefront};
use crate::scalar::Scalar;
use crate::session::Session;
use crate::simulation::Shown;
use crate::wiring::Wiring;

/// The version of the layout of `pictures.json`.
pub(crate) const FORMAT_VERSION: u32 = 1;
/// Lines that a panel of the time series has at most.
const MOST_LINES: usize = 8;

/// `pictures.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Preview {
    pub(crate) format_version: u32,
    /// Spikes of the first presentations, lane 0.
    pub(crate) raster: Raster,
    /// |ε| of the first taught presentation, mean over neurons and lanes.
    pub(crate) wavefront: Wavefront,
    /// x, μ, ε of one neuron per layer in the same presentation, lane 0.
    pub(crate) series: TimeSeries,
}

/// Of a preview from anywhere: presentations of its raster and lines of a panel at most, and the
/// largest tick.
const MOST_READ: usize = 100;
const LAST_TICK: u64 = 1 << 50;

impl Preview {
    /// Whether a run may have left it, so that it can be drawn: no tick is beyond all runs, and there
    /// are not more lines than any picture has.
    pub(crate) fn is_plausible(&self) -> bool {
        let (raster, series) = (&self.raster, &self.series);
        let lines = || series.panels.iter().flat_map(|panel| &panel.lines);
        let few = [raster.presentations.len(), series.panels.len()]
            .into_iter()
            .chain(series.panels.iter().map(|panel| panel.lines.len()))
            .all(|n| n <= MOST_READ);
        let frames = raster.presentations.iter();
        let frames = frames.flat_map(|frame| [frame.start, frame.teacher_on, frame.end]);
        let spikes = raster.spikes.iter().map(|spike| spike.1);
        let points = lines().flat_map(|(_, points)| points).map(|point| point.0);
        let marks = series.panels.iter().flat_map(|panel| &panel.marks);
        let others = [self.wavefront.first_tick, series.ticks.0, series.ticks.1];
        let mut ticks = frames
            .chain(spikes)
            .chain(points)
            .chain(marks.map(|mark| mark.1))
            .chain(others);
        few && ticks.all(|tick| tick.unsigned_abs() <= LAST_TICK)
    }
}

/// Watches the first presentations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PreviewRecorder {
    name: String,
    /// Name and size of each population of error neurons.
    populations: Vec<(String, usize)>,
    raster: RasterRecorder,
    wavefront: Option<Wavefront>,
    series: TimeSeries,
}

impl PreviewRecorder {
    /// For a network wired like this.
    pub(crate) fn new(name: &str, wiring: &Wiring) -> Self {
        let computing = wiring.populations()[..wiring.n_computing()].iter();
        Self {
            name: name.to_owned(),
            populations: computing.map(|of| (of.name.clone(), of.size)).collect(),
            raster: RasterRecorder::new(wiring),
            wavefront: None,
            series: TimeSeries::default(),
        }
    }

    /// Whether a run of this name and of a network wired like this may have left it.
    pub(crate) fn is_of(&self, name: &str, wiring: &Wiring) -> bool {
        let populations = Self::new(name, wiring).populations;
        let is_same = self.name == name && self.populations == populations;
        is_same && self.raster.is_of(wiring) && self.preview().is_plausible()
    }

    /// What logs must keep for it.
    pub(crate) fn keeps(&self) -> Keeps {
        Keeps {
            activities: self.wavefront.is_none(),
            ..Keeps::default()
        }
    }

    /// Looks at what was just shown, if there is something to learn from it.
    pub(crate) fn watch<S: Scalar>(&mut self, session: &mut Session<S>, shown: &Shown<S>) {
        self.raster.watch(session, shown);
        if self.wavefront.is_none() && shown.presentation.with_teacher {
            self.wavefront = Some(self.wave(session, shown));
            self.series = self.series(session, shown);
        }
    }

    /// What was seen.
    pub(crate) fn preview(&self) -> Preview {
        Preview {
            format_version: FORMAT_VERSION,
            raster: self.raster.raster(&self.name),
            wavefront: self.wavefront.clone().unwrap_or_else(|| self.no_wave()),
            series: self.series.clone(),
        }
    }

    /// What a population is called, and the tick in which the teacher's error reaches it. Only in a
    /// chain are names numbers.
    fn words(&self) -> [&'static str; 2] {
        let is_number = |(name, _): &(String, usize)| name.parse::<usize>().is_ok();
        match self.populations.iter().all(is_number) {
            true => ["layer", "l"],
            false => ["population", "its level"],
        }
    }

    fn no_wave(&self) -> Wavefront {
        Wavefront {
            title: format!(
                "{}: how errors travel through the {}s",
                self.name,
                self.words()[0]
            ),
            note: "First taught presentation, mean over neurons and the batch; dark is large."
                .to_owned(),
            quantity: "mean |ε| [units of x]".to_owned(),
            ..Wavefront::default()
        }
    }

    fn wave<S: Scalar>(&self, session: &mut Session<S>, shown: &Shown<S>) -> Wavefront {
        let (start, end) = ticks(shown);
        let n_ticks = usize::try_from(end.since(start)).unwrap_or(0);
        let mut rows = vec![vec![0.0; n_ticks]; self.populations.len()];
        let n_lanes = shown.presentation.examples.len();
        session.logs(|id, log| {
            let AgentId::Error { layer, .. } = id else {
                return;
            };
            for (sum, (_, prediction)) in rows[layer].iter_mut().zip(&log.predictions) {
                let lanes = prediction.epsilon[..n_lanes].iter();
                *sum += lanes.map(|epsilon| epsilon.to_f64().abs()).sum::<f64>();
            }
        });
        for (row, (_, width)) in rows.iter_mut().zip(&self.populations) {
            let n = (width * n_lanes).max(1) as f64;
            row.iter_mut().for_each(|sum| *sum /= n);
        }
        Wavefront {
            first_tick: start.since(shown.onset()),
            rows,
            ..self.no_wave()
        }
    }

    fn series<S: Scalar>(&self, session: &mut Session<S>, shown: &Shown<S>) -> TimeSeries {
        let chosen = self.chosen(shown);
        let [kind, level] = self.words();
        let (start, end) = ticks(shown);
        let since = |tick: Tick| tick.since(shown.onset());
        let labels = ["x", "μ", "ε"].map(|symbol| format!("{symbol} [units of x]"));
        let mut panels = labels.map(|y_label| TimePanel {
            y_label,
            lines: chosen
                .iter()
                .map(|(l, i)| (format!("{}/{i}", self.populations[*l].0), vec![]))
                .collect(),
            marks: Vec::new(),
        });
        session.logs(|id, log| {
            let (AgentId::Value { layer, index } | AgentId::Error { layer, index }) = id else {
                return;
            };
            let Some(k) = chosen.iter().position(|place| *place == (layer, index)) else {
                return;
            };
            for (tick, x) in &log.activities {
                panels[0].lines[k]
                    .1
                    .push((since(*tick), x.values[0].to_f64()));
            }
            for (tick, prediction) in &log.predictions {
                panels[1].lines[k]
                    .1
                    .push((since(*tick), prediction.mu[0].to_f64()));
                panels[2].lines[k]
                    .1
                    .push((since(*tick), prediction.epsilon[0].to_f64()));
            }
            if let AgentId::Error { .. } = id {
                let mut fired: Vec<i64> = log
                    .spikes
                    .iter()
                    .filter(|spike| spike.lane == 0)
                    .map(|spike| since(spike.tick))
                    .collect();
                fired.dedup();
                panels[2]
                    .marks
                    .extend(fired.into_iter().map(|tick| (k, tick)));
            }
        });
        TimeSeries {
            title: format!("{}: one neuron of each {kind}, tick by tick", self.name),
            note: format!(
                "First taught presentation, first example of the batch; of each {kind} the neuron \
                 whose error was largest at t = {level}."
            ),
            ticks: (since(start), since(end) - 1),
            is_taught: true,
            panels: panels.to_vec(),
        }
    }

    /// The neuron of each layer whose ε was largest at t = l.
    fn chosen<S: Scalar>(&self, shown: &Shown<S>) -> Vec<(usize, usize)> {
        let layers = 0..self.populations.len().min(MOST_LINES);
        layers
            .map(|layer| {
                let epsilon = &shown.epsilon[layer];
                let n_lanes = epsilon.len() / self.populations[layer].1;
                let size = |index: &usize| {
                    let first = epsilon.get(index * n_lanes);
                    first.map_or(0.0, |epsilon| epsilon.to_f64().abs())
                };
                let largest =
                    (0..self.populations[layer].1).max_by(|a, b| size(a).total_cmp(&size(b)));
                (layer, largest.unwrap_or(0))
            })
            .collect()
    }
}

fn ticks<S>(shown: &Shown<S>) -> (Tick, Tick) {
    let end = shown.onset().after(shown.presentation.learning_ticks);
    (shown.start, end)
}
