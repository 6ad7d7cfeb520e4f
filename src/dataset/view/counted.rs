//! Counts of texts, as one line.

/// Classes with their numbers of examples.
pub(super) fn counted(counts: &[(String, usize)]) -> String {
    let shown = counts.iter().take(MOST_CLASSES);
    let shown: Vec<String> = shown.map(|(class, n)| format!("{class} ({n})")).collect();
    let dots = if shown.len() < counts.len() {
        ", …"
    } else {
        ""
    };
    let es = if counts.len() == 1 { "" } else { "es" };
    format!("{} class{es}: {}{dots}", counts.len(), shown.join(", "))
}

/// The most classes that are counted one by one.
const MOST_CLASSES: usize = 20;
