//! What publishers' labels mean as Media Topics. A label that is narrower than the concept it lies in stays a topic of its
//! own below it; one that means nothing known stays one of its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::document::slug;
use crate::article::entity::{Topic, TopicSource};
use crate::article::schema::Field;
use crate::article::taxonomy;
use crate::article::taxonomy::Concept;
use crate::text::words;

/// What a label means.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    concept: &'static Concept,
    /// Its own name, where it is narrower than the concept.
    narrower: Option<&'static str>,
    /// Whether it means that as a keyword too: narrower labels, and words as plain as "people", do not.
    keyword: bool,
}

impl Meaning {
    /// The concept, said by its own name.
    fn of(concept: &'static Concept) -> Self {
        Self { concept, narrower: None, keyword: true }
    }
}

/// By folded label, and by the code of one.
static MEANINGS: LazyLock<[HashMap<String, Meaning>; 2]> = LazyLock::new(|| {
    let mut maps = <[HashMap<String, Meaning>; 2]>::default();
    let [labels, codes] = &mut maps;
    for (label, code, meaning) in listing() {
        labels.insert(words::folded(label), meaning);
        codes.extend((!code.is_empty()).then(|| (words::folded(code), meaning)));
    }
    maps
});

/// Every label with its code, where it has one, and what it means.
fn listing() -> impl Iterator<Item = (&'static str, &'static str, Meaning)> {
    let lines = include_str!("labels.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(meanings).flatten()
}

/// The labels of a line: a code, labels that say just that, labels that say something narrower.
fn meanings(line: &'static str) -> Option<Vec<(&'static str, &'static str, Meaning)>> {
    let mut columns = line.split('\t');
    let concept = taxonomy::find(columns.next()?)?;
    let same = columns.next().unwrap_or_default().split("; ").map(|label| (label, false));
    let narrower = columns.next().unwrap_or_default().split("; ").map(|label| (label, true));
    let mut all = Vec::new();
    for (label, is_narrower) in same.chain(narrower).filter(|(label, _)| !label.is_empty()) {
        let plain = label.trim_start_matches('§');
        let keyword = plain == label && !is_narrower;
        let (name, code) =
            plain.strip_suffix(')').and_then(|open| open.split_once(" (")).unwrap_or((plain, ""));
        all.push((name, code, Meaning { concept, narrower: is_narrower.then_some(name), keyword }));
    }
    Some(all)
}

/// What a section or keyword means: there only what is listed, and the widest subjects, are subjects.
fn listed(label: &str) -> Option<Meaning> {
    let widest = |concept: &&Concept| concept.wider().is_none();
    let named = || taxonomy::named(label).filter(widest).map(Meaning::of);
    let [labels, _] = &*MEANINGS;
    labels.get(&words::folded(label)).copied().or_else(named)
}

/// What a label means that is said to be a subject.
fn meaning(label: &str) -> Option<Meaning> {
    let [_, codes] = &*MEANINGS;
    let named = || taxonomy::named(label).map(Meaning::of);
    listed(label).or_else(named).or_else(|| codes.get(&words::folded(label)).copied())
}

/// The key of a concept.
pub fn concept_key(concept: &Concept) -> String {
    format!("{}medtop:{}", Field::Topics.keys(), concept.code)
}

/// The key of what a label means; nothing where it has no word in it.
pub fn key(label: &str) -> Option<String> {
    let slug = slug(label);
    match meaning(label) {
        Some(Meaning { concept, narrower: None, .. }) => Some(concept_key(concept)),
        Some(Meaning { narrower: Some(name), .. }) => Some(own_key(name)),
        None => (!slug.is_empty()).then(|| format!("{}{slug}", Field::Topics.keys())),
    }
}

fn own_key(name: &str) -> String {
    format!("{}{}", Field::Topics.keys(), slug(name))
}

/// The keys and names of all that a topic lies in, itself last, by its key and name.
pub fn lineage(key: &str, name: &str) -> Vec<(String, String)> {
    let bare = key.strip_prefix(Field::Topics.keys()).unwrap_or(key);
    let told = |concept: &'static Concept| (concept_key(concept), concept.name.to_owned());
    let own = || (key.to_owned(), name.to_owned());
    if let Some(concept) = bare.strip_prefix("medtop:").and_then(taxonomy::find) {
        return concept.lineage().into_iter().map(told).collect();
    }
    let [labels, _] = &*MEANINGS;
    let above = labels.get(&bare.replace('-', " ")).filter(|meaning| meaning.narrower.is_some());
    let above = above.map(|meaning| meaning.concept.lineage()).unwrap_or_default();
    above.into_iter().map(told).chain([own()]).collect()
}

/// The topic of a label that is said to be a subject.
pub fn topic(label: &str) -> Option<Topic> {
    let key = key(label)?;
    Some(assigned(key, meaning(label), label))
}

/// The topic of a section, where it is one.
pub fn topic_of_section(label: &str) -> Option<Topic> {
    let meaning = listed(label)?;
    Some(assigned(key(label)?, Some(meaning), label))
}

/// The topic of a keyword, where it is one.
pub fn topic_of_keyword(label: &str) -> Option<Topic> {
    listed(label).filter(|meaning| meaning.keyword).and_then(|_| topic_of_section(label))
}

fn assigned(key: String, meaning: Option<Meaning>, label: &str) -> Topic {
    let name = match meaning {
        Some(Meaning { concept, narrower: None, .. }) => concept.name,
        Some(Meaning { narrower: Some(name), .. }) => name,
        None => label,
    };
    of_key(key, name, 1.0, TopicSource::Publisher)
}

/// The topic of a key.
pub fn of_key(key: String, name: &str, score: f64, source: TopicSource) -> Topic {
    let (lineage, path) = lineage(&key, name).into_iter().unzip();
    Topic { key, name: name.to_owned(), path, lineage, score, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(label: &str) -> (String, String) {
        let topic = topic(label).expect("a topic");
        assert_eq!(topic.lineage.last(), Some(&topic.key));
        (topic.key, topic.path.join(" / "))
    }

    #[test]
    fn labels_lie_in_the_taxonomy() {
        for (label, key, path) in [
            ("Sports", "topic/medtop:15000000", "sport"),
            ("weather", "topic/medtop:17000000", "weather"),
            ("Elections", "topic/medtop:20000574", "politics / election"),
            (
                "US house",
                "topic/us-house",
                "politics / government / legislative body / lower house (legislature) / US house",
            ),
            ("Erewhon affairs", "topic/erewhon-affairs", "Erewhon affairs"),
        ] {
            assert_eq!(told(label), (key.to_string(), path.to_string()));
        }
        let (key, path) = told("Cocoa");
        assert_eq!(key, "topic/cocoa");
        assert_eq!(
            path,
            "economy, business and finance / market and exchange / commodity market / Cocoa"
        );
        assert_eq!(told("cocoa"), (key, path));
    }

    #[test]
    fn codes_are_labels_too() {
        assert_eq!(key("acq"), key("Mergers and acquisitions"));
        assert_eq!(key("money-fx").as_deref(), Some("topic/medtop:20000391"));
        assert_eq!(key("..."), None);
    }

    #[test]
    fn a_keyword_is_a_subject_only_where_it_is_listed() {
        assert!(
            ["Sport", "Arts", "People", "Cricket"]
                .into_iter()
                .all(|section| topic_of_section(section).is_some())
        );
        assert!(
            ["World", "water", "A3", ""]
                .into_iter()
                .all(|section| topic_of_section(section).is_none())
        );
        assert!(
            ["sport", "Elections"].into_iter().all(|keyword| topic_of_keyword(keyword).is_some())
        );
        assert!(
            ["people", "gold", "water"]
                .into_iter()
                .all(|keyword| topic_of_keyword(keyword).is_none())
        );
    }

    #[test]
    fn no_label_means_two_things() {
        let mut known: HashMap<String, Meaning> = HashMap::new();
        for (label, _, meaning) in listing() {
            let before = known.insert(words::folded(label), meaning);
            let same = |other: Meaning| {
                (other.concept, other.narrower.is_some())
                    == (meaning.concept, meaning.narrower.is_some())
            };
            assert!(before.is_none_or(same), "{label}");
        }
        assert!(known.len() > 500);
    }
}
