//! Where an article and its values come from: the record's metadata, its file and its duplicates.

use maud::{Markup, html};

use crate::article::date::{DateSource, Published};
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::facets::term::FacetTerm;
use crate::search::records::DuplicateRecord;
use crate::server::pages::text::{article_url, date, facet_label, facet_url, message, meta};

/// The line above the headline, which opens to all metadata and their sources.
pub(super) fn metadata(document: &Document) -> Markup {
    let article = &document.article;
    let labels = [
        (Field::Publisher, &article.publisher),
        (Field::Agency, &article.agency),
        (Field::Section, &article.section),
        (Field::Language, &article.language),
    ];
    let texts = [("Edition", &article.edition), ("Page", &article.page)];
    html! {
        details.source {
            summary { (meta(article)) }
            dl {
                @if let Some(published) = &article.published {
                    dt { "Published" }
                    dd { (date(&published.date)) ", from " (date_source(published)) }
                }
                @if let Some(dateline) = &article.dateline {
                    dt { "Dateline" } dd { (dateline.raw) }
                }
                @for (field, value) in labels.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { (facet_label(field)) }
                    dd { a href=(facet_url(field, value)) { (FacetTerm::from_label(field, value).name) } }
                }
                @for (label, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
                    dt { (label) } dd { (value) }
                }
                @if !article.authors.is_empty() {
                    dt { (facet_label(Field::Authors)) }
                    dd { @for (index, author) in article.authors.iter().enumerate() {
                        @if index > 0 { ", " }
                        a href=(facet_url(Field::Authors, author)) { (author) }
                    } }
                }
                dt { "Read from" }
                dd { code { (document.path) } ", record " (document.record) ", as " (document.format_label()) }
                @for note in &article.notes { dt { "Note of the desk" } dd { (note) } }
            }
        }
    }
}

fn date_source(published: &Published) -> &'static str {
    match published.source {
        DateSource::Metadata => "a field of the record",
        DateSource::Dateline => "the dateline",
        DateSource::Text => "the text",
        DateSource::File => "the name of the file or its folder",
    }
}

/// The formats that an article is saved in, their names, and whether they are citations.
const CITATIONS: [(&str, &str, bool); 4] = [
    ("ris", "RIS", true),
    ("bibtex", "BibTeX", true),
    ("csl-json", "CSL-JSON", true),
    ("csv", "CSV", false),
];

/// Citations, the file and the address of the article, its duplicates and its warnings. The file is a
/// link where the reader may have it.
pub(super) fn provenance(
    document: &Document,
    duplicates: &[DuplicateRecord],
    has_original: bool,
) -> Markup {
    let url = &document.article.url;
    let cite = |format: &str| format!("/api/articles/{}/export?format={format}", document.id);
    html! {
        footer.after.provenance {
            p.cite {
                span { "Cite or save:" }
                @for (format, label, is_citation) in CITATIONS {
                    span { a href=(cite(format)) data-copies[is_citation] { (label) } }
                }
                span { a href={ "/api/articles/" (document.id) } { "JSON" } }
            }
            p {
                @if has_original { a href={ (article_url(&document.id)) "/original" } { code { (document.path) } } }
                @else { code { (document.path) } }
                ", record " (document.record) ", read as " (document.format_label())
            }
            @for duplicate in duplicates {
                p { "Same text in " code { (duplicate.path) } ", record " (duplicate.record) }
            }
            @if is_web_url(url) { p { a href=(url) rel="noreferrer" { (url) } } }
            @for warning in &document.article.warnings { p.warning { (message(warning)) } }
        }
    }
}

/// Returns whether a URL may be linked. Archives are untrusted, so `javascript:` and other schemes are not.
fn is_web_url(url: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
}
