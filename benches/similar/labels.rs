//! Similar articles against the topics that Reuters' editors gave.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use morgue::article::document::Document;
use morgue::engine::tantivy::TantivyEngine;
use morgue::enrich::entities;
use morgue::search::engine::{Engine, Budget, Writer};
use morgue::search::similar;
use morgue::search::similar::SHOWN;
use morgue::text::stem;
use morgue::text::words::Words;
use tantivy::collector::TopDocs;
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::{self, OwnedValue, STORED, Schema, TEXT, Value};
use tantivy::{Index, Searcher, TantivyDocument, doc};

use crate::common::{self, Dice};

/// One of so many articles is asked for.
const EVERY: usize = 15;

const MEMORY: usize = 256 << 20;

/// Right and given.
#[derive(Default)]
struct Share(usize, usize);

impl Share {
    fn count(&mut self, topics: &HashSet<&str>, other: &HashSet<&str>) {
        self.0 += usize::from(!topics.is_disjoint(other));
        self.1 += 1;
    }

    fn of_one(&self) -> f64 {
        self.0 as f64 / self.1.max(1) as f64
    }
}

/// The share of similar articles that have a topic in common with the article whose topics were hidden.
pub fn measure(data: &Path) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let clippings = labelled(data, &engine);
    let topics: HashMap<&str, HashSet<&str>> =
        clippings.iter().map(|clipping| (clipping.id.as_str(), topics(clipping))).collect();
    let plain = Plain::of(&clippings);
    let (mut ours, mut words, mut chance) = (Share::default(), Share::default(), Share::default());
    let (mut asked, mut dice) = (0, Dice::new(3));
    for of in clippings.iter().step_by(EVERY) {
        let mut hidden = engine.article(&of.id).expect("an index").expect("an article");
        hidden.subjects.topics.clear();
        let found =
            similar::similar(&engine, &hidden, SHOWN, &Budget::default()).expect("an answer");
        let own = &topics[of.id.as_str()];
        found.iter().for_each(|found| ours.count(own, &topics[found.clipping.id.as_str()]));
        let alike = plain.like(of).into_iter().filter(|id| *id != of.id).take(SHOWN);
        alike.for_each(|id| words.count(own, &topics[id.as_str()]));
        (0..SHOWN).for_each(|_| chance.count(own, &topics[dice.pick(&clippings).id.as_str()]));
        asked += 1;
    }
    println!(
        "a topic in common, of the first {SHOWN}: {asked} of {} articles with topics",
        clippings.len()
    );
    println!(
        "  similar         {:.3} of {:.2} each",
        ours.of_one(),
        ours.1 as f64 / f64::from(asked)
    );
    println!(
        "  more-like-this  {:.3} of {:.2} each, copies and all",
        words.of_one(),
        words.1 as f64 / f64::from(asked)
    );
    println!("  chance          {:.3}", chance.of_one());
    ours.of_one()
}

/// The stories of Reuters that have topics and a text, filed.
fn labelled(data: &Path, engine: &TantivyEngine) -> Vec<Document> {
    let mut writer = Box::new(engine.writer(common::cores(), MEMORY).expect("a writer"));
    let mut clippings = Vec::new();
    for filing in common::filings(&data.join("reuters21578"), entities::subjects) {
        let is_told = !filing.document.article.labels.topics.is_empty()
            && !filing.document.article.body.is_empty();
        if is_told {
            writer.add(&filing).expect("filed");
            clippings.push(filing.document);
        }
    }
    writer.commit("").expect("committed");
    writer.finish().expect("finished");
    let mut seen = HashSet::new();
    clippings.retain(|clipping| seen.insert(clipping.id.clone()));
    clippings
}

/// What Reuters' editors called it.
fn topics(clipping: &Document) -> HashSet<&str> {
    clipping.article.labels.topics.iter().map(String::as_str).collect()
}

/// Tantivy's more-like-this over the stems of the bodies.
struct Plain {
    searcher: Searcher,
    body: schema::Field,
    id: schema::Field,
}

impl Plain {
    fn of(clippings: &[Document]) -> Self {
        let mut fields = Schema::builder();
        let body = fields.add_text_field("body", TEXT);
        let id = fields.add_text_field("id", STORED);
        let index = Index::create_in_ram(fields.build());
        let mut writer = index.writer_with_num_threads(1, MEMORY).expect("a writer");
        for clipping in clippings {
            let filed = doc!(body => stemmed(&clipping.article.body), id => clipping.id.as_str());
            writer.add_document(filed).expect("filed");
        }
        writer.commit().expect("committed");
        Self { searcher: index.reader().expect("a reader").searcher(), body, id }
    }

    /// The ids of the articles most like this one, and of this one.
    fn like(&self, clipping: &Document) -> Vec<String> {
        let text = OwnedValue::Str(stemmed(&clipping.article.body));
        let query =
            MoreLikeThisQuery::builder().with_document_fields(vec![(self.body, vec![text])]);
        let best = TopDocs::with_limit(SHOWN + 1).order_by_score();
        let found = self.searcher.search(&query, &best).expect("an answer");
        let id = |address| {
            let document: TantivyDocument = self.searcher.doc(address).expect("a document");
            document.get_first(self.id).and_then(|value| value.as_str()).expect("an id").to_owned()
        };
        found.into_iter().map(|(_, address)| id(address)).collect()
    }
}

/// The stems of a text.
fn stemmed(text: &str) -> String {
    let (mut words, mut stems) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        stems.push(stem::stem("en", words.folded()).into_owned());
    }
    stems.join(" ")
}
