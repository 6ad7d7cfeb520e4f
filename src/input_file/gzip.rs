//! A gzip stream (RFC 1952), member by member, with every check that the format has.
//!
//! Promises: a stream without its checksum, of a wrong checksum or length, or with anything but
//! zeros after its end is refused, with the byte; memory does not grow with what it holds.

mod fault;

use std::io::{self, ErrorKind, Read};

use self::fault::Fault;
use flate2::{Crc, Decompress, FlushDecompress, Status};

/// The first bytes of every member.
const MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Deflate, the only method there is.
const DEFLATE: u8 = 8;

/// Checksum and length, after the compressed data of a member.
const N_TRAILER: usize = 8;

/// Reads what a gzip stream holds. An error of kind `InvalidData` says what is wrong, and at
/// which byte of the compressed stream.
///
/// ```
/// use std::io::{Read, Write};
/// use fazil::input_file::Gunzip;
/// let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
/// zipped.write_all(b"hello")?;
/// let mut bytes = zipped.finish()?;
/// let mut text = String::new();
/// Gunzip::new(bytes.clone()).read_to_string(&mut text)?;
/// assert_eq!(text, "hello");
/// bytes.truncate(bytes.len() - 8);
/// let error = Gunzip::new(bytes).read_to_string(&mut text).unwrap_err();
/// assert!(error.to_string().contains("ends without its checksum"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Gunzip {
    stream: Vec<u8>,
    /// Bytes of the stream already taken.
    at: usize,
    inflate: Decompress,
    member: Option<Member>,
}

/// The member whose data are being read.
struct Member {
    checksum: Crc,
}

impl Gunzip {
    /// Whether a file that starts so is a gzip stream.
    pub fn recognises(start: &[u8]) -> bool {
        start.starts_with(&MAGIC)
    }

    /// A reader of `stream`.
    pub fn new(stream: Vec<u8>) -> Self {
        Self {
            stream,
            at: 0,
            inflate: Decompress::new(false),
            member: None,
        }
    }

    /// Begins the next member; false at the end of the stream.
    fn begin(&mut self) -> Result<bool, Fault> {
        let rest = &self.stream[self.at..];
        if self.at > 0 {
            // Padding, such as that of a tape or a block device.
            let Some(n_zeros) = rest.iter().position(|&byte| byte != 0) else {
                self.at = self.stream.len();
                return Ok(false);
            };
            if n_zeros > 0 || !rest.starts_with(&MAGIC) {
                let (at, n) = (self.at + n_zeros, rest.len() - n_zeros);
                let first = rest[n_zeros];
                return Err(Fault::Trailing { at, n, first });
            }
        }
        self.at = end_of_header(&self.stream, self.at)?;
        self.inflate.reset(false);
        self.member = Some(Member {
            checksum: Crc::new(),
        });
        Ok(true)
    }

    /// Decompresses into `buffer`; how many bytes, and whether the member's data have ended.
    fn inflate_into(&mut self, buffer: &mut [u8]) -> Result<(usize, bool), Fault> {
        let (n_in, n_out) = (self.inflate.total_in(), self.inflate.total_out());
        let input = &self.stream[self.at..];
        let is_last = input.is_empty();
        let status = self
            .inflate
            .decompress(input, buffer, FlushDecompress::None);
        self.at += (self.inflate.total_in() - n_in) as usize;
        let n = (self.inflate.total_out() - n_out) as usize;
        match status {
            Err(_) => Err(Fault::Data { at: self.at }),
            Ok(Status::StreamEnd) => Ok((n, true)),
            Ok(_) if n == 0 && (is_last || self.at == self.stream.len()) => {
                Err(Fault::DataEnds { at: self.at })
            }
            Ok(Status::BufError) if n == 0 => Err(Fault::Data { at: self.at }),
            Ok(_) => Ok((n, false)),
        }
    }

    /// Compares the checksum and the length of the member that has ended.
    fn end(&mut self, member: &Member) -> Result<(), Fault> {
        let rest = &self.stream[self.at..];
        let Some(trailer) = rest.first_chunk::<N_TRAILER>() else {
            let (at, found) = (self.at, rest.len());
            return Err(Fault::NoTrailer { at, found });
        };
        let [a, b, c, d, e, f, g, h] = *trailer;
        let (checksum, length) = (
            u32::from_le_bytes([a, b, c, d]),
            u32::from_le_bytes([e, f, g, h]),
        );
        if checksum != member.checksum.sum() {
            let (at, found, expected) = (self.at, checksum, member.checksum.sum());
            return Err(Fault::Checksum {
                at,
                found,
                expected,
            });
        }
        if length != member.checksum.amount() {
            let (found, expected) = (length, member.checksum.amount());
            let at = self.at + 4;
            return Err(Fault::Length {
                at,
                found,
                expected,
            });
        }
        self.at += N_TRAILER;
        Ok(())
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        loop {
            let Some(mut member) = self.member.take() else {
                match self.begin()? {
                    true => continue,
                    false => return Ok(0),
                }
            };
            let (n, has_ended) = self.inflate_into(buffer)?;
            member.checksum.update(&buffer[..n]);
            match has_ended {
                true => self.end(&member)?,
                false => self.member = Some(member),
            }
            if n > 0 {
                return Ok(n);
            }
        }
    }
}

impl Read for Gunzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let filled = self.fill(buffer);
        filled.map_err(|fault| io::Error::new(ErrorKind::InvalidData, fault))
    }
}

/// Where the compressed data of the member begin whose header begins at `at`.
fn end_of_header(stream: &[u8], at: usize) -> Result<usize, Fault> {
    let ends = Fault::HeaderEnds { at: stream.len() };
    let Some(&[first, second, method, flags, ..]) = stream[at..].first_chunk::<10>() else {
        return Err(ends);
    };
    if [first, second] != MAGIC {
        return Err(Fault::Magic { at });
    }
    if method != DEFLATE {
        return Err(Fault::Method {
            at: at + 2,
            found: method,
        });
    }
    if flags & 0b1110_0000 != 0 {
        return Err(Fault::Flags {
            at: at + 3,
            found: flags,
        });
    }
    let mut end = at + 10;
    let bytes_at = |place: usize| -> Result<[u8; 2], Fault> {
        let bytes = stream.get(place..).and_then(|rest| rest.first_chunk());
        bytes.copied().ok_or(Fault::HeaderEnds { at: stream.len() })
    };
    if flags & 4 != 0 {
        end += 2 + usize::from(u16::from_le_bytes(bytes_at(end)?));
    }
    for flag in [8, 16] {
        // A name, then a comment, each up to a zero.
        if flags & flag != 0 {
            let text = stream.get(end..).unwrap_or_default();
            match text.iter().position(|&byte| byte == 0) {
                Some(length) => end += length + 1,
                None => return Err(ends),
            }
        }
    }
    if flags & 2 != 0 {
        let found = u16::from_le_bytes(bytes_at(end)?);
        let mut checksum = Crc::new();
        checksum.update(&stream[at..end]);
        if u32::from(found) != checksum.sum() & 0xffff {
            return Err(Fault::HeaderChecksum { at: end });
        }
        end += 2;
    }
    if end > stream.len() {
        return Err(ends);
    }
    Ok(end)
}
