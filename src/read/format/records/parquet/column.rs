//! The values of one column, row by row, as JSON has them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type as PhysicalType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, Int96};
use parquet::errors::{ParquetError, Result};
use parquet::schema::types::ColumnDescriptor;
use serde_json::Value;

use super::pages::Pages;
use super::schema::{Cell, Leaf};
use crate::text::decode;

/// Reads a column in a group of rows.
pub(super) struct Column {
    pub leaf: Leaf,
    reader: ColumnReader,
    /// Counts the values of the row that is read.
    row_values: Arc<AtomicUsize>,
    /// Most bytes of text in a row.
    longest: usize,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
}

impl Column {
    pub(super) fn new(leaf: Leaf, pages: Pages, longest: usize) -> Self {
        let row_values = pages.row_values();
        let reader = reader(&leaf, pages);
        let (definitions, repetitions) = (Vec::new(), Vec::new());
        Self { leaf, reader, row_values, longest, definitions, repetitions }
    }

    /// Reads the value of the next row; nothing where the column has no more rows.
    pub(super) fn next(&mut self) -> Result<Option<Cell>> {
        self.row_values.store(0, Ordering::Relaxed);
        let Self { leaf, definitions, repetitions, longest, .. } = self;
        let mut levels = Levels { leaf, definitions, repetitions };
        let descriptor = &*leaf.descriptor;
        match &mut self.reader {
            ColumnReader::BoolColumnReader(it) => levels.read(it, |it| Value::Bool(*it)),
            ColumnReader::Int32ColumnReader(it) => levels.read(it, |it| int32(descriptor, *it)),
            ColumnReader::Int64ColumnReader(it) => levels.read(it, |it| int64(descriptor, *it)),
            ColumnReader::Int96ColumnReader(it) => levels.read(it, int96),
            ColumnReader::FloatColumnReader(it) => levels.read(it, |it| float(f64::from(*it))),
            ColumnReader::DoubleColumnReader(it) => levels.read(it, |it| float(*it)),
            ColumnReader::ByteArrayColumnReader(it) => {
                let mut left = *longest;
                levels.try_read(it, |it| {
                    left = left.checked_sub(it.len()).ok_or_else(|| too_long(*longest))?;
                    Ok(text(descriptor, it))
                })
            }
            ColumnReader::FixedLenByteArrayColumnReader(it) => levels.read(it, |_| Value::Null),
        }
    }
}

fn too_long(longest: usize) -> ParquetError {
    ParquetError::General(format!("a row has more than {} MiB of text", longest >> 20))
}

/// A reader for the type of a column.
fn reader(leaf: &Leaf, pages: Pages) -> ColumnReader {
    let (descriptor, pages) = (leaf.descriptor.clone(), Box::new(pages));
    match leaf.descriptor.physical_type() {
        PhysicalType::BOOLEAN => {
            ColumnReader::BoolColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::INT32 => {
            ColumnReader::Int32ColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::INT64 => {
            ColumnReader::Int64ColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::INT96 => {
            ColumnReader::Int96ColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::FLOAT => {
            ColumnReader::FloatColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::DOUBLE => {
            ColumnReader::DoubleColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::BYTE_ARRAY => {
            ColumnReader::ByteArrayColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
        PhysicalType::FIXED_LEN_BYTE_ARRAY => {
            ColumnReader::FixedLenByteArrayColumnReader(ColumnReaderImpl::new(descriptor, pages))
        }
    }
}

/// The levels of a row, which say which of its values are there.
struct Levels<'c> {
    leaf: &'c Leaf,
    definitions: &'c mut Vec<i16>,
    repetitions: &'c mut Vec<i16>,
}

impl Levels<'_> {
    fn read<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        value: impl Fn(&T::T) -> Value,
    ) -> Result<Option<Cell>> {
        self.try_read(reader, |it| Ok(value(it)))
    }

    fn try_read<T: DataType>(
        &mut self,
        reader: &mut ColumnReaderImpl<T>,
        value: impl FnMut(&T::T) -> Result<Value>,
    ) -> Result<Option<Cell>> {
        self.definitions.clear();
        self.repetitions.clear();
        let mut values = Vec::new();
        let (definitions, repetitions) =
            (Some(&mut *self.definitions), Some(&mut *self.repetitions));
        let (rows, ..) = reader.read_records(1, definitions, repetitions, &mut values)?;
        if rows == 0 {
            return Ok(None);
        }
        let values: Vec<Value> = values.iter().map(value).collect::<Result<_>>()?;
        Ok(Some(self.cell(values)))
    }

    fn cell(&self, values: Vec<Value>) -> Cell {
        let most = self.leaf.descriptor.max_def_level();
        let mut values = values.into_iter();
        let Some(list_level) = self.leaf.list_level else {
            return Cell::One(values.next().unwrap_or_default());
        };
        let elements = self.definitions.iter().filter(|level| **level >= list_level);
        let element = |level: &i16| if *level == most { values.next() } else { None };
        Cell::List(elements.map(element).map(Option::unwrap_or_default).collect())
    }
}

fn int32(descriptor: &ColumnDescriptor, value: i32) -> Value {
    let is_date = descriptor.converted_type() == ConvertedType::DATE
        || descriptor.logical_type_ref() == Some(&LogicalType::Date);
    if !is_date {
        return Value::from(value);
    }
    let day = Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(value.clamp(-700_000, 700_000)));
    day.map_or(Value::Null, |day| Value::String(day.to_string()))
}

fn int64(descriptor: &ColumnDescriptor, value: i64) -> Value {
    let (timestamp, is_utc) = match (descriptor.logical_type_ref(), descriptor.converted_type()) {
        (Some(LogicalType::Timestamp(it)), _) => {
            let timestamp = match it.unit {
                TimeUnit::MILLIS => Timestamp::from_millisecond(value),
                TimeUnit::MICROS => Timestamp::from_microsecond(value),
                TimeUnit::NANOS => {
                    Ok(Timestamp::from_nanosecond(i128::from(value)).unwrap_or_default())
                }
            };
            (timestamp, it.is_adjusted_to_u_t_c)
        }
        (_, ConvertedType::TIMESTAMP_MILLIS) => (Timestamp::from_millisecond(value), true),
        (_, ConvertedType::TIMESTAMP_MICROS) => (Timestamp::from_microsecond(value), true),
        _ => return Value::from(value),
    };
    timestamp.map_or(Value::Null, |it| moment(it, is_utc))
}

/// A time stamp of Impala and of old versions of Spark, which have no zone.
fn int96(value: &Int96) -> Value {
    let timestamp = Timestamp::from_millisecond(value.to_millis());
    timestamp.map_or(Value::Null, |it| moment(it, false))
}

/// A moment as text: with its zone where it is one of UTC, and as a day where it has no zone and is midnight.
fn moment(timestamp: Timestamp, is_utc: bool) -> Value {
    let local = timestamp.to_zoned(jiff::tz::TimeZone::UTC).datetime();
    let format = match (is_utc, local.time() == jiff::civil::Time::midnight()) {
        (true, _) => "%Y-%m-%dT%H:%M:%SZ",
        (false, true) => "%Y-%m-%d",
        (false, false) => "%Y-%m-%d %H:%M:%S",
    };
    Value::String(local.strftime(format).to_string())
}

/// A number. Whole ones are written without a point: tables with gaps store years that way.
fn float(value: f64) -> Value {
    const LARGEST_WHOLE: f64 = 1e15;
    if value.fract() == 0.0 && value.abs() < LARGEST_WHOLE {
        return Value::from(value as i64);
    }
    Value::from(value)
}

/// Text, also where nothing says that bytes are text; null where they are not.
fn text(descriptor: &ColumnDescriptor, bytes: &ByteArray) -> Value {
    let is_number = matches!(descriptor.logical_type_ref(), Some(LogicalType::Decimal { .. }));
    match std::str::from_utf8(bytes.data()) {
        _ if is_number => Value::Null,
        Ok(text) => Value::from(text),
        Err(_) if descriptor.converted_type() == ConvertedType::UTF8 => {
            Value::from(decode::decode(bytes.data(), None).text)
        }
        Err(_) => Value::Null,
    }
}
