//! What is said of a network's wiring: tables for a person, and a graph for other programs.

use std::fmt::Write as _;

use crate::report::Table;
use crate::wiring::{Pairs, Wiring};

/// Two tables as text: a row a population, and a row a projection; then who hears or reaches nobody.
pub fn wiring_tables(wiring: &Wiring) -> String {
    let (populations, projections) = (populations(wiring), projections(wiring));
    format!("{populations}\n{projections}{}", lonely(wiring))
}

fn populations(wiring: &Wiring) -> Table {
    let mut populations = Table::new([
        "population",
        "level",
        "neurons",
        "is",
        "f",
        "bias",
        "fan-in",
        "fan-out",
    ]);
    for p in (0..wiring.widths().len()).rev() {
        let of = &wiring.populations()[p];
        let size = match of.sheet {
            Some(sheet) => format!("{} ({sheet})", of.size),
            None => of.size.to_string(),
        };
        let role = match () {
            () if wiring.is_input(p) => columns("input, column", wiring, p),
            () if wiring.is_output(p) => columns("output, column", wiring, p),
            () => "hidden".to_owned(),
        };
        let fan = |of: &dyn Fn(usize) -> usize| spread((0..wiring.widths()[p]).map(of));
        let fan_in = match wiring.is_input(p) {
            true => "-".to_owned(),
            false => fan(&|i| wiring.n_dendrite(p, i)),
        };
        populations.push([
            of.name.clone(),
            wiring.level(p).to_string(),
            size,
            role,
            if wiring.is_output(p) {
                "-".to_owned()
            } else {
                format!("{:?}", of.activation)
            },
            if of.has_bias { "yes" } else { "no" }.to_owned(),
            fan_in,
            fan(&|i| wiring.n_axon(p, i)),
        ]);
    }
    populations
}

fn projections(wiring: &Wiring) -> Table {
    let mut projections = Table::new([
        "projection",
        "synapses",
        "of all pairs",
        "changes",
        "feedback is delayed by",
    ]);
    for (e, of) in wiring.projections().iter().enumerate() {
        let all = wiring.widths()[of.pre] * wiring.widths()[of.post];
        let share = 100.0 * wiring.n_pairs(e) as f64 / all as f64;
        let delay = match (wiring.has_feedback(e), of.delay) {
            (false, _) => "no feedback".to_owned(),
            (true, 1) => "1 tick".to_owned(),
            (true, n) => format!("{n} ticks"),
        };
        projections.push([
            arrow(wiring, e),
            wiring.n_pairs(e).to_string(),
            if of.pairs == Pairs::All {
                "all".to_owned()
            } else {
                format!("{share:.1} %")
            },
            if of.learns { "yes" } else { "no" }.to_owned(),
            delay,
        ]);
    }
    projections
}

fn arrow(wiring: &Wiring, projection: usize) -> String {
    let of = &wiring.projections()[projection];
    let name = |p| wiring.population_name(p);
    format!("{} -> {}", name(of.pre), name(of.post))
}

fn columns(what: &str, wiring: &Wiring, p: usize) -> String {
    let columns = wiring.columns(p);
    match columns.len() {
        1 => format!("{what} {}", columns.start),
        _ => format!("{what}s {}..{}", columns.start, columns.end),
    }
}

/// `9`, or `4 to 9, mean 7.1`.
fn spread(numbers: impl Iterator<Item = usize> + Clone) -> String {
    let (least, most) = (numbers.clone().min(), numbers.clone().max());
    let (Some(least), Some(most)) = (least, most) else {
        return String::new();
    };
    let n = numbers.clone().count();
    match least == most {
        true => most.to_string(),
        false => format!(
            "{least} to {most}, mean {:.1}",
            numbers.sum::<usize>() as f64 / n as f64
        ),
    }
}

/// Neurons that hear nobody, or that nobody hears: allowed, and said.
fn lonely(wiring: &Wiring) -> String {
    let mut text = String::new();
    for p in 0..wiring.widths().len() {
        let name = wiring.population_name(p);
        let n = wiring.widths()[p];
        let deaf = (0..n)
            .filter(|i| !wiring.is_input(p) && wiring.n_dendrite(p, *i) == 0)
            .count();
        let mute = (0..n)
            .filter(|i| !wiring.is_output(p) && wiring.n_axon(p, *i) == 0)
            .count();
        for (n_lonely, what) in [(deaf, "hear nobody"), (mute, "speak to nobody")] {
            if n_lonely > 0 {
                let _ = write!(text, "\nnote: {n_lonely} of {n} neurons of {name} {what}");
            }
        }
    }
    text
}

/// The populations and projections of a network of this name in Graphviz's language, which NetworkX reads
/// too.
pub fn wiring_dot(name: &str, wiring: &Wiring) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = format!("digraph {} {{\n  rankdir=LR;\n", quoted(name));
    for (p, of) in wiring.populations().iter().enumerate().rev() {
        let _ = writeln!(
            text,
            "  {} [size={}, level={}, activation={}, bias={}, shape=box];",
            quoted(&of.name),
            of.size,
            wiring.level(p),
            quoted(&format!("{:?}", of.activation)),
            of.has_bias,
        );
    }
    for (e, of) in wiring.projections().iter().enumerate() {
        let _ = writeln!(
            text,
            "  {} -> {} [synapses={}, delay={}, learns={}];",
            quoted(wiring.population_name(of.pre)),
            quoted(wiring.population_name(of.post)),
            wiring.n_pairs(e),
            of.delay,
            of.learns,
        );
    }
    text + "}"
}
