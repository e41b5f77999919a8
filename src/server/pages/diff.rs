//! Two articles as one text, with the words that went and those that came.

use axum::response::Response;
use maud::{Markup, html};

use super::layout::{headline, meta_line, page};
use crate::article::Slot;
use crate::article::document::Document;
use crate::stories::diff::{Changed, PieceKind, diff};

/// The page of what changed from one article to another.
pub fn changes(from: &Document, to: &Document) -> Response {
    let all = diff(&from.article, &to.article);
    let of = |slot: Slot| all.iter().filter(move |changed| changed.slot == slot);
    let body = html! {
        main.reader {
            p.meta { "What changed from " (link(from)) " to " (link(to)) " · "
                a href=(address(to, from)) { "the other way round" } }
            div.sides { (meta_line(&from.article)) (meta_line(&to.article)) }
            article.changes {
                @for changed in of(Slot::Title) { h1 { (text(changed, from, to)) } }
                @for changed in all.iter().filter(|changed| !matches!(changed.slot, Slot::Title | Slot::Body)) {
                    p.caption { (text(changed, from, to)) }
                }
                @for changed in of(Slot::Body) { div.text { (text(changed, from, to)) } }
            }
        }
    };
    page(headline(&to.article), "", body)
}

/// Where the page of what changed lies.
pub fn address(from: &Document, to: &Document) -> String {
    format!("/article/{}/diff/{}", from.id, to.id)
}

fn link(clipping: &Document) -> Markup {
    html! { a href={ "/article/" (clipping.id) } { (headline(&clipping.article)) } }
}

fn text(changed: &Changed, from: &Document, to: &Document) -> Markup {
    let (before, after) = (from.article.slot(changed.slot), to.article.slot(changed.slot));
    html! {
        @for piece in &changed.pieces {
            @let (words, space) = piece.parted(before, after);
            @match piece.fate {
                PieceKind::Kept => (words),
                PieceKind::Removed => del { (words) },
                PieceKind::Added => ins { (words) },
            }
            (space)
        }
    }
}
