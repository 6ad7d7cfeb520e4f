//! The picture of Fig. 3: a heat map for each depth, and one for noise.

use super::cells::{Cell, Measure, RUN_AWAY};
use super::grid::{Grid, Moment, Setting};
use crate::report::{HeatCell, HeatMap, HeatMaps, scientific};
use crate::scalar::Precision;

/// The panels of the paper: a row per measure; L along it, and C1.
pub(super) fn picture(grid: &Grid, about: &str, cells: &[Cell]) -> HeatMaps {
    let rows = [Measure::TestError, Measure::Weights].map(|measure| {
        let mut row: Vec<HeatMap> = grid
            .depths
            .iter()
            .map(|&depth| conditions_2_and_3(grid, cells, measure, depth))
            .collect();
        row.push(condition_1(grid, cells, measure));
        row
    });
    HeatMaps {
        title: "Fig. 3: how far from backpropagation, when C2, C3 or C1 is broken".to_owned(),
        note: format!(
            "{about}; {} epochs, means over {} seeds. Orange corners: some run diverged (a weight is more than {RUN_AWAY} off).",
            grid.epochs,
            grid.seeds.len()
        ),
        rows: rows.to_vec(),
    }
}

fn measured(measure: Measure) -> &'static str {
    match measure {
        Measure::TestError => "test error [percentage points]",
        Measure::Weights => "final weights",
    }
}

fn conditions_2_and_3(grid: &Grid, cells: &[Cell], measure: Measure, depth: usize) -> HeatMap {
    let columns = grid.columns(depth);
    let cell = |moment: Moment, gamma: &'static str| {
        let setting = Setting {
            moment,
            gamma,
            ..Setting::kept(depth, Precision::F64)
        };
        heat(cells, setting, measure)
    };
    let row = |gamma: &&'static str| columns.iter().map(|&t| cell(t, gamma)).collect();
    HeatMap {
        title: format!("L = {depth}: {}", measured(measure)),
        x_label: "t (C2)".to_owned(),
        y_label: "γ (C3)".to_owned(),
        columns: columns.iter().map(|t| t.name()).collect(),
        rows: grid
            .gammas
            .iter()
            .map(|gamma| (*gamma).to_owned())
            .collect(),
        cells: grid.gammas.iter().map(row).collect(),
    }
}

fn condition_1(grid: &Grid, cells: &[Cell], measure: Measure) -> HeatMap {
    let cell = |depth: usize, sigma: &&'static str| {
        let setting = Setting {
            sigma,
            ..Setting::kept(depth, Precision::F64)
        };
        heat(cells, setting, measure)
    };
    let row = |&depth: &usize| grid.sigmas.iter().map(|sigma| cell(depth, sigma)).collect();
    HeatMap {
        title: format!("C1: {}", measured(measure)),
        x_label: "σ (C1)".to_owned(),
        y_label: "L".to_owned(),
        columns: grid.sigmas.iter().map(|sigma| short(sigma)).collect(),
        rows: grid.depths.iter().map(usize::to_string).collect(),
        cells: grid.depths.iter().map(row).collect(),
    }
}

/// `0.0001` as `1e-4`.
fn short(sigma: &str) -> String {
    match sigma.parse::<f64>() {
        Ok(number) => scientific(number),
        Err(_) => sigma.to_owned(),
    }
}

fn heat(cells: &[Cell], setting: Setting, measure: Measure) -> HeatCell {
    let cell = cells.iter().find(|cell| cell.setting == setting);
    HeatCell {
        value: cell.and_then(|cell| cell.mean(measure)),
        has_failures: cell.is_some_and(|cell| cell.n_diverged() > 0),
    }
}
