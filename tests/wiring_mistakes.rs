//! Mistakes in a scenario's wiring: each is told with file, line, column, what is wrong and what
//! would be right.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use fazil::scenario::Scenario;

/// A scenario with these populations and projections, a line each, from line 2 and from line 6 on.
fn scenario(populations: &[&str], projections: &[&str], rest: &str) -> String {
    format!(
        "(name: \"w\", network: (populations: [\n{}\n], projections: [\n{}\n], {rest}),\n\
         learning: (rule: FaZIL, alpha: 0.1), data: RandomTargets(train: 4, inputs: 4, outputs: 2))",
        populations.join(",\n"),
        projections.join(",\n")
    )
}

/// What is said of a file of this text.
fn said(text: &str, pairs: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("w.ron");
    std::fs::write(&path, text).unwrap();
    if let Some(pairs) = pairs {
        std::fs::write(folder.path().join("pairs.csv"), pairs).unwrap();
    }
    match Scenario::read(&path, &[]) {
        Ok(_) => String::new(),
        Err(error) => error
            .to_string()
            .replace(folder.path().to_str().unwrap(), "HERE"),
    }
}

const P: [&str; 3] = [
    "(name: \"in\", size: 4)",
    "(name: \"mid\", size: 3)",
    "(name: \"out\", size: 2)",
];
const C: [&str; 2] = [
    "(from: \"in\", to: \"mid\")",
    "(from: \"mid\", to: \"out\")",
];

#[test]
fn the_wiring_that_mistakes_are_made_in_is_right() {
    assert_eq!(said(&scenario(&P, &C, ""), None), "");
}

/// (populations, projections, the rest of the network, the line and column, what is said).
type Mistake<'a> = (&'a [&'a str], &'a [&'a str], &'a str, &'a str, &'a str);

#[test]
fn each_mistake_is_told_where_it_is() {
    let sheet = "(name: \"in\", sheet: (rows: 2, columns: 2))";
    let mistakes: &[Mistake<'_>] = &[
        (
            &P,
            &[C[0], C[1], "(from: \"out\", to: \"mid\")"],
            "",
            "w.ron:8:1",
            "go round: ",
        ),
        (
            &P,
            &[C[0], C[1], "(from: \"mid\", to: \"mid\")"],
            "",
            "w.ron:8:1",
            "projects to itself",
        ),
        (
            &P,
            &[C[0], "(from: \"midd\", to: \"out\")"],
            "",
            "w.ron:7:8",
            "no population 'midd'",
        ),
        (
            &P,
            &[C[0], "(from: \"mid\", to: \"outt\")"],
            "",
            "w.ron:7:19",
            "one of in, mid, out",
        ),
        (&P, &[C[0], C[1], C[1]], "", "w.ron:8:1", "stands before"),
        (&P, &[], "", "w.ron:", "nobody is connected"),
        (
            &P,
            &["(from: \"in\", to: \"out\")"],
            "",
            "w.ron:3:1",
            "nothing reaches 'mid'",
        ),
        (
            &[P[0]],
            &C[..1],
            "",
            "w.ron:",
            "at least an input and an output",
        ),
        (
            &[P[0], P[1], P[1], P[2]],
            &C,
            "",
            "w.ron:4:8",
            "'mid' stands before",
        ),
        (
            &[P[0], "(name: \"3\", size: 3)", P[2]],
            &["(from: \"in\", to: \"out\")"],
            "",
            "w.ron:3:8",
            "cannot name",
        ),
        (
            &[P[0], "(name: \"a/b\", size: 3)", P[2]],
            &["(from: \"in\", to: \"out\")"],
            "",
            "w.ron:3:8",
            "cannot name",
        ),
        (
            &[P[0], "(name: \"\", size: 3)", P[2]],
            &["(from: \"in\", to: \"out\")"],
            "",
            "w.ron:3:8",
            "cannot name",
        ),
        (
            &[P[0], "(name: \"mid\", size: 0)", P[2]],
            &C,
            "",
            "w.ron:3:21",
            "has 0 neurons",
        ),
        (
            &[P[0], "(name: \"mid\")", P[2]],
            &C,
            "",
            "w.ron:3:1",
            "how many neurons",
        ),
        (
            &[
                P[0],
                "(name: \"mid\", size: 3, sheet: (rows: 2, columns: 2))",
                P[2],
            ],
            &C,
            "",
            "w.ron:3:21",
            "the sheet has 4",
        ),
        (
            &P,
            &["(from: \"in\", to: \"mid\", connect: OneToOne)", C[1]],
            "",
            "w.ron:6:34",
            "one size",
        ),
        (
            &P,
            &[
                "(from: \"in\", to: \"mid\", connect: Random(density: 0))",
                C[1],
            ],
            "",
            "w.ron:6:",
            "density is 0",
        ),
        (
            &P,
            &[
                "(from: \"in\", to: \"mid\", connect: Random(density: 1.5))",
                C[1],
            ],
            "",
            "w.ron:6:",
            "(0, 1]",
        ),
        (
            &P,
            &["(from: \"in\", to: \"mid\", connect: FixedIn(n: 5))", C[1]],
            "",
            "w.ron:6:",
            "n from 1 to 4",
        ),
        (
            &P,
            &[
                "(from: \"in\", to: \"mid\", connect: Receptive(field: 2))",
                C[1],
            ],
            "",
            "w.ron:6:",
            "is no sheet",
        ),
        (
            &[sheet, "(name: \"mid\", sheet: (rows: 1, columns: 1))", P[2]],
            &[
                "(from: \"in\", to: \"mid\", connect: Receptive(field: 3))",
                C[1],
            ],
            "",
            "w.ron:6:",
            "larger than the sheet",
        ),
        (
            &[sheet, "(name: \"mid\", sheet: (rows: 2, columns: 2))", P[2]],
            &[
                "(from: \"in\", to: \"mid\", connect: Receptive(field: 2))",
                C[1],
            ],
            "",
            "w.ron:6:",
            "'mid' of 1 rows and 1 columns",
        ),
        (
            &P,
            &["(from: \"in\", to: \"mid\", delay: 2000)", C[1]],
            "",
            "w.ron:6:",
            "at most 1000",
        ),
        (
            &P,
            &C,
            "widths: [4, 2]",
            "w.ron:",
            "chain of widths, or populations",
        ),
        (
            &P,
            &["(from: \"in\", to: \"mid\", conect: All)", C[1]],
            "",
            "w.ron:6:25",
            "connect",
        ),
        (
            &P,
            &["(from: \"in\", to: \"mid\", connect: Al)", C[1]],
            "",
            "w.ron:6:",
            "All",
        ),
        (
            &["(name: \"in\", size: 5)", P[1], P[2]],
            &C,
            "",
            "w.ron:",
            "RandomTargets has 4",
        ),
        (
            &P,
            &C,
            "initial: Given((theta: [[[1]]]))",
            "w.ron:",
            "chain of widths alone",
        ),
        (
            &P,
            &[
                "(from: \"in\", to: \"mid\", connect: Pairs(\"none.csv\"))",
                C[1],
            ],
            "",
            "w.ron:6:",
            "there is no 'HERE/none.csv'",
        ),
    ];
    let mut others = String::new();
    for (populations, projections, rest, place, what) in mistakes {
        let said = said(&scenario(populations, projections, rest), None);
        if !(said.contains(place) && said.contains(what)) {
            others += &format!("{place} {what}, and not\n{said}\n");
        }
    }
    assert!(others.is_empty(), "{others}");
}

#[test]
fn a_file_of_pairs_that_is_malformed_is_told_by_line_and_column() {
    let projections = [
        "(from: \"in\", to: \"mid\", connect: Pairs(\"pairs.csv\"))",
        C[1],
    ];
    let text = scenario(&P, &projections, "");
    for right in [
        "0,0\n1,2\n",
        "pre;post\n0;0\n\n3;2 # the last\n",
        "\u{feff}0 0\r\n1\t1\r\n",
    ] {
        assert_eq!(said(&text, Some(right)), "");
    }
    for (pairs, what) in [
        (
            "0,0\n1\n",
            "pairs.csv:2:1: a pair is two numbers, and there are 1",
        ),
        (
            "0,0\n1,2,3\n",
            "pairs.csv:2:5: a pair is two numbers, and there are 3",
        ),
        ("0,0\n1,x\n", "pairs.csv:2:3: 'x' is no index"),
        ("0,0\n-1,2\n", "pairs.csv:2:1: '-1' is no index"),
        ("0,0\n1.5,2\n", "pairs.csv:2:1: '1.5' is no index"),
        (
            "# a\n0,0\n4,2\n",
            "pairs.csv:3: the pre-synaptic index is 4, and 'in' has 4 neurons",
        ),
        (
            "0,0\n1,3\n",
            "pairs.csv:2: the post-synaptic index is 3, and 'mid' has 3 neurons",
        ),
        (
            "post,pre\n1,3\n3,1\n",
            "pairs.csv:3: the post-synaptic index is 3, and 'mid' has 3 neurons",
        ),
        (
            "0,0\n\n1,2\n0,0\n",
            "pairs.csv:4: the pair of pre 0 and post 0 is listed twice, first in line 1",
        ),
        (
            "post,pre\n2,1\n2,1\n",
            "pairs.csv:3: the pair of pre 1 and post 2 is listed twice, first in line 2",
        ),
    ] {
        let said = said(&text, Some(pairs));
        assert!(
            said.contains("w.ron:6:") && said.contains(what),
            "{what}\n{said}"
        );
    }
}

/// A header of the other order was passed over, and the pairs were read the wrong way round.
#[test]
fn a_header_of_pairs_is_obeyed_or_refused() {
    let text = |header: &str| format!("{header}\n3,0\n2,1 # the last\n");
    let pairs = |header: &str| {
        let pairs = fazil::wiring::pairs_of_text("pairs.csv", &text(header))?;
        Ok::<_, String>(pairs.iter().map(|of| [of.pre, of.post]).collect::<Vec<_>>())
    };
    for header in [
        "pre,post",
        "Pre; POST",
        "# post,pre\npre post",
        "# post,pre",
    ] {
        assert_eq!(pairs(header).unwrap(), [[3, 0], [2, 1]], "{header}");
    }
    for header in ["post,pre", "POST\tPre", "\n# pre,post\npost , pre # names"] {
        assert_eq!(pairs(header).unwrap(), [[0, 3], [1, 2]], "{header}");
    }
    for (header, place) in [
        ("from,to", "pairs.csv:1:1: 'from'"),
        ("# pairs\npre,to", "pairs.csv:2:5: 'to'"),
        ("pre,post,weight", "pairs.csv:1:10: 'weight'"),
        ("pre,pre", "pairs.csv:1:1: 'pre'"),
        ("0,x", "pairs.csv:1:3: 'x'"),
        ("1,2\npre,post", "pairs.csv:2:1: 'pre' is no index"),
    ] {
        let said = pairs(header).unwrap_err();
        let is_first = !place.contains(":2:1");
        let expected = "must be pre,post or post,pre, or two whole numbers";
        assert!(
            said.starts_with(place) && said.contains(expected) == is_first,
            "{header}: {said}"
        );
    }
}

/// What is written out is read again as the same network.
#[test]
fn a_wired_scenario_is_written_out_and_read_again() {
    for name in ["residual", "receptive", "two-eyes", "sparse"] {
        let scenario = Scenario::built_in(name, &[]).unwrap();
        let again = Scenario::parse(&scenario.to_ron(), "again.ron", &[]).unwrap();
        assert_eq!(again, scenario, "{name}");
    }
}

/// Names of populations in patterns.
#[test]
fn patterns_name_populations() {
    let edit = |text: &str| text.parse().unwrap();
    let edits = [
        edit("learning.overrides=[(synapse: \"error/V1/*<-value/retina/3\", phi: Never)]"),
        edit("record=[(what: Epsilon, of: \"error/V2/0..2\")]"),
        edit("faults.lesions=[(at: 3, what: \"value/V1/4\")]"),
    ];
    let scenario = Scenario::built_in("receptive", &edits).unwrap();
    let text = scenario.to_ron();
    for name in ["error/V1/*<-value/retina/3", "error/V2/0..2", "value/V1/4"] {
        assert!(text.contains(name), "{name}\n{text}");
    }
    for (wrong, expected) in [
        ("record=[(what: Epsilon, of: \"error/V3/0\")]", "V3"),
        (
            "faults.lesions=[(at: 3, what: \"value/V1/144\")]",
            "value/V1/0..144",
        ),
        (
            "learning.overrides=[(synapse: \"error/digit/*<-value/retina/3\", phi: Never)]",
            "error/V1/0..144<-value/retina/0..64 (some)",
        ),
    ] {
        let error = Scenario::built_in("receptive", &[edit(wrong)])
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{error}");
    }
}

/// The first such network passed every check, and the library that writes weight files panicked.
#[test]
fn projections_whose_weights_have_one_name_are_told_with_both() {
    let populations = |names: [&str; 4]| names.map(|name| format!("(name: \"{name}\", size: 2)"));
    let projections = |pairs: [[&str; 2]; 4], connect: &str| {
        let mut k = 0;
        pairs.map(|[from, to]| {
            k += 1;
            let connect = if k == 1 { connect } else { "All" };
            format!("(from: \"{from}\", to: \"{to}\", connect: {connect})")
        })
    };
    let text = |names: [&str; 4], pairs: [[&str; 2]; 4], connect: &str| {
        let (populations, projections) = (populations(names), projections(pairs, connect));
        let populations = populations.each_ref().map(String::as_str);
        // The scenario's data has 4 inputs.
        let text = scenario(
            &populations,
            &projections.each_ref().map(String::as_str),
            "",
        );
        text.replace("inputs: 4", "inputs: 2")
    };
    let names = ["a", "b_c", "a_b", "c"];
    let pairs = [["a", "b_c"], ["a", "a_b"], ["a_b", "c"], ["b_c", "c"]];
    assert_eq!(said(&text(names, pairs, "All"), None), "");
    let names = ["a", "b-c", "a-b", "c"];
    let pairs = [["a", "b-c"], ["a", "a-b"], ["a-b", "c"], ["b-c", "c"]];
    let message = said(&text(names, pairs, "All"), None);
    for part in [
        "w.ron:9:1: the projections from 'a' to 'b-c' and from 'a-b' to 'c' have one name",
        "theta.a-b-c",
    ] {
        assert!(message.contains(part), "{message}");
    }
    let names = ["a", "o", "o.value", "z"];
    let pairs = [["a", "o"], ["a", "o.value"], ["o", "z"], ["o.value", "z"]];
    // Everyone with everyone has one tensor, and the names differ.
    assert_eq!(said(&text(names, pairs, "All"), None), "");
    let message = said(&text(names, pairs, "OneToOne"), None);
    for part in [
        "w.ron:8:1: the projections from 'a' to 'o' and from 'a' to 'o.value' have one name",
        "theta.a-o.value",
    ] {
        assert!(message.contains(part), "{message}");
    }
}

/// The message said 18446744073709551615 neurons, which is no product of the two.
#[test]
fn a_sheet_of_more_neurons_than_can_be_counted_is_told_by_its_sides() {
    for population in [
        "(name: \"in\", sheet: (rows: 4294967296, columns: 4294967296))",
        "(name: \"in\", size: 4, sheet: (rows: 4294967296, columns: 4294967296))",
    ] {
        let message = said(&scenario(&[population, P[1], P[2]], &C, ""), None);
        assert!(
            message.contains("'in' is a sheet of 4294967296 × 4294967296 neurons")
                && !message.contains("18446744073709551615"),
            "{message}"
        );
    }
}

/// It became 0, or infinite, without a word.
#[test]
fn a_weight_of_a_projection_that_the_precision_cannot_hold_is_refused() {
    for (weight, is_right) in [
        ("1e-60", false),
        ("1e60", false),
        ("0", true),
        ("1e-40", true),
    ] {
        let projection = format!("(from: \"in\", to: \"mid\", weight: {weight})");
        let text = scenario(&P, &[&projection, C[1]], "");
        assert_eq!(said(&text, None), "", "in F64: {weight}");
        let text = text.replace("(name: \"w\"", "(precision: F32, name: \"w\"");
        let message = said(&text, None);
        let place = "w.ron:6:33: ";
        match is_right {
            true => assert_eq!(message, "", "{weight}"),
            false => assert!(
                message.contains(place) && message.contains("cannot be held in precision F32"),
                "{message}"
            ),
        }
    }
}

/// The file's weights were used, and the scenario's passed over without a word.
#[test]
fn a_weight_that_a_weight_file_contradicts_is_told_with_both() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("w.safetensors");
    let parse = |weight: &str, initial: &str| {
        let text = format!(
            "(name: \"w\", network: (populations: [(name: \"in\", size: 2), (name: \"out\", \
             size: 1)], projections: [(from: \"in\", to: \"out\"{weight})], activation: \
             Identity{initial}), learning: (rule: FaZIL, alpha: 0.1), data: Xor())"
        );
        Scenario::parse(&text, "w.ron", &[]).unwrap()
    };
    let drawn = fazil::session::set_up::<f64>(&parse(", weight: 0.5", "")).unwrap();
    let blueprint = drawn.circuit.blueprint();
    let (wiring, mut weights) = (&blueprint.wiring, blueprint.weights.clone());
    fazil::blueprint::write_weights(&file, wiring, &weights).unwrap();
    let initial = format!(", initial: File({:?})", file.to_str().unwrap());
    // Equal is no contradiction.
    let same = parse(", weight: 0.5", &initial);
    let read = fazil::session::set_up::<f64>(&same).unwrap();
    assert_eq!(read.circuit.blueprint().weights, weights);
    let other = fazil::session::set_up::<f64>(&parse(", weight: 1", &initial));
    let message = other.err().unwrap().to_string();
    for part in ["in-out has weight: 1", "holds 0.5 for it", "w.safetensors"] {
        assert!(message.contains(part), "{message}");
    }
    weights.theta[0].values[1] = 0.25;
    fazil::blueprint::write_weights(&file, wiring, &weights).unwrap();
    let other = fazil::session::set_up::<f64>(&same);
    assert!(other.err().unwrap().to_string().contains("holds 0.25"));
    assert!(fazil::session::set_up::<f64>(&parse("", &initial)).is_ok());
}

/// Messages spoke of numbers, by which the program knows populations, and nobody had written one.
#[test]
fn messages_name_populations_as_they_were_written() {
    let refused = |edit: &str| {
        let edit = edit.parse().unwrap();
        let error = Scenario::built_in("residual", &[edit]).unwrap_err();
        error.to_string()
    };
    for (edit, expected) in [
        (
            "faults.lesions=[(at: 1, what: \"value/h1/*\")]",
            "'value/h1/*' is not of the form",
        ),
        (
            "record=[(what: Phi, of: \"error/pixels/*\")]",
            "nothing that has phi matches 'error/pixels/*'",
        ),
        ("record=[(what: Phi, of: \"eror/h1/*\")]", "'eror/h1/*'"),
        (
            "learning.overrides=[(synapse: \"eror/h1/*<-value/s0/0\", phi: Never)]",
            "'eror/h1/*<-value/s0/0' is not of the form",
        ),
    ] {
        let message = refused(edit);
        assert!(message.contains(expected), "{message}");
    }
    let mut scenario = Scenario::built_in("residual", &[]).unwrap();
    let of = scenario.network.wiring.with_numbers("error/pixels/*");
    let recording = format!("phi:{of}").parse().unwrap();
    let message = scenario.add_recording(recording).unwrap_err().to_string();
    assert!(
        message.starts_with(
            "--record phi:error/pixels/*: nothing that has phi matches 'error/pixels/*'"
        ),
        "{message}"
    );
}

/// A name that was misspelt was called an index, or the whole text was said to have another form.
#[test]
fn a_misspelt_population_in_a_pattern_is_told_with_the_names_that_there_are() {
    let faults = "(lesions: [(at: 0, what: \"value/midd/0\")])";
    let overrides = "[(synapse: \"error/midd/*<-value/in/*\", phi: Never)]";
    let record = "[(what: DeltaTheta, of: \"error/out/0<-value/midd/*\")]";
    let edits = [
        ("faults", faults),
        ("learning.overrides", overrides),
        ("record", record),
    ];
    let text = scenario(&P, &C, "");
    for (path, value) in edits {
        let edit = format!("{path}={value}").parse().unwrap();
        let error = Scenario::parse(&text, "w.ron", &[edit]).unwrap_err();
        let message = error.to_string();
        for part in [
            "names no population of this network",
            "expected: one of in, mid, out\n",
            "did you mean 'mid'?",
        ] {
            assert!(message.contains(part), "{path}: {message}");
        }
        assert!(!message.contains("index"), "{path}: {message}");
    }
    // Of a network that cannot be built, no pattern is judged.
    let broken = scenario(&P, &[C[0], "(from: \"midd\", to: \"out\")"], "");
    let edit = format!("faults={}", faults.replace("midd", "mid"));
    let error = Scenario::parse(&broken, "w.ron", &[edit.parse().unwrap()]).unwrap_err();
    let message = error.to_string();
    assert!(!message.contains("value/mid/0"), "{message}");
}

/// A lesion of `value/1/0` took a neuron of whichever population had that number, without a word.
#[test]
fn numbers_of_populations_in_patterns_are_noted() {
    let text = scenario(&P, &C, "");
    let notes = |lesion: &str, synapse: &str, of: &str| {
        let edits = [
            format!("faults=(lesions: [(at: 0, what: \"{lesion}\")])"),
            format!("learning.overrides=[(synapse: \"{synapse}\", phi: Never)]"),
            format!("record=[(what: DeltaTheta, of: \"{of}\")]"),
        ];
        let edits: Vec<_> = edits.iter().map(|edit| edit.parse().unwrap()).collect();
        let scenario = Scenario::parse(&text, "w.ron", &edits).unwrap();
        let again = Scenario::parse(&scenario.to_ron(), "w.ron", &[]).unwrap();
        assert_eq!(again, scenario);
        assert!(fazil::session::settings_without_effect(&again).is_empty());
        fazil::session::settings_without_effect(&scenario)
    };
    let named = [
        "value/mid/0",
        "error/mid/*<-value/in/*",
        "error/out/0<-value/mid/*",
    ];
    assert!(notes(named[0], named[1], named[2]).is_empty());
    let noted = notes(
        "value/1/0",
        "error/mid/*<-value/2/*",
        "error/0/0<-value/1/*",
    );
    let told = |path: &str, written: &str, name: &str| {
        format!("{path}: {written} is {name}: the populations of this network have names")
    };
    assert_eq!(
        noted,
        [
            told(
                "learning.overrides[0].synapse",
                "error/mid/*<-value/2/*",
                named[1]
            ),
            told("faults.lesions[0].what", "value/1/0", named[0]),
            told("record[0].of", "error/0/0<-value/1/*", named[2]),
        ]
    );
}

/// The names that there are stood there, and not which of them was meant; of no names, nothing did.
#[test]
fn the_end_of_a_projection_that_is_no_population_is_told_with_what_there_is() {
    let told = said(
        &scenario(&P, &[C[0], "(from: \"midd\", to: \"out\")"], ""),
        None,
    );
    let expected = "expected: one of in, mid, out\n        did you mean 'mid'?";
    assert!(told.contains(expected), "{told}");
    let told = said(
        &scenario(&P, &[C[0], "(from: \"thalamus\", to: \"out\")"], ""),
        None,
    );
    assert!(!told.contains("did you mean"), "{told}");
    let told = said(&scenario(&[], &[C[0]], ""), None);
    let expected = "expected: a population of that name; there are no populations";
    assert!(told.contains(expected), "{told}");
}
