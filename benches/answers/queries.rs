//! The queries: a thousand random ones from the words of the archive, each word as often as it occurs,
//! and one or more for every operator of the query language.
//!
//! Function words, which are in nearly every text and which people seldom search for, are not drawn.
//! They are measured separately as the worst case.

use std::fmt;

use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::search::engine::Engine;
use morgue::internals::text::tokenizer::Words;

use crate::common::Dice;

/// The number of random queries.
const RANDOM_QUERIES: usize = 1_000;

/// Words that are not drawn.
const FUNCTION_WORDS: &str = "a about after all also an and any are as at be been but by can could did do for from had has \
    have he her his how i if in into is it its just like may more most much no not now of on one only or other our out over \
    said says she so some such than that the their them then there these they this to two under up was we were what when \
    which while who will with would you your s t us me my him because being between both does during each against before \
    off own same should since still through too very where why last new mr ms mrs dr";

/// Queries that match nearly every article.
pub const WORST: &[&str] =
    &["the", "of", "said", "the OR of", "the of", "\"of the\"", "\"in the\"", "*", ""];

/// One or two queries for each operator.
pub const OPERATORS: &[&str] = &[
    "oil NEAR/5 prices",
    "interest NEAR/10 rates",
    "said NEAR/5 bank",
    "oil NEAR/5 prices NEAR/5 opec",
    "(dollar OR yen) NEAR/5 (intervention OR \"central bank\")",
    "\"central bank\" PRE/10 rates",
    "trade PRE/5 deficit",
    "the PRE/1 president",
    "president SENT congress",
    "said SENT bank",
    "tariffs PARA japan",
    "bank NOT NEAR/5 england",
    "a NOT NEAR/5 the",
    "\"interest rates\"~3",
    "=talks",
    "=\"US Open\"",
    "caps(Turkey)",
    "allcaps(AIDS)",
    "nocaps(aids)",
    "terror*",
    "wom?n",
    "*gate",
    "*tion",
    "s*",
    "gorbachov~",
    "gorbachov~1",
    "goverment~2",
    "/reg(ime|ent)s?/",
    "/(im|ex)port(s|ed|ing)?/",
    "ATLEAST/3 sanctions",
    "ATLEAST/5 said",
    "FIRST/50 ceasefire",
    "FIRST/50 president",
    "title:merger",
    "title:(oil prices)",
    "byline:smith",
    "trump -byline:smith",
    "person:trump",
    "person:* NEAR/5 resigned",
    "person:trump NEAR/5 tax",
    "ceasefire SENT person:*",
    "place:syria",
    "place:syria NEAR/10 troops",
    "org:opec SENT prices",
    "topic:crude opec",
    "major:trump",
    "date:1987-03",
    "date:2016-07..2016-12 election",
    "on:04-13",
    "words:>500",
    "title:tax^3 reform",
    "bank NOT england",
    "-said",
];

/// A random query.
#[derive(Debug, Clone)]
pub enum BenchQuery {
    Word(String),
    Both(String, String),
    Either(String, String),
    Phrase(String, String),
}

impl BenchQuery {
    /// Returns its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Word(_) => "word",
            Self::Both(..) => "two words",
            Self::Either(..) => "OR",
            Self::Phrase(..) => "phrase",
        }
    }
}

impl fmt::Display for BenchQuery {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => write!(out, "{word}"),
            Self::Both(one, other) => write!(out, "{one} {other}"),
            Self::Either(one, other) => write!(out, "{one} OR {other}"),
            Self::Phrase(one, other) => write!(out, "\"{one} {other}\""),
        }
    }
}

/// Draws queries: a third each of one word, of two words of one article, and of two adjacent words as
/// a phrase or two words joined by OR.
pub fn random_queries(engine: &TantivyEngine) -> Vec<BenchQuery> {
    let mut ids: Vec<String> =
        engine.indexed_records().expect("records").into_iter().map(|record| record.id).collect();
    ids.sort();
    let function_words: Vec<&str> = FUNCTION_WORDS.split_whitespace().collect();
    let mut dice = Dice::new(1);
    let mut queries = Vec::with_capacity(RANDOM_QUERIES);
    while queries.len() < RANDOM_QUERIES {
        let article = engine
            .article(dice.pick::<String>(&ids))
            .expect("an article")
            .expect("an article")
            .article;
        let words = words(&article.body);
        let searchable = |index: usize| {
            words
                .get(index)
                .filter(|word| word.len() > 1 && !function_words.contains(&word.as_str()))
        };
        let (one, other) = (dice.roll(words.len()), dice.roll(words.len()));
        let (kind, phrase) = (queries.len() % 3, queries.len() % 2 == 0);
        let other = if kind == 2 && phrase { one + 1 } else { other };
        let (Some(one), Some(other)) = (searchable(one).cloned(), searchable(other).cloned())
        else {
            continue;
        };
        queries.push(match kind {
            0 => BenchQuery::Word(one),
            1 => BenchQuery::Both(one, other),
            _ if phrase => BenchQuery::Phrase(one, other),
            _ => BenchQuery::Either(one, other),
        });
    }
    queries
}

/// Returns the words of a text, with an empty one for each that is not letters alone: the two engines
/// tokenize those differently.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut all) = (Words::new(text), Vec::new());
    while words.advance().is_some() {
        let letters = words.folded().chars().all(char::is_alphabetic);
        all.push(if letters { words.folded().to_string() } else { String::new() });
    }
    all
}
