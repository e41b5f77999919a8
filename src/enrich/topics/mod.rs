//! Topic classification: assigns Media Topics of the IPTC taxonomy to an article. Topics of the
//! publisher come first with score 1; a classifier adds those that the text supports with enough
//! confidence.

pub(crate) mod features;
mod labels;
pub(crate) mod model;

use std::cell::RefCell;
use std::sync::LazyLock;

use crate::article::Article;
use crate::article::entity::{Topic, TopicSource};
use crate::article::taxonomy::Concept;
pub(crate) use labels::{key, lineage};
use model::{FeatureVector, TopicModel, TopicScore};

/// Least probability of an inferred topic if the publisher assigned some.
const MIN_WITH_PUBLISHER_TOPICS: f32 = 0.9;

/// Maximum number of terms given as evidence.
const MAX_EVIDENCE_TERMS: usize = 8;

static SHIPPED: LazyLock<TopicModel> =
    LazyLock::new(|| TopicModel::new(include_bytes!("model.bin")));

thread_local! {
    /// One feature vector per thread, so that its buffers are reused.
    static FEATURES: RefCell<FeatureVector> = RefCell::default();
}

/// Collects the topics of an article: those of its publisher and those inferred from its text.
pub fn topics(article: &Article) -> Vec<Topic> {
    let mut topics = assigned(article);
    let has_topics = topics.iter().any(|topic| topic.lineage.len() > 1 || topic.key.contains(':'));
    let min_probability = if has_topics { MIN_WITH_PUBLISHER_TOPICS } else { 0.0 };
    let found =
        inferred(article).into_iter().filter(|(.., probability)| *probability >= min_probability);
    for (concept, probability) in found {
        let key = labels::concept_key(concept);
        if !topics.iter().any(|topic| topic.lineage.contains(&key)) {
            let score = (f64::from(probability) * 100.0).round() / 100.0;
            topics.push(labels::topic_of_key(key, concept.name, score, TopicSource::Inferred));
        }
    }
    topics
}

/// Collects only the topics of the publisher: subjects, section and keywords.
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

/// Infers topics from the text, each with its probability, the most probable first. The classifier
/// is trained on English; an article in another language has none.
pub(crate) fn inferred(article: &Article) -> Vec<(&'static Concept, f32)> {
    let assigned = score(article).into_iter().filter(|score| score.is_assigned);
    let mut assigned: Vec<_> = assigned.map(|score| (score.concept, score.probability)).collect();
    assigned.sort_by(|one, other| other.1.total_cmp(&one.1));
    assigned
}

/// Scores every topic that the classifier knows.
pub fn score(article: &Article) -> Vec<TopicScore> {
    if !matches!(article.language.as_str(), "" | "en") {
        return Vec::new();
    }
    FEATURES.with_borrow_mut(|features| SHIPPED.score(article, features))
}

/// Returns the evidence for a topic: the publisher's label, or the words and bigrams of the text
/// with the most weight.
pub fn evidence_terms<'a>(article: &'a Article, topic: &Topic) -> Vec<&'a str> {
    if topic.source == TopicSource::Publisher {
        let subjects = article.labels.topics.iter();
        let labels = subjects.chain(std::iter::once(&article.section)).chain(&article.keywords);
        return labels
            .filter(|label| key(label).as_ref() == Some(&topic.key))
            .map(String::as_str)
            .collect();
    }
    let has_key = |output: &model::TopicOutput| labels::concept_key(output.concept) == topic.key;
    let Some(index) = SHIPPED.outputs.iter().position(has_key) else { return Vec::new() };
    SHIPPED
        .evidence_terms(article, index)
        .into_iter()
        .take(MAX_EVIDENCE_TERMS)
        .map(|(words, _)| words)
        .collect()
}
