//! Which bracket is missing, where the text alone leaves a choice.
//!
//! Promises the reading with the fewest slips of brackets; among equals the one that the
//! indentation suggests. Refuses to read more often than a handful of times.

use super::{Found, Hints, scan_once};
use crate::scenario::locate::Slip;
use crate::scenario::locate::node::{Body, Node};

/// How often a text is read again.
const MOST_READINGS: usize = 12;

/// The outline of a whole text, its slips in the order of the text, and whether the outline can
/// be trusted.
pub(in crate::scenario::locate) fn scan(text: &str) -> (Node, Vec<Slip>, bool) {
    let mut hints = Hints::default();
    let mut best = scan_once(text, &hints);
    let mut n_readings = 1;
    while n_readings < MOST_READINGS && n_of_brackets(&best) > 0 {
        let found = candidates(text, &best, &hints)
            .into_iter()
            .find_map(|(next, by_indent)| {
                n_readings += 1;
                let found = scan_once(text, &next);
                let (before, now) = (n_of_brackets(&best), n_of_brackets(&found));
                let is_whole = found.is_whole || !best.is_whole;
                let is_better = now < before || (by_indent && now == before);
                (is_better && is_whole).then_some((next, found))
            });
        match found {
            Some((next, found)) => (hints, best) = (next, found),
            None => break,
        }
    }
    let mut slips = best.slips;
    slips.sort_by_key(|slip| slip.mistake(text).span.start);
    let nothing = Node {
        span: 0..text.len(),
        name: String::new(),
        body: Body::Missing,
    };
    (best.root.unwrap_or(nothing), slips, best.is_whole)
}

fn n_of_brackets(found: &Found) -> usize {
    found
        .slips
        .iter()
        .filter(|slip| slip.is_of_brackets())
        .count()
}

/// Other readings to try, and whether indentation suggests them.
fn candidates(text: &str, found: &Found, hints: &Hints) -> Vec<(Hints, bool)> {
    let mut next = Vec::new();
    let is_unclosed = |slip: &Slip| matches!(slip, Slip::Unclosed { .. } | Slip::Trailing { .. });
    if found.slips.iter().any(is_unclosed) {
        let is_new = |open: usize| hints.closed_from.iter().all(|(known, _)| *known != open);
        let suspect = found.pairs.iter().find(|(open, close)| {
            let (opened, (closed, first)) = (indent(text, *open).0, indent(text, *close));
            first == *close && closed < opened && is_new(*open)
        });
        if let Some((open, _)) = suspect {
            let mut closed = hints.clone();
            closed.closed_from.push((*open, outer_line(text, *open)));
            next.push((closed, true));
        }
    }
    if let Some(close) = found.leaps.first() {
        let mut wrong = hints.clone();
        wrong.wrong.push(*close);
        next.push((wrong, false));
    }
    next
}

/// How far the line of byte `at` is indented, and the byte of its first sign.
fn indent(text: &str, at: usize) -> (usize, usize) {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let is_indent = |c: &char| *c == ' ' || *c == '\t';
    let blanks = text[line..].chars().take_while(is_indent).count();
    (blanks, line + blanks)
}

/// The first line after `open` that is indented no deeper than the line of `open`.
fn outer_line(text: &str, open: usize) -> usize {
    let (opened, _) = indent(text, open);
    let lines = text[open..]
        .match_indices('\n')
        .map(|(at, _)| open + at + 1);
    let mut outer = lines.filter(|line| {
        let (blanks, first) = indent(text, *line);
        let is_empty = text[first..].starts_with(['\n', '\r']) || first == text.len();
        blanks <= opened && !is_empty
    });
    outer.next().unwrap_or(text.len())
}
