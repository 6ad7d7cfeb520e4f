//! A user's own `tracing` subscriber hears every φ, in its spans, as the table has them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use fazil::experiment::run;
use fazil::record::{RunFolder, read_table};
use fazil::scenario::Scenario;
use fazil::session::RunOptions;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What was heard.
#[derive(Debug, Default)]
struct Heard {
    /// Spans, by name.
    spans: BTreeMap<&'static str, u64>,
    /// Spikes, by side, t and the name of the innermost span.
    spikes: BTreeMap<(String, i64, &'static str), usize>,
    names: BTreeMap<u64, &'static str>,
    entered: Vec<u64>,
}

/// Nothing of any library: what a user may write.
struct Mine {
    heard: Arc<Mutex<Heard>>,
    last: AtomicU64,
}

#[derive(Default)]
struct Spike {
    side: String,
    t: i64,
}

impl Visit for Spike {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "side" {
            self.side = value.to_owned();
        }
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        if field.name() == "t" {
            self.t = value;
        }
    }
    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Subscriber for Mine {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("fazil")
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let id = 1 + self.last.fetch_add(1, Ordering::Relaxed);
        let mut heard = self.heard.lock().unwrap();
        let name = span.metadata().name();
        *heard.spans.entry(name).or_default() += 1;
        heard.names.insert(id, name);
        Id::from_u64(id)
    }
    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        if event.metadata().target() != "fazil::phi" {
            return;
        }
        let mut spike = Spike::default();
        event.record(&mut spike);
        let mut heard = self.heard.lock().unwrap();
        let innermost = heard.entered.last().map_or("", |id| heard.names[id]);
        *heard
            .spikes
            .entry((spike.side, spike.t, innermost))
            .or_default() += 1;
    }
    fn enter(&self, span: &Id) {
        self.heard.lock().unwrap().entered.push(span.into_u64());
    }
    fn exit(&self, _: &Id) {
        self.heard.lock().unwrap().entered.pop();
    }
}

/// The saboteurs: a spike told twice, in the wrong tick, or outside the span of its tick.
#[test]
fn a_subscriber_of_ones_own_hears_what_the_table_says() {
    let edits = ["data.test=0.95", "timetable.epochs=2"].map(|edit| edit.parse().unwrap());
    let mut scenario = Scenario::built_in("digits", &edits).unwrap();
    scenario.add_recording("phi".parse().unwrap()).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = RunFolder::fresh(place.path(), "heard").unwrap();
    let heard = Arc::new(Mutex::new(Heard::default()));
    let mine = Mine {
        heard: Arc::clone(&heard),
        last: AtomicU64::new(0),
    };
    let summary = tracing::subscriber::with_default(mine, || {
        let options = RunOptions::default();
        run(
            &scenario,
            &folder,
            &options,
            &mut (),
            &AtomicBool::new(false),
        )
        .unwrap()
    });
    let heard = heard.lock().unwrap();
    assert!(heard.entered.is_empty());
    assert_eq!((heard.spans["run"], heard.spans["epoch"]), (1, 2));
    let shown = read_table(&folder.path().join("records/presentations.parquet"), None).unwrap();
    let mut shown: Vec<i64> = (shown["presentation"].iter())
        .map(|number| number.number().unwrap() as i64)
        .collect();
    shown.dedup();
    assert_eq!(heard.spans["presentation"], shown.len() as u64);

    let phi = read_table(&folder.path().join("records/phi.parquet"), None).unwrap();
    let mut in_table = BTreeMap::new();
    let rows = phi["side"].iter().zip(&phi["tick"]).zip(&phi["outcome"]);
    for ((side, tick), outcome) in rows {
        assert_eq!(outcome.text(), Some("hit"));
        if side.text() == Some("feedforward") {
            let t = tick.number().unwrap() as i64;
            *in_table.entry(t).or_insert(0) += 1;
        }
    }
    let feedforward = heard
        .spikes
        .iter()
        .filter(|((side, ..), _)| side == "feedforward");
    let told = feedforward.map(|((_, t, span), n)| {
        assert_eq!(*span, "tick");
        (*t, *n)
    });
    assert_eq!(told.collect::<BTreeMap<_, _>>(), in_table);
    assert!(in_table.len() == 2 && summary.phi.misses == 0);
}
