//! What a person sees: a progress bar on a terminal and plain lines elsewhere, and a short
//! table at the end.

use std::fmt::Write;
use std::path::Path;

use super::meter::Meter;
use crate::experiment::{Progress, Standing};
use crate::plasticity::Rule;
use crate::record::Record;
use crate::report::{Table, grouped, scientific};
use crate::run_files::{EpochMetrics, Summary};
use crate::run_report::{Counted, SHORT_LEGEND, remarks};
use crate::scenario::Scenario;
use crate::wiring::Wiring;

/// Epochs that get a line of their own.
const MOST_LINES: usize = 40;

/// Shows progress.
pub(super) struct Screen {
    meter: Meter,
}

impl Screen {
    /// A bar on standard error if it can be written over, and lines on standard output.
    pub(super) fn new() -> Self {
        Self {
            meter: Meter::bar(),
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.meter.clear();
    }
}

impl Progress for Screen {
    fn presentation(&mut self, standing: &Standing) {
        let Standing {
            epoch,
            n_epochs,
            spikes,
            ..
        } = standing;
        let progress = Some((standing.taught, standing.to_teach));
        self.meter.show(progress, || {
            let accuracy = standing
                .accuracy
                .map_or(String::new(), |a| format!(", accuracy {a:.3}"));
            format!("epoch {epoch}/{n_epochs}{accuracy}, {spikes} spikes")
        });
    }

    fn epoch(&mut self, metrics: &EpochMetrics, n_epochs: usize) {
        // A long run gets a line for every so many epochs; metrics.csv has them all.
        if !metrics
            .epoch
            .is_multiple_of(n_epochs.div_ceil(MOST_LINES).max(1))
            && metrics.epoch != n_epochs
        {
            return;
        }
        self.meter.say(&epoch_line(metrics));
    }

    fn tell(&mut self, text: &str) {
        self.meter.say(text);
    }
}

/// One line about an epoch.
fn epoch_line(metrics: &EpochMetrics) -> String {
    let mut line = match metrics.epoch {
        0 => "before learning".to_owned(),
        epoch => format!("epoch {epoch:>3}      "),
    };
    match (metrics.test_accuracy, metrics.bp_test_accuracy) {
        (Some(ours), Some(judge)) => {
            let _ = write!(
                line,
                "  test accuracy {ours:.4} (backpropagation {judge:.4})"
            );
        }
        _ => {
            let error = |error: Option<f64>| error.map_or("–".to_owned(), scientific);
            let (ours, judge) = (error(metrics.test_error), error(metrics.bp_test_error));
            let _ = write!(line, "  test error {ours} (backpropagation {judge})");
        }
    }
    if metrics.epoch > 0 {
        let phi = &metrics.phi;
        if phi.expected + phi.false_spikes > 0 {
            let _ = write!(
                line,
                "  φ {} spikes, {} missed, {} false",
                phi.hits + phi.false_spikes,
                phi.misses,
                phi.false_spikes
            );
        }
        line += &match metrics.weights_different {
            0 => "  weights = backpropagation's".to_owned(),
            n => format!(
                "  {n} weights differ, by at most {}",
                scientific(metrics.max_weight_divergence)
            ),
        };
        if metrics.phi.vanished > 0 {
            let _ = write!(line, "  {} vanished", metrics.phi.vanished);
        }
        if metrics.unsettled_presentations > 0 {
            let _ = write!(line, "  {} unsettled", metrics.unsettled_presentations);
        }
    }
    line
}

/// Who is about to learn what, and who decides.
pub(super) fn introduction(scenario: &Scenario) -> String {
    let wiring = &scenario.network.wiring;
    let n_values: usize = wiring.widths().iter().sum();
    let n_errors = n_values - wiring.n_inputs();
    format!(
        "{}: {}\n{} network of {} value neurons and {} error neurons, each an agent; {:?}; {}\n",
        scenario.name,
        scenario.about,
        shape(wiring),
        n_values,
        n_errors,
        scenario.precision,
        who_decides(scenario.learning.rule)
    )
}

/// `64-32-10`, or how many populations and projections there are.
fn shape(wiring: &Wiring) -> String {
    match wiring.is_chain() {
        true => {
            let widths: Vec<usize> = wiring.widths().iter().rev().copied().collect();
            named(&widths)
        }
        false => format!(
            "{}-population, {}-projection",
            wiring.populations().len(),
            wiring.projections().len()
        ),
    }
}

/// Layers that are named one by one; of more, the first two and the last.
const MOST_LAYERS: usize = 12;

/// `64-32-10`, or `64-32-…(298)-10` with so many layers left out.
fn named(widths: &[usize]) -> String {
    let joined = |widths: &[usize]| -> String {
        let widths: Vec<String> = widths.iter().map(usize::to_string).collect();
        widths.join("-")
    };
    match widths {
        [first, second, between @ .., last] if widths.len() > MOST_LAYERS => {
            format!("{first}-{second}-…({})-{last}", between.len())
        }
        _ => joined(widths),
    }
}

fn who_decides(rule: Rule) -> String {
    match rule {
        Rule::IL { t_c } => format!("IL, a controller says when to commit (t = {t_c})"),
        Rule::ZIL => "Z-IL, a controller says when each layer commits (t = l)".to_owned(),
        Rule::FaZIL => "Fa-Z-IL, every synapse decides by itself when to commit".to_owned(),
    }
}

/// The table a newcomer understands.
pub(super) fn conclusion(summary: &Summary, scenario: &Scenario) -> String {
    let mut table = Table::new(["what was measured", "result", "what it means"]);
    let phi = &summary.phi;
    push_fit(&mut table, summary);
    push_weights(&mut table, summary);
    let of_phi = [
        (
            "φ spikes as expected",
            phi.hits,
            "fired at t = l, when an error had arrived",
        ),
        ("φ missed", phi.misses, "should have fired, and did not"),
        ("φ false", phi.false_spikes, "fired at any other time"),
    ];
    let of_all = [
        (
            "controller messages",
            summary.controller_messages,
            "\"commit now\" from someone in charge",
        ),
        (
            "interventions",
            summary.interventions,
            "states set from outside the network",
        ),
        (
            "unsettled presentations",
            summary.unsettled_presentations,
            "teacher came before the network was quiet",
        ),
        ("messages", summary.messages, "news from neuron to neuron"),
    ];
    let has_phi = !scenario.learning.rule.is_commanded();
    let vanished = [(
        "vanished",
        phi.vanished,
        "errors that rounding made 0, and that backpropagation sees",
    )];
    let vanished = vanished.into_iter().filter(|(_, n, _)| *n > 0);
    let of_phi = of_phi.into_iter().filter(|_| has_phi);
    let counts = of_phi.chain(vanished).chain(of_all);
    for (what, number, meaning) in counts {
        table.push([what, &grouped(number), meaning]);
    }
    let counted = Counted {
        weights_different: summary.weights_different as u64,
        unsettled: summary.unsettled_presentations,
        presentations: summary.presentations,
    };
    let remarks = remarks(scenario, counted).into_iter();
    let remarks: String = remarks.map(|remark| format!("\n{remark}\n")).collect();
    format!("{table}\n{SHORT_LEGEND}{remarks}")
}

/// How far the weights are from the judge's, and from their own copies.
fn push_weights(table: &mut Table, summary: &Summary) {
    let (different, all) = (summary.weights_different, summary.weights);
    let different = format!("{} of {}", grouped(different as u64), grouped(all as u64));
    let what = "weights that differ in any bit";
    table.push(["weights ≠ backpropagation's", &different, what]);
    let divergence = scientific(summary.max_weight_divergence);
    let what = "how far any weight is from backpropagation's";
    table.push(["largest |θ − w_BP|", &divergence, what]);
    let mirror = scientific(summary.max_mirror_divergence);
    let what = "how far the two ends of a connection are apart";
    table.push(["largest |θ − θ′|", &mirror, what]);
}

/// How well the network does, beside its judge.
fn push_fit(table: &mut Table, summary: &Summary) {
    if let (Some(ours), Some(judge)) = (summary.test_accuracy, summary.bp_test_accuracy) {
        let what = "of the test examples are recognised";
        table.push([
            "test accuracy".to_owned(),
            format!("{:.2} %", 100.0 * ours),
            what.to_owned(),
        ]);
        let what = "by backpropagation on the same data in the same order";
        table.push([
            "  its BP twin".to_owned(),
            format!("{:.2} %", 100.0 * judge),
            what.to_owned(),
        ]);
    }
    if let (Some(ours), Some(judge)) = (summary.test_error, summary.bp_test_error) {
        table.push([
            "test error",
            &scientific(ours),
            "mean of Σ(s − y)² over the test examples",
        ]);
        table.push([
            "  its BP twin",
            &scientific(judge),
            "the same for backpropagation",
        ]);
    }
    if let (Some(ours), Some(judge)) = (summary.test_r_squared, summary.bp_test_r_squared) {
        let what = "of the variation of the test targets is explained; outputs.csv has each output";
        table.push(["test R²", &format!("{ours:.4}"), what]);
        table.push([
            "  its BP twin",
            &format!("{judge:.4}"),
            "the same for backpropagation",
        ]);
    }
}

/// What the run's directory holds.
pub(super) fn left_behind(path: &Path) -> String {
    let ticks = match path.join("ticks.txt").exists() {
        true => "ticks.txt (the table above), ",
        false => "",
    };
    format!(
        "In {}: {ticks}summary.json, metrics.csv, predictions.csv, scenario.ron (runs again to the same \
         bits), weights/, and pictures (*.svg); open report.html in a browser.",
        path.display()
    )
}

/// What was recorded, a line each; nothing if nothing was.
pub(super) fn recorded(summary: &Summary) -> String {
    let mut text = String::new();
    for record in &summary.records {
        let Record {
            file,
            what,
            of,
            rows,
            bytes,
            ..
        } = record;
        let (rows, bytes) = (grouped(*rows), grouped(*bytes));
        let _ = write!(
            text,
            "recorded {what} of {of}: {file}, {rows} rows, {bytes} bytes"
        );
        match (&record.note, &record.error) {
            (_, Some(_)) => text.push_str(" (it could not be written to its end)\n"),
            (Some(note), None) => _ = writeln!(text, " ({note})"),
            (None, None) => text.push('\n'),
        }
    }
    text
}

/// What could not be recorded.
pub(super) fn unrecorded(records: &[Record]) -> Option<String> {
    let mut failed: Vec<&Record> = records.iter().filter(|r| r.error.is_some()).collect();
    // The first to fail is named first; what fails at the end, last.
    failed.sort_by_key(|record| record.failed_at.unwrap_or(u64::MAX));
    let failed = failed.into_iter().map(|record| {
        let error = record.error.as_deref().unwrap_or_default();
        format!("cannot record {}: {error}", record.file)
    });
    let failed: Vec<String> = failed.collect();
    (!failed.is_empty()).then(|| {
        let note = "the run itself went to its end, and its other files are there";
        format!("{}; {note}", failed.join("; "))
    })
}

#[cfg(test)]
mod tests;
