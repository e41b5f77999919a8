//! People: from the tagger's spans to the persons of one article, each with the fullest name it gives them, every
//! mention, and what it calls them.

mod alias;
mod credit;
mod group;
mod lists;
mod mention;
mod name;
mod person;
mod role;
#[cfg(test)]
mod tests;

use super::span::Span;
use crate::article::Article;
use crate::article::entity::Person;

/// The people an article is about, in the order they are named in. Depends on nothing but the article and its spans; any
/// spans will do, those that overlap an earlier one or lie outside the text are passed over.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Person> {
    let spans = mention::in_order(article, spans);
    let credits = credit::Credits::of(article);
    let found = mention::collect(article, &spans, |span, text| {
        credits.has(span.slot, text, span.start..span.end)
    });
    let groups = group::groups(&found);
    let roles = role::Roles::new(&spans);
    person::people(&found, &groups, &roles)
}
