//! Names of facets, as flags and URLs give them.

use crate::article::schema::{self, Field};

/// Reads a comma-separated list of facet names, such as `people,places`, without duplicates. An
/// empty list and `none` mean no facets.
///
/// # Errors
/// Returns a message when a name is not a facet.
pub(crate) fn parse_list(list: &str) -> Result<Vec<Field>, String> {
    let mut facets = Vec::new();
    let list = if list == "none" { "" } else { list };
    for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let field = parse(name)?;
        if !facets.contains(&field) {
            facets.push(field);
        }
    }
    Ok(facets)
}

/// Returns the facet with this name, in the plural of the schema or the singular of filters.
///
/// # Errors
/// Returns a message that lists all facets when there is none of this name.
pub(crate) fn parse(name: &str) -> Result<Field, String> {
    let field = Field::from_name(name)
        .or_else(|| Field::from_query_name(name))
        .filter(|field| field.is_facet());
    let all = || schema::facet_fields().map(Field::name).collect::<Vec<_>>().join(", ");
    field.ok_or_else(|| format!("unknown facet `{name}`: choose one of {}", all()))
}
