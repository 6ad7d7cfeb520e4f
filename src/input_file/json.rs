//! JSON in which no name stands twice in an object.
//!
//! Promises that what is read is all that stands there: of two values of one name, readers of JSON
//! keep the first or the last without a word.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The value of a JSON text.
///
/// ```
/// use fazil::input_file::parse_json;
/// assert_eq!(parse_json(br#"{"a": [1, {"a": 2}]}"#)?["a"][0], 1);
/// assert!(parse_json(br#"{"a": 1, "b": 2, "a": 3}"#).unwrap_err().is_data());
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// If it is no JSON; if a name stands twice in an object, which is an error of data.
pub fn parse_json(text: &[u8]) -> Result<Value, serde_json::Error> {
    serde_json::from_slice(text).map(|Unique(value)| value)
}

/// Line and column of an error in a text, both from 1; columns count characters.
///
/// ```
/// use fazil::input_file::{json_place, parse_json};
/// let text = "{\n\"é\": x}";
/// let error = parse_json(text.as_bytes()).unwrap_err();
/// assert_eq!(json_place(text.as_bytes(), &error), (2, 6));
/// ```
pub fn json_place(text: &[u8], error: &serde_json::Error) -> (usize, usize) {
    let line = error.line().max(1);
    let bytes = text.split(|&byte| byte == b'\n').nth(line - 1);
    let bytes = bytes.unwrap_or_default();
    let n_before = error.column().saturating_sub(1).min(bytes.len());
    let before = String::from_utf8_lossy(&bytes[..n_before]);
    (line, 1 + before.chars().count())
}

/// A value without doubled names.
struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Unique(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut entries = Map::new();
        while let Some((name, Unique(value))) = object.next_entry::<String, Unique>()? {
            if entries.insert(name, value).is_some() {
                return Err(A::Error::custom("a name stands twice in an object"));
            }
        }
        Ok(Value::Object(entries))
    }
}
