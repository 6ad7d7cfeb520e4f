//! The plan of modules: which may name which, held against the source text.
//!
//! The plan is data. It promises that a new edge, a cycle, a file without a module doc, a file
//! or function that grew too long, a queue outside `axon`, a thread outside `engine` or a
//! word to the screen outside `cli` is noticed; circles of files are noticed by
//! `architecture/circles.rs`. It reads text and knows no Rust beyond comments, strings, braces and
//! paths; test code may name what it likes.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "architecture/circles.rs"]
mod circles;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Module, and the modules it may name, inner floor first. A new edge is a reviewed change of
/// one line here, with its reason in `docs/decisions/`.
#[rustfmt::skip]
const PLAN: [(&str, &str); 29] = [
    // 0: numbers; whole files (docs/decisions/0035-whole-files.md).
    ("disk", ""),
    ("scalar", ""),
    ("activation", "scalar"),
    // Bytes that others wrote: how they are opened and checked (docs/decisions/0033-files-of-others.md).
    ("input_file", ""),
    // 1: wire, time. `Observer` lives in `axon` so that neurons need not name `record`.
    ("axon", "scalar"),
    // 2: anatomy.
    ("plasticity", "scalar axon"),
    ("synapse", "scalar axon plasticity"),
    // Added to the plan: `plasticity`. Agents are generic over the type that decides whether a
    // learning command can exist at all.
    ("neuron", "scalar activation axon plasticity synapse"),
    // 3: circuit. `wiring` numbers synapses and slots, for everyone above.
    ("wiring", "scalar activation axon"),
    ("blueprint", "wiring disk scalar activation axon input_file"),
    // The judge shares nothing but the blueprint and the arithmetic with the agents.
    ("oracle", "wiring scalar activation axon blueprint"),
    ("dataset", "scalar input_file"),
    ("environment", "scalar axon dataset"),
    // 4: a run. The engine builds every agent (`literal` names neuron, environment, plasticity,
    // synapse), and knows no data and no judge.
    ("engine", "wiring scalar activation axon plasticity synapse neuron blueprint environment"),
    // Added to the plan: what counts as quiet is `synapse`'s, f is `activation`'s
    // (docs/decisions/0010-recording.md).
    // A run's folder may come from anywhere: `input_file` opens what is in it
    // (docs/decisions/0040-fuzzing.md).
    ("record", "wiring disk scalar activation input_file axon synapse blueprint"),
    // All of floors 0 to 3 but the oracle: what backpropagation would have done is not its
    // business.
    ("simulation", "wiring scalar activation axon plasticity synapse neuron blueprint dataset environment \
                    engine record"),
    // It names what a scenario describes, and nothing that runs.
    // Recordings are described by a scenario, and by `record` (docs/decisions/0010-recording.md).
    // A saved scenario may come from anywhere: `input_file` opens it (docs/decisions/0040-fuzzing.md).
    ("scenario", "wiring scalar activation input_file axon plasticity synapse neuron blueprint dataset \
                  environment record"),
    // It knows no neurons.
    ("report", "scalar"),
    // The network beside its twin, from a scenario or from memory
    // (docs/decisions/0051-session.md).
    ("session", "wiring scalar activation axon plasticity synapse neuron blueprint oracle dataset environment engine \
                 record simulation scenario input_file"),
    // 5: of a run. What it leaves, how it is repeated, explained and shown; the verbs of the program are above
    // (docs/decisions/0063-what-is-no-verb.md).
    ("run_files", "wiring scalar input_file axon plasticity neuron blueprint dataset record simulation scenario session"),
    ("run_again", "scalar axon blueprint dataset engine record simulation scenario session run_files"),
    ("why", "wiring scalar activation axon synapse neuron blueprint environment engine record scenario report session \
             run_files run_again"),
    ("run_report", "wiring scalar activation axon neuron blueprint oracle record simulation scenario report session \
                    run_files"),
    // It runs nothing.
    ("run_plan", "scalar blueprint synapse scenario session run_files"),
    ("isolation", "wiring scalar axon blueprint dataset engine record simulation session"),
    // It knows no run: a job is whatever can be done and kept.
    ("run_queue", "disk engine session"),
    // 6: uses. `experiment` and `paper` may name anything below.
    ("experiment", "wiring disk scalar activation input_file axon plasticity synapse neuron blueprint oracle dataset \
                    environment engine record simulation scenario report session run_files run_again why run_report \
                    run_plan isolation run_queue"),
    ("paper", "wiring disk scalar activation input_file axon plasticity synapse neuron blueprint oracle dataset \
               environment engine record simulation scenario report session run_files run_queue experiment"),
    // 7: doors.
    ("cli", "wiring disk scalar activation input_file axon plasticity synapse neuron blueprint oracle dataset environment \
             engine record simulation scenario report session run_files run_again why run_report run_plan isolation run_queue experiment paper"),
];

/// The program's own file, and the one door it knows.
const MAIN: (&str, &str) = ("main", "cli");

/// Words that only some modules may use.
const WORDS: [(&str, &[&str]); 11] = [
    ("crossbeam", &["axon"]),
    ("crossbeam_channel", &["axon"]),
    ("rayon", &["engine", "dataset"]),
    ("libm", &["scalar"]),
    // No wall clock reaches a number.
    ("Instant", &["run_queue", "experiment", "paper", "cli"]),
    ("SystemTime", &[]),
    ("println!", &["cli"]),
    ("print!", &["cli"]),
    ("eprintln!", &["cli"]),
    ("eprint!", &["cli"]),
    ("dbg!", &[]),
];

const MOST_LINES_OF_A_FILE: usize = 400;
const MOST_LINES_OF_A_FUNCTION: usize = 60;

/// A source file, by its path below `src`.
struct Source {
    path: String,
    text: String,
}

/// The same file without comments, literals and test code; line ends are kept.
struct Code {
    /// Its module path: `src/engine/literal.rs` is `["engine", "literal"]`.
    module: Vec<String>,
    text: String,
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => walk(&path, found),
                false => found.push(path),
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    // Packages of their own, which name this one from outside.
    let bindings = root.join("bindings");
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "rs"));
    paths.retain(|path| !path.starts_with(&bindings));
    paths.sort();
    let name = |path: &Path| {
        let parts = path.strip_prefix(&root).unwrap().components();
        let parts: Vec<_> = parts
            .map(|part| part.as_os_str().to_str().unwrap())
            .collect();
        parts.join("/")
    };
    let read = |path: &PathBuf| Source {
        path: name(path),
        text: std::fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(read).collect()
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }

    fn code(&self) -> Code {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let bare = strip(&self.text);
        let end = start_of_tests(&bare).unwrap_or(bare.len());
        Code {
            module: path.split('/').map(str::to_owned).collect(),
            text: bare[..end].to_owned(),
        }
    }
}

/// Where `#[cfg(test)] mod tests {` begins.
fn start_of_tests(bare: &str) -> Option<usize> {
    let mark = "#[cfg(test)]";
    bare.match_indices(mark).map(|(at, _)| at).find(|at| {
        bare[at + mark.len()..]
            .trim_start()
            .starts_with("mod tests {")
    })
}

/// Blanks out comments, strings and characters; every line keeps its number.
fn strip(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut bare = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_literal(&chars, at);
        match end {
            Some(end) => {
                let lines = chars[at..end].iter().filter(|c| **c == '\n');
                bare.push(' ');
                lines.for_each(|_| bare.push('\n'));
                at = end;
            }
            None => {
                bare.push(chars[at]);
                at += 1;
            }
        }
    }
    bare
}

/// The end of the comment, string or character that begins at `at`, if one does.
fn end_of_literal(chars: &[char], at: usize) -> Option<usize> {
    let starts = |text: &str| {
        text.chars()
            .enumerate()
            .all(|(k, c)| chars.get(at + k) == Some(&c))
    };
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    let until = |from: usize, is_end: &dyn Fn(usize) -> bool| {
        (from..chars.len())
            .find(|&k| is_end(k))
            .unwrap_or(chars.len())
    };
    if starts("//") {
        return Some(until(at, &|k| chars[k] == '\n'));
    }
    if starts("/*") {
        return Some(
            (until(at + 2, &|k| chars[k - 1] == '*' && chars[k] == '/') + 1).min(chars.len()),
        );
    }
    if chars[at] == 'r' && !in_word {
        let n = chars[at + 1..].iter().take_while(|c| **c == '#').count();
        if chars.get(at + 1 + n) == Some(&'"') {
            let closes =
                |k: usize| chars[k] == '"' && (1..=n).all(|hash| chars.get(k + hash) == Some(&'#'));
            return Some((until(at + n + 2, &closes) + n + 1).min(chars.len()));
        }
    }
    if chars[at] == '"' {
        let mut k = at + 1;
        while k < chars.len() && chars[k] != '"' {
            k += if chars[k] == '\\' { 2 } else { 1 };
        }
        return Some((k + 1).min(chars.len()));
    }
    if chars[at] == '\'' {
        // A character, and not a lifetime.
        return match (chars.get(at + 1), chars.get(at + 2)) {
            (Some('\\'), _) => Some((until(at + 3, &|k| chars[k] == '\'') + 1).min(chars.len())),
            (Some(_), Some('\'')) => Some(at + 3),
            _ => None,
        };
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Positions at which `word` stands by itself.
fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    text.match_indices(word)
        .map(|(at, _)| at)
        .filter(move |&at| {
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            let ends_in_word = word.ends_with(is_word);
            !(before.is_some_and(is_word) || (ends_in_word && after.is_some_and(is_word)))
        })
}

impl Code {
    fn top(&self) -> &str {
        &self.module[0]
    }

    /// Top-level modules named through `crate::`, through enough `super::`, or (in `main.rs`)
    /// through the crate's own name.
    fn named(&self) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for root in ["crate::", "fazil::"] {
            for at in places(&self.text, root) {
                heads(&self.text[at + root.len()..], &mut named);
            }
        }
        for at in places(&self.text, "super::") {
            if self.text[..at].ends_with("super::") {
                continue; // Counted with the first of its chain.
            }
            let mut rest = &self.text[at..];
            let mut n_up = 0;
            while let Some(below) = rest.strip_prefix("super::") {
                (rest, n_up) = (below, n_up + 1);
            }
            if n_up >= self.module.len() {
                heads(rest, &mut named);
            }
        }
        named.remove(self.top());
        named
    }

    /// (first line, name, lines) of every function with a body.
    fn functions(&self) -> Vec<(usize, String, usize)> {
        let mut found = Vec::new();
        for at in places(&self.text, "fn") {
            let rest = self.text[at + 2..].trim_start();
            let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
            if name.is_empty() {
                continue; // A type such as fn(usize).
            }
            if let Some(end) = end_of_body(&self.text[at..]) {
                let first = self.text[..at].matches('\n').count() + 1;
                let n_lines = self.text[at..at + end].matches('\n').count() + 1;
                found.push((first, name, n_lines));
            }
        }
        found
    }
}

/// The first names of a path or of a group of paths: `{a::x, b::{y, z}}` gives a and b.
fn heads(path: &str, named: &mut BTreeSet<String>) {
    let path = path.trim_start();
    let head = |text: &str| -> String {
        text.trim_start()
            .chars()
            .take_while(|c| is_word(*c))
            .collect()
    };
    let Some(group) = path.strip_prefix('{') else {
        named.insert(head(path));
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                named.insert(head(&group[start..at]));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    named.remove("");
}

/// Bytes from the start of a function to the end of its body; `None` if it has none.
fn end_of_body(text: &str) -> Option<usize> {
    let (mut braces, mut brackets) = (0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            ';' if braces == 0 && brackets == 0 => return None,
            '{' => braces += 1,
            '}' => {
                braces -= 1;
                if braces == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Everything in `sources` that the plan does not allow, one line each.
fn objections(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        let path = &source.path;
        if !source.text.starts_with("//!") {
            found.push(format!("{path}:1: the first line is no module doc"));
        }
        let n_lines = source.text.lines().count();
        if n_lines > MOST_LINES_OF_A_FILE {
            found.push(format!(
                "{path}: {n_lines} lines, of at most {MOST_LINES_OF_A_FILE}"
            ));
        }
        if source.is_test() || path == "lib.rs" {
            continue;
        }
        let code = source.code();
        for named in code.named() {
            if let Some(objection) = objection_to(code.top(), &named) {
                found.push(format!("{path}: {objection}"));
            }
            let top = code.top().to_owned();
            edges.entry(top).or_default().insert(named);
        }
        found.extend(words_out_of_place(path, &code));
        for (line, name, n_lines) in code.functions() {
            if n_lines > MOST_LINES_OF_A_FUNCTION {
                found.push(format!(
                    "{path}:{line}: fn {name} has {n_lines} lines, of at most \
                     {MOST_LINES_OF_A_FUNCTION}"
                ));
            }
        }
    }
    found.extend(cycle(&edges).map(|cycle| format!("a cycle: {}", cycle.join(" -> "))));
    found
}

fn objection_to(top: &str, named: &str) -> Option<String> {
    let mut rooms = PLAN.iter().chain([&MAIN]);
    let Some((_, allowed)) = rooms.find(|(room, _)| *room == top) else {
        return Some(format!("the plan has no module `{top}`"));
    };
    let is_allowed = allowed.split_whitespace().any(|module| module == named);
    (!is_allowed).then(|| format!("`{top}` names `{named}`, which the plan forbids"))
}

fn words_out_of_place(path: &str, code: &Code) -> Vec<String> {
    let mut found = Vec::new();
    for (word, rooms) in WORDS {
        if rooms.contains(&code.top()) || code.top() == "main" {
            continue;
        }
        for at in places(&code.text, word) {
            let line = code.text[..at].matches('\n').count() + 1;
            found.push(format!("{path}:{line}: `{word}` is for {rooms:?} alone"));
        }
    }
    found
}

/// A cycle, if there is one: the modules along it, the first one again at the end.
fn cycle(edges: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn visit<'a>(
        at: &'a str,
        edges: &'a BTreeMap<String, BTreeSet<String>>,
        path: &mut Vec<&'a str>,
        done: &mut BTreeSet<&'a str>,
    ) -> Option<Vec<String>> {
        if let Some(start) = path.iter().position(|before| *before == at) {
            let round = path[start..].iter().chain([&at]);
            return Some(round.map(|name| (*name).to_owned()).collect());
        }
        if !done.insert(at) {
            return None;
        }
        path.push(at);
        let below = edges.get(at).into_iter().flatten();
        let found = below
            .into_iter()
            .find_map(|next| visit(next, edges, path, done));
        path.pop();
        found
    }
    let mut done = BTreeSet::new();
    edges
        .keys()
        .find_map(|at| visit(at, edges, &mut Vec::new(), &mut done))
}

#[test]
fn the_house_is_as_planned() {
    let sources = sources();
    assert!(sources.len() > 50, "the sources are gone");
    let mut report = String::new();
    for objection in objections(&sources) {
        let _ = writeln!(report, "src/{objection}");
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn the_plan_points_down() {
    for (k, (module, allowed)) in PLAN.iter().enumerate() {
        for named in allowed.split_whitespace() {
            let below = PLAN[..k].iter().any(|(other, _)| *other == named);
            assert!(
                below,
                "`{module}` may name `{named}`, which is not below it"
            );
        }
    }
}

/// Every module is in the plan and listed by `lib.rs`, inner floor first within its floor.
#[test]
fn the_plan_and_the_library_list_the_same_modules() {
    let sources = sources();
    let library = sources
        .iter()
        .find(|source| source.path == "lib.rs")
        .unwrap();
    let listed: BTreeSet<&str> = library
        .text
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let planned: BTreeSet<&str> = PLAN.iter().map(|(module, _)| *module).collect();
    let strangers: Vec<_> = listed.difference(&planned).collect();
    assert!(strangers.is_empty(), "not in the plan: {strangers:?}");
    let top = sources.iter().filter(|source| !source.path.contains('/'));
    // The roots of packages: the library's, the program's, that of `tests/loom`.
    let roots = ["lib.rs", "main.rs", "axon_alone.rs"];
    for source in top.filter(|source| !roots.contains(&source.path.as_str())) {
        assert!(
            listed.contains(source.path.trim_end_matches(".rs")),
            "{}",
            source.path
        );
    }
}

/// The saboteurs of this file: a source text each, and what must be said about it.
#[test]
fn what_the_plan_forbids_is_noticed() {
    let doc = "//! A doc.\n";
    let long_function = format!("fn long() {{\n{}}}\n", "    step();\n".repeat(60));
    let long_file = "// A line.\n".repeat(MOST_LINES_OF_A_FILE);
    let cases = [
        (
            "neuron.rs",
            "use crate::engine::Engine;",
            "`neuron` names `engine`",
        ),
        (
            "neuron/value.rs",
            "use crate::{axon::Tick, record::{a, b}};",
            "names `record`",
        ),
        (
            "neuron/value.rs",
            "use crate::{\n    axon::{Tick},\n    oracle,\n};",
            "names `oracle`",
        ),
        (
            "neuron/value.rs",
            "fn f() { crate::dataset::load() }",
            "names `dataset`",
        ),
        (
            "neuron/value.rs",
            "use super::super::cli::main;",
            "names `cli`",
        ),
        (
            "plasticity.rs",
            "use super::synapse::Phi;",
            "names `synapse`",
        ),
        (
            "oracle.rs",
            "use crate::neuron::Feedback;",
            "names `neuron`",
        ),
        ("main.rs", "use fazil::engine::Fault;", "names `engine`"),
        (
            "utils.rs",
            "use crate::scalar::Scalar;",
            "no module `utils`",
        ),
        (
            "engine.rs",
            "use crossbeam_channel::bounded;",
            "`crossbeam_channel` is for",
        ),
        ("axon.rs", "use rayon::ThreadPool;", "`rayon` is for"),
        (
            "report.rs",
            "fn f() { println!(\"hello\") }",
            "`println!` is for",
        ),
        ("scalar.rs", long_function.as_str(), "fn long has 62 lines"),
        ("scalar.rs", long_file.as_str(), "401 lines"),
    ];
    for (path, text, expected) in cases {
        let found = objections(&[Source::new(path, &format!("{doc}{text}"))]);
        assert!(
            found.iter().any(|objection| objection.contains(expected)),
            "{path}: {text:?}: {found:?}"
        );
    }
    let bare = objections(&[Source::new("scalar.rs", "fn f() {}\n")]);
    assert_eq!(bare, ["scalar.rs:1: the first line is no module doc"]);
    let round = [
        Source::new("axon.rs", "//! A.\nuse crate::synapse::Phi;"),
        Source::new("synapse.rs", "//! A.\nuse crate::axon::Tick;"),
    ];
    let found = objections(&round);
    assert!(
        found
            .iter()
            .any(|line| line.contains("axon -> synapse -> axon")),
        "{found:?}"
    );
}

#[test]
fn what_is_no_code_is_not_read() {
    let text = r##"//! Names [`crate::engine`] in a doc.
/* crate::engine */ // crate::engine
use super::value::X;
fn f<'a>(c: &'a str) -> [u8; 2] { g("crate::engine", '"', r#"crate::"engine"#, '\'') }
pub(in crate::neuron) struct S;
#[cfg(test)]
mod tests {
    use crate::engine::Engine;
    fn f() { println!("rayon") }
}
"##;
    assert_eq!(objections(&[Source::new("neuron/error.rs", text)]), [""; 0]);
    let tests = Source::new("neuron/tests.rs", "//! Tests.\nuse crate::engine::Engine;");
    assert_eq!(objections(&[tests]), [""; 0]);
}
