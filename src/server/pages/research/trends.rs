//! The page for trends: queries side by side over time.

use axum::response::Response;
use maud::{Markup, PreEscaped, html};

use super::tools::tools_line;
use crate::research::trend::{Period, Trend, TrendRow, trend};
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::exports::chart;
use crate::server::exports::chart::Measure;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{counted, message, with_separators};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::{AppState, today};

/// Queries of the form.
const QUERIES: usize = 4;

/// Rows of the table; files have all.
const ROWS: usize = 400;

/// A trend that is asked for in an address.
pub(crate) struct TrendsPage {
    queries: Vec<String>,
    by: &'static str,
    period: Period,
    measure: (&'static str, Measure),
    filters: Request,
}

impl TrendsPage {
    /// Reads an address.
    ///
    /// # Errors
    /// Fails when a parameter is unknown or invalid.
    pub(crate) fn read(mut parameters: QueryParameters) -> Result<Self, Problem> {
        let queries = parameters.extract_if(.., |(name, _)| name == "q");
        let queries: Vec<String> =
            queries.map(|(_, query)| query).filter(|it| !it.trim().is_empty()).collect();
        if queries.len() > QUERIES {
            return Err(Problem::bad_request(format!("this page takes up to {QUERIES} queries")));
        }
        let mut named = |name: &str, default: &str| {
            let value = search_params::take(&mut parameters, name).filter(|it| !it.is_empty());
            value.unwrap_or_else(|| default.to_owned())
        };
        let (by, measure) = (named("by", "year"), named("measure", "articles"));
        let unknown =
            |name: &str, value: &str| Problem::bad_request(format!("unknown {name} `{value}`"));
        let (by, period) =
            *Period::ALL.iter().find(|it| it.0 == by).ok_or_else(|| unknown("by", &by))?;
        let measure = *Measure::ALL
            .iter()
            .find(|it| it.0 == measure)
            .ok_or_else(|| unknown("measure", &measure))?;
        let filters = search_params::request(&parameters)?;
        Ok(Self { queries, by, period, measure, filters })
    }

    /// Counts and draws.
    ///
    /// # Errors
    /// Fails as a search does, and when the dates span too many periods.
    pub(crate) fn response(&self, state: &AppState, budget: &Budget) -> Result<Response, Problem> {
        let counted = match self.queries.is_empty() {
            true => None,
            false => {
                let engine = &*state.engine;
                Some(trend(engine, &self.queries, &self.filters, self.period, today(), budget)?)
            }
        };
        let body = html! {
            main.dossier.trends #content {
                (tools_line("/trends"))
                h1 { "Trends" }
                (self.form())
                @match &counted {
                    Some(trend) => (self.trend(trend)),
                    None => p.sub { "Type two queries or more, such as a word and a phrase. Each may have every operator of a search." },
                }
            }
        };
        Ok(page(&Frame { title: "Trends", here: "/tools", ..Frame::default() }, &body))
    }

    fn form(&self) -> Markup {
        let shown = |known: &str| match known {
            "articles" => "articles",
            "share" => "share of all articles",
            _ => "per million words",
        };
        html! {
            form.queries action="/trends" {
                @for number in 0..QUERIES {
                    label { span class={ "series-" (number) } { "■ " } "Query " (number + 1)
                        input type="search" name="q" autocomplete="off" value=(self.queries.get(number).map_or("", String::as_str)); }
                }
                @for (name, value) in search_params::parameters(&self.filters) {
                    input type="hidden" name=(name) value=(value);
                }
                div.controls {
                    label { "By " select name="by" { @for (name, _) in Period::ALL {
                        option value=(name) selected[name == self.by] { (name) }
                    } } }
                    label { "Show " select name="measure" { @for (name, _) in Measure::ALL {
                        option value=(name) selected[name == self.measure.0] { (shown(name)) }
                    } } }
                    button { "Count" }
                }
            }
        }
    }

    /// The address of the same trend in the API.
    fn file(&self, format: &str) -> String {
        let queries = self.queries.iter().map(|query| ("q", query.as_str()));
        let own = [("by", self.by), ("measure", self.measure.0), ("format", format)];
        let filters = search_params::parameters(&self.filters);
        let filters = filters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        search_params::with_parameters("/api/trend", queries.chain(own).chain(filters))
    }

    fn trend(&self, trend: &Trend) -> Markup {
        html! {
            ul.totals.num { @for (number, of) in trend.queries.iter().enumerate() {
                @let search = Request { query: of.query.to_string(), ..self.filters.clone() };
                li { span class={ "series-" (number) } { "■ " } a href=(search_params::url("/", &search)) { (of.query) } " "
                    (counted(of.articles, "article", "articles"))
                    @if let Some(occurrences) = of.occurrences { ", " (counted(occurrences, "occurrence", "occurrences")) }
                    @if of.undated > 0 { ", " (with_separators(of.undated)) " undated" }
                }
            } }
            @if !trend.exact { p.warning { "Time ran out: the numbers are too low." } }
            @for warning in &trend.warnings { p.muted { (message(&warning.message)) } }
            @if trend.rows.is_empty() { p.sub { "No article with a date matches." } }
            @else {
                div.chart.scroll tabindex="0" role="region" aria-label="Chart" { (PreEscaped(chart::svg(trend, self.measure.1))) }
                p.files { "Save as " a href=(self.file("csv")) { "CSV" } ", " a href=(self.file("json")) { "JSON" } " or "
                    a href=(self.file("svg")) { "SVG" } "." }
                (self.table(trend))
            }
        }
    }

    fn table(&self, trend: &Trend) -> Markup {
        let rows: Vec<&TrendRow> = trend.rows.iter().chain(&trend.imprecise).collect();
        html! {
            div.scroll tabindex="0" role="region" aria-label="Numbers" { table.numbers {
                thead { tr { th scope="col" { (self.by) } th.num scope="col" { "All" }
                    @for number in 0..trend.queries.len() {
                        th.num scope="col" { span class={ "series-" (number) } { "■ " } "Articles" }
                        th.num scope="col" { "%" }
                        th.num scope="col" { "Per million" }
                    }
                } }
                tbody { @for row in rows.iter().take(ROWS) { tr {
                    td { (period_label(self.period, row)) }
                    td.num { (with_separators(row.all)) }
                    @for (number, articles) in row.articles.iter().enumerate() {
                        td.num { (with_separators(*articles)) }
                        td.num { @if row.all > 0 { (format!("{:.1}", row.share(number) * 100.0)) } @else { "–" } }
                        td.num { @match row.per_million(number) { Some(rate) => (format!("{rate:.1}")), None => "–" } }
                    }
                } } }
            } }
            @if rows.len() > ROWS { p.muted { "The files have all " (with_separators(rows.len() as u64)) " rows." } }
        }
    }
}

/// The name of a period; what is known less precisely has both days.
fn period_label(by: Period, row: &TrendRow) -> String {
    match by {
        Period::Year => row.from.strftime("%Y").to_string(),
        Period::Month if row.to <= row.from.last_of_month() => {
            row.from.strftime("%Y-%m").to_string()
        }
        _ if row.from == row.to => row.from.to_string(),
        _ => format!("{} – {}", row.from, row.to),
    }
}
