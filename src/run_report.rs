//! What a person is shown of a run: its pictures, `report.html`, and the tables and sentences of the screen.
//!
//! Everything here is made from the files of a run, or from what a run hands to a recorder of its first
//! presentations. Changes no number, and writes no file. How a picture is drawn is `report`'s.

mod drawn_populations;
mod drawn_wiring;
mod glossary;
mod page;
mod picture;
mod plot;
pub(crate) mod preview;
mod raster_recorder;
mod remarks;
pub(crate) mod ticks;
mod time_series;

pub use drawn_wiring::{wiring_dot, wiring_tables};
pub use glossary::SHORT_LEGEND;
pub use page::{run_page, run_page_with_notes};
pub use picture::Picture;
pub use plot::{inconsistencies, plot};
pub use remarks::{Counted, remarks};
