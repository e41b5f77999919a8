//! About what: from an article to its topics in the IPTC's taxonomy. What the publisher says comes first and is sure;
//! the text adds what a classifier of our own is sure enough of.

pub mod features;
mod labels;
pub mod model;

use std::cell::RefCell;
use std::sync::LazyLock;

use crate::article::Article;
use crate::article::entity::{Topic, TopicSource};
use crate::article::taxonomy::Concept;
pub use labels::{key, lineage};
use model::{Judged, Model, Reading};

/// How sure one must be to add to what the publisher says.
const BESIDE_PUBLISHERS: f32 = 0.9;

/// Words that speak for a topic are told up to this many.
const SPEAKERS: usize = 8;

static SHIPPED: LazyLock<Model> = LazyLock::new(|| Model::new(include_bytes!("model.bin")));

thread_local! {
    /// Memory for every thread, so that it serves one article after another.
    static READING: RefCell<Reading> = RefCell::default();
}

/// What an article is about: what its publisher says, and what its text says.
pub fn topics(article: &Article) -> Vec<Topic> {
    let mut topics = assigned(article);
    let known = topics.iter().any(|topic| topic.lineage.len() > 1 || topic.key.contains(':'));
    let least = if known { BESIDE_PUBLISHERS } else { 0.0 };
    let found = inferred(article).into_iter().filter(|(.., probability)| *probability >= least);
    for (concept, probability) in found {
        let key = labels::concept_key(concept);
        if !topics.iter().any(|topic| topic.lineage.contains(&key)) {
            let score = (f64::from(probability) * 100.0).round() / 100.0;
            topics.push(labels::of_key(key, concept.name, score, TopicSource::Inferred));
        }
    }
    topics
}

/// What its publisher alone says: subjects, section and keywords.
pub fn assigned(article: &Article) -> Vec<Topic> {
    let subjects = article.labels.topics.iter().filter_map(|label| labels::topic(label));
    let keywords = article.keywords.iter().filter_map(|label| labels::topic_of_keyword(label));
    let mut topics: Vec<Topic> = Vec::new();
    for topic in subjects.chain(labels::topic_of_section(&article.section)).chain(keywords) {
        if !topics.iter().any(|known| known.key == topic.key) {
            topics.push(topic);
        }
    }
    topics
}

/// The concepts the text of an article is about, each with its probability, the likeliest first. The classifier learned
/// English; an article in another language has none.
pub fn inferred(article: &Article) -> Vec<(&'static Concept, f32)> {
    let told = judged(article).into_iter().filter(|judged| judged.told);
    let mut told: Vec<_> = told.map(|judged| (judged.concept, judged.probability)).collect();
    told.sort_by(|one, other| other.1.total_cmp(&one.1));
    told
}

/// Every concept the classifier knows, with the probability that the article is about it.
pub fn judged(article: &Article) -> Vec<Judged> {
    if !matches!(article.language.as_str(), "" | "en") {
        return Vec::new();
    }
    READING.with_borrow_mut(|reading| SHIPPED.judge(article, reading))
}

/// Why an article has a topic: the publisher's label, or the words and pairs of its text that spoke for it, most first.
pub fn speakers<'a>(article: &'a Article, topic: &Topic) -> Vec<&'a str> {
    if topic.source == TopicSource::Publisher {
        let subjects = article.labels.topics.iter();
        let labels = subjects.chain(std::iter::once(&article.section)).chain(&article.keywords);
        return labels
            .filter(|label| key(label).as_ref() == Some(&topic.key))
            .map(String::as_str)
            .collect();
    }
    let of_key = |output: &model::Output| labels::concept_key(output.concept) == topic.key;
    let Some(place) = SHIPPED.outputs.iter().position(of_key) else { return Vec::new() };
    SHIPPED.speakers(article, place).into_iter().take(SPEAKERS).map(|(words, _)| words).collect()
}
