//! Tests of `source.rs`.

use super::*;
use crate::axon::Never;

fn frame(value: f64, presented: usize) -> Arc<Frame<f64>> {
    Arc::new(Frame::new(&[value; 2], 2, presented))
}

fn showing(value: f64, presented: usize, prediction_ticks: u64) -> Showing<f64> {
    let frame = frame(value, presented);
    Showing {
        prediction_ticks,
        learning_ticks: 2,
        stimulus: frame.clone(),
        teacher: Some(frame),
    }
}

fn said(tick: impl FnOnce(&mut [Message<f64, Never>])) -> Message<f64, Never> {
    let mut say = vec![Message::Beat; 2];
    tick(&mut say);
    say.swap_remove(1)
}

#[test]
fn a_stimulus_is_said_when_it_changes_and_idle_lanes_keep_theirs() {
    let mut source = StimulusSource::new(0, 2);
    source.queue(showing(1.0, 2, 1));
    source.queue(showing(1.0, 2, 1));
    source.queue(showing(3.0, 1, 1));
    let spoken: Vec<_> = (0..10).map(|_| said(|say| source.tick(say))).collect();
    for (tick, message) in spoken.iter().enumerate() {
        match (tick, message) {
            (0, Message::Stimulus(lanes)) => assert_eq!(*lanes.values, [1.0, 1.0]),
            (6, Message::Stimulus(lanes)) => {
                assert_eq!((&*lanes.values, lanes.presented), (&[3.0, 1.0][..], 1));
            }
            (_, Message::Beat) => assert!(![0, 6].contains(&tick)),
            other => panic!("{other:?}"),
        }
    }
}

/// A copy of a network is shown its first stimulus by a fresh source while its input neurons
/// still hold another: a 0 left unsaid kept the old one.
#[test]
fn a_fresh_source_says_even_zero() {
    let mut source = StimulusSource::new(0, 2);
    source.queue(showing(0.0, 2, 1));
    assert!(matches!(said(|say| source.tick(say)), Message::Stimulus(_)));
    assert!(matches!(said(|say| source.tick(say)), Message::Beat));
}

#[test]
fn a_teacher_comes_at_p_and_goes_after_t() {
    let mut source = TeacherSource::new(0, 2);
    source.queue(showing(1.0, 1, 1));
    source.queue(showing(2.0, 2, 0));
    let spoken: Vec<_> = (0..7).map(|_| said(|say| source.tick(say))).collect();
    let expected = [
        None,
        Some([Some(1.0), None]),
        None,
        Some([Some(2.0), Some(2.0)]),
        None,
        Some([None, None]),
        None,
    ];
    for (message, expected) in spoken.iter().zip(expected) {
        match (message, expected) {
            (Message::Beat, None) => {}
            (Message::Teacher(teaching), Some(expected)) => {
                assert_eq!(**teaching, expected.into())
            }
            other => panic!("{other:?}"),
        }
    }
}
