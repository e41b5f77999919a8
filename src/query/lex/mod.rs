//! From characters to tokens: what each run of characters means, in the light of the field it stands behind.
//!
//! The lexer sees to it that parentheses are balanced and not too deep, and that what it can not use leaves a gap: in
//! `-date:rubbish syria` the minus must not fall on `syria`.

pub(crate) mod chunk;
pub(crate) mod leaf;
pub(crate) mod operators;
pub(crate) mod spelling;
pub(crate) mod token;
pub(crate) mod wildcard;

use super::ast::nearness::FARTHEST;
use super::ast::pattern::Pattern;
use super::ast::warning::Warnings;
use super::ast::{Name, Query};
use super::matcher::Patterns;
use operators::Borrowed;
use spelling::{
    is_noise, is_quote, pattern, pieces, quotable, single_quoted, spaced, unquote, word,
};
use token::{Kind, Mode, Token};
use wildcard::begins_with_gap;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 50;

/// A text in tokens.
pub struct Lexed {
    /// The tokens.
    pub tokens: Vec<Token>,
    /// What was odd.
    pub warnings: Warnings,
    /// Whether nothing was left out for being too much or too deep.
    pub whole: bool,
}

/// The tokens of a text, up to so many leaves. `cut` says that the text goes on beyond what is read.
pub fn lex(text: &str, cut: bool, leaves: usize) -> Lexed {
    let mut lexer = Lexer {
        text,
        at: 0,
        value: None,
        groups: Vec::new(),
        ignored: 0,
        leaves,
        cut,
        whole: true,
        borrowed: Borrowed::default(),
        patterns: Patterns::default(),
        tokens: Vec::new(),
        warnings: Warnings::default(),
    };
    while let Some(c) = lexer.rest().chars().next() {
        lexer.step(c);
    }
    lexer.finish();
    Lexed { tokens: lexer.tokens, warnings: lexer.warnings, whole: lexer.whole }
}

/// Where the reading of a text stands.
pub(super) struct Lexer<'q> {
    text: &'q str,
    pub(super) at: usize,
    /// Directly behind `field:`, what its value is read as and where the field begins.
    pub(super) value: Option<(Mode, usize)>,
    /// For every open parenthesis, what values in it are read as and where it opens.
    groups: Vec<(Mode, usize)>,
    /// How many more are open, too deep to count.
    ignored: usize,
    /// How many leaves may still come.
    leaves: usize,
    cut: bool,
    whole: bool,
    pub(super) borrowed: Borrowed,
    pub(super) patterns: Patterns,
    pub(super) tokens: Vec<Token>,
    pub(super) warnings: Warnings,
}

impl<'q> Lexer<'q> {
    fn step(&mut self, c: char) {
        let text = self.mode().is_text();
        match c {
            '(' => self.open(),
            ')' => self.close(),
            '|' => self.sign('|', Kind::Or),
            '&' if self.rest().starts_with("&&") => self.sign('&', Kind::And),
            '-' | '!' if self.opens() && self.touches_part() => self.push(self.at, 1, Kind::Not),
            '=' if self.opens() && self.touches_part() && self.exactly() => {}
            '^' if self.touches_end() && self.weight() => {}
            '~' if self.touches_end() => self.useless_slop(),
            '/' if text && (self.early() || self.opens() && self.pattern()) => {}
            '‘' if self.opens() && self.single_quoted() => {}
            _ if is_quote(c) => self.quoted(c),
            _ if c.is_whitespace() => {
                self.leave_field();
                self.at += c.len_utf8();
            }
            _ if text && is_noise(c) && !begins_with_gap(self.rest()) => self.at += c.len_utf8(),
            _ => self.chunk(),
        }
    }

    pub(super) fn rest(&self) -> &'q str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn since(&self, start: usize) -> &'q str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(super) fn mode(&self) -> Mode {
        self.value.or(self.groups.last().copied()).map_or(Mode::Words, |(mode, _)| mode)
    }

    /// Whether a sign here opens what follows, rather than standing inside or behind a word.
    fn opens(&self) -> bool {
        let opens = |token: &Token| {
            token.end == self.at
                && matches!(token.kind, Kind::Open | Kind::And | Kind::Or | Kind::Not)
        };
        let before = self.text.get(..self.at).and_then(|before| before.chars().next_back());
        before.is_none_or(char::is_whitespace)
            || self.value.is_some()
            || self.tokens.last().is_some_and(opens)
    }

    /// Whether the sign here touches what it works on.
    fn touches_part(&self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let opens =
            |c: char| "(=/‘".contains(c) || is_quote(c) || !(is_noise(c) || c.is_whitespace());
        rest.starts_with(opens) || begins_with_gap(rest)
    }

    // -- signs

    pub(super) fn push(&mut self, start: usize, length: usize, kind: Kind) {
        self.at = start + length;
        self.tokens.push(Token { kind, start, end: self.at });
    }

    /// A run of `&&` or `||`.
    fn sign(&mut self, sign: char, kind: Kind) {
        self.leave_field();
        let length = self.rest().len() - self.rest().trim_start_matches(sign).len();
        self.push(self.at, length, kind);
    }

    /// A field with nothing behind it leaves a gap.
    pub(super) fn leave_field(&mut self) {
        if let Some((_, start)) = self.value {
            let field = self.since(start);
            self.warnings
                .add(start..self.at, format!("`{field}` has nothing right behind it: left out"));
            self.leaf(self.at, None);
        }
    }

    fn open(&mut self) {
        if self.groups.len() == MAX_DEPTH {
            self.warnings
                .once(self.at..self.at + 1, "parentheses nest too deep here: these are ignored");
            self.ignored += 1;
            self.whole = false;
            self.at += 1;
        } else {
            self.groups.push((self.mode(), self.at));
            self.value = None;
            self.push(self.at, 1, Kind::Open);
        }
    }

    fn close(&mut self) {
        self.leave_field();
        if self.ignored > 0 {
            self.ignored -= 1;
            self.at += 1;
        } else if self.groups.pop().is_some() {
            self.push(self.at, 1, Kind::Close);
        } else {
            self.warnings.add(self.at..self.at + 1, "this parenthesis closes none: ignored");
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
            self.push(self.at, 0, Kind::Close);
        }
        if let Some((place, message)) = self.borrowed.explained() {
            self.warnings.add(place, message);
        }
    }

    /// An equals sign asks for exactly this name, or this form of a word.
    fn exactly(&mut self) -> bool {
        let mode = match self.mode() {
            Mode::Part(subject) => Mode::Exactly(subject),
            Mode::Words => Mode::Form,
            _ => return false,
        };
        self.value = Some((mode, self.value.map_or(self.at, |(_, start)| start)));
        self.at += 1;
        true
    }

    // -- leaves

    /// A leaf from here to where the lexer stands; without a query, a gap.
    pub(super) fn leaf(&mut self, start: usize, query: Option<Query>) {
        self.value = None;
        let kind = query.map_or(Kind::Gap, Kind::Leaf);
        if kind == Kind::Gap {
            self.push(start, self.at - start, kind);
        } else if self.leaves > 0 {
            self.leaves -= 1;
            self.push(start, self.at - start, kind);
        } else {
            self.cut_off(start);
        }
    }

    fn cut_off(&mut self, start: usize) {
        self.warnings
            .once(start..self.text.len(), "the query has too many parts: the rest is left out");
        self.at = self.text.len();
        (self.cut, self.whole) = (true, false);
        while self
            .tokens
            .pop_if(|token| !token.kind.ends_part() && token.kind != Kind::Open)
            .is_some()
        {}
    }

    /// All of these words.
    pub(super) fn words(&mut self, start: usize, words: impl Iterator<Item = &'q str>) {
        let words: Vec<_> = words.collect();
        let group = words.len() > 1 && self.groups.len() < MAX_DEPTH;
        if words.is_empty() {
            self.leaf(start, None);
        }
        if group {
            self.push(self.at, 0, Kind::Open);
        }
        for text in words {
            self.leaf(start, Some(word(text)));
        }
        if group {
            self.push(self.at, 0, Kind::Close);
        }
    }

    fn pattern(&mut self) -> bool {
        let start = self.at;
        let Some(text) = pattern(self.rest()) else { return false };
        self.at += text.len() + 2;
        let pattern = Pattern::Regex(text.to_owned());
        match self.patterns.check(&pattern) {
            Ok(()) => self.leaf(start, Some(Query::Like(pattern))),
            Err(why) => {
                let message =
                    format!("`{pattern}` can not be a pattern ({why}): read as its words");
                self.warnings.add(start..self.at, message);
                self.words(start, pieces(text));
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
            Mode::Words => {
                let between = self.between();
                self.phrase(start, content, between);
            }
            Mode::Form => self.leaf(start, quotable(content).map(Query::Exactly)),
            Mode::Part(subject) => self.name(start, subject, Name::Part(spaced(content))),
            Mode::Exactly(subject) => self.name(start, subject, Name::Exactly(content.to_owned())),
            mode => self.value(start, mode, content),
        }
    }

    /// How many words the `~3` behind a phrase lets in between.
    fn between(&mut self) -> u32 {
        let start = self.at;
        let Some(between) = self.slop() else { return 0 };
        if between > FARTHEST {
            let message =
                format!("`~{between}` is read as `~{FARTHEST}`: a phrase reaches no farther");
            self.warnings.add(start..self.at, message);
        }
        between.min(FARTHEST)
    }

    /// `~3` behind what is no phrase.
    fn useless_slop(&mut self) {
        let start = self.at;
        if self.slop().is_some() {
            let message =
                format!("`{}` works behind a word or a phrase only: left out", self.since(start));
            self.warnings.add(start..self.at, message);
        }
    }
}
