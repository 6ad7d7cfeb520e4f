//! Single characters: which are blank, which cannot be seen, which only look like a sign of RON.
//!
//! Promises one table for each. Refuses to know where a character stands.

/// What stands for what: signs of other keyboards and of word processors.
const LOOKALIKES: [(char, char); 22] = [
    ('，', ','),
    ('、', ','),
    ('،', ','),
    ('：', ':'),
    ('∶', ':'),
    ('；', ';'),
    ('（', '('),
    ('）', ')'),
    ('［', '['),
    ('］', ']'),
    ('【', '['),
    ('】', ']'),
    ('｛', '{'),
    ('｝', '}'),
    ('＝', '='),
    ('＃', '#'),
    ('⁄', '/'),
    ('∕', '/'),
    ('／', '/'),
    ('⟨', '('),
    ('⟩', ')'),
    ('﹐', ','),
];

/// Names of characters that a person cannot see or tell from others.
const NAMES: [(char, &str); 24] = [
    ('\u{0}', "NUL"),
    ('\u{8}', "backspace"),
    ('\u{1b}', "escape"),
    ('\u{7f}', "delete"),
    ('\u{a0}', "no-break space"),
    ('\u{ad}', "soft hyphen"),
    ('\u{200b}', "zero-width space"),
    ('\u{200c}', "zero-width non-joiner"),
    ('\u{200d}', "zero-width joiner"),
    ('\u{202f}', "narrow no-break space"),
    ('\u{2060}', "word joiner"),
    ('\u{3000}', "ideographic space"),
    ('\u{feff}', "byte order mark"),
    ('\u{2018}', "left single quotation mark"),
    ('\u{2019}', "right single quotation mark"),
    ('\u{201c}', "left double quotation mark"),
    ('\u{201d}', "right double quotation mark"),
    ('\u{201e}', "low double quotation mark"),
    ('\u{ab}', "left guillemet"),
    ('\u{bb}', "right guillemet"),
    ('`', "backtick"),
    ('\'', "single quote"),
    ('\u{2212}', "minus sign"),
    ('\u{2013}', "en dash"),
];

/// What RON takes for a blank.
pub(super) fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t'..='\r' | '\u{85}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether a person sees nothing of it, or a terminal obeys it.
pub(crate) fn is_invisible(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && !is_blank(c))
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// The sign of RON that it is, or looks like.
pub(super) fn plain(c: char) -> char {
    let found = LOOKALIKES.iter().find(|(like, _)| *like == c);
    found.map_or(c, |(_, sign)| *sign)
}

/// Quotes of word processors, and the backtick.
pub(super) fn is_quote(c: char) -> bool {
    matches!(
        c,
        '`' | '´' | '\u{2018}'..='\u{201f}' | '«' | '»' | '‹' | '›' | '＂' | '「' | '」'
    )
}

/// Whether a character can stand in a name or a number.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.' | '\u{2212}' | '\u{2013}')
}

/// The bracket that closes this one.
pub(super) fn closing(open: char) -> char {
    match plain(open) {
        '[' => ']',
        '{' => '}',
        _ => ')',
    }
}

/// A character in words: `'@'`, or `U+00A0 (no-break space)`.
pub(in crate::scenario) fn describe(c: char) -> String {
    let name = NAMES.iter().find(|(known, _)| *known == c);
    let number = format!("U+{:04X}", u32::from(c));
    match name {
        Some((_, name)) if is_invisible(c) => format!("{number} ({name})"),
        Some((_, name)) => format!("'{c}' ({number}, {name})"),
        None if is_invisible(c) => format!("{number} (a character that cannot be seen)"),
        None if c.is_ascii() => format!("'{c}'"),
        None => format!("'{c}' ({number})"),
    }
}
