//! A file that appears under its name when it is whole, and not before.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The temporary names in use; `None` once the program gave them all up.
static IN_USE: Mutex<Option<BTreeSet<PathBuf>>> = Mutex::new(Some(BTreeSet::new()));

fn in_use() -> MutexGuard<'static, Option<BTreeSet<PathBuf>>> {
    IN_USE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A file being written. Dropped before [`WholeFile::keep`], it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFile {
    file: File,
    /// Where it is written, and where it goes; nothing for a device, which is written to
    /// straight.
    places: Option<(PathBuf, PathBuf)>,
}

impl WholeFile {
    /// A file that will take the place of whatever file or link is at `path`.
    ///
    /// # Errors
    /// If no file can be made in the folder of `path`.
    pub fn create(path: &Path) -> io::Result<Self> {
        // What is no file would make the last step fail, or would be lost.
        if let Ok(there) = fs::symlink_metadata(path)
            && !there.is_file()
            && !there.is_symlink()
        {
            return Err(io::Error::other(match there.is_dir() {
                true => "there is a folder of this name",
                false => "there is something of this name that is no file",
            }));
        }
        let mut names = in_use();
        let Some(names) = names.as_mut() else {
            return Err(io::Error::other("the program is being ended"));
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        for k in 0_u32.. {
            let temporary = folder.join(format!(".fazil-{}-{k}.part", std::process::id()));
            match File::options()
                .write(true)
                .create_new(true)
                .open(&temporary)
            {
                Ok(file) => {
                    names.insert(temporary.clone());
                    let places = Some((temporary, path.to_owned()));
                    return Ok(Self { file, places });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        unreachable!("bug: there are more numbers than files")
    }

    /// The same for a path that a person named: a symbolic link is followed, and a device such
    /// as `/dev/stdout` is written to straight.
    ///
    /// # Errors
    /// If it cannot be opened or made.
    pub fn create_named(path: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(there) if there.is_file() => Self::create(&fs::canonicalize(path)?),
            Ok(there) if !there.is_dir() => Ok(Self {
                file: File::options().write(true).open(path)?,
                places: None,
            }),
            _ => Self::create(path),
        }
    }

    /// The file is whole: puts it under its name.
    ///
    /// # Errors
    /// If it cannot be put there; then nothing is left.
    pub fn keep(mut self) -> io::Result<()> {
        self.file.flush()?;
        let Some((temporary, path)) = &self.places else {
            return Ok(());
        };
        fs::rename(temporary, path)?;
        forget(temporary);
        self.places = None;
        Ok(())
    }
}

fn forget(temporary: &Path) {
    if let Some(names) = in_use().as_mut() {
        names.remove(temporary);
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some((temporary, _)) = &self.places {
            // Best effort: the failure that led here is the one to tell.
            let _ = fs::remove_file(temporary);
            forget(temporary);
        }
    }
}

/// Writes a whole file in place of what is at `path`.
///
/// # Errors
/// If it cannot be written; then what was at `path` is still there.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes)?;
    file.keep()
}

/// The same at a path that a person named, as [`WholeFile::create_named`].
///
/// # Errors
/// If it cannot be written.
pub fn write_named(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = WholeFile::create_named(path)?;
    file.write_all(bytes)?;
    file.keep()
}

/// Removes what a program that was killed left half-written in `folder` and below: files with the
/// temporary names of another process. Symbolic links are not followed.
///
/// # Errors
/// If the folder cannot be listed, or a file cannot be removed.
pub fn remove_leftovers(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (kind, path) = (entry.file_type()?, entry.path());
        if kind.is_dir() {
            remove_leftovers(&path)?;
        } else if kind.is_file() && entry.file_name().to_str().is_some_and(is_of_another) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Whether this is a temporary name, `.fazil-PROCESS-NUMBER.part`, of another process.
fn is_of_another(name: &str) -> bool {
    let inner = name.strip_prefix(".fazil-");
    let inner = inner.and_then(|name| name.strip_suffix(".part"));
    let numbers = inner.and_then(|name| name.split_once('-'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    numbers.is_some_and(|(process, number)| {
        is_number(process) && is_number(number) && process != std::process::id().to_string()
    })
}

/// Takes every file away that is not whole yet, and lets no other be begun: for a program that
/// ends at once, without its destructors.
pub fn discard_unfinished() {
    let names = in_use().take();
    for temporary in names.into_iter().flatten() {
        let _ = fs::remove_file(temporary); // It may just have been renamed.
    }
}
