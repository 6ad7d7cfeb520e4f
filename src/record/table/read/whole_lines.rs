//! The lines of a text that may have been cut while it was written.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A file's lines; of a file that was still growing, without a last line that was cut.
pub(super) struct WholeLines {
    file: BufReader<File>,
    /// Bytes up to the end of the last whole line.
    n_left: u64,
}

impl WholeLines {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let is_growing = path.extension().is_some_and(|ending| ending == "part");
        let mut n_left = u64::MAX;
        if is_growing {
            n_left = 0;
            let (mut file, mut n_read) = (BufReader::new(File::open(path)?), 0);
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
        let file = BufReader::with_capacity(1 << 16, File::open(path)?);
        Ok(Self { file, n_left })
    }
}

impl Read for WholeLines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.n_left).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        let n = self.file.read(&mut buffer[..most])?;
        self.n_left -= n as u64;
        Ok(n)
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
