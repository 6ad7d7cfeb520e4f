//! Tests of `leaf.rs`.

use super::*;

#[test]
fn numbers_are_read_as_ron_reads_them() {
    for text in [
        "0",
        "+7",
        "0x1F",
        "0b101",
        "0o17",
        "1_000",
        "18446744073709551615",
    ] {
        let read = whole(text, u64::MAX).ok();
        assert_eq!(read, ron::from_str::<u64>(text).ok(), "{text}");
        assert!(read.is_some(), "{text}");
    }
    for text in [".5", "5.", "1e-3", "-2.50", "1_0.5", "1E5"] {
        let Ok(Digits::Text(read)) = number(text) else {
            panic!("{text}");
        };
        let float: f64 = read.parse::<Number>().unwrap().to_f64();
        assert_eq!(float, ron::from_str::<f64>(text).unwrap(), "{text}");
    }
}

/// `"b"own""` was expected of `b"own"`.
#[test]
fn what_is_no_text_is_told_the_text_in_it() {
    for (text, expected) in [("own", "own"), ("b\"own\"", "own"), ("br#\"own\"#", "own")] {
        let told = string(text).map_err(|wrong| wrong.expected);
        assert_eq!(told, Err(format!("text in double quotes: \"{expected}\"")));
    }
}

#[test]
fn wrong_spellings_are_told_the_right_one() {
    for (text, expected) in [
        ("0.1s", "the number alone: 0.1"),
        ("\"5 %\"", "a fraction of 1, such as 0.05 for 5 %"),
        ("\"0,01\"", "a decimal point: 0.01"),
        ("\u{2212}1", "-1"),
        ("1e1000", "an exponent from -400 to 400"),
        (
            "01",
            "1; or, if a decimal comma was meant, a decimal point as in 0.01",
        ),
        (
            "-00.5",
            "-0.5; or, if a decimal comma was meant, a decimal point as in 0.01",
        ),
        (
            "\"01/3\"",
            "1/3; or, if a decimal comma was meant, a decimal point as in 0.01",
        ),
        ("NaN", A_NUMBER),
    ] {
        let Err(wrong) = number(text) else {
            panic!("{text}");
        };
        assert_eq!(wrong.expected, expected, "{text}");
    }
    assert_eq!(
        whole("1e3", u64::MAX).err().unwrap().expected,
        "a whole number, written out: 1000"
    );
    let count = whole("0_7", u64::MAX).err().unwrap();
    assert_eq!(count.problem, "the number '07' begins with a 0");
    for fine in ["0", "-0.5", "0e0", "1e-07", "0.01", "\"0/7\""] {
        assert!(number(fine).is_ok(), "{fine}");
    }
    assert_eq!(
        whole("\"1\"", u64::MAX).err().unwrap().expected,
        "1, without quotes"
    );
}
