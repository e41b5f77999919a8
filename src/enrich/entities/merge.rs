//! Merges the values that a publisher assigned with those found in the text. Assigned values come
//! first with confidence 1; the text adds mentions, roles and all other values.

use crate::article::entity::{
    Evidence, EvidenceSource, Mention, Organisation, Person, Place, Subjects,
};

/// Merges both lists of each facet.
pub(super) fn merge(assigned: Subjects, found: Subjects) -> Subjects {
    Subjects {
        people: merge_people(assigned.people, found.people),
        places: merge_by_key(assigned.places, found.places),
        organisations: merge_by_key(assigned.organisations, found.organisations),
        topics: found.topics,
        ..Subjects::default()
    }
}

/// A value with a key, mentions and evidence.
trait EntityValue {
    fn key(&self) -> &str;
    fn mentions_and_evidence(&mut self) -> (&mut Vec<Mention>, &mut Evidence);
}

macro_rules! values {
    ($($kind:ty),*) => {$(
        impl EntityValue for $kind {
            fn key(&self) -> &str {
                &self.key
            }
            fn mentions_and_evidence(&mut self) -> (&mut Vec<Mention>, &mut Evidence) {
                (&mut self.mentions, &mut self.evidence)
            }
        }
    )*};
}

values!(Person, Place, Organisation);

/// Merges values that share a key.
fn merge_by_key<V: EntityValue>(assigned: Vec<V>, mut found: Vec<V>) -> Vec<V> {
    let mut all = Vec::with_capacity(assigned.len() + found.len());
    for mut value in assigned {
        if let Some(at) = found.iter().position(|candidate| candidate.key() == value.key()) {
            absorb(&mut value, found.remove(at));
        }
        all.push(value);
    }
    all.extend(found);
    all
}

/// Moves mentions and evidence from the value found in the text to the assigned one.
fn absorb<V: EntityValue>(value: &mut V, mut found: V) {
    let (mentions, evidence) = found.mentions_and_evidence();
    let (target_mentions, target_evidence) = value.mentions_and_evidence();
    target_mentions.append(mentions);
    *target_evidence = Evidence {
        by: EvidenceSource::Publisher,
        confidence: 1.0,
        reason: std::mem::take(&mut evidence.reason),
    };
}

/// Merges people. A publisher's "James Baker" matches the text's "Baker", and its "Reagan" the only
/// Ronald Reagan in the text.
fn merge_people(assigned: Vec<Person>, mut found: Vec<Person>) -> Vec<Person> {
    let mut all: Vec<Person> = Vec::with_capacity(assigned.len() + found.len());
    for mut person in assigned {
        if let Some(candidate) =
            find_match(&person, &found).and_then(|at| (at < found.len()).then(|| found.remove(at)))
        {
            if words(&candidate.key).count() > words(&person.key).count() {
                (person.key, person.name) = (candidate.key.clone(), candidate.name.clone());
            }
            person.role = candidate.role.clone();
            absorb(&mut person, candidate);
        }
        if !all.iter().any(|candidate| candidate.key == person.key) {
            all.push(person);
        }
    }
    found.retain(|candidate| !all.iter().any(|person| person.key == candidate.key));
    all.extend(found);
    all
}

/// Returns the index of the person found in the text that matches an assigned one: by key, by first
/// and last name, or as the only one that shares the single word of either name.
fn find_match(person: &Person, found: &[Person]) -> Option<usize> {
    if let Some(at) = found.iter().position(|candidate| candidate.key == person.key) {
        return Some(at);
    }
    let mut same_name =
        found.iter().enumerate().filter(|(_, candidate)| is_same_name(&person.key, &candidate.key));
    let first = same_name.next()?;
    same_name.next().is_none().then_some(first.0)
}

fn is_same_name(one: &str, other: &str) -> bool {
    let ends = |key| words(key).next().zip(words(key).next_back());
    match (words(one).count(), words(other).count()) {
        (1, 1) => false,
        (1, _) => words(one).next() == words(other).next_back(),
        (_, 1) => words(other).next() == words(one).next_back(),
        _ => ends(one) == ends(other),
    }
}

fn words(key: &str) -> impl DoubleEndedIterator<Item = &str> {
    key.strip_prefix("person/").unwrap_or(key).split('-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Slot;

    fn person(name: &str, mentions: usize) -> Person {
        let mention = |at: usize| Mention {
            slot: Slot::Body,
            start: at,
            end: at + 1,
            via: crate::article::entity::Via::Name,
        };
        Person {
            key: format!("person/{}", crate::article::document::slug(name)),
            name: name.to_string(),
            mentions: (0..mentions).map(mention).collect(),
            evidence: Evidence {
                by: EvidenceSource::Model,
                confidence: 0.9,
                reason: "named".into(),
            },
            ..Person::default()
        }
    }

    fn merged(assigned: &[&str], found: &[&str]) -> Vec<(String, usize)> {
        let assigned = assigned
            .iter()
            .map(|name| Person { evidence: Evidence::default(), ..person(name, 0) })
            .collect();
        let found = found.iter().map(|name| person(name, 2)).collect();
        merge_people(assigned, found)
            .into_iter()
            .map(|person| (person.name, person.mentions.len()))
            .collect()
    }

    #[test]
    fn a_label_merges_with_the_person_it_names() {
        assert_eq!(merged(&["Ada Marsh"], &["Marsh"]), [("Ada Marsh".to_string(), 2)]);
        assert_eq!(merged(&["Marsh"], &["Ada Marsh", "Ben Cole"])[0], ("Ada Marsh".to_string(), 2));
        assert_eq!(merged(&["Ada Marsh"], &["Ada B. Marsh"]), [("Ada B. Marsh".to_string(), 2)]);
        assert_eq!(
            merged(&["Ada Marsh", "Ben Cole"], &["Ben Cole"])[1],
            ("Ben Cole".to_string(), 2)
        );
    }

    #[test]
    fn an_ambiguous_label_merges_with_nobody() {
        let people = merged(&["Marsh"], &["Ada Marsh", "Ben Marsh"]);
        assert_eq!(people.len(), 3);
        assert_eq!(merged(&["Marsh"], &["Marsh Cole"]).len(), 2);
    }
}
