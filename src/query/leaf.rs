//! The leaves of a query, read from runs of characters: words in all their shapes, names, dates and numbers.

use super::ast::{MENTIONED, Name, Query};
use super::days::Days;
use super::length::Lengths;
use super::lex::Lexer;
use super::nearness::Nearness;
use super::pattern::Pattern;
use super::spelling::{MARKS, has_word, is_noise, misspelt, pieces, quotable, trim, word};
use super::token::{Mode, Subject};
use super::wildcard::{PhraseWord, has_gap, phrase_words};
use crate::schema::Field;

/// The most edits a misspelling may take.
const MOST_EDITS: u8 = 2;

impl<'q> Lexer<'q> {
    pub(super) fn word(&mut self, start: usize, chunk: &'q str) {
        if let Some((word, edits)) = misspelt(chunk) {
            return self.misspelt(start, chunk, word, edits);
        }
        let cut = self.truncated(start, chunk);
        let text = cut.as_deref().unwrap_or(chunk);
        if has_gap(text) {
            self.wildcard(start, text);
        } else {
            self.leaf(start, has_word(text).then(|| word(trim(text))));
        }
    }

    /// Exactly this form of a word, unless it has gaps.
    pub(super) fn form(&mut self, start: usize, chunk: &'q str) {
        if has_gap(chunk) {
            self.word(start, chunk);
        } else {
            self.leaf(start, quotable(trim(chunk)).map(Query::Exactly));
        }
    }

    /// A word with gaps. One that reads as several words is a phrase, one without letters is everything.
    fn wildcard(&mut self, start: usize, text: &str) {
        let mut words = phrase_words(text);
        let query = match words.pop() {
            None => Some(Query::All),
            Some(PhraseWord::Like(pattern)) if words.is_empty() => match pattern.matcher() {
                Ok(_) => Some(Query::Like(pattern)),
                Err(why) => {
                    self.warnings.add(start..self.at, format!("`{text}` can not be looked for ({why}): left out"));
                    None
                }
            },
            Some(_) => quotable(text).map(|words| Query::Phrase(words, 0)),
        };
        self.leaf(start, query);
    }

    /// A word with misspellings. One that reads as several words is these, each with its own, directly behind each other.
    fn misspelt(&mut self, start: usize, chunk: &str, word: &str, typed: &str) {
        if has_gap(word) {
            self.warnings
                .add(start..self.at, format!("`{chunk}` has gaps, which take no misspellings: read as `{word}`"));
            return self.wildcard(start, word);
        }
        let edits = if typed.is_empty() { MOST_EDITS } else { typed.parse().unwrap_or(u8::MAX) };
        if edits > MOST_EDITS {
            self.warnings
                .add(start..self.at, format!("`{chunk}` is read as `{word}~`: a word may have two wrong letters"));
        }
        let fuzzy = |word: String| match edits {
            0 => Query::Exactly(word),
            edits => Query::Like(Pattern::Fuzzy(word, edits.min(MOST_EDITS))),
        };
        let words = phrase_words(word);
        let query = if words.len() == 1 {
            Some(fuzzy(trim(word).to_owned()))
        } else {
            let folded = words.into_iter().filter_map(|part| match part {
                PhraseWord::Plain(folded) => Some(fuzzy(folded)),
                _ => None,
            });
            folded.reduce(|one, other| Query::Near(Box::new(one), Nearness::Before(1), Box::new(other)))
        };
        self.leaf(start, query);
    }

    /// A name without quotes.
    pub(super) fn plain_name(&mut self, start: usize, subject: Subject, name: fn(String) -> Name, chunk: &str) {
        if chunk.trim_end_matches(MARKS) == "*" {
            return self.leaf(start, Some(asked(subject, Name::Any)));
        }
        let misspelt = misspelt(chunk).map(|(word, _)| word);
        let signs = misspelt.or(has_gap(chunk).then_some(chunk));
        let plain = signs.map(|chunk| pieces(chunk).collect::<Vec<_>>().join(" "));
        let text = plain.as_deref().unwrap_or(chunk).trim_start_matches(is_noise);
        let text = text.trim_end_matches(|c| is_noise(c) && !matches!(c, '-' | '_' | '/'));
        if plain.is_some() {
            let message = format!("`{chunk}`: names have no wildcards, but a part of one is enough: read as `{text}`");
            self.warnings.add(start..self.at, message);
        }
        self.name(start, subject, name(text.to_owned()));
    }

    /// A name; where it is a key of the field, exactly that.
    pub(super) fn name(&mut self, start: usize, subject: Subject, name: Name) {
        if name.text().trim().is_empty() {
            return if self.value.is_some() { self.leave_field() } else { self.leaf(start, None) };
        }
        let of_key = |field: &Field| !field.keys().is_empty() && name.text().starts_with(field.keys());
        let is_key = match subject {
            Subject::Facet(field) => of_key(&field),
            Subject::Main => MENTIONED.iter().any(of_key),
        };
        let name = if is_key { Name::Exactly(name.text().to_owned()) } else { name };
        self.leaf(start, Some(asked(subject, name)));
    }

    /// A date or a number, as the mode reads it.
    pub(super) fn value(&mut self, start: usize, mode: Mode, text: &str) {
        let (query, such) = match mode {
            Mode::Length => (Lengths::parse(text).map(Query::Long), "no length: left out; a length is such as >500"),
            Mode::DayOfYear => (Days::on(text).map(Query::Published), "no date: left out; a date is such as 04-13"),
            _ => (
                Days::parse(text).map(Query::Published),
                "no date: left out; a date is such as 2016, 2016-07, 2016-07-18, 2016-07..2016-09, >2016 or last-month",
            ),
        };
        if query.is_none() {
            self.warnings.add(start..self.at, format!("`{text}` is {such}"));
        }
        self.leaf(start, query);
    }
}

fn asked(subject: Subject, name: Name) -> Query {
    match subject {
        Subject::Facet(field) => Query::About(field, name),
        Subject::Main => Query::Major(name),
    }
}
