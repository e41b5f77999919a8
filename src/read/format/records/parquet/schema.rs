//! The columns of a table that can be parts of a record, and where in the record their values go.

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type};
use serde_json::Value;

use crate::read::format::shared::record::RecordFields;

/// Most columns that are read.
const MOST_COLUMNS: usize = 1_000;

/// What a row has in a column.
#[derive(Debug, PartialEq)]
pub(super) enum Cell {
    /// A value, or null.
    One(Value),
    /// The elements of a list, with null for those without a value.
    List(Vec<Value>),
}

/// A column of the lowest level.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    /// Its number among the columns of a group of rows.
    pub index: usize,
    pub descriptor: ColumnDescPtr,
    /// Names of the fields around it, its own last; those above the list where it is part of one.
    path: Vec<String>,
    /// Names below the list, where the elements of the list are records themselves.
    inner: Vec<String>,
    /// Level of definition from which a list has an element; nothing where the column is part of no list.
    pub list_level: Option<i16>,
}

/// The columns that are read. Left out are numbers in lists, such as those of embeddings, values of a fixed
/// length, and lists of lists.
pub(super) fn leaves(schema: &SchemaDescriptor) -> Vec<Leaf> {
    let columns = schema.columns().iter().enumerate().take(MOST_COLUMNS);
    columns
        .filter(|(_, column)| match (column.max_rep_level(), column.physical_type()) {
            (_, PhysicalType::FIXED_LEN_BYTE_ARRAY) => false,
            (0, _) | (1, PhysicalType::BYTE_ARRAY) => true,
            _ => false,
        })
        .filter_map(|(index, column)| Leaf::of(index, column, schema.root_schema()))
        .collect()
}

impl Leaf {
    fn of(index: usize, descriptor: &ColumnDescPtr, root: &Type) -> Option<Self> {
        let mut leaf = Self {
            index,
            descriptor: descriptor.clone(),
            path: Vec::new(),
            inner: Vec::new(),
            list_level: None,
        };
        let (mut group, mut level) = (root, 0);
        let mut is_wrapper = false;
        for name in descriptor.path().parts() {
            let node = group.get_fields().iter().find(|field| field.name() == name)?;
            let repetition = node.get_basic_info().repetition();
            level += i16::from(repetition != Repetition::REQUIRED);
            // The only field of a list's group is its element, whatever it is called.
            let is_element = std::mem::take(&mut is_wrapper);
            if repetition == Repetition::REPEATED {
                leaf.list_level = Some(level);
                let is_list = is_list(group);
                is_wrapper = is_list && node.is_group() && node.get_fields().len() == 1;
                if !is_list {
                    leaf.path.push(name.clone());
                }
            } else if leaf.list_level.is_none() {
                leaf.path.push(name.clone());
            } else if !is_element {
                leaf.inner.push(name.clone());
            }
            group = node;
        }
        Some(leaf)
    }

    /// Adds a value of this column to the record of its row.
    pub(super) fn insert(&self, cell: Cell, record: &mut RecordFields) {
        let Some((name, outer)) = self.path.split_last() else { return };
        let Some(object) = nested(record, outer) else { return };
        match cell {
            Cell::One(Value::Null) => {}
            Cell::One(value) => drop(object.insert(name.clone(), value)),
            Cell::List(values) => {
                let list = object.entry(name.as_str()).or_insert_with(|| Value::Array(Vec::new()));
                if let Value::Array(list) = list {
                    self.insert_list(values, list);
                }
            }
        }
    }

    fn insert_list(&self, values: Vec<Value>, list: &mut Vec<Value>) {
        let Some((name, outer)) = self.inner.split_last() else {
            list.extend(values.into_iter().filter(|value| !value.is_null()));
            return;
        };
        for (number, value) in values.into_iter().enumerate() {
            if list.len() <= number {
                list.push(Value::Object(RecordFields::new()));
            }
            let element = list.get_mut(number).and_then(Value::as_object_mut);
            if let Some(object) = element.and_then(|element| nested(element, outer))
                && !value.is_null()
            {
                object.insert(name.clone(), value);
            }
        }
    }
}

/// Whether a group is a list or a map, so that the repeated field in it is no field of the record.
fn is_list(group: &Type) -> bool {
    // The root of a schema has no annotation.
    if group.is_schema() {
        return false;
    }
    let info = group.get_basic_info();
    matches!(info.logical_type_ref(), Some(LogicalType::List | LogicalType::Map))
        || matches!(
            info.converted_type(),
            ConvertedType::LIST | ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE
        )
}

/// The record inside a record that these names lead to.
fn nested<'r>(record: &'r mut RecordFields, names: &[String]) -> Option<&'r mut RecordFields> {
    names.iter().try_fold(record, |record, name| {
        let inner =
            record.entry(name.as_str()).or_insert_with(|| Value::Object(RecordFields::new()));
        inner.as_object_mut()
    })
}
