//! The success rates of Table 3, row by row, beside the paper's.

use super::measure::Results;
use super::settings::{DEPTH, Extent, PAPER, Protocol, STATES, Setting, Stage, WINDOWS};
use crate::neuron::State;

/// Windows that the page shows; the file has all.
const SHOWN: [u64; 3] = [DEPTH as u64, 16, 128];

pub(super) fn header(first: &str) -> Vec<String> {
    let columns = PAPER.iter().map(|(t_d, _)| format!("t_d = {t_d}"));
    std::iter::once(first.to_owned()).chain(columns).collect()
}

/// The paper's row.
fn paper() -> Vec<String> {
    let rates = PAPER.iter().map(|(_, rate)| format!("{rate:.1} %"));
    std::iter::once("**paper, Table 3**".to_owned())
        .chain(rates)
        .collect()
}

/// Success rates for every t_d, over all settings that `belongs` takes, in window `k`.
fn rates(results: &Results, k: usize, belongs: impl Fn(&Setting) -> bool) -> Vec<String> {
    let rate = |t_d: u64| {
        let here = || {
            let here = results.iter();
            here.filter(|(setting, _)| setting.t_d == t_d && belongs(setting))
        };
        let expected: u64 = here().map(|(_, found)| found.expected).sum();
        let successes: u64 = here().map(|(_, found)| found.successes[k]).sum();
        let has_failed = here().any(|(_, found)| found.ended != "finished");
        match (expected, has_failed) {
            (_, true) => "diverged".to_owned(),
            (0, _) => "–".to_owned(),
            _ => percent(successes, expected),
        }
    };
    PAPER.iter().map(|(t_d, _)| rate(*t_d)).collect()
}

/// A share; 100 only if nothing is missing.
fn percent(part: u64, whole: u64) -> String {
    let share = 100.0 * part as f64 / whole as f64;
    match part < whole && share >= 99.995 {
        true => ">99.99 %".to_owned(),
        false if part < whole && share >= 99.95 => format!("{share:.2} %"),
        false => format!("{share:.1} %"),
    }
}

pub(super) fn imposed(extent: &Extent, results: &Results) -> Vec<Vec<String>> {
    let mut rows = vec![paper()];
    for &activation in &extent.activations {
        for &precision in &extent.precisions {
            let shown = WINDOWS.iter().enumerate();
            for (k, window) in shown.filter(|(_, window)| SHOWN.contains(window)) {
                for state in STATES {
                    let belongs = |setting: &Setting| {
                        setting.protocol == Protocol::Imposed
                            && (setting.activation, setting.precision) == (activation, precision)
                            && setting.state == state
                    };
                    let name = format!("{activation:?}, {precision:?}, {state:?}, T = {window}");
                    let mut row = vec![name];
                    row.extend(rates(results, k, belongs));
                    rows.push(row);
                }
            }
        }
    }
    rows
}

pub(super) fn along_training(extent: &Extent, results: &Results) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for &activation in &extent.activations {
        for stage in Stage::ALL {
            let belongs = |setting: &Setting| {
                (setting.protocol, setting.state) == (Protocol::Imposed, State::Plain)
                    && (setting.activation, setting.stage) == (activation, stage)
            };
            let mut row = vec![format!("{activation:?}, {}", stage.name())];
            row.extend(rates(results, WINDOWS.len() - 1, belongs));
            rows.push(row);
        }
    }
    rows
}

pub(super) fn settling(extent: &Extent, results: &Results) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for protocol in [Protocol::SettleTonic, Protocol::SettlePhasic] {
        for &activation in &extent.activations {
            for &precision in &extent.precisions {
                for state in STATES {
                    let belongs = |setting: &Setting| {
                        (setting.protocol, setting.state) == (protocol, state)
                            && (setting.activation, setting.precision) == (activation, precision)
                    };
                    let name = protocol.name();
                    let mut row = vec![format!("{activation:?}, {precision:?}, {state:?}, {name}")];
                    row.extend(rates(results, WINDOWS.len() - 1, belongs));
                    rows.push(row);
                }
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_percent_is_said_only_of_a_hundred_percent() {
        let cases = [
            (1, 1, "100.0 %"),
            (934, 1000, "93.4 %"),
            (99_970, 100_000, "99.97 %"),
            (999_999, 1_000_000, ">99.99 %"),
        ];
        for (part, whole, text) in cases {
            assert_eq!(percent(part, whole), text);
        }
    }
}
