//! NumPy arrays to the library's numbers and back: one copy each way.

use std::sync::Arc;

use fazil::blueprint::Weights;
use fazil::dataset::Examples;
use fazil::scalar::Scalar;
use fazil::wiring::{Pairs, Wiring};
use numpy::{Element, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use numpy::{IntoPyArray, PyUntypedArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors::Trouble;

/// A number that both sides have: `f32` or `f64`.
pub trait Number: Scalar + Element + Copy {
    /// Its name in NumPy.
    const DTYPE: &'static str;
}

impl Number for f32 {
    const DTYPE: &'static str = "float32";
}

impl Number for f64 {
    const DTYPE: &'static str = "float64";
}

/// Input, target and class of every example, as Python hands them over: `[n, inputs]` and
/// `[n, outputs]` in the session's precision, C-contiguous; `[n]` in `uint32`.
pub type Arrays<'py> = (
    Bound<'py, PyAny>,
    Option<Bound<'py, PyAny>>,
    Option<Bound<'py, PyAny>>,
);

/// Copies examples, for a network of these widths; without targets they are 0.
///
/// # Errors
/// If an array is of another shape or type, or a number is not finite.
pub fn examples<S: Number>(
    (input, target, labels): &Arrays<'_>,
    n_inputs: usize,
    n_outputs: usize,
) -> PyResult<Arc<Examples<S>>> {
    let (n, inputs) = matrix::<S>("x", input, n_inputs)?;
    let targets = match target {
        Some(target) => {
            let (n_targets, targets) = matrix::<S>("y", target, n_outputs)?;
            if n_targets != n {
                let problem = format!("y has {n_targets} rows, and x has {n}; expected as many");
                return Err(Trouble::Value(problem).into());
            }
            targets
        }
        None => vec![S::zero(); n * n_outputs],
    };
    let labels = match labels {
        Some(labels) => Some(
            labels
                .extract::<PyReadonlyArray1<'_, u32>>()?
                .as_slice()?
                .to_vec(),
        ),
        None => None,
    };
    Ok(Arc::new(Examples {
        n_inputs,
        n_outputs,
        inputs,
        targets,
        labels,
    }))
}

/// No examples at all.
pub fn no_examples<S>(n_inputs: usize, n_outputs: usize) -> Arc<Examples<S>> {
    Arc::new(Examples {
        n_inputs,
        n_outputs,
        inputs: Vec::new(),
        targets: Vec::new(),
        labels: None,
    })
}

/// Rows, and their numbers row by row.
fn matrix<S: Number>(
    name: &str,
    array: &Bound<'_, PyAny>,
    n_columns: usize,
) -> PyResult<(usize, Vec<S>)> {
    let wrong = |problem: String| PyErr::from(Trouble::Value(problem));
    let array: PyReadonlyArray2<'_, S> = array.extract().map_err(|_| {
        let expected = format!("expected an array [n, {n_columns}] of {}", S::DTYPE);
        wrong(format!("{name} is no such array; {expected}"))
    })?;
    let shape = array.shape();
    if shape[1] != n_columns {
        let (rows, columns) = (shape[0], shape[1]);
        return Err(wrong(format!(
            "{name} is [{rows}, {columns}]; expected [n, {n_columns}], as the network is wide"
        )));
    }
    let numbers = array.as_slice()?;
    if let Some(at) = numbers.iter().position(|number| !number.is_finite()) {
        let (row, column) = (at / n_columns, at % n_columns);
        return Err(wrong(format!(
            "{name} is {} at row {row}, column {column} (counted from 0); expected finite numbers",
            numbers[at]
        )));
    }
    Ok((shape[0], numbers.to_vec()))
}

/// A matrix `[rows, columns]` that NumPy owns from now on.
pub fn array2<S: Number>(
    py: Python<'_>,
    numbers: Vec<S>,
    rows: usize,
    columns: usize,
) -> PyResult<Bound<'_, PyArray2<S>>> {
    numbers.into_pyarray(py).reshape([rows, columns])
}

/// All weights, as in a file of weights: `theta.NAME`, `feedback.NAME`, `bias.NAME`, in a chain the number
/// of a layer; of a projection of some pairs, `theta.NAME.value` with `.pre` and `.post`.
pub fn weights<'py, S: Number>(
    py: Python<'py>,
    weights: Weights<S>,
    wiring: &Wiring,
) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (kind, matrices) in [("theta", weights.theta), ("feedback", weights.feedback)] {
        for (projection, matrix) in wiring.projections().iter().zip(matrices) {
            let name = format!("{kind}.{}", projection.name);
            match &projection.pairs {
                _ if matrix.values.is_empty() && kind == "feedback" => {}
                Pairs::All => {
                    let array = array2(py, matrix.values, matrix.rows, matrix.columns)?;
                    dict.set_item(name, array)?;
                }
                Pairs::Some(sparse) => {
                    dict.set_item(format!("{name}.value"), matrix.values.into_pyarray(py))?;
                    if kind == "theta" {
                        let pre: Vec<u32> = sparse.pres_by_synapse().collect();
                        let post: Vec<u32> = sparse.posts_by_synapse().collect();
                        dict.set_item(format!("{name}.pre"), pre.into_pyarray(py))?;
                        dict.set_item(format!("{name}.post"), post.into_pyarray(py))?;
                    }
                }
            }
        }
    }
    for (population, bias) in wiring.populations().iter().zip(weights.bias) {
        if !bias.is_empty() {
            dict.set_item(format!("bias.{}", population.name), bias.into_pyarray(py))?;
        }
    }
    Ok(dict)
}
