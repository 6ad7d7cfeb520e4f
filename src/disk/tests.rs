//! Whole files: replaced whole or not at all, nothing left beside them, no link followed.

use super::*;

fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.txt");
    write_whole(&path, b"long and old").unwrap();
    let mut half = WholeFile::create(&path).unwrap();
    half.write_all(b"ne").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"long and old");
    assert_eq!(names_in(folder.path()).len(), 2, "and its temporary name");
    drop(half);
    assert_eq!(names_in(folder.path()), ["x.txt"]);
    write_whole(&path, b"new").unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert_eq!(names_in(folder.path()), ["x.txt"]);
}

#[test]
fn a_folder_of_the_same_name_is_said_and_left() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("x")).unwrap();
    let error = write_whole(&folder.path().join("x"), b"new").unwrap_err();
    assert!(
        error.to_string().contains("a folder of this name"),
        "{error}"
    );
    assert_eq!(names_in(folder.path()), ["x"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_replaced_and_not_followed_unless_a_person_named_it() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (link, target) = (folder.path().join("x"), elsewhere.path().join("x"));
    std::fs::write(&target, "theirs").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    write_named(&link, b"named").unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"named");
    assert_eq!(names_in(elsewhere.path()), ["x"]);
    write_whole(&link, b"new").unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"named");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_file());
    // A device is written to, and stays a device.
    write_named(Path::new("/dev/null"), b"nothing").unwrap();
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn no_name_leads_out_of_a_folder() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::os::unix::fs::symlink(elsewhere.path(), folder.path().join("link")).unwrap();
    for name in ["../x", "a/../../x", "/etc/x", "", ".", "..", "link/x"] {
        assert!(path_below(folder.path(), name).is_err(), "{name}");
    }
    let path = path_below(folder.path(), "a/b/x").unwrap();
    assert!(path.parent().unwrap().is_dir());
    assert_eq!(names_in(elsewhere.path()), [""; 0]);
    let gone = folder.path().join("gone");
    assert!(path_below(&gone, "a/x").is_err() && !gone.exists());
    for name in [
        "",
        "..",
        ".",
        "a/b",
        "/a",
        "../up",
        "a\0",
        "a\n",
        "a\u{1b}[31m",
        "a\\b",
    ] {
        assert!(!is_file_name(name), "{name:?}");
    }
    assert!(is_file_name("two-layers") && is_file_name("größer 2.1") && is_file_name("..x"));
}

#[test]
fn a_growing_file_has_its_name_when_it_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.csv");
    let mut file = GrowingFile::create(&path).unwrap();
    file.append(b"a\n").unwrap();
    file.append(b"b\n").unwrap();
    assert_eq!(names_in(folder.path()), ["x.csv.part"]);
    assert_eq!(
        (file.n_bytes(), std::fs::read(growing_name(&path)).unwrap()),
        (4, b"a\nb\n".into())
    );
    file.keep().unwrap();
    assert_eq!(names_in(folder.path()), ["x.csv"]);
}

/// The saboteur: files of this process, or of a person.
#[test]
fn what_a_killed_program_left_is_removed_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("records")).unwrap();
    let own = format!(".fazil-{}-0.part", std::process::id());
    let kept = [
        own.as_str(),
        "phi.csv.part",
        ".fazil-x-0.part",
        ".fazil-1.part",
    ];
    for name in kept {
        std::fs::write(folder.path().join(name), "kept").unwrap();
    }
    for name in [".fazil-1-0.part", "records/.fazil-1-27.part"] {
        std::fs::write(folder.path().join(name), "half").unwrap();
    }
    remove_leftovers(folder.path()).unwrap();
    let mut expected = kept.map(str::to_owned).to_vec();
    expected.push("records".to_owned());
    expected.sort();
    assert_eq!(names_in(folder.path()), expected);
    assert!(names_in(&folder.path().join("records")).is_empty());
}
