//! The vocabulary of an archive: its terms (stems) and its fixed phrases, numbered by frequency.

use std::collections::HashMap;

use crate::text::stemmer::Stemmer;
use crate::text::tokenizer::Words;

/// Terms and phrases that get a vector.
pub(super) const MAX_TERMS: usize = 24_000;

/// Phrases among them.
const MAX_PHRASES: usize = 6_000;

/// Articles that must have a term, so that its vector rests on more than one text.
const MIN_ARTICLES: u32 = 5;

/// Least number of letters of a term.
const MIN_LETTERS: usize = 3;

/// Pairs of neighbours that are counted at once. Beyond, those seen once are forgotten.
const MAX_PAIRS: usize = 2_000_000;

/// Occurrences that a phrase must have.
const MIN_OCCURRENCES: u32 = 10;

/// How much more often than by chance the words of a phrase must be adjacent.
const MIN_LIFT: f64 = 20.0;

/// Share of the articles from which on a word is in too many to be part of a phrase: `of the`.
const MAX_SHARE: f64 = 0.2;

/// Number of a token that has no vector: a number, a rare word.
pub(super) const GAP: u32 = u32::MAX;

/// Number that stands behind each text: words of another text are no context.
pub(super) const END: u32 = u32::MAX - 1;

/// The words of many articles as numbers, article by article.
#[derive(Default)]
pub(super) struct Tokens {
    /// The numbers of the terms in order, with an end behind each text.
    pub tokens: Vec<u32>,
    /// The terms by their number.
    pub terms: Vec<RawTerm>,
    numbers: HashMap<String, u32>,
    articles: u32,
    /// The stemmer of each language, in the order in which they were met.
    stemmers: Vec<(String, Stemmer)>,
    term: String,
}

/// A term as it was read.
#[derive(Default)]
pub(super) struct RawTerm {
    /// The term.
    pub term: String,
    /// Articles that have it.
    pub articles: u32,
    /// Its occurrences.
    pub occurrences: u32,
    /// The article that had it last.
    last_article: u32,
    /// Its forms in the text, with their occurrences.
    forms: Vec<(String, u32)>,
}

/// Forms of a term of which the most frequent is looked for.
const MAX_FORMS: usize = 8;

impl RawTerm {
    /// Its most frequent form.
    fn form(&self) -> &str {
        let best =
            self.forms.iter().max_by(|one, other| one.1.cmp(&other.1).then(other.0.cmp(&one.0)));
        best.map_or(&self.term, |(form, _)| form)
    }
}

impl Tokens {
    /// Begins an article.
    pub(super) fn begin_article(&mut self) {
        self.articles += 1;
        self.end_text();
    }

    /// Adds a text in a language.
    pub(super) fn add_text(&mut self, language: &str, text: &str) {
        let stemmer = match self.stemmers.iter().position(|(known, _)| known == language) {
            Some(at) => at,
            None => {
                self.stemmers.push((language.to_owned(), Stemmer::new(language)));
                self.stemmers.len() - 1
            }
        };
        let mut words = Words::new(text);
        while words.advance().is_some() {
            let word = words.folded();
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                self.tokens.push(GAP);
                continue;
            }
            let mut term = std::mem::take(&mut self.term);
            if let Some((_, stemmer)) = self.stemmers.get_mut(stemmer) {
                write_term(language, stemmer.stem(word), &mut term);
            }
            self.add(&term, word);
            self.term = term;
        }
        self.end_text();
    }

    fn end_text(&mut self) {
        self.tokens.push(END);
    }

    /// The languages of the texts.
    pub(super) fn languages(&self) -> Vec<String> {
        self.stemmers.iter().map(|(language, _)| language.clone()).collect()
    }

    fn add(&mut self, term: &str, form: &str) {
        let number = match self.numbers.get(term) {
            Some(number) => *number,
            None => {
                let number = self.terms.len() as u32;
                self.numbers.insert(term.to_owned(), number);
                self.terms.push(RawTerm { term: term.to_owned(), ..RawTerm::default() });
                number
            }
        };
        self.tokens.push(number);
        let Some(known) = self.terms.get_mut(number as usize) else { return };
        known.occurrences += 1;
        if known.last_article != self.articles {
            known.last_article = self.articles;
            known.articles += 1;
        }
        if let Some((_, count)) = known.forms.iter_mut().find(|(known, _)| known == form) {
            *count += 1;
        } else if known.forms.len() < MAX_FORMS {
            known.forms.push((form.to_owned(), 1));
        }
    }

    /// The number of words.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Chooses the terms that get a vector, and renumbers the tokens by them: the terms by
    /// frequency, then the phrases.
    pub(super) fn into_vocabulary(mut self) -> (Vec<Entry>, Vec<u32>) {
        let mut kept: Vec<(u32, &RawTerm)> =
            (0..).zip(&self.terms).filter(|(_, it)| is_kept(it)).collect();
        kept.sort_by(|(_, one), (_, other)| {
            other.occurrences.cmp(&one.occurrences).then(one.term.cmp(&other.term))
        });
        kept.truncate(MAX_TERMS - MAX_PHRASES);
        let mut renumbered = vec![GAP; self.terms.len()];
        let mut entries = Vec::with_capacity(kept.len());
        for (new, (old, term)) in (0..).zip(&kept) {
            if let Some(slot) = renumbered.get_mut(*old as usize) {
                *slot = new;
            }
            entries.push(Entry {
                term: term.term.clone(),
                form: term.form().to_owned(),
                articles: term.articles,
                occurrences: term.occurrences,
            });
        }
        for token in self.tokens.iter_mut().filter(|token| **token != END) {
            *token = renumbered.get(*token as usize).copied().unwrap_or(GAP);
        }
        let phrases = phrases(&self.tokens, &entries, self.articles);
        let tokens = join_phrases(&self.tokens, &phrases, &mut entries);
        (entries, tokens)
    }
}

/// Writes the term of a stem. Those of other languages than English have their language in front, so that
/// the French *pain* is another term.
pub(super) fn write_term(language: &str, stem: &str, term: &mut String) {
    term.clear();
    if language != "en" {
        term.push_str(language);
        term.push(':');
    }
    term.push_str(stem);
}

/// A term of the vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The stem, or the stems of a phrase.
    pub term: String,
    /// Its most frequent form.
    pub form: String,
    /// Articles that have it; of a phrase its occurrences.
    pub articles: u32,
    /// Its occurrences.
    pub occurrences: u32,
}

fn is_kept(term: &RawTerm) -> bool {
    term.articles >= MIN_ARTICLES
        && term.term.chars().filter(|c| c.is_alphabetic()).count() >= MIN_LETTERS
}

/// Finds pairs of words that are adjacent much more often than by chance (Mikolov et al. 2013), the most
/// frequent first.
fn phrases(tokens: &[u32], entries: &[Entry], articles: u32) -> Vec<((u32, u32), u32)> {
    let is_common = |number: u32| {
        entries
            .get(number as usize)
            .is_none_or(|it| f64::from(it.articles) > MAX_SHARE * f64::from(articles))
    };
    let mut counts: HashMap<(u32, u32), u32> = HashMap::new();
    for pair in tokens.windows(2) {
        let &[one, other] = pair else { continue };
        if one == other || is_common(one) || is_common(other) {
            continue;
        }
        *counts.entry((one, other)).or_default() += 1;
        if counts.len() > MAX_PAIRS {
            counts.retain(|_, count| *count > 1);
        }
    }
    let total = tokens.len().max(1) as f64;
    let occurrences =
        |number: u32| entries.get(number as usize).map_or(1.0, |it| f64::from(it.occurrences));
    let mut found: Vec<((u32, u32), u32)> = counts
        .into_iter()
        .filter(|(_, count)| *count >= MIN_OCCURRENCES)
        .filter(|((one, other), count)| {
            let by_chance = occurrences(*one) * occurrences(*other) / total;
            f64::from(*count) > MIN_LIFT * by_chance
        })
        .collect();
    found.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    found.truncate(MAX_PHRASES);
    found
}

/// Adds phrases to the vocabulary and puts them into the tokens, in the place of
/// their two words.
fn join_phrases(
    tokens: &[u32],
    phrases: &[((u32, u32), u32)],
    entries: &mut Vec<Entry>,
) -> Vec<u32> {
    let mut numbers: HashMap<(u32, u32), u32> = HashMap::with_capacity(phrases.len());
    for ((one, other), count) in phrases {
        let (Some(first), Some(second)) =
            (entries.get(*one as usize), entries.get(*other as usize))
        else {
            continue;
        };
        let term = format!("{} {}", first.term, second.term);
        let form = format!("{} {}", first.form, second.form);
        numbers.insert((*one, *other), entries.len() as u32);
        entries.push(Entry { term, form, articles: *count, occurrences: *count });
    }
    let mut joined = Vec::with_capacity(tokens.len());
    let mut rest = tokens.iter().copied().peekable();
    while let Some(token) = rest.next() {
        let phrase = rest.peek().and_then(|next| numbers.get(&(token, *next)));
        match phrase {
            Some(phrase) => {
                rest.next();
                joined.push(*phrase);
            }
            None => joined.push(token),
        }
    }
    joined
}
