//! Names of projections: `FROM-TO`, by which weight files and draws of random numbers know them.
//!
//! Promises that no two projections of a network share a tensor of a weight file.

use std::collections::BTreeMap;

use super::{Connectivity, Place, ProjectionDescription, WiringError};

/// Projections that an earlier one cannot be told from by name: their weights would be one tensor
/// of a weight file, and they would draw the same random numbers.
pub(super) fn named_alike(projections: &[ProjectionDescription]) -> Vec<WiringError> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut errors = Vec::new();
    for (position, described) in projections.iter().enumerate() {
        for tensor in tensors_of(described) {
            let Some(&before) = first.get(&tensor) else {
                first.insert(tensor, position);
                continue;
            };
            let other = &projections[before];
            if (&other.from, &other.to) == (&described.from, &described.to) {
                break; // Objected to as a second projection.
            }
            errors.push(WiringError::new(
                Place::Projection(position, ""),
                format!(
                    "the projections from '{}' to '{}' and from '{}' to '{}' have one name: the \
                     weights of both would be theta.{tensor} in weight files",
                    other.from.escape_debug(),
                    other.to.escape_debug(),
                    described.from.escape_debug(),
                    described.to.escape_debug()
                ),
                "other names of populations, such as with _ in place of - and .",
            ));
            break;
        }
    }
    errors
}

/// What the weights of a projection are called in weight files, after their kind.
fn tensors_of(described: &ProjectionDescription) -> Vec<String> {
    let name = format!("{}-{}", described.from, described.to);
    match described.connect {
        Connectivity::All => vec![name],
        _ => ["value", "pre", "post"]
            .map(|part| format!("{name}.{part}"))
            .to_vec(),
    }
}
