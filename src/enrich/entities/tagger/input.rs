//! Input of the tagger: the tokens of an article, the runs of tokens that may contain names, and
//! the contexts in which each word occurs in the article. Half of all people are mentioned by a
//! single word, and the evidence for who they are is elsewhere in the article.

use std::ops::Range;

use super::lexicon::{Lexicon, word_trait};
use super::tokens;
use super::tokens::{TaggerToken, WordShape};
use crate::article::Slot;
use crate::text::hash::DigestMap;

/// Number of context predicates.
pub(crate) const PREDICATES: usize = 12;

/// Context of all occurrences of one word in the article.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordContext {
    /// Number of occurrences for which each predicate holds.
    pub predicates: [u16; PREDICATES],
    /// Number of lowercase occurrences.
    pub lowercase: u16,
}

/// A tokenized article.
#[derive(Default)]
pub struct TaggerInput {
    /// Its tokens.
    pub tokens: Vec<TaggerToken>,
    /// Runs of tokens that may contain names, as half-open ranges; all other tokens are outside of
    /// names.
    pub runs: Vec<Range<usize>>,
    /// For each token of the runs, in order, the ordinal of its word among the distinct words.
    pub word_ids: Vec<u32>,
    /// Context of each distinct word.
    pub contexts: Vec<WordContext>,
    id_by_hash: DigestMap<u64, u32>,
}

impl TaggerInput {
    /// Tokenizes the texts of an article and reuses the buffers of the previous one.
    pub fn load<'t>(&mut self, texts: impl Iterator<Item = (Slot, &'t str)>, lexicon: &Lexicon) {
        tokens::tokenize(texts, lexicon, &mut self.tokens);
        self.find_runs();
        self.assign_word_ids();
        self.collect_contexts();
    }

    /// Returns a token, or a boundary for an index beyond the ends.
    #[inline]
    pub fn token(&self, at: usize) -> &TaggerToken {
        static BOUNDARY: TaggerToken = TaggerToken::BOUNDARY;
        self.tokens.get(at).unwrap_or(&BOUNDARY)
    }

    fn find_runs(&mut self) {
        self.runs.clear();
        let mut at = 0;
        while at < self.tokens.len() {
            if !self.may_be_in_name(at) {
                at += 1;
                continue;
            }
            let start = at;
            while self.may_be_in_name(at) {
                at += 1;
            }
            self.runs.push(start..at);
        }
    }

    /// Returns true for tokens that can be part of a name: a capitalised word, or a connecting
    /// token within two tokens of one.
    fn may_be_in_name(&self, at: usize) -> bool {
        let token = self.token(at);
        if token.is_capital() {
            return true;
        }
        let joins = match token.shape {
            WordShape::Number => true,
            WordShape::Lower => {
                token.entry.has_any(word_trait::CONNECTOR) || self.is_hyphenated(at)
            }
            WordShape::Punctuation => self.is_joining_mark(at),
            _ => false,
        };
        joins && self.is_near_capital(at)
    }

    /// Returns true for a word tied to the previous one by a hyphen: "Jong-un".
    fn is_hyphenated(&self, at: usize) -> bool {
        let (hyphen, token) = (self.token(at.wrapping_sub(1)), self.token(at));
        hyphen.punctuation() == '-'
            && hyphen.end == token.start
            && self.is_joining_mark(at.wrapping_sub(1))
    }

    /// Returns true for punctuation that can occur inside a name: "Al-Nusra", "J. Doe", "AT & T",
    /// "People's Party".
    fn is_joining_mark(&self, at: usize) -> bool {
        let (before, mark, after) =
            (self.token(at.wrapping_sub(1)), self.token(at), self.token(at + 1));
        let tight =
            before.end == mark.start && mark.end == after.start && before.slot == after.slot;
        match mark.punctuation() {
            '-' => tight && after.is_word(),
            // "Jr.", "St.": the dots of other abbreviations are part of the word already.
            '.' => {
                before.end == mark.start && before.is_capital() && before.end - before.start <= 3
            }
            '&' => true,
            '\'' => before.end == mark.start && before.is_capital() && after.is_capital(),
            _ => false,
        }
    }

    fn is_near_capital(&self, at: usize) -> bool {
        let is_capital_at = |step: usize, back: bool| {
            let at = if back { at.wrapping_sub(step) } else { at + step };
            let token = self.token(at);
            (token.shape != WordShape::Boundary).then(|| token.is_capital())
        };
        [false, true].into_iter().any(|back| match is_capital_at(1, back) {
            Some(true) => true,
            Some(false) => is_capital_at(2, back) == Some(true),
            None => false,
        })
    }

    fn assign_word_ids(&mut self) {
        self.id_by_hash.clear();
        self.word_ids.clear();
        for run in &self.runs {
            for token in self.tokens.get(run.clone()).unwrap_or_default() {
                let next_id = self.id_by_hash.len() as u32;
                self.word_ids.push(*self.id_by_hash.entry(token.word).or_insert(next_id));
            }
        }
        self.contexts.clear();
        self.contexts.resize(self.id_by_hash.len(), WordContext::default());
    }

    fn collect_contexts(&mut self) {
        for token in self.tokens.iter().filter(|token| token.shape == WordShape::Lower) {
            if let Some(context) = self
                .id_by_hash
                .get(&token.word)
                .and_then(|word| self.contexts.get_mut(*word as usize))
            {
                context.lowercase = context.lowercase.saturating_add(1);
            }
        }
        let mut contexts = std::mem::take(&mut self.contexts);
        let active = self.runs.iter().cloned().flatten();
        for (at, word) in active.zip(&self.word_ids) {
            let Some(context) = contexts.get_mut(*word as usize) else { continue };
            for (count, is_true) in context.predicates.iter_mut().zip(self.predicates(at)) {
                *count = count.saturating_add(u16::from(is_true));
            }
        }
        self.contexts = contexts;
    }

    /// Evaluates the context predicates of one token.
    pub fn predicates(&self, at: usize) -> [bool; PREDICATES] {
        let (before, token, after) =
            (self.token(at.wrapping_sub(1)), self.token(at), self.token(at + 1));
        let second = self.token(at + 2);
        let is_capital = token.is_capital();
        [
            is_capital && before.entry.has_any(word_trait::TITLE) && before.is_capital(),
            is_capital
                && before.is_capital()
                && before.entry.has_any(word_trait::FIRST_NAME | word_trait::RARE_FIRST_NAME),
            is_capital
                && (after.entry.has_any(word_trait::SAYING)
                    || before.entry.has_any(word_trait::SAYING)),
            is_capital && before.entry.has_any(word_trait::LOCATIVE),
            is_capital && before.is_the(),
            is_capital && after.is_capital() && after.entry.has_any(word_trait::ORGANISATION_HEAD),
            is_capital
                && after.punctuation() == ','
                && second.is_capital()
                && second.entry.has_any(word_trait::REGION | word_trait::CITY),
            is_capital && after.is_capital(),
            is_capital && before.is_capital(),
            is_capital && after.punctuation() == '\'',
            is_capital && after.punctuation() == '(' && second.shape == WordShape::Upper,
            is_capital && before.punctuation() == '(' && after.punctuation() == ')',
        ]
    }
}
