//! The header of a safetensors file: what each tensor is, and where its numbers are.
//!
//! ```text
//! length of the header [8, little-endian] | header in JSON | numbers
//! ```
//!
//! Promises that the tensors of a header that passes lie end to end and fill the file.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::element::Element;
use super::error::{Kind, looks_like};
use super::json::parse_json;
use super::tensor_info::TensorInfo;

/// Bytes that give the length of the header.
pub(super) const N_LENGTH: u64 = 8;

/// The longest header that is read, as in the reference implementation.
pub(super) const LONGEST: u64 = 100_000_000;

/// What a header says.
pub(super) struct Header {
    pub metadata: BTreeMap<String, String>,
    pub tensors: BTreeMap<String, TensorInfo>,
}

/// How many bytes the header takes, by the first bytes of a file of `n_bytes`.
pub(super) fn length(start: &[u8], n_bytes: u64) -> Result<u64, Kind> {
    let looks_like = looks_like(start);
    let Some(announced) = start.first_chunk().map(|b| u64::from_le_bytes(*b)) else {
        return Err(Kind::NoHeader {
            n_bytes,
            looks_like,
        });
    };
    let n_left = n_bytes.saturating_sub(N_LENGTH);
    match announced {
        announced if announced > n_left => Err(Kind::HeaderLength {
            announced,
            n_left,
            looks_like,
        }),
        announced if announced > LONGEST => Err(Kind::HeaderTooLong(announced)),
        announced => Ok(announced),
    }
}

impl Header {
    /// Reads a header's text. `n_data` bytes of numbers follow it in the file.
    pub(super) fn parse(text: &[u8], n_data: u64) -> Result<Self, Kind> {
        let at = |byte: usize, problem| Kind::HeaderText {
            byte: N_LENGTH + byte as u64,
            problem,
        };
        let text = std::str::from_utf8(text)
            .map_err(|error| at(error.valid_up_to(), "its text is not UTF-8"))?;
        let value = parse_json(text.as_bytes()).map_err(|error| {
            let problem = match error.is_data() {
                true => "before it a name stands for the second time in an object",
                false => "its text is not JSON",
            };
            at(position(text, &error), problem)
        })?;
        let Value::Object(entries) = value else {
            return Err(at(0, "expected a JSON object, which begins with {"));
        };
        let mut header = Self {
            metadata: BTreeMap::new(),
            tensors: BTreeMap::new(),
        };
        for (name, entry) in entries {
            let wrong = |problem| Kind::Entry {
                name: name.escape_debug().to_string(),
                problem,
            };
            match name.as_str() {
                "__metadata__" => header.metadata = texts(&entry).map_err(wrong)?,
                _ => {
                    let info = tensor(&entry, n_data).map_err(wrong)?;
                    header.tensors.insert(name, info);
                }
            }
        }
        header.check_places(n_data)?;
        Ok(header)
    }

    /// Tensors lie end to end, and fill what follows the header.
    fn check_places(&self, n_data: u64) -> Result<(), Kind> {
        let mut in_order: Vec<(&String, &TensorInfo)> = self.tensors.iter().collect();
        in_order.sort_by_key(|(_, info)| (info.place.start, info.place.end));
        let mut expected = 0;
        for (name, info) in in_order {
            if info.place.start != expected {
                return Err(Kind::Place {
                    name: name.escape_debug().to_string(),
                    begins: info.place.start,
                    expected,
                });
            }
            expected = info.place.end;
        }
        match expected == n_data {
            true => Ok(()),
            false => Err(Kind::DataLength {
                announced: expected,
                found: n_data,
            }),
        }
    }
}

/// The byte at which a text stops being JSON.
fn position(text: &str, error: &serde_json::Error) -> usize {
    let lines = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let before: usize = lines.map(str::len).sum();
    (before + error.column().saturating_sub(1)).min(text.len())
}

fn texts(entry: &Value) -> Result<BTreeMap<String, String>, String> {
    let expected = "expected an object of texts";
    let entries = entry.as_object().ok_or(expected)?;
    let text = |(key, value): (&String, &Value)| -> Result<(String, String), String> {
        let value = value.as_str().ok_or(expected)?;
        Ok((key.clone(), value.to_owned()))
    };
    entries.iter().map(text).collect()
}

fn tensor(entry: &Value, n_data: u64) -> Result<TensorInfo, String> {
    let element = entry["dtype"]
        .as_str()
        .ok_or("expected a text as its dtype")?;
    let element = Element::new(element);
    let counts = |field: &str| -> Option<Vec<u64>> {
        entry[field].as_array()?.iter().map(Value::as_u64).collect()
    };
    let shape = counts("shape").ok_or("expected a list of counts as its shape")?;
    let offsets = counts("data_offsets").unwrap_or_default();
    let &[start, end] = offsets.as_slice() else {
        return Err("expected two counts as its data_offsets".to_owned());
    };
    if start > end {
        return Err(format!(
            "its data_offsets are [{start}, {end}], expected the smaller one first"
        ));
    }
    if end > n_data {
        return Err(format!(
            "its numbers end at byte {end}, and {n_data} bytes of numbers follow the header"
        ));
    }
    check_size(&element, &shape, start..end)?;
    let shape = shape.iter().map(|&n| n as usize).collect();
    Ok(TensorInfo {
        element,
        shape,
        place: start..end,
    })
}

/// Shape, type and place of a tensor must say the same number of bytes.
fn check_size(element: &Element, shape: &[u64], place: Range<u64>) -> Result<(), String> {
    let Some(n_bytes) = element.n_bytes() else {
        return Ok(()); // Cannot be read; whoever needs it refuses its type.
    };
    let of_shape = shape
        .iter()
        .try_fold(n_bytes, |n, &size| n.checked_mul(size));
    let found = place.end - place.start;
    match of_shape {
        Some(n) if n == found => Ok(()),
        Some(n) => Err(format!(
            "its shape {shape:?} of {element} takes {n} bytes, its data_offsets hold {found}"
        )),
        None => Err(format!(
            "its shape {shape:?} of {element} takes more bytes than any file has"
        )),
    }
}
