//! From a scenario's precision to a function of those numbers.

/// A function generic in numbers, for those that a scenario asks for.
macro_rules! for_scenario {
    ($scenario:expr, $function:ident) => {{
        use crate::scalar::{Exact, Precision};
        let scenario: &crate::scenario::Scenario = $scenario;
        match scenario.precision {
            Precision::Exact => $function::<Exact>,
            _ => $crate::session::precision::for_floats!(scenario, $function),
        }
    }};
}

/// The same for scenarios in floats alone.
macro_rules! for_floats {
    ($scenario:expr, $function:ident) => {{
        use crate::scalar::Precision;
        let scenario: &crate::scenario::Scenario = $scenario;
        match scenario.precision {
            Precision::F32 => $function::<f32>,
            Precision::F64 => $function::<f64>,
            other => unreachable!("bug: no scenario here asks for {other:?}"),
        }
    }};
}

pub(crate) use {for_floats, for_scenario};
