//! The values of a scenario, as serde asks for them.

use serde::de::{Deserializer, Expected, Visitor};
use serde::forward_to_deserialize_any;

use super::leaf;
use super::reader::Reader;
use super::stop::Stop;
use super::variant::Variant;
use crate::scenario::diagnostic::Mistake;
use crate::scenario::locate::Body;

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            if let Some(filler) = self.stand_in() {
                return filler.$method(visitor);
            }
            let read = match &self.node.body {
                Body::Leaf => leaf::whole(self.text(), <$type>::MAX as u64),
                _ => Err(leaf::Wrong::of(self.text(), "a whole number from 0")),
            };
            match read {
                Ok(number) => visitor.$visit(number as $type),
                Err(wrong) => self.unfit(wrong).$method(visitor),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'_, '_> {
    type Error = Stop;

    /// Numbers, and what may be a number or a list.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_any(visitor);
        }
        let n_before = self.reading.n_mistakes();
        let read = match &self.node.body {
            Body::Leaf => match leaf::number(self.text()) {
                Ok(leaf::Digits::Whole(number)) => visitor.visit_u64(number),
                Ok(leaf::Digits::Text(text)) => visitor.visit_string(text),
                Err(wrong) => {
                    let expected = (&visitor as &dyn Expected).to_string();
                    let wrong = wrong.where_expected(expected);
                    return self.unfit(wrong).deserialize_any(visitor);
                }
            },
            Body::Items {
                items,
                bracket: '[',
            } => visitor.visit_seq(self.several(items)),
            _ => visitor.visit_unit(),
        };
        read.map_err(|stop| self.reading.refuse(self.node, stop, n_before))
    }

    whole_numbers!(
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64
    );

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_bool(visitor);
        }
        match self.text() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            other => self.unfit(leaf::no_bool(other)).deserialize_bool(visitor),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_str(visitor);
        }
        let read = match &self.node.body {
            Body::Leaf => leaf::string(self.text()),
            _ => Err(leaf::Wrong::of(self.text(), "text in double quotes")),
        };
        match read {
            Ok(text) => visitor.visit_string(text),
            Err(wrong) => {
                let span = self.node.span.clone();
                self.reading.found.borrow_mut().wants_text.push(span);
                self.unfit(wrong).deserialize_str(visitor)
            }
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    /// `Some(x)`, x, or `None`.
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        match &self.node.body {
            Body::Leaf if self.text() == "None" => visitor.visit_none(),
            Body::Items {
                items,
                bracket: '(',
            } if self.node.name == "Some" && items.len() == 1 => {
                visitor.visit_some(Self::new(&items[0], self.reading))
            }
            Body::Fields { .. } if self.node.name == "Some" => visitor.visit_some(Self {
                variant: Some("Some"),
                ..self
            }),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let expected = "a list in square brackets, such as [1, 2]";
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_seq(visitor);
        }
        match self.elements('[', expected) {
            Some(items) => visitor.visit_seq(self.several(items)),
            None => self.unlike(expected).deserialize_seq(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, n: usize, visitor: V) -> Result<V::Value, Stop> {
        let expected = format!("{n} values in parentheses, such as (0, 1)");
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_tuple(n, visitor);
        }
        match self.elements('(', &expected) {
            Some(items) if items.len() == n => visitor.visit_seq(self.several(items)),
            Some(items) => {
                let s = if items.len() == 1 { "" } else { "s" };
                let problem = format!("{} element{s} cannot stand here", items.len());
                let wrong = leaf::Wrong {
                    problem,
                    expected,
                    near: None,
                };
                self.unfit(wrong).deserialize_tuple(n, visitor)
            }
            None => self.unlike(&expected).deserialize_tuple(n, visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_struct(name, fields, visitor);
        }
        if !matches!(self.node.body, Body::Fields { .. }) {
            let first = fields.first().copied().unwrap_or_default();
            let expected = format!("fields in parentheses, such as ({first}: …)");
            return self
                .unlike(&expected)
                .deserialize_struct(name, fields, visitor);
        }
        let before = &self.node.name;
        if self.variant.is_none() && !before.is_empty() && !before.eq_ignore_ascii_case(name) {
            let span = self.node.span.start..self.node.span.start + before.len();
            let problem = format!("'{before}' is no name of these fields");
            let expected = "no name before '('";
            self.reading
                .note(Mistake::new(span, problem).expecting(expected));
        }
        let owner = self
            .variant
            .filter(|variant| *variant != "Some")
            .unwrap_or(name);
        self.fields(owner, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        if let Some(filler) = self.stand_in() {
            return filler.deserialize_enum(name, variants, visitor);
        }
        match Variant::of(self, variants) {
            Ok(variant) => visitor.visit_enum(variant),
            Err(filler) => filler.deserialize_enum(name, variants, visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple_struct map
        identifier ignored_any
    }
}
