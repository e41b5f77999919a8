//! The comparison of two articles: one text with deletions and insertions.

use axum::response::Response;
use maud::{Markup, html};

use crate::article::Slot;
use crate::article::document::Document;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, headline, meta_line};
use crate::stories::diff::{ChangeKind, Changed, diff};

/// The page that shows the changes from one article to another.
pub(crate) fn diff_page(from: &Document, to: &Document) -> Response {
    let changes = diff(&from.article, &to.article);
    let of_slot = |slot: Slot| changes.iter().filter(move |change| change.slot == slot);
    let others = changes.iter().filter(|change| !matches!(change.slot, Slot::Title | Slot::Body));
    let body = html! {
        main.page.reader #content {
            p.meta { "Changes from " (link(from)) " to " (link(to)) " · "
                a href=(diff_url(to, from)) { "reverse" } }
            div.sides { (meta_line(&from.article)) (meta_line(&to.article)) }
            article.changes {
                @for change in of_slot(Slot::Title) { h1 { (text(change, from, to)) } }
                @for change in others { p.caption { (text(change, from, to)) } }
                @for change in of_slot(Slot::Body) { div.text { (text(change, from, to)) } }
            }
        }
    };
    page(&Frame { title: headline(&to.article), ..Frame::default() }, &body)
}

/// The URL of the comparison of two articles.
pub(super) fn diff_url(from: &Document, to: &Document) -> String {
    format!("/article/{}/diff/{}", from.id, to.id)
}

fn link(document: &Document) -> Markup {
    html! { a href=(article_url(&document.id)) { (headline(&document.article)) } }
}

fn text(change: &Changed, from: &Document, to: &Document) -> Markup {
    let (before, after) = (from.article.slot(change.slot), to.article.slot(change.slot));
    html! {
        @for piece in &change.pieces {
            @let (words, space) = piece.split_trailing_space(before, after);
            @match piece.kind {
                ChangeKind::Kept => (words),
                ChangeKind::Removed => del { (words) },
                ChangeKind::Added => ins { (words) },
            }
            (space)
        }
    }
}
