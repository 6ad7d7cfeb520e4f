//! What pictures need to know of the populations of a graph: names, levels, and when the stimulus
//! arrives.

use crate::report::DrawnPopulation;
use crate::wiring::Wiring;

/// The populations of error neurons, by number; none of a chain, whose numbers say it all.
pub(super) fn drawn_populations(wiring: &Wiring) -> Vec<DrawnPopulation> {
    if wiring.is_chain() {
        return Vec::new();
    }
    let arrivals = arrivals(wiring).into_iter().enumerate();
    let drawn = |(p, stimulus)| DrawnPopulation {
        name: wiring.population_name(p).to_owned(),
        level: wiring.level(p),
        stimulus,
    };
    arrivals.map(drawn).collect()
}

/// By population of error neurons: how many others the stimulus passes on the shortest way there.
fn arrivals(wiring: &Wiring) -> Vec<Option<usize>> {
    let mut arrivals = vec![None; wiring.n_computing()];
    // Whoever sends has a higher number than whoever hears.
    for p in (0..arrivals.len()).rev() {
        let connected = wiring.incoming(p).filter(|e| wiring.n_pairs(*e) > 0);
        let ways = connected.filter_map(|e| match wiring.projections()[e].pre {
            pre if wiring.is_input(pre) => Some(0),
            pre => arrivals[pre].map(|n: usize| n + 1),
        });
        arrivals[p] = ways.min();
    }
    arrivals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    /// Numbers were taken for levels: low1 and up1 stand at t = 2 and t = 3.
    #[test]
    fn populations_have_names_and_levels_and_not_their_numbers() {
        let scenario = Scenario::built_in("two-eyes", &[]).unwrap();
        let drawn = drawn_populations(&scenario.network.wiring).into_iter();
        let drawn: Vec<_> = drawn.map(|of| (of.name, of.level, of.stimulus)).collect();
        let expected = [
            ("digit", 0, Some(1)),
            ("both", 1, Some(1)),
            ("up2", 2, Some(1)),
            ("low1", 2, Some(0)),
            ("up1", 3, Some(0)),
        ];
        assert_eq!(
            drawn,
            expected.map(|(name, level, stimulus)| (name.to_owned(), level, stimulus))
        );
        let chain = Scenario::built_in("digits", &[]).unwrap();
        assert!(drawn_populations(&chain.network.wiring).is_empty());
    }
}
