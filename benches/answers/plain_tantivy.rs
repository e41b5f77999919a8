//! Plain Tantivy on the same index: its queries, its ten best hits, its count, and the same facets by
//! its terms aggregation. No snippets, no timeline.

use std::path::Path;

use morgue::internals::article::schema::Field;
use morgue::internals::text::stemmer;
use morgue::internals::text::tokenizer::Words;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{self, IndexRecordOption};
use tantivy::{Index, Searcher, Term};

use crate::queries::BenchQuery;
use crate::{FACETS, HITS};

/// Plain Tantivy over an index of morgue.
pub struct PlainTantivy {
    searcher: Searcher,
    fields: [schema::Field; 2],
    facets: Aggregations,
}

impl PlainTantivy {
    pub fn open(folder: &Path) -> Self {
        let index = Index::open_in_dir(folder).expect("an index");
        let field = |field: Field| index.schema().get_field(field.name()).expect("a field");
        let terms = |field: &Field| {
            (
                field.name().to_string(),
                serde_json::json!({ "terms": { "field": field.name(), "size": HITS } }),
            )
        };
        let facets: serde_json::Map<_, _> = FACETS.iter().map(terms).collect();
        Self {
            searcher: index.reader().expect("a reader").searcher(),
            fields: [field(Field::Title), field(Field::Body)],
            facets: serde_json::from_value(facets.into()).expect("aggregations"),
        }
    }

    /// Returns the number of segments.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// Runs a query with its facets; returns the number of hits.
    pub fn search(&self, query: &BenchQuery) -> u64 {
        let facets =
            AggregationCollector::from_aggs(self.facets.clone(), AggContextParams::default());
        let collectors = (TopDocs::with_limit(HITS).order_by_score(), Count, facets);
        let (_, count, _) =
            self.searcher.search(&*self.lower(query), &collectors).expect("an answer");
        count as u64
    }

    fn lower(&self, query: &BenchQuery) -> Box<dyn Query> {
        match query {
            BenchQuery::Word(word) => self.in_both_fields(|field| term(field, word)),
            BenchQuery::Both(one, other) => {
                let each = [one, other].map(|word| self.in_both_fields(|field| term(field, word)));
                Box::new(BooleanQuery::intersection(each.into()))
            }
            BenchQuery::Either(one, other) => {
                let each = [one, other].map(|word| self.in_both_fields(|field| term(field, word)));
                Box::new(BooleanQuery::union(each.into()))
            }
            BenchQuery::Phrase(one, other) => self.in_both_fields(|field| {
                let words = [one, other].iter().flat_map(|word| stems(word)).collect::<Vec<_>>();
                Box::new(PhraseQuery::new(
                    words.iter().map(|stem| Term::from_field_text(field, stem)).collect(),
                ))
            }),
        }
    }

    fn in_both_fields(&self, query: impl Fn(schema::Field) -> Box<dyn Query>) -> Box<dyn Query> {
        Box::new(BooleanQuery::union(self.fields.iter().map(|field| query(*field)).collect()))
    }
}

fn term(field: schema::Field, word: &str) -> Box<dyn Query> {
    let term = Term::from_field_text(field, &stems(word).concat());
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

/// Returns the words of a text as the index has those of an English article.
fn stems(text: &str) -> Vec<String> {
    let (mut words, mut stems) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        stems.push(stemmer::stem("en", words.folded()).into_owned());
    }
    stems
}
