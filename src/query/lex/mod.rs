//! The lexer: reads characters into tokens. What a chunk means depends on the field before it.
//!
//! The lexer balances parentheses and limits their depth. What it cannot use leaves a gap: in
//! `-date:rubbish syria` the minus must not negate `syria`.

mod aliases;
pub(crate) mod characters;
pub(crate) mod chunk;
pub(crate) mod field_names;
pub(crate) mod leaf;
pub(crate) mod operators;
pub(crate) mod syntax;
pub(crate) mod token;
pub(crate) mod wildcard;

use super::ast::pattern::Pattern;
use super::ast::proximity::MAX_DISTANCE;
use super::ast::warning::Warnings;
use super::ast::{NameQuery, Query};
use super::matcher::PatternBudget;
use aliases::OperatorAliases;
use characters::{has_word, is_punctuation, is_quote, plain_words, quotable, single_spaced};
use syntax::{regex, run, single_quoted, unquote, word};
use token::{QueryToken, TokenKind, ValueMode};
use wildcard::begins_with_wildcard;

/// The greatest depth of nested parentheses.
const MAX_DEPTH: usize = 50;

/// The tokens of a query.
pub(super) struct Lexed {
    /// The tokens.
    pub tokens: Vec<QueryToken>,
    /// The warnings.
    pub warnings: Warnings,
    /// Set when nothing was left out for being too long or too deep.
    pub complete: bool,
}

/// Reads a text into tokens with at most this many leaves. `cut` tells that the text goes on
/// beyond what is read.
pub(super) fn lex(text: &str, cut: bool, max_leaves: usize) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: 0,
        value: None,
        groups: Vec::new(),
        ignored_groups: 0,
        leaves_left: max_leaves,
        cut,
        complete: true,
        aliases: OperatorAliases::default(),
        patterns: PatternBudget::default(),
        tokens: Vec::new(),
        warnings: Warnings::default(),
    };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.step(c);
    }
    lexer.finish();
    Lexed { tokens: lexer.tokens, warnings: lexer.warnings, complete: lexer.complete }
}

/// The state of the lexer.
pub(super) struct Lexer<'q> {
    text: &'q str,
    /// The next byte to read.
    pub(super) at: usize,
    /// Directly behind `field:`, the mode of its value and the byte at which the field begins.
    pub(super) value: Option<(ValueMode, usize)>,
    /// For every open parenthesis the mode of values in it and its byte.
    groups: Vec<(ValueMode, usize)>,
    /// The number of open parentheses that are ignored because they are too deep.
    ignored_groups: usize,
    /// The number of leaves that may still come.
    leaves_left: usize,
    cut: bool,
    complete: bool,
    pub(super) aliases: OperatorAliases,
    pub(super) patterns: PatternBudget,
    pub(super) tokens: Vec<QueryToken>,
    pub(super) warnings: Warnings,
}

impl<'q> Lexer<'q> {
    fn step(&mut self, c: char) {
        let text = self.mode().is_text();
        match c {
            '(' => self.open(),
            ')' => self.close(),
            '|' => self.junction_sign('|', TokenKind::Or),
            '&' if self.rest().starts_with("&&") => self.junction_sign('&', TokenKind::And),
            '-' | '!' if self.may_begin() && self.touches_part() => {
                self.push(self.at, 1, TokenKind::Not)
            }
            '-' if text && self.may_begin() && self.option() => {}
            '=' if self.may_begin() && self.touches_part() && self.equals() => {}
            '^' if self.touches_end() && self.boost() => {}
            '~' if self.touches_end() => self.misplaced_slop(),
            '~' if self.may_begin() && self.widened() => {}
            '/' if text && (self.first_words() || self.may_begin() && self.regex()) => {}
            '‘' if self.may_begin() && self.single_quoted() => {}
            _ if is_quote(c) => self.quoted(c),
            _ if c.is_whitespace() => {
                self.leave_field();
                self.at += c.len_utf8();
            }
            _ if text && is_punctuation(c) && !begins_with_wildcard(self.rest()) => {
                self.at += c.len_utf8();
            }
            _ => self.chunk(),
        }
    }

    pub(super) fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'q str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn mode(&self) -> ValueMode {
        self.value.or(self.groups.last().copied()).map_or(ValueMode::Words, |(mode, _)| mode)
    }

    /// Returns whether a sign here begins what follows, rather than being inside or behind a word.
    fn may_begin(&self) -> bool {
        let opens = |token: &QueryToken| {
            token.end == self.at
                && matches!(
                    token.kind,
                    TokenKind::Open | TokenKind::And | TokenKind::Or | TokenKind::Not
                )
        };
        let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
        before.is_none_or(char::is_whitespace)
            || self.value.is_some()
            || self.tokens.last().is_some_and(opens)
    }

    /// Returns whether the sign here touches the part it applies to.
    fn touches_part(&self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let begins = |c: char| {
            "(=/‘".contains(c) || is_quote(c) || !(is_punctuation(c) || c.is_whitespace())
        };
        let widens = rest
            .strip_prefix('~')
            .is_some_and(|word| word.starts_with(|c: char| c.is_alphanumeric() || is_quote(c)));
        rest.starts_with(begins) || widens || begins_with_wildcard(rest)
    }

    // -- signs

    pub(super) fn push(&mut self, start: usize, length: usize, kind: TokenKind) {
        self.at = start + length;
        self.tokens.push(QueryToken { kind, start, end: self.at });
    }

    /// Reads a run of `&&` or `||`.
    fn junction_sign(&mut self, sign: char, kind: TokenKind) {
        self.leave_field();
        let length = self.rest().len() - self.rest().trim_start_matches(sign).len();
        self.push(self.at, length, kind);
    }

    /// Reads the dashes of `--person`. An option inside the query is a word, which few expect.
    fn option(&mut self) -> bool {
        let Some(option) = self.rest().strip_prefix("--") else { return false };
        let name = run(option, true);
        if !option.starts_with(char::is_alphanumeric) || !has_word(name) {
            return false;
        }
        let message = format!(
            "`--{name}` is read as `{name}`: options go outside the query, and one minus excludes a word"
        );
        self.warnings.add(self.at..self.at + 2 + name.len(), message);
        self.at += 2;
        true
    }

    /// Leaves a gap for a field without a value.
    pub(super) fn leave_field(&mut self) {
        if let Some((_, start)) = self.value {
            let field = self.since(start);
            let message = format!("`{field}` is not followed by a value: left out");
            self.warnings.add(start..self.at, message);
            self.leaf(self.at, None);
        }
    }

    fn open(&mut self) {
        if self.groups.len() == MAX_DEPTH {
            self.warnings
                .add_once(self.at..self.at + 1, "parentheses are nested too deeply: ignored");
            self.ignored_groups += 1;
            self.complete = false;
            self.at += 1;
        } else {
            self.groups.push((self.mode(), self.at));
            self.value = None;
            self.push(self.at, 1, TokenKind::Open);
        }
    }

    fn close(&mut self) {
        self.leave_field();
        if self.ignored_groups > 0 {
            self.ignored_groups -= 1;
            self.at += 1;
        } else if self.groups.pop().is_some() {
            self.push(self.at, 1, TokenKind::Close);
        } else {
            self.warnings.add(self.at..self.at + 1, "this parenthesis was never opened: ignored");
            self.at += 1;
        }
    }

    fn finish(&mut self) {
        self.leave_field();
        while let Some((_, start)) = self.groups.pop() {
            if !self.cut {
                self.warnings
                    .add(start..start + 1, "this parenthesis is never closed: closed at the end");
            }
            self.push(self.at, 0, TokenKind::Close);
        }
        if let Some((range, message)) = self.aliases.explanation() {
            self.warnings.add(range, message);
        }
    }

    /// Reads an equals sign: exactly this name, or this form of a word.
    fn equals(&mut self) -> bool {
        let mode = match self.mode() {
            ValueMode::NamePart(scope) => ValueMode::ExactName(scope),
            ValueMode::Words => ValueMode::Exact,
            _ => return false,
        };
        self.value = Some((mode, self.value.map_or(self.at, |(_, start)| start)));
        self.at += 1;
        true
    }

    // -- leaves

    /// Adds a leaf from `start` to the current position; without a query, a gap.
    pub(super) fn leaf(&mut self, start: usize, query: Option<Query>) {
        self.value = None;
        let kind = query.map_or(TokenKind::Gap, TokenKind::Leaf);
        if kind == TokenKind::Gap {
            self.push(start, self.at - start, kind);
        } else if self.leaves_left > 0 {
            self.leaves_left -= 1;
            self.push(start, self.at - start, kind);
        } else {
            self.cut_off(start);
        }
    }

    fn cut_off(&mut self, start: usize) {
        self.warnings
            .add_once(start..self.text.len(), "the query has too many parts: the rest is left out");
        self.at = self.text.len();
        (self.cut, self.complete) = (true, false);
        while self
            .tokens
            .pop_if(|token| !token.kind.ends_part() && token.kind != TokenKind::Open)
            .is_some()
        {}
    }

    /// Adds all of several words.
    pub(super) fn words(&mut self, start: usize, words: impl Iterator<Item = &'q str>) {
        let words: Vec<_> = words.collect();
        let group = words.len() > 1 && self.groups.len() < MAX_DEPTH;
        if words.is_empty() {
            self.leaf(start, None);
        }
        if group {
            self.push(self.at, 0, TokenKind::Open);
        }
        for text in words {
            self.leaf(start, Some(word(text)));
        }
        if group {
            self.push(self.at, 0, TokenKind::Close);
        }
    }

    fn regex(&mut self) -> bool {
        let start = self.at;
        let Some(text) = regex(self.rest()) else { return false };
        self.at += text.len() + 2;
        let pattern = Pattern::Regex(text.to_owned());
        match self.patterns.check(&pattern) {
            Ok(()) => self.leaf(start, Some(Query::Pattern(pattern))),
            Err(reason) => {
                let message =
                    format!("`{pattern}` is not a valid pattern ({reason}): read as words");
                self.warnings.add(start..self.at, message);
                self.words(start, plain_words(text));
            }
        }
        true
    }

    fn single_quoted(&mut self) -> bool {
        let start = self.at;
        let Some((content, length)) = single_quoted(self.rest()) else { return false };
        self.at += length;
        self.quotation(start, content);
        true
    }

    fn quoted(&mut self, quote: char) {
        let start = self.at;
        self.at += quote.len_utf8();
        let (content, rest) = unquote(self.rest());
        if rest.is_none() && !self.cut {
            self.warnings.add(start..self.at, "this quote is never closed: closed at the end");
        }
        self.at = self.text.len() - rest.map_or(0, str::len);
        self.quotation(start, &content);
    }

    fn quotation(&mut self, start: usize, content: &str) {
        match self.mode() {
            ValueMode::Words => {
                let slop = self.phrase_slop();
                self.phrase(start, content, slop);
            }
            ValueMode::Exact => self.leaf(start, quotable(content).map(Query::Exact)),
            ValueMode::NamePart(scope) => {
                self.name(start, scope, NameQuery::Part(single_spaced(content)))
            }
            ValueMode::ExactName(scope) => {
                self.name(start, scope, NameQuery::Exact(content.to_owned()))
            }
            mode => self.value(start, mode, content),
        }
    }

    /// Reads the `~3` behind a phrase: the number of other words that may be in between.
    fn phrase_slop(&mut self) -> u32 {
        let start = self.at;
        let Some(slop) = self.slop() else { return 0 };
        if slop > MAX_DISTANCE {
            let message =
                format!("`~{slop}` is read as `~{MAX_DISTANCE}`: a phrase can be no longer");
            self.warnings.add(start..self.at, message);
        }
        slop.min(MAX_DISTANCE)
    }

    /// Leaves out a `~3` that is not behind a phrase.
    fn misplaced_slop(&mut self) {
        let start = self.at;
        if self.slop().is_some() {
            let slop = self.since(start);
            let message = format!("`{slop}` applies to words and phrases only: left out");
            self.warnings.add(start..self.at, message);
        }
    }
}
