//! Circles of files: each file of one names, directly or through others, what another one defines.
//!
//! What a caller and its helpers share is a file below both (docs/decisions/0063). Whoever uses a
//! name that is re-exported names the file that defines it. A declaration `mod x;` and a re-export
//! `pub use` name nothing, nor does test code. Methods are not followed: their type is named somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, is_word, places, sources};

/// Circles that are there and may stay, by the paths of their files in order. There is none.
const ALLOWED: [&[&str]; 0] = [];

type Module = Vec<String>;

/// One name that a `use` brings into a file.
struct Use {
    is_public: bool,
    /// What it is called in the file.
    name: String,
    path: Module,
}

/// What a file says about others.
#[derive(Default)]
struct File {
    uses: Vec<Use>,
    /// Paths in its text, outside of `use`.
    paths: Vec<Module>,
}

type Files = BTreeMap<Module, File>;

/// `{a::x, b::{y as z}}` as a path each; a name in the place of another goes last, behind `as`.
fn expand(before: &[String], tree: &str, found: &mut Vec<Module>) {
    let tree = tree.trim();
    if let Some(group) = tree.strip_prefix('{') {
        let (mut depth, mut start) = (0, 0);
        for (at, c) in group.char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if (c == ',' && depth == 0) || depth < 0 {
                expand(before, &group[start..at], found);
                start = at + 1;
            }
        }
        return;
    }
    let (head, rest) = tree.split_once("::").unwrap_or((tree, ""));
    let words = head.split_whitespace().filter(|word| *word != "self");
    let path: Module = before
        .iter()
        .cloned()
        .chain(words.map(str::to_owned))
        .collect();
    match (rest, head, before.is_empty()) {
        ("", "", _) => {}
        ("", ..) => found.push(path),
        (_, "self", true) => expand(&["self".to_owned()], rest, found),
        _ => expand(&path, rest, found),
    }
}

/// Reads what a file says about others.
fn file(text: &str) -> File {
    let mut file = File::default();
    let mut others = String::new();
    let mut end = 0;
    for at in places(text, "use") {
        let tree = text[at + 3..].split(';').next().unwrap_or_default();
        let is_tree = |c: char| is_word(c) || c.is_whitespace() || ":{},*#".contains(c);
        if at < end || !tree.starts_with(char::is_whitespace) || !tree.chars().all(is_tree) {
            continue;
        }
        let before = text[..at].trim_end();
        let line = before[before.rfind(['\n', ';']).map_or(0, |k| k + 1)..].trim();
        others += &text[end..at];
        end = at + 3 + tree.len();
        let mut found = Vec::new();
        expand(&[], tree, &mut found);
        for mut path in found {
            let name = path.last().cloned().unwrap_or_default();
            if path.len() > 2 && path[path.len() - 2] == "as" {
                path.truncate(path.len() - 2);
            }
            let is_public = line.starts_with("pub");
            file.uses.push(Use {
                is_public,
                name,
                path,
            });
        }
    }
    others += &text[end..];
    file.paths = others
        .split(|c| !is_word(c) && c != ':')
        .zip(starts(&others))
        .filter(|(path, at)| path.contains("::") && !others[..*at].ends_with("(in "))
        .map(|(path, _)| path.split("::").map(str::to_owned).collect())
        .collect();
    file
}

/// Where the parts begin that `file` splits a text into.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let ends = text
        .char_indices()
        .filter(|(_, c)| !is_word(*c) && *c != ':');
    std::iter::once(0).chain(ends.map(|(at, c)| at + c.len_utf8()))
}

/// A path of `module` from the root of the crate; `None` if it leads out of the crate.
fn absolute(files: &Files, module: &[String], path: &[String]) -> Option<Module> {
    let n_up = path.iter().take_while(|part| *part == "super").count();
    let below = |n: usize, rest: &[String]| Some([&module[..n], rest].concat());
    match path.first()?.as_str() {
        "crate" => Some(path[1..].to_vec()),
        "self" => below(module.len(), &path[1..]),
        "super" => below(module.len().checked_sub(n_up)?, &path[n_up..]),
        child => {
            let is_child = files.contains_key(&[module, &[child.to_owned()]].concat());
            is_child.then(|| [module, path].concat())
        }
    }
}

/// The file that defines what a path leads to, through names that other files use.
fn owner(files: &Files, path: &[String], most_steps: usize) -> Option<Module> {
    let n = (1..=path.len())
        .rev()
        .find(|n| files.contains_key(&path[..*n]))?;
    let (module, rest) = path.split_at(n);
    let used = rest.first().and_then(|name| {
        let mut uses = files[module].uses.iter();
        uses.find(|used| used.name == *name && used.path != [name.clone()])
    });
    let further = used.filter(|_| most_steps > 0).and_then(|used| {
        let path = [absolute(files, module, &used.path)?, rest[1..].to_vec()].concat();
        owner(files, &path, most_steps - 1)
    });
    Some(further.unwrap_or_else(|| module.to_vec()))
}

/// Every file that `from` names, directly or through others.
fn reached<'e>(
    edges: &'e BTreeMap<&Module, BTreeSet<Module>>,
    from: &'e Module,
) -> BTreeSet<&'e Module> {
    let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        next.extend(edges[module].iter().filter(|below| seen.insert(*below)));
    }
    seen
}

/// Every circle: the paths of its files, in order.
fn circles(sources: &[Source]) -> BTreeSet<Vec<String>> {
    let codes = sources
        .iter()
        .filter(|source| !source.is_test() && source.path != "lib.rs");
    let codes = codes.map(Source::code);
    let files: Files = codes
        .map(|code| (code.module.clone(), file(&code.text)))
        .collect();
    let mut edges: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for (module, file) in &files {
        let used = file
            .uses
            .iter()
            .filter(|used| !used.is_public)
            .map(|used| &used.path);
        let named = used
            .chain(&file.paths)
            .filter_map(|path| absolute(&files, module, path));
        let owners = named.filter_map(|path| owner(&files, &path, 10));
        edges.insert(module, owners.filter(|owner| owner != module).collect());
    }
    let all: BTreeMap<&Module, BTreeSet<&Module>> =
        files.keys().map(|m| (m, reached(&edges, m))).collect();
    let in_circles = files.keys().filter(|module| all[module].contains(module));
    let circle = |module: &Module| {
        let around = all[module]
            .iter()
            .filter(|other| all[*other].contains(module));
        around.map(|other| other.join("/") + ".rs").collect()
    };
    in_circles.map(circle).collect()
}

#[test]
fn no_file_is_in_a_circle() {
    let found = circles(&sources());
    let allowed = ALLOWED
        .iter()
        .map(|files| files.iter().map(|&file| file.to_owned()).collect());
    let allowed: BTreeSet<Vec<String>> = allowed.collect();
    let told = |circle: &Vec<String>| circle.join(" ");
    let new: Vec<String> = found.difference(&allowed).map(told).collect();
    assert!(new.is_empty(), "circles of files:\n{}", new.join("\n"));
    let gone: Vec<String> = allowed.difference(&found).map(told).collect();
    assert!(gone.is_empty(), "no circles any more:\n{}", gone.join("\n"));
}

/// The saboteurs: circles by every way in which a file can name another, and what is none.
#[test]
fn a_circle_of_files_is_noticed() {
    let found = |parent: &str, child: &str| {
        let files = [
            ("a.rs", parent),
            ("a/b.rs", child),
            ("a/c.rs", "pub struct X;"),
        ];
        circles(&files.map(|(path, text)| Source::new(path, text)))
    };
    let parent = "mod b;\nmod c;\npub use c::{X as Y, X};\nfn f() { b::g() }";
    for named in [
        "use super::f;",
        "use super::{X, f};",
        "use crate::{\n    a::{X, f},\n};",
        "fn g() { super::f() }",
        "fn g() { crate::a::f() }",
        "use super::super::a;",
        "use super::{self as up};",
    ] {
        let circle = ["a.rs", "a/b.rs"].map(str::to_owned).to_vec();
        assert_eq!(found(parent, named), BTreeSet::from([circle]), "{named}");
    }
    for named in [
        "use super::X;",
        "use crate::a::{Y};",
        "fn g(x: super::X) {}",
        "pub(in crate::a) fn g() {}",
        "pub use super::f;",
        "// super::f()\n#[cfg(test)]\nmod tests {\n    use super::super::f;\n}",
    ] {
        assert_eq!(found(parent, named), BTreeSet::new(), "{named}");
    }
    assert_eq!(
        found("mod b;\npub use b::g;", "use super::f;"),
        BTreeSet::new()
    );
}
