//! How a table's columns are laid out as Parquet: integers as packed differences, texts by
//! dictionary, numbers as they are.

use std::sync::Arc;

use parquet::basic::{Encoding, LogicalType, Repetition, Type as Physical};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use parquet::schema::types::{ColumnPath, SchemaDescPtr, SchemaDescriptor, Type, TypePtr};

use crate::record::column::{Column, Kind, RECORD_FORMAT_VERSION};

/// The key of the metadata that holds [`RECORD_FORMAT_VERSION`].
pub(super) const VERSION_KEY: &str = "fazil.format_version";

/// Everything that files of one table share.
#[derive(Clone)]
pub(super) struct Layout {
    pub(super) schema: TypePtr,
    pub(super) descriptor: SchemaDescPtr,
    pub(super) properties: WriterPropertiesPtr,
    /// The most bytes that a row can take.
    pub(super) most_row_bytes: u64,
    /// Bytes of the metadata, columns and pairs.
    pub(super) metadata_bytes: u64,
}

impl Layout {
    /// The layout of these columns, with (key, value) pairs of metadata.
    pub(super) fn new(
        columns: &[Column],
        metadata: &[(&str, String)],
    ) -> Result<Self, ParquetError> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
        let schema = Type::group_type_builder("record")
            .with_fields(fields)
            .build()?;
        let schema = Arc::new(schema);
        let pairs = metadata.iter().map(|(key, value)| key.len() + value.len());
        let metadata_bytes = pairs.sum::<usize>() + described(columns).len();
        Ok(Self {
            descriptor: Arc::new(SchemaDescriptor::new(Arc::clone(&schema))),
            schema,
            properties: Arc::new(properties(columns, metadata)),
            most_row_bytes: columns.iter().map(most_bytes_of).sum(),
            metadata_bytes: metadata_bytes as u64,
        })
    }

    pub(super) fn n_columns(&self) -> usize {
        self.descriptor.num_columns()
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Integer => (Physical::INT32, None),
        Kind::Number | Kind::RepeatedNumber => (Physical::DOUBLE, None),
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let repetition = match column.is_optional {
        true => Repetition::OPTIONAL,
        false => Repetition::REQUIRED,
    };
    let builder = Type::primitive_type_builder(column.name, physical);
    let builder = builder
        .with_repetition(repetition)
        .with_logical_type(logical);
    builder.build().map(Arc::new)
}

/// The most that one value takes.
fn most_bytes_of(column: &Column) -> u64 {
    match column.kind {
        Kind::Integer => 6,
        Kind::Number => 9,
        Kind::RepeatedNumber => 18, // Itself in the dictionary, and its place there.
        Kind::Text => 5,
    }
}

/// Every column with its unit and meaning.
fn described(columns: &[Column]) -> String {
    serde_json::to_string(columns).unwrap_or_default()
}

fn properties(columns: &[Column], metadata: &[(&str, String)]) -> WriterProperties {
    let version = (VERSION_KEY, RECORD_FORMAT_VERSION.to_string());
    let pairs = metadata
        .iter()
        .cloned()
        .chain([version, ("fazil.columns", described(columns))])
        .map(|(key, value)| KeyValue::new(key.to_owned(), value));
    let mut properties = WriterProperties::builder()
        .set_created_by(format!("fazil {}", env!("CARGO_PKG_VERSION")))
        .set_key_value_metadata(Some(pairs.collect()))
        .set_statistics_enabled(EnabledStatistics::None)
        .set_offset_index_disabled(true);
    for column in columns {
        let path = || ColumnPath::from(column.name);
        properties = match column.kind {
            Kind::Integer => properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED),
            Kind::Number => properties.set_column_dictionary_enabled(path(), false),
            Kind::RepeatedNumber | Kind::Text => {
                properties.set_column_dictionary_enabled(path(), true)
            }
        };
    }
    properties.build()
}
