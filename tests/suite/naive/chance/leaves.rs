//! Words and patterns that a word of a text answers, or nearly does.

use super::{Chance, Placed};
use crate::naive::ask::{Ask, Letters};
use crate::naive::pattern::Piece;
use crate::naive::text::{Kind, NOWHERE, Text, each};

/// Plain words: what could be read as an operator is asked for elsewhere.
pub fn is_plain(word: &str) -> bool {
    word.len() > 1
        && word.bytes().all(|byte| byte.is_ascii_lowercase())
        && !matches!(word, "same" | "sentence")
}

/// Whether so many words can be typed as they are printed and are no operator.
fn is_typeable(printed: &str, words: usize) -> bool {
    let known = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '\'');
    let operator =
        matches!(printed, "AND" | "OR" | "NOT" | "NEAR" | "SENT" | "PARA" | "same" | "sentence");
    let numbered =
        ["near", "adj", "atleast"].iter().any(|name| printed.to_lowercase().starts_with(name));
    let ends = printed.ends_with(char::is_alphanumeric) || printed.matches('.').count() > 1;
    printed.chars().all(known) && ends && !operator && !numbered && each(printed).len() == words
}

impl Chance<'_> {
    pub fn can_type(&self, text: &Text, at: usize) -> bool {
        let Some(kind) = self.kind(text, at) else { return false };
        is_plain(&kind.folded) || is_typeable(&kind.printed, 1)
    }

    fn kind(&self, text: &Text, at: usize) -> Option<&Kind> {
        text.words
            .get(at)
            .filter(|word| word.kind != NOWHERE)
            .map(|word| &self.naive.kinds.all[word.kind])
    }

    /// A word as printed, or folded.
    fn typed(&mut self, text: &Text, at: usize) -> String {
        let as_printed = self.dice.roll(3) == 0;
        let kind = self.kind(text, at).expect("a word that can be typed");
        let folded = is_plain(&kind.folded) && !(as_printed && is_typeable(&kind.printed, 1));
        if folded { kind.folded.clone() } else { kind.printed.clone() }
    }

    /// The last of some words from this on that can be typed side by side: three at the most.
    fn run(&mut self, text: &Text, at: usize) -> usize {
        let most = at + 1 + self.dice.roll(2);
        (at + 1..=most).take_while(|at| self.can_type(text, *at)).last().unwrap_or(at)
    }

    /// What one word answers, or a few side by side.
    pub fn leaf(&mut self, text: &Text, at: usize) -> Placed {
        let placed = |ask| Placed { ask, first: at, last: at };
        let as_printed = self.dice.roll(3) == 0;
        let kind = self.kind(text, at).expect("a word that can be typed");
        let folded: Vec<char> = kind.folded.chars().collect();
        // A word with gaps or errors may be typed with accents and capitals too.
        let letters = if as_printed { kind.printed.chars().collect() } else { folded.clone() };
        let plain =
            letters.iter().all(|letter| letter.is_alphabetic()) && letters.len() > self.letters;
        match self.dice.roll(13) {
            0..2 => self.side_by_side(text, at),
            2..4 => self.exactly(text, at),
            4..6 => self.cased(text, at),
            6 | 7 if plain => placed(Ask::Wildcard(self.wildcard(&letters))),
            8 if plain => placed(self.fuzzy(&letters)),
            9 if plain => placed(Ask::Regex(self.regex(&folded))),
            _ => placed(Ask::Word(self.typed(text, at))),
        }
    }

    fn side_by_side(&mut self, text: &Text, at: usize) -> Placed {
        let last = self.run(text, at);
        let mut words: Vec<String> = (at..=last).map(|at| self.typed(text, at)).collect();
        let joined = words.join("-");
        if self.dice.roll(4) == 0 && is_typeable(&joined, words.len()) {
            return Placed { ask: Ask::Word(joined), first: at, last };
        }
        let like = self.dice.roll(3) == 0;
        let plain = |word: &&mut String| like && is_plain(word) && word.len() > self.letters;
        if let Some(word) = words.last_mut().filter(plain) {
            *word = self.wildcard(&word.chars().collect::<Vec<_>>());
        }
        Placed { ask: Ask::Phrase(words, 0), first: at, last }
    }

    /// Words in order with as many in between as just may, or one more or less.
    pub fn loose_phrase(&mut self, text: &Text, at: usize) -> Placed {
        let (mut words, mut last) = (vec![self.typed(text, at)], at);
        for _ in 0..=self.dice.roll(2) {
            let next = last + 1 + self.dice.roll(3);
            if self.can_type(text, next) {
                words.push(self.typed(text, next));
                last = next;
            }
        }
        let between = last + 1 - at - words.len();
        let between = (between + *self.dice.pick(&[0, 1, 1, 2])).saturating_sub(1);
        Placed { ask: Ask::Phrase(words, between), first: at, last }
    }

    fn exactly(&mut self, text: &Text, at: usize) -> Placed {
        let last = if self.dice.roll(2) == 0 { at } else { self.run(text, at) };
        let words: Vec<String> = (at..=last).map(|at| self.typed(text, at)).collect();
        let words = words.join(" ");
        let words = if self.dice.roll(6) == 0 { words.to_uppercase() } else { words };
        Placed { ask: Ask::Exactly(words), first: at, last }
    }

    fn cased(&mut self, text: &Text, at: usize) -> Placed {
        let last = if self.dice.roll(3) > 0 { at } else { self.run(text, at) };
        let words: Vec<String> = (at..=last).map(|at| self.typed(text, at)).collect();
        let letters = *self.dice.pick(&[Letters::Some, Letters::All, Letters::None]);
        Placed { ask: Ask::Cased(letters, words.join(" ")), first: at, last }
    }

    /// A wildcard the word is like: cut behind, before or within, or with a letter left open.
    fn wildcard(&mut self, letters: &[char]) -> String {
        let all = |letters: &[char]| letters.iter().collect::<String>();
        let (least, most) = (self.letters.min(letters.len()), letters.len());
        let kept = least + self.dice.roll(most - least + 1);
        match self.dice.roll(4) {
            0 => format!("{}*", all(&letters[..kept])),
            1 => format!("*{}", all(&letters[most - kept..])),
            2 => {
                let before = self.dice.roll(kept + 1);
                format!("{}*{}", all(&letters[..before]), all(&letters[most - (kept - before)..]))
            }
            _ => {
                let open = self.dice.roll(most - 1);
                all(&[&letters[..open], &['?'], &letters[open + 1..]].concat())
            }
        }
    }

    /// The word misspelt, and as many edits allowed, or not.
    fn fuzzy(&mut self, letters: &[char]) -> Ask {
        let most = if letters.len() > 2 * self.letters.min(2) { 2 } else { 1 };
        let edits = 1 + self.dice.roll(most);
        let mut word = letters.to_vec();
        for _ in 0..self.dice.roll(edits + 2) {
            let at = self.dice.roll(word.len());
            let letter = *self.dice.pick(letters);
            match self.dice.roll(4) {
                0 => word.insert(at, letter),
                1 if word.len() > 2 => drop(word.remove(at)),
                2 if at > 0 => word.swap(at - 1, at),
                _ => word[at] = letter,
            }
        }
        Ask::Fuzzy(word.into_iter().collect(), edits)
    }

    /// A regular expression the word is, or nearly is.
    fn regex(&mut self, letters: &[char]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = letters.iter().map(|letter| Piece::Letter(*letter)).collect();
        for _ in 0..=self.dice.roll(2) {
            let at = self.dice.roll(pieces.len());
            let other = *self.dice.pick(letters);
            let piece = pieces[at].clone();
            let open = self.letters == 1 || letters.len() > 5;
            pieces[at] = match self.dice.roll(6) {
                0 if open => Piece::Many(Box::new(Piece::Any)),
                0 | 1 => Piece::Any,
                2 => Piece::OneOf(vec![other, letters[at.min(letters.len() - 1)]]),
                3 => Piece::Either(
                    vec![piece, Piece::Letter(other)],
                    vec![Piece::Letter(letters[at.min(letters.len() - 1)])],
                ),
                4 if matches!(piece, Piece::Letter(_)) => Piece::Maybe(Box::new(piece)),
                5 if matches!(piece, Piece::Letter(_)) => Piece::Many(Box::new(piece)),
                _ => piece,
            };
        }
        pieces
    }
}
