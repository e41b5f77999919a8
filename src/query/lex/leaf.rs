//! Leaves of a query: words in all their shapes, names, dates and numbers.

use super::Lexer;
use super::characters::{
    CLAUSE_ENDS, has_word, is_punctuation, is_quote, lost_symbol, plain_words, quotable, trim,
};
use super::syntax::{fuzzy, run, unquote, word};
use super::token::{NameScope, ValueMode};
use super::wildcard::{PhraseWord, has_wildcard, phrase_words};
use crate::article::schema::Field;
use crate::query::ast::clip::ClipQuery;
use crate::query::ast::length::LengthRange;
use crate::query::ast::pattern::Pattern;
use crate::query::ast::proximity::ProximityOperator;
use crate::query::ast::state::{ArticleState, NO_DATE};
use crate::query::ast::{ENTITY_FACETS, NameQuery, Query};
use crate::query::dates::DateFilter;

/// The greatest number of edits in a fuzzy word.
const MAX_EDITS: u8 = 2;
/// The least number of letters in a part of a fuzzy word. Of shorter ones nothing would be left.
const MIN_FUZZY_LETTERS: usize = 4;

impl<'q> Lexer<'q> {
    /// Adds the word of a chunk, in any of its shapes.
    pub(crate) fn word(&mut self, start: usize, chunk: &'q str) {
        if let Some((word, edits)) = fuzzy(chunk) {
            return self.fuzzy(start, chunk, word, edits);
        }
        let truncated = self.truncated(start, chunk);
        let text = truncated.as_deref().unwrap_or(chunk);
        if has_wildcard(text) {
            self.wildcard(start, text);
        } else {
            self.note_lost_symbol(start, text);
            self.leaf(start, has_word(text).then(|| word(trim(text))));
        }
    }

    /// Adds the `~layoffs` or `~"job cuts"` here: a word or phrase that is widened. Where another sign or field
    /// follows, the tilde has no meaning.
    pub(crate) fn widened(&mut self) -> bool {
        let Some(rest) = self.rest().strip_prefix('~') else { return false };
        if self.mode() != ValueMode::Words {
            return false;
        }
        let start = self.at;
        let (words, length) = match rest.chars().next().filter(|quote| is_quote(*quote)) {
            Some(quote) => {
                let (content, behind) = unquote(rest.get(quote.len_utf8()..).unwrap_or_default());
                if behind.is_none() || has_wildcard(&content) {
                    return false;
                }
                (quotable(&content), rest.len() - behind.map_or(0, str::len))
            }
            None => {
                let chunk = run(rest, true);
                let is_word = chunk.starts_with(char::is_alphanumeric)
                    && !chunk.contains(['~', ':', '/'])
                    && !has_wildcard(chunk);
                if !is_word {
                    return false;
                }
                (quotable(trim(chunk)), chunk.len())
            }
        };
        // Numbers are not used like others.
        let Some(words) = words.filter(|it| it.contains(char::is_alphabetic)) else { return false };
        self.at += 1 + length;
        self.leaf(start, Some(Query::Widened(words)));
        true
    }

    /// Adds exactly this form of a word, unless it has wildcards.
    pub(crate) fn exact(&mut self, start: usize, chunk: &'q str) {
        if has_wildcard(chunk) {
            self.word(start, chunk);
        } else {
            self.note_lost_symbol(start, chunk);
            self.leaf(start, quotable(trim(chunk)).map(Query::Exact));
        }
    }

    /// Warns that `C++` finds every `C`: symbols are not indexed.
    fn note_lost_symbol(&mut self, start: usize, text: &str) {
        if let Some(symbol) = lost_symbol(text).filter(|_| has_word(text)) {
            let (typed, read) = (text.trim_end_matches(CLAUSE_ENDS), trim(text));
            self.warnings.add(
                start..self.at,
                format!(
                    "`{typed}` is read as `{read}`: symbols such as `{symbol}` are not indexed"
                ),
            );
        }
    }

    /// Adds a word with wildcards. Several words are a phrase, one without letters is everything.
    fn wildcard(&mut self, start: usize, text: &str) {
        match phrase_words(text).as_slice() {
            [] => self.leaf(start, Some(Query::All)),
            [PhraseWord::Pattern(pattern)]
                if phrase_words(&pattern.to_string()) == [PhraseWord::Pattern(pattern.clone())] =>
            {
                self.single_pattern(start, pattern.clone());
            }
            _ => self.phrase(start, text, 0),
        }
    }

    fn single_pattern(&mut self, start: usize, pattern: Pattern) {
        let checked = self.patterns.check(&pattern);
        if let Err(reason) = &checked {
            let message = format!("`{pattern}` cannot be searched ({reason}): left out");
            self.warnings.add(start..self.at, message);
        }
        self.leaf(start, checked.is_ok().then_some(Query::Pattern(pattern)));
    }

    /// Adds a phrase. Where one of its wildcards cannot be searched, it is read without wildcards.
    pub(crate) fn phrase(&mut self, start: usize, content: &str, slop: u32) {
        let mut text = quotable(content);
        let parts = text.iter().flat_map(|text| phrase_words(text)).collect::<Vec<_>>();
        let checked = parts.iter().try_for_each(|part| match part {
            PhraseWord::Pattern(pattern) => self.patterns.check(pattern),
            _ => Ok(()),
        });
        if let Err(reason) = checked {
            self.warnings.add(
                start..self.at,
                format!("a wildcard in this phrase cannot be searched ({reason}): left out"),
            );
            text = text.map(|text| text.replace(['*', '?'], ""));
        }
        let words = text.and_then(|text| quotable(&text));
        self.leaf(start, words.map(|words| Query::Phrase(words, slop)));
    }

    /// Adds a fuzzy word. Several words are adjacent ones, each fuzzy where it is long enough.
    fn fuzzy(&mut self, start: usize, chunk: &str, word: &str, typed_edits: &str) {
        if has_wildcard(word) {
            let message =
                format!("`{chunk}` has wildcards and cannot be fuzzy too: read as `{word}`");
            self.warnings.add(start..self.at, message);
            return self.wildcard(start, word);
        }
        let edits =
            if typed_edits.is_empty() { MAX_EDITS } else { typed_edits.parse().unwrap_or(u8::MAX) };
        if edits > MAX_EDITS {
            let message =
                format!("`{chunk}` is read as `{word}~`: at most two letters can be wrong");
            self.warnings.add(start..self.at, message);
        }
        let words = phrase_words(word);
        let query = if words.len() == 1 {
            Some(self.fuzzy_word(start, trim(word), edits))
        } else {
            let parts = words.into_iter().filter_map(|part| match part {
                PhraseWord::Plain(folded) if !has_word(&folded) => None,
                PhraseWord::Plain(folded) => {
                    let long = folded.chars().count() >= MIN_FUZZY_LETTERS;
                    Some(self.fuzzy_word(start, trim(&folded), if long { edits } else { 0 }))
                }
                _ => None,
            });
            let adjacent = ProximityOperator::Before(1);
            parts.map(Some).reduce(|one, other| one?.near(adjacent, other?)).flatten()
        };
        self.leaf(start, query.or_else(|| quotable(&word.to_lowercase()).map(Query::Exact)));
    }

    /// Makes a word fuzzy; where that is impossible, returns exactly this form in any case.
    fn fuzzy_word(&mut self, start: usize, word: &str, edits: u8) -> Query {
        let pattern = Pattern::Fuzzy(word.to_owned(), edits.min(MAX_EDITS));
        if edits == 0 || phrase_words(word).len() != 1 {
            return Query::Exact(word.to_lowercase());
        }
        match self.patterns.check(&pattern) {
            Ok(()) => Query::Pattern(pattern),
            Err(reason) => {
                let message = format!("`{pattern}` cannot be searched ({reason}): read as exact");
                self.warnings.add(start..self.at, message);
                Query::Exact(word.to_lowercase())
            }
        }
    }

    /// Adds a name without quotes.
    pub(crate) fn plain_name(
        &mut self,
        start: usize,
        scope: NameScope,
        name: fn(String) -> NameQuery,
        chunk: &str,
    ) {
        if chunk.trim_end_matches(CLAUSE_ENDS) == "*" {
            return self.leaf(start, Some(named(scope, NameQuery::Any)));
        }
        let fuzzy = fuzzy(chunk).map(|(word, _)| word);
        let pattern = fuzzy.or(has_wildcard(chunk).then_some(chunk));
        let plain = pattern.map(|chunk| plain_words(chunk).collect::<Vec<_>>().join(" "));
        let text = plain.as_deref().unwrap_or(chunk).trim_start_matches(is_punctuation);
        let text = text.trim_end_matches(|c| is_punctuation(c) && !matches!(c, '-' | '_' | '/'));
        if plain.is_some() {
            let message = format!(
                "`{chunk}` is read as `{text}`: names take no wildcards, but a part of a name is enough"
            );
            self.warnings.add(start..self.at, message);
        }
        self.name(start, scope, name(text.to_owned()));
    }

    /// Adds a name. A key of the facet is exactly that value.
    pub(crate) fn name(&mut self, start: usize, scope: NameScope, name: NameQuery) {
        if name.text().trim().is_empty() {
            return if self.value.is_some() { self.leave_field() } else { self.leaf(start, None) };
        }
        let is_key_of = |field: &Field| {
            !field.key_prefix().is_empty() && name.text().starts_with(field.key_prefix())
        };
        let is_key = match scope {
            NameScope::Facet(field) => is_key_of(&field),
            NameScope::MainSubject => ENTITY_FACETS.iter().any(is_key_of),
        };
        let name = if is_key { NameQuery::Exact(name.text().to_owned()) } else { name };
        self.leaf(start, Some(named(scope, name)));
    }

    /// Adds a date or a length.
    pub(crate) fn value(&mut self, start: usize, mode: ValueMode, text: &str) {
        let query = match mode {
            ValueMode::Length => LengthRange::parse(text).map(Query::Length),
            ValueMode::WordsChanged => LengthRange::parse(text).map(Query::WordsChanged),
            ValueMode::Corrected => match text.to_lowercase().as_str() {
                "yes" | "true" => Some(Query::Corrected),
                "no" | "false" => Some(Query::Corrected.negated()),
                _ => None,
            },
            ValueMode::Superseded => match text.to_lowercase().as_str() {
                "yes" | "true" => Some(Query::WordsChanged(LengthRange::ANY)),
                "no" | "false" => Some(Query::WordsChanged(LengthRange::ANY).negated()),
                _ => None,
            },
            ValueMode::Inferred => ArticleState::parse_inferred(text).map(Query::State),
            ValueMode::Clip(kind) => ClipQuery::parse(kind, text).map(Query::Clipped),
            ValueMode::Date if text.eq_ignore_ascii_case(NO_DATE) => {
                Some(Query::State(ArticleState::Undated))
            }
            ValueMode::DayOfYear => DateFilter::parse_day_of_year(text).map(Query::Published),
            ValueMode::DateBound(bound) => {
                self.date_bound(start, bound, text).map(Query::Published)
            }
            _ => DateFilter::parse(text).map(Query::Published),
        };
        if query.is_none() {
            self.warnings.add(start..self.at, explain_invalid(mode, text));
        }
        self.leaf(start, query);
    }
}

/// Says why a date or a length is left out, with an example of a valid one.
fn explain_invalid(mode: ValueMode, text: &str) -> String {
    let reversed = |range: String| {
        format!("`{text}` ends before it begins: left out; did you mean `{range}`?")
    };
    match mode {
        ValueMode::Length => LengthRange::parse_reversed(text).map_or_else(
            || format!("`{text}` is not a length: left out; write a number such as `>500`"),
            |range| reversed(range.to_string()),
        ),
        ValueMode::WordsChanged => {
            format!("`{text}` is not a number of words: left out; write a number such as `>20`")
        }
        ValueMode::Corrected => {
            format!("`{text}` is neither yes nor no: left out; write `corrected:yes`")
        }
        ValueMode::Superseded => {
            format!("`{text}` is neither yes nor no: left out; write `superseded:yes`")
        }
        ValueMode::Clip(kind) => {
            format!("`{text}` is not a {0}: left out; write a name such as `{0}:book`", kind.field())
        }
        ValueMode::Inferred => format!(
            "`{text}` is neither topics nor names: left out; write `inferred:topics` or \
             `inferred:names`"
        ),
        ValueMode::DayOfYear => {
            format!("`{text}` is not a day: left out; write a month and a day such as `04-13`")
        }
        ValueMode::DateBound(_) => format!(
            "`{text}` is not a date: left out; write one such as `2016`, `2016-07` or `2016-07-18`"
        ),
        _ => DateFilter::parse_reversed(text).map_or_else(
            || {
                format!(
                    "`{text}` is not a date: left out; write one such as `2016`, `2016-07`, `2016-07-18`, \
                     `2016-07..2016-09`, `>2016` or `last-month`"
                )
            },
            |filter| reversed(filter.to_string()),
        ),
    }
}

fn named(scope: NameScope, name: NameQuery) -> Query {
    match scope {
        NameScope::Facet(field) => Query::Facet(field, name),
        NameScope::MainSubject => Query::Major(name),
    }
}
