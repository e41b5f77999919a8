//! The texts the classifier learns from, read as the program reads them, each with what is known of its topics.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use morgue::article::entity::Subjects;
use morgue::article::taxonomy;
use morgue::article::{Article, Fingerprint};
use morgue::enrich::topics;

use crate::common;
use crate::gold::{self, Gold};

/// A text, what is known of it, and how much that is worth.
pub struct Doc {
    pub article: Article,
    /// Texts of one publisher are in one fold.
    pub publisher: String,
    pub gold: Gold,
    pub kind: Kind,
}

/// Who says what a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Labelled for this project, with all its topics.
    Read,
    /// Its publisher, who gave one label.
    Labelled,
    /// The editors of Reuters in 1987, who gave markets.
    Reuters,
    /// The taxonomy itself.
    Definition,
    /// Nobody.
    Unknown,
}

/// All texts that may teach: none of the publishers that are held apart.
pub fn all(data: &Path) -> Vec<Doc> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("training/topics");
    let table = |name: &str| {
        gold::given(&fs::read_to_string(here.join(name)).expect("the labels are there"))
    };
    let held: HashSet<String> = fs::read_to_string(here.join("held-apart.txt"))
        .expect("the list")
        .lines()
        .map(str::to_owned)
        .collect();
    let mut docs = Vec::new();
    let mut read = table("articles.tsv");
    read.extend(table("wikinews.tsv"));
    let labels = gold::labels();
    for article in articles(&data.join("articles.jsonl.zst")) {
        if !held.contains(&article.publisher) {
            docs.push(labelled(article, &read, &labels));
        }
    }
    for mut article in articles(&data.join("wikinews")) {
        article.publisher = "Wikinews".to_owned();
        docs.push(labelled(article, &read, &labels));
    }
    docs.extend(articles(&data.join("reuters21578")).into_iter().filter_map(reuters));
    docs.extend(definitions(&data.join("gaz/iptc/iptc_mapping.json")));
    docs
}

fn articles(path: &Path) -> Vec<Article> {
    let filings = common::filings(path, |_| Subjects::default());
    let english = filings
        .into_iter()
        .map(|filing| filing.document.article)
        .filter(|article| article.language == "en");
    english.collect()
}

fn labelled(article: Article, read: &HashMap<String, Gold>, labels: &HashMap<String, Gold>) -> Doc {
    let publisher = article.publisher.clone();
    if let Some(gold) = read.get(&article.url) {
        return Doc { article, publisher, gold: gold.clone(), kind: Kind::Read };
    }
    let label = article.labels.topics.first().map(|label| label.to_lowercase());
    match label.and_then(|label| labels.get(&label)).filter(|gold| !gold.required.is_empty()) {
        Some(gold) => Doc { article, publisher, gold: gold.clone(), kind: Kind::Labelled },
        None => Doc { article, publisher, gold: Gold::default(), kind: Kind::Unknown },
    }
}

/// Every fourth story of 1987: markets are told well enough by them. Its topics by the publisher's labels.
fn reuters(article: Article) -> Option<Doc> {
    let Fingerprint(digest) = (!article.body.is_empty()).then_some(article.fingerprint)?;
    if digest.first().is_none_or(|byte| byte % 4 > 0) {
        return None;
    }
    let codes = topics::assigned(&article).into_iter().flat_map(|topic| topic.lineage);
    let required: std::collections::BTreeSet<String> =
        codes.filter_map(|key| Some(key.rsplit_once("medtop:")?.1.to_owned())).collect();
    let kind = if required.is_empty() { Kind::Unknown } else { Kind::Reuters };
    let allowed = ["03000000", "06000000", "09000000", "11000000", "16000000", "17000000"]
        .map(str::to_owned)
        .into();
    let publisher = format!("Reuters {}", digest.get(1).map_or(0, |byte| byte % 5));
    Some(Doc { article, publisher, gold: Gold { required, allowed }, kind })
}

/// Names and definitions of the taxonomy's concepts.
fn definitions(path: &Path) -> Vec<Doc> {
    let text = fs::read_to_string(path).expect("the taxonomy is there").replace(": NaN", ": null");
    let all: std::collections::BTreeMap<String, serde_json::Value> =
        serde_json::from_str(&text).expect("JSON");
    let doc = |(key, value): (&String, &serde_json::Value)| {
        let concept = taxonomy::find(key.rsplit(':').next()?)?;
        let body = value["Definition (en-GB)"].as_str().unwrap_or_default().to_owned();
        let article = Article { title: concept.name.to_owned(), body, ..Article::default() };
        let required = concept.lineage().iter().map(|wider| wider.code.to_owned()).collect();
        let gold = Gold { required, ..Gold::default() };
        Some(Doc { article, publisher: String::new(), gold, kind: Kind::Definition })
    };
    all.iter().filter_map(doc).collect()
}
