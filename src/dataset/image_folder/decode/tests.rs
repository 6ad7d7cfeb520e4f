//! Tests of `decode.rs`.

use super::*;

/// An image of 3x2 pixels as a PNG file.
fn png(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// What is said of a file of 3x2 pixels.
fn refusal(bytes: &[u8]) -> Option<String> {
    let refused = decoded(Path::new("a.png"), bytes, (3, 2)).err();
    refused.map(|error| error.to_string())
}

#[test]
fn a_png_holds_one_image_and_nothing_else() {
    let whole = png(&DynamicImage::new_luma8(3, 2));
    assert_eq!(refusal(&whole), None);
    let longer = [&whole[..], b"junk"].concat();
    let told = "a.png: goes on for 4 bytes after its image (PNG) ends, expected nothing there";
    assert_eq!(refusal(&longer).as_deref(), Some(told));
    let twice = [&whole[..], &whole].concat();
    assert!(refusal(&twice).unwrap().contains("goes on for"));
    // Behind the first chunk, of 13 bytes with 12 around them, and the signature.
    let (start, end) = whole.split_at(8 + 25);
    let animation = [
        start,
        b"\0\0\0\x08acTL\0\0\0\x01\0\0\0\0\xb9\x3d\x8c\x2b",
        end,
    ]
    .concat();
    let told = "a.png: is an animation, expected one image";
    assert_eq!(refusal(&animation).as_deref(), Some(told));
}

#[test]
fn a_png_that_breaks_off_is_refused_at_every_length() {
    let whole = png(&DynamicImage::new_rgb8(3, 2));
    for n in 0..whole.len() {
        let said = refusal(&whole[..n]).unwrap();
        assert!(said.contains("is not a whole image"), "{n}: {said}");
    }
}

#[test]
fn an_alpha_channel_is_refused_however_opaque() {
    let mut opaque = image::RgbaImage::new(3, 2);
    opaque.pixels_mut().for_each(|pixel| pixel.0[3] = u8::MAX);
    let said = refusal(&png(&DynamicImage::ImageRgba8(opaque))).unwrap();
    let told = "a.png: has an alpha channel (or a transparent colour), and transparency has no grey \
                level: save it without";
    assert_eq!(said, told);
}
