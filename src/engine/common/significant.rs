//! What distinguishes an article: the subjects it is most about, and its most significant words.
//! Similar articles are found by them.

use std::collections::HashMap;

use super::{bm25f, stems};
use crate::article::Slot;
use crate::article::document::Document;
use crate::article::schema::Field;
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
pub(crate) const MAX_POSTINGS: u64 = 400_000;

/// Weight of a subject against a word of the same rarity: half for having it, half for having it as
/// a main subject.
pub(crate) const SUBJECT_WEIGHT: f32 = 0.7;

/// Weights of an occurrence in the headline and in the standfirst, against 1 in the body.
const TITLE_WEIGHT: f32 = 2.0;
const STANDFIRST_WEIGHT: f32 = 1.5;

/// A subject of an article: its facet, its key, and how much the article is about it.
pub(crate) type SubjectValue<'a> = (Field, &'a str, f32);

/// A significant stem of an article.
pub(crate) struct SignificantStem {
    /// The stem as a term.
    pub stem: String,
    /// Weight of its occurrences in the article.
    pub weight: f32,
    /// Articles that have it.
    pub articles: u64,
    /// Weight times rarity.
    significance: f32,
}

/// Returns the subjects an article is most about.
pub(crate) fn subjects(document: &Document) -> Vec<SubjectValue<'_>> {
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

/// Returns whether a term that this number of articles of all has is searched for, and if so takes its
/// postings off those left.
pub(crate) fn is_significant(articles: u64, all: u64, postings_left: &mut u64) -> bool {
    let is_rare = articles.saturating_mul(MIN_ARTICLES_PER_MATCH) <= all;
    let is_significant = is_rare && articles <= *postings_left;
    if is_significant {
        *postings_left -= articles;
    }
    is_significant
}

/// Returns the most significant of the stems of an article, given with their weighted frequencies and
/// the numbers of articles that have them.
pub(crate) fn significant_stems(
    counted: Vec<(String, f32, u64)>,
    all: u64,
    postings_left: &mut u64,
) -> Vec<SignificantStem> {
    // A word that no other article has leads to none.
    let shared = counted.into_iter().filter(|(.., articles)| *articles > 1);
    let stem = |(stem, frequency, articles): (String, f32, u64)| {
        let weight = 1.0 + frequency.ln();
        let significance = weight * bm25f::rarity(articles, all);
        SignificantStem { stem, weight, articles, significance }
    };
    let mut stems: Vec<SignificantStem> = shared.map(stem).collect();
    stems.sort_by(|one, other| other.significance.total_cmp(&one.significance));
    let stems = stems.into_iter().filter(|it| is_significant(it.articles, all, postings_left));
    stems.take(MAX_STEMS).collect()
}

/// Returns the most frequent stems of an article with their weighted frequencies, of equally
/// frequent ones the first. Numbers are left out.
pub(crate) fn frequent_stems(document: &Document) -> Vec<(String, f32)> {
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
