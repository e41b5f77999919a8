//! The page for lists: what each query of a list finds, or who and what its names mean.

use std::collections::BTreeSet;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::tools::tools_line;
use crate::article::schema::Field;
use crate::research::batch::BatchCounts;
use crate::research::name_match::{NameMatch, NameMatcher};
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::exports::batch_list::{BatchColumns, BatchList, certainty};
use crate::server::exports::batch_table::BatchTable;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{counted, dossier_url, message, with_separators};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::{AppState, today};

/// Lines of a list on the page.
const MAX_LINES: usize = 1_000;

/// Other candidates for a name that are shown.
const OTHERS: usize = 3;

/// What a list can be read as: the name in the form, its label, and the facet of names.
const KINDS: [(&str, &str, Option<Field>); 4] = [
    ("queries", "queries", None),
    ("people", "names of people", Some(Field::People)),
    ("places", "names of places", Some(Field::Places)),
    ("organisations", "names of organisations", Some(Field::Organisations)),
];

/// A list as the form sends it.
pub(crate) struct SentList {
    text: String,
    kind: &'static str,
    field: Option<Field>,
    is_csv: bool,
}

impl SentList {
    /// Reads the form.
    ///
    /// # Errors
    /// Fails when the list is of an unknown kind.
    pub(crate) fn read(mut parameters: QueryParameters) -> Result<Self, Problem> {
        let mut take = |name| search_params::take(&mut parameters, name).unwrap_or_default();
        let (text, kind, format) = (take("list"), take("as"), take("format"));
        let kind = if kind.is_empty() { "queries" } else { kind.as_str() };
        let known = KINDS.iter().find(|(name, _, _)| *name == kind);
        let (kind, _, field) =
            *known.ok_or_else(|| Problem::bad_request(format!("unknown kind of list `{kind}`")))?;
        Ok(Self { text, kind, field, is_csv: format == "csv" })
    }

    /// The list as a table with one column.
    fn table(&self) -> Result<BatchTable, Problem> {
        let lines = self.text.lines().map(str::trim).filter(|line| !line.is_empty());
        let rows: Vec<Vec<String>> = lines.map(|line| vec![line.to_owned()]).collect();
        if rows.len() > MAX_LINES {
            return Err(Problem::bad_request(format!(
                "the list has {} lines, and this page takes up to {MAX_LINES}: use `morgue batch`",
                rows.len()
            )));
        }
        let name = if self.field.is_some() { "name" } else { "query" };
        Ok(BatchTable { header: vec![name.to_owned()], rows })
    }

    /// Works through the list, and answers with a page or a CSV file.
    ///
    /// # Errors
    /// Fails as a search does, when the list is too long, or when time runs out.
    pub(crate) fn answer(&self, state: &AppState, budget: &Budget) -> Result<Response, Problem> {
        let table = self.table()?;
        let filters = Request::default();
        let (engine, today) = (&*state.engine, today());
        let list = BatchList { table: &table, column: 0, engine, filters: &filters, today, budget };
        if self.is_csv {
            let columns =
                self.field.map_or(BatchColumns::Counts { years: true }, BatchColumns::Names);
            let mut file = Vec::new();
            list.write(columns, &mut file)?;
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"list.csv\""),
            ];
            return Ok((headers, file).into_response());
        }
        let found = match self.field {
            None => counts_table(&table, &list.counts()?),
            Some(field) => {
                let matcher = NameMatcher::new(engine, &[field], today, budget)?;
                let names = table.rows.iter().flatten();
                let found = names
                    .map(|name| Ok((name.as_str(), matcher.matches(name, usize::MAX)?)))
                    .collect::<Result<Vec<_>, Problem>>()?;
                names_table(&found)
            }
        };
        Ok(self.page(Some(&found)))
    }

    fn page(&self, found: Option<&Markup>) -> Response {
        let body = html! {
            main.page.check.lists #content {
                (tools_line("/lists"))
                h1 { "Lists" }
                p { "Paste a column: a query or a name on each line. Queries are counted by articles, stories and years, \
                     and names are matched with those of the archive. Nothing is kept." }
                form method="post" action="/lists" {
                    label for="list" { "The list, up to " (with_separators(MAX_LINES as u64)) " lines" }
                    textarea #list name="list" rows="8" required maxlength="500000" spellcheck="false" { (self.text) }
                    div.controls {
                        label { "Read the lines as "
                            select name="as" { @for (name, label, _) in KINDS {
                                option value=(name) selected[name == self.kind] { (label) }
                            } }
                        }
                        button { "Look up" }
                        button name="format" value="csv" { "Download as CSV" }
                    }
                }
                @if let Some(found) = found { section #report aria-label="What was found" { (found) } }
                @else { p.muted { "Longer lists and CSV files with more columns: " code { "morgue batch FILE.csv" } ", or "
                    code { "POST /api/batch" } ". OpenRefine uses " code { "/reconcile" } "." } }
            }
        };
        page(&Frame { title: "Lists", here: "/tools", ..Frame::default() }, &body)
    }
}

/// The empty form.
pub(crate) fn list_form() -> Response {
    let empty = SentList { text: String::new(), kind: "queries", field: None, is_csv: false };
    empty.page(None)
}

/// The numbers of each query, with its years as small bars.
fn counts_table(table: &BatchTable, all: &[BatchCounts]) -> Markup {
    let years: BTreeSet<i16> = all.iter().flat_map(|it| it.years.keys().copied()).collect();
    let span = years.first().copied().zip(years.last().copied());
    let highest = all.iter().flat_map(|it| it.years.values().copied()).max().unwrap_or(1);
    html! {
        h2 { (counted(all.len() as u64, "query", "queries")) }
        div.scroll tabindex="0" { table.stacked {
            thead { tr {
                th { "Query" } th.num { "Articles" } th.num { "Stories" }
                th { @match span {
                    Some((first, last)) if first < last => { "By year, " (first) " to " (last) }
                    Some((year, _)) => { "In " (year) }
                    None => "By year",
                } }
                th { "First and last" }
            } }
            tbody { @for (row, counts) in table.rows.iter().flatten().zip(all) {
                @let search = Request { query: row.clone(), ..Request::default() };
                tr {
                    td { a href=(search_params::url("/", &search)) { (row) }
                        @for note in &counts.notes { p.muted { (message(&note.message)) } } }
                    td.num { (with_separators(counts.articles)) }
                    td.num { (with_separators(counts.stories)) }
                    td { @if let Some(span) = span { (year_bars(counts, span, highest)) } }
                    td.num { @if let Some((first, last)) = counts.days {
                        (first) @if last != first { " – " (last) }
                    } }
                }
            } }
        } }
    }
}

/// The articles of each year as bars, on one scale for the whole list.
fn year_bars(counts: &BatchCounts, (first, last): (i16, i16), highest: u64) -> Markup {
    let width = 120.0 / f64::from(last - first + 1);
    let label: Vec<String> =
        counts.years.iter().map(|(year, count)| format!("{year}: {count}")).collect();
    html! {
        @if !counts.years.is_empty() {
            svg.years viewBox="0 0 120 20" width="120" height="20" role="img" aria-label=(label.join(", ")) {
                @for (year, count) in &counts.years {
                    @let height = (*count as f64 / highest as f64 * 20.0).max(1.0);
                    rect x=(format!("{:.1}", f64::from(year - first) * width)) width=(format!("{:.1}", (width - 1.0).max(0.5)))
                        y=(format!("{:.1}", 20.0 - height)) height=(format!("{height:.1}")) {
                        title { (year) ": " (counted(*count, "article", "articles")) }
                    }
                }
            }
        }
    }
}

/// The best candidate for each name with its evidence, and the next ones.
fn names_table(found: &[(&str, Vec<NameMatch>)]) -> Markup {
    let certain = found.iter().filter(|(_, candidates)| certainty(candidates) == "one").count();
    html! {
        h2 { (counted(found.len() as u64, "name", "names")) ", "
            (with_separators(certain as u64)) " with one match" }
        div.scroll tabindex="0" { table.stacked {
            thead { tr { th { "Name" } th { "In the archive" } th.num { "Articles" } th { "Evidence" } th { "Others" } } }
            tbody { @for (name, candidates) in found { tr {
                td { (name) }
                @match candidates.split_first() {
                    None => { td.muted colspan="4" { "no match" } }
                    Some((best, others)) => {
                        td { (candidate_link(best)) }
                        td.num { (with_separators(best.articles)) }
                        td { @match certainty(candidates) {
                            "several" => { "several: " (best.evidence) }
                            _ => (best.evidence),
                        } }
                        td { @for (number, other) in others.iter().take(OTHERS).enumerate() {
                            @if number > 0 { ", " }
                            (candidate_link(other)) " " span.count.muted { (with_separators(other.articles)) }
                        } @if others.len() > OTHERS { span.muted { " and " (others.len() - OTHERS) " more" } } }
                    }
                }
            } } }
        } }
    }
}

fn candidate_link(candidate: &NameMatch) -> Markup {
    html! { a href=[dossier_url(&candidate.key)] { (candidate.name) } }
}
