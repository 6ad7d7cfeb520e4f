//! A picture of a run: its file, what it shows, and how it looks on a screen and on a telephone.

use crate::report::{NARROW, WIDE};

/// One picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its file in the run's folder.
    pub file: String,
    /// What it shows and how it is read, in plain words.
    pub about: &'static str,
    /// The picture.
    pub svg: String,
    /// The same for a telephone.
    pub narrow: String,
}

/// A picture of something, as `draw` draws it in a given width.
pub(super) fn picture<T>(
    file: &str,
    about: &'static str,
    figure: &T,
    draw: impl Fn(&T, f64) -> String,
) -> Picture {
    Picture {
        file: file.to_owned(),
        about,
        svg: draw(figure, WIDE),
        narrow: draw(figure, NARROW),
    }
}
