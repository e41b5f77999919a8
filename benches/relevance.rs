//! How well hits are ranked, beside bare Tantivy in the same run: `cargo bench --bench relevance`, with `MORGUE_DATA` set.
//!
//! The Cranfield collection: 1,400 abstracts and 225 questions in plain words with graded judgements, each question asked
//! as the OR of its words, a thousand hits. Bare Tantivy has the same text in one field, once with its `default`
//! tokenizer and once with those tokens stemmed as its `en_stem` does.
//!
//! nDCG@10 takes the grade as the gain, as trec_eval does: the sum over the ten best of grade / log2(place + 1), over the
//! same sum in the best of orders. MAP calls every judged document of grade 1 or more relevant. A judgement of a query
//! names it by its place in the file of queries, not by the number it bears there.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use morgue::article::document::Document;
use morgue::article::{Article, Fingerprint};
use morgue::engine::tantivy::TantivyEngine;
use morgue::ingest::index_document;
use morgue::search::answer;
use morgue::search::engine::{Budget, Writer};
use morgue::search::request::{MOST_HITS, Request};
use morgue::text::stem;
use morgue::text::words::Words;
use tantivy::collector::TopDocs;
use tantivy::query::QueryParser;
use tantivy::schema::{FAST, Schema, TEXT};
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Index, doc};

const MEMORY: usize = 64 << 20;

fn main() {
    let Some(data) = common::data() else { return };
    let cranfield = Cranfield::read(&data.join("ir/cranfield"));
    println!(
        "{} documents, {} queries; nDCG@10 and MAP in points of a hundred",
        cranfield.documents.len(),
        cranfield.queries.len()
    );
    let bare = [
        ("Tantivy, default", bare(&cranfield, &plain)),
        ("Tantivy, en_stem", bare(&cranfield, &stemmed)),
    ];
    let bare = bare.map(|(name, orders)| (name, cranfield.measures(&orders)));
    let morgue = cranfield.measures(&morgue(&cranfield));
    for (name, [ndcg, map]) in bare.iter().chain([&("morgue", morgue)]) {
        println!("  {name:<18} nDCG@10 {ndcg:6.2}   MAP {map:6.2}");
    }
    for (name, [ndcg, map]) in &bare {
        println!(
            "  morgue over {name:<18} nDCG@10 {:+6.2}   MAP {:+6.2}",
            morgue[0] - ndcg,
            morgue[1] - map
        );
    }
}

/// The collection. Documents bear their numbers, from one.
struct Cranfield {
    documents: Vec<Document>,
    queries: Vec<String>,
    /// Per query the grade of each judged document.
    judged: Vec<HashMap<usize, f64>>,
}

#[derive(Default)]
struct Document {
    title: String,
    body: String,
    byline: String,
}

/// The documents of each query in the order they were given.
type Orders = Vec<Vec<usize>>;

impl Cranfield {
    fn read(folder: &Path) -> Self {
        let text = |name: &str| {
            std::fs::read_to_string(folder.join(name)).expect("the collection can be read")
        };
        let documents = records(&text("cran.all.1400")).into_iter().map(Document::of).collect();
        let queries: Vec<String> =
            records(&text("cran.qry")).into_iter().map(|mut parts| take(&mut parts, 'W')).collect();
        let mut judged = vec![HashMap::new(); queries.len()];
        for line in text("QRelsCorrectedforTRECeval").lines() {
            let numbers: Vec<usize> =
                line.split_whitespace().map(|word| word.parse().expect("a number")).collect();
            judged[numbers[0] - 1].insert(numbers[2], numbers[3] as f64);
        }
        Self { documents, queries, judged }
    }

    /// nDCG@10 and MAP over all queries, in points of a hundred.
    fn measures(&self, orders: &Orders) -> [f64; 2] {
        let mean = |measure: fn(&[usize], &HashMap<usize, f64>) -> f64| {
            let sum: f64 =
                orders.iter().zip(&self.judged).map(|(order, judged)| measure(order, judged)).sum();
            100.0 * sum / orders.len() as f64
        };
        [mean(ndcg), mean(average_precision)]
    }
}

impl Document {
    /// The abstracts begin with their titles once more.
    fn of(mut parts: HashMap<char, String>) -> Self {
        let (title, body) = (take(&mut parts, 'T'), take(&mut parts, 'W'));
        let body = body.strip_prefix(&title).unwrap_or(&body).trim().to_string();
        Self { title, body, byline: take(&mut parts, 'A') }
    }
}

/// The records of a file that marks its parts with a stop and a letter at the head of a line.
fn records(text: &str) -> Vec<HashMap<char, String>> {
    let mut records: Vec<HashMap<char, String>> = Vec::new();
    let mut part = ' ';
    for line in text.lines() {
        match line
            .strip_prefix('.')
            .and_then(|mark| mark.chars().next())
            .filter(char::is_ascii_uppercase)
        {
            Some('I') => records.push(HashMap::new()),
            Some(mark) => part = mark,
            None => {
                let text = records.last_mut().expect("a record").entry(part).or_default();
                text.push_str(line.trim());
                text.push(' ');
            }
        }
    }
    records
}

fn take(parts: &mut HashMap<char, String>, part: char) -> String {
    parts.remove(&part).unwrap_or_default().trim().to_string()
}

fn ndcg(order: &[usize], judged: &HashMap<usize, f64>) -> f64 {
    let sum = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(10).zip(2..).map(|(gain, place)| gain / f64::from(place).log2()).sum()
    };
    let mut best: Vec<f64> = judged.values().copied().collect();
    best.sort_by(|one, other| other.total_cmp(one));
    sum(&mut order.iter().map(|document| judged.get(document).copied().unwrap_or(0.0)))
        / sum(&mut best.into_iter())
}

fn average_precision(order: &[usize], judged: &HashMap<usize, f64>) -> f64 {
    let places = order.iter().zip(1..).filter(|(document, _)| judged.contains_key(document));
    let precisions = places.zip(1..).map(|((_, place), found)| f64::from(found) / f64::from(place));
    precisions.sum::<f64>() / judged.len() as f64
}

fn morgue(cranfield: &Cranfield) -> Orders {
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let mut writer = Box::new(engine.writer(1, MEMORY).expect("a writer"));
    for (document, number) in cranfield.documents.iter().zip(1..) {
        let article = Article {
            fingerprint: Fingerprint::of(&number.to_string()),
            title: document.title.clone(),
            body: document.body.clone(),
            byline: document.byline.clone(),
            language: "en".to_string(),
            ..Article::default()
        };
        let clipping =
            Document { id: number.to_string(), record: number, article, ..Document::default() };
        writer.add(&index_document::index_document(clipping, "cran.all.1400")).expect("filed");
    }
    writer.commit("").expect("committed");
    writer.finish().expect("finished");
    let ask = |query: &String| {
        let request = Request {
            query: any_of(query),
            limit: MOST_HITS,
            facets: Vec::new(),
            ..Request::default()
        };
        let answer =
            answer::answer(&engine, &request, jiff::civil::date(2026, 1, 1), &Budget::default())
                .expect("an answer");
        answer.hits.iter().map(|hit| hit.clipping.id.parse().expect("a number")).collect()
    };
    cranfield.queries.iter().map(ask).collect()
}

/// The words of a question, each once, any of which will do.
fn any_of(query: &str) -> String {
    let (mut words, mut all) = (Words::new(query), Vec::new());
    while words.advance().is_some() {
        all.push(words.folded().to_string());
    }
    let mut seen = HashSet::new();
    all.retain(|word| seen.insert(word.clone()));
    all.join(" OR ")
}

/// The orders of Tantivy's BM25, over texts and queries made ready by this.
fn bare(cranfield: &Cranfield, ready: &dyn Fn(&str) -> String) -> Orders {
    let mut schema = Schema::builder();
    let (text, number) =
        (schema.add_text_field("text", TEXT), schema.add_u64_field("number", FAST));
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, MEMORY).expect("a writer");
    for (document, at) in cranfield.documents.iter().zip(1u64..) {
        let whole = ready(&format!("{}\n{}", document.title, document.body));
        writer.add_document(doc!(text => whole, number => at)).expect("filed");
    }
    writer.commit().expect("committed");
    let searcher = index.reader().expect("a reader").searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let ask = |query: &String| {
        let (query, _) = parser.parse_query_lenient(&ready(query));
        let hits = searcher
            .search(&query, &TopDocs::with_limit(MOST_HITS).order_by_score())
            .expect("an answer");
        let number = |segment: u32| {
            searcher.segment_reader(segment).fast_fields().u64("number").expect("numbers")
        };
        let order = hits
            .iter()
            .map(|(_, hit)| number(hit.segment_ord).first(hit.doc_id).expect("a number"));
        order.map(|number| number as usize).collect()
    };
    cranfield.queries.iter().map(ask).collect()
}

/// The tokens of Tantivy's default tokenizer.
fn plain(text: &str) -> String {
    tokens(text).join(" ")
}

/// The same, stemmed.
fn stemmed(text: &str) -> String {
    tokens(text).iter().map(|token| stem::stem("en", token)).collect::<Vec<_>>().join(" ")
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokenizer = TokenizerManager::default().get("default").expect("a tokenizer");
    let (mut stream, mut tokens) = (tokenizer.token_stream(text), Vec::new());
    stream.process(&mut |token| tokens.push(token.text.clone()));
    tokens
}
