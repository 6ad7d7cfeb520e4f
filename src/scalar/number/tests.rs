//! Tests of `number.rs`.

use super::*;

#[test]
fn numbers_are_read_from_their_text() {
    for (text, numerator, denominator) in [
        ("0.1", 1, 10),
        ("-2.50", -5, 2),
        ("1e-3", 1, 1000),
        ("3", 3, 1),
        ("1/3", 1, 3),
        ("-.5e1", -5, 1),
    ] {
        let number: Number = text.parse().unwrap();
        assert_eq!(
            number.exact(),
            &BigRational::new(numerator.into(), denominator.into()),
            "{text}"
        );
    }
    for text in [
        "", "nan", "inf", "1/0", "--1", "1.2.3", "1.-2", "e5", ".", "1_0", ".-07", ".+7", "-.+1",
        "+-1", "1/.-2",
    ] {
        assert!(text.parse::<Number>().is_err(), "{text}");
    }
}

#[test]
fn a_written_number_reads_back_the_same() {
    for text in ["0.1", "1/3", "7", "-2.5", "1e-300"] {
        let number: Number = text.parse().unwrap();
        let written = ron::to_string(&number).unwrap();
        assert_eq!(
            ron::from_str::<Number>(&written).unwrap(),
            number,
            "{written}"
        );
    }
}
