//! How a run ended, on the screen and as an exit code.

use std::process::ExitCode;

use super::{plot_why_trace, printer, progress};
use crate::record::RunFolder;
use crate::run_files::Summary;
use crate::scenario::Scenario;

/// Says what the run amounted to, and where it is.
pub(super) fn conclude(summary: &Summary, scenario: &Scenario, folder: &RunFolder) -> ExitCode {
    let conclusion = progress::conclusion(summary, scenario);
    printer::say(&format!("\n{conclusion}"));
    printer::say(&progress::left_behind(folder.path()));
    printer::say_part(&progress::recorded(summary));
    printer::say_part(&plot_why_trace::where_to_look(
        summary,
        &scenario.network.wiring,
        folder.path(),
    ));
    let code = exit_code(summary);
    if summary.ended == "interrupted" {
        printer::tell(&format!(
            "it goes on from here with: fazil run --resume {}",
            folder.path().display()
        ));
    }
    code
}

fn exit_code(summary: &Summary) -> ExitCode {
    match summary.ended.as_str() {
        "finished" => match progress::unrecorded(&summary.records) {
            Some(error) => {
                printer::tell(&format!("error: {error}"));
                ExitCode::FAILURE
            }
            None => ExitCode::SUCCESS,
        },
        "interrupted" => {
            printer::tell(
                "interrupted: the presentation under way was finished and everything so far is written",
            );
            ExitCode::from(130)
        }
        fault => {
            printer::tell(&format!("error: {fault}"));
            ExitCode::FAILURE
        }
    }
}
