//! Ranges in a scenario: `Presentations(0..10)`, which RON itself cannot read.
//!
//! Promises that every other character keeps its place. Refuses to touch texts and comments.

/// The text with `0..10` outside quotes and comments as `0, 10`.
pub(super) fn as_pairs(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text.as_bytes()[at..];
        at += match rest {
            [b'"', ..] => 1 + end_of_text(&rest[1..]),
            [b'r', b'"' | b'#', ..] if is_raw(rest) => end_of_raw(rest),
            [b'/', b'/', ..] => rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()),
            [b'/', b'*', ..] => find(rest, b"*/").map_or(rest.len(), |end| end + 2),
            [first, b'.', b'.', last, ..] if first.is_ascii_digit() && last.is_ascii_digit() => {
                out[at + 1..at + 3].copy_from_slice(b", ");
                3
            }
            _ => 1,
        };
    }
    // Only whole ASCII characters were exchanged.
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

/// Past the closing quote of a text that has begun.
fn end_of_text(rest: &[u8]) -> usize {
    let mut at = 0;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

fn is_raw(rest: &[u8]) -> bool {
    let n_hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
    rest.get(1 + n_hashes) == Some(&b'"')
}

/// Past the end of a raw text.
fn end_of_raw(rest: &[u8]) -> usize {
    let n_hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
    let mut end = vec![b'"'];
    end.extend(vec![b'#'; n_hashes]);
    let body = 2 + n_hashes;
    find(&rest[body..], &end).map_or(rest.len(), |at| body + at + end.len())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_become_pairs_in_place() {
        for (text, expected) in [
            ("Presentations(0..10)", "Presentations(0, 10)"),
            ("of: \"a/0..3\", d: P(3..7)", "of: \"a/0..3\", d: P(3, 7)"),
            ("\"\\\"0..3\" 0..3", "\"\\\"0..3\" 0, 3"),
            (
                "r#\"0..\"3\"# 1..2 // 0..3\n4..5 /* 6..7 */",
                "r#\"0..\"3\"# 1, 2 // 0..3\n4, 5 /* 6..7 */",
            ),
            ("0.5 .. 1.. α0..1", "0.5 .. 1.. α0, 1"),
        ] {
            assert_eq!(as_pairs(text), expected);
        }
    }
}
