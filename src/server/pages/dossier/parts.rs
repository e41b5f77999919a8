//! Lists on the page about a value: roles, names, values it appears with, articles.

use maud::{Markup, html};

use super::sample::{Role, Sample};
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::answer::{Facet, FacetValue};
use crate::search::facets::term::AlternateName;
use crate::search::request::{Filter, Request};
use crate::server::pages::edit::separate_form;
use crate::server::pages::text::{
    article_url, counted, dossier_url, facet_url, headline, meta_line, with_separators,
};
use crate::server::search_params;

/// Articles in a list.
pub(super) const ARTICLES: usize = 4;
/// Rows of a list of values.
const ROWS: usize = 10;
/// Rows of the list of roles.
const ROLES: usize = 12;

/// The roles of a person over time.
pub(super) fn roles(sample: &Sample, articles: u64) -> Markup {
    let roles = sample.roles();
    html! {
        @if !roles.is_empty() {
            section.roles {
                h2 { "Roles over time" }
                ul { @for role in roles.iter().take(ROLES) {
                    li { span { (role.name()) } span.muted.num { (years(role)) } }
                } }
                @if roles.len() > ROLES || sample.articles < articles {
                    p.muted { "As " (counted(sample.articles, "article gives", "articles give")) " them"
                        @if sample.articles < articles { ", the earliest and the latest" } "." }
                }
            }
        }
    }
}

/// The years of a role and its number of articles: "1985–1987, 12×".
fn years(role: &Role) -> String {
    let years = role.first.zip(role.last).map(|(first, last)| {
        let (first, last) = (first.year(), last.year());
        if first == last { format!("{first}, ") } else { format!("{first}–{last}, ") }
    });
    format!("{}{}×", years.unwrap_or_default(), role.articles)
}

/// The other names of a value, with the evidence; with buttons that take them off where names can be
/// corrected.
pub(super) fn names(
    field: Field,
    key: &str,
    alternates: &[AlternateName],
    is_editable: bool,
) -> Markup {
    html! {
        @if !alternates.is_empty() {
            section.roles {
                h2 { "Other names" }
                ul { @for other in alternates {
                    li {
                        span { (other.name) " " span.muted { (other.evidence) } }
                        @if let Some(articles) = other.articles { span.muted.num { (with_separators(articles)) "×" } }
                        // A split is taken back where it is listed.
                        @if is_editable && !other.is_split {
                            (separate_form(field, key, &other.key, &other.name))
                        }
                    }
                } }
            }
        }
    }
}

/// The most frequent values of a facet, each with its page and the articles it shares.
pub(super) fn values(search: &Request, own: &str, facet: &Facet) -> Markup {
    let others: Vec<&FacetValue> = facet
        .values
        .iter()
        .filter(|value| value.value != own && value.count > 0)
        .take(ROWS)
        .collect();
    let highest = others.iter().map(|value| value.count).max().unwrap_or(1).max(1);
    let shared = |value: &FacetValue| {
        let mut both = search.clone();
        both.filters.push(Filter {
            field: facet.field,
            value: value.value.clone(),
            exclude: false,
        });
        search_params::url("/", &both)
    };
    html! {
        ul.values { @for value in others {
            @let articles = format!("{} with {}", counted(value.count, "article", "articles"), value.name);
            li {
                a.value href=(dossier_url(&value.value).unwrap_or_else(|| facet_url(facet.field, &value.value))) {
                    svg.bar viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" {
                        rect width=(format!("{:.1}", value.count as f64 / highest as f64 * 100.0)) height="1" {}
                    }
                    span.label { (value.name) }
                    span.count { (with_separators(value.count)) }
                }
                a.adjust href=(shared(value)) title=(articles) aria-label=(articles) { "→" }
            }
        } }
    }
}

/// A short list of articles.
pub(super) fn articles(heading: &str, documents: &[Document]) -> Markup {
    html! {
        @if !documents.is_empty() {
            section {
                h2 { (heading) }
                @for document in documents.iter().take(ARTICLES) {
                    article.hit {
                        h3 { a href=(article_url(&document.id)) { (headline(&document.article)) } }
                        (meta_line(&document.article))
                    }
                }
            }
        }
    }
}
