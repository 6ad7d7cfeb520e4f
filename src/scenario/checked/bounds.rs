//! The bound on every count of a scenario.
//!
//! Promises one table: what a file or a switch says is refused here before anything is made of
//! it. Refuses to estimate memory or time; a scenario within all bounds may still be too large
//! for a machine.

use super::network::MOST_OF_A_LAYER;
use super::numbers::counted;
use super::objections::Objections;
use super::schedule::MOST_TICKS;
use crate::dataset::Source;
use crate::plasticity::Rule;
use crate::record::{During, Recording};
use crate::scenario::raw::RawScenario;
use crate::synapse::Phi;

/// A count, the most that it may be, and its unit. A path names all elements of a list by `[]`.
struct Bound {
    path: &'static str,
    most: u64,
    unit: &'static str,
}

const fn bound(path: &'static str, most: u64, unit: &'static str) -> Bound {
    Bound { path, most, unit }
}

/// Every count of a scenario.
#[rustfmt::skip]
const BOUNDS: [Bound; 26] = [
    bound("network.widths",               10_001, "layer"),
    bound("network.widths[]", MOST_OF_A_LAYER as u64, "neuron"),
    bound("learning.rule.t_c",    MOST_TICKS - 1, "tick"),
    bound("learning.phi.t_d",     MOST_TICKS - 1, "tick"),
    bound("learning.overrides",           10_000, "override"),
    bound("learning.overrides[].phi.t_d", MOST_TICKS - 1, "tick"),
    bound("timetable.prediction_ticks", MOST_TICKS, "tick"),
    bound("timetable.learning_ticks", MOST_TICKS, "tick"),
    bound("timetable.batch",             100_000, "lane"),
    bound("timetable.epochs",      1_000_000_000, "epoch"),
    bound("data.train",            1_000_000_000, "example"),
    bound("data.test",             1_000_000_000, "example"),
    bound("faults.t_d_jitter",    MOST_TICKS - 1, "tick"),
    bound("faults.lesions",               10_000, "lesion"),
    bound("faults.lesions[].at", MOST_PRESENTATIONS, "presentation"),
    bound("engine.threads",            1_000_000, "thread"),
    bound("show_ticks",                  100_000, "presentation"),
    bound("record",                        1_000, "recording"),
    bound("record[].every", MOST_PRESENTATIONS, "presentation"),
    bound("record[].during", MOST_PRESENTATIONS, "presentation"),
    bound("record[].most_bytes", 1_000_000_000_000_000, "byte"),
    bound("network.initial.theta",        10_000, "matrix"),
    bound("network.initial.seed",       u64::MAX, ""),
    bound("timetable.seed",             u64::MAX, ""),
    bound("faults.seed",                u64::MAX, ""),
    bound("data.split_seed",            u64::MAX, ""),
];

/// More presentations than any run can show.
const MOST_PRESENTATIONS: u64 = 1_000_000_000_000_000;

/// The bounds on the counts at `path`, in which no list has an index: how many elements a list may
/// have comes before how large one may be.
pub(in crate::scenario) fn bounds_at(path: &str) -> Vec<(u64, &'static str)> {
    let rows = BOUNDS
        .iter()
        .filter(|bound| bound.path.replace("[]", "") == path);
    rows.map(|bound| (bound.most, bound.unit)).collect()
}

/// Objects to every count of a file that is beyond its bound.
pub(super) fn check(raw: &RawScenario, objections: &mut Objections<'_>) {
    let mut counts = Counts { objections };
    counts.network(raw);
    counts.learning(raw);
    counts.timetable(raw);
    counts.data(raw);
    counts.faults(raw);
    counts.rest(raw);
}

/// Objects to every count of recording number `k`, of a file or of a switch.
pub(super) fn check_recording(k: usize, recording: &Recording, objections: &mut Objections<'_>) {
    let mut counts = Counts { objections };
    counts.hold(&format!("record[{k}].every"), recording.every);
    counts.hold(&format!("record[{k}].most_bytes"), recording.most_bytes);
    if let During::Presentations(_, end) | During::Epochs(_, end) = recording.during {
        counts.hold(&format!("record[{k}].during"), end);
    }
}

struct Counts<'o, 'd> {
    objections: &'o mut Objections<'d>,
}

impl Counts<'_, '_> {
    /// Objects to `count` at `path` if its row says so.
    fn hold(&mut self, path: &str, count: u64) {
        let bare: String = {
            let mut is_index = false;
            let keeps = |c: &char| {
                is_index = (is_index || *c == '[') && *c != ']';
                !is_index || *c == '['
            };
            path.chars().filter(keeps).collect()
        };
        let row = BOUNDS.iter().find(|bound| bound.path == bare);
        let Bound { most, unit, .. } = row.expect("bug: every count has a bound");
        let counted = |n: u64| counted(usize::try_from(n).unwrap_or(usize::MAX), unit);
        let problem = format!(
            "{} are too many here",
            counted(count).replace("matrixs", "matrices")
        );
        let expected = format!("at most {}", counted(*most).replace("matrixs", "matrices"));
        self.objections
            .when(count > *most, path, problem, &expected);
    }

    fn network(&mut self, raw: &RawScenario) {
        let widths = raw.network.widths.iter().flatten();
        self.hold("network.widths", widths.clone().count() as u64);
        for (k, width) in widths.enumerate() {
            self.hold(&format!("network.widths[{k}]"), *width as u64);
        }
        if let Some(crate::blueprint::Initial::Given(given)) = &raw.network.initial {
            self.hold("network.initial.theta", given.theta.len() as u64);
        }
    }

    fn learning(&mut self, raw: &RawScenario) {
        if let Rule::IL { t_c } = raw.learning.rule {
            self.hold("learning.rule.t_c", t_c);
        }
        if let Some(phi) = &raw.learning.phi {
            self.phi("learning.phi", phi);
        }
        let overrides = raw.learning.overrides.iter().flatten();
        self.hold("learning.overrides", overrides.clone().count() as u64);
        for (k, change) in overrides.enumerate() {
            self.phi(&format!("learning.overrides[{k}].phi"), &change.phi);
        }
    }

    fn phi(&mut self, path: &str, phi: &Phi) {
        if let Phi::Exact { t_d } | Phi::Tolerance { t_d, .. } = phi {
            self.hold(&format!("{path}.t_d"), *t_d);
        }
    }

    fn timetable(&mut self, raw: &RawScenario) {
        let Some(timetable) = &raw.timetable else {
            return;
        };
        let spans = [
            ("timetable.prediction_ticks", timetable.prediction_ticks),
            ("timetable.learning_ticks", timetable.learning_ticks),
        ];
        for (path, span) in spans {
            self.hold(path, span.map_or(0, |span| span.high));
        }
        self.hold("timetable.batch", timetable.batch.unwrap_or(1) as u64);
        self.hold("timetable.epochs", timetable.epochs.unwrap_or(1) as u64);
    }

    fn data(&mut self, raw: &RawScenario) {
        if let Source::Idx { train, test, .. } = &raw.data {
            self.hold("data.train", train.unwrap_or(0) as u64);
            self.hold("data.test", test.unwrap_or(0) as u64);
        }
        let (train, test) = match &raw.data {
            Source::TwoMoons(moons) => (moons.train, moons.test),
            Source::LinearTeacher(teacher) => (teacher.train, teacher.test),
            Source::RandomTargets(random) => (random.train, 0),
            _ => return,
        };
        self.hold("data.train", train as u64);
        self.hold("data.test", test as u64);
    }

    fn faults(&mut self, raw: &RawScenario) {
        let Some(faults) = &raw.faults else {
            return;
        };
        self.hold("faults.t_d_jitter", faults.t_d_jitter.unwrap_or(0));
        let lesions = faults.lesions.iter().flatten();
        self.hold("faults.lesions", lesions.clone().count() as u64);
        for (k, lesion) in lesions.enumerate() {
            self.hold(&format!("faults.lesions[{k}].at"), lesion.at);
        }
    }

    fn rest(&mut self, raw: &RawScenario) {
        let threads = raw.engine.as_ref().and_then(|engine| engine.threads);
        self.hold("engine.threads", threads.unwrap_or(0) as u64);
        self.hold("show_ticks", raw.show_ticks.unwrap_or(0) as u64);
        self.hold("record", raw.record.iter().flatten().count() as u64);
    }
}
