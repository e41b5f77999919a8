//! Similar articles compared with the topics that Reuters' editors gave.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use morgue::internals::article::document::Document;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::{Engine, Writer};
use morgue::internals::search::similar;
use morgue::internals::search::similar::DEFAULT_SIMILAR;
use morgue::internals::text::stemmer;
use morgue::internals::text::tokenizer::Words;
use tantivy::collector::TopDocs;
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::{self, OwnedValue, STORED, Schema, TEXT, Value};
use tantivy::{Index, Searcher, TantivyDocument, doc};

use crate::common::{self, Dice};

/// Similar articles are found for one article in this many.
const SAMPLE_STEP: usize = 15;

const MEMORY: usize = 256 << 20;

/// A share: the number of articles with a topic in common, and of all.
#[derive(Default)]
struct Share(usize, usize);

impl Share {
    fn count(&mut self, topics: &HashSet<&str>, other: &HashSet<&str>) {
        self.0 += usize::from(!topics.is_disjoint(other));
        self.1 += 1;
    }

    fn value(&self) -> f64 {
        self.0 as f64 / self.1.max(1) as f64
    }
}

/// Measures the share of similar articles that have a topic in common with an article whose topics are
/// hidden.
pub fn measure(data: &Path) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let documents = labelled(data, &engine);
    let topics: HashMap<&str, HashSet<&str>> =
        documents.iter().map(|document| (document.id.as_str(), topics(document))).collect();
    let plain = PlainTantivy::new(&documents);
    let (mut similar, mut more_like_this, mut chance) =
        (Share::default(), Share::default(), Share::default());
    let (mut sampled, mut dice) = (0, Dice::new(3));
    for document in documents.iter().step_by(SAMPLE_STEP) {
        let mut hidden = engine.article(&document.id).expect("an index").expect("an article");
        hidden.subjects.topics.clear();
        let found = similar::similar(&engine, &hidden, DEFAULT_SIMILAR, &Budget::default())
            .expect("an answer");
        let expected = &topics[document.id.as_str()];
        found.iter().for_each(|found| similar.count(expected, &topics[found.document.id.as_str()]));
        let others = plain
            .more_like(document)
            .into_iter()
            .filter(|id| *id != document.id)
            .take(DEFAULT_SIMILAR);
        others.for_each(|id| more_like_this.count(expected, &topics[id.as_str()]));
        (0..DEFAULT_SIMILAR)
            .for_each(|_| chance.count(expected, &topics[dice.pick(&documents).id.as_str()]));
        sampled += 1;
    }
    println!(
        "a topic in common, of the first {DEFAULT_SIMILAR}: {sampled} of {} articles with topics",
        documents.len()
    );
    println!(
        "  similar         {:.3} of {:.2} each",
        similar.value(),
        similar.1 as f64 / f64::from(sampled)
    );
    println!(
        "  more-like-this  {:.3} of {:.2} each, copies and all",
        more_like_this.value(),
        more_like_this.1 as f64 / f64::from(sampled)
    );
    println!("  chance          {:.3}", chance.value());
    similar.value()
}

/// Indexes the Reuters stories that have topics and a text, and returns them.
fn labelled(data: &Path, engine: &TantivyEngine) -> Vec<Document> {
    let mut writer = Box::new(engine.writer(common::cores(), MEMORY).expect("a writer"));
    let mut documents = Vec::new();
    for indexed in common::index_documents(&data.join("reuters21578"), Extraction::Full) {
        let is_usable = !indexed.document.article.labels.topics.is_empty()
            && !indexed.document.article.body.is_empty();
        if is_usable {
            writer.add(&indexed).expect("an indexed document");
            documents.push(indexed.document);
        }
    }
    writer.commit("").expect("a commit");
    writer.finish().expect("a finished writer");
    engine.refresh().expect("an index");
    let mut seen = HashSet::new();
    documents.retain(|document| seen.insert(document.id.clone()));
    documents
}

/// Returns the topics that Reuters' editors gave an article.
fn topics(document: &Document) -> HashSet<&str> {
    document.article.labels.topics.iter().map(String::as_str).collect()
}

/// Tantivy's more-like-this over the stems of the bodies.
struct PlainTantivy {
    searcher: Searcher,
    body: schema::Field,
    id: schema::Field,
}

impl PlainTantivy {
    fn new(documents: &[Document]) -> Self {
        let mut fields = Schema::builder();
        let body = fields.add_text_field("body", TEXT);
        let id = fields.add_text_field("id", STORED);
        let index = Index::create_in_ram(fields.build());
        let mut writer = index.writer_with_num_threads(1, MEMORY).expect("a writer");
        for document in documents {
            let fields = doc!(body => stemmed(&document.article.body), id => document.id.as_str());
            writer.add_document(fields).expect("an indexed document");
        }
        writer.commit().expect("a commit");
        Self { searcher: index.reader().expect("a reader").searcher(), body, id }
    }

    /// Returns the ids of the most similar articles, including the article itself.
    fn more_like(&self, document: &Document) -> Vec<String> {
        let text = OwnedValue::Str(stemmed(&document.article.body));
        let query =
            MoreLikeThisQuery::builder().with_document_fields(vec![(self.body, vec![text])]);
        let best = TopDocs::with_limit(DEFAULT_SIMILAR + 1).order_by_score();
        let found = self.searcher.search(&query, &best).expect("an answer");
        let id = |address| {
            let document: TantivyDocument = self.searcher.doc(address).expect("a document");
            document.get_first(self.id).and_then(|value| value.as_str()).expect("an id").to_owned()
        };
        found.into_iter().map(|(_, address)| id(address)).collect()
    }
}

/// Returns the stems of a text.
fn stemmed(text: &str) -> String {
    let (mut words, mut stems) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        stems.push(stemmer::stem("en", words.folded()).into_owned());
    }
    stems.join(" ")
}
