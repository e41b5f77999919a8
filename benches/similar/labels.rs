//! Similar articles against the topics that Reuters' editors gave.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use morgue::clipping::Clipping;
use morgue::engine::embedded::Embedded;
use morgue::names;
use morgue::schema::Field;
use morgue::search::{Engine, Patience, Writer};
use morgue::similar::{self, SHOWN};
use tantivy::collector::TopDocs;
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::{OwnedValue, Value};
use tantivy::{Index, TantivyDocument};

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
    let engine = Embedded::open_or_create(folder.path()).expect("an index");
    let clippings = labelled(data, &engine);
    let topics: HashMap<&str, HashSet<&str>> =
        clippings.iter().map(|clipping| (clipping.id.as_str(), topics(clipping))).collect();
    let plain = Plain::open(folder.path());
    let (mut ours, mut words, mut chance) = (Share::default(), Share::default(), Share::default());
    let (mut asked, mut dice) = (0, Dice::new(3));
    for of in clippings.iter().step_by(EVERY) {
        let mut hidden = engine.article(&of.id).expect("an index").expect("an article");
        hidden.subjects.topics.clear();
        let found = similar::similar(&engine, &hidden, SHOWN, &Patience::default()).expect("an answer");
        let own = &topics[of.id.as_str()];
        found.iter().for_each(|found| ours.count(own, &topics[found.clipping.id.as_str()]));
        let alike = plain.like(of).into_iter().filter(|id| *id != of.id).take(SHOWN);
        alike.for_each(|id| words.count(own, &topics[id.as_str()]));
        (0..SHOWN).for_each(|_| chance.count(own, &topics[dice.pick(&clippings).id.as_str()]));
        asked += 1;
    }
    println!("a topic in common, of the first {SHOWN}: {asked} of {} articles with topics", clippings.len());
    println!("  similar         {:.3} of {:.2} each", ours.of_one(), ours.1 as f64 / f64::from(asked));
    println!(
        "  more-like-this  {:.3} of {:.2} each, copies and all",
        words.of_one(),
        words.1 as f64 / f64::from(asked)
    );
    println!("  chance          {:.3}", chance.of_one());
    ours.of_one()
}

/// The stories of Reuters that have topics and a text, filed.
fn labelled(data: &Path, engine: &Embedded) -> Vec<Clipping> {
    let mut writer = Box::new(engine.writer(common::cores(), MEMORY).expect("a writer"));
    let mut clippings = Vec::new();
    for filing in common::filings(&data.join("reuters21578"), names::subjects) {
        let is_told = !filing.clipping.subjects.topics.is_empty() && !filing.clipping.article.body.is_empty();
        if is_told {
            writer.add(&filing).expect("filed");
            clippings.push(filing.clipping);
        }
    }
    writer.commit("").expect("committed");
    writer.finish().expect("finished");
    let mut seen = HashSet::new();
    clippings.retain(|clipping| seen.insert(clipping.id.clone()));
    clippings
}

fn topics(clipping: &Clipping) -> HashSet<&str> {
    clipping.subjects.topics.iter().map(|topic| topic.key.as_str()).collect()
}

/// Tantivy's more-like-this over the bodies.
struct Plain {
    index: Index,
}

impl Plain {
    fn open(folder: &Path) -> Self {
        Self { index: Index::open_in_dir(folder).expect("an index") }
    }

    /// The ids of the articles most like this one, and of this one.
    fn like(&self, clipping: &Clipping) -> Vec<String> {
        let field = |name: &str| self.index.schema().get_field(name).expect("a field");
        let body = field(Field::Body.name());
        let text = OwnedValue::Str(clipping.article.body.clone());
        let query = MoreLikeThisQuery::builder().with_document_fields(vec![(body, vec![text])]);
        let searcher = self.index.reader().expect("a reader").searcher();
        let found = searcher.search(&query, &TopDocs::with_limit(SHOWN + 1).order_by_score()).expect("an answer");
        let id = |address| {
            let document: TantivyDocument = searcher.doc(address).expect("a document");
            let json = document.get_first(field("clipping")).and_then(|value| value.as_bytes()).expect("a clipping");
            serde_json::from_slice::<Clipping>(json).expect("a clipping").id
        };
        found.into_iter().map(|(_, address)| id(address)).collect()
    }
}
