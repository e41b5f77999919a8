//! A group of mentions as the person a reader sees: name, key, role, mentions in order, and why.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::group::Group;
use super::mention::{Mention, Mentions};
use super::role::Roles;
use crate::article::Slot;
use crate::article::document::slug;
use crate::article::entity;
use crate::article::entity::{EvidenceSource, Evidence, Person};
use crate::article::schema::Field;
use crate::enrich::entities::evidence;

/// The people these groups are, in the order they are named in. Groups whose names give one key are one person.
pub fn people(found: &Mentions, groups: &[Group], roles: &Roles) -> Vec<Person> {
    let mut portraits: Vec<Portrait> = Vec::with_capacity(groups.len());
    let mut by_key: HashMap<String, usize> = HashMap::with_capacity(groups.len());
    for group in groups {
        let Some((name, key)) = named(found, group) else { continue };
        match by_key.get(&key).and_then(|&known| portraits.get_mut(known)) {
            Some(portrait) => portrait.mentions.extend(&group.mentions),
            None => {
                by_key.insert(key.clone(), portraits.len());
                portraits.push(Portrait { name, key, mentions: group.mentions.clone() });
            }
        }
    }
    let mut people: Vec<Person> =
        portraits.into_iter().map(|portrait| portrait.person(found, roles)).collect();
    people.sort_by_key(|person| person.mentions.first().copied());
    people
}

struct Portrait {
    name: String,
    key: String,
    mentions: Vec<usize>,
}

impl Portrait {
    /// The person.
    fn person(mut self, found: &Mentions, roles: &Roles) -> Person {
        self.mentions.sort_unstable();
        let mentions: Vec<&Mention> =
            self.mentions.iter().filter_map(|&number| found.all.get(number)).collect();
        Person {
            role: roles.best(&mentions),
            evidence: evidence(found, &mentions),
            mentions: mentions.into_iter().map(filed).collect(),
            key: self.key,
            name: self.name,
            ..Person::default()
        }
    }
}

fn filed(mention: &Mention) -> entity::Mention {
    entity::Mention { slot: mention.slot, start: mention.start, end: mention.end, demonym: false }
}

/// The fullest name a group has, and its key. A first name known by its title alone ("Pope Francis", "Queen Sofia")
/// keeps the title: "Francis" would be anybody, in a list and as a key. With a number ("Elizabeth II") a name stands by
/// itself, and so it is written with the title as often as without.
fn named(found: &Mentions, group: &Group) -> Option<(String, String)> {
    let forms = group.forms.iter().filter_map(|&form| found.forms.get(form));
    let fullest = forms.min_by_key(|form| {
        let (fullness, count) = (Reverse(form.name.fullness()), Reverse(form.count));
        (fullness, form.name.shouted, count, form.first)
    })?;
    let known =
        group.known_as.and_then(|form| found.forms.get(form)).filter(|form| form.name.is_full());
    let best = known.unwrap_or(fullest);
    let shown = &best.name.shown;
    let name = match group.regnal.filter(|_| !best.name.is_full() && !best.name.shouted) {
        Some(title) => format!("{title} {shown}"),
        None => shown.clone(),
    };
    let slug = slug(&name);
    (!slug.is_empty()).then(|| (name, format!("{}{slug}", Field::People.keys())))
}

fn evidence(found: &Mentions, mentions: &[&Mention]) -> Evidence {
    let full =
        |mention: &&&Mention| found.forms.get(mention.form).is_some_and(|form| form.name.is_full());
    let in_full = mentions.iter().filter(full).count();
    let short = mentions.len() - in_full;
    let mut why = match (in_full, short) {
        (0, short) => format!("named {}, never in full", evidence::times(short)),
        (full, 0) => format!("named in full {}", evidence::times(full)),
        (full, short) => {
            format!("named in full {}, in short {}", evidence::times(full), evidence::times(short))
        }
    };
    if mentions.iter().any(|mention| mention.slot == Slot::Title) {
        why.push_str(", also in the title");
    }
    let confidence = evidence::confidence(mentions.iter().map(|mention| mention.confidence));
    Evidence { by: EvidenceSource::Model, confidence, why }
}
