//! How far populations are from the outputs, and the order they are numbered in.

use super::{Place, Population, WiringError};

/// The level of every population; which populations form a cycle, if some do.
pub(super) fn levels(
    populations: &[Population],
    ends: &[(usize, usize)],
) -> Result<Vec<usize>, WiringError> {
    let n = populations.len();
    let mut levels = vec![0; n];
    let mut waits: Vec<usize> = (0..n)
        .map(|p| ends.iter().filter(|(pre, _)| *pre == p).count())
        .collect();
    let mut ready: Vec<usize> = (0..n).filter(|p| waits[*p] == 0).collect();
    let mut n_done = 0;
    while let Some(post) = ready.pop() {
        n_done += 1;
        for &(pre, _) in ends.iter().filter(|(_, other)| *other == post) {
            levels[pre] = levels[pre].max(levels[post] + 1);
            waits[pre] -= 1;
            if waits[pre] == 0 {
                ready.push(pre);
            }
        }
    }
    if n_done == n {
        return Ok(levels);
    }
    // Every population that waits for ever feeds another one that does: so one walks round.
    let feeds = |p: usize| {
        ends.iter()
            .find(|(pre, post)| *pre == p && waits[*post] > 0)
    };
    let mut path = vec![(0..n).find(|p| waits[*p] > 0).unwrap_or(0)];
    let first = loop {
        let last = path[path.len() - 1];
        let Some((_, next)) = feeds(last) else {
            break 0;
        };
        match path.iter().position(|p| p == next) {
            Some(first) => break first,
            None => path.push(*next),
        }
    };
    let round: Vec<&str> = path[first..]
        .iter()
        .chain([&path[first]])
        .map(|p| populations[*p].name.as_str())
        .collect();
    let closes = ends
        .iter()
        .position(|(pre, post)| *pre == path[path.len() - 1] && *post == path[first]);
    let place = closes.map_or(Place::Projections, |k| Place::Projection(k, ""));
    let problem = format!("the projections go round: {}", round.join(" -> "));
    Err(WiringError::new(place, problem, "a graph without cycles"))
}

/// The positions of populations by number: inputs last, else by level.
pub(super) fn order(levels: &[usize], ends: &[(usize, usize)]) -> Vec<usize> {
    let is_input = |p: &usize| ends.iter().all(|(_, post)| post != p);
    let mut order: Vec<usize> = (0..levels.len()).collect();
    order.sort_by_key(|p| (is_input(p), if is_input(p) { 0 } else { levels[*p] }));
    order
}
