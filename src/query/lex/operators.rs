//! The operators of the language, in our spelling and in those that users of Factiva, Nexis and ProQuest have in their
//! fingers.

use super::Lexer;
use super::chunk::run;
use super::spelling::{Operator, bare, digits, early, number, truncated, weight};
use super::token::Kind;
use crate::query::ast::nearness::Nearness;
use crate::query::ast::pattern::Case;

/// How many spellings are explained in one query.
const MOST_EXPLAINED: usize = 8;

/// Spellings that a query borrowed from other languages, and how they were read.
#[derive(Default)]
pub(crate) struct Borrowed {
    read: Vec<(String, String)>,
    start: usize,
    end: usize,
}

impl Borrowed {
    /// One more, unless it is known.
    fn add(&mut self, start: usize, typed: &str, read: String) {
        if self.read.is_empty() {
            (self.start, self.end) = (start, start + typed.len());
        }
        let known = self.read.iter().any(|(known, _)| known == typed);
        if !known && self.read.len() < MOST_EXPLAINED {
            self.read.push((typed.to_owned(), read));
        }
    }

    /// How all of them were read, in one sentence at the place of the first.
    pub(crate) fn explained(&self) -> Option<(std::ops::Range<usize>, String)> {
        let mut read = self.read.iter();
        let (typed, meant) = read.next()?;
        let rest = read.map(|(typed, meant)| format!(", `{typed}` as `{meant}`"));
        Some((
            self.start..self.end,
            format!("`{typed}` is read as `{meant}`{}", rest.collect::<String>()),
        ))
    }
}

impl<'q> Lexer<'q> {
    /// Reads a run of characters that is an operator.
    pub(crate) fn operator(&mut self, chunk: &str) -> bool {
        let text = bare(chunk);
        match Operator::spelt(text) {
            Some(Operator::And) => self.junction(chunk, Kind::And),
            Some(Operator::Or) => self.junction(chunk, Kind::Or),
            Some(Operator::Not) => self.junction(chunk, Kind::Not),
            Some(Operator::Near(how)) => self.near(chunk, text, how),
            Some(sign @ Operator::AtLeast(times)) => {
                self.before(chunk, text, sign, Kind::AtLeast(times))
            }
            Some(sign @ Operator::First(words)) => {
                self.before(chunk, text, sign, Kind::First(words))
            }
            None => return self.worded(chunk),
        }
        true
    }

    /// Operators that are words: `caps(`, `same sentence`, the `not` of `not w/5`.
    fn worded(&mut self, chunk: &str) -> bool {
        let behind = self.rest().get(chunk.len()..).unwrap_or_default();
        match Case::called(chunk) {
            Some(case) if behind.starts_with('(') => {
                self.push(self.at, chunk.len(), Kind::Cased(case))
            }
            None if chunk == "same" => return self.same(chunk, behind),
            None if chunk == "not" && begins_with_borrowed_nearness(behind) => {
                self.junction(chunk, Kind::Not)
            }
            _ => return false,
        }
        true
    }

    fn junction(&mut self, chunk: &str, kind: Kind) {
        self.leave_field();
        self.push(self.at, chunk.len(), kind);
    }

    /// A sign of nearness; `NOT` before it is part of it.
    fn near(&mut self, chunk: &str, typed: &str, how: Nearness) {
        self.leave_field();
        let (mut start, end, mut far) = (self.at, self.at + chunk.len(), false);
        let bounded = how.bounded();
        if how == bounded {
            self.borrow(start, typed, Operator::Near(how));
        } else {
            self.warnings.add(
                start..end,
                format!("`{typed}` is read as `{bounded}`, as near or far as words can be"),
            );
        }
        while let Some(not) = self.tokens.pop_if(|token| token.kind == Kind::Not) {
            (start, far) = (not.start, !far);
        }
        self.push(start, end - start, if far { Kind::Far(bounded) } else { Kind::Near(bounded) });
    }

    /// A sign that works on the part behind it, also between a field and its value.
    fn before(&mut self, chunk: &str, typed: &str, sign: Operator, kind: Kind) {
        self.value = None;
        self.borrow(self.at, typed, sign);
        self.push(self.at, chunk.len(), kind);
    }

    /// `same sentence` and `same paragraph`, between two parts.
    fn same(&mut self, chunk: &str, behind: &str) -> bool {
        let next = run(behind.trim_start(), true);
        let how = match next {
            "sentence" => Nearness::Sentence,
            "paragraph" => Nearness::Paragraph,
            _ => return false,
        };
        let length = chunk.len() + behind.len() - behind.trim_start().len() + next.len();
        let ends = self.rest().get(length..).unwrap_or_default().trim_start();
        let between = self.tokens.last().is_some_and(|token| token.kind.ends_part());
        if !between
            || !self.mode().is_text()
            || self.value.is_some()
            || ends.is_empty()
            || ends.starts_with(')')
        {
            return false;
        }
        let typed = self.rest().get(..length).unwrap_or_default();
        self.borrow(self.at, typed, Operator::Near(how));
        self.push(self.at, length, Kind::Near(how));
        true
    }

    /// Remembers a spelling that is not ours.
    fn borrow(&mut self, start: usize, typed: &str, sign: Operator) {
        let read = sign.to_string();
        if read != typed {
            self.borrowed.add(start, typed, read);
        }
    }

    /// `terror!`, which is `terror*` elsewhere.
    pub(crate) fn truncated(&mut self, start: usize, chunk: &str) -> Option<String> {
        let read = format!("{}*", truncated(chunk)?);
        self.borrowed.add(start, chunk, read.clone());
        Some(read)
    }

    // -- signs behind a part

    /// Whether a part ends directly before the sign here.
    pub(crate) fn touches_end(&self) -> bool {
        self.tokens.last().is_some_and(|token| token.end == self.at && token.kind.ends_part())
    }

    pub(crate) fn weight(&mut self) -> bool {
        let Some((weight, length)) = weight(self.rest()) else { return false };
        self.push(self.at, length, Kind::Weight(weight));
        true
    }

    /// `/f50/` works on what stands before it; where nothing does, on what stands behind.
    pub(crate) fn early(&mut self) -> bool {
        let Some((words, length)) = early(self.rest()) else { return false };
        let behind = self.tokens.last().is_some_and(|token| token.kind.ends_part());
        let typed = self.rest().get(..length).unwrap_or_default();
        self.borrow(self.at, typed, Operator::First(words));
        self.value = None;
        self.push(self.at, length, if behind { Kind::Early(words) } else { Kind::First(words) });
        true
    }

    /// The number of the `~3` here.
    pub(crate) fn slop(&mut self) -> Option<u32> {
        let digits = digits(self.rest().strip_prefix('~')?);
        self.at += 1 + digits.len();
        number(digits)
    }
}

fn begins_with_borrowed_nearness(behind: &str) -> bool {
    let next = bare(run(behind.trim_start(), true));
    match Operator::spelt(next) {
        Some(Operator::Near(how)) => how.to_string() != next,
        _ => false,
    }
}
