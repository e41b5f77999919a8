//! The page about a person, place, organisation or topic: its names, its coverage over time, whom and
//! what it appears with, and its first, latest and most central articles.

mod network;
mod parts;
mod sample;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::edit;
use super::layout::{Frame, page};
use super::text::{counted, dossier_url, facet_label, search_for, with_separators};
use super::timeline::Timeline;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::answer::{Answer, Facet};
use crate::search::budget::Budget;
use crate::search::facets::term::AlternateName;
use crate::search::planner;
use crate::search::request::{Request, Sort};
use crate::server::problem::Problem;
use crate::server::search_params;
use crate::server::state::{AppState, today};
use network::Network;
use parts::ARTICLES;
use sample::Sample;

/// Values of each facet on the page, and so the people of the network.
const VALUES: usize = 24;

/// Articles read from each end of the time, for what no count tells.
const READ: usize = 60;

/// A value with everything its page shows.
pub(in crate::server) struct Dossier {
    field: Field,
    value: String,
    /// The name that is shown.
    pub name: String,
    /// Its other names, with the evidence.
    pub alternates: Vec<AlternateName>,
    /// The search with the value as a filter.
    search: Request,
    /// The search with the value as a query, to which other values are added.
    appears: Request,
    /// The counts of all its articles.
    pub answer: Answer,
    /// The earliest articles.
    pub first: Vec<Document>,
    /// The latest articles, the newest first.
    pub latest: Vec<Document>,
    /// The articles that it matters most in.
    pub central: Vec<Document>,
    /// What the earliest and latest articles say.
    pub sample: Sample,
}

impl Dossier {
    /// Collects what the archive knows about a value.
    ///
    /// # Errors
    /// Fails when the archive has no such value or the index cannot be read.
    pub(in crate::server) fn new(
        state: &AppState,
        field: Field,
        key: &str,
        budget: &Budget,
    ) -> Result<Self, Problem> {
        let terms = state.engine.facet_terms(field)?;
        let Some(term) = terms.get(key)? else {
            let kind = field.flag_name();
            return Err(Problem::not_found(format!("there is no {kind} `{key}` in this archive")));
        };
        let search = search_for(field, &term.value);
        let facets = vec![
            Field::People,
            Field::Places,
            Field::Organisations,
            Field::Topics,
            Field::Publisher,
        ];
        // A filter would leave its own facet uncounted, and a second value of it would be an alternative.
        let itself = format!("{}:=\"{}\"", field.flag_name(), term.value);
        let appears = Request { query: itself, ..Request::default() };
        let counting = Request { facets, values: VALUES + 1, limit: 0, ..appears.clone() };
        let answer = state.search(&counting, budget)?;
        let articles = |request: &Request, sort: Sort, limit| -> Result<Vec<Document>, Problem> {
            let facets = Vec::new();
            let request = Request { sort: Some(sort), limit, facets, ..request.clone() };
            let mut plan = planner::plan(&*state.engine, &request, today(), budget)?.plan;
            plan.timeline = false;
            Ok(state.engine.search(&plan)?.hits.into_iter().map(|hit| hit.document).collect())
        };
        let major = format!("major:=\"{}\"", term.value);
        let central = match field {
            Field::Topics => Vec::new(),
            _ => articles(
                &Request { query: major, ..Request::default() },
                Sort::Relevance,
                ARTICLES,
            )?,
        };
        let first = articles(&search, Sort::Oldest, READ)?;
        let latest = articles(&search, Sort::Newest, READ)?;
        Ok(Self {
            field,
            value: term.value.clone(),
            name: term.name.clone(),
            alternates: term.alternates.clone(),
            sample: Sample::read(first.iter().chain(&latest), &term.value),
            first,
            latest,
            central,
            answer,
            search,
            appears,
        })
    }

    /// Makes the page.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(super) fn response(&self, state: &AppState) -> Result<Response, Problem> {
        let overview = state.overview()?;
        let timeline = Timeline {
            bars: &self.answer.timeline,
            undated: self.answer.undated,
            request: &self.search,
            overview: &overview,
            today: today(),
        };
        let network = self.network();
        let forms = edit::forms(state.editor.as_deref(), self.field, &self.value, &self.name)?;
        let body = html! {
            main.dossier #content {
                (self.heading())
                (forms)
                (timeline.draw())
                div.columns {
                    (parts::roles(&self.sample, self.answer.articles))
                    (parts::names(self.field, &self.value, &self.alternates, state.editor.is_some()))
                }
                div.columns {
                    @if network.has_people() { (self.network_section(&network)) }
                    (self.places())
                }
                div.columns.three {
                    (self.related(Field::Topics, "About what"))
                    (self.related(Field::Organisations, "Organisations"))
                    (self.related(Field::Publisher, "Where it was published"))
                }
                div.columns.three {
                    (parts::articles("First", &self.first))
                    (parts::articles("Latest", &self.latest))
                    (parts::articles("Most central", &self.central))
                }
            }
        };
        Ok(page(&Frame { title: &self.name, ..Frame::default() }, &body))
    }

    /// The network of people as a file.
    pub(super) fn network_file(&self, format: NetworkFormat) -> Response {
        let network = self.network();
        let (media_type, extension, body) = match format {
            NetworkFormat::Svg => ("image/svg+xml", "svg", network.svg(false).into_string()),
            NetworkFormat::Gexf => ("application/gexf+xml", "gexf", network.gexf()),
        };
        let slug = self.value.split_once('/').map_or("network", |(_, slug)| slug);
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let slug: String = slug.chars().filter(|c| is_plain(*c)).collect();
        let disposition = format!("attachment; filename=\"{slug}.{extension}\"");
        let headers =
            [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, &disposition)];
        (headers, body).into_response()
    }

    fn heading(&self) -> Markup {
        let articles = self.answer.articles;
        let query = format!("{}:=\"{}\"", self.field.flag_name(), self.name.replace('"', ""));
        let compare = search_params::with_parameters("/compare", [("a", query.as_str())]);
        html! {
            p.kind { (facet_label(self.field)) }
            h1 { (self.name) }
            p.sub {
                @if let Some(role) = self.sample.main_role() { (role) ". " }
                a href=(search_params::url("/", &self.search)) { (counted(articles, "article", "articles")) }
                @if let Some((first, last)) = self.span() { ", " (first) @if first != last { " to " (last) } }
                " · " a href=(compare) { "compare with another" }
            }
        }
    }

    /// The first and the last date of the articles, in words.
    fn span(&self) -> Option<(String, String)> {
        let date = |documents: &[Document]| {
            let published = documents.first()?.article.published.as_ref()?;
            Some(published.date.to_string())
        };
        date(&self.first).zip(date(&self.latest))
    }

    fn facet(&self, field: Field) -> Option<&Facet> {
        self.answer.facets.iter().find(|facet| facet.field == field)
    }

    fn network(&self) -> Network {
        let people = self.facet(Field::People).map(|facet| facet.values.as_slice());
        let others = people.unwrap_or_default().iter().filter(|other| other.value != self.value);
        let others: Vec<_> = others.take(VALUES).collect();
        Network::new((&self.value, &self.name), self.answer.articles, &others, &self.sample)
    }

    fn network_section(&self, network: &Network) -> Markup {
        let url = dossier_url(&self.value).unwrap_or_default();
        html! {
            section.network {
                h2 { "With whom" }
                div.scroll tabindex="0" role="group" aria-label="Network" { (network.svg(true)) }
                p.muted.num {
                    "Lines between others are from " (with_separators(self.sample.articles)) " of "
                    (counted(self.answer.articles, "article", "articles")) ". "
                    a href={ (url) "/network.svg" } { "SVG" } " · " a href={ (url) "/network.gexf" } { "GEXF for Gephi" }
                }
                (self.related(Field::People, "People in the same articles"))
            }
        }
    }

    fn places(&self) -> Markup {
        let places = self.facet(Field::Places);
        html! {
            @if let Some(places) = places.filter(|places| !places.values.is_empty()) {
                section {
                    h2 { "Where" }
                    (super::map::place_map(&self.search, places))
                    (parts::values(&self.appears, &self.value, places))
                }
            }
        }
    }

    fn related(&self, field: Field, heading: &str) -> Markup {
        let facet = self.facet(field).filter(|facet| !facet.values.is_empty());
        html! {
            @if let Some(facet) = facet {
                section { h2 { (heading) } (parts::values(&self.appears, &self.value, facet)) }
            }
        }
    }
}

/// A format of a network file.
#[derive(Clone, Copy)]
pub(super) enum NetworkFormat {
    /// A picture.
    Svg,
    /// A graph for Gephi and other programs.
    Gexf,
}
