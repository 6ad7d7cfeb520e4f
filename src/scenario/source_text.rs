//! The text of a scenario file: bytes of one encoding, and no other format.
//!
//! Promises UTF-8 without a byte order mark, at most [`MOST_BYTES`] of it, and a plain word about
//! files of another kind. Refuses to read RON.

use std::io::Read;
use std::ops::Range;

use super::diagnostic::Mistake;

/// The most bytes of a scenario file.
pub(super) const MOST_BYTES: u64 = 16 << 20;

/// How the bytes of some files begin, and what such a file is.
const MAGIC: [(&[u8], &str); 8] = [
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "a zip file"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a PNG picture"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"\x93NUMPY", "a NumPy file"),
    (b"\x89HDF", "an HDF5 file"),
];

const RON: &str = "a scenario in RON: ( name: \"…\", network: (…), learning: (…), data: … ); \
                   `fazil check xor` prints a whole one";

/// Reads at most one byte more than a scenario may have.
///
/// # Errors
/// If reading fails.
pub(super) fn read(from: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of `bytes`, or a mistake and the text in which it can be shown.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, (String, Mistake)> {
    let whole = |problem: String, expected: &str| {
        Err((
            String::new(),
            Mistake::new(0..0, problem).expecting(expected),
        ))
    };
    if bytes.len() as u64 > MOST_BYTES {
        let problem = format!("the file has more than {} MiB", MOST_BYTES >> 20);
        return whole(
            problem,
            "a smaller file; large weights and data go into files of their own",
        );
    }
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return whole(format!("this is {kind}"), RON);
    }
    if let Some(encoding) = wide_encoding(bytes) {
        return whole(
            format!("the file is written in {encoding}"),
            "UTF-8: choose it as the encoding when you save the file",
        );
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => {
            let at = error.valid_up_to();
            let shown = latin(bytes, at);
            let start = shown.1;
            let problem = format!(
                "byte 0x{:02X} is no UTF-8; the file is probably written in Latin-1 or Windows-1252",
                bytes[at]
            );
            let mistake = Mistake::new(start..start + 2, problem);
            Err((
                shown.0,
                mistake.expecting("UTF-8: choose it as the encoding when you save the file"),
            ))
        }
    }
}

/// UTF-16 or UTF-32, by its mark or by its many zero bytes.
fn wide_encoding(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(64)];
    let zeros = |which: usize| {
        head.iter()
            .skip(which)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let many = head.len() / 4;
    match head {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] => Some("UTF-16 (little-endian)"),
        [0xfe, 0xff, ..] => Some("UTF-16 (big-endian)"),
        _ if many > 0 && zeros(0) > many && zeros(1) > many => None,
        _ if many > 0 && zeros(1) > many => Some("UTF-16 (little-endian)"),
        _ if many > 0 && zeros(0) > many => Some("UTF-16 (big-endian)"),
        _ => None,
    }
}

/// The bytes read as Latin-1 up to a little behind byte `at`, and where that byte stands.
fn latin(bytes: &[u8], at: usize) -> (String, usize) {
    let before = String::from_utf8_lossy(&bytes[..at]).into_owned();
    let start = before.len();
    let end = bytes.len().min(at + 200);
    let after = bytes[at..end].iter().map(|byte| char::from(*byte));
    (before + &after.collect::<String>(), start)
}

/// Another format in which people write such files, and where it shows.
pub(super) fn other_format(text: &str) -> Option<Mistake> {
    let start = first_sign(text);
    let rest = &text[start..];
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let kind = if is_json(rest) {
        "JSON"
    } else if rest.starts_with("<?xml")
        || rest.starts_with("<!DOCTYPE")
        || rest.starts_with("<html")
    {
        "XML or HTML"
    } else if is_toml(line) {
        "TOML"
    } else if is_yaml(line) {
        "YAML"
    } else {
        return None;
    };
    let span: Range<usize> = start..start + line.len().max(1);
    Some(Mistake::new(span, format!("this is {kind}, and scenarios are RON")).expecting(RON))
}

/// The first sign that is neither blank nor in a comment of RON, TOML or YAML.
fn first_sign(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let rest = &text[at..];
        let is_comment =
            rest.starts_with("//") || (rest.starts_with('#') && !rest.starts_with("#!["));
        if !is_comment {
            return at;
        }
        at += rest.find('\n').unwrap_or(rest.len());
    }
}

/// `{ "name":` or `{}`.
fn is_json(rest: &str) -> bool {
    let list = rest.strip_prefix('[').map(str::trim_start).unwrap_or(rest);
    let Some(inside) = list.strip_prefix('{').map(str::trim_start) else {
        return false;
    };
    inside.starts_with(['"', '\'', '}'])
}

/// `[network]` or `name = …`.
fn is_toml(line: &str) -> bool {
    let bare = line.split(" #").next().unwrap_or_default().trim();
    let inner = bare
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-.[]\"".contains(c))
    };
    let is_table = inner.is_some_and(|name| {
        is_name(name) && name.starts_with(|c: char| c.is_alphabetic() || c == '[')
    });
    let is_entry = line
        .split_once('=')
        .is_some_and(|(name, _)| is_name(name.trim()));
    is_table || is_entry
}

/// `---`, `name: …` or `- name: …` outside of any bracket.
fn is_yaml(line: &str) -> bool {
    let bare = line.strip_prefix("- ").unwrap_or(line);
    let is_name = |name: &str| {
        let name = name.trim_matches(['"', '\'']);
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    let is_entry = bare.split_once(':').is_some_and(|(name, value)| {
        is_name(name) && (value.is_empty() || value.starts_with([' ', '\t']))
    });
    line.starts_with("---") || line.starts_with("%YAML") || is_entry
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_formats_are_named() {
        for (text, kind) in [
            ("{\n  \"name\": 1 }", Some("JSON")),
            ("# note\nname: xor\n", Some("YAML")),
            ("---\nname: xor", Some("YAML")),
            ("name = \"xor\"\n", Some("TOML")),
            ("[network]\nwidths = [1]", Some("TOML")),
            ("<?xml version=\"1.0\"?>", Some("XML")),
            ("// note\n(\n name: 1)", None),
            ("Scenario(name: 1)", None),
            ("{\n name: 1 }", None),
            ("#![enable(implicit_some)]\n(name: 1)", None),
            ("", None),
        ] {
            let found = other_format(text).map(|mistake| mistake.problem);
            match kind {
                Some(kind) => assert!(found.unwrap().contains(kind), "{text}"),
                None => assert_eq!(found, None, "{text}"),
            }
        }
    }

    #[test]
    fn encodings_are_named() {
        let wide =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let marked = [b"\xff\xfe".to_vec(), wide("(name: 1)")].concat();
        for bytes in [marked, wide("( name: \"some text\" )")] {
            assert!(decode(&bytes).unwrap_err().1.problem.contains("UTF-16"));
        }
        let (text, mistake) = decode(b"(\n a\xe9)").unwrap_err();
        assert_eq!((text.as_str(), mistake.span.start), ("(\n aé)", 4));
        assert_eq!(decode(b"\xef\xbb\xbf(").unwrap(), "(");
        assert!(
            decode(b"\x1f\x8b\x08")
                .unwrap_err()
                .1
                .problem
                .contains("gzip")
        );
    }
}
