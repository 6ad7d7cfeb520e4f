//! JPEG images, decoded whole or not at all.
//!
//! Promises the pixels that the `image` crate gives of a whole image, by the same decoder. That
//! crate, and the decoder when it is strict, fill what is missing of a damaged one with grey; here it is
//! refused. An image that was written in several passes and ends between two of them is whole, and coarse.

use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Whether a file begins as a JPEG image does.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff")
}

/// What is put behind an image to see whether it takes it for its own: ones, that end no scan.
const ONES: [u8; 128] = {
    let mut ones = [0xff; 128];
    let mut k = 1;
    while k < ones.len() {
        ones[k] = 0;
        k += 2;
    }
    ones
};

/// The image; `None` if its bytes break off or are corrupt. It is decoded twice: a scan that breaks off
/// takes what follows for its own, and is another image where something else does.
pub(super) fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let end = end_of(bytes)?;
    let image = pixels(bytes)?;
    let longer = [&bytes[..end], &ONES, &bytes[end..]].concat();
    (pixels(&longer)? == image).then_some(image)
}

fn pixels(bytes: &[u8]) -> Option<DynamicImage> {
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().ok()?;
    let (width, height) = decoder.dimensions()?;
    let (width, height) = (u32::try_from(width).ok()?, u32::try_from(height).ok()?);
    let colours = match decoder.input_colorspace()? {
        ColorSpace::Luma => ColorSpace::Luma,
        _ => ColorSpace::RGB,
    };
    decoder.set_options(options.jpeg_set_out_colorspace(colours));
    let pixels = decoder.decode().ok()?;
    match colours {
        ColorSpace::Luma => {
            GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8)
        }
        _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
    }
}

/// Where the marker stands that ends an image, if its segments come to it.
fn end_of(bytes: &[u8]) -> Option<usize> {
    let mut at = 2;
    loop {
        let rest = bytes.get(at..)?;
        // 0xff before 0 is data; markers of restarts stand within data.
        let is_marker = |two: &[u8]| two[0] == 0xff && !matches!(two[1], 0 | 0xd0..=0xd7 | 0xff);
        let start = rest.windows(2).position(is_marker)?;
        match rest[start..] {
            [_, 0xd9, ..] => return Some(at + start),
            // Markers that no segment follows.
            [_, 0x01 | 0xd8, ..] => at += start + 2,
            [_, _, high, low, ..] => {
                at += start + 2 + usize::from(u16::from_be_bytes([high, low]));
            }
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;

    use super::*;
    use crate::scalar::Draws;

    /// Of 40x24 pixels, none like another.
    fn noise() -> Vec<u8> {
        let mut draws = Draws::new(1, "pixels");
        let pixels = (0..40 * 24 * 3).map(|_| draws.below(256) as u8).collect();
        let image = RgbImage::from_raw(40, 24, pixels).unwrap();
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .encode_image(&image)
            .unwrap();
        bytes
    }

    #[test]
    fn a_whole_image_is_that_of_the_image_crate() {
        let bytes = noise();
        let expected = image::load_from_memory(&bytes).unwrap();
        assert!(decode(&bytes) == Some(expected));
    }

    /// The saboteur: a decoder that is strict, which fills up with grey; or the end of an image that is
    /// not looked for.
    #[test]
    fn an_image_that_breaks_off_is_refused_with_and_without_an_end() {
        let bytes = noise();
        for n in 0..bytes.len() - 1 {
            assert!(
                decode(&bytes[..n]).is_none(),
                "{n} of {} bytes",
                bytes.len()
            );
        }
        for n in 0..bytes.len() - 2 {
            let ended = [&bytes[..n], b"\xff\xd9"].concat();
            assert!(decode(&ended).is_none(), "{n} of {} bytes", bytes.len());
        }
    }
}
