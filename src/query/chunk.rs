//! The runs of characters that stand between spaces, quotes and parentheses: fields, operators, words, names and dates.

use super::ast::{Name, Query};
use super::days::{DAY_OF_YEAR, Days};
use super::lex::Lexer;
use super::spelling::{self, Operator, has_word, is_border, is_noise, pieces, spaced, trim};
use super::token::{Kind, Mode};
use crate::schema::{FIELDS, Field};

/// The field for main subjects, which is not built yet.
const MAIN_SUBJECT: &str = "major";
/// The field for lengths, which is not built yet.
const LENGTH: &str = "words";
/// What ends a clause. No value of a field consists of it.
const MARKS: [char; 7] = [',', ';', ':', '.', '!', '?', '\''];

impl<'q> Lexer<'q> {
    /// Reads the run of characters that begins here.
    pub(super) fn chunk(&mut self) {
        let (start, mode) = (self.at, self.mode());
        let is_value = mode != Mode::Words && self.value.is_some();
        if !is_value && self.field(mode) {
            return;
        }
        let chunk = run(self.rest());
        if !is_value && self.operator(chunk) {
            return;
        }
        self.at += chunk.len();
        match mode {
            Mode::Words => self.word(start, chunk),
            Mode::Part(field) | Mode::Exactly(field) => self.plain_name(start, mode, field, chunk),
            mode => self.days(start, mode, chunk.trim_end_matches([',', ';', ':', '!', '?'])),
        }
    }

    // -- fields

    /// Reads `field:`, and the value too where it is no field. Among names, only a known field counts.
    fn field(&mut self, mode: Mode) -> bool {
        let Some((name, value)) = field_name(self.rest()) else { return false };
        let known = Field::called(name);
        if is_bare(value) {
            return known.is_some() && self.bare(name);
        }
        match known {
            Some(field) => self.enter(name, field),
            None if name.eq_ignore_ascii_case(DAY_OF_YEAR) => self.await_value(name, Mode::DayOfYear),
            None if mode != Mode::Words => return false,
            None if value.starts_with("//") => self.address(name, run(value)),
            None if name.eq_ignore_ascii_case(LENGTH) => self.length(run(self.rest())),
            None if name.eq_ignore_ascii_case(MAIN_SUBJECT) => self.main_subject(name),
            None => self.unknown(name, run(value)),
        }
        true
    }

    /// Warns that this is a word although it looks like a field.
    fn bare(&mut self, name: &str) -> bool {
        let end = self.at + name.len() + 1;
        self.warnings.add(self.at..end, format!("`{name}:` has nothing right behind it: read as a word"));
        false
    }

    fn enter(&mut self, name: &str, field: Field) {
        if field.is_text() {
            let start = self.at;
            self.await_value(name, Mode::Words);
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

    fn length(&mut self, chunk: &str) {
        let start = self.at;
        self.at += chunk.len();
        self.warnings.add(start..self.at, format!("`{chunk}` is not understood yet: left out"));
        self.leaf(start, None);
    }

    fn main_subject(&mut self, name: &str) {
        let (start, people) = (self.at, Field::People);
        self.enter(name, people);
        self.warnings.add(start..self.at, format!("`{name}:` is not understood yet: read as `{}:`", people.asked()));
    }

    fn unknown(&mut self, name: &'q str, value: &'q str) {
        let start = self.at;
        let value = if has_word(value) { value } else { "" };
        let fields: Vec<_> = FIELDS.iter().filter_map(|spec| spec.asked.first().copied()).collect();
        let message = format!("`{name}` is no field: read as a word; the fields are {}", fields.join(", "));
        self.warnings.add(start..start + name.len() + 1, message);
        self.at += name.len() + 1 + value.len();
        self.words(start, pieces(name).chain(pieces(value)));
    }

    // -- operators

    fn operator(&mut self, chunk: &str) -> bool {
        let text = trim(chunk);
        match Operator::spelt(text) {
            Some(Operator::And) => self.bare_operator(chunk, Kind::And),
            Some(Operator::Or) => self.bare_operator(chunk, Kind::Or),
            Some(Operator::Not) => self.bare_operator(chunk, Kind::Not),
            Some(Operator::Between) => self.between(chunk),
            Some(Operator::Before) => self.skip(chunk, "read without it"),
            None if self.is_call(chunk) => self.unbuilt(chunk, "read without it"),
            None => return false,
        }
        true
    }

    fn bare_operator(&mut self, chunk: &str, kind: Kind) {
        self.leave_field();
        self.push(self.at, chunk.len(), kind);
    }

    /// An operator of nearness is an AND until it is built; behind NOT, it is that.
    fn between(&mut self, chunk: &str) {
        let negated = self.tokens.last().is_some_and(|token| token.kind == Kind::Not);
        self.skip(chunk, if negated { "read as NOT" } else { "read as AND" });
    }

    fn skip(&mut self, chunk: &str, read: &str) {
        self.leave_field();
        self.unbuilt(chunk, read);
    }

    /// Warns of what is not built yet and steps over it.
    fn unbuilt(&mut self, chunk: &str, read: &str) {
        let start = self.at;
        self.at += chunk.len();
        self.warnings.add(start..self.at, format!("`{chunk}` is not understood yet: {read}"));
    }

    /// `caps(...)`, which asks for a letter case.
    fn is_call(&self, chunk: &str) -> bool {
        let called = ["caps", "allcaps", "nocaps"].iter().any(|name| chunk.eq_ignore_ascii_case(name));
        called && self.rest().get(chunk.len()..).is_some_and(|behind| behind.starts_with('('))
    }

    // -- values

    fn word(&mut self, start: usize, chunk: &'q str) {
        if chunk.trim_end_matches(|c| c != '*' && is_noise(c)) == "*" {
            return self.leaf(start, Some(Query::All));
        }
        match spelling::unbuilt(chunk) {
            Some((what, text)) => {
                let words = spaced(&pieces(text).collect::<Vec<_>>().join(" "));
                let message = format!("`{chunk}`: {what} is not understood yet: read as {words}");
                self.warnings.add(start..self.at, message);
                self.words(start, pieces(text));
            }
            None => self.leaf(start, has_word(chunk).then(|| spelling::word(trim(chunk)))),
        }
    }

    /// A name without quotes.
    fn plain_name(&mut self, start: usize, mode: Mode, field: Field, chunk: &str) {
        let unbuilt = spelling::unbuilt(chunk).map(|(_, text)| pieces(text).collect::<Vec<_>>().join(" "));
        if unbuilt.is_some() {
            self.warnings.add(start..self.at, format!("`{chunk}` is not understood yet in a name: read without signs"));
        } else if chunk.contains('*') {
            self.warnings.add(start..self.at, format!("`{chunk}` for any name is not understood yet: left out"));
            return self.leaf(start, None);
        }
        let text = unbuilt.as_deref().unwrap_or(chunk).trim_start_matches(is_noise);
        let text = text.trim_end_matches(|c| is_noise(c) && !matches!(c, '-' | '_' | '/')).to_owned();
        self.name(start, field, if mode == Mode::Exactly(field) { Name::Exactly(text) } else { Name::Part(text) });
    }

    /// A name; where it is a key of the field, exactly that.
    pub(super) fn name(&mut self, start: usize, field: Field, name: Name) {
        if name.text().trim().is_empty() {
            return if self.value.is_some() { self.leave_field() } else { self.leaf(start, None) };
        }
        let is_key = !field.keys().is_empty() && name.text().starts_with(field.keys());
        let name = if is_key { Name::Exactly(name.text().to_owned()) } else { name };
        self.leaf(start, Some(Query::About(field, name)));
    }

    /// A date as the mode reads it.
    pub(super) fn days(&mut self, start: usize, mode: Mode, text: &str) {
        let (days, such) = match mode {
            Mode::DayOfYear => (Days::on(text), "04-13"),
            _ => (Days::parse(text), "2016, 2016-07, 2016-07-18, 2016-07..2016-09, >2016 or last-month"),
        };
        if days.is_none() {
            self.warnings.add(start..self.at, format!("`{text}` is no date: left out; a date is such as {such}"));
        }
        self.leaf(start, days.map(Query::Published));
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

/// What belongs together at the beginning of a text.
fn run(text: &str) -> &str {
    let ends = |at: usize, c: char| is_border(c) || text.get(at..).is_some_and(|rest| rest.starts_with("&&"));
    let end = text.char_indices().find(|(at, c)| ends(*at, *c)).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}
