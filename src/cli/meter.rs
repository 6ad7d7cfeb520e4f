//! Progress: a line on standard error that is written over on a terminal that can do so, and
//! nothing elsewhere.

use indicatif::{ProgressBar, ProgressStyle};

use super::plain::harmless;
use super::printer;

/// The line, if there is one.
pub(super) struct Meter {
    bar: Option<ProgressBar>,
}

impl Meter {
    /// A bar with a message.
    pub(super) fn bar() -> Self {
        Self::with("{bar:32.blue/white} {pos}/{len} examples  {msg}  {eta} left")
    }

    /// A message alone.
    pub(super) fn line() -> Self {
        Self::with("{wide_msg}")
    }

    fn with(template: &str) -> Self {
        let bar = printer::is_lively().then(|| {
            let style = ProgressStyle::with_template(template);
            let bar = ProgressBar::new(0);
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self { bar }
    }

    /// Whether there is a line.
    pub(super) fn is_shown(&self) -> bool {
        self.bar.is_some()
    }

    /// Shows how far things are: (done, all), and a message.
    pub(super) fn show(&self, progress: Option<(u64, u64)>, message: impl FnOnce() -> String) {
        if let Some(bar) = &self.bar {
            if let Some((done, all)) = progress {
                bar.set_length(all);
                bar.set_position(done);
            }
            bar.set_message(harmless(&message()));
        }
    }

    /// Prints a line on standard output, above the meter's.
    pub(super) fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| printer::say(text)),
            None => printer::say(text),
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
