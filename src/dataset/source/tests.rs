//! Tests of `source.rs`.

use super::*;

/// As scenarios are written.
fn options() -> ron::Options {
    use ron::extensions::Extensions;
    ron::Options::default()
        .with_default_extension(Extensions::IMPLICIT_SOME)
        .with_default_extension(Extensions::UNWRAP_VARIANT_NEWTYPES)
}

fn read(text: &str) -> Source {
    options()
        .from_str(text)
        .unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn what_is_not_written_has_its_default() {
    let (input, target) = (zero_to_one(), zero_to_one());
    let digits = Source::Digits {
        test: one_fifth(),
        split_seed: 0,
        stratified: false,
        scale: Scale::Levels,
        input: input.clone(),
        target: target.clone(),
    };
    assert_eq!(read("Digits()"), digits);
    let idx = Source::Idx {
        path: None,
        train: None,
        test: None,
        input: input.clone(),
        scale: Scale::Levels,
        target: target.clone(),
        hold_out: None,
        classes: Vec::new(),
    };
    assert_eq!(read("Idx()"), idx);
    assert_eq!(read("Xor()"), Source::Xor { input, target });
    let Source::Tensors(tensors) = read(r#"Tensors(train: "a")"#) else {
        panic!("another source");
    };
    assert_eq!(
        (tensors.train.as_str(), tensors.test, tensors.scale),
        ("a", None, Scale::AsIs)
    );
}

#[test]
fn a_written_source_reads_back_the_same() {
    for text in [
        r#"Digits(test: "1/3", split_seed: 7, input: (-1, 1), target: (0.1, 0.9))"#,
        r#"Idx(path: "mnist", train: 10, test: 5)"#,
        r#"Tensors(train: "a", test: "b", hold_out: (fraction: "1/3"))"#,
        r#"Csv(train: "a", delimiter: "\t", targets: ["x", "y"], target_scale: Standard)"#,
        r#"Npy(train: (inputs: "x", labels: "y"), scale: Range(low: -1, high: 2))"#,
        r#"Npz(path: "a", train: (inputs: "x", targets: "y"), hold_out: (fraction: 0.5, seed: 3))"#,
        r#"IdxFiles(train: (inputs: "x", labels: "y"), label_column: 0, scale: MinMax)"#,
        "Xor(input: (-1, 1))",
        "Pairs(train: [(input: [1, 2], target: [0.5])])",
    ] {
        let written = options().to_string(&read(text)).unwrap();
        assert_eq!(read(&written), read(text), "{written}");
    }
}

#[test]
fn an_unknown_field_is_refused() {
    for text in ["Digits(seed: 1)", "Xor(path: None)", "Tensors()"] {
        assert!(options().from_str::<Source>(text).is_err(), "{text}");
    }
}
