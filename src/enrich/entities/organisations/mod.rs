//! Organisations: from the tagger's spans to the organisations of one article. Acronyms join what they stand for,
//! companies what the law adds to their names; the agency that only filed the story is left out.

mod acronyms;
mod group;
mod name;
mod office;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::evidence;
use super::span::Span;
use crate::article::document::slug;
use crate::article::entity::{EvidenceSource, Evidence, Mention, Organisation};
use crate::article::schema::Field;
use crate::article::{Article, Slot};
use group::{Found, Group};

/// The organisations an article is about, in the order they are named in. Any spans will do; those that overlap an earlier
/// one or lie outside the text are passed over.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Organisation> {
    let found = group::collect(article, spans);
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<(String, String, Group)> = Vec::new();
    for group in group::groups(&found) {
        let (everywhere, name) = group.names(&found);
        let slug = slug(&everywhere);
        if slug.is_empty() || group.mentions.is_empty() {
            continue;
        }
        let key = format!("{}{slug}", Field::Organisations.keys());
        match by_key.get(&key).and_then(|&known| merged.get_mut(known)) {
            Some((.., known)) => known.mentions.extend(group.mentions),
            None => {
                by_key.insert(key.clone(), merged.len());
                merged.push((key, name, group));
            }
        }
    }
    let mut organisations: Vec<Organisation> = merged
        .into_iter()
        .map(|(key, name, group)| organisation(&found, key, name, group))
        .collect();
    organisations.sort_by_key(|organisation| organisation.mentions.first().copied());
    organisations
}

/// The full name of an organisation that goes by this name everywhere: "United Nations" for "UN".
pub fn full_name(name: &str) -> Option<&'static str> {
    acronyms::full_name(&crate::text::words::folded(name))
}

fn organisation(found: &Found, key: String, name: String, mut group: Group) -> Organisation {
    group.mentions.sort_unstable();
    let spans: Vec<&group::Place> =
        group.mentions.iter().filter_map(|&number| found.places.get(number)).collect();
    let mut why = format!("named {}", evidence::times(spans.len()));
    if spans.iter().any(|place| place.slot == Slot::Title) {
        why.push_str(", also in the title");
    }
    let confidence = evidence::confidence(spans.iter().map(|place| place.confidence));
    let mention = |place: &group::Place| Mention {
        slot: place.slot,
        start: place.start,
        end: place.end,
        demonym: false,
    };
    let mentions = spans.into_iter().map(mention).collect();
    let evidence = Evidence { by: EvidenceSource::Model, confidence, why };
    Organisation { key, name, mentions, evidence, ..Organisation::default() }
}
