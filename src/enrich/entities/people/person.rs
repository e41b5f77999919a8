//! Builds the person of a group of mentions: name, key, role, mentions in order, and evidence.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::group::PersonGroup;
use super::mention::{PersonMention, PersonMentions};
use super::role::RoleFinder;
use super::support;
use crate::article::Slot;
use crate::article::document::slug;
use crate::article::entity;
use crate::article::entity::{Evidence, EvidenceSource, Person};
use crate::article::schema::Field;
use crate::enrich::entities::evidence;

/// Builds the people of these groups, in order of first mention. Groups whose names have the same
/// key are merged.
pub(super) fn build_people(
    found: &PersonMentions,
    groups: &[PersonGroup],
    roles: &RoleFinder,
) -> Vec<Person> {
    let mut drafts: Vec<PersonDraft> = Vec::with_capacity(groups.len());
    let mut by_key: HashMap<String, usize> = HashMap::with_capacity(groups.len());
    for group in groups {
        if !support::is_supported(found, group, roles) {
            continue;
        }
        let Some((name, key)) = name_and_key(found, group) else { continue };
        match by_key.get(&key).and_then(|&index| drafts.get_mut(index)) {
            Some(draft) => draft.mentions.extend(&group.mentions),
            None => {
                by_key.insert(key.clone(), drafts.len());
                drafts.push(PersonDraft { name, key, mentions: group.mentions.clone() });
            }
        }
    }
    let mut people: Vec<Person> =
        drafts.into_iter().map(|draft| draft.into_person(found, roles)).collect();
    people.sort_by_key(|person| person.mentions.first().copied());
    people
}

struct PersonDraft {
    name: String,
    key: String,
    mentions: Vec<usize>,
}

impl PersonDraft {
    /// Completes the person.
    fn into_person(mut self, found: &PersonMentions, roles: &RoleFinder) -> Person {
        self.mentions.sort_unstable();
        let mentions: Vec<&PersonMention> =
            self.mentions.iter().filter_map(|&index| found.all.get(index)).collect();
        Person {
            role: roles.best(&mentions),
            evidence: evidence(found, &mentions),
            mentions: mentions.into_iter().map(to_entity_mention).collect(),
            key: self.key,
            name: self.name,
            ..Person::default()
        }
    }
}

fn to_entity_mention(mention: &PersonMention) -> entity::Mention {
    entity::Mention {
        slot: mention.slot,
        start: mention.start,
        end: mention.end,
        via: entity::Via::Name,
    }
}

/// Chooses the fullest name of a group and makes its key. A given name known only with a title
/// ("Pope Francis", "Queen Sofia") keeps the title, because "Francis" alone would be ambiguous in a
/// list and as a key. A name with a regnal number ("Elizabeth II") keeps no title, because texts
/// write it with and without.
fn name_and_key(found: &PersonMentions, group: &PersonGroup) -> Option<(String, String)> {
    let forms = group.forms.iter().filter_map(|&form| found.forms.get(form));
    let fullest = forms.min_by_key(|form| {
        let (fullness, count) = (Reverse(form.name.fullness()), Reverse(form.count));
        (fullness, form.name.is_all_caps, count, form.first)
    })?;
    let better_known =
        group.known_as.and_then(|form| found.forms.get(form)).filter(|form| form.name.is_full());
    let best = better_known.unwrap_or(fullest);
    let display = &best.name.display;
    let name = match group.regnal.filter(|_| !best.name.is_full() && !best.name.is_all_caps) {
        Some(title) => format!("{title} {display}"),
        None => display.clone(),
    };
    let slug = slug(&name);
    (!slug.is_empty()).then(|| (name, format!("{}{slug}", Field::People.key_prefix())))
}

fn evidence(found: &PersonMentions, mentions: &[&PersonMention]) -> Evidence {
    let full = |mention: &&&PersonMention| {
        found.forms.get(mention.form).is_some_and(|form| form.name.is_full())
    };
    let full = mentions.iter().filter(full).count();
    let short = mentions.len() - full;
    let mut reason = match (full, short) {
        (0, short) => format!("named {}, never in full", evidence::times(short)),
        (full, 0) => format!("named in full {}", evidence::times(full)),
        (full, short) => {
            format!("named in full {}, in short {}", evidence::times(full), evidence::times(short))
        }
    };
    if mentions.iter().any(|mention| mention.slot == Slot::Title) {
        reason.push_str(", also in the title");
    }
    let confidence =
        evidence::combine_confidence(mentions.iter().map(|mention| mention.confidence));
    Evidence { by: EvidenceSource::Model, confidence, reason }
}
