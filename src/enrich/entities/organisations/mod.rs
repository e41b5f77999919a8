//! Organisations: from the tagger's spans to the organisations of an article. Acronyms are merged
//! with their full names, and companies with and without their legal form. The agency that only
//! filed the story is left out.

mod canonical;
mod group;
mod institution;
mod legal_form;
mod name;
mod national;
mod office;
mod signature;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::evidence;
use super::span::Span;
use crate::article::entity::{Evidence, EvidenceSource, Mention, Organisation, Place, Via};
use crate::article::{Article, Slot};
pub(crate) use canonical::{is_known, key, known_names, known_organisations};
use group::{OrganisationGroup, OrganisationMention, OrganisationMentions};

/// Resolves the organisations of an article that names these places, in order of first mention. Spans that overlap an
/// earlier one or lie outside the text are skipped.
pub(crate) fn resolve(article: &Article, spans: &[Span], places: &[Place]) -> Vec<Organisation> {
    let found = group::collect(article, spans, places);
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<(String, String, OrganisationGroup)> = Vec::new();
    for group in group::group_mentions(&found) {
        let Some((key, name)) = group.key_and_name(&found) else { continue };
        match by_key.get(&key).and_then(|&index| merged.get_mut(index)) {
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

fn organisation(
    found: &OrganisationMentions,
    key: String,
    name: String,
    mut group: OrganisationGroup,
) -> Organisation {
    group.mentions.sort_unstable();
    let spans: Vec<&OrganisationMention> =
        group.mentions.iter().filter_map(|&index| found.mentions.get(index)).collect();
    let mut reason = format!("named {}", evidence::times(spans.len()));
    if spans.iter().any(|mention| mention.slot == Slot::Title) {
        reason.push_str(", also in the title");
    }
    let confidence = evidence::combine_confidence(spans.iter().map(|mention| mention.confidence));
    let mention = |mention: &OrganisationMention| Mention {
        slot: mention.slot,
        start: mention.start,
        end: mention.end,
        via: Via::Name,
    };
    let mentions = spans.into_iter().map(mention).collect();
    let acronym = group.acronym(found);
    let evidence = Evidence { by: EvidenceSource::Model, confidence, reason };
    Organisation { key, name, mentions, evidence, acronym, ..Organisation::default() }
}
