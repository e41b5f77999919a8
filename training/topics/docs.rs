//! The training set: texts read like any input, with their known topics.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use morgue::internals::article::taxonomy;
use morgue::internals::article::{Article, Fingerprint};
use morgue::internals::enrich::topics;
use morgue::internals::ingest::extraction::Extraction;

use crate::common;
use crate::gold::{self, GoldTopics};

/// A text with its labels and their source.
pub struct Doc {
    pub article: Article,
    /// Texts of one publisher are in the same fold.
    pub publisher: String,
    pub gold: GoldTopics,
    pub source: LabelSource,
}

/// Source of the labels of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelSource {
    /// Annotated for this project with all topics.
    Annotated,
    /// The single label of the publisher.
    PublisherLabel,
    /// Editors of Reuters in 1987, who labelled commodities and markets.
    Reuters,
    /// A definition in the taxonomy.
    Definition,
    /// No labels.
    Unlabelled,
}

/// Reads all training texts, without the publishers that are held out.
pub fn all(data: &Path) -> Vec<Doc> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("topics");
    let table = |name: &str| {
        gold::annotations(&fs::read_to_string(folder.join(name)).expect("the labels are there"))
    };
    let held_out: HashSet<String> = fs::read_to_string(folder.join("held-out.txt"))
        .expect("the list")
        .lines()
        .map(str::to_owned)
        .collect();
    let mut docs = Vec::new();
    let mut annotated = table("articles.tsv");
    annotated.extend(table("wikinews.tsv"));
    let labels = gold::labels();
    for article in articles(&data.join("articles.jsonl.zst")) {
        if !held_out.contains(&article.publisher) {
            docs.push(with_labels(article, &annotated, &labels));
        }
    }
    for mut article in articles(&data.join("wikinews")) {
        article.publisher = "Wikinews".to_owned();
        docs.push(with_labels(article, &annotated, &labels));
    }
    docs.extend(articles(&data.join("reuters21578")).into_iter().filter_map(reuters));
    docs.extend(definitions(&data.join("gaz/iptc/iptc_mapping.json")));
    docs
}

fn articles(path: &Path) -> Vec<Article> {
    let documents = common::index_documents(path, Extraction::Nothing);
    let english = documents
        .into_iter()
        .map(|document| document.document.article)
        .filter(|article| article.language == "en");
    english.collect()
}

fn with_labels(
    article: Article,
    annotated: &HashMap<String, GoldTopics>,
    labels: &HashMap<String, GoldTopics>,
) -> Doc {
    let publisher = article.publisher.clone();
    if let Some(gold) = annotated.get(&article.url) {
        return Doc { article, publisher, gold: gold.clone(), source: LabelSource::Annotated };
    }
    let label = article.labels.topics.first().map(|label| label.to_lowercase());
    match label.and_then(|label| labels.get(&label)).filter(|gold| !gold.required.is_empty()) {
        Some(gold) => {
            Doc { article, publisher, gold: gold.clone(), source: LabelSource::PublisherLabel }
        }
        None => {
            Doc { article, publisher, gold: GoldTopics::default(), source: LabelSource::Unlabelled }
        }
    }
}

/// Uses every fourth story of 1987, with topics from the publisher's labels; more would add
/// nothing.
fn reuters(article: Article) -> Option<Doc> {
    let Fingerprint(digest) = (!article.body.is_empty()).then_some(article.fingerprint)?;
    if digest.first().is_none_or(|byte| byte % 4 > 0) {
        return None;
    }
    let codes = topics::assigned(&article).into_iter().flat_map(|topic| topic.lineage);
    let required: std::collections::BTreeSet<String> =
        codes.filter_map(|key| Some(key.rsplit_once("medtop:")?.1.to_owned())).collect();
    let source = if required.is_empty() { LabelSource::Unlabelled } else { LabelSource::Reuters };
    let allowed = ["03000000", "06000000", "09000000", "11000000", "16000000", "17000000"]
        .map(str::to_owned)
        .into();
    let publisher = format!("Reuters {}", digest.get(1).map_or(0, |byte| byte % 5));
    Some(Doc { article, publisher, gold: GoldTopics { required, allowed }, source })
}

/// Returns names and definitions of the concepts in the taxonomy.
fn definitions(path: &Path) -> Vec<Doc> {
    let text = fs::read_to_string(path).expect("the taxonomy is there").replace(": NaN", ": null");
    let all: std::collections::BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&text).expect("JSON");
    let doc = |(key, value): (&String, &serde_json::Value)| {
        let concept = taxonomy::by_code(key.rsplit(':').next()?)?;
        let body = value["Definition (en-GB)"].as_str().unwrap_or_default().to_owned();
        let article = Article { title: concept.name.to_owned(), body, ..Article::default() };
        let required = concept.lineage().iter().map(|wider| wider.code.to_owned()).collect();
        let gold = GoldTopics { required, ..GoldTopics::default() };
        Some(Doc { article, publisher: String::new(), gold, source: LabelSource::Definition })
    };
    all.iter().filter_map(doc).collect()
}
