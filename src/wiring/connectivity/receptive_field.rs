//! Receptive fields: who hears whom from sheet to sheet.
//!
//! Refuses fields that do not fit, and says which sheet would.

use super::ends::{Ends, within_bound};
use crate::wiring::{Population, Sheet, WiringError};

/// How many fields fit along an edge.
fn n_fields(length: usize, [field, stride, padding]: [usize; 3]) -> Option<usize> {
    let room = length.checked_add(2 * padding)?.checked_sub(field)?;
    Some(room / stride + 1)
}

pub(super) fn receptive(of: [usize; 3], ends: &Ends<'_>) -> Result<Vec<Vec<u32>>, WiringError> {
    let [field, stride, padding] = of;
    let sheet = |population: &Population| {
        population.sheet.ok_or_else(|| {
            let problem = format!(
                "'{}' is no sheet, and fields lie on sheets",
                population.name
            );
            ends.wrong(problem, "sheet: (rows: …, columns: …) in that population")
        })
    };
    let (pre, post) = (sheet(ends.pre)?, sheet(ends.post)?);
    if field == 0 || stride == 0 || padding >= field {
        let problem = format!("a field of {field} with stride {stride} and padding {padding}");
        return Err(ends.wrong(
            problem,
            "field and stride of at least 1, padding less than field",
        ));
    }
    let edges = [pre.rows, pre.columns].map(|length| n_fields(length, of));
    let [Some(rows), Some(columns)] = edges else {
        let problem = format!("a field of {field} × {field} is larger than the sheet of {pre}");
        let room = pre.rows.min(pre.columns) + 2 * padding;
        return Err(ends.wrong(
            problem,
            format!("a field of at most {room}, or more padding"),
        ));
    };
    if (rows, columns) != (post.rows, post.columns) {
        let problem = format!(
            "fields of {field} with stride {stride} and padding {padding} on the sheet of {pre} make \
             {rows} × {columns} places, and '{}' is a sheet of {post}",
            ends.post.name
        );
        return Err(ends.wrong(
            problem,
            format!("'{}' of {rows} rows and {columns} columns", ends.post.name),
        ));
    }
    let n_pairs = post.size() as f64 * (field * field * pre.channels) as f64;
    within_bound(n_pairs, ends)?;
    Ok((0..post.size())
        .map(|i| field_of(i / post.channels, of, pre, post.columns))
        .collect())
}

/// What the neuron at a place of the post-synaptic sheet hears.
fn field_of(
    place: usize,
    [field, stride, padding]: [usize; 3],
    pre: Sheet,
    n_columns: usize,
) -> Vec<u32> {
    let mut row = Vec::new();
    let (top, left) = (place / n_columns * stride, place % n_columns * stride);
    for a in (top..top + field)
        .filter_map(|a| a.checked_sub(padding))
        .filter(|a| *a < pre.rows)
    {
        let columns = (left..left + field).filter_map(|b| b.checked_sub(padding));
        for b in columns.filter(|b| *b < pre.columns) {
            let first = (a * pre.columns + b) * pre.channels;
            row.extend((first..first + pre.channels).map(|j| j as u32));
        }
    }
    row
}
