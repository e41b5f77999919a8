//! Chunks: runs of characters between spaces, quotes and parentheses. They are fields, operators
//! or values.

use super::Lexer;
use super::characters::{CLAUSE_ENDS, has_word, plain_words};
use super::field_names::{DateBound, FieldName, explain_unknown, is_stored_only};
use super::syntax::run;
use super::token::{NameScope, TokenKind, ValueMode};
use crate::article::schema::Field;
use crate::query::ast::NameQuery;
use crate::query::ast::length::CHANGES_FIELD;
use crate::query::dates::DateFilter;

impl<'q> Lexer<'q> {
    /// Reads the chunk that begins here.
    pub(crate) fn chunk(&mut self) {
        let (start, mode) = (self.at, self.mode());
        let is_value = mode != ValueMode::Words && self.value.is_some();
        if (!is_value || mode == ValueMode::Exact) && self.field(mode) {
            return;
        }
        let chunk = run(self.rest(), mode.is_text());
        if !is_value && self.operator(chunk) {
            return;
        }
        self.at += chunk.len();
        match mode {
            ValueMode::Words => self.word(start, chunk),
            ValueMode::Exact => self.exact(start, chunk),
            ValueMode::NamePart(scope) => self.plain_name(start, scope, NameQuery::Part, chunk),
            ValueMode::ExactName(scope) => self.plain_name(start, scope, NameQuery::Exact, chunk),
            mode => self.value(start, mode, chunk.trim_end_matches([',', ';', ':', '!', '?'])),
        }
    }

    /// Reads `field:`. Where the name is unknown, reads the value too. Among names only a known
    /// field counts.
    fn field(&mut self, mode: ValueMode) -> bool {
        let Some((name, value)) = split_field(self.rest()) else { return false };
        let known = FieldName::parse(name);
        if is_bare(value) {
            return matches!(known, Some(FieldName::Schema(_))) && self.bare_field(name);
        }
        match known {
            Some(FieldName::Schema(field)) => self.enter(name, field, mode),
            Some(FieldName::DayOfYear) => self.await_value(name, ValueMode::DayOfYear),
            Some(FieldName::Length) => self.await_value(name, ValueMode::Length),
            Some(FieldName::Corrected) => self.await_value(name, ValueMode::Corrected),
            Some(FieldName::Superseded) => self.await_value(name, ValueMode::Superseded),
            Some(FieldName::Inferred) => self.await_value(name, ValueMode::Inferred),
            Some(FieldName::Clip(kind)) => self.await_value(name, ValueMode::Clip(kind)),
            Some(FieldName::WordsChanged) => self.await_value(name, ValueMode::WordsChanged),
            Some(FieldName::MainSubject) => {
                self.await_value(name, ValueMode::NamePart(NameScope::MainSubject))
            }
            _ if !mode.is_text() => return false,
            Some(FieldName::Alias(field)) => self.enter_alias(name, field, mode),
            Some(FieldName::DateBound(bound)) => {
                self.await_value(name, ValueMode::DateBound(bound))
            }
            None if value.starts_with("//") => self.address(name, run(value, true)),
            None => self.unknown(name, run(value, true)),
        }
        true
    }

    /// Warns that this is a word although it looks like a field.
    fn bare_field(&mut self, name: &str) -> bool {
        let end = self.at + name.len() + 1;
        self.warnings
            .add(self.at..end, format!("`{name}:` is not followed by a value: read as a word"));
        false
    }

    fn enter(&mut self, name: &str, field: Field, mode: ValueMode) {
        if field.is_text() {
            let start = self.at;
            self.await_value(name, if mode == ValueMode::Exact { mode } else { ValueMode::Words });
            self.push(start, name.len() + 1, TokenKind::In(field));
        } else {
            self.await_value(name, ValueMode::from_field(field));
        }
    }

    /// Reads `site:` as `publisher:` and says so.
    fn enter_alias(&mut self, name: &str, field: Field, mode: ValueMode) {
        self.aliases.add(self.at, &format!("{name}:"), format!("{}:", field.query_name()));
        self.enter(name, field, mode);
    }

    fn await_value(&mut self, name: &str, mode: ValueMode) {
        self.value = Some((mode, self.at));
        self.at += name.len() + 1;
    }

    /// Reads a web address as its words.
    fn address(&mut self, scheme: &str, value: &'q str) {
        let start = self.at;
        self.at += scheme.len() + 1 + value.len();
        self.words(start, plain_words(value));
    }

    /// Reads an unknown field and its value as words, and names the field that was probably meant.
    fn unknown(&mut self, name: &'q str, value: &'q str) {
        let start = self.at;
        let value = if has_word(value) { value } else { "" };
        self.warnings.add(start..start + name.len() + 1, explain_unknown(name));
        self.at += name.len() + 1 + value.len();
        if is_stored_only(name) && !value.is_empty() {
            let value = value.split_once("://").map_or(value, |(_, address)| address);
            self.words(start, plain_words(value));
        } else {
            self.words(start, plain_words(name).chain(plain_words(value)));
        }
    }

    /// Returns the date filter of `before:1990` and notes how it is read.
    pub(crate) fn date_bound(
        &mut self,
        start: usize,
        bound: DateBound,
        text: &str,
    ) -> Option<DateFilter> {
        let filter = bound.filter(text)?;
        let start = self.value.map_or(start, |(_, field)| field);
        let typed = self.since(start).trim_end_matches(CLAUSE_ENDS);
        self.aliases.add(start, typed, filter.to_string());
        Some(filter)
    }
}

/// Splits what looks like a field into the name and the text behind the colon.
fn split_field(text: &str) -> Option<(&str, &str)> {
    let end = match text.get(..CHANGES_FIELD.len()) {
        // The only name with a hyphen.
        Some(name) if name.eq_ignore_ascii_case(CHANGES_FIELD) => CHANGES_FIELD.len(),
        _ => text.find(|c: char| !c.is_alphabetic() && c != '_')?,
    };
    let (name, value) = text.split_at_checked(end)?;
    Some((name, value.strip_prefix(':')?)).filter(|_| !name.is_empty())
}

/// Returns true for the colon of a sentence, which nothing follows directly.
fn is_bare(value: &str) -> bool {
    match value.trim_start_matches(CLAUSE_ENDS).chars().next() {
        None | Some(')' | '|') => true,
        Some(c) => c.is_whitespace(),
    }
}
