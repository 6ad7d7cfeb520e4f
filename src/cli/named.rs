//! Names of neurons and synapses on the command line.
//!
//! A name may hold the name of a population, which only the scenario can tell: it is read in two
//! steps. Promises that what is no name in any network is refused at once.

use std::fmt;
use std::str::FromStr;

use super::printer;
use crate::wiring::Wiring;

/// A text that is a `T` once the populations of its network are known.
#[derive(Clone, Debug)]
pub(super) struct Named<T> {
    text: String,
    read: Option<T>,
}

/// The text with every name of a population replaced by a number.
fn numbered(text: &str) -> String {
    let ends = text.split("<-").map(|end| {
        let parts: Vec<&str> = end.split('/').collect();
        match parts[..] {
            [kind, population, index] if population.starts_with(char::is_alphabetic) => {
                format!("{kind}/0/{index}")
            }
            _ => end.to_owned(),
        }
    });
    ends.collect::<Vec<_>>().join("<-")
}

impl<T: FromStr> FromStr for Named<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        let named = numbered(text);
        let read = text.parse();
        if named != text && read.is_err() {
            // Which number it is does not matter here; of a synapse's two, the second is higher.
            named.replacen("<-value/0", "<-value/1", 1).parse::<T>()?;
        }
        match (named == text, read) {
            (true, Err(error)) => Err(error),
            (_, read) => Ok(Self {
                text: text.to_owned(),
                read: read.ok(),
            }),
        }
    }
}

impl<T: FromStr + Clone> Named<T> {
    /// What it names in a network wired like this.
    ///
    /// # Errors
    /// If the network has no such population; the text says which there are.
    pub(super) fn resolve(&self, wiring: &Wiring) -> Result<T, String> {
        if let (Some(read), true) = (&self.read, wiring.is_chain()) {
            return Ok(read.clone());
        }
        let names = wiring.population_names().join(", ");
        let unknown = || match wiring.is_chain() {
            true => format!(
                "'{}': the layers of this network are numbers, the output is 0",
                self.text
            ),
            false => format!(
                "'{}' names no population of this network; there are {names}",
                self.text
            ),
        };
        let numbered = wiring.with_numbers(&self.text);
        let found = numbered.parse().map_err(|_| unknown())?;
        if let Some(name) = self.other_name(wiring) {
            printer::tell(&format!(
                "note: {} is {name}: the populations of this network have names",
                self.text
            ));
        }
        Ok(found)
    }

    /// What answers call it, if it was named by the number of a population that has a name.
    fn other_name(&self, wiring: &Wiring) -> Option<String> {
        let name = wiring.with_names(&self.text);
        (name != self.text).then_some(name)
    }
}

impl<T> fmt::Display for Named<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activation::Activation;
    use crate::axon::{AgentId, SynapseId};
    use crate::scenario::Scenario;

    /// Notices: an answer about a synapse that nobody asked for by that name.
    #[test]
    fn what_is_asked_for_by_numbers_is_told_by_its_name() {
        let scenario = Scenario::built_in("residual", &[]).unwrap();
        let wiring = &scenario.network.wiring;
        for (asked, expected) in [
            ("error/0/3<-bias", Some("error/digit/3<-bias")),
            ("error/0/3<-value/1/2", Some("error/digit/3<-value/s4/2")),
            (
                "error/digit/3<-value/1/2",
                Some("error/digit/3<-value/s4/2"),
            ),
            ("error/digit/3<-value/s4/2", None),
        ] {
            let named: Named<SynapseId> = asked.parse().unwrap();
            assert_eq!(named.other_name(wiring).as_deref(), expected, "{asked}");
            assert!(named.resolve(wiring).is_ok(), "{asked}");
        }
        let chain = Wiring::chain(&[2, 3, 4], Activation::Tanh, false);
        let named: Named<SynapseId> = "error/0/3<-bias".parse().unwrap();
        assert_eq!(named.other_name(&chain), None);
    }

    #[test]
    fn names_are_read_when_the_network_is_known() {
        let chain = Wiring::chain(&[2, 3, 4], Activation::Tanh, false);
        let id: Named<AgentId> = "error/1/2".parse().unwrap();
        assert_eq!(
            id.resolve(&chain),
            Ok(AgentId::Error { layer: 1, index: 2 })
        );
        let id: Named<AgentId> = "error/V1/2".parse().unwrap();
        let error = id.resolve(&chain).unwrap_err();
        assert!(error.contains("numbers"), "{error}");
        assert!("error/V1".parse::<Named<AgentId>>().is_err());
        assert!("error/V1/x".parse::<Named<AgentId>>().is_err());
        assert!(
            "error/V1/0<-value/retina/3"
                .parse::<Named<SynapseId>>()
                .is_ok()
        );
        assert!(
            "error/V1/0<-value/retina"
                .parse::<Named<SynapseId>>()
                .is_err()
        );
    }
}
