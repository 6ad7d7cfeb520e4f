//! The reference is complete, and what it says of a field is so.

use super::*;
use crate::scenario::Edit;
use crate::scenario::shape;

/// Every field and every choice that the types know. What `overrides.phi` may be is told once, at
/// `learning.phi`.
fn known() -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    for (path, what) in asked() {
        let within = |name: &str| match path.is_empty() {
            true => name.to_owned(),
            false => format!("{path}.{name}"),
        };
        match what {
            Asked::Fields(fields) => known.extend(fields.iter().map(|field| within(field))),
            Asked::Choice(names) => {
                known.extend(names.iter().map(|name| format!("{path}: {name}")));
            }
            _ => {}
        }
    }
    known.retain(|path| !path.starts_with("learning.overrides.phi: "));
    known
}

/// The saboteurs: a field that was added to a type, a row of a field that is gone.
#[test]
fn every_field_and_choice_is_in_the_reference_once() {
    let rows: Vec<&str> = super::rows::rows().map(|row| row.path).collect();
    let known = known();
    let told: BTreeSet<String> = rows.iter().map(|path| (*path).to_owned()).collect();
    let missing: Vec<&String> = known.difference(&told).collect();
    let superfluous: Vec<&String> = told.difference(&known).collect();
    assert!(missing.is_empty(), "add rows for {missing:?}");
    assert!(superfluous.is_empty(), "no type has {superfluous:?}");
    assert_eq!(rows.len(), told.len(), "a row is there twice");
    for row in super::rows::rows() {
        assert!(
            !row.about.is_empty() && !row.example.is_empty(),
            "{}",
            row.path
        );
    }
}

/// The saboteur: a default of a field that must be given, and none of one that need not.
#[test]
fn a_field_is_said_to_be_required_if_it_is() {
    for entry in entries() {
        let path = entry.row.path;
        let Some((holder, name)) = path.rsplit_once('.') else {
            continue;
        };
        let Some((owner, variant)) = holder.rsplit_once(": ") else {
            continue;
        };
        if owner.contains(": ") || name.contains(": ") {
            continue; // A choice of a field of a choice; it is read with its field.
        }
        if variant.contains('.') {
            continue; // An example's inputs and targets.
        }
        let siblings = super::rows::rows().filter(|row| {
            let own = row
                .path
                .strip_prefix(holder)
                .and_then(|rest| rest.strip_prefix('.'));
            own.is_some_and(|own| own != name && !own.contains(['.', ':']))
        });
        let fields: Vec<String> = siblings
            .map(|row| {
                let name = row.path.rsplit('.').next().unwrap();
                format!("{name}: {}", row.example)
            })
            .collect();
        let value = match variant {
            "Given" => format!("Given(({}))", fields.join(", ")),
            _ => format!("{variant}({})", fields.join(", ")),
        };
        let edits = [
            holder_of(owner).parse().unwrap(),
            Edit::new(&in_list(owner), &value).unwrap(),
        ];
        let text = crate::scenario::edit::apply(LEAST, &edits).unwrap().text;
        let mistakes = shape::read(&text, &Outline::of(&text), 0).mistakes;
        let is_required = mistakes
            .iter()
            .any(|mistake| mistake.problem.contains(name));
        assert_eq!(
            is_required,
            entry.default.is_none(),
            "{path}: {value}: {mistakes:?}"
        );
    }
}

/// Lists whose first element has the fields below them, and what such a list is.
const LISTS: [(&str, &str); 5] = [
    ("record", "[(what: Phi)]"),
    (
        "learning.overrides",
        "[(synapse: \"error/0/*<-value/1/*\", phi: Never)]",
    ),
    ("faults.lesions", "[(at: 1, what: \"value/1/0\")]"),
    (
        "network.populations",
        "[(name: \"a\", sheet: (rows: 2, columns: 2))]",
    ),
    ("network.projections", "[(from: \"a\", to: \"b\")]"),
];

/// The list that a path below it, if it is below one, needs.
fn list_of(path: &str) -> Option<(&'static str, &'static str)> {
    let is_below = |list: &str| {
        let rest = path.strip_prefix(list);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    LISTS.into_iter().find(|(list, _)| is_below(list))
}

/// An edit without which a path has no place.
fn holder_of(path: &str) -> String {
    list_of(path).map_or("about=x".to_owned(), |(list, value)| {
        format!("{list}={value}")
    })
}

/// The path in the first element of its list.
fn in_list(path: &str) -> String {
    match list_of(path) {
        Some((list, _)) => format!("{list}[0]{}", &path[list.len()..]),
        None => path.to_owned(),
    }
}

/// The saboteur: an example of another type.
#[test]
fn every_example_can_stand_where_it_is_shown() {
    for row in super::rows::rows() {
        let is_field = !row.path.contains(": ");
        let holder = holder_of(row.path);
        if row.path.matches(": ").count() > 1 {
            continue; // A choice of a field of a choice.
        }
        if !is_field && !is_choice(row.path) {
            continue; // Its choice is tried with it, as a sibling in the test above.
        }
        let path = row.path.split(": ").next().unwrap();
        let path = in_list(path);
        let edits = [
            holder.parse().unwrap(),
            Edit::new(&path, row.example).unwrap(),
        ];
        let text = crate::scenario::edit::apply(LEAST, &edits).unwrap().text;
        let mistakes = shape::read(&text, &Outline::of(&text), 0).mistakes;
        assert!(mistakes.is_empty(), "{}: {mistakes:?}", row.path);
    }
}

/// The saboteur: a page that is changed by hand, or a row that is.
#[test]
fn the_page_in_docs_is_the_reference() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.md");
    let page = std::fs::read_to_string(&path).unwrap_or_default();
    let text = scenario_reference();
    if page != text {
        let place = std::env::temp_dir().join("fazil-scenario.md");
        std::fs::write(&place, &text).unwrap();
        panic!("docs/scenario.md is not what `fazil help scenario` prints: copy {place:?} to it");
    }
}

#[test]
fn a_part_is_found_by_its_path() {
    let part = scenario_reference_of("learning.phi").unwrap();
    assert!(part.contains("### learning.phi: Tolerance.q"), "{part}");
    assert!(part.contains("- default: Exact(t_d: 4)"), "{part}");
    assert!(!part.contains("learning.alpha"), "{part}");
    let part = scenario_reference_of("learning.phi.t_d").unwrap();
    assert!(part.contains("unit: tick"), "{part}");
    let told = scenario_reference_of("phi").unwrap_err();
    assert!(told.contains("did you mean 'learning"), "{told}");
}
