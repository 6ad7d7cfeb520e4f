//! Names of populations in the names of neurons and synapses.
//!
//! Inside the program a population is its number. A chain's numbers are its layers, and are
//! written as they are; elsewhere people read and write `error/V1/7<-value/retina/3`.

use super::Wiring;
use crate::axon::{AgentId, SynapseId};

impl Wiring {
    /// The number of the population of that name.
    pub fn population(&self, name: &str) -> Option<usize> {
        self.populations
            .iter()
            .position(|population| population.name == name)
    }

    /// The names of all populations, inputs first.
    pub fn population_names(&self) -> Vec<&str> {
        self.populations
            .iter()
            .rev()
            .map(|population| population.name.as_str())
            .collect()
    }

    /// Text with ids or patterns in it, each name of a population replaced by its number: what this
    /// program's parsers read. Text of a chain, and names that no population has, stay as they are.
    ///
    /// ```
    /// use fazil::activation::Activation;
    /// use fazil::wiring::Wiring;
    /// let chain = Wiring::chain(&[10, 32, 64], Activation::Tanh, false);
    /// assert_eq!(chain.with_numbers("error/0/3<-value/1/2"), "error/0/3<-value/1/2");
    /// ```
    pub fn with_numbers(&self, text: &str) -> String {
        self.translated(text, |name| Some(self.population(name)?.to_string()))
    }

    /// The same the other way round.
    pub fn with_names(&self, text: &str) -> String {
        self.translated(text, |number| {
            let number: usize = number.parse().ok()?;
            Some(self.populations.get(number)?.name.clone())
        })
    }

    /// The first word in a text with ids or patterns in it that stands where a population does, and
    /// is neither the name of one nor a number, a range or `*`.
    pub fn unknown_population<'t>(&self, text: &'t str) -> Option<&'t str> {
        let named = text.split("<-").filter_map(|end| {
            let mut parts = end.split('/');
            let population = parts.nth(1)?.trim();
            (parts.count() == 1).then_some(population)
        });
        let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ' ';
        let mut unknown = named.filter(|name| {
            let is_word = *name != "*" && !name.chars().all(is_number);
            is_word && self.population(name).is_none()
        });
        unknown.next()
    }

    /// The second part of each of the ids in a text replaced.
    fn translated(&self, text: &str, other: impl Fn(&str) -> Option<String>) -> String {
        if self.is_chain {
            return text.to_owned();
        }
        let ends = text.split("<-").map(|end| {
            let parts: Vec<&str> = end.split('/').collect();
            match parts[..] {
                [kind, population, index] => {
                    let population = other(population.trim()).unwrap_or(population.to_owned());
                    format!("{kind}/{population}/{index}")
                }
                _ => end.to_owned(),
            }
        });
        ends.collect::<Vec<_>>().join("<-")
    }

    /// The name of an agent, as people write it.
    pub fn name(&self, id: AgentId) -> String {
        self.with_names(&id.to_string())
    }

    /// The name of a synapse, as people write it.
    pub fn synapse_name(&self, id: SynapseId) -> String {
        self.with_names(&id.to_string())
    }

    /// The name of a population in tables: a number in a chain.
    pub fn population_name(&self, population: usize) -> &str {
        &self.populations[population].name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::wiring::{Delays, PopulationDescription};

    #[test]
    fn bias_is_a_word_and_taken() {
        let described = ["in", "bias"].map(|name| PopulationDescription {
            name: name.to_owned(),
            size: Some(1),
            sheet: None,
            activation: Activation::Tanh,
            has_bias: false,
        });
        let mut read = |_: &str| Err(String::new());
        let built = Wiring::new(&described, &[], Delays::default(), &mut read);
        let errors = built.err().unwrap_or_default();
        let is_told = |error: &crate::wiring::WiringError| {
            error.problem == "the name 'bias' is taken by bias synapses, as in error/h/0<-bias"
                && error.expected == "another name"
        };
        assert!(errors.iter().any(is_told), "{errors:?}");
    }
}
