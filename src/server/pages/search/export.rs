//! The menu that takes the results elsewhere: an export with format, columns and limit, a feed, and the
//! page for programs.

use maud::{Markup, html};

use crate::search::request::Request;
use crate::server::exports::{FORMATS, column_names};
use crate::server::pages::facets::hidden_parameters;
use crate::server::pages::text::counted;
use crate::server::search_params;

/// What an export format is for.
fn use_case(format: &str) -> &str {
    match format {
        "jsonl" => "JSON Lines: every field, for programs",
        "csv" => "CSV: a table, for spreadsheets",
        "ris" => "RIS: for Zotero, EndNote, Citavi",
        "bibtex" => "BibTeX: for LaTeX",
        "csl-json" => "CSL-JSON: for citation tools",
        "parquet" => "Parquet: a table with types, for DuckDB, pandas, R",
        format => format,
    }
}

/// The menu. Its form asks the API, so its address can be kept too.
pub(super) fn menu(request: &Request, total: u64) -> Markup {
    html! {
        details.menu {
            summary { "save or export" }
            div {
                p { "The address of this page is the search: keep it as a bookmark, or follow it as a "
                    a href=(search_params::url("/api/feed", request)) { "feed" } ". For programs there is "
                    a href=(search_params::url("/api/search", request)) { "this page as JSON" } "." }
                form.export action="/api/export" {
                    (hidden_parameters(request))
                    label { "Format"
                        select name="format" { @for format in &FORMATS {
                            option value=(format.name) selected[format.name == "csv"] { (use_case(format.name)) }
                        } }
                    }
                    label { "At most"
                        input name="limit" type="number" min="1" placeholder={ "all " (counted(total, "article", "articles")) };
                    }
                    (table_options())
                    button { "Export" }
                }
            }
        }
    }
}

/// What a table can have and leave out.
fn table_options() -> Markup {
    html! {
        fieldset.table {
            legend { "In the table" }
            details {
                summary { "Columns: all, or those you choose" }
                div.columns { @for column in column_names() {
                    label { input type="checkbox" name="columns" value=(column); (column) }
                } }
            }
            label.for-csv { input type="checkbox" name="bom" value="true"; "Opens well in Excel (marked as UTF-8)" }
        }
    }
}
