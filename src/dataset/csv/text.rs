//! The text of a table on its way to the reader of cells.
//!
//! Promises that quotes are closed and stand around whole cells, that no line is empty but the last
//! ones, and that no byte is 0; a byte order mark is left out. Refuses UTF-16. Positions are bytes
//! of the uncompressed file.

use std::io::{self, ErrorKind, Read};

/// A reader that checks what it passes on.
pub(super) struct CheckedText<R> {
    source: R,
    delimiter: u8,
    /// The first bytes, which were looked at for a byte order mark.
    start: Option<Vec<u8>>,
    state: State,
    /// Bytes passed, a byte order mark included.
    at: u64,
    /// From 1.
    line: u64,
    /// The first of the empty lines that were just passed.
    empty: Option<u64>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    StartOfLine,
    /// After a carriage return, whose line feed may follow.
    Return,
    StartOfCell,
    Plain,
    /// Within quotes, which were opened at this byte and line.
    Quoted(u64, u64),
    /// After a quote within quotes: the end, or the first of two.
    Quote,
}

impl<R: Read> CheckedText<R> {
    pub(super) fn new(source: R, delimiter: u8) -> Self {
        Self {
            source,
            delimiter,
            start: None,
            state: State::StartOfLine,
            at: 0,
            line: 1,
            empty: None,
        }
    }

    /// Looks for a byte order mark.
    fn begin(&mut self) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        (&mut self.source).take(3).read_to_end(&mut start)?;
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(wrong(
                "byte 0: the text is UTF-16; save it as UTF-8".to_owned(),
            ));
        }
        if start.starts_with(b"\xef\xbb\xbf") {
            self.at = 3;
            start.clear();
        }
        Ok(start)
    }

    fn check(&mut self, bytes: &[u8]) -> io::Result<()> {
        for &byte in bytes {
            self.state = self.after(byte)?;
            self.at += 1;
        }
        Ok(())
    }

    fn after(&mut self, byte: u8) -> io::Result<State> {
        let (at, line) = (self.at, self.line);
        if byte == 0 {
            let told = format!("line {line}, byte {at}: a zero byte, expected text");
            return Err(wrong(told));
        }
        let is_end = matches!(byte, b'\r' | b'\n');
        if let State::Quoted(..) = self.state {
            self.line += u64::from(byte == b'\n');
            return Ok(if byte == b'"' {
                State::Quote
            } else {
                self.state
            });
        }
        if self.state == State::Return && byte == b'\n' {
            return Ok(State::StartOfLine);
        }
        let is_start = matches!(self.state, State::StartOfLine | State::Return);
        if is_end {
            if is_start {
                self.empty = self.empty.or(Some(line));
            }
            self.line += 1;
            return Ok(if byte == b'\r' {
                State::Return
            } else {
                State::StartOfLine
            });
        }
        if let Some(empty) = self.empty {
            return Err(wrong(format!(
                "line {empty} is empty, and line {line} goes on, expected a row in every line"
            )));
        }
        match (self.state, byte) {
            (_, byte) if byte == self.delimiter => Ok(State::StartOfCell),
            (State::Quote, b'"') => Ok(State::Quoted(at, line)),
            (State::Quote, _) => Err(wrong(format!(
                "line {line}, byte {at}: a quote ends, and its cell goes on, expected a delimiter"
            ))),
            (State::Plain, b'"') => Err(wrong(format!(
                "line {line}, byte {at}: a quote within a cell that does not begin with one"
            ))),
            (_, b'"') => Ok(State::Quoted(at, line)),
            _ => Ok(State::Plain),
        }
    }

    /// Whether the text may end here.
    fn end(&self) -> io::Result<()> {
        match self.state {
            State::Quoted(at, line) => Err(wrong(format!(
                "line {line}, byte {at}: this quote is not closed before the end of the file"
            ))),
            _ => Ok(()),
        }
    }
}

impl<R: Read> Read for CheckedText<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let start = match self.start.take() {
            Some(start) => start,
            None => self.begin()?,
        };
        let n = match start.is_empty() {
            true => self.source.read(buffer)?,
            false => {
                let n = start.len().min(buffer.len());
                buffer[..n].copy_from_slice(&start[..n]);
                n
            }
        };
        self.start = Some(start[n.min(start.len())..].to_vec());
        match n {
            0 => self.end()?,
            n => self.check(&buffer[..n])?,
        }
        Ok(n)
    }
}

fn wrong(told: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, told)
}
