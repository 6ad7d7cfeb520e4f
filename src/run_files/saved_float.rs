//! Floats in saved runs, as text: JSON has no NaN and no infinity, and a network that diverged
//! has both.
//!
//! Promises that what is read has the value that was written.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub(crate) fn serialize<Z: Serializer>(value: &f64, serializer: Z) -> Result<Z::Ok, Z::Error> {
    serializer.collect_str(&format_args!("{value:?}"))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(de::Error::custom)
}

/// The same for a float that may be missing.
pub(crate) mod option {
    use super::{Deserialize, Deserializer, Serialize, Serializer, de};

    pub(crate) fn serialize<Z: Serializer>(
        value: &Option<f64>,
        serializer: Z,
    ) -> Result<Z::Ok, Z::Error> {
        value
            .map(|value| format!("{value:?}"))
            .serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<f64>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let value = text.map(|text| text.parse().map_err(de::Error::custom));
        value.transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Pair {
        #[serde(with = "super")]
        one: f64,
        #[serde(with = "super::option")]
        two: Option<f64>,
    }

    #[test]
    fn every_float_reads_back_the_same() {
        for value in [
            0.1,
            -0.0,
            f64::MIN_POSITIVE / 8.0,
            f64::NAN,
            f64::INFINITY,
            1e300,
        ] {
            for two in [None, Some(value)] {
                let text = serde_json::to_string(&Pair { one: value, two }).unwrap();
                let read: Pair = serde_json::from_str(&text).unwrap();
                let bits = |value: f64| value.to_bits();
                assert_eq!(bits(read.one), bits(value), "{text}");
                assert_eq!(read.two.map(bits), two.map(bits), "{text}");
            }
        }
    }
}
