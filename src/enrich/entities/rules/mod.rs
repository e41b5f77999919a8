//! Rules that correct the spans of the tagger, each in a file of its own, in the order in which they
//! build on each other.

mod boundaries;
mod firms;
mod neighbours;
mod non_entities;
mod surnames;

use super::span::Span;
use crate::article::Article;

/// Corrects the spans of an article before they are resolved. They stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    non_entities::apply(article, spans);
    boundaries::apply(article, spans);
    neighbours::apply(article, spans);
    firms::apply(article, spans);
    surnames::apply(article, spans);
}
