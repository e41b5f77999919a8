//! Evidence that a single word is a person. A full name is evidence enough; a single word needs a
//! title, a role or a verb of speech beside it, or the tagger must be sure and the lexicon know it as
//! nothing else.
//! "Stone houses" and "Sri" of Sri Lanka are no people.

use super::group::PersonGroup;
use super::mention::{PersonMention, PersonMentions};
use super::role::RoleFinder;
use crate::enrich::entities::surroundings::begins_sentence;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Least confidence of the tagger in a surname without other evidence.
const MIN_CONFIDENCE: f32 = 0.6;
/// The same for a word that the lexicon does not know as a surname.
const MIN_CONFIDENCE_UNKNOWN: f32 = 0.9;

/// Returns true if there is evidence that a group of mentions is a person.
pub(super) fn is_supported(
    found: &PersonMentions,
    group: &PersonGroup,
    roles: &RoleFinder,
) -> bool {
    let mut forms = group.forms.iter().filter_map(|&form| found.forms.get(form));
    if group.regnal.is_some() || forms.any(|form| form.name.is_full()) {
        return true;
    }
    let mentions: Vec<&PersonMention> =
        group.mentions.iter().filter_map(|&mention| found.all.get(mention)).collect();
    let is_probable = |mention: &PersonMention| {
        is_probable_surname(mention) && !begins_sentence(text_before(mention))
    };
    mentions.iter().any(|mention| has_context(mention) || is_probable(mention))
        || !roles.best(&mentions).is_empty()
}

fn text_before<'a>(mention: &PersonMention<'a>) -> &'a str {
    mention.text.get(..mention.start).unwrap_or_default()
}

/// Returns true for a mention next to a title or a verb of speech: "Mr Marsh", "Marsh said", "said
/// Marsh".
fn has_context(mention: &PersonMention) -> bool {
    let says = |word: &str| traits(word).has_any(word_trait::SAYING);
    let after = mention.text.get(mention.end..).unwrap_or_default().trim_start_matches([' ', ',']);
    let next = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let previous = text_before(mention)
        .trim_end()
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    !mention.title_word.is_empty() && mention.title_classes != Default::default()
        || says(next)
        || says(previous)
}

/// Returns true for a word that is probably a surname: no common word, place, firm or mere first name.
fn is_probable_surname(mention: &PersonMention) -> bool {
    let word = mention.text.get(mention.start..mention.end).unwrap_or_default();
    let traits = traits(word);
    let others = word_trait::COMMON
        | word_trait::REGION
        | word_trait::DEMONYM
        | word_trait::CITY
        | word_trait::COMPANY
        | word_trait::ORGANISATION_HEAD
        | word_trait::PLACE_HEAD
        | word_trait::TITLE;
    let is_surname = traits.has_any(word_trait::SURNAME | word_trait::RARE_SURNAME);
    let min_confidence = if is_surname { MIN_CONFIDENCE } else { MIN_CONFIDENCE_UNKNOWN };
    let is_first_name = traits.has_any(word_trait::FIRST_NAME) && !is_surname;
    // "Quill-Marsh" is a law or a ticket of two people more often than a person.
    let is_compound = word.contains('-');
    mention.confidence >= min_confidence
        && !is_first_name
        && !is_compound
        && !traits.has_any(others)
}
