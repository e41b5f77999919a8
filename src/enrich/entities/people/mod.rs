//! People: from the tagger's spans to the persons of an article, each with the fullest name in the
//! article, all mentions, and a role. Coreference follows rules for full and short names.

mod alias;
mod credit;
mod group;
mod mention;
mod name;
mod name_match;
mod person;
mod role;
mod role_token;
#[cfg(test)]
mod tests;
mod word_classes;

use super::span::Span;
use crate::article::Article;
use crate::article::entity::Person;

/// Resolves the people of an article, in order of first mention. The result depends only on the
/// article and its spans. Spans that overlap an earlier one or lie outside the text are skipped.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Person> {
    let spans = mention::sorted_spans(article, spans);
    let credits = credit::Credits::from_article(article);
    let found = mention::collect(article, &spans, |span, text| {
        credits.contains(span.slot, text, span.start..span.end)
    });
    let groups = group::group_mentions(&found);
    let roles = role::RoleFinder::new(&spans);
    person::build_people(&found, &groups, &roles)
}
