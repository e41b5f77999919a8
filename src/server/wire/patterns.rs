//! Regular expressions of parameters in the description of the API, as ECMA-262 and JSON Schema write
//! them. Clients that follow them are not refused.

use crate::article::schema;

/// A day, month or year, or a time counted from today; nothing for no limit. The 29th of February is
/// left out: which years have it no expression of a sensible length can say.
pub(super) fn date() -> String {
    let days_of_months =
        "(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31";
    let units = "(day|week|month|year)";
    format!(
        "^$|^[0-9]{{4}}(-({days_of_months}))?$|^(today|yesterday)$|^(this|last)-{units}$|^last-[1-9][0-9]{{0,2}}-{units}s$"
    )
}

/// A cursor, or nothing for the first page.
pub(super) fn cursor() -> String {
    let (generation, id) = ("[0-9a-f]{1,16}", "[0-9a-z]+");
    format!(
        "^$|^(relevance|fresh)\\.{generation}\\.[0-9a-f]{{1,8}}(:-?[0-9]{{1,7}})?\\.{id}$|^(newest|oldest)\\.{generation}\\.(undated|-?[0-9]{{1,7}}:-?[0-9]{{1,7}})\\.{id}$"
    )
}

/// Names of facets separated by commas, or `none`.
pub(super) fn facets() -> String {
    let names: Vec<&str> = schema::facet_fields().map(schema::Field::name).collect();
    let names = names.join("|");
    format!("^$|^none$|^({names})(,({names}))*$")
}
