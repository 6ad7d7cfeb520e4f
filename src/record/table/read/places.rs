//! Where the sought columns are among the columns of a table.

use super::cause::Cause;
use super::sought::Sought;

/// Columns that a message lists at most.
const MOST_NAMES: usize = 30;

/// The place of each sought column among `names`.
pub(super) fn places(names: &[String], sought: &Sought<'_>) -> Result<Vec<usize>, Cause> {
    let place = |name: &&str| {
        let mut places = (0..names.len()).filter(|&k| names[k] == *name);
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            (Some(_), Some(_)) => Err(twice(name)),
            (None, _) => Err(missing(names, name)),
        }
    };
    sought.columns.iter().map(place).collect()
}

/// Of two columns of one name, which one counts is not said.
fn twice(name: &str) -> Cause {
    let name: String = name.chars().take(60).collect();
    format!("it has two columns '{}'", name.escape_debug()).into()
}

fn missing(names: &[String], name: &str) -> Cause {
    let there: Vec<String> = names
        .iter()
        .take(MOST_NAMES)
        .map(|name| {
            let name: String = name.chars().take(60).collect();
            format!("'{}'", name.escape_debug())
        })
        .chain((names.len() > MOST_NAMES).then(|| "others".to_owned()))
        .collect();
    let name = name.escape_debug();
    format!("it has no column '{name}'; it has {}", there.join(", ")).into()
}
