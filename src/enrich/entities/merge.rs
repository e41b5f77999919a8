//! What a publisher assigned and what was found in the text, as one list of values. The publisher's word stands first
//! and is sure; the text adds mentions, roles and everything the publisher left out.

use crate::article::entity::{EvidenceSource, Evidence, Mention, Organisation, Person, Place, Subjects};

/// Both as one.
pub fn joined(assigned: Subjects, found: Subjects) -> Subjects {
    Subjects {
        people: people(assigned.people, found.people),
        places: same_keys(assigned.places, found.places),
        organisations: same_keys(assigned.organisations, found.organisations),
        topics: found.topics,
    }
}

/// A value that has a key, mentions and evidence.
trait Value {
    fn key(&self) -> &str;
    fn parts(&mut self) -> (&mut Vec<Mention>, &mut Evidence);
}

macro_rules! values {
    ($($kind:ty),*) => {$(
        impl Value for $kind {
            fn key(&self) -> &str {
                &self.key
            }
            fn parts(&mut self) -> (&mut Vec<Mention>, &mut Evidence) {
                (&mut self.mentions, &mut self.evidence)
            }
        }
    )*};
}

values!(Person, Place, Organisation);

/// Values that share a key are one.
fn same_keys<V: Value>(assigned: Vec<V>, mut found: Vec<V>) -> Vec<V> {
    let mut all = Vec::with_capacity(assigned.len() + found.len());
    for mut value in assigned {
        if let Some(at) = found.iter().position(|known| known.key() == value.key()) {
            take(&mut value, found.remove(at));
        }
        all.push(value);
    }
    all.extend(found);
    all
}

/// Gives an assigned value what the text says of it.
fn take<V: Value>(value: &mut V, mut found: V) {
    let (mentions, evidence) = found.parts();
    let (own, because) = value.parts();
    own.append(mentions);
    *because =
        Evidence { by: EvidenceSource::Publisher, confidence: 1.0, why: std::mem::take(&mut evidence.why) };
}

/// A publisher's "James Baker" is the text's "Baker", and its bare "Reagan" the text's only Ronald Reagan.
fn people(assigned: Vec<Person>, mut found: Vec<Person>) -> Vec<Person> {
    let mut all: Vec<Person> = Vec::with_capacity(assigned.len() + found.len());
    for mut person in assigned {
        if let Some(known) =
            same(&person, &found).and_then(|at| (at < found.len()).then(|| found.remove(at)))
        {
            if words(&known.key).count() > words(&person.key).count() {
                (person.key, person.name) = (known.key.clone(), known.name.clone());
            }
            person.role = known.role.clone();
            take(&mut person, known);
        }
        if !all.iter().any(|known| known.key == person.key) {
            all.push(person);
        }
    }
    found.retain(|known| !all.iter().any(|person| person.key == known.key));
    all.extend(found);
    all
}

/// Which of the people found is this one: of the same name, of the same first and last name, or the only one that bears
/// the one word that either is known by.
fn same(person: &Person, found: &[Person]) -> Option<usize> {
    if let Some(at) = found.iter().position(|known| known.key == person.key) {
        return Some(at);
    }
    let mut alike = found.iter().enumerate().filter(|(_, known)| is_alike(&person.key, &known.key));
    let first = alike.next()?;
    alike.next().is_none().then_some(first.0)
}

fn is_alike(one: &str, other: &str) -> bool {
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
        let mention =
            |at: usize| Mention { slot: Slot::Body, start: at, end: at + 1, demonym: false };
        Person {
            key: format!("person/{}", crate::article::document::slug(name)),
            name: name.to_string(),
            mentions: (0..mentions).map(mention).collect(),
            evidence: Evidence { by: EvidenceSource::Model, confidence: 0.9, why: "named".into() },
            ..Person::default()
        }
    }

    fn joined(assigned: &[&str], found: &[&str]) -> Vec<(String, usize)> {
        let assigned = assigned
            .iter()
            .map(|name| Person { evidence: Evidence::default(), ..person(name, 0) })
            .collect();
        let found = found.iter().map(|name| person(name, 2)).collect();
        people(assigned, found)
            .into_iter()
            .map(|person| (person.name, person.mentions.len()))
            .collect()
    }

    #[test]
    fn a_label_joins_the_one_it_means() {
        assert_eq!(joined(&["Ada Marsh"], &["Marsh"]), [("Ada Marsh".to_string(), 2)]);
        assert_eq!(joined(&["Marsh"], &["Ada Marsh", "Ben Cole"])[0], ("Ada Marsh".to_string(), 2));
        assert_eq!(joined(&["Ada Marsh"], &["Ada B. Marsh"]), [("Ada B. Marsh".to_string(), 2)]);
        assert_eq!(
            joined(&["Ada Marsh", "Ben Cole"], &["Ben Cole"])[1],
            ("Ben Cole".to_string(), 2)
        );
    }

    #[test]
    fn a_label_that_may_mean_two_joins_none() {
        let people = joined(&["Marsh"], &["Ada Marsh", "Ben Marsh"]);
        assert_eq!(people.len(), 3);
        assert_eq!(joined(&["Marsh"], &["Marsh Cole"]).len(), 2);
    }
}
