//! Labels of publishers as Media Topics. A label narrower than its concept becomes a topic of its
//! own below the concept; an unknown label becomes a topic of its own.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::article::document::slug;
use crate::article::entity::{Topic, TopicSource};
use crate::article::schema::Field;
use crate::article::taxonomy;
use crate::article::taxonomy::Concept;
use crate::text::tokenizer;

/// Meaning of a label.
#[derive(Debug, Clone, Copy)]
struct LabelMeaning {
    concept: &'static Concept,
    /// Its own name if it is narrower than the concept.
    narrower: Option<&'static str>,
    /// True if it has this meaning as a keyword too; narrower labels and plain words like "people"
    /// do not.
    is_keyword: bool,
}

impl LabelMeaning {
    /// The concept itself.
    fn new(concept: &'static Concept) -> Self {
        Self { concept, narrower: None, is_keyword: true }
    }
}

/// Meanings by folded label and by folded code.
static LABEL_MEANINGS: LazyLock<[HashMap<String, LabelMeaning>; 2]> = LazyLock::new(|| {
    let mut maps = <[HashMap<String, LabelMeaning>; 2]>::default();
    let [labels, codes] = &mut maps;
    for (label, code, meaning) in all_labels() {
        labels.insert(tokenizer::folded(label), meaning);
        codes.extend((!code.is_empty()).then(|| (tokenizer::folded(code), meaning)));
    }
    maps
});

/// Lists every label with its code, if it has one, and its meaning.
fn all_labels() -> impl Iterator<Item = (&'static str, &'static str, LabelMeaning)> {
    let lines = include_str!("labels.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(parse_line).flatten()
}

/// Parses a line: a code, labels with that meaning, and labels with a narrower meaning.
fn parse_line(line: &'static str) -> Option<Vec<(&'static str, &'static str, LabelMeaning)>> {
    let mut columns = line.split('\t');
    let concept = taxonomy::by_code(columns.next()?)?;
    let same = columns.next().unwrap_or_default().split("; ").map(|label| (label, false));
    let narrower = columns.next().unwrap_or_default().split("; ").map(|label| (label, true));
    let mut all = Vec::new();
    for (label, is_narrower) in same.chain(narrower).filter(|(label, _)| !label.is_empty()) {
        let plain = label.trim_start_matches('§');
        let is_keyword = plain == label && !is_narrower;
        let (name, code) =
            plain.strip_suffix(')').and_then(|open| open.split_once(" (")).unwrap_or((plain, ""));
        all.push((
            name,
            code,
            LabelMeaning { concept, narrower: is_narrower.then_some(name), is_keyword },
        ));
    }
    Some(all)
}

/// Finds the meaning of a section or keyword: only listed labels and the broadest subjects count.
fn listed_meaning(label: &str) -> Option<LabelMeaning> {
    let widest = |concept: &&Concept| concept.broader().is_none();
    let named = || taxonomy::by_name(label).filter(widest).map(LabelMeaning::new);
    let [labels, _] = &*LABEL_MEANINGS;
    labels.get(&tokenizer::folded(label)).copied().or_else(named)
}

/// Finds the meaning of a label in the subject field.
fn meaning(label: &str) -> Option<LabelMeaning> {
    let [_, codes] = &*LABEL_MEANINGS;
    let named = || taxonomy::by_name(label).map(LabelMeaning::new);
    listed_meaning(label).or_else(named).or_else(|| codes.get(&tokenizer::folded(label)).copied())
}

/// Returns the key of a concept.
pub(super) fn concept_key(concept: &Concept) -> String {
    format!("{}medtop:{}", Field::Topics.key_prefix(), concept.code)
}

/// Returns the key of a label; `None` if it contains no word.
pub(crate) fn key(label: &str) -> Option<String> {
    let slug = slug(label);
    match meaning(label) {
        Some(LabelMeaning { concept, narrower: None, .. }) => Some(concept_key(concept)),
        Some(LabelMeaning { narrower: Some(name), .. }) => Some(key_of_name(name)),
        None => (!slug.is_empty()).then(|| format!("{}{slug}", Field::Topics.key_prefix())),
    }
}

fn key_of_name(name: &str) -> String {
    format!("{}{}", Field::Topics.key_prefix(), slug(name))
}

/// Returns keys and names of the topics that contain a topic, itself last, by its key and name.
pub(crate) fn lineage(key: &str, name: &str) -> Vec<(String, String)> {
    let bare = key.strip_prefix(Field::Topics.key_prefix()).unwrap_or(key);
    let key_and_name = |concept: &'static Concept| (concept_key(concept), concept.name.to_owned());
    let itself = || (key.to_owned(), name.to_owned());
    if let Some(concept) = bare.strip_prefix("medtop:").and_then(taxonomy::by_code) {
        return concept.lineage().into_iter().map(key_and_name).collect();
    }
    let [labels, _] = &*LABEL_MEANINGS;
    let above = labels.get(&bare.replace('-', " ")).filter(|meaning| meaning.narrower.is_some());
    let above = above.map(|meaning| meaning.concept.lineage()).unwrap_or_default();
    above.into_iter().map(key_and_name).chain([itself()]).collect()
}

/// Makes the topic of a label in the subject field.
pub(super) fn topic(label: &str) -> Option<Topic> {
    let key = key(label)?;
    Some(assigned(key, meaning(label), label))
}

/// Makes the topic of a section, if it is one.
pub(super) fn topic_of_section(label: &str) -> Option<Topic> {
    let meaning = listed_meaning(label)?;
    Some(assigned(key(label)?, Some(meaning), label))
}

/// Makes the topic of a keyword, if it is one.
pub(super) fn topic_of_keyword(label: &str) -> Option<Topic> {
    listed_meaning(label).filter(|meaning| meaning.is_keyword).and_then(|_| topic_of_section(label))
}

fn assigned(key: String, meaning: Option<LabelMeaning>, label: &str) -> Topic {
    let name = match meaning {
        Some(LabelMeaning { concept, narrower: None, .. }) => concept.name,
        Some(LabelMeaning { narrower: Some(name), .. }) => name,
        None => label,
    };
    topic_of_key(key, name, 1.0, TopicSource::Publisher)
}

/// Makes the topic with this key.
pub(super) fn topic_of_key(key: String, name: &str, score: f64, source: TopicSource) -> Topic {
    let (lineage, path) = lineage(&key, name).into_iter().unzip();
    Topic { key, name: name.to_owned(), path, lineage, score, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_and_path(label: &str) -> (String, String) {
        let topic = topic(label).expect("a topic");
        assert_eq!(topic.lineage.last(), Some(&topic.key));
        (topic.key, topic.path.join(" / "))
    }

    #[test]
    fn labels_have_a_path_in_the_taxonomy() {
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
            assert_eq!(key_and_path(label), (key.to_string(), path.to_string()));
        }
        let (key, path) = key_and_path("Cocoa");
        assert_eq!(key, "topic/cocoa");
        assert_eq!(
            path,
            "economy, business and finance / market and exchange / commodity market / Cocoa"
        );
        assert_eq!(key_and_path("cocoa"), (key, path));
    }

    #[test]
    fn codes_resolve_like_labels() {
        assert_eq!(key("acq"), key("Mergers and acquisitions"));
        assert_eq!(key("money-fx").as_deref(), Some("topic/medtop:20000391"));
        assert_eq!(key("..."), None);
    }

    #[test]
    fn keywords_are_topics_only_if_listed() {
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
    fn labels_are_unambiguous() {
        let mut meanings: HashMap<String, LabelMeaning> = HashMap::new();
        for (label, _, meaning) in all_labels() {
            let previous = meanings.insert(tokenizer::folded(label), meaning);
            let same = |other: LabelMeaning| {
                (other.concept, other.narrower.is_some())
                    == (meaning.concept, meaning.narrower.is_some())
            };
            assert!(previous.is_none_or(same), "{label}");
        }
        assert!(meanings.len() > 500);
    }
}
