//! The rows of Parquet files: first which rows of a row group are sought, then their columns,
//! some thousand rows at a time.

mod cursor;
mod guarded;

use std::fs::File;
use std::ops::{ControlFlow, Range};
use std::path::Path;

use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};

use self::cursor::Cursor;
use super::super::bounded_headers::BoundedHeaders;
use super::super::layout::VERSION_KEY;
use super::Filter;
use super::cause::{Cause, Names, Shown};
use super::filter::Verdict;
use super::open_file::open_file;
use super::places::places;
use super::sought::{LANE, PRESENTATION, SeeRow, Sought};
use super::version::check_version;
use guarded::guarded;
pub use guarded::is_guarded;

/// Rows that are decoded at once.
const AT_ONCE: usize = 1 << 13;

pub(super) fn names(path: &Path) -> Names {
    Ok(names_in(&open(path)?))
}

fn open(path: &Path) -> Result<SerializedFileReader<BoundedHeaders<File>>, Cause> {
    let (file, _) = open_file(path)?;
    let reader = guarded(|| SerializedFileReader::new(BoundedHeaders(file)))?;
    let metadata = reader.metadata().file_metadata();
    let pairs = metadata.key_value_metadata().map_or(&[][..], Vec::as_slice);
    let version = pairs.iter().find(|pair| pair.key == VERSION_KEY);
    check_version(version.and_then(|pair| pair.value.as_deref()))?;
    Ok(reader)
}

fn names_in(reader: &SerializedFileReader<BoundedHeaders<File>>) -> Vec<String> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let columns = schema.columns().iter();
    columns.map(|column| column.name().to_owned()).collect()
}

pub(super) fn read(
    path: &Path,
    sought: &Sought<'_>,
    filter: &mut Filter,
    see: SeeRow<'_>,
) -> Shown {
    let reader = open(path)?;
    let names = names_in(&reader);
    let places = places(&names, sought)?;
    let place = |name: &str| names.iter().position(|other| other == name);
    let keys = [place(PRESENTATION), place(LANE)];
    for k in 0..reader.num_row_groups() {
        let group = guarded(|| reader.get_row_group(k))?;
        let can_look = keys.iter().any(Option::is_some);
        let (rows, is_over) = match filter.looks() && can_look {
            true => sought_in(&*group, keys, filter)?,
            false => (std::iter::once(0..usize::MAX).collect(), false),
        };
        let shown = match rows.is_empty() {
            true => ControlFlow::Continue(()),
            false => show(&*group, &places, &rows, see)?,
        };
        if is_over || shown.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The rows of a group that are sought, in order, and whether no row after it is.
fn sought_in(
    group: &dyn RowGroupReader,
    keys: [Option<usize>; 2],
    filter: &mut Filter,
) -> Result<(Vec<Range<usize>>, bool), Cause> {
    let cursor = |place: Option<usize>| place.map(|place| Cursor::open(group, place)).transpose();
    let [mut presentations, mut lanes] = [cursor(keys[0])?, cursor(keys[1])?];
    let mut rows: Vec<Range<usize>> = Vec::new();
    let mut n_seen = 0;
    loop {
        let n = read_all(
            [&mut presentations, &mut lanes].into_iter().flatten(),
            AT_ONCE,
        )?;
        if n == 0 {
            return Ok((rows, false));
        }
        for row in 0..n {
            let number = |cursor: &Option<Cursor>| cursor.as_ref()?.values[row].number();
            match filter.judge(number(&presentations), number(&lanes)) {
                Verdict::Stop => return Ok((rows, true)),
                Verdict::Skip => {}
                Verdict::Read => match rows.last_mut() {
                    Some(last) if last.end == n_seen + row => last.end += 1,
                    _ => rows.push(n_seen + row..n_seen + row + 1),
                },
            }
        }
        n_seen += n;
    }
}

/// Shows the rows of a group, column by column.
fn show(
    group: &dyn RowGroupReader,
    places: &[usize],
    rows: &[Range<usize>],
    see: SeeRow<'_>,
) -> Result<ControlFlow<()>, Cause> {
    let cursors = places.iter().map(|&place| Cursor::open(group, place));
    let mut cursors = cursors.collect::<Result<Vec<_>, _>>()?;
    let (mut now, mut shown) = (0, Vec::with_capacity(places.len()));
    for rows in rows {
        for cursor in &mut cursors {
            cursor.skip(rows.start - now)?;
        }
        now = rows.start;
        while now < rows.end {
            let asked = AT_ONCE.min(rows.end - now);
            let n = read_all(&mut cursors, asked)?;
            if n == 0 {
                break; // The end of the group.
            }
            for row in 0..n {
                shown.clear();
                shown.extend(cursors.iter_mut().map(|cursor| cursor.take(row)));
                if see(&shown).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            now += n;
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Reads the next rows of several columns, `most` of them unless the group ends; says how many.
fn read_all<'c>(
    cursors: impl IntoIterator<Item = &'c mut Cursor>,
    most: usize,
) -> Result<usize, Cause> {
    let mut n = None;
    for cursor in cursors {
        let n_read = cursor.read(most)?;
        if n.is_some_and(|n| n != n_read) {
            return Err("its columns are not equally long".into());
        }
        n = Some(n_read);
    }
    Ok(n.unwrap_or(0))
}
