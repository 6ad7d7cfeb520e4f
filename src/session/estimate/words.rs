//! An estimate in words.

use super::{DATA, Estimate, Machine};

/// Drawing that takes as long is mentioned: that of 1e9 possible pairs [s].
const NOTICED: f64 = 8.0;

impl Estimate {
    /// What it will take and what there is, in one sentence.
    pub fn sentence(&self, machine: &Machine) -> String {
        let there = match machine.bytes() {
            u64::MAX => String::new(),
            bytes => format!(" ({} {})", machine.who(), bytes_in_words(u128::from(bytes))),
        };
        format!(
            "It takes about {} of memory{there}, and learning about {} on one core of a machine of \
             2024; pictures and files come on top.{}",
            bytes_in_words(self.bytes()),
            seconds_in_words(self.seconds()),
            self.draws()
        )
    }

    /// What drawing random pairs takes of that time, if anybody notices.
    fn draws(&self) -> String {
        match self.seconds_of_draws >= NOTICED {
            false => String::new(),
            true => format!(
                " Each time the scenario is read, about {} of that go into Random, which draws for \
                 every possible pair; FixedIn draws only what is connected.",
                seconds_in_words(self.seconds_of_draws)
            ),
        }
    }

    /// Why it cannot run here.
    pub(super) fn refusal(&self, machine: &Machine) -> String {
        let (part, bytes) = self.largest_part();
        let advice = match self.is_packed {
            _ if part == DATA => self.smaller_data.to_owned(),
            true => format!("make {} or timetable.batch smaller", self.sizes),
            false => format!(
                "make {} or timetable.batch smaller, or take the packed engine, which needs far less \
                 where no messages are recorded, no neuron is noisy and numbers are no fractions",
                self.sizes
            ),
        };
        format!(
            "this needs about {} of memory, and {} {}; the largest part of it is {part}, with about \
             {}: {advice}",
            bytes_in_words(self.bytes()),
            machine.who(),
            bytes_in_words(u128::from(machine.bytes())),
            bytes_in_words(bytes),
        )
    }
}

/// Two digits and a unit, powers of 1000.
pub(super) fn bytes_in_words(bytes: u128) -> String {
    let units = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
    let (mut amount, mut unit) = (bytes as f64, 0);
    while amount >= 999.5 && unit + 1 < units.len() {
        amount /= 1000.0;
        unit += 1;
    }
    match amount {
        _ if unit == 0 => format!("{bytes} bytes"),
        amount if amount < 9.95 => format!("{amount:.1} {}", units[unit]),
        amount if amount < 1e6 => format!("{amount:.0} {}", units[unit]),
        _ => "more than a million EB".to_owned(),
    }
}

/// One or two digits and a unit.
fn seconds_in_words(seconds: f64) -> String {
    let rounded = |amount: f64, unit: &str| match amount {
        amount if amount < 1.5 => format!("1 {}", unit.trim_end_matches('s')),
        amount if amount < 9.5 => format!("{amount:.0} {unit}"),
        // A tenth more or less is not known.
        amount => format!("{:.0}0 {unit}", amount / 10.0),
    };
    match seconds {
        seconds if seconds < 1.0 => "a second or less".to_owned(),
        seconds if seconds < 120.0 => rounded(seconds, "seconds"),
        seconds if seconds < 2.0 * 3600.0 => rounded(seconds / 60.0, "minutes"),
        seconds if seconds < 48.0 * 3600.0 => rounded(seconds / 3600.0, "hours"),
        seconds if seconds < 700.0 * 86400.0 => rounded(seconds / 86400.0, "days"),
        seconds if seconds < 1e6 * 31_557_600.0 => rounded(seconds / 31_557_600.0, "years"),
        _ => "a million years or more".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_digits_and_a_unit() {
        let bytes = [
            (999, "999 bytes"),
            (1000, "1.0 kB"),
            (38_400_000, "38 MB"),
            (4_510_000_000, "4.5 GB"),
            (u128::MAX, "more than a million EB"),
        ];
        for (given, expected) in bytes {
            assert_eq!(bytes_in_words(given), expected);
        }
        let seconds = [
            (0.2, "a second or less"),
            (1.2, "1 second"),
            (7.4, "7 seconds"),
            (100.0, "100 seconds"),
            (300.0, "5 minutes"),
            (1e4, "3 hours"),
            (1e6, "10 days"),
            (f64::INFINITY, "a million years or more"),
        ];
        for (given, expected) in seconds {
            assert_eq!(seconds_in_words(given), expected);
        }
    }
}
