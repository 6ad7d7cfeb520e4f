//! One of several choices: `FaZIL`, `IL(t_c: 20)`, `Presentations(0..10)`.
//!
//! Promises the choice that was probably meant where the name is misspelt. Refuses to know what
//! choices there are.

use std::ops::Range;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
    value::StrDeserializer,
};

use super::filler::Filler;
use super::reader::{Reader, Several};
use super::stop::Stop;
use super::{leaf, sections};
use crate::scenario::diagnostic::Mistake;
use crate::scenario::locate::{Body, Node};

/// A choice, and the value that makes it.
pub(super) struct Variant<'r, 't> {
    reader: Reader<'r, 't>,
    name: &'static str,
}

impl<'r, 't> Variant<'r, 't> {
    /// The choice of a value, or what stands in for it.
    pub(super) fn of(
        reader: Reader<'r, 't>,
        variants: &'static [&'static str],
    ) -> Result<Self, Filler<'static>> {
        let (node, text) = (reader.node, reader.text());
        let expected = || match variants {
            [one] => (*one).to_owned(),
            _ => format!("one of {}", variants.join(", ")),
        };
        let word = match node.body {
            Body::Leaf => text.strip_prefix("r#").unwrap_or(text),
            _ => node.name.as_str(),
        };
        if word.is_empty() {
            return Err(reader.unfit(leaf::Wrong::of(text, &expected())));
        }
        if let Some(name) = variants.iter().copied().find(|variant| *variant == word) {
            return Ok(Self { reader, name });
        }
        let bare = word.trim_matches('"');
        let near = sections::meant(bare, variants);
        let problem = match (bare.len() < word.len(), near) {
            (true, Some(_)) => format!("{word} is text, and a choice stands without quotes"),
            _ => format!("'{}' is not one of the choices here", leaf::short(word)),
        };
        let mistake = Mistake {
            near: near.map(str::to_owned),
            ..Mistake::new(node.span.start..node.span.start + word.len(), problem)
                .expecting(expected())
        };
        match near {
            Some(name) => {
                reader.reading.note(mistake);
                Ok(Self { reader, name })
            }
            None => {
                reader.reading.fill(&node.span, mistake);
                Err(Filler::new(reader.reading.filling))
            }
        }
    }

    fn note(&self, expected: String) {
        let text = self.reader.text();
        let problem = match self.reader.node.body {
            Body::Leaf => format!("'{}' stands without what belongs to it", leaf::short(text)),
            _ => leaf::unfit(text),
        };
        let mistake = Mistake::new(self.reader.node.span.clone(), problem).expecting(expected);
        self.reader.reading.note(mistake);
    }

    fn filler(&self) -> Filler<'static> {
        Filler::new(self.reader.reading.filling)
    }
}

impl<'de, 'r, 't> EnumAccess<'de> for Variant<'r, 't> {
    type Error = Stop;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Stop> {
        let name: StrDeserializer<'_, Stop> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        if !matches!(self.reader.node.body, Body::Leaf) {
            self.note(format!("{}, which has no fields", self.name));
        }
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Stop> {
        let reading = self.reader.reading;
        match &self.reader.node.body {
            Body::Items { items, .. } if items.len() == 1 => {
                let variant = Some(self.name);
                seed.deserialize(Reader {
                    variant,
                    ..Reader::new(&items[0], reading)
                })
            }
            Body::Fields { .. } => {
                let variant = Some(self.name);
                seed.deserialize(Reader {
                    variant,
                    ..self.reader
                })
            }
            _ => {
                self.note(format!("{}(…) with one value", self.name));
                let span = self.reader.node.span.clone();
                reading.found.borrow_mut().filled.push(span);
                seed.deserialize(self.filler())
            }
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, n: usize, visitor: V) -> Result<V::Value, Stop> {
        let reading = self.reader.reading;
        let items = match &self.reader.node.body {
            Body::Items { items, .. } => items.as_slice(),
            _ => &[],
        };
        let ends: Vec<Node>;
        let items = match items {
            [range] => {
                ends = range_ends(reading.text, &range.span);
                &ends
            }
            items => items,
        };
        if items.len() != n {
            self.note(format!("{}(0..10), the end not included", self.name));
            let span = self.reader.node.span.clone();
            reading.found.borrow_mut().filled.push(span);
            return self.filler().deserialize_tuple(n, visitor);
        }
        visitor.visit_seq(Several {
            reading,
            items: items.iter(),
        })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        match &self.reader.node.body {
            Body::Fields { .. } => {}
            Body::Leaf => {
                let absent = self.reader.absent().into_iter();
                let needed: Vec<String> = absent.map(|field| format!("{field}: …")).collect();
                self.note(match needed.is_empty() {
                    true => format!("{}(), with parentheses even around nothing", self.name),
                    false => format!("{}({})", self.name, needed.join(", ")),
                });
            }
            _ => {
                let fields: Vec<String> =
                    fields.iter().map(|field| format!("{field}: …")).collect();
                self.note(format!(
                    "fields by their names: {}({})",
                    self.name,
                    fields.join(", ")
                ));
            }
        }
        self.reader.fields(self.name, fields, visitor)
    }
}

/// `0..10` as two values.
fn range_ends(text: &str, span: &Range<usize>) -> Vec<Node> {
    let range = &text[span.clone()];
    let Some((first, last)) = range.split_once("..") else {
        return Vec::new();
    };
    let node = |start: usize, end: &str| {
        let blanks = end.len() - end.trim_start().len();
        let start = span.start + start + blanks;
        Node {
            span: start..start + end.trim().len(),
            name: String::new(),
            body: Body::Leaf,
        }
    };
    vec![node(0, first), node(first.len() + 2, last)]
}
