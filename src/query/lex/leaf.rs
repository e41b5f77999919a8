//! The leaves of a query, read from runs of characters: words in all their shapes, names, dates and numbers.

use super::Lexer;
use super::spelling::{MARKS, has_word, is_noise, misspelt, pieces, quotable, trim, word};
use super::token::{Mode, Subject};
use super::wildcard::{PhraseWord, has_gap, phrase_words};
use crate::article::schema::Field;
use crate::query::ast::length::Lengths;
use crate::query::ast::nearness::Nearness;
use crate::query::ast::pattern::Pattern;
use crate::query::ast::{MENTIONED, Name, Query};
use crate::query::dates::Days;

/// The most edits a misspelling may take.
const MOST_EDITS: u8 = 2;
/// How many letters a part of a word must have to be misspelt: of the shorter, nothing would be left.
const LONG: usize = 4;

impl<'q> Lexer<'q> {
    pub(crate) fn word(&mut self, start: usize, chunk: &'q str) {
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
    pub(crate) fn form(&mut self, start: usize, chunk: &'q str) {
        if has_gap(chunk) {
            self.word(start, chunk);
        } else {
            self.leaf(start, quotable(trim(chunk)).map(Query::Exactly));
        }
    }

    /// A word with gaps. One that reads as several words is a phrase, one without letters is everything.
    fn wildcard(&mut self, start: usize, text: &str) {
        match phrase_words(text).as_slice() {
            [] => self.leaf(start, Some(Query::All)),
            [PhraseWord::Like(pattern)]
                if phrase_words(&pattern.to_string()) == [PhraseWord::Like(pattern.clone())] =>
            {
                self.like(start, pattern.clone());
            }
            _ => self.phrase(start, text, 0),
        }
    }

    fn like(&mut self, start: usize, pattern: Pattern) {
        let checked = self.patterns.check(&pattern);
        if let Err(why) = &checked {
            self.warnings.add(
                start..self.at,
                format!("`{pattern}` can not be looked for ({why}): left out"),
            );
        }
        self.leaf(start, checked.is_ok().then_some(Query::Like(pattern)));
    }

    /// Words side by side; where a word with gaps among them can not be looked for, its letters without the gaps.
    pub(crate) fn phrase(&mut self, start: usize, content: &str, between: u32) {
        let mut text = quotable(content);
        let parts = text.iter().flat_map(|text| phrase_words(text)).collect::<Vec<_>>();
        let checked = parts.iter().try_for_each(|part| match part {
            PhraseWord::Like(pattern) => self.patterns.check(pattern),
            _ => Ok(()),
        });
        if let Err(why) = checked {
            self.warnings.add(
                start..self.at,
                format!("a word with gaps can not be looked for ({why}): read without gaps"),
            );
            text = text.map(|text| text.replace(['*', '?'], ""));
        }
        self.leaf(
            start,
            text.and_then(|text| quotable(&text)).map(|words| Query::Phrase(words, between)),
        );
    }

    /// A word with misspellings. One that reads as several words is these, each with its own, directly behind each other.
    fn misspelt(&mut self, start: usize, chunk: &str, word: &str, typed: &str) {
        if has_gap(word) {
            self.warnings.add(
                start..self.at,
                format!("`{chunk}` has gaps, which take no misspellings: read as `{word}`"),
            );
            return self.wildcard(start, word);
        }
        let edits = if typed.is_empty() { MOST_EDITS } else { typed.parse().unwrap_or(u8::MAX) };
        if edits > MOST_EDITS {
            self.warnings.add(
                start..self.at,
                format!("`{chunk}` is read as `{word}~`: a word may have two wrong letters"),
            );
        }
        let words = phrase_words(word);
        let query = if words.len() == 1 {
            Some(self.fuzzy(start, trim(word), edits))
        } else {
            let parts = words.into_iter().filter_map(|part| match part {
                PhraseWord::Plain(folded) if !has_word(&folded) => None,
                PhraseWord::Plain(folded) if folded.chars().count() < LONG => {
                    Some(self.fuzzy(start, trim(&folded), 0))
                }
                PhraseWord::Plain(folded) => Some(self.fuzzy(start, trim(&folded), edits)),
                _ => None,
            });
            parts.map(Some).reduce(|one, other| one?.near(Nearness::Before(1), other?)).flatten()
        };
        self.leaf(start, query.or_else(|| quotable(&word.to_lowercase()).map(Query::Exactly)));
    }

    /// A word with so many misspellings; where it can have none, exactly this form of it, in any letter case.
    fn fuzzy(&mut self, start: usize, word: &str, edits: u8) -> Query {
        let pattern = Pattern::Fuzzy(word.to_owned(), edits.min(MOST_EDITS));
        let is_word = edits > 0 && phrase_words(word).len() == 1;
        if !is_word {
            return Query::Exactly(word.to_lowercase());
        }
        match self.patterns.check(&pattern) {
            Ok(()) => Query::Like(pattern),
            Err(why) => {
                let message =
                    format!("`{pattern}` can not be looked for ({why}): read without misspellings");
                self.warnings.add(start..self.at, message);
                Query::Exactly(word.to_lowercase())
            }
        }
    }

    /// A name without quotes.
    pub(crate) fn plain_name(
        &mut self,
        start: usize,
        subject: Subject,
        name: fn(String) -> Name,
        chunk: &str,
    ) {
        if chunk.trim_end_matches(MARKS) == "*" {
            return self.leaf(start, Some(asked(subject, Name::Any)));
        }
        let misspelt = misspelt(chunk).map(|(word, _)| word);
        let signs = misspelt.or(has_gap(chunk).then_some(chunk));
        let plain = signs.map(|chunk| pieces(chunk).collect::<Vec<_>>().join(" "));
        let text = plain.as_deref().unwrap_or(chunk).trim_start_matches(is_noise);
        let text = text.trim_end_matches(|c| is_noise(c) && !matches!(c, '-' | '_' | '/'));
        if plain.is_some() {
            let message = format!(
                "`{chunk}`: names have no wildcards, but a part of one is enough: read as `{text}`"
            );
            self.warnings.add(start..self.at, message);
        }
        self.name(start, subject, name(text.to_owned()));
    }

    /// A name; where it is a key of the field, exactly that.
    pub(crate) fn name(&mut self, start: usize, subject: Subject, name: Name) {
        if name.text().trim().is_empty() {
            return if self.value.is_some() { self.leave_field() } else { self.leaf(start, None) };
        }
        let of_key =
            |field: &Field| !field.keys().is_empty() && name.text().starts_with(field.keys());
        let is_key = match subject {
            Subject::Facet(field) => of_key(&field),
            Subject::Main => MENTIONED.iter().any(of_key),
        };
        let name = if is_key { Name::Exactly(name.text().to_owned()) } else { name };
        self.leaf(start, Some(asked(subject, name)));
    }

    /// A date or a number, as the mode reads it.
    pub(crate) fn value(&mut self, start: usize, mode: Mode, text: &str) {
        let (query, such) = match mode {
            Mode::Length => (
                Lengths::parse(text).map(Query::Long),
                "no length: left out; a length is such as >500",
            ),
            Mode::DayOfYear => {
                (Days::on(text).map(Query::Published), "no date: left out; a date is such as 04-13")
            }
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
