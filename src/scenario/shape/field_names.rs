//! The fields of one struct or variant: which are there, which are missing, which are misspelt.
//!
//! Promises each field once, under its right name. Refuses to know which fields are required:
//! their type says so, and the text is read once more with those filled in.

use serde::de::{DeserializeSeed, IntoDeserializer, MapAccess, Visitor, value::StrDeserializer};

use super::filler::Filler;
use super::reader::Reader;
use super::reading::Reading;
use super::sections;
use super::stop::Stop;
use crate::scenario::diagnostic::Mistake;
use crate::scenario::locate::{Body, Entry, Node};

impl<'r> Reader<'r, '_> {
    /// The fields of a struct or a variant that is called `owner`.
    pub(super) fn fields<'de, V: Visitor<'de>>(
        &self,
        owner: &str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let entries: &[Entry] = match &self.node.body {
            Body::Fields { entries, .. } => entries,
            _ => &[],
        };
        let span = &self.node.span;
        let n_before = self.reading.n_mistakes();
        let given = self.given(owner, names, entries);
        let absent = self.absent();
        if !matches!(self.node.body, Body::Leaf) {
            let mut found = self.reading.found.borrow_mut();
            for field in &absent {
                let problem = format!("the field '{field}' is missing in {owner}");
                let mistake = Mistake::new(span.start..span.start + 1, problem);
                found
                    .missing
                    .push((field, mistake.expecting(format!("{field}: …"))));
            }
        }
        let reading = self.reading;
        let access = Given {
            reading,
            given: given.into_iter(),
            absent: absent.into_iter(),
            value: None,
        };
        visitor.visit_map(access).map_err(|stop| match stop {
            Stop::Missing(field) => {
                let mut absent = self.reading.absent.borrow_mut();
                absent.push((span.clone(), field));
                Stop::Again
            }
            stop => self.reading.refuse(self.node, stop, n_before),
        })
    }

    /// Required fields that an earlier reading found to be missing.
    pub(super) fn absent(&self) -> Vec<&'static str> {
        let absent = self.reading.absent.borrow();
        let own = absent
            .iter()
            .filter(|(holder, _)| *holder == self.node.span);
        own.map(|(_, field)| *field).collect()
    }

    /// The fields that are there, by their right names, each once.
    fn given(
        &self,
        owner: &str,
        names: &'static [&'static str],
        entries: &'r [Entry],
    ) -> Vec<(&'static str, &'r Node)> {
        let mut given: Vec<(&'static str, &'r Node)> = Vec::new();
        for entry in entries {
            let known = names.iter().copied().find(|name| *name == entry.name);
            let right = known.or_else(|| self.unknown(owner, names, entries, entry));
            let Some(name) = right else {
                continue;
            };
            match given.iter().any(|(other, _)| *other == name) {
                true if known.is_some() => {
                    let problem = format!("the field '{name}' is given twice in {owner}");
                    let mistake = Mistake::new(entry.name_span.clone(), problem);
                    self.reading.note(mistake.expecting("each field once"));
                }
                true => {}
                false => given.push((name, &entry.value)),
            }
        }
        given
    }

    /// Notes a field that there is not; the one that was meant, if it is missing.
    fn unknown(
        &self,
        owner: &str,
        names: &'static [&'static str],
        entries: &[Entry],
        entry: &Entry,
    ) -> Option<&'static str> {
        if self.reading.found.borrow().mistakes.len() >= super::reading::MOST_MISTAKES {
            return None;
        }
        let name = &entry.name;
        let near = sections::meant(name, names);
        let homes = sections::homes(name);
        let problem = format!("there is no field '{name}' in {owner}");
        let expected = match names {
            [] => "no fields".to_owned(),
            [one] => (*one).to_owned(),
            _ => format!("one of {}", names.join(", ")),
        };
        let mistake = Mistake::new(entry.name_span.clone(), problem).expecting(expected);
        let is_here = homes.iter().any(|(_, field)| names.contains(field));
        let mut found = self.reading.found.borrow_mut();
        if let Some((_, right)) = homes.first().filter(|_| !is_here) {
            let mut places: Vec<String> = homes
                .iter()
                .take(4)
                .map(|(path, right)| match path.is_empty() {
                    true => format!("at the top of the scenario, beside network ('{right}')"),
                    false => format!("in {path} ('{right}')"),
                })
                .collect();
            places.dedup();
            let expected = format!("this field {}", places.join(", or "));
            found.misplaced.insert((*right).to_owned());
            drop(found);
            let problem = mistake.problem.clone() + ": it belongs elsewhere";
            self.reading
                .note(Mistake { problem, ..mistake }.expecting(expected));
            return None;
        }
        found.misplaced.extend(near.map(str::to_owned));
        drop(found);
        self.reading.note(Mistake {
            near: near.map(str::to_owned),
            ..mistake
        });
        near.filter(|near| entries.iter().all(|other| other.name != *near))
    }
}

/// The fields of a struct: those that are there, then those that are filled in.
struct Given<'r, 't> {
    reading: &'r Reading<'t>,
    given: std::vec::IntoIter<(&'static str, &'r Node)>,
    absent: std::vec::IntoIter<&'static str>,
    value: Option<&'r Node>,
}

impl<'de> MapAccess<'de> for Given<'_, '_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Stop> {
        let next = self.given.next().map(|(name, value)| (name, Some(value)));
        let Some((name, value)) = next.or_else(|| self.absent.next().map(|name| (name, None)))
        else {
            return Ok(None);
        };
        self.value = value;
        let name: StrDeserializer<'_, Stop> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Stop> {
        match self.value {
            Some(node) => seed.deserialize(Reader::new(node, self.reading)),
            None => seed.deserialize(Filler::new(self.reading.filling)),
        }
    }
}
