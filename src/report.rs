//! Tables, figures and their rendering.
//!
//! Promises: a figure is a pure function from plain data to the text of one SVG picture, for a
//! screen ([`WIDE`]) or a telephone ([`NARROW`]): the same data gives the same bytes on every
//! platform. No data is too bad to draw: a figure of nothing says so, and what cannot be drawn
//! (NaN, infinity, a place outside the picture) is left out and counted in a note under the
//! title. A picture is dark where the reader's system asks for that.
//! Refuses to know neurons, runs and files: it draws what it is handed.

mod axis;
mod chain;
mod chart;
mod circuit;
mod confusion_matrix;
mod drawn_population;
mod graph;
mod heat_map;
mod page;
mod page_section;
mod palette;
mod phi_raster;
#[cfg(feature = "png")]
mod png;
mod saved_number;
mod svg;
mod table;
mod wavefront;

pub use axis::Scale;
pub use chain::{Arrow, Chain, chain};
pub use chart::{Chart, Dimension, Field, Mark, Panel, Series, chart};
pub use circuit::{CircuitFigure, circuit_figure};
pub use confusion_matrix::{ConfusionMatrix, confusion_matrix};
pub use drawn_population::DrawnPopulation;
pub use graph::{GraphEdge, GraphFigure, GraphNode, graph_figure};
pub use heat_map::{HeatCell, HeatMap, HeatMaps, heat_maps};
pub use page::{Page, Section, page};
pub use page_section::{Block, PageSection};
pub use phi_raster::{Raster, RasterPresentation, RasterRow, phi_raster};
#[cfg(feature = "png")]
pub use png::{PngError, Rasteriser};
pub use saved_number::SavedNumber;
pub use svg::{NARROW, WIDE};
pub(crate) use table::short;
pub use table::{Table, grouped, scientific};
pub use wavefront::{Wavefront, wavefront};
