//! Tests of `classes.rs`.

use super::*;

#[test]
fn every_class_has_a_name_of_its_own() {
    let wrong = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let wrong = wrong_names(&names);
        assert_eq!(wrong.is_empty(), check_names("here", &names).is_ok());
        wrong
    };
    assert!(wrong(&["cat", "Cat", "2"]).is_empty() && wrong(&[]).is_empty());
    let told = "the class 'a' stands twice, at 0 and 2 (counted from 0)";
    assert_eq!(wrong(&["a", "b", "a"]), [(2, told.to_owned())]);
    let told = "the class 1 (counted from 0) has a blank name, ' '";
    assert_eq!(wrong(&["cat", " "]), [(1, told.to_owned())]);
    assert_eq!(wrong(&["", "", "a\u{7}"]).len(), 3);
}

#[test]
fn names_are_as_many_as_outputs_and_a_single_output_has_two() {
    let told = |n_names, n_outputs| {
        let refused = check_n_names("here", n_names, n_outputs, true);
        refused.err().map(|error| error.to_string())
    };
    assert_eq!((told(3, 3), told(2, 1)), (None, None));
    assert_eq!(
        told(1, 2).as_deref(),
        Some(
            "here: classes holds 1 name, and a target 2 numbers, expected 2 names, in the order of \
             the outputs, or no classes"
        )
    );
    let unlabelled = check_n_names("here", 2, 1, false)
        .err()
        .unwrap()
        .to_string();
    assert!(
        unlabelled.contains("2 names, and a target 1 number, expected no classes"),
        "{unlabelled}"
    );
    let single = told(3, 1).unwrap();
    assert!(
        single.contains(
            "3 names, and a target 1 number, expected no classes: names belong to one-hot"
        ),
        "{single}"
    );
}
