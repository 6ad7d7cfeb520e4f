//! Images, PNG and JPEG, in a folder of their class.

use std::path::Path;

use fazil::dataset::{Colour, ImageFolder, Scale, Source, Split};

use super::answers::{names_file, place};
use super::csv::{described, loaded};

/// The first byte says what the rest is called (`.jpg` if odd, else `.png`), whether it is read in
/// colour, and whether it is resized.
pub fn image(bytes: &[u8]) {
    let Some((&selector, rest)) = bytes.split_first() else {
        return;
    };
    let folder = place("images");
    let (name, other) = match selector & 1 {
        0 => ("1.png", "1.jpg"),
        _ => ("1.jpg", "1.png"),
    };
    let class = folder.join("a");
    std::fs::create_dir_all(&class).expect("a temporary folder can be made");
    drop(std::fs::remove_file(class.join(other)));
    let path = class.join(name);
    std::fs::write(&path, rest).expect("a temporary file can be written");
    described(&path);
    let size = (selector & 4 == 4).then_some((5, 3));
    let [grey, colour] =
        [Colour::Grey, Colour::Rgb].map(|colour| read(&folder, size, colour, &path));
    assert_eq!(
        grey.is_some(),
        colour.is_some(),
        "refused in one of two colours"
    );
    if let (Some(grey), Some(colour)) = (grey, colour) {
        let (grey, colour) = (&grey.train.inputs, &colour.train.inputs);
        assert_eq!(3 * grey.len(), colour.len());
        assert!(size.is_none_or(|(width, height)| grey.len() == width as usize * height as usize));
        let is_level = |x: &f64| (0.0..=255.0).contains(x) && x.fract() == 0.0;
        assert!(grey.iter().chain(colour).all(is_level), "what is no level");
        // A pixel is as bright as its colours are, a rounding aside.
        for (grey, colours) in grey.iter().zip(colour.as_chunks::<3>().0) {
            let (low, high) = colours.iter().fold((255.0_f64, 0.0_f64), |(low, high), x| {
                (low.min(*x), high.max(*x))
            });
            assert!(
                (low - 2.0..=high + 2.0).contains(grey),
                "{grey} of {colours:?}"
            );
        }
    }
}

fn read(
    folder: &Path,
    size: Option<(u32, u32)>,
    colour: Colour,
    path: &Path,
) -> Option<Split<f64>> {
    let text = format!("(train: {:?})", folder.to_string_lossy());
    let mut images: ImageFolder = ron::from_str(&text).expect("this is a folder");
    (images.size, images.colour, images.scale) = (size, colour, Scale::AsIs);
    // A folder whose image will not be read has an extent if its size is given.
    loaded(&Source::ImageFolder(images), &Scale::AsIs, |error| {
        names_file(error, path);
    })
}
