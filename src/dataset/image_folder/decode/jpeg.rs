//! JPEG images, decoded whole or not at all.
//!
//! Promises the pixels that the `image` crate gives of a whole image, by the same decoder. That
//! crate fills what is missing of a damaged one with grey; here it is refused.

use image::{DynamicImage, GrayImage, RgbImage};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Whether a file begins as a JPEG image does.
pub(super) fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xd8\xff")
}

/// The image; `None` if its bytes break off or are corrupt.
pub(super) fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    if !has_end(bytes) {
        return None;
    }
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

/// Whether the segments of a file come to the marker that ends an image, and every scan has data.
fn has_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    let mut in_scan = false;
    while let Some(rest) = bytes.get(at..) {
        // 0xff before 0 is data; markers of restarts stand within data.
        let is_marker = |two: &[u8]| two[0] == 0xff && !matches!(two[1], 0 | 0xd0..=0xd7 | 0xff);
        let Some(start) = rest.windows(2).position(is_marker) else {
            return false;
        };
        // The decoder takes a scan without any data for one of grey.
        if in_scan && start == 0 {
            return false;
        }
        in_scan = rest.get(start + 1) == Some(&0xda);
        match rest[start..] {
            [_, 0xd9, ..] => return true,
            // Markers that no segment follows.
            [_, 0x01 | 0xd8, ..] => at += start + 2,
            [_, _, high, low, ..] => {
                at += start + 2 + usize::from(u16::from_be_bytes([high, low]));
            }
            _ => return false,
        }
    }
    false
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
        assert_eq!(decode(&bytes), Some(expected));
    }

    /// The saboteur: a decoder that is not strict, which fills up with grey; or the end of an image
    /// or the data of a scan that are not looked for.
    #[test]
    fn an_image_that_breaks_off_is_refused_with_and_without_an_end() {
        let bytes = noise();
        for n in 0..bytes.len() - 1 {
            assert_eq!(decode(&bytes[..n]), None, "{n} of {} bytes", bytes.len());
        }
        // Rows of blocks: whatever is missing of the first two is noticed.
        for n in 0..bytes.len() * 2 / 3 {
            let ended = [&bytes[..n], b"\xff\xd9"].concat();
            assert_eq!(decode(&ended), None, "{n} of {} bytes", bytes.len());
        }
    }
}
