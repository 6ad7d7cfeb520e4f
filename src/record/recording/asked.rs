//! A recording as it is asked for on the command line: `epsilon:error/1/*,every=2,format=csv`.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use super::{During, Format, Recording, Selection, What};
use crate::axon::shown;
use crate::scalar::without_leading_zeros;

/// A text that asks for nothing that could be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingError {
    problem: String,
}

impl RecordingError {
    fn new(problem: impl Into<String>) -> Self {
        Self {
            problem: problem.into(),
        }
    }
}

impl fmt::Display for RecordingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for RecordingError {}

/// `WHAT[:OF][,every=N][,presentations=A..B][,epochs=A..B][,format=F][,most_bytes=N]`.
///
/// A setting is given once, and `presentations` or `epochs`, not both.
///
/// ```
/// use fazil::record::{During, Format, Recording, What};
/// let asked: Recording = "epsilon:error/1/*,presentations=0..10,format=csv".parse()?;
/// assert_eq!(asked.what, What::Epsilon);
/// assert_eq!(asked.of.to_string(), "error/1/*");
/// assert_eq!(asked.during, During::Presentations(0, 10));
/// assert_eq!(asked.format, Format::Csv);
/// # Ok::<(), fazil::record::RecordingError>(())
/// ```
impl FromStr for Recording {
    type Err = RecordingError;

    fn from_str(text: &str) -> Result<Self, RecordingError> {
        let mut parts = text.split(',');
        let first = parts.next().unwrap_or_default();
        let (what, of) = first.split_once(':').unwrap_or((first, "*"));
        let mut recording = Self::of_all(what.parse::<What>().map_err(RecordingError::new)?);
        recording.of = of
            .parse::<Selection>()
            .map_err(|error| RecordingError::new(error.to_string()))?;
        let mut given = Vec::new();
        for part in parts {
            set(&mut recording, part)?;
            let name = part.split('=').next().unwrap_or(part).trim();
            refuse_doubled(&given, name)?;
            given.push(name);
        }
        Ok(recording)
    }
}

/// Refuses a setting that is given twice, and a second window: one of the two would be lost.
fn refuse_doubled(given: &[&str], name: &str) -> Result<(), RecordingError> {
    let windows = ["presentations", "epochs"];
    let is_window = |name: &str| windows.contains(&name);
    if given.contains(&name) {
        return Err(RecordingError::new(format!(
            "'{name}' is given twice; expected each setting once"
        )));
    }
    match is_window(name) && given.iter().any(|given| is_window(given)) {
        true => Err(RecordingError::new(
            "both 'presentations' and 'epochs' are given; expected one of them, or two recordings",
        )),
        false => Ok(()),
    }
}

fn set(recording: &mut Recording, part: &str) -> Result<(), RecordingError> {
    let expected = "expected every=N, presentations=A..B, epochs=A..B, format=parquet, csv or \
                    jsonl, or most_bytes=N";
    let wrong = || {
        let part = shown(part);
        RecordingError::new(format!("'{part}' is no setting of a recording; {expected}"))
    };
    let (name, value) = part.split_once('=').ok_or_else(wrong)?;
    let mut numbers = value.split("..").map(str::trim);
    if let Some(number) = numbers.find(|text| without_leading_zeros(text).is_some()) {
        let (part, number) = (shown(part), shown(number));
        let problem = format!("'{part}': the number '{number}' begins with a 0");
        return Err(RecordingError::new(problem));
    }
    match name.trim() {
        "every" => recording.every = value.trim().parse().map_err(|_| wrong())?,
        "most_bytes" => recording.most_bytes = value.trim().parse().map_err(|_| wrong())?,
        "presentations" => {
            let range = range(value).ok_or_else(wrong)?;
            recording.during = During::Presentations(range.start, range.end);
        }
        "epochs" => {
            let range = range(value).ok_or_else(wrong)?;
            recording.during = During::Epochs(range.start, range.end);
        }
        "format" => {
            let value = value.trim().to_lowercase();
            let is_it = |format: &Format| {
                value == format.ending() || value == format!("{format:?}").to_lowercase()
            };
            recording.format = Format::ALL.into_iter().find(is_it).ok_or_else(wrong)?;
        }
        _ => return Err(wrong()),
    }
    Ok(())
}

/// `3..7`, or `3` for `3..4`.
fn range(text: &str) -> Option<Range<u64>> {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    match text.split_once("..") {
        Some((first, end)) => Some(number(first)?..number(end)?),
        None => number(text).map(|n| n..n.saturating_add(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Extent;
    use super::*;
    use crate::activation::Activation;
    use crate::wiring::Wiring;

    fn objections(text: &str) -> Vec<&'static str> {
        let recording: Recording = text.parse().unwrap();
        let objections = recording.objections(Extent {
            wiring: &Wiring::chain(&[2, 3, 4], Activation::ReLU, true),
            by_phi: true,
        });
        objections.iter().map(|objection| objection.field).collect()
    }

    #[test]
    fn what_names_something_is_accepted() {
        for text in [
            "phi",
            "phi:*",
            "phi:error/1/0..2",
            "phi:value/1/*",
            "phi:error/0/1<-value/1/*",
            "phi:error/0/1<-bias",
            "x:value/2/3",
            "Epsilon:error/0..2/*,every=3,epochs=1..2,format=JsonLines",
            "theta-prime:error/0/*<-value/1/0",
            "messages_in:*/1/0,most_bytes=70000",
        ] {
            assert!(objections(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_names_nothing_is_refused_with_what_exists() {
        for (text, field) in [
            ("phi:value/2/*", "of"),
            ("phi:value/0/*", "of"),
            ("x:error/0/*", "of"),
            ("epsilon:value/1/*", "of"),
            ("epsilon:error/2/0", "of"),
            ("epsilon:error/0/1<-value/1/*", "of"),
            ("theta:error/0/*", "of"),
            ("theta_prime:error/1/*<-value/2/*", "of"),
            ("theta_prime:error/0/*<-bias", "of"),
            ("x,every=0", "every"),
            ("x,presentations=3..3", "during"),
            ("x,most_bytes=5", "most_bytes"),
        ] {
            assert_eq!(objections(text), [field], "{text}");
        }
        let recording: Recording = "epsilon:error/7/*".parse().unwrap();
        let objection = &recording.objections(Extent {
            wiring: &Wiring::chain(&[2, 3, 4], Activation::ReLU, true),
            by_phi: true,
        })[0];
        assert_eq!(
            objection.expected,
            "\"*\", or among error/0/0..2, error/1/0..3"
        );
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in [
            "volume",
            "x:neuron/1/2",
            "x,every=a",
            "x,pages=1",
            "x,format=xls",
            "x,5",
            "x,every=2,every=3",
            "x,epochs=0..1,presentations=0..1",
            "x,presentations=0..1,epochs=0..1",
            "x,format=csv, format=jsonl",
            "x,presentations=0..1,presentations=1..2",
            "x,every=01",
            "x,presentations=0..02",
            "x:error/01/0",
        ] {
            assert!(text.parse::<Recording>().is_err(), "{text}");
        }
    }

    #[test]
    fn presentations_are_covered_from_the_first_of_the_window() {
        let covered = |text: &str| -> Vec<u64> {
            let recording: Recording = text.parse().unwrap();
            (0..12).filter(|n| recording.covers(*n, n / 4)).collect()
        };
        assert_eq!(covered("x,presentations=3..9,every=2"), [3, 5, 7]);
        assert_eq!(covered("x,epochs=1..2"), [4, 5, 6, 7]);
        assert_eq!(covered("x,every=5"), [0, 5, 10]);
    }
}
