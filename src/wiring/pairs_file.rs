//! Files of pairs: a line each, pre-synaptic index and post-synaptic index.
//!
//! Promises the line of each pair, and refuses a first line whose meaning would be guessed.

/// A pair of neurons as a file lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedPair {
    /// Index in the population that sends.
    pub pre: usize,
    /// Index in the population that hears it.
    pub post: usize,
    /// The line of the file, counted from 1.
    pub line: usize,
}

/// The pairs of a text: two whole numbers a line, with a comma, a semicolon or blanks between them.
/// Empty lines and what follows `#` are passed over. The first line may name the columns, `pre` and
/// `post` in either order and in capitals or not; without it the first number is `pre`.
///
/// # Errors
/// The first line that is no pair, with file, line and column.
///
/// ```
/// use fazil::wiring::pairs_of_text;
/// let pairs = pairs_of_text("pairs.csv", "post,pre\n0,2\n")?;
/// assert_eq!((pairs[0].pre, pairs[0].post, pairs[0].line), (2, 0, 2));
/// # Ok::<(), String>(())
/// ```
pub fn pairs_of_text(path: &str, text: &str) -> Result<Vec<ListedPair>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().enumerate();
    let mut lines = lines.filter(|(_, line)| !words(line).is_empty()).peekable();
    let mut is_post_first = false;
    if let Some(&(k, line)) = lines.peek() {
        match post_is_first(line) {
            Some(named) => {
                is_post_first = named;
                lines.next();
            }
            None => check_first(line).map_err(|problem| format!("{path}:{}:{problem}", k + 1))?,
        }
    }
    let pair = |(k, line): (usize, &str)| {
        let [first, second] =
            numbers(line).map_err(|problem| format!("{path}:{}:{problem}", k + 1))?;
        let (pre, post) = match is_post_first {
            true => (second, first),
            false => (first, second),
        };
        let line = k + 1;
        Ok(ListedPair { pre, post, line })
    };
    lines.map(pair).collect()
}

/// The words of a line, without its comment.
fn words(line: &str) -> Vec<&str> {
    let bare = line.split('#').next().unwrap_or_default();
    let is_separator = |c: char| c == ',' || c == ';' || c.is_whitespace();
    let words = bare.split(is_separator);
    words.filter(|word| !word.is_empty()).collect()
}

/// The column of a word of `line`, counted from 1.
fn column(line: &str, word: &str) -> usize {
    let byte = word.as_ptr() as usize - line.as_ptr() as usize;
    line[..byte].chars().count() + 1
}

/// Whether a line that names the columns names `post` first; `None` for any other line.
fn post_is_first(line: &str) -> Option<bool> {
    let [first, second] = words(line)[..] else {
        return None;
    };
    let are = |a, b| first.eq_ignore_ascii_case(a) && second.eq_ignore_ascii_case(b);
    match (are("pre", "post"), are("post", "pre")) {
        (true, _) => Some(false),
        (_, true) => Some(true),
        _ => None,
    }
}

/// Lets a first line of indices pass; else its column and what is wrong.
fn check_first(line: &str) -> Result<(), String> {
    let words = words(line);
    match words.iter().find(|word| !is_index(word)) {
        None => Ok(()),
        Some(wrong) => {
            // A line that begins as a header does is wrong after that.
            let is_known = |word: &&str| ["pre", "post"].contains(&&*word.to_ascii_lowercase());
            let unknown = words.iter().find(|word| !is_index(word) && !is_known(word));
            let wrong = unknown.unwrap_or(wrong);
            Err(format!(
                "{}: '{}' is no index: the first line must be pre,post or post,pre, or two whole \
                 numbers",
                column(line, wrong),
                shown(wrong)
            ))
        }
    }
}

/// The two numbers of a line; else the column and what is wrong.
fn numbers(line: &str) -> Result<[usize; 2], String> {
    let words = words(line);
    if let Some(wrong) = words.iter().find(|word| !is_index(word)) {
        let column = column(line, wrong);
        return Err(format!("{column}: '{}' is no index", shown(wrong)));
    }
    let [first, second] = words[..] else {
        let n = words.len();
        let column = words.get(2).map_or(1, |word| column(line, word));
        return Err(format!(
            "{column}: a pair is two numbers, and there are {n}"
        ));
    };
    Ok([first, second].map(|word| word.parse().unwrap_or(usize::MAX)))
}

fn is_index(word: &str) -> bool {
    word.parse::<u32>().is_ok()
}

/// The beginning of a word, for a message.
fn shown(word: &str) -> String {
    let beginning: String = word.chars().take(40).collect();
    beginning.escape_debug().to_string()
}
