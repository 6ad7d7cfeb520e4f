//! Pictures as PNG, for where SVG cannot be used.
//!
//! Promises a picture of twice the size, on white. Its letters are the system's own: unlike the
//! SVG, a PNG is not the same on every computer. Refuses to draw anything itself.

use std::fmt;
use std::sync::Arc;

use resvg::tiny_skia::Pixmap;
use resvg::usvg::{Options, Transform, Tree, fontdb};

/// Pixels of the PNG for one of the SVG.
const SCALE: f32 = 2.0;

/// A picture that could not be made into a PNG.
#[derive(Debug)]
pub struct PngError {
    problem: String,
}

impl fmt::Display for PngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)
    }
}

impl std::error::Error for PngError {}

/// Makes PNGs; reads the system's fonts once.
pub struct Rasteriser {
    fonts: Arc<fontdb::Database>,
}

impl Rasteriser {
    /// A rasteriser with the fonts of this computer.
    ///
    /// # Errors
    /// If there are none.
    pub fn new() -> Result<Self, PngError> {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        if fonts.is_empty() {
            let problem = "no font is installed, and a PNG needs one; the SVG files do not";
            return Err(PngError {
                problem: problem.to_owned(),
            });
        }
        let known = [
            "DejaVu Sans",
            "Liberation Sans",
            "Noto Sans",
            "Arial",
            "Helvetica",
        ];
        let has = |name: &&str| {
            let query = fontdb::Query {
                families: &[fontdb::Family::Name(name)],
                ..fontdb::Query::default()
            };
            fonts.query(&query).is_some()
        };
        let any = || Some(fonts.faces().next()?.families.first()?.0.clone());
        let sans = known
            .iter()
            .find(|name| has(name))
            .map(|name| (*name).to_owned());
        if let Some(sans) = sans.or_else(any) {
            fonts.set_sans_serif_family(sans);
        }
        Ok(Self {
            fonts: Arc::new(fonts),
        })
    }

    /// The PNG of an SVG picture.
    ///
    /// # Errors
    /// If it is no SVG, or too large.
    pub fn png(&self, svg: &str) -> Result<Vec<u8>, PngError> {
        let wrong = |problem: String| PngError { problem };
        let options = Options {
            fontdb: Arc::clone(&self.fonts),
            font_family: "sans-serif".to_owned(),
            ..Options::default()
        };
        let tree = Tree::from_str(svg, &options).map_err(|error| wrong(error.to_string()))?;
        let size = tree.size();
        let (width, height) = (size.width() * SCALE, size.height() * SCALE);
        let pixmap = Pixmap::new(width.ceil() as u32, height.ceil() as u32);
        let mut pixmap = pixmap.ok_or_else(|| wrong(format!("{width} × {height} pixels")))?;
        let scale = Transform::from_scale(SCALE, SCALE);
        resvg::render(&tree, scale, &mut pixmap.as_mut());
        pixmap
            .encode_png()
            .map_err(|error| wrong(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_becomes_a_png_of_twice_its_size() {
        let Ok(rasteriser) = Rasteriser::new() else {
            return; // No fonts here.
        };
        let svg = crate::report::chart(&crate::report::Chart::default(), 400.0);
        let png = rasteriser.png(&svg).unwrap();
        assert_eq!(&png[1..4], b"PNG");
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (800, 194));
        assert!(rasteriser.png("no picture").is_err());
    }
}
