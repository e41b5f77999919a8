//! Words and patterns that match a word of a text, or nearly do.

use super::{Generator, PlacedQuery};
use crate::naive::pattern::RegexPiece;
use crate::naive::query::{Capitals, NaiveQuery};
use crate::naive::text::{NO_WORD, Text, WordType, words_of};

/// Returns whether a word is plain lowercase ASCII and not an operator.
pub fn is_plain(word: &str) -> bool {
    word.len() > 1
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !matches!(word, "same" | "sentence")
}

/// Returns whether printed text can be typed as this many words and is not an operator.
fn is_typeable(printed: &str, words: usize) -> bool {
    let known = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'');
    let operator =
        matches!(printed, "AND" | "OR" | "NOT" | "NEAR" | "SENT" | "PARA" | "same" | "sentence");
    let numbered =
        ["near", "adj", "atleast"].iter().any(|name| printed.to_lowercase().starts_with(name));
    let ends = printed.ends_with(char::is_alphanumeric) || printed.matches('.').count() > 1;
    printed.chars().all(known) && ends && !operator && !numbered && words_of(printed).len() == words
}

impl Generator<'_> {
    pub fn can_type(&self, text: &Text, at: usize) -> bool {
        let Some(kind) = self.kind(text, at) else { return false };
        is_plain(&kind.folded) || is_typeable(&kind.printed, 1)
    }

    fn kind(&self, text: &Text, at: usize) -> Option<&WordType> {
        text.words
            .get(at)
            .filter(|word| word.word_type != NO_WORD)
            .map(|word| &self.naive.word_types.all[word.word_type])
    }

    /// A word as printed or folded.
    fn typed(&mut self, text: &Text, at: usize) -> String {
        let as_printed = self.dice.below(3) == 0;
        let kind = self.kind(text, at).expect("a word that can be typed");
        let folded = is_plain(&kind.folded) && !(as_printed && is_typeable(&kind.printed, 1));
        if folded { kind.folded.clone() } else { kind.printed.clone() }
    }

    /// The last of up to three adjacent words that can be typed, from this one on.
    fn last_of_run(&mut self, text: &Text, at: usize) -> usize {
        let most = at + 1 + self.dice.below(2);
        (at + 1..=most).take_while(|at| self.can_type(text, *at)).last().unwrap_or(at)
    }

    /// A query that matches one word or a few adjacent ones.
    pub fn leaf(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let placed = |query| PlacedQuery { query, first: at, last: at };
        let as_printed = self.dice.below(3) == 0;
        let kind = self.kind(text, at).expect("a word that can be typed");
        let folded: Vec<char> = kind.folded.chars().collect();
        // A pattern may have accents and capitals too.
        let letters = if as_printed { kind.printed.chars().collect() } else { folded.clone() };
        let plain =
            letters.iter().all(|letter| letter.is_alphabetic()) && letters.len() > self.min_letters;
        match self.dice.below(13) {
            0..2 => self.adjacent(text, at),
            2..4 => self.exactly(text, at),
            4..6 => self.cased(text, at),
            6 | 7 if plain => placed(NaiveQuery::Wildcard(self.wildcard(&letters))),
            8 if plain => placed(self.fuzzy(&letters)),
            9 if plain => placed(NaiveQuery::Regex(self.regex(&folded))),
            _ => placed(NaiveQuery::Word(self.typed(text, at))),
        }
    }

    fn adjacent(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let last = self.last_of_run(text, at);
        let mut words: Vec<String> = (at..=last).map(|at| self.typed(text, at)).collect();
        let joined = words.join("-");
        if self.dice.below(4) == 0 && is_typeable(&joined, words.len()) {
            return PlacedQuery { query: NaiveQuery::Word(joined), first: at, last };
        }
        let as_wildcard = self.dice.below(3) == 0;
        let plain =
            |word: &&mut String| as_wildcard && is_plain(word) && word.len() > self.min_letters;
        if let Some(word) = words.last_mut().filter(plain) {
            *word = self.wildcard(&word.chars().collect::<Vec<_>>());
        }
        PlacedQuery { query: NaiveQuery::Phrase(words, 0), first: at, last }
    }

    /// Words in order with just enough words allowed in between, or one more or fewer.
    pub fn loose_phrase(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let (mut words, mut last) = (vec![self.typed(text, at)], at);
        for _ in 0..=self.dice.below(2) {
            let next = last + 1 + self.dice.below(3);
            if self.can_type(text, next) {
                words.push(self.typed(text, next));
                last = next;
            }
        }
        let between = last + 1 - at - words.len();
        let between = (between + *self.dice.pick(&[0, 1, 1, 2])).saturating_sub(1);
        PlacedQuery { query: NaiveQuery::Phrase(words, between), first: at, last }
    }

    fn exactly(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let last = if self.dice.below(2) == 0 { at } else { self.last_of_run(text, at) };
        let words: Vec<String> = (at..=last).map(|at| self.typed(text, at)).collect();
        let words = words.join(" ");
        let words = if self.dice.below(6) == 0 { words.to_uppercase() } else { words };
        PlacedQuery { query: NaiveQuery::Exactly(words), first: at, last }
    }

    fn cased(&mut self, text: &Text, at: usize) -> PlacedQuery {
        let last = if self.dice.below(3) > 0 { at } else { self.last_of_run(text, at) };
        let words: Vec<String> = (at..=last).map(|at| self.typed(text, at)).collect();
        let letters = *self.dice.pick(&[Capitals::Some, Capitals::All, Capitals::None]);
        PlacedQuery { query: NaiveQuery::Cased(letters, words.join(" ")), first: at, last }
    }

    /// A wildcard that matches the word: truncated at the end, the start or inside, or with one `?`.
    fn wildcard(&mut self, letters: &[char]) -> String {
        let all = |letters: &[char]| letters.iter().collect::<String>();
        let (least, most) = (self.min_letters.min(letters.len()), letters.len());
        let kept = least + self.dice.below(most - least + 1);
        match self.dice.below(4) {
            0 => format!("{}*", all(&letters[..kept])),
            1 => format!("*{}", all(&letters[most - kept..])),
            2 => {
                let before = self.dice.below(kept + 1);
                format!("{}*{}", all(&letters[..before]), all(&letters[most - (kept - before)..]))
            }
            _ => {
                let open = self.dice.below(most - 1);
                all(&[&letters[..open], &['?'], &letters[open + 1..]].concat())
            }
        }
    }

    /// The word misspelt, with enough edits allowed or one too few.
    fn fuzzy(&mut self, letters: &[char]) -> NaiveQuery {
        let most = if letters.len() > 2 * self.min_letters.min(2) { 2 } else { 1 };
        let edits = 1 + self.dice.below(most);
        let mut word = letters.to_vec();
        for _ in 0..self.dice.below(edits + 2) {
            let at = self.dice.below(word.len());
            let letter = *self.dice.pick(letters);
            match self.dice.below(4) {
                0 => word.insert(at, letter),
                1 if word.len() > 2 => drop(word.remove(at)),
                2 if at > 0 => word.swap(at - 1, at),
                _ => word[at] = letter,
            }
        }
        NaiveQuery::Fuzzy(word.into_iter().collect(), edits)
    }

    /// A regular expression that matches the word, or nearly does.
    fn regex(&mut self, letters: &[char]) -> Vec<RegexPiece> {
        let mut pieces: Vec<RegexPiece> =
            letters.iter().map(|letter| RegexPiece::Letter(*letter)).collect();
        for _ in 0..=self.dice.below(2) {
            let at = self.dice.below(pieces.len());
            let other = *self.dice.pick(letters);
            let piece = pieces[at].clone();
            let open = self.min_letters == 1 || letters.len() > 5;
            pieces[at] = match self.dice.below(6) {
                0 if open => RegexPiece::Many(Box::new(RegexPiece::Any)),
                0 | 1 => RegexPiece::Any,
                2 => RegexPiece::OneOf(vec![other, letters[at.min(letters.len() - 1)]]),
                3 => RegexPiece::Either(
                    vec![piece, RegexPiece::Letter(other)],
                    vec![RegexPiece::Letter(letters[at.min(letters.len() - 1)])],
                ),
                4 if matches!(piece, RegexPiece::Letter(_)) => RegexPiece::Maybe(Box::new(piece)),
                5 if matches!(piece, RegexPiece::Letter(_)) => RegexPiece::Many(Box::new(piece)),
                _ => piece,
            };
        }
        pieces
    }
}
