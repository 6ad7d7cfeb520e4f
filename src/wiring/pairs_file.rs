//! Files of pairs: a line each, pre-synaptic index, then post-synaptic index.

/// The pairs `[pre, post]` of a text: two whole numbers a line, with a comma, a semicolon or blanks
/// between them. Empty lines and what follows `#` are passed over; the first line may name the
/// columns.
///
/// # Errors
/// The first line that is no pair, with file, line and column.
pub fn pairs_of_text(path: &str, text: &str) -> Result<Vec<[usize; 2]>, String> {
    let mut pairs = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut is_first = true;
    for (k, line) in text.lines().enumerate() {
        let bare = line.split('#').next().unwrap_or_default();
        let is_separator = |c: char| c == ',' || c == ';' || c.is_whitespace();
        let words: Vec<&str> = bare
            .split(is_separator)
            .filter(|word| !word.is_empty())
            .collect();
        if words.is_empty() {
            continue;
        }
        let is_head = is_first
            && words
                .iter()
                .all(|word| word.starts_with(char::is_alphabetic));
        is_first = false;
        if is_head {
            continue;
        }
        let at = |word: &str| {
            let byte = word.as_ptr() as usize - line.as_ptr() as usize;
            line[..byte].chars().count() + 1
        };
        if let Some(wrong) = words.iter().find(|word| word.parse::<u32>().is_err()) {
            let shown: String = wrong.chars().take(40).collect();
            let shown = shown.escape_debug();
            return Err(format!(
                "{path}:{}:{}: '{shown}' is no index",
                k + 1,
                at(wrong)
            ));
        }
        let [pre, post] = words[..] else {
            let n = words.len();
            let column = words.get(2).map_or(1, |word| at(word));
            return Err(format!(
                "{path}:{}:{column}: a pair is two numbers, and there are {n}",
                k + 1
            ));
        };
        let number = |word: &str| word.parse::<usize>().unwrap_or(usize::MAX);
        pairs.push([number(pre), number(post)]);
    }
    Ok(pairs)
}
