//! The parser: puts tokens together to a query. It cannot fail: what makes no sense is left out,
//! with a warning.

pub(crate) mod positional;

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::ast::Query;
use super::ast::pattern::CaseFilter;
use super::ast::proximity::ProximityOperator;
use super::ast::warning::{Warning, Warnings};
use super::lex::token::{QueryToken, TokenKind};
use super::lex::{Lexed, lex};
use positional::explain_apart;

/// The greatest length of a query in bytes, typed and printed.
const MAX_BYTES: usize = 16 * 1024;
/// The greatest number of words, phrases, names and dates in a query.
const MAX_LEAVES: usize = 1000;

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedQuery {
    /// The query.
    pub query: Query,
    /// The warnings in the order of the input.
    pub warnings: Vec<Warning>,
    /// The words, phrases, names and dates, each with its range in the input.
    leaf_spans: Vec<(Query, Range<usize>)>,
}

impl ParsedQuery {
    /// A query that was read in another way than by its grammar, with its leaves in the input.
    pub(crate) fn new(query: Query, leaf_spans: Vec<(Query, Range<usize>)>) -> Self {
        Self { query, warnings: Vec::new(), leaf_spans }
    }

    /// The same text, read as another query.
    pub(crate) fn read_as(self, query: Query, warnings: Vec<Warning>) -> Self {
        Self { query, warnings, ..self }
    }

    /// The words, phrases, names and dates, each with its range in the input.
    pub(crate) fn leaves(&self) -> &[(Query, Range<usize>)] {
        &self.leaf_spans
    }

    /// Returns the range in the input of the first leaf that equals this one; an empty range where
    /// there is none.
    pub(crate) fn span_of(&self, leaf: &Query) -> Range<usize> {
        let holds = |typed: &Query| {
            let mut holds = false;
            typed.leaves(&mut |typed_leaf, _| holds |= typed_leaf == leaf);
            holds
        };
        self.leaf_spans
            .iter()
            .find(|(typed, _)| holds(typed))
            .map_or(0..0, |(_, span)| span.clone())
    }
}

/// Parses a query. Any text is one, and `parse(&query.to_string())` gives the same query again.
pub fn parse(input: &str) -> ParsedQuery {
    let end = input.floor_char_boundary(MAX_BYTES);
    let cut = end < input.len();
    let ParsedQuery { query, mut warnings, leaf_spans } =
        fitting(input.get(..end).unwrap_or(input), cut);
    if query == Query::All
        && warnings.is_empty()
        && !input.contains('*')
        && !input.trim().is_empty()
    {
        let message = "the query has no words: it finds every article".to_owned();
        warnings.push(Warning { start: 0, end: input.len(), message });
    }
    if cut {
        let message = "the query is too long: the rest is left out".to_owned();
        warnings.push(Warning { start: end, end: input.len(), message });
    }
    ParsedQuery { query, warnings, leaf_spans }
}

/// Parses as many leaves as can be printed within bounds: `title:(a b)` may print longer than it
/// was typed.
fn fitting(text: &str, cut: bool) -> ParsedQuery {
    let mut leaves = MAX_LEAVES;
    loop {
        let parsed = parse_up_to(text, cut, leaves);
        let printed = parsed.query.to_string();
        if leaves == 0 || printed.len() <= MAX_BYTES && lex(&printed, false, MAX_LEAVES).complete {
            return parsed;
        }
        leaves = leaves * 3 / 4;
    }
}

fn parse_up_to(text: &str, cut: bool, max_leaves: usize) -> ParsedQuery {
    let Lexed { tokens, warnings, .. } = lex(text, cut, max_leaves);
    let leaf_spans = tokens.iter().filter_map(QueryToken::leaf).collect();
    let mut parser =
        Parser { text, tokens: tokens.into_iter().peekable(), warnings, after_part: false };
    let query = parser.alternatives().unwrap_or(Query::All);
    ParsedQuery { query, warnings: parser.warnings.sorted(), leaf_spans }
}

/// A recursive descent parser. The grammar:
///
/// ```text
/// alternatives = conjunction {OR conjunction}
/// conjunction  = near {[AND] near}
/// near         = part {[NOT] NEAR/n part}
/// part         = {NOT | field: | ATLEAST/n | FIRST/n | caps} (leaf | "(" alternatives ")") {^boost | /fn/}
/// ```
///
/// It recurses once for every open parenthesis; the lexer limits their depth and closes them all.
struct Parser<'q> {
    text: &'q str,
    tokens: Peekable<IntoIter<QueryToken>>,
    warnings: Warnings,
    /// Set when the last token other than operators ended a part.
    after_part: bool,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.conjunction());
            match self.tokens.next_if(|token| token.kind == TokenKind::Or) {
                Some(or) => self.check(&or),
                None => break,
            }
        }
        (!parts.is_empty()).then(|| Query::or(parts))
    }

    fn conjunction(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while let Some(token) =
            self.tokens.next_if(|token| !matches!(token.kind, TokenKind::Or | TokenKind::Close))
        {
            match token.kind {
                TokenKind::And => self.check(&token),
                TokenKind::Near(operator) => self.near(&mut parts, &token, operator, false),
                TokenKind::NotNear(operator) => self.near(&mut parts, &token, operator, true),
                _ => parts.push(self.part(token)),
            }
        }
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| Query::and(parts))
    }

    /// Joins the last part to the next. Where one of them is a gap, the other remains alone.
    fn near(
        &mut self,
        parts: &mut Vec<Option<Query>>,
        token: &QueryToken,
        operator: ProximityOperator,
        negated: bool,
    ) {
        let Some(one) = parts.pop() else { return self.misplaced(token) };
        let Some(next) = self.tokens.next_if(|token| token.kind.begins_part()) else {
            parts.push(one);
            return self.misplaced(token);
        };
        let (one, other) = match (one, self.part(next)) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return parts.extend([one, other.filter(|_| !negated)]),
        };
        let both = if negated {
            one.clone().not_near(operator, other.clone())
        } else {
            one.clone().near(operator, other.clone())
        };
        if both.is_some() {
            return parts.push(both);
        }
        let reason = explain_apart(&one, &other);
        let fallback = if negated { "NOT" } else { "AND" };
        self.warn(token, &format!("{reason}: read as {fallback}"));
        parts.extend([Some(one), Some(if negated { other.negated() } else { other })]);
    }

    /// Parses the part that begins with this token and applies all its operators, nearest first.
    fn part(&mut self, mut token: QueryToken) -> Option<Query> {
        let mut before = Vec::new();
        while token.kind.is_prefix() {
            let Some(next) = self.tokens.next_if(|next| next.kind.begins_part()) else {
                self.misplaced(&token);
                return None;
            };
            before.push(std::mem::replace(&mut token, next));
        }
        let mut part = self.leaf(token.kind);
        while let Some(operator) = self.tokens.next_if(|token| token.kind.is_suffix()) {
            part = part.map(|part| self.apply(part, &operator));
        }
        let part = part?;
        Some(before.iter().rev().fold(part, |part, operator| self.apply(part, operator)))
    }

    /// Applies a prefix or suffix operator to a part.
    fn apply(&mut self, part: Query, operator: &QueryToken) -> Query {
        match operator.kind {
            TokenKind::Not => part.negated(),
            TokenKind::In(field) => part.in_field(field),
            TokenKind::AtLeast(times) => {
                self.apply_positional(part, operator, |part| part.at_least(times))
            }
            TokenKind::First(words) | TokenKind::FirstSuffix(words) => {
                self.apply_positional(part, operator, |part| part.first(words))
            }
            TokenKind::Cased(case) => self.cased(part, operator, case),
            TokenKind::Boost(_) if !part.is_scoring() => {
                self.warn(operator, "has nothing to boost: left out");
                part
            }
            TokenKind::Boost(boost) => part.boosted(boost),
            _ => part,
        }
    }

    fn apply_positional(
        &mut self,
        part: Query,
        operator: &QueryToken,
        apply: impl FnOnce(Query) -> Option<Query>,
    ) -> Query {
        apply(part.clone()).unwrap_or_else(|| {
            self.warn(operator, "needs words, phrases or mentions: left out");
            part
        })
    }

    fn cased(&mut self, part: Query, operator: &QueryToken, case: CaseFilter) -> Query {
        let cased = part.with_case(case);
        let mut all = true;
        cased.leaves(&mut |leaf, _| all &= matches!(leaf, Query::Cased(..)));
        if !all {
            self.warn(
                operator,
                "applies to words and phrases without wildcards only: ignored for the others",
            );
        }
        cased
    }

    fn leaf(&mut self, kind: TokenKind) -> Option<Query> {
        let leaf = match kind {
            TokenKind::Leaf(query) => Some(query),
            TokenKind::Open => {
                self.after_part = false;
                let group = self.alternatives();
                self.tokens.next_if(|token| token.kind == TokenKind::Close);
                group
            }
            _ => None,
        };
        self.after_part = true;
        leaf
    }

    /// Warns about an operator without a part on either side.
    fn check(&mut self, operator: &QueryToken) {
        let before_part = self.tokens.peek().is_some_and(|token| token.kind.begins_part());
        if !(self.after_part && before_part) {
            self.misplaced(operator);
        }
    }

    fn misplaced(&mut self, token: &QueryToken) {
        self.warn(token, "has nothing to apply to: left out");
    }

    fn warn(&mut self, token: &QueryToken, message: &str) {
        let typed = self.text.get(token.start..token.end).unwrap_or_default();
        self.warnings.add(token.start..token.end, format!("`{typed}` {message}"));
    }
}
