//! Operators in the spelling of this language and in those of Factiva, Nexis and ProQuest.

use super::Lexer;
use super::characters::trim_end;
use super::syntax;
use super::syntax::{Operator, leading_digits, nexis_truncation, number, run};
use super::token::TokenKind;
use crate::query::ast::pattern::CaseFilter;
use crate::query::ast::proximity::ProximityOperator;

impl<'q> Lexer<'q> {
    /// Reads a chunk that is an operator.
    pub(crate) fn operator(&mut self, chunk: &str) -> bool {
        let text = trim_end(chunk);
        // "Portland, OR." is a place: an operator does not end a sentence.
        let ends_sentence = chunk.ends_with('.');
        match Operator::parse(text) {
            Some(Operator::And | Operator::Or | Operator::Not) if ends_sentence => return false,
            Some(Operator::And) => self.junction(chunk, TokenKind::And),
            Some(Operator::Or) => self.junction(chunk, TokenKind::Or),
            Some(Operator::Not) => self.junction(chunk, TokenKind::Not),
            Some(Operator::Near(operator)) => self.near(chunk, text, operator),
            Some(operator @ Operator::AtLeast(times)) => {
                self.prefix(chunk, text, operator, TokenKind::AtLeast(times))
            }
            Some(operator @ Operator::First(words)) => {
                self.prefix(chunk, text, operator, TokenKind::First(words))
            }
            None => return self.word_operator(chunk),
        }
        true
    }

    /// Reads operators that are words: `caps(`, `same sentence`, the `not` of `not w/5`.
    fn word_operator(&mut self, chunk: &str) -> bool {
        let behind = self.rest().get(chunk.len()..).unwrap_or_default();
        match CaseFilter::from_name(chunk) {
            Some(case) if behind.starts_with('(') => {
                self.push(self.at, chunk.len(), TokenKind::Cased(case))
            }
            None if chunk == "same" => return self.same(chunk, behind),
            None if chunk == "not" && begins_with_near_alias(behind) => {
                self.junction(chunk, TokenKind::Not)
            }
            _ => return false,
        }
        true
    }

    fn junction(&mut self, chunk: &str, kind: TokenKind) {
        self.leave_field();
        self.push(self.at, chunk.len(), kind);
    }

    /// Reads a proximity operator. A `NOT` before it is part of it.
    fn near(&mut self, chunk: &str, typed: &str, operator: ProximityOperator) {
        self.leave_field();
        let (mut start, end, mut negated) = (self.at, self.at + chunk.len(), false);
        let bounded = operator.bounded();
        if operator == bounded {
            self.note_alias(start, typed, Operator::Near(operator));
        } else {
            self.warnings.add(
                start..end,
                format!("`{typed}` is read as `{bounded}`: a distance is from 1 to 1000 words"),
            );
        }
        while let Some(not) = self.tokens.pop_if(|token| token.kind == TokenKind::Not) {
            (start, negated) = (not.start, !negated);
        }
        let kind = if negated { TokenKind::NotNear(bounded) } else { TokenKind::Near(bounded) };
        self.push(start, end - start, kind);
    }

    /// Reads an operator that applies to the part behind it. It may stand between a field and its
    /// value.
    fn prefix(&mut self, chunk: &str, typed: &str, operator: Operator, kind: TokenKind) {
        self.value = None;
        self.note_alias(self.at, typed, operator);
        self.push(self.at, chunk.len(), kind);
    }

    /// Reads `same sentence` and `same paragraph` between two parts.
    fn same(&mut self, chunk: &str, behind: &str) -> bool {
        let next = run(behind.trim_start(), true);
        let operator = match next {
            "sentence" => ProximityOperator::Sentence,
            "paragraph" => ProximityOperator::Paragraph,
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
        self.note_alias(self.at, typed, Operator::Near(operator));
        self.push(self.at, length, TokenKind::Near(operator));
        true
    }

    /// Notes a spelling that differs from the canonical one.
    fn note_alias(&mut self, start: usize, typed: &str, operator: Operator) {
        let canonical = operator.to_string();
        if canonical != typed {
            self.aliases.add(start, typed, canonical);
        }
    }

    /// Reads `terror!`, which is `terror*` here.
    pub(crate) fn truncated(&mut self, start: usize, chunk: &str) -> Option<String> {
        let wildcard = format!("{}*", nexis_truncation(chunk)?);
        self.aliases.add(start, chunk, wildcard.clone());
        Some(wildcard)
    }

    // -- operators behind a part

    /// Returns whether a part ends directly before this position.
    pub(crate) fn touches_end(&self) -> bool {
        self.tokens.last().is_some_and(|token| token.end == self.at && token.kind.ends_part())
    }

    pub(crate) fn boost(&mut self) -> bool {
        let Some((boost, length)) = syntax::boost(self.rest()) else { return false };
        self.push(self.at, length, TokenKind::Boost(boost));
        true
    }

    /// Reads `/f50/`. It applies to the part before it, or where there is none to the part behind.
    pub(crate) fn first_words(&mut self) -> bool {
        let Some((words, length)) = syntax::first_words(self.rest()) else { return false };
        let follows_part = self.tokens.last().is_some_and(|token| token.kind.ends_part());
        let typed = self.rest().get(..length).unwrap_or_default();
        self.note_alias(self.at, typed, Operator::First(words));
        self.value = None;
        let kind =
            if follows_part { TokenKind::FirstSuffix(words) } else { TokenKind::First(words) };
        self.push(self.at, length, kind);
        true
    }

    /// Reads the number of the `~3` here.
    pub(crate) fn slop(&mut self) -> Option<u32> {
        let digits = leading_digits(self.rest().strip_prefix('~')?);
        self.at += 1 + digits.len();
        number(digits)
    }
}

fn begins_with_near_alias(behind: &str) -> bool {
    let next = trim_end(run(behind.trim_start(), true));
    match Operator::parse(next) {
        Some(Operator::Near(operator)) => operator.to_string() != next,
        _ => false,
    }
}
