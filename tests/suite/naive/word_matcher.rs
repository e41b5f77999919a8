//! Matching of single words.

use std::collections::HashMap;
use std::ops::Range;

use morgue::internals::text::stemmer;
use morgue::internals::text::tokenizer;

use super::pattern::{RegexPiece, edit_distance, matches_regex, matches_wildcard};
use super::query::{Capitals, NaiveQuery};
use super::text::{self, WordType};

/// A condition on one word.
pub enum WordMatcher {
    /// Any form of this word.
    Stem(String),
    /// This form; with the same capitals if the query has any.
    Form(String, Option<Vec<bool>>),
    Cased(Capitals, String),
    Wildcard(Vec<char>),
    Fuzzy(Vec<char>, usize),
    Regex(Vec<RegexPiece>),
}

/// The conditions of a leaf query in order, and the number of other words allowed in between.
pub fn word_matchers(query: &NaiveQuery) -> (Vec<WordMatcher>, usize) {
    let folded = |text: &str| text::words_of(text).into_iter().map(|(_, folded)| folded);
    let stems = |text: &str| folded(text).map(WordMatcher::Stem).collect();
    match query {
        NaiveQuery::Word(word) => (stems(word), 0),
        NaiveQuery::Phrase(words, between) => {
            let one = |word: &String| {
                if word.contains(['*', '?']) { vec![wildcard(word)] } else { stems(word) }
            };
            (words.iter().flat_map(one).collect(), *between)
        }
        NaiveQuery::Exactly(typed) => {
            let form = |(at, folded): (Range<usize>, String)| {
                let capitals = capitals(&typed[at]);
                WordMatcher::Form(folded, capitals.contains(&true).then_some(capitals))
            };
            (text::words_of(typed).into_iter().map(form).collect(), 0)
        }
        NaiveQuery::Cased(letters, words) => {
            (folded(words).map(|folded| WordMatcher::Cased(*letters, folded)).collect(), 0)
        }
        NaiveQuery::Wildcard(pattern) => (vec![wildcard(pattern)], 0),
        NaiveQuery::Fuzzy(word, edits) => (
            folded(word).map(|word| WordMatcher::Fuzzy(word.chars().collect(), *edits)).collect(),
            0,
        ),
        NaiveQuery::Regex(pieces) => (vec![WordMatcher::Regex(pieces.clone())], 0),
        _ => panic!("{query} is not a leaf"),
    }
}

fn wildcard(pattern: &str) -> WordMatcher {
    let mut folded = String::new();
    for letter in pattern.chars() {
        if matches!(letter, '*' | '?') {
            folded.push(letter)
        } else {
            tokenizer::fold(letter, &mut folded)
        }
    }
    WordMatcher::Wildcard(folded.chars().collect())
}

/// For every letter or digit of a printed word, whether it is a capital.
fn capitals(printed: &str) -> Vec<bool> {
    let mut capitals = Vec::new();
    for letter in printed.chars().filter(|letter| letter.is_alphanumeric()) {
        let mut folded = String::new();
        tokenizer::fold(letter, &mut folded);
        capitals.extend(folded.chars().map(|_| letter.is_uppercase()));
    }
    capitals
}

impl Capitals {
    fn matches(self, printed: &str) -> bool {
        let mut letters = printed.chars().filter(|letter| letter.is_alphabetic());
        match self {
            Capitals::Some => letters.any(char::is_uppercase),
            Capitals::All => {
                printed.chars().any(char::is_alphabetic) && letters.all(char::is_uppercase)
            }
            Capitals::None => !letters.any(char::is_uppercase),
        }
    }
}

impl WordMatcher {
    /// Returns for each word type whether it matches.
    pub fn matching(&self, word_types: &[WordType]) -> Vec<bool> {
        let mut stems: HashMap<&str, String> = HashMap::new();
        let mut has_stem = |word: &str, word_type| -> bool {
            let WordType { analysis, stem, .. }: &WordType = word_type;
            stems.entry(analysis).or_insert_with(|| stemmer::stem(analysis, word).into_owned())
                == stem
        };
        word_types.iter().map(|word| self.matches(word, &mut has_stem)).collect()
    }

    fn matches<'w>(
        &self,
        word_type: &'w WordType,
        has_stem: &mut dyn FnMut(&str, &'w WordType) -> bool,
    ) -> bool {
        let letters = || word_type.folded.chars().collect::<Vec<char>>();
        match self {
            WordMatcher::Stem(word) => has_stem(word, word_type),
            WordMatcher::Form(word, None) => *word == word_type.folded,
            WordMatcher::Form(word, Some(letters)) => {
                *word == word_type.folded && *letters == capitals(&word_type.printed)
            }
            WordMatcher::Cased(capitals, word) => {
                *word == word_type.folded && capitals.matches(&word_type.printed)
            }
            WordMatcher::Wildcard(pattern) => matches_wildcard(pattern, &letters()),
            WordMatcher::Fuzzy(word, edits) => edit_distance(word, &letters()) <= *edits,
            WordMatcher::Regex(pieces) => matches_regex(pieces, &letters()),
        }
    }
}
