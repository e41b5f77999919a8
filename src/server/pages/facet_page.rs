//! The page of all values of a facet: searched within, sorted by count or name, and paged through.

use axum::response::Response;
use maud::{Markup, html};

use super::facets::{hidden_parameters, value_list};
use super::layout::{Frame, page};
use super::text::{counted, facet_label, with_separators};
use crate::article::schema::Field;
use crate::search::answer::{Answer, Facet, FacetValue};
use crate::search::budget::Budget;
use crate::search::request::{ALL_VALUES, FacetPattern, Request};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::AppState;

/// The number of values on a page.
const PAGE: usize = 200;

/// What the page shows of a facet.
pub(super) struct FacetView {
    field: Field,
    search: Request,
    containing: String,
    by_name: bool,
    /// The number of the page, from zero.
    page: usize,
}

impl FacetView {
    /// Reads the parameters of the page.
    ///
    /// # Errors
    /// Fails when one is unknown or invalid.
    pub(super) fn new(field: Field, mut parameters: QueryParameters) -> Result<Self, Problem> {
        let mut take = |name| search_params::take(&mut parameters, name).unwrap_or_default();
        let (containing, order, number) = (take("containing"), take("order"), take("page"));
        let page = match number.as_str() {
            "" => Some(1),
            number => number.parse().ok().filter(|page| *page > 0 && *page < usize::MAX / PAGE),
        };
        let page = page.ok_or_else(|| {
            Problem::bad_request(format!("invalid page `{number}`: use a number from 1"))
        })?;
        let by_name = match order.as_str() {
            "" | "count" => false,
            "name" => true,
            _ => {
                let hint = "use `count` or `name`";
                return Err(Problem::bad_request(format!("unknown order `{order}`: {hint}")));
            }
        };
        let search = search_params::request(&parameters)?;
        Ok(Self { field, search, containing, by_name, page: page - 1 })
    }

    /// Counts the values and makes the page.
    ///
    /// # Errors
    /// Fails when the request is invalid or the index cannot be read.
    pub(super) fn response(&self, state: &AppState, budget: &Budget) -> Result<Response, Problem> {
        let needs_all = self.by_name || !self.containing.is_empty();
        let values = if needs_all { ALL_VALUES } else { (self.page + 1) * PAGE };
        let facets = vec![self.field];
        let request = Request { facets, values, limit: 0, after: None, ..self.search.clone() };
        let answer = state.search(&request, budget)?;
        let Some(facet) = answer.facets.first() else {
            let message = format!("the answer lacks the facet `{}`", self.field);
            return Err(Problem::internal(message));
        };
        let mut facet = facet.clone();
        if !self.containing.is_empty() {
            let pattern =
                FacetPattern { substring: self.containing.clone(), ..FacetPattern::default() };
            let terms = state.engine.facet_terms(self.field)?;
            let mut matching: Vec<&str> =
                terms.matching(&pattern)?.map(|term| term.value.as_str()).collect();
            matching.sort_unstable();
            facet.values.retain(|value| matching.binary_search(&value.value.as_str()).is_ok());
            facet.distinct = facet.values.len() as u64;
        }
        if self.by_name {
            facet.values.sort_by_cached_key(|value| value.name.to_lowercase());
        }
        Ok(self.page(&answer, &facet))
    }

    fn page(&self, answer: &Answer, facet: &Facet) -> Response {
        let label = facet_label(self.field);
        let shown: Vec<&FacetValue> =
            facet.values.iter().skip(self.page * PAGE).take(PAGE).collect();
        // A tree only where all values are on the page.
        let as_tree = !self.by_name && facet.values.len() <= PAGE && self.page == 0;
        let body = html! {
            main.page.facet-page #content {
                p { a href=(search_params::url("/", &self.search)) {
                    "Back to " (counted(answer.total, "article", "articles")) } }
                h1 { (label) " " span.muted.num { (with_separators(facet.distinct)) } }
                (self.controls())
                @if shown.is_empty() {
                    p { "No value " @if !self.containing.is_empty() { "with “" (self.containing) "” in its name " }
                        "is in these articles." }
                }
                (value_list(&self.search, answer, facet, shown, as_tree))
                (self.pager(facet.distinct))
            }
        };
        page(&Frame { title: label, search: Some(&self.search), ..Frame::default() }, &body)
    }

    fn controls(&self) -> Markup {
        let label = format!("Search in {}", facet_label(self.field).to_lowercase());
        html! {
            form.controls action={ "/facets/" (self.field) } {
                (hidden_parameters(&self.search))
                @if self.by_name { input type="hidden" name="order" value="name"; }
                input type="search" name="containing" value=(self.containing) placeholder=(label) aria-label=(label);
                button { "Search" }
                span { "Sorted by "
                    a href=(self.url(false, 0)) aria-current=[(!self.by_name).then_some("true")] { "count" }
                    " or "
                    a href=(self.url(true, 0)) aria-current=[self.by_name.then_some("true")] { "name" }
                }
            }
        }
    }

    fn pager(&self, values: u64) -> Markup {
        let pages = values.div_ceil(PAGE as u64);
        html! {
            @if pages > 1 {
                nav.pager aria-label="Pages of values" {
                    @if self.page > 0 { a.button rel="prev" href=(self.url(self.by_name, self.page - 1)) { "Previous" } }
                    @if (self.page as u64 + 1) < pages { a.button rel="next" href=(self.url(self.by_name, self.page + 1)) { "Next" } }
                    span.muted.num { "Page " (with_separators(self.page as u64 + 1)) " of " (with_separators(pages)) }
                }
            }
        }
    }

    fn url(&self, by_name: bool, number: usize) -> String {
        let number = (number + 1).to_string();
        let all = [
            ("containing", self.containing.as_str(), !self.containing.is_empty()),
            ("order", "name", by_name),
            ("page", number.as_str(), number != "1"),
        ];
        let given =
            all.into_iter().filter(|(.., given)| *given).map(|(name, value, _)| (name, value));
        let path = format!("/facets/{}", self.field);
        search_params::with_parameters(&search_params::url(&path, &self.search), given)
    }
}
