//! From tokens to a query. Reading cannot fail: what makes no sense is left out, with a warning that says so.

pub(crate) mod positional;

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use super::ast::Query;
use super::ast::nearness::Nearness;
use super::ast::pattern::Case;
use super::ast::warning::{Warning, Warnings};
use super::lex::token::{Kind, Token};
use super::lex::{Lexed, lex};
use positional::why_apart;

/// How long a query may be, typed and printed, in bytes.
const MAX_BYTES: usize = 16 * 1024;
/// How many words, phrases, names and dates it may have.
const MAX_LEAVES: usize = 1000;

/// A query as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// What it means.
    pub query: Query,
    /// What was odd about it, in reading order.
    pub warnings: Vec<Warning>,
    /// Its words, phrases, names and dates as typed, each with the bytes it was read from.
    typed: Vec<(Query, Range<usize>)>,
}

impl Parsed {
    /// Where a leaf of the query was typed first; nowhere where it is none of them.
    pub fn place(&self, leaf: &Query) -> Range<usize> {
        let holds = |typed: &Query| {
            let mut holds = false;
            typed.leaves(&mut |own, _| holds |= own == leaf);
            holds
        };
        self.typed.iter().find(|(typed, _)| holds(typed)).map_or(0..0, |(_, place)| place.clone())
    }
}

/// Reads a query. Any text is one, and `parse(&query.to_string())` is the same query again.
pub fn parse(input: &str) -> Parsed {
    let end = input.floor_char_boundary(MAX_BYTES);
    let cut = end < input.len();
    let Parsed { query, mut warnings, typed } = fitting(input.get(..end).unwrap_or(input), cut);
    if query == Query::All
        && warnings.is_empty()
        && !input.contains('*')
        && !input.trim().is_empty()
    {
        let message = "there is no word in this: everything is found".to_owned();
        warnings.push(Warning { start: 0, end: input.len(), message });
    }
    if cut {
        let message = "the query is too long: the rest is left out".to_owned();
        warnings.push(Warning { start: end, end: input.len(), message });
    }
    Parsed { query, warnings, typed }
}

/// The query with as many leaves as can be printed within bounds: `title:(a b)` may print longer than it was typed.
fn fitting(text: &str, cut: bool) -> Parsed {
    let mut leaves = MAX_LEAVES;
    loop {
        let parsed = read(text, cut, leaves);
        let printed = parsed.query.to_string();
        if leaves == 0 || printed.len() <= MAX_BYTES && lex(&printed, false, MAX_LEAVES).whole {
            return parsed;
        }
        leaves = leaves * 3 / 4;
    }
}

fn read(text: &str, cut: bool, leaves: usize) -> Parsed {
    let Lexed { tokens, warnings, .. } = lex(text, cut, leaves);
    let typed = tokens.iter().filter_map(Token::typed).collect();
    let mut parser =
        Parser { text, tokens: tokens.into_iter().peekable(), warnings, behind_part: false };
    let query = parser.alternatives().unwrap_or(Query::All);
    Parsed { query, warnings: parser.warnings.sorted(), typed }
}

/// Reads `alternatives = conjunction {OR conjunction}`, `conjunction = near {[AND] near}`, `near = part {[NOT] NEAR/n part}`,
/// `part = {NOT | field: | ATLEAST/n | FIRST/n | caps} (leaf | "(" alternatives ")") {^weight | /fn/}`. It recurses once for
/// every open parenthesis; the lexer lets only so many pass, and closes all.
struct Parser<'q> {
    text: &'q str,
    tokens: Peekable<IntoIter<Token>>,
    warnings: Warnings,
    /// Whether the last token but operators was the end of a part.
    behind_part: bool,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.conjunction());
            match self.tokens.next_if(|token| token.kind == Kind::Or) {
                Some(or) => self.check(&or),
                None => break,
            }
        }
        (!parts.is_empty()).then(|| Query::or(parts))
    }

    fn conjunction(&mut self) -> Option<Query> {
        let mut parts = Vec::new();
        while let Some(token) =
            self.tokens.next_if(|token| !matches!(token.kind, Kind::Or | Kind::Close))
        {
            match token.kind {
                Kind::And => self.check(&token),
                Kind::Near(how) => self.near(&mut parts, &token, how, false),
                Kind::Far(how) => self.near(&mut parts, &token, how, true),
                _ => parts.push(self.part(token)),
            }
        }
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| Query::and(parts))
    }

    /// Joins the last part to the next. A gap in place of either leaves the other alone.
    fn near(&mut self, parts: &mut Vec<Option<Query>>, sign: &Token, how: Nearness, far: bool) {
        let Some(one) = parts.pop() else { return self.lonely(sign) };
        let Some(next) = self.tokens.next_if(|token| token.kind.begins_part()) else {
            parts.push(one);
            return self.lonely(sign);
        };
        let (one, other) = match (one, self.part(next)) {
            (Some(one), Some(other)) => (one, other),
            (one, other) => return parts.extend([one, other.filter(|_| !far)]),
        };
        let both = if far {
            one.clone().far(how, other.clone())
        } else {
            one.clone().near(how, other.clone())
        };
        if both.is_some() {
            return parts.push(both);
        }
        let why = why_apart(&one, &other);
        let read = if far { "NOT" } else { "AND" };
        self.warn(sign, &format!("{why}: read as {read}"));
        parts.extend([Some(one), Some(if far { other.negated() } else { other })]);
    }

    /// The part that begins with this token, with all signs that work on it, the nearest first.
    fn part(&mut self, mut token: Token) -> Option<Query> {
        let mut before = Vec::new();
        while token.kind.stands_before() {
            let Some(next) = self.tokens.next_if(|next| next.kind.begins_part()) else {
                self.lonely(&token);
                return None;
            };
            before.push(std::mem::replace(&mut token, next));
        }
        let mut part = self.leaf(token.kind);
        while let Some(sign) = self.tokens.next_if(|token| token.kind.stands_behind()) {
            part = part.map(|part| self.signed(part, &sign));
        }
        let part = part?;
        Some(before.iter().rev().fold(part, |part, sign| self.signed(part, sign)))
    }

    /// A part and a sign that works on it alone.
    fn signed(&mut self, part: Query, sign: &Token) -> Query {
        match sign.kind {
            Kind::Not => part.negated(),
            Kind::In(field) => part.within(field),
            Kind::AtLeast(times) => self.placed(part, sign, |part| part.at_least(times)),
            Kind::First(words) | Kind::Early(words) => {
                self.placed(part, sign, |part| part.first(words))
            }
            Kind::Cased(case) => self.cased(part, sign, case),
            Kind::Weight(_) if !part.has_say() => {
                self.warn(sign, "has nothing to weigh: left out");
                part
            }
            Kind::Weight(weight) => part.weighted(weight),
            _ => part,
        }
    }

    fn placed(
        &mut self,
        part: Query,
        sign: &Token,
        make: impl FnOnce(Query) -> Option<Query>,
    ) -> Query {
        make(part.clone()).unwrap_or_else(|| {
            self.warn(sign, "needs words, phrases or mentions: left out");
            part
        })
    }

    fn cased(&mut self, part: Query, sign: &Token, case: Case) -> Query {
        let cased = part.cased(case);
        let mut all = true;
        cased.leaves(&mut |leaf, _| all &= matches!(leaf, Query::Cased(..)));
        if !all {
            self.warn(
                sign,
                "works on words and phrases without gaps only: the others are read without it",
            );
        }
        cased
    }

    fn leaf(&mut self, kind: Kind) -> Option<Query> {
        let leaf = match kind {
            Kind::Leaf(query) => Some(query),
            Kind::Open => {
                self.behind_part = false;
                let group = self.alternatives();
                self.tokens.next_if(|token| token.kind == Kind::Close);
                group
            }
            _ => None,
        };
        self.behind_part = true;
        leaf
    }

    /// An operator needs a part on either side.
    fn check(&mut self, operator: &Token) {
        let before_part = self.tokens.peek().is_some_and(|token| token.kind.begins_part());
        if !(self.behind_part && before_part) {
            self.lonely(operator);
        }
    }

    fn lonely(&mut self, token: &Token) {
        self.warn(token, "has nothing to work on here: left out");
    }

    fn warn(&mut self, token: &Token, what: &str) {
        let sign = self.text.get(token.start..token.end).unwrap_or_default();
        self.warnings.add(token.start..token.end, format!("`{sign}` {what}"));
    }
}
