//! The runs of characters that stand between spaces, quotes and parentheses: fields, and what the others are read as.

use super::Lexer;
use super::spelling;
use super::spelling::{MARKS, has_word, is_border, pieces};
use super::token::{Kind, Mode, Subject};
use crate::article::schema::{FIELDS, Field};
use crate::query::ast::Name;
use crate::query::ast::length::LENGTH;
use crate::query::dates::DAY_OF_YEAR;

/// What asks for main subjects. Not a field: there is nothing in it that is not in others.
const MAIN_SUBJECT: &str = "major";

impl<'q> Lexer<'q> {
    /// Reads the run of characters that begins here.
    pub(crate) fn chunk(&mut self) {
        let (start, mode) = (self.at, self.mode());
        let is_value = mode != Mode::Words && self.value.is_some();
        if (!is_value || mode == Mode::Form) && self.field(mode) {
            return;
        }
        let chunk = run(self.rest(), mode.is_text());
        if !is_value && self.operator(chunk) {
            return;
        }
        self.at += chunk.len();
        match mode {
            Mode::Words => self.word(start, chunk),
            Mode::Form => self.form(start, chunk),
            Mode::Part(subject) => self.plain_name(start, subject, Name::Part, chunk),
            Mode::Exactly(subject) => self.plain_name(start, subject, Name::Exactly, chunk),
            mode => self.value(start, mode, chunk.trim_end_matches([',', ';', ':', '!', '?'])),
        }
    }

    /// Reads `field:`, and the value too where it is no field. Among names, only a known field counts.
    fn field(&mut self, mode: Mode) -> bool {
        let Some((name, value)) = field_name(self.rest()) else { return false };
        let known = Field::called(name);
        if is_bare(value) {
            return known.is_some() && self.bare(name);
        }
        match known {
            Some(field) => self.enter(name, field, mode),
            None if name.eq_ignore_ascii_case(DAY_OF_YEAR) => {
                self.await_value(name, Mode::DayOfYear)
            }
            None if name.eq_ignore_ascii_case(LENGTH) => self.await_value(name, Mode::Length),
            None if name.eq_ignore_ascii_case(MAIN_SUBJECT) => {
                self.await_value(name, Mode::Part(Subject::Main))
            }
            None if !mode.is_text() => return false,
            None if value.starts_with("//") => self.address(name, run(value, true)),
            None => self.unknown(name, run(value, true)),
        }
        true
    }

    /// Warns that this is a word although it looks like a field.
    fn bare(&mut self, name: &str) -> bool {
        let end = self.at + name.len() + 1;
        self.warnings
            .add(self.at..end, format!("`{name}:` has nothing right behind it: read as a word"));
        false
    }

    fn enter(&mut self, name: &str, field: Field, mode: Mode) {
        if field.is_text() {
            let start = self.at;
            self.await_value(name, if mode == Mode::Form { mode } else { Mode::Words });
            self.push(start, name.len() + 1, Kind::In(field));
        } else {
            self.await_value(name, Mode::of(field));
        }
    }

    fn await_value(&mut self, name: &str, mode: Mode) {
        self.value = Some((mode, self.at));
        self.at += name.len() + 1;
    }

    /// An address on the web is its words.
    fn address(&mut self, scheme: &str, value: &'q str) {
        let start = self.at;
        self.at += scheme.len() + 1 + value.len();
        self.words(start, pieces(value));
    }

    fn unknown(&mut self, name: &'q str, value: &'q str) {
        let start = self.at;
        let value = if has_word(value) { value } else { "" };
        let fields: Vec<_> = FIELDS.iter().filter_map(|spec| spec.asked.first().copied()).collect();
        let message = format!(
            "`{name}` is no field: read as a word; the fields are {}, {MAIN_SUBJECT}, {LENGTH}, {DAY_OF_YEAR}",
            fields.join(", ")
        );
        self.warnings.add(start..start + name.len() + 1, message);
        self.at += name.len() + 1 + value.len();
        self.words(start, pieces(name).chain(pieces(value)));
    }
}

/// What is typed like a field, and what stands behind its colon.
fn field_name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic() && c != '_')?;
    let (name, value) = text.split_at_checked(end)?;
    Some((name, value.strip_prefix(':')?)).filter(|_| !name.is_empty())
}

/// Whether a colon is one of a sentence, as nothing stands right behind it.
fn is_bare(value: &str) -> bool {
    match value.trim_start_matches(MARKS).chars().next() {
        None | Some(')' | '|') => true,
        Some(c) => c.is_whitespace(),
    }
}

/// What belongs together at the beginning of a text: up to a border, or a sign that works on it.
pub(crate) fn run(text: &str, is_text: bool) -> &str {
    let ends = |at: usize, c: char| {
        let rest = text.get(at..).unwrap_or_default();
        let sign = at > 0
            && (spelling::weight(rest).is_some() || is_text && spelling::early(rest).is_some());
        is_border(c) || sign || rest.starts_with("&&")
    };
    let end = text.char_indices().find(|(at, c)| ends(*at, *c)).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}
