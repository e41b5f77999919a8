//! Other articles that belong to one: versions of its story, and similar ones.

use maud::{Markup, html};

use super::diff::diff_url;
use crate::article::document::Document;
use crate::search::similar::Similar;
use crate::search::story::{Story, StoryVersion};
use crate::server::pages::text::{article_url, facet_url, headline, meta_line};

/// The versions of a story, each with a description and a link to its differences from this one.
pub(super) fn versions(story: &Story, shown: &Document) -> Markup {
    let publishers = story.publishers.join(", ");
    let shown_index = story.versions.iter().position(|version| version.document.id == shown.id);
    // The comparison reads from the earlier version to the later one.
    let compare = |index: usize, other: &Document| match shown_index {
        Some(shown_index) if index < shown_index => diff_url(other, shown),
        _ => diff_url(shown, other),
    };
    html! {
        section #versions.after.versions {
            h2 { (story.versions.len()) " versions of this story"
                @if let Some(agency) = &story.agency { " from " (agency) }
                @if !publishers.is_empty() { ", published by " (publishers) } }
            ol {
                @for (index, StoryVersion { document, version }) in story.versions.iter().enumerate() {
                    li aria-current=[(document.id == shown.id).then_some("true")] {
                        (meta_line(&document.article))
                        a href=(article_url(&document.id)) { (headline(&document.article)) }
                        span.description { (version)
                            @if document.id != shown.id { " · " a href=(compare(index, document)) { "what changed" } } }
                    }
                }
            }
        }
    }
}

/// Similar articles, each with the values it shares with this one.
pub(super) fn similar(similar: &[Similar]) -> Markup {
    html! {
        @if !similar.is_empty() {
            section.after.similar {
                h2 { "Similar articles" }
                @for Similar { document, shared, .. } in similar {
                    article.hit {
                        h3 { a href=(article_url(&document.id)) { (headline(&document.article)) } }
                        (meta_line(&document.article))
                        @if !shared.is_empty() {
                            ul.chips aria-label="In common" { @for shared in shared {
                                li { a class={ "chip " (shared.field.name()) } href=(facet_url(shared.field, &shared.value)) { (shared.name) } }
                            } }
                        }
                    }
                }
            }
        }
    }
}
