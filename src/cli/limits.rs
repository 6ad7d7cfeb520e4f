//! What a person is told before the work begins: how much it takes, and how many workers do it.

use super::printer;
use crate::session::{Estimate, Machine};

/// Workers that help: no more than cores and neurons. A person who asked for more is told.
pub(super) fn workers(asked: Option<usize>, n_neurons: usize) -> Option<usize> {
    let n_cores = std::thread::available_parallelism().map_or(1, usize::from);
    let most = n_cores.min(n_neurons.max(1));
    let asked = asked?;
    if asked > most {
        let (count, why) = match most == n_cores {
            true => (counted(most, "core"), "more workers than cores"),
            false => (counted(most, "neuron"), "more workers than neurons"),
        };
        printer::tell(&format!(
            "threads: {most} of {asked}, because there are {count}; {why} would only wait"
        ));
        return Some(most);
    }
    Some(asked)
}

fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Refuses what cannot fit, and tells of what is large.
pub(super) fn admit(estimate: &Estimate) -> Result<(), Box<dyn std::error::Error>> {
    let machine = Machine::here();
    estimate.check(&machine)?;
    if estimate.is_large() {
        printer::tell(&estimate.sentence(&machine));
    }
    Ok(())
}
