//! Recorded tables as Arrow, through the PyCapsule interface: whoever takes them (pandas, polars,
//! pyarrow, duckdb) gets the columns where they are.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, DictionaryArray, Float64Array, Int32Array, RecordBatch, RecordBatchIterator,
    StringArray,
};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{Field, Schema};
use fazil::record::{Sought, Stored, read_rows};
use numpy::IntoPyArray;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};

use crate::errors::Trouble;
use crate::interrupt::interruptible;

/// A table in memory.
#[pyclass(frozen, module = "fazil._fazil")]
pub struct Table {
    batch: RecordBatch,
}

/// A column under way.
enum Column {
    Integers(Vec<Option<i32>>),
    Numbers(Vec<Option<f64>>),
    Texts(Box<StringDictionaryBuilder<Int32Type>>),
}

impl Column {
    /// A column of the kind that `records.json` names.
    fn of(kind: &str) -> Result<Self, Trouble> {
        match kind {
            "Integer" => Ok(Self::Integers(Vec::new())),
            "Number" | "RepeatedNumber" => Ok(Self::Numbers(Vec::new())),
            "Text" => Ok(Self::Texts(Box::default())),
            other => Err(Trouble::Run(format!(
                "a column is of the unknown kind {other:?}"
            ))),
        }
    }

    fn push(&mut self, stored: &Stored) {
        match self {
            Self::Integers(values) => values.push(stored.number().map(|number| number as i32)),
            Self::Numbers(values) => values.push(stored.number()),
            Self::Texts(texts) => texts.append_option(stored.text()),
        }
    }

    fn finish(self) -> ArrayRef {
        match self {
            Self::Integers(values) => Arc::new(Int32Array::from(values)),
            Self::Numbers(values) => Arc::new(Float64Array::from(values)),
            Self::Texts(mut texts) => Arc::new(texts.finish()),
        }
    }
}

/// Reads a recorded table whose columns are of these names and kinds.
#[pyfunction]
pub fn read_table(
    py: Python<'_>,
    path: PathBuf,
    columns: Vec<(String, String)>,
) -> PyResult<Table> {
    interruptible(py, |_| {
        let kinds = columns.iter().map(|(_, kind)| Column::of(kind));
        let mut found: Vec<Column> = kinds.collect::<Result<_, _>>()?;
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let sought = Sought {
            columns: &names,
            ..Sought::default()
        };
        read_rows(&path, &sought, &mut |row| {
            let cells = found.iter_mut().zip(row);
            cells.for_each(|(column, stored)| column.push(stored));
            ControlFlow::Continue(())
        })?;
        let arrays: Vec<ArrayRef> = found.into_iter().map(Column::finish).collect();
        let field = |(name, array): (&&str, &ArrayRef)| {
            Field::new(*name, array.data_type().clone(), array.null_count() > 0)
        };
        let fields: Vec<Field> = names.iter().zip(&arrays).map(field).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
        let batch = batch.map_err(|error| Trouble::Bug(error.to_string()))?;
        Ok(Table { batch })
    })
}

#[pymethods]
impl Table {
    /// The table as an Arrow stream of one batch.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema; // A wish that a producer may leave unheard.
        let batches = [Ok(self.batch.clone())];
        let reader = RecordBatchIterator::new(batches, self.batch.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(reader));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// Its schema.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(&*self.batch.schema());
        let schema = schema.map_err(|error| Trouble::Bug(error.to_string()))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// Names of the columns.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        let schema = self.batch.schema();
        schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect()
    }

    /// A column for NumPy: numbers (NaN where one is missing), or texts (`None` where one is).
    fn column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let Some(column) = self.batch.column_by_name(name) else {
            let there = self.column_names().join(", ");
            let problem = format!("there is no column {name:?}; there are {there}");
            return Err(PyKeyError::new_err(problem));
        };
        let any = column.as_any();
        if let Some(numbers) = any.downcast_ref::<Int32Array>() {
            if numbers.null_count() == 0 {
                return Ok(numbers.values().to_vec().into_pyarray(py).into_any());
            }
            let or_nan = |number: Option<i32>| number.map_or(f64::NAN, f64::from);
            let numbers: Vec<f64> = numbers.iter().map(or_nan).collect();
            return Ok(numbers.into_pyarray(py).into_any());
        }
        if let Some(numbers) = any.downcast_ref::<Float64Array>() {
            let or_nan = |number: Option<f64>| number.unwrap_or(f64::NAN);
            let numbers: Vec<f64> = numbers.iter().map(or_nan).collect();
            return Ok(numbers.into_pyarray(py).into_any());
        }
        let texts = any.downcast_ref::<DictionaryArray<Int32Type>>();
        let texts = texts.and_then(|texts| texts.downcast_dict::<StringArray>());
        let texts: Vec<Option<&str>> = texts.into_iter().flatten().collect();
        Ok(PyList::new(py, texts)?.into_any())
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        let names = self.column_names().join(", ");
        format!("<fazil table: {} rows of {names}>", self.batch.num_rows())
    }
}
