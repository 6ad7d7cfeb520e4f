//! The lines of a text that may have been cut while it was written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::cause::Cause;
use super::open_file::open_file;

/// A file's lines; of a file that was still growing, without a last line that was cut.
pub(super) struct WholeLines {
    file: BufReader<File>,
    /// Bytes up to the end of the last whole line.
    n_left: u64,
    /// Bytes read since a row began.
    n_of_row: u64,
}

/// Bytes of a row at most: a longer one is no row of ours.
pub(super) const MOST_BYTES_OF_A_ROW: u64 = 1 << 24;

impl WholeLines {
    pub(super) fn open(path: &Path) -> Result<Self, Cause> {
        let is_growing = path.extension().is_some_and(|ending| ending == "part");
        let mut n_left = u64::MAX;
        if is_growing {
            n_left = 0;
            let (mut file, mut n_read) = (BufReader::new(open_file(path)?.0), 0);
            loop {
                let bytes = file.fill_buf()?;
                if bytes.is_empty() {
                    break;
                }
                if let Some(at) = bytes.iter().rposition(|byte| *byte == b'\n') {
                    n_left = n_read + at as u64 + 1;
                }
                let n = bytes.len();
                n_read += n as u64;
                file.consume(n);
            }
        }
        let file = BufReader::with_capacity(1 << 16, open_file(path)?.0);
        Ok(Self {
            file,
            n_left,
            n_of_row: 0,
        })
    }
}

impl WholeLines {
    /// Another row begins about here.
    pub(super) fn begin_row(&mut self) {
        self.n_of_row = 0;
    }
}

impl Read for WholeLines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.n_left).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        let n = self.file.read(&mut buffer[..most])?;
        self.n_left -= n as u64;
        self.n_of_row += n as u64;
        match self.n_of_row > MOST_BYTES_OF_A_ROW {
            true => Err(io::Error::other(format!(
                "a row is longer than {MOST_BYTES_OF_A_ROW} bytes"
            ))),
            false => Ok(n),
        }
    }
}

impl BufRead for WholeLines {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let bytes = self.file.fill_buf()?;
        let most = usize::try_from(self.n_left).unwrap_or(usize::MAX);
        Ok(&bytes[..most.min(bytes.len())])
    }

    fn consume(&mut self, n: usize) {
        self.n_left -= n as u64;
        self.file.consume(n);
    }
}
