//! Rules for names of things, which the tagger takes for people and organisations: works, contests, storms,
//! products, terms that have an acronym, and "House prices".

mod events;
mod houses;
mod products;
mod terms;
mod works;

use crate::article::Article;
#[cfg(test)]
use crate::enrich::entities::span::EntityKind;
use crate::enrich::entities::span::Span;

/// Drops the type of names of things, and corrects that of bands.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    events::apply(article, spans);
    houses::apply(article, spans);
    terms::apply(article, spans);
    products::apply(article, spans);
    works::apply(article, spans);
}

/// Applies one of the rules to a text in which these names are tagged, and returns their types.
#[cfg(test)]
fn kinds_after(
    rule: impl Fn(&Article, &mut [Span]),
    body: &str,
    names: &[(&str, EntityKind)],
) -> Vec<EntityKind> {
    let rule = |article: &Article, spans: &mut Vec<Span>| rule(article, spans);
    super::applied(rule, body, names).into_iter().map(|(_, kind)| kind).collect()
}
