//! Similar articles: those that share most of an article's subjects, weighted by their rarity and
//! their salience, and of its most significant words. Known as "more like this".

use std::collections::{HashMap, HashSet};

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Query as TantivyQuery, TermQuery};
use tantivy::schema::{Field as Handle, IndexRecordOption};

use super::TantivyEngine;
use super::collect::top_hits::RankedHit;
use super::ordinals::ordinal::Ordinal;
use super::query::lowering::Lowering;
use crate::article::Slot;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::engine::common::{bm25f, stems};
use crate::error::Result;
use crate::query::{NameQuery, Query};
use crate::search::budget::Budget;
use crate::search::plan::{Plan, Resolution};
use crate::search::request::Sort;
use crate::search::results::Match;
use crate::text::tokenizer::Words;

/// Stems of an article that are searched for.
const MAX_STEMS: usize = 25;

/// Stems whose document frequency is looked up.
const MAX_CANDIDATE_STEMS: usize = 160;

/// Words of each text that are read: an article says early what it is about.
const MAX_WORDS: usize = 1500;

/// Subjects that are searched for.
const MAX_SUBJECTS: usize = 16;

/// A term that more than one in this many articles has is not significant.
const MIN_ARTICLES_PER_MATCH: u64 = 3;

/// Sum of the document frequencies of all terms: bounds the work in archives of any size.
const MAX_POSTINGS: u64 = 400_000;

/// Weight of a subject against a word of the same rarity: half for having it, half for having it as
/// a main subject.
const SUBJECT_WEIGHT: f32 = 0.7;

/// Weights of an occurrence in the headline and in the standfirst, against 1 in the body.
const TITLE_WEIGHT: f32 = 2.0;
const STANDFIRST_WEIGHT: f32 = 1.5;

/// Hits that are collected for each one that is returned, as several may be versions of one story.
const HITS_PER_STORY: usize = 4;

/// A subject of an article: its facet, its key, and how much the article is about it.
type SubjectValue<'a> = (Field, &'a str, f32);

/// A significant stem of an article.
struct SignificantStem {
    stem: String,
    /// Weight of its occurrences in the article.
    weight: f32,
    /// Articles that have it.
    articles: u64,
    /// Weight times rarity.
    significance: f32,
}

impl TantivyEngine {
    /// Returns the most similar articles, best first, of each story the best and of the article's
    /// own story none. The score is the share of the article's own score.
    pub(super) fn more_like_this(
        &self,
        document: &Document,
        limit: usize,
        budget: &Budget,
    ) -> Result<Vec<Match>> {
        let snapshot = self.latest_snapshot();
        let view = self.view(&snapshot)?;
        let subjects = subjects(document);
        let plan = plan(&subjects, limit.saturating_mul(HITS_PER_STORY), budget);
        let (options, collected) = self.collect_with(&plan, &snapshot, &view, |lowering, _| {
            lowering.more_like_this(document, &subjects)
        })?;
        let address = self.find_by_id(&snapshot, &document.id)?;
        let story = address.and_then(|address| options.stories.ordinal(address));
        let is_self = |hit: &RankedHit| Some(hit.address) == address;
        // The article itself scores highest, unless it is not in the index.
        let self_hit = collected.hits.iter().find(|hit| is_self(hit)).or(collected.hits.first());
        let self_score = self_hit.map_or(1.0, RankedHit::score).max(f32::MIN_POSITIVE);
        let mut stories: HashSet<Ordinal> = story.into_iter().collect();
        let is_new = |hit: &&RankedHit| {
            let story = options.stories.ordinal(hit.address);
            !is_self(hit) && story.is_none_or(|story| stories.insert(story))
        };
        let hits: Vec<&RankedHit> = collected.hits.iter().filter(is_new).take(limit).collect();
        let mut matches = Vec::with_capacity(hits.len());
        for hit in hits {
            let hit = self.to_match(&options, &snapshot, &view, hit)?;
            matches.push(Match { score: (hit.score / self_score).min(1.0), ..hit });
        }
        Ok(matches)
    }
}

fn plan(subjects: &[SubjectValue], limit: usize, budget: &Budget) -> Plan {
    let resolved = |(field, value, _): &SubjectValue| {
        ((*field, NameQuery::Exact(value.to_string())), vec![value.to_string()])
    };
    let names = subjects.iter().map(resolved).collect();
    Plan {
        query: Query::All,
        resolution: Resolution { names, ..Resolution::default() },
        selections: Vec::new(),
        since: None,
        until: None,
        sort: Sort::Relevance,
        limit,
        after: None,
        facets: Vec::new(),
        timeline: false,
        collapsed: false,
        budget: budget.clone(),
    }
}

/// Returns the subjects an article is most about.
fn subjects(document: &Document) -> Vec<SubjectValue<'_>> {
    let subjects = &document.subjects;
    let people = subjects.people.iter().map(|it| (Field::People, it.key.as_str(), it.salience));
    let places = subjects.places.iter().map(|it| (Field::Places, it.key.as_str(), it.salience));
    let organisations = subjects.organisations.iter();
    let organisations =
        organisations.map(|it| (Field::Organisations, it.key.as_str(), it.salience));
    let topics = subjects.topics.iter().map(|it| (Field::Topics, it.key.as_str(), it.score as f32));
    let mut all: Vec<SubjectValue> =
        people.chain(places).chain(organisations).chain(topics).collect();
    all.sort_by(|one, other| other.2.total_cmp(&one.2));
    all.truncate(MAX_SUBJECTS);
    all
}

impl Lowering<'_> {
    /// Matches articles that share a subject or a significant word, scored by how much they share.
    fn more_like_this(
        &self,
        document: &Document,
        subjects: &[SubjectValue],
    ) -> tantivy::Result<Box<dyn TantivyQuery>> {
        let mut clauses: Vec<Box<dyn TantivyQuery>> = Vec::new();
        let mut postings_left = MAX_POSTINGS;
        for (field, value, salience) in subjects {
            let articles = self.max_articles_with(*field, value)?;
            if !self.is_significant(articles, &mut postings_left) {
                continue;
            }
            let name = NameQuery::Exact(value.to_string());
            let weight =
                SUBJECT_WEIGHT * salience * bm25f::rarity(articles, self.searcher.num_docs());
            let mut push = |handle: Handle, weight: f32| -> tantivy::Result<()> {
                let has_value = self.any_key(*field, &name, handle)?;
                clauses.push(Box::new(ConstScoreQuery::new(has_value, weight)));
                Ok(())
            };
            if *field == Field::Topics {
                push(self.fields.get(*field), weight)?;
            } else {
                push(self.fields.get(*field), weight / 2.0)?;
                push(self.fields.hidden.majors, weight / 2.0)?;
            }
        }
        let fields = [self.fields.get(Field::Body), self.fields.get(Field::Title)];
        for SignificantStem { stem, weight, .. } in
            self.significant_stems(document, &mut postings_left)?
        {
            for field in fields {
                let term = Term::from_field_text(field, &stem);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push(Box::new(BoostQuery::new(Box::new(query), weight)));
            }
        }
        Ok(Box::new(BooleanQuery::union(clauses)))
    }

    /// Returns the upper bound of the number of articles with a value of a facet.
    fn max_articles_with(&self, field: Field, value: &str) -> tantivy::Result<u64> {
        let keys = self.view.identity.members(value).chain([value]);
        keys.map(|key| self.searcher.doc_freq(&self.fields.term(field, key))).sum()
    }

    /// Returns whether a term that this number of articles has is searched for, and if so takes its
    /// postings off those left.
    fn is_significant(&self, articles: u64, postings_left: &mut u64) -> bool {
        let is_rare = articles.saturating_mul(MIN_ARTICLES_PER_MATCH) <= self.searcher.num_docs();
        let is_significant = is_rare && articles <= *postings_left;
        if is_significant {
            *postings_left -= articles;
        }
        is_significant
    }

    /// Returns the most significant stems of an article.
    fn significant_stems(
        &self,
        document: &Document,
        postings_left: &mut u64,
    ) -> tantivy::Result<Vec<SignificantStem>> {
        let mut stems: Vec<SignificantStem> = Vec::new();
        for (stem, frequency) in frequent_stems(document) {
            let term = Term::from_field_text(self.fields.get(Field::Body), &stem);
            let articles = self.searcher.doc_freq(&term)?;
            // A word that no other article has leads to none.
            if articles > 1 {
                let weight = 1.0 + frequency.ln();
                let significance = weight * bm25f::rarity(articles, self.searcher.num_docs());
                stems.push(SignificantStem { stem, weight, articles, significance });
            }
        }
        stems.sort_by(|one, other| other.significance.total_cmp(&one.significance));
        let stems = stems.into_iter();
        let stems = stems.filter(|stem| self.is_significant(stem.articles, postings_left));
        Ok(stems.take(MAX_STEMS).collect())
    }
}

/// Returns the most frequent stems of an article with their weighted frequencies, of equally
/// frequent ones the first. Numbers are left out.
fn frequent_stems(document: &Document) -> Vec<(String, f32)> {
    let language = document.analysis_language();
    let mut words: HashMap<String, (f32, usize)> = HashMap::new();
    for (slot, text) in document.article.slots() {
        let weight = match slot {
            Slot::Title => TITLE_WEIGHT,
            Slot::Standfirst => STANDFIRST_WEIGHT,
            Slot::Body | Slot::Caption(_) => 1.0,
        };
        let mut tokens = Words::new(text);
        for _ in 0..MAX_WORDS {
            if tokens.advance().is_none() {
                break;
            }
            if tokens.folded().starts_with(|first: char| first.is_alphabetic()) {
                let order = words.len();
                words.entry(tokens.folded().to_owned()).or_insert((0.0, order)).0 += weight;
            }
        }
    }
    let mut stems: HashMap<String, (f32, usize)> = HashMap::new();
    for (word, (frequency, order)) in words {
        let stem = stems.entry(stems::stem_term(language, &word)).or_insert((0.0, order));
        *stem = (stem.0 + frequency, stem.1.min(order));
    }
    let mut stems: Vec<(String, (f32, usize))> = stems.into_iter().collect();
    stems.sort_by(|(_, one), (_, other)| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    stems.truncate(MAX_CANDIDATE_STEMS);
    stems.into_iter().map(|(stem, (frequency, _))| (stem, frequency)).collect()
}
