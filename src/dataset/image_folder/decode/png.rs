//! What a PNG file holds beside its one image, which the decoder would pass over in silence.
//!
//! Promises to read no pixel: chunks are walked by their lengths, and their sums are left to the decoder.

/// Bytes before the first chunk.
const SIGNATURE: usize = 8;

/// `Some(Err)` with what is wrong of a file that is an animation or goes on after its image; `None`
/// if its chunks break off before the last, or are none.
pub(super) fn check(bytes: &[u8]) -> Option<Result<(), String>> {
    let mut rest = bytes.get(SIGNATURE..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (_, after) = after.split_at_checked(length)?;
        let (_, after) = after.split_first_chunk::<4>()?; // The sum.
        match kind {
            b"acTL" => return Some(Err("is an animation, expected one image".to_owned())),
            b"IEND" if length > 0 => return None,
            b"IEND" if !after.is_empty() => {
                let n = after.len();
                let s = if n == 1 { "" } else { "s" };
                return Some(Err(format!(
                    "goes on for {n} byte{s} after its image (PNG) ends, expected nothing there"
                )));
            }
            b"IEND" => return Some(Ok(())),
            _ => rest = after,
        }
    }
}
