//! What a question asks of single words, one after the other.

use std::collections::HashMap;
use std::ops::Range;

use morgue::text::stem;
use morgue::text::words;

use super::ask::{Ask, Letters};
use super::pattern::{Piece, edits, fits, is_whole};
use super::text::{self, Kind};

/// What one word is asked to be.
pub enum Wanted {
    /// A form of this word.
    Stem(String),
    /// This form; where the letters of the asked one are told, with the same capitals.
    Form(String, Option<Vec<bool>>),
    Cased(Letters, String),
    Wildcard(Vec<char>),
    Fuzzy(Vec<char>, usize),
    Regex(Vec<Piece>),
}

/// The words that a leaf of a question asks for, in their order, and how many others may stand between them in all.
pub fn wanted(ask: &Ask) -> (Vec<Wanted>, usize) {
    let folded = |text: &str| text::each(text).into_iter().map(|(_, folded)| folded);
    let stems = |text: &str| folded(text).map(Wanted::Stem).collect();
    match ask {
        Ask::Word(word) => (stems(word), 0),
        Ask::Phrase(words, between) => {
            let one = |word: &String| {
                if word.contains(['*', '?']) { vec![wildcard(word)] } else { stems(word) }
            };
            (words.iter().flat_map(one).collect(), *between)
        }
        Ask::Exactly(typed) => {
            let form = |(at, folded): (Range<usize>, String)| {
                let capitals = capitals(&typed[at]);
                Wanted::Form(folded, capitals.contains(&true).then_some(capitals))
            };
            (text::each(typed).into_iter().map(form).collect(), 0)
        }
        Ask::Cased(letters, words) => {
            (folded(words).map(|folded| Wanted::Cased(*letters, folded)).collect(), 0)
        }
        Ask::Wildcard(pattern) => (vec![wildcard(pattern)], 0),
        Ask::Fuzzy(word, edits) => {
            (folded(word).map(|word| Wanted::Fuzzy(word.chars().collect(), *edits)).collect(), 0)
        }
        Ask::Regex(pieces) => (vec![Wanted::Regex(pieces.clone())], 0),
        _ => panic!("{ask} asks for more than words"),
    }
}

fn wildcard(pattern: &str) -> Wanted {
    let mut folded = String::new();
    for letter in pattern.chars() {
        if matches!(letter, '*' | '?') {
            folded.push(letter)
        } else {
            words::fold(letter, &mut folded)
        }
    }
    Wanted::Wildcard(folded.chars().collect())
}

/// Of every letter or digit of a word as it is printed, whether it is a capital; apostrophes and the like do not count.
fn capitals(printed: &str) -> Vec<bool> {
    let mut capitals = Vec::new();
    for letter in printed.chars().filter(|letter| letter.is_alphanumeric()) {
        let mut folded = String::new();
        words::fold(letter, &mut folded);
        capitals.extend(folded.chars().map(|_| letter.is_uppercase()));
    }
    capitals
}

impl Letters {
    fn of(self, printed: &str) -> bool {
        let mut letters = printed.chars().filter(|letter| letter.is_alphabetic());
        match self {
            Letters::Some => letters.any(char::is_uppercase),
            Letters::All => {
                printed.chars().any(char::is_alphabetic) && letters.all(char::is_uppercase)
            }
            Letters::None => !letters.any(char::is_uppercase),
        }
    }
}

impl Wanted {
    /// Of each of these whether it is what is wanted.
    pub fn among(&self, kinds: &[Kind]) -> Vec<bool> {
        let mut stems: HashMap<&str, String> = HashMap::new();
        let mut stem = |word: &str, kind| -> bool {
            let Kind { analysis, stem, .. }: &Kind = kind;
            stems.entry(analysis).or_insert_with(|| stem::stem(analysis, word).into_owned()) == stem
        };
        kinds.iter().map(|kind| self.is(kind, &mut stem)).collect()
    }

    fn is<'k>(&self, kind: &'k Kind, has_stem_of: &mut dyn FnMut(&str, &'k Kind) -> bool) -> bool {
        let letters = || kind.folded.chars().collect::<Vec<char>>();
        match self {
            Wanted::Stem(word) => has_stem_of(word, kind),
            Wanted::Form(word, None) => *word == kind.folded,
            Wanted::Form(word, Some(asked)) => {
                *word == kind.folded && *asked == capitals(&kind.printed)
            }
            Wanted::Cased(case, word) => *word == kind.folded && case.of(&kind.printed),
            Wanted::Wildcard(pattern) => fits(pattern, &letters()),
            Wanted::Fuzzy(word, most) => edits(word, &letters()) <= *most,
            Wanted::Regex(pieces) => is_whole(pieces, &letters()),
        }
    }
}
