//! Where edits go, and what is said of those that go nowhere.

use super::*;

fn edited(text: &str, edit: &str) -> String {
    match apply(text, &[edit.parse().unwrap()]) {
        Ok(edited) => edited.text,
        Err(error) => error.to_string(),
    }
}

#[test]
fn values_are_replaced_and_fields_inserted() {
    let text = "(name: \"x\", learning: (alpha: 1, // rate\n), data: Digits(), w: [1, 2])";
    for (edit, result) in [
        ("learning.alpha=0.5", text.replace("alpha: 1", "alpha: 0.5")),
        (
            "learning.alpha=1/3",
            text.replace("alpha: 1", "alpha: \"1/3\""),
        ),
        (
            "learning.gamma=2",
            text.replace("alpha: 1", "alpha: 1, gamma: 2"),
        ),
        (
            "data.test=0.1",
            text.replace("Digits()", "Digits(test: 0.1)"),
        ),
        (
            "engine.threads=2",
            text.replace("2])", "2], engine: (threads: 2))"),
        ),
        (
            "learning.phi.t_d=2",
            text.replace("alpha: 1", "alpha: 1, phi: Exact(t_d: 2)"),
        ),
        ("name=a-b c", text.replace("\"x\"", "\"a-b c\"")),
        (
            "about=5 % off",
            text.replace("2])", "2], about: \"5 % off\")"),
        ),
    ] {
        assert_eq!(edited(text, edit), result, "{edit}");
    }
    assert_eq!(edited("(w: [1, 2])", "w[1]=7 // x"), "(w: [1, 7])");
}

#[test]
fn impossible_paths_say_why() {
    let text = "(rule: FaZIL, w: [1, 2])";
    for (edit, problem, caret) in [
        ("rule.t_c=3", "'rule' is FaZIL, which has no field 't_c'", 5),
        ("w[2]=3", "'w' has 2 elements, and there is no [2]", 2),
        ("rule[0]=3", "'rule' is not a list", 5),
        (
            "u[0]=3",
            "there is no list yet that could have an element",
            0,
        ),
    ] {
        let message = edited(text, edit);
        let lines: Vec<&str> = message.lines().collect();
        assert_eq!(lines[0], format!("--set {edit}: {problem}"));
        assert_eq!(lines[1], format!("      | {edit}"));
        assert_eq!(lines[2].find('^'), Some(8 + caret), "{message}");
    }
    for bad in ["alpha", "=3", "a b=3", "a[=3"] {
        let error = bad.parse::<Edit>().unwrap_err().to_string();
        assert!(error.starts_with("--set "), "{error}");
        assert!(error.contains('^'), "{error}");
    }
}

/// The saboteur: a value is put in quotes if anything within it should be.
#[test]
fn a_list_is_not_put_in_quotes_for_a_text_within_it() {
    let edit = "faults.lesions=[(at: 2, what: Neuron(3))]".parse().unwrap();
    let error = crate::scenario::Scenario::built_in("xor", &[edit]).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("'Neuron(3)' cannot stand here"), "{told}");
    assert!(told.contains("expected: text in double quotes"), "{told}");
}
