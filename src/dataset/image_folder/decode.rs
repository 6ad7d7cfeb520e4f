//! Images as bytes: decoded in parallel, a bounded number at a time.
//!
//! Promises pixels row by row, the numbers of a pixel side by side, whatever the number of threads;
//! nothing is allocated for more pixels than the bytes of a file can hold.
//! Refuses what would be guessed or passed over: transparency, 16 bits a channel, another size, an
//! animation, what breaks off or goes on.

mod jpeg;
mod png;
#[cfg(test)]
mod tests;

use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use image::imageops::FilterType;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader};
use rayon::prelude::*;

use super::Colour;
use super::listing::Listing;
use crate::dataset::error::{DatasetError, Kind};
use crate::input_file;

/// Images under way at once.
const AT_ONCE: usize = 256;

/// Width and height of an image, by its header.
pub(super) fn size_of(path: &Path) -> Result<(u32, u32), DatasetError> {
    let (file, _) =
        input_file::open(path).map_err(|error| DatasetError::at(path, Kind::File(error)))?;
    let reader = ImageReader::new(BufReader::new(file)).with_guessed_format();
    let reader = reader.map_err(|cause| DatasetError::at(path, Kind::Io(cause)))?;
    match reader.format() {
        Some(ImageFormat::Png | ImageFormat::Jpeg) => {}
        _ => {
            return Err(refuse(
                path,
                "is neither a PNG nor a JPEG image, whatever its name says".to_owned(),
            ));
        }
    }
    let size = reader.into_dimensions();
    size.map_err(|_| {
        refuse(
            path,
            "is not a whole image: its header cannot be read".to_owned(),
        )
    })
}

/// The pixels of all images, resized to `size` if `is_resized`.
pub(super) fn pixels(
    listing: &Listing,
    size: (u32, u32),
    is_resized: bool,
    colour: Colour,
) -> Result<Vec<u8>, DatasetError> {
    let mut all = Vec::new();
    for images in listing.images.chunks(AT_ONCE) {
        let decoded: Vec<Result<Vec<u8>, DatasetError>> = images
            .par_iter()
            .map(|(path, _)| of_image(path, size, is_resized, colour))
            .collect();
        for pixels in decoded {
            all.extend(pixels?);
        }
    }
    Ok(all)
}

fn of_image(
    path: &Path,
    size: (u32, u32),
    is_resized: bool,
    colour: Colour,
) -> Result<Vec<u8>, DatasetError> {
    let found = size_of(path)?;
    if found != size && !is_resized {
        let ((width, height), (n, m)) = (found, size);
        return Err(refuse(
            path,
            format!(
                "is {width}x{height} pixels, expected {n}x{m}, as the first image; say size: ({n}, {m}) to resize all images"
            ),
        ));
    }
    let (file, n_bytes) =
        input_file::open(path).map_err(|error| DatasetError::at(path, Kind::File(error)))?;
    let mut bytes = Vec::new();
    let read = file.take(n_bytes).read_to_end(&mut bytes);
    read.map_err(|cause| DatasetError::at(path, Kind::Io(cause)))?;
    let image = decoded(path, &bytes, found)?;
    let in_colour = match colour {
        Colour::Grey => DynamicImage::ImageLuma8(image.into_luma8()),
        Colour::Rgb => DynamicImage::ImageRgb8(image.into_rgb8()),
    };
    let resized = match found == size {
        true => in_colour,
        false => in_colour.resize_exact(size.0, size.1, FilterType::Triangle),
    };
    Ok(resized.into_bytes())
}

/// The image of a file that is so large by its header.
fn decoded(path: &Path, bytes: &[u8], size: (u32, u32)) -> Result<DynamicImage, DatasetError> {
    let n_bytes = bytes.len();
    let (width, height) = size;
    if u64::from(width) * u64::from(height) > most_pixels(bytes) {
        return Err(refuse(
            path,
            format!(
                "is not a whole image: its header announces {width}x{height} pixels, and its \
                 {n_bytes} bytes cannot hold so many"
            ),
        ));
    }
    let damaged = || {
        refuse(
            path,
            format!("is not a whole image: its {n_bytes} bytes break off, or are corrupt"),
        )
    };
    if jpeg::recognises(bytes) {
        return jpeg::decode(bytes).ok_or_else(damaged);
    }
    png::check(bytes)
        .ok_or_else(damaged)?
        .map_err(|told| refuse(path, told))?;
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let reader = reader.map_err(|cause| DatasetError::at(path, Kind::Io(cause)))?;
    let decoder = reader.into_decoder().map_err(|_| damaged())?;
    match decoder.color_type() {
        ColorType::L8 | ColorType::Rgb8 => {}
        ColorType::La8 | ColorType::Rgba8 | ColorType::La16 | ColorType::Rgba16 => {
            return Err(refuse(path, "has an alpha channel (or a transparent colour), and transparency has no grey level: save it without".to_owned()));
        }
        _ => return Err(refuse(path, "has 16 bits a channel, expected 8".to_owned())),
    }
    DynamicImage::from_decoder(decoder).map_err(|_| damaged())
}

/// Bytes that deflate makes of one at most.
const MOST_INFLATED: u64 = 1032;

/// The most pixels that these bytes can hold, if they are an image.
fn most_pixels(bytes: &[u8]) -> u64 {
    let n_bytes = bytes.len() as u64;
    if jpeg::recognises(bytes) {
        // Blocks of 8x8, which take a bit or more each.
        return n_bytes * 8 * 64;
    }
    // The first chunk has the depth and the kind of pixels at these bytes.
    let depth = bytes.get(24).copied().unwrap_or(1);
    let n_channels = match bytes.get(25) {
        Some(2) => 3,
        Some(4) => 2,
        Some(6) => 4,
        _ => 1,
    };
    n_bytes * MOST_INFLATED * 8 / (u64::from(depth.max(1)) * n_channels)
}

fn refuse(path: &Path, told: String) -> DatasetError {
    DatasetError::at(path, Kind::Told(told))
}
