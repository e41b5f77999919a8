//! An article as the tagger sees it: its tokens, the runs of them that may hold names, and what stands around the same
//! word elsewhere in the article. Half of all people are named by one word; what tells who that is stands elsewhere.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

use super::lexicon::{Lexicon, trait_of};
use super::tokens;
use super::tokens::{Shape, Token};
use crate::article::Slot;
use crate::text::hash;

/// How many facts are kept of what stands around a word.
pub const FACTS: usize = 12;

/// What stands around all occurrences of one word.
#[derive(Debug, Clone, Copy, Default)]
pub struct Company {
    /// How often each fact holds.
    pub facts: [u16; FACTS],
    /// How often the word is written small.
    pub small: u16,
}

/// An article, read.
#[derive(Default)]
pub struct Reading {
    /// Its tokens.
    pub tokens: Vec<Token>,
    /// The stretches of tokens that may hold names; all others are outside of any.
    pub runs: Vec<Range<usize>>,
    /// For every token of the runs, one after the other, the number of its word among the distinct ones.
    pub words: Vec<u32>,
    /// What stands around each distinct word.
    pub company: Vec<Company>,
    numbers: HashMap<u64, u32, BuildHasherDefault<Ready>>,
}

/// A hasher of what is a hash already.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash::of(bytes);
    }
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

impl Reading {
    /// Reads the texts of an article, in the memory that another left behind.
    pub fn read<'t>(&mut self, texts: impl Iterator<Item = (Slot, &'t str)>, lexicon: &Lexicon) {
        tokens::read(texts, lexicon, &mut self.tokens);
        self.find_runs();
        self.number_words();
        self.look_around();
    }

    /// A token; a border beyond the ends.
    #[inline]
    pub fn token(&self, at: usize) -> &Token {
        static NOTHING: Token = Token::NOTHING;
        self.tokens.get(at).unwrap_or(&NOTHING)
    }

    fn find_runs(&mut self) {
        self.runs.clear();
        let mut at = 0;
        while at < self.tokens.len() {
            if !self.is_active(at) {
                at += 1;
                continue;
            }
            let start = at;
            while self.is_active(at) {
                at += 1;
            }
            self.runs.push(start..at);
        }
    }

    /// Whether a name may stand here: a capital, or what joins names within two of one.
    fn is_active(&self, at: usize) -> bool {
        let token = self.token(at);
        if token.is_capital() {
            return true;
        }
        let joins = match token.shape {
            Shape::Number => true,
            Shape::Lower => token.entry.is(trait_of::CONNECTOR) || self.is_hyphenated(at),
            Shape::Mark => self.is_joint(at),
            _ => false,
        };
        joins && self.is_near_capital(at)
    }

    /// Whether a hyphen ties a word to one before it: "Jong-un".
    fn is_hyphenated(&self, at: usize) -> bool {
        let (hyphen, token) = (self.token(at.wrapping_sub(1)), self.token(at));
        hyphen.mark() == '-' && hyphen.end == token.start && self.is_joint(at.wrapping_sub(1))
    }

    /// Whether a mark may stand inside of a name: "Al-Nusra", "J. Doe", "AT & T", "People's Party".
    fn is_joint(&self, at: usize) -> bool {
        let (before, mark, after) =
            (self.token(at.wrapping_sub(1)), self.token(at), self.token(at + 1));
        let tight =
            before.end == mark.start && mark.end == after.start && before.slot == after.slot;
        match mark.mark() {
            '-' => tight && after.is_word(),
            // "Jr.", "St.": other abbreviations have taken their dots in.
            '.' => {
                before.end == mark.start && before.is_capital() && before.end - before.start <= 3
            }
            '&' => true,
            '\'' => before.end == mark.start && before.is_capital() && after.is_capital(),
            _ => false,
        }
    }

    fn is_near_capital(&self, at: usize) -> bool {
        let near = |step: usize, back: bool| {
            let at = if back { at.wrapping_sub(step) } else { at + step };
            let token = self.token(at);
            (token.shape != Shape::Break).then(|| token.is_capital())
        };
        [false, true].into_iter().any(|back| match near(1, back) {
            Some(true) => true,
            Some(false) => near(2, back) == Some(true),
            None => false,
        })
    }

    fn number_words(&mut self) {
        self.numbers.clear();
        self.words.clear();
        for run in &self.runs {
            for token in self.tokens.get(run.clone()).unwrap_or_default() {
                let fresh = self.numbers.len() as u32;
                self.words.push(*self.numbers.entry(token.word).or_insert(fresh));
            }
        }
        self.company.clear();
        self.company.resize(self.numbers.len(), Company::default());
    }

    fn look_around(&mut self) {
        for token in self.tokens.iter().filter(|token| token.shape == Shape::Lower) {
            if let Some(company) =
                self.numbers.get(&token.word).and_then(|word| self.company.get_mut(*word as usize))
            {
                company.small = company.small.saturating_add(1);
            }
        }
        let mut company = std::mem::take(&mut self.company);
        let active = self.runs.iter().cloned().flatten();
        for (at, word) in active.zip(&self.words) {
            let Some(company) = company.get_mut(*word as usize) else { continue };
            for (count, holds) in company.facts.iter_mut().zip(self.facts(at)) {
                *count = count.saturating_add(u16::from(holds));
            }
        }
        self.company = company;
    }

    /// What stands around one token.
    pub fn facts(&self, at: usize) -> [bool; FACTS] {
        let (before, token, after) =
            (self.token(at.wrapping_sub(1)), self.token(at), self.token(at + 1));
        let second = self.token(at + 2);
        let capital = token.is_capital();
        [
            capital && before.entry.is(trait_of::TITLE) && before.is_capital(),
            capital
                && before.is_capital()
                && before.entry.is(trait_of::FIRST_NAME | trait_of::RARE_FIRST_NAME),
            capital && (after.entry.is(trait_of::SAYING) || before.entry.is(trait_of::SAYING)),
            capital && before.entry.is(trait_of::LOCATIVE),
            capital && before.is_the(),
            capital && after.is_capital() && after.entry.is(trait_of::ORGANISATION_HEAD),
            capital
                && after.mark() == ','
                && second.is_capital()
                && second.entry.is(trait_of::REGION | trait_of::CITY),
            capital && after.is_capital(),
            capital && before.is_capital(),
            capital && after.mark() == '\'',
            capital && after.mark() == '(' && second.shape == Shape::Upper,
            capital && before.mark() == '(' && after.mark() == ')',
        ]
    }
}
