//! The page that sets two searches side by side: on one timeline, with what they share.

use axum::response::Response;
use maud::{Markup, html};

use super::tools::tools_line;
use crate::article::schema::Field;
use crate::research::comparison::{SharedValue, shared_values};
use crate::search::answer::Answer;
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{counted, dossier_url, facet_label, facet_url, with_separators};
use crate::server::pages::timeline;
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::AppState;

/// The facets that are compared.
const FACETS: [Field; 4] = [Field::People, Field::Places, Field::Organisations, Field::Topics];

/// Values of each facet that are compared, and rows that are shown.
const COMPARED: usize = 100;
const ROWS: usize = 12;

/// Two searches with their answers.
pub(crate) struct Comparison {
    queries: [String; 2],
    answers: Option<[Answer; 2]>,
    /// The number of articles that both find.
    both: u64,
}

impl Comparison {
    /// Answers two queries; none while one of them is missing.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn new(
        state: &AppState,
        queries: [String; 2],
        budget: &Budget,
    ) -> Result<Self, Problem> {
        let [one, two] = &queries;
        if one.trim().is_empty() || two.trim().is_empty() {
            return Ok(Self { queries, answers: None, both: 0 });
        }
        let search = |query: &str, facets: &[Field]| {
            let (query, facets) = (query.to_string(), facets.to_vec());
            let request =
                Request { query, facets, values: COMPARED, limit: 0, ..Request::default() };
            state.search(&request, budget)
        };
        let answers = [search(one, &FACETS)?, search(two, &FACETS)?];
        let both = search(&format!("({one}) ({two})"), &[])?.articles;
        Ok(Self { queries, answers: Some(answers), both })
    }

    /// Makes the page.
    pub(crate) fn response(&self) -> Response {
        let body = html! {
            main.dossier #content {
                (tools_line("/compare"))
                h1 { "Compare" }
                (self.form())
                @match &self.answers {
                    Some(answers) => (self.comparison(answers)),
                    None => (examples()),
                }
            }
        };
        page(&Frame { title: "Compare", here: "/tools", ..Frame::default() }, &body)
    }

    fn form(&self) -> Markup {
        let [one, two] = &self.queries;
        html! {
            form.pair action="/compare" {
                label { span.one { "■ " } "One search" input type="search" name="a" value=(one) autocomplete="off"; }
                label { span.two { "■ " } "The other" input type="search" name="b" value=(two) autocomplete="off"; }
                button { "Compare" }
            }
        }
    }

    fn comparison(&self, answers: &[Answer; 2]) -> Markup {
        let [one, two] = answers;
        let [one_query, two_query] = &self.queries;
        let link = |query: &str, count: u64| {
            let request = Request { query: query.to_string(), ..Request::default() };
            html! { a href=(search_params::url("/", &request)) { (counted(count, "article", "articles")) } }
        };
        html! {
            p.sub.num {
                span.one { "■ " } (link(one_query, one.articles)) ", "
                span.two { "■ " } (link(two_query, two.articles)) ", in both "
                (link(&format!("({one_query}) ({two_query})"), self.both))
            }
            (timeline::pair(&one.timeline, &two.timeline))
            div.columns { @for field in FACETS { (shared(field, answers)) } }
        }
    }
}

/// The values that both have.
fn shared(field: Field, answers: &[Answer; 2]) -> Markup {
    let [one, two] = answers;
    let mut both = shared_values(field, [one, two]);
    both.truncate(ROWS);
    let share = |count: u64, answer: &Answer| count as f64 / answer.articles.max(1) as f64;
    let largest = both
        .iter()
        .map(|it| share(it.value.count, one).max(share(it.other, two)))
        .fold(f64::MIN_POSITIVE, f64::max);
    html! {
        @if !both.is_empty() {
            section {
                h2 { (facet_label(field)) " of both" }
                table.mirror {
                    colgroup { col.num; col.side; col; col.side; col.num; }
                    thead.vh { tr { th { "One" } th { "Share" } th { (facet_label(field)) } th { "Share" } th { "Other" } } }
                    tbody { @for SharedValue { value, other } in &both { tr {
                        td.num { (with_separators(value.count)) }
                        td.side.one { (bar(share(value.count, one) / largest, true)) }
                        td { a href=(dossier_url(&value.value).unwrap_or_else(|| facet_url(field, &value.value))) { (value.name) } }
                        td.side.two { (bar(share(*other, two) / largest, false)) }
                        td.num { (with_separators(*other)) }
                    } } }
                }
            }
        }
    }
}

fn bar(part: f64, from_right: bool) -> Markup {
    let width = part * 100.0;
    let x = if from_right { 100.0 - width } else { 0.0 };
    html! {
        svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true" {
            rect x=(format!("{x:.1}")) width=(format!("{width:.1}")) y="2" height="10" {}
        }
    }
}

fn examples() -> Markup {
    html! {
        p.sub { "Type two searches, such as two people or two words. They are drawn on one timeline, with \
                 the people, places and topics that both have. A page about a person leads here too." }
    }
}
