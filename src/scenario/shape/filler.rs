//! What stands in for a value that cannot be read.
//!
//! Promises a value of any type, another one for each filling: a mistake of meaning that shows
//! under every filling does not depend on what could not be read. Refuses to read a text.

use std::cell::RefCell;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor, value::StrDeserializer,
};
use serde::forward_to_deserialize_any;

use super::stop::Stop;

/// Numbers that stand in, by filling.
const NUMBERS: [u64; N_FILLINGS] = [1, 3, 10, 64];

/// The fields of one struct or variant: the path to it, and their names.
pub(super) type Section = (String, &'static [&'static str]);

/// What a type asks for at a path; of what it is made is told after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Asked {
    /// It may be left out.
    Option,
    Flag,
    Whole,
    Text,
    /// In the words of the type itself.
    Other(String),
    List,
    /// So many values.
    Tuple(usize),
    Fields(&'static [&'static str]),
    Choice(&'static [&'static str]),
}

/// Stands in for a value.
#[derive(Clone)]
pub(super) struct Filler<'s> {
    filling: usize,
    /// The path of the value, for `sections`.
    path: String,
    /// Collects the names of all fields; optional ones are filled in too.
    sections: Option<&'s RefCell<Vec<Section>>>,
    /// Collects what every type asks for.
    asked: Option<&'s RefCell<Vec<(String, Asked)>>>,
}

impl<'s> Filler<'s> {
    pub(super) fn new(filling: usize) -> Self {
        Self {
            filling,
            path: String::new(),
            sections: None,
            asked: None,
        }
    }

    /// The same, and tells `asked` what every type asks for.
    pub(super) fn asking(
        variant: usize,
        sections: &'s RefCell<Vec<Section>>,
        asked: &'s RefCell<Vec<(String, Asked)>>,
    ) -> Self {
        Self {
            asked: Some(asked),
            ..Self::exploring(variant, sections)
        }
    }

    fn ask(&self, what: impl FnOnce() -> Asked) {
        if let Some(asked) = self.asked {
            asked.borrow_mut().push((self.path.clone(), what()));
        }
    }

    /// Fills in everything and tells `sections` what fields there are; of each enum it sees
    /// variant number `variant`.
    pub(super) fn exploring(variant: usize, sections: &'s RefCell<Vec<Section>>) -> Self {
        Self {
            filling: variant,
            path: String::new(),
            sections: Some(sections),
            asked: None,
        }
    }

    fn number(&self) -> u64 {
        NUMBERS[self.filling % NUMBERS.len()]
    }

    fn within(&self, field: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{field}", self.path);
        Self {
            path,
            ..self.clone()
        }
    }

    fn explore(&self, fields: &'static [&'static str]) {
        if let Some(sections) = self.sections {
            sections.borrow_mut().push((self.path.clone(), fields));
        }
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty),*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            self.ask(|| Asked::Whole);
            visitor.$visit(self.number() as $type)
        }
    )*};
}

impl<'de> Deserializer<'de> for Filler<'_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.ask(|| Asked::Other((&visitor as &dyn Expected).to_string()));
        visitor.visit_u64(self.number())
    }

    whole_numbers!(
        deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16, deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64, deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32, deserialize_i64 visit_i64 i64,
        deserialize_f32 visit_f32 f32, deserialize_f64 visit_f64 f64
    );

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.ask(|| Asked::Flag);
        visitor.visit_bool(self.filling.is_multiple_of(2))
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.ask(|| Asked::Text);
        visitor.visit_string(format!("filled in {}", self.filling))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.ask(|| Asked::Option);
        match self.sections {
            Some(_) => visitor.visit_some(self),
            None => visitor.visit_none(),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.ask(|| Asked::List);
        let n = self.filling + 2;
        visitor.visit_seq(Several {
            filler: self,
            left: n,
        })
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, n: usize, visitor: V) -> Result<V::Value, Stop> {
        self.ask(|| Asked::Tuple(n));
        visitor.visit_seq(Several {
            filler: self,
            left: n,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        self.explore(fields);
        self.ask(|| Asked::Fields(fields));
        let value = None;
        let fields = fields.iter();
        visitor.visit_map(Fields {
            filler: self,
            fields,
            value,
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        self.ask(|| Asked::Choice(variants));
        let variant = variants[self.filling % variants.len()];
        visitor.visit_enum(Choice {
            filler: self,
            variant,
        })
    }

    forward_to_deserialize_any! {
        i128 u128 char bytes byte_buf unit_struct tuple_struct map identifier ignored_any
    }
}

/// A list.
struct Several<'s> {
    filler: Filler<'s>,
    left: usize,
}

impl<'de> SeqAccess<'de> for Several<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Stop> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let filling = self.filler.filling + self.left;
        let filling = if self.filler.sections.is_some() {
            self.filler.filling
        } else {
            filling
        };
        seed.deserialize(Filler {
            filling,
            ..self.filler.clone()
        })
        .map(Some)
    }
}

/// All fields of a struct.
struct Fields<'s> {
    filler: Filler<'s>,
    fields: std::slice::Iter<'static, &'static str>,
    value: Option<Filler<'s>>,
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Stop> {
        let Some(field) = self.fields.next() else {
            return Ok(None);
        };
        self.value = Some(self.filler.within(field));
        let name: StrDeserializer<'_, Stop> = (*field).into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Stop> {
        let value = self.value.take().unwrap_or_else(|| self.filler.clone());
        seed.deserialize(value)
    }
}

/// One variant of an enum.
struct Choice<'s> {
    filler: Filler<'s>,
    variant: &'static str,
}

impl<'de, 's> EnumAccess<'de> for Choice<'s> {
    type Error = Stop;
    type Variant = Filler<'s>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Filler<'s>), Stop> {
        let name: StrDeserializer<'_, Stop> = self.variant.into_deserializer();
        let path = format!("{}: {}", self.filler.path, self.variant);
        Ok((
            seed.deserialize(name)?,
            Filler {
                path,
                ..self.filler
            },
        ))
    }
}

impl<'de> VariantAccess<'de> for Filler<'_> {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Stop> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, n: usize, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_tuple(n, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        self.deserialize_struct("", fields, visitor)
    }
}

/// How many fillings there are that differ.
pub(in crate::scenario) const N_FILLINGS: usize = 4;
