//! The `descr` of an array's header: the type of its numbers and the order of their bytes.
//!
//! Refuses every type that is no plain number, and says what to save instead.

use super::literal::Value;
use super::wrong_byte::wrong;
use crate::input_file::element::{Element, Endianness};
use crate::input_file::error::Kind;

/// Type and order of bytes, by a text such as `<f4`.
pub(super) fn numbers_of((at, descr): (u64, Value)) -> Result<(Element, Endianness), Kind> {
    let Value::Text(descr) = descr else {
        let problem = "it holds records of several fields, and arrays of plain numbers can be read";
        return Err(wrong(at, problem.to_owned()));
    };
    let order = match descr.as_bytes().first() {
        Some(b'>') => Some(Endianness::Big),
        Some(b'<' | b'|' | b'=') => Some(Endianness::Little),
        _ => None,
    };
    let name = match descr.get(1..).unwrap_or_default() {
        "f2" => "F16",
        "f4" => "F32",
        "f8" => "F64",
        "u1" => "U8",
        "i1" => "I8",
        "u2" => "U16",
        "i2" => "I16",
        "u4" => "U32",
        "i4" => "I32",
        "u8" => "U64",
        "i8" => "I64",
        _ => "",
    };
    // '|' says that there is no order, as of single bytes.
    let has_order = !descr.starts_with('|') || ["U8", "I8"].contains(&name);
    match order {
        Some(order) if !name.is_empty() && has_order => Ok((Element::new(name), order)),
        _ => {
            let advice = match descr.get(1..2) {
                Some("O") => "Python objects, which are not read: save it as numbers",
                Some("U" | "S") => "texts: save classes as numbers from 0",
                Some("b") => "truths: save it as .astype('uint8')",
                Some("c") => "complex numbers",
                _ => "of a type that this program does not know",
            };
            let descr = descr.escape_debug();
            Err(wrong(
                at,
                format!(
                    "its type is '{descr}', {advice}; f2, f4, f8, u1 to u8 and i1 to i8 can be read"
                ),
            ))
        }
    }
}
