//! Tables, figures and their rendering.
//!
//! Promises: a figure is a pure function from plain data to the text of one SVG picture, 800
//! pixels wide (heat maps as wide as they need): the same data gives the same bytes on every platform. No data is too bad to
//! draw: a figure of nothing says so, and what cannot be drawn (NaN, infinity, a place
//! outside the picture) is left out and counted in a note under the title.
//! Refuses to know neurons, runs and files: it draws what it is handed.

mod axis;
mod chain;
mod circuit;
mod confusion_matrix;
mod curves;
mod frame;
mod heat_map;
mod learning_curve;
mod legend;
mod page;
mod palette;
mod phi_raster;
#[cfg(feature = "png")]
mod png;
mod scatter;
mod svg;
mod sweep;
mod table;
mod time_series;
mod wavefront;

pub use chain::{Arrow, Chain, chain};
pub use circuit::{CircuitFigure, circuit_figure};
pub use confusion_matrix::{ConfusionMatrix, confusion_matrix};
pub use curves::{CurvePanel, CurveSeries, Curves, curves};
pub use heat_map::{HeatCell, HeatMap, HeatMaps, heat_maps};
pub use learning_curve::{LearningCurve, learning_curve};
pub use page::{Page, Section, page};
pub use phi_raster::{Raster, RasterPresentation, RasterRow, phi_raster};
#[cfg(feature = "png")]
pub use png::{PngError, Rasteriser};
pub use scatter::{Scatter, ScatterPanel, scatter};
pub use sweep::{Sweep, SweepPanel, SweepSeries, sweep};
pub use table::{Table, scientific};
pub use time_series::{TimePanel, TimeSeries, time_series};
pub use wavefront::{Wavefront, wavefront};
