//! What an export can leave out or add: columns, a limit, and the mark of UTF-8.

use crate::article::schema::Field;

/// The columns of a table, in order.
pub(super) const COLUMNS: [Field; 22] = [
    Field::Id,
    Field::Published,
    Field::Title,
    Field::Standfirst,
    Field::Body,
    Field::Captions,
    Field::Byline,
    Field::Authors,
    Field::Dateline,
    Field::Agency,
    Field::Publisher,
    Field::Section,
    Field::Edition,
    Field::Page,
    Field::Language,
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Keywords,
    Field::Url,
    Field::Path,
];

/// The options of an export. By default everything is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportOptions {
    /// The columns of a table, and the members of JSON objects; all of them where it is empty.
    /// Citations have fields of their own.
    pub columns: Vec<Field>,
    /// The greatest number of articles.
    pub limit: Option<u64>,
    /// Begins a table with the mark by which spreadsheet programs recognise UTF-8.
    pub bom: bool,
}

impl ExportOptions {
    /// The columns to write, in order.
    pub(super) fn columns(&self) -> &[Field] {
        if self.columns.is_empty() { &COLUMNS } else { &self.columns }
    }

    /// Adds columns by name, separated by commas. One that is there already is not repeated.
    ///
    /// # Errors
    /// Names the column that does not exist, and those that do.
    pub fn add_columns(&mut self, list: &str) -> Result<(), String> {
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let column = Field::from_name(name).or_else(|| Field::from_query_name(name));
            let column = column.filter(|column| COLUMNS.contains(column)).ok_or_else(|| {
                format!("unknown column `{name}`: choose from {}", column_names().join(", "))
            })?;
            if !self.columns.contains(&column) {
                self.columns.push(column);
            }
        }
        Ok(())
    }
}

/// The names of all columns, in order.
pub(crate) fn column_names() -> Vec<&'static str> {
    COLUMNS.iter().map(|column| column.name()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_once() {
        let mut options = ExportOptions::default();
        assert_eq!(options.columns(), COLUMNS);
        options.add_columns("title, published,,title").expect("known");
        options.add_columns("date").expect("known by the query language");
        assert_eq!(options.columns(), [Field::Title, Field::Published]);
        let error = options.add_columns("id,colour").expect_err("unknown");
        assert!(
            error.starts_with("unknown column `colour`: choose from id, published,"),
            "{error}"
        );
    }
}
