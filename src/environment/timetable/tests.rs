//! Tests of `timetable.rs`.

use super::*;

fn timetable() -> Timetable {
    Timetable {
        prediction_ticks: Span { low: 5, high: 9 },
        learning_ticks: Span::fixed(2),
        without_teacher: 0.25,
        n_lanes: 4,
        last_batch: LastBatch::Short,
        seed: 3,
        shuffle: true,
    }
}

#[test]
fn every_example_is_taught_once_an_epoch() {
    let epoch: Vec<Presentation> = timetable().epoch(0, 10).collect();
    let mut taught: Vec<usize> = epoch
        .iter()
        .filter(|p| p.with_teacher)
        .flat_map(|p| p.examples.clone())
        .collect();
    taught.sort_unstable();
    assert_eq!(taught, (0..10).collect::<Vec<_>>());
    assert!(epoch.iter().all(|p| (5..=9).contains(&p.prediction_ticks)));
    assert_ne!(epoch, timetable().epoch(1, 10).collect::<Vec<_>>());
    let long: Vec<Presentation> = timetable().epoch(0, 4000).collect();
    let silent = long.iter().filter(|p| !p.with_teacher).count() as f64 / long.len() as f64;
    assert!((silent - 0.25).abs() < 0.05, "{silent}");
}

#[test]
fn a_short_last_batch_is_shown_or_dropped() {
    let mut table = timetable();
    table.without_teacher = 0.0;
    assert_eq!(table.epoch(0, 10).last().unwrap().examples.len(), 2);
    table.last_batch = LastBatch::Drop;
    assert!(table.epoch(0, 10).all(|p| p.examples.len() == 4));
}

/// An epoch was a list once: with a chance near 1 it filled the memory before the first
/// presentation.
#[test]
fn a_presentation_is_drawn_when_it_is_asked_for() {
    let mut table = timetable();
    table.without_teacher = 1.0 - 1e-10;
    let mut epoch = table.epoch(0, 10);
    assert!(epoch.by_ref().take(1000).all(|p| !p.with_teacher));
    // What is drawn later does not depend on when it is asked for.
    assert_eq!(epoch.next(), table.epoch(0, 10).nth(1000));
}

#[test]
fn spans_read_back_as_written() {
    for (text, span) in [("9", Span::fixed(9)), ("[7,12]", Span { low: 7, high: 12 })] {
        assert_eq!(ron::from_str::<Span>(text).unwrap(), span);
        assert_eq!(ron::to_string(&span).unwrap(), text);
    }
    for text in ["[7]", "[9, 7]", "[1, 2, 3]", "-1", "\"5\""] {
        assert!(ron::from_str::<Span>(text).is_err(), "{text}");
    }
}
