//! The figure of which class was taken for which.
//!
//! Promises: every count stands in its cell in ink that contrasts with the cell; rows are the
//! true classes, columns the predicted ones.
//! Refuses to know what the classes are.

use super::palette::{FADED_INK, HAIRLINE, Shade};
use super::svg::{Anchor, Area, Drawing, FIGURE_WIDTH, Text, shortened, text_width};

const TOP: f64 = 84.0;
/// The room right of the matrix for the key of the shades (pixels).
const KEY_WIDTH: f64 = 110.0;
const KEY_HEIGHT: f64 = 150.0;
const LONGEST_NAME: usize = 16;

/// How often each class was taken for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfusionMatrix {
    /// What the figure shows, in plain language.
    pub title: String,
    /// The name of each class.
    pub classes: Vec<String>,
    /// `counts[true_class][predicted_class]`, both below `classes.len()`: a number of examples.
    /// Missing rows and cells count as 0; those without a class are ignored.
    pub counts: Vec<Vec<u64>>,
}

impl ConfusionMatrix {
    fn n_classes(&self) -> usize {
        self.classes.len()
    }

    fn count(&self, true_class: usize, predicted_class: usize) -> u64 {
        self.counts
            .get(true_class)
            .and_then(|row| row.get(predicted_class))
            .copied()
            .unwrap_or(0)
    }

    fn row_total(&self, true_class: usize) -> f64 {
        (0..self.n_classes())
            .map(|predicted| self.count(true_class, predicted) as f64)
            .sum()
    }
}

/// The matrix as an SVG heat map.
///
/// ```
/// use fazil::report::{ConfusionMatrix, confusion_matrix};
/// let matrix = ConfusionMatrix {
///     title: "Cats and dogs".into(),
///     classes: vec!["cat".into(), "dog".into()],
///     counts: vec![vec![9, 1], vec![2, 8]],
/// };
/// let picture = confusion_matrix(&matrix);
/// assert!(picture.contains("17 of 20 examples right (85.0 %)"));
/// ```
pub fn confusion_matrix(matrix: &ConfusionMatrix) -> String {
    let grid = Grid::of(matrix);
    let mut drawing = Drawing::new(grid.height(), &matrix.title, &note(matrix));
    for true_class in 0..matrix.n_classes() {
        for predicted_class in 0..matrix.n_classes() {
            draw_cell(&mut drawing, matrix, &grid, (true_class, predicted_class));
        }
    }
    draw_frame(&mut drawing, &grid);
    draw_class_names(&mut drawing, matrix, &grid);
    draw_axis_names(&mut drawing, &grid);
    draw_shade_key(&mut drawing, &grid);
    drawing.finish()
}

/// Where the cells are.
struct Grid {
    area: Area,
    /// The side of a cell (pixels).
    side: f64,
    /// The size of the counts (pixels).
    text_size: f64,
    /// Whether the names of the columns are too long to lie.
    upright_names: bool,
}

impl Grid {
    fn of(matrix: &ConfusionMatrix) -> Self {
        let n_classes = matrix.n_classes().max(1) as f64;
        let names = matrix
            .classes
            .iter()
            .map(|name| text_width(&shown(name), 12.0));
        let widest_name = names.fold(0.0, f64::max);
        let x = 52.0 + widest_name;
        let side = ((FIGURE_WIDTH - KEY_WIDTH - x) / n_classes).min(64.0);
        let upright_names = widest_name > side - 4.0;
        let y = TOP + if upright_names { widest_name } else { 18.0 };
        let area = Area {
            x,
            y,
            width: side * n_classes,
            height: side * n_classes,
        };
        let counts = matrix.counts.iter().flatten();
        let widest_count = text_width(&counts.max().unwrap_or(&0).to_string(), 1.0);
        let text_size = 14.0_f64.min(side * 0.88 / widest_count).min(side * 0.6);
        Self {
            area,
            side,
            text_size,
            upright_names,
        }
    }

    /// The height of the figure: the matrix or the key, whichever ends lower.
    fn height(&self) -> f64 {
        self.area.bottom().max(self.area.y + KEY_HEIGHT) + 24.0
    }

    fn cell(&self, (true_class, predicted_class): (usize, usize)) -> Area {
        Area {
            x: self.area.x + self.side * predicted_class as f64,
            y: self.area.y + self.side * true_class as f64,
            width: self.side,
            height: self.side,
        }
    }
}

fn note(matrix: &ConfusionMatrix) -> String {
    let classes = 0..matrix.n_classes();
    let total: f64 = classes.clone().map(|class| matrix.row_total(class)).sum();
    let right: f64 = classes.map(|class| matrix.count(class, class) as f64).sum();
    if total == 0.0 {
        return "No examples.".to_owned();
    }
    let percent = 100.0 * right / total;
    format!("{right} of {total} examples right ({percent:.1} %); each cell counts examples.")
}

fn shown(name: &str) -> String {
    shortened(name, LONGEST_NAME)
}

/// The shade of a share in [0, 1] of a row: the root makes a few errors in a hundred visible.
fn shade(share: f64) -> Shade {
    Shade::of(share.sqrt())
}

fn draw_cell(
    drawing: &mut Drawing,
    matrix: &ConfusionMatrix,
    grid: &Grid,
    (true_class, predicted_class): (usize, usize),
) {
    let count = matrix.count(true_class, predicted_class);
    let shade = shade(count as f64 / matrix.row_total(true_class).max(1.0));
    let area = grid.cell((true_class, predicted_class));
    let style = format!(
        "fill='{}' stroke='{HAIRLINE}' stroke-width='0.5'",
        shade.hex()
    );
    drawing.rectangle(area, &style);
    let ink = if count == 0 {
        FADED_INK
    } else {
        shade.readable_ink()
    };
    let (x, y) = area.centre();
    let number = Text::new(x, y + grid.text_size * 0.36, count.to_string()).colour(ink);
    drawing.text(&number.size(grid.text_size).anchor(Anchor::Middle));
}

fn draw_frame(drawing: &mut Drawing, grid: &Grid) {
    drawing.rectangle(
        grid.area,
        &format!("fill='none' stroke='{FADED_INK}' stroke-width='1'"),
    );
}

fn draw_class_names(drawing: &mut Drawing, matrix: &ConfusionMatrix, grid: &Grid) {
    let size = 12.0_f64.min(grid.side * 0.9);
    for (class, name) in matrix.classes.iter().enumerate() {
        let name = shown(name);
        let (x, y) = grid.cell((class, class)).centre();
        let row = Text::new(grid.area.x - 8.0, y + size * 0.36, name.clone()).size(size);
        drawing.text(&row.anchor(Anchor::End));
        let column = if grid.upright_names {
            Text::new(x + size * 0.36, grid.area.y - 8.0, name).turned(-90.0)
        } else {
            Text::new(x, grid.area.y - 8.0, name).anchor(Anchor::Middle)
        };
        drawing.text(&column.size(size));
    }
}

fn draw_axis_names(drawing: &mut Drawing, grid: &Grid) {
    let (x, y) = grid.area.centre();
    let columns = Text::new(x, TOP - 10.0, "predicted class").size(13.0);
    drawing.text(&columns.anchor(Anchor::Middle));
    let rows = Text::new(24.0, y, "true class")
        .size(13.0)
        .anchor(Anchor::Middle);
    drawing.text(&rows.turned(-90.0));
}

/// A column of sample shades beside the matrix.
fn draw_shade_key(drawing: &mut Drawing, grid: &Grid) {
    let (x, mut y) = (grid.area.right() + 22.0, grid.area.y);
    drawing.text(&Text::new(x, y + 10.0, "share of row"));
    for percent in [100, 50, 20, 5, 1, 0] {
        y += 22.0;
        let sample = Area {
            x,
            y: y - 3.0,
            width: 20.0,
            height: 18.0,
        };
        let colour = shade(f64::from(percent) / 100.0).hex();
        drawing.rectangle(sample, &format!("fill='{colour}' stroke='{HAIRLINE}'"));
        drawing.text(&Text::new(x + 28.0, y + 10.0, format!("{percent} %")));
    }
}
