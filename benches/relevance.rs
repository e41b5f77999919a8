//! Ranking quality compared with plain Tantivy: `cargo bench --bench relevance`, with `MORGUE_DATA`
//! set.
//!
//! The Cranfield collection has 1,400 abstracts and 225 queries in plain words with graded judgements.
//! Each query is run as the OR of its words, with a thousand hits. Plain Tantivy has the same text in
//! one field, once with its `default` tokenizer and once with these tokens stemmed like its `en_stem`.
//!
//! nDCG@10 uses the grade as the gain, as `trec_eval` does: the sum over the ten best hits of
//! grade / log2(rank + 1), divided by the same sum for the ideal order. MAP counts every judged
//! document of grade 1 or more as relevant. A judgement refers to a query by its position in the file,
//! not by the number it has there.

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

use morgue::internals::article::document::Document;
use morgue::internals::article::{Article, Fingerprint};
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::index_document;
use morgue::internals::search::answer;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Writer;
use morgue::internals::search::request::{MAX_HITS, Request};
use morgue::internals::text::stemmer;
use morgue::internals::text::tokenizer::Words;
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
        "{} documents, {} queries; nDCG@10 and MAP in percent",
        cranfield.documents.len(),
        cranfield.queries.len()
    );
    let baselines = [
        ("Tantivy, default", tantivy_rankings(&cranfield, &default_tokens)),
        ("Tantivy, en_stem", tantivy_rankings(&cranfield, &stemmed_tokens)),
    ];
    let baselines = baselines.map(|(name, rankings)| (name, cranfield.measures(&rankings)));
    let morgue = cranfield.measures(&morgue_rankings(&cranfield));
    for (name, [ndcg, map]) in baselines.iter().chain([&("morgue", morgue)]) {
        println!("  {name:<18} nDCG@10 {ndcg:6.2}   MAP {map:6.2}");
    }
    for (name, [ndcg, map]) in &baselines {
        println!(
            "  morgue over {name:<18} nDCG@10 {:+6.2}   MAP {:+6.2}",
            morgue[0] - ndcg,
            morgue[1] - map
        );
    }
}

/// The collection. Documents are numbered from one.
struct Cranfield {
    documents: Vec<Abstract>,
    queries: Vec<String>,
    /// For each query the grades of the judged documents.
    judgements: Vec<HashMap<usize, f64>>,
}

/// One abstract of the collection.
struct Abstract {
    title: String,
    body: String,
    byline: String,
}

/// The documents found by each query, in order.
type Rankings = Vec<Vec<usize>>;

impl Cranfield {
    fn read(folder: &Path) -> Self {
        let text = |name: &str| {
            std::fs::read_to_string(folder.join(name)).expect("the collection can be read")
        };
        let documents =
            records(&text("cran.all.1400")).into_iter().map(Abstract::from_parts).collect();
        let queries: Vec<String> =
            records(&text("cran.qry")).into_iter().map(|mut parts| take(&mut parts, 'W')).collect();
        let mut judgements = vec![HashMap::new(); queries.len()];
        for line in text("QRelsCorrectedforTRECeval").lines() {
            let numbers: Vec<usize> =
                line.split_whitespace().map(|word| word.parse().expect("a number")).collect();
            judgements[numbers[0] - 1].insert(numbers[2], numbers[3] as f64);
        }
        Self { documents, queries, judgements }
    }

    /// Computes nDCG@10 and MAP over all queries, in percent.
    fn measures(&self, rankings: &Rankings) -> [f64; 2] {
        let mean = |measure: fn(&[usize], &HashMap<usize, f64>) -> f64| {
            let sum: f64 = rankings
                .iter()
                .zip(&self.judgements)
                .map(|(ranking, judged)| measure(ranking, judged))
                .sum();
            100.0 * sum / rankings.len() as f64
        };
        [mean(ndcg), mean(average_precision)]
    }
}

impl Abstract {
    /// Makes an abstract of the parts of a record. The text repeats the title at its beginning.
    fn from_parts(mut parts: HashMap<char, String>) -> Self {
        let (title, body) = (take(&mut parts, 'T'), take(&mut parts, 'W'));
        let body = body.strip_prefix(&title).unwrap_or(&body).trim().to_string();
        Self { title, body, byline: take(&mut parts, 'A') }
    }
}

/// Splits a file into records. Parts begin with a line of a full stop and a letter.
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

fn ndcg(ranking: &[usize], judged: &HashMap<usize, f64>) -> f64 {
    let sum = |gains: &mut dyn Iterator<Item = f64>| -> f64 {
        gains.take(10).zip(2..).map(|(gain, rank)| gain / f64::from(rank).log2()).sum()
    };
    let mut ideal: Vec<f64> = judged.values().copied().collect();
    ideal.sort_by(|one, other| other.total_cmp(one));
    sum(&mut ranking.iter().map(|document| judged.get(document).copied().unwrap_or(0.0)))
        / sum(&mut ideal.into_iter())
}

fn average_precision(ranking: &[usize], judged: &HashMap<usize, f64>) -> f64 {
    let ranks = ranking.iter().zip(1..).filter(|(document, _)| judged.contains_key(document));
    let precisions = ranks.zip(1..).map(|((_, rank), found)| f64::from(found) / f64::from(rank));
    precisions.sum::<f64>() / judged.len() as f64
}

fn morgue_rankings(cranfield: &Cranfield) -> Rankings {
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
        writer
            .add(&index_document::index_document(clipping, "cran.all.1400"))
            .expect("an indexed document");
    }
    writer.commit("").expect("a commit");
    writer.finish().expect("a finished writer");
    engine.refresh().expect("an index");
    let search = |query: &String| {
        let request = Request {
            query: any_of(query),
            limit: MAX_HITS,
            facets: Vec::new(),
            ..Request::default()
        };
        let answer =
            answer::answer(&engine, &request, jiff::civil::date(2026, 1, 1), &Budget::default())
                .expect("an answer");
        answer.hits.iter().map(|hit| hit.document.id.parse().expect("a number")).collect()
    };
    cranfield.queries.iter().map(search).collect()
}

/// Joins the distinct words of a query with OR.
fn any_of(query: &str) -> String {
    let (mut words, mut all) = (Words::new(query), Vec::new());
    while words.advance().is_some() {
        all.push(words.folded().to_string());
    }
    let mut seen = HashSet::new();
    all.retain(|word| seen.insert(word.clone()));
    all.join(" OR ")
}

/// Ranks with plain Tantivy's BM25, over texts and queries prepared by a function.
fn tantivy_rankings(cranfield: &Cranfield, prepare: &dyn Fn(&str) -> String) -> Rankings {
    let mut schema = Schema::builder();
    let (text, number) =
        (schema.add_text_field("text", TEXT), schema.add_u64_field("number", FAST));
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, MEMORY).expect("a writer");
    for (document, at) in cranfield.documents.iter().zip(1u64..) {
        let whole = prepare(&format!("{}\n{}", document.title, document.body));
        writer.add_document(doc!(text => whole, number => at)).expect("an indexed document");
    }
    writer.commit().expect("a commit");
    let searcher = index.reader().expect("a reader").searcher();
    let parser = QueryParser::for_index(&index, vec![text]);
    let search = |query: &String| {
        let (query, _) = parser.parse_query_lenient(&prepare(query));
        let hits = searcher
            .search(&query, &TopDocs::with_limit(MAX_HITS).order_by_score())
            .expect("an answer");
        let number = |segment: u32| {
            searcher.segment_reader(segment).fast_fields().u64("number").expect("numbers")
        };
        let ranking = hits
            .iter()
            .map(|(_, hit)| number(hit.segment_ord).first(hit.doc_id).expect("a number"));
        ranking.map(|number| number as usize).collect()
    };
    cranfield.queries.iter().map(search).collect()
}

/// Returns the tokens of Tantivy's default tokenizer.
fn default_tokens(text: &str) -> String {
    tokens(text).join(" ")
}

/// Returns the same tokens, stemmed.
fn stemmed_tokens(text: &str) -> String {
    tokens(text).iter().map(|token| stemmer::stem("en", token)).collect::<Vec<_>>().join(" ")
}

fn tokens(text: &str) -> Vec<String> {
    let mut tokenizer = TokenizerManager::default().get("default").expect("a tokenizer");
    let (mut stream, mut tokens) = (tokenizer.token_stream(text), Vec::new());
    stream.process(&mut |token| tokens.push(token.text.clone()));
    tokens
}
