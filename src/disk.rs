//! Files that are whole: a reader never sees half a file, whenever the program is stopped.
//!
//! Promises that a file is written beside its place and renamed when it is whole, that a write
//! which fails leaves nothing behind, that no symbolic link is followed out of a folder, and
//! that lines which are added one by one stay whole lines. Refuses to know what is in a file.

mod growing;
mod whole;

pub use growing::{GrowingFile, growing_name};
pub use whole::{WholeFile, discard_unfinished, remove_leftovers, write_named, write_whole};

use std::io;
use std::path::{Component, Path, PathBuf};

/// Whether a text can name one file or folder: not a path, not empty, no control characters.
pub fn is_file_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_one = matches!(parts.next(), Some(Component::Normal(_))) && parts.next().is_none();
    is_one && !name.contains(['/', '\\', '\0']) && !name.contains(char::is_control)
}

/// The path of `name` below `folder`, the folders between made where they are missing.
/// `folder` itself must be there.
///
/// # Errors
/// If `name` leads out of `folder`, by `..`, as an absolute path or through a symbolic link;
/// if `folder` is gone; or if a folder cannot be made.
pub fn path_below(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let parts: Vec<Component<'_>> = Path::new(name).components().collect();
    let is_inside = parts
        .iter()
        .all(|part| matches!(part, Component::Normal(_)));
    if !is_inside || parts.is_empty() {
        return Err(io::Error::other("the name leads out of the folder"));
    }
    let mut path = folder.to_owned();
    for part in &parts[..parts.len() - 1] {
        path.push(part);
        make_folder(&path)?;
    }
    path.push(parts[parts.len() - 1]);
    Ok(path)
}

/// Makes one folder, unless it is there; a symbolic link in its place is refused.
///
/// # Errors
/// If it cannot be made, or something else is in its place.
pub fn make_folder(path: &Path) -> io::Result<()> {
    match std::fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => return made,
    }
    let kind = std::fs::symlink_metadata(path)?.file_type();
    match (kind.is_dir(), kind.is_symlink()) {
        (true, _) => Ok(()),
        (_, true) => Err(io::Error::other(format!(
            "{} is a symbolic link, which is not followed",
            path.display()
        ))),
        _ => Err(io::Error::other(format!("{} is no folder", path.display()))),
    }
}

#[cfg(test)]
mod tests;
