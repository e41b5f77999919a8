//! Rules that correct the spans of the tagger, each in a file of its own, in the order in which they
//! build on each other.

mod boundaries;
mod common_words;
mod countries;
mod firm_parts;
mod firms;
mod given_names;
mod listed;
mod neighbours;
mod non_entities;
mod people_in_organisations;
mod person_borders;
mod person_parts;
mod person_titles;
mod repeated_names;
mod surnames;
mod things;

#[cfg(test)]
use super::span::EntityKind;
use super::span::Span;
use crate::article::Article;
#[cfg(test)]
use crate::article::Slot;

/// Corrects the spans of an article before they are resolved. They stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    non_entities::apply(article, spans);
    common_words::apply(article, spans);
    things::apply(article, spans);
    boundaries::apply(article, spans);
    countries::apply(article, spans);
    person_titles::apply(article, spans);
    person_borders::apply(article, spans);
    person_parts::apply(article, spans);
    people_in_organisations::apply(article, spans);
    listed::apply(article, spans);
    neighbours::apply(article, spans);
    firms::apply(article, spans);
    firm_parts::apply(article, spans);
    given_names::apply(article, spans);
    repeated_names::apply(article, spans);
    surnames::apply(article, spans);
}

/// Applies a rule to a text in which these names are tagged, and returns all names.
#[cfg(test)]
fn applied(
    rule: impl Fn(&Article, &mut Vec<Span>),
    body: &str,
    names: &[(&str, EntityKind)],
) -> Vec<(String, EntityKind)> {
    let (article, mut spans) = tagged(body, names);
    rule(&article, &mut spans);
    spans.iter().map(|span| (span.text(&article).to_string(), span.kind)).collect()
}

/// Applies a rule to a text in which these people are tagged, and returns the people.
#[cfg(test)]
fn people_after(
    rule: impl Fn(&Article, &mut Vec<Span>),
    body: &str,
    people: &[&str],
) -> Vec<String> {
    let tagged: Vec<_> = people.iter().map(|name| (*name, EntityKind::Person)).collect();
    let found = applied(rule, body, &tagged).into_iter();
    found.filter(|(_, kind)| *kind == EntityKind::Person).map(|(name, _)| name).collect()
}

/// Tags names of a text, in reading order.
#[cfg(test)]
fn tagged(body: &str, names: &[(&str, EntityKind)]) -> (Article, Vec<Span>) {
    let mut at = 0;
    let spans = names.iter().map(|(name, kind)| {
        let start = body.get(at..).and_then(|rest| rest.find(name)).map_or(at, |found| at + found);
        at = start + name.len();
        Span { slot: Slot::Body, start, end: at, kind: *kind, confidence: 0.9 }
    });
    let spans = spans.collect();
    (Article { body: body.to_string(), ..Article::default() }, spans)
}
