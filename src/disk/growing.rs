//! A file of lines that are added one by one while a run is under way.
//!
//! It is called `NAME.part` until it is finished, and holds whole lines at every moment: a
//! write that fails half-way is taken back.

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file being added to.
#[derive(Debug)]
pub struct GrowingFile {
    file: File,
    path: PathBuf,
    n_bytes: u64,
}

/// What the file at `path` is called while it grows.
pub fn growing_name(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

impl GrowingFile {
    /// A new file that will be at `path` when it is finished.
    ///
    /// # Errors
    /// If it cannot be made, or there is one already.
    pub fn create(path: &Path) -> io::Result<Self> {
        let mut options = File::options();
        let file = options
            .write(true)
            .create_new(true)
            .open(growing_name(path))?;
        Ok(Self {
            file,
            path: path.to_owned(),
            n_bytes: 0,
        })
    }

    /// Goes on with a file, finished or not, after its first `n_bytes`; what comes after them is cut
    /// off.
    ///
    /// # Errors
    /// If it is gone or shorter, or cannot be written.
    pub fn resume(path: &Path, n_bytes: u64) -> io::Result<Self> {
        let growing = growing_name(path);
        if !growing.exists() {
            fs::rename(path, &growing)?;
        }
        let mut file = File::options().write(true).open(&growing)?;
        let found = file.metadata()?.len();
        if found < n_bytes {
            return Err(io::Error::other(format!(
                "it holds {found} bytes, and held {n_bytes} at the checkpoint"
            )));
        }
        file.set_len(n_bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file,
            path: path.to_owned(),
            n_bytes,
        })
    }

    /// Adds whole lines, all of them or none.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(lines) {
            // If even this fails, a reader leaves out a last line without its end.
            let _ = self.file.set_len(self.n_bytes);
            return Err(error);
        }
        self.n_bytes += lines.len() as u64;
        Ok(())
    }

    /// Its length.
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// The file is finished: puts it under its name.
    ///
    /// # Errors
    /// If it cannot be put there; then it stays as it is.
    pub fn keep(self) -> io::Result<()> {
        fs::rename(growing_name(&self.path), &self.path)
    }
}
