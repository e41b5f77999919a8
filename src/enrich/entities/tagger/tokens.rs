//! What the tagger reads: the words of an article, and the marks between them, each with what is known of it without
//! looking around.

use std::sync::LazyLock;

use super::lexicon::{Entry, Lexicon, trait_of};
use crate::article::Slot;
use crate::text::hash;
use crate::text::words::Words;

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// The border of a paragraph or a text.
    Break,
    /// Punctuation.
    Mark,
    /// Digits and their marks: `1,750`.
    Number,
    /// `lower`.
    Lower,
    /// One capital letter: `J`.
    Letter,
    /// `Capitalised`.
    Title,
    /// `CAPITALS`.
    Upper,
    /// `McDonald`, `iPhone`, `F-16`.
    Mixed,
}

/// How the paragraph is written that a token stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As sentences are.
    Sentence,
    /// AS HEADLINES WERE.
    Capitals,
    /// As Headlines Are in America.
    Headline,
}

/// A word or a mark.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// The hash of its folded text; of a mark, of its character.
    pub word: u64,
    /// Its first byte in its text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The text it stands in.
    pub slot: Slot,
    /// How it is written.
    pub shape: Shape,
    /// How its paragraph is written.
    pub mode: Mode,
    /// What the lexicon knows of it.
    pub entry: Entry,
    /// The hashes of its first two, three and four letters.
    pub prefixes: [u64; 3],
    /// The hashes of its last two, three and four letters.
    pub suffixes: [u64; 3],
}

impl Token {
    /// Whether a name may begin here.
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Letter | Shape::Title | Shape::Upper | Shape::Mixed)
    }

    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        !matches!(self.shape, Shape::Break | Shape::Mark)
    }

    /// What stands beyond the ends of an article.
    pub const NOTHING: Self = Self::blank(Slot::Body, 0, 0, Shape::Break, BREAK);

    /// The character of a mark, with quotes and dashes in their plain form; a space for a word.
    pub fn mark(&self) -> char {
        if self.shape == Shape::Mark {
            char::from_u32(self.prefixes[0] as u32).unwrap_or(' ')
        } else {
            ' '
        }
    }

    /// Whether a dot behind it belongs to it and ends no sentence: "Mr.", "J."
    fn is_abbreviated(&self) -> bool {
        self.shape == Shape::Letter
            || self.is_capital() && self.end - self.start <= 5 && self.entry.is(trait_of::TITLE)
    }

    /// Whether it is "the".
    pub fn is_the(&self) -> bool {
        self.word == *THE
    }

    fn border(slot: Slot, at: usize) -> Self {
        Self::blank(slot, at, at, Shape::Break, BREAK)
    }

    const fn blank(slot: Slot, start: usize, end: usize, shape: Shape, word: u64) -> Self {
        let (prefixes, suffixes, mode) = ([0; 3], [0; 3], Mode::Sentence);
        Self { word, start, end, slot, shape, mode, entry: Entry(0), prefixes, suffixes }
    }
}

/// The word of a border.
const BREAK: u64 = 1;

static THE: LazyLock<u64> = LazyLock::new(|| hash::of(b"the"));

/// Reads the texts of an article into tokens: a border before the first text and after every paragraph.
pub fn read<'t>(
    texts: impl Iterator<Item = (Slot, &'t str)>,
    lexicon: &Lexicon,
    tokens: &mut Vec<Token>,
) {
    tokens.clear();
    let mut buffer = String::new();
    for (slot, text) in texts {
        tokens.push(Token::border(slot, 0));
        buffer = read_text(slot, text, lexicon, tokens, buffer);
    }
    tokens.push(Token::border(Slot::Body, 0));
    set_modes(tokens);
}

fn read_text(
    slot: Slot,
    text: &str,
    lexicon: &Lexicon,
    tokens: &mut Vec<Token>,
    buffer: String,
) -> String {
    let mut words = Words::reusing(text, buffer);
    let mut read = 0;
    while let Some(word) = words.advance() {
        read_gap(slot, text, read, word.start, tokens);
        let written = text.get(word.start..word.end).unwrap_or_default();
        tokens.push(word_token(slot, word.start, written, words.folded(), lexicon));
        read = word.end;
    }
    read_gap(slot, text, read, text.len(), tokens);
    words.into_buffer()
}

/// The marks between two words. A possessive or contracted ending is one mark.
fn read_gap(slot: Slot, text: &str, from: usize, to: usize, tokens: &mut Vec<Token>) {
    let Some(gap) = text.get(from..to).filter(|gap| *gap != " ") else { return };
    let mut chars = gap.char_indices().peekable();
    while let Some((at, mark)) = chars.next() {
        let start = from + at;
        if mark == '\n' {
            if tokens.last().is_some_and(|last| last.shape != Shape::Break) {
                tokens.push(Token::border(slot, start));
            }
        } else if !mark.is_whitespace() {
            if mark == '.'
                && tokens
                    .last()
                    .is_some_and(|before| before.end == start && before.is_abbreviated())
            {
                continue;
            }
            let mut end = start + mark.len_utf8();
            while let Some((at, letter)) = chars.next_if(|(_, next)| next.is_alphanumeric()) {
                end = from + at + letter.len_utf8();
            }
            let plain = match mark {
                '‘' | '’' | '`' => '\'',
                '“' | '”' => '"',
                '–' | '—' => '-',
                other => other,
            };
            let long = u64::from(end > start + mark.len_utf8());
            let mut token =
                Token::blank(slot, start, end, Shape::Mark, hash::with(long, plain.into()));
            // A mark has no letters to begin with; its character stands in their place.
            token.prefixes[0] = plain.into();
            tokens.push(token);
        }
    }
}

fn word_token(slot: Slot, start: usize, written: &str, folded: &str, lexicon: &Lexicon) -> Token {
    let shape = shape(written);
    let bytes = folded.as_bytes();
    let word = hash::of(bytes);
    let mut token = Token::blank(slot, start, start + written.len(), shape, word);
    token.entry = lexicon.find(word);
    for (len, (prefix, suffix)) in (2..).zip(token.prefixes.iter_mut().zip(&mut token.suffixes)) {
        *prefix = bytes.get(..len).map_or(word, hash::of);
        *suffix =
            bytes.len().checked_sub(len).and_then(|from| bytes.get(from..)).map_or(word, hash::of);
    }
    token
}

fn shape(written: &str) -> Shape {
    let (mut letters, mut upper, mut lower, mut digits, mut first_upper) = (0, 0, 0, 0, false);
    for c in written.chars() {
        if c.is_uppercase() {
            first_upper |= letters + digits == 0;
            upper += 1;
            letters += 1;
        } else if c.is_alphabetic() {
            lower += 1;
            letters += 1;
        } else if c.is_numeric() {
            digits += 1;
        }
    }
    match (letters, upper, lower, digits) {
        (0, ..) => Shape::Number,
        (1, 1, 0, 0) => Shape::Letter,
        (_, 0, _, 0) => Shape::Lower,
        (_, 0, ..) => Shape::Number,
        (_, _, 0, 0) => Shape::Upper,
        (_, 1, _, 0) if first_upper => Shape::Title,
        _ => Shape::Mixed,
    }
}

/// Tells every token how its paragraph is written.
fn set_modes(tokens: &mut [Token]) {
    for paragraph in tokens.split_mut(|token| token.shape == Shape::Break) {
        let mode = mode(paragraph);
        paragraph.iter_mut().for_each(|token| token.mode = mode);
    }
}

/// Long words alone tell: "of" stays small in a headline, and "UN" is large in a sentence.
fn mode(paragraph: &[Token]) -> Mode {
    let (mut long, mut upper, mut title) = (0, 0, 0);
    for token in paragraph.iter().filter(|token| token.end - token.start > 3) {
        match token.shape {
            Shape::Upper => upper += 1,
            Shape::Title | Shape::Mixed => title += 1,
            Shape::Lower => {}
            _ => continue,
        }
        long += 1;
    }
    if long >= 2 && upper * 10 >= long * 7 {
        Mode::Capitals
    } else if long >= 3 && (title + upper) * 5 >= long * 4 {
        Mode::Headline
    } else {
        Mode::Sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Vec<(String, Shape)> {
        let mut tokens = Vec::new();
        read([(Slot::Body, text)].into_iter(), &Lexicon::default(), &mut tokens);
        tokens.iter().map(|token| (text[token.start..token.end].to_string(), token.shape)).collect()
    }

    #[test]
    fn words_and_marks_in_order() {
        let tokens = written("Carter's F-16 (U.S.)\n\n\"No,\" he said.");
        let text: Vec<&str> = tokens.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(
            text,
            [
                "", "Carter", "'s", "F-16", "(", "U.S.", ")", "", "\"", "No", ",", "\"", "he",
                "said", ".", ""
            ]
        );
        assert_eq!(tokens[1].1, Shape::Title);
        assert_eq!(tokens[3].1, Shape::Mixed);
        assert_eq!(tokens[5].1, Shape::Upper);
    }

    #[test]
    fn paragraphs_have_modes() {
        let mode_of = |text: &str| {
            let mut tokens = Vec::new();
            read([(Slot::Title, text)].into_iter(), &Lexicon::default(), &mut tokens);
            tokens[1].mode
        };
        assert_eq!(mode_of("HARBOUR MASTER QUITS AFTER STORM"), Mode::Capitals);
        assert_eq!(mode_of("Harbour Master Quits after the Storm"), Mode::Headline);
        assert_eq!(mode_of("Harbour master quits after storm"), Mode::Sentence);
    }

    proptest::proptest! {
        #[test]
        fn tokens_lie_in_their_text_in_order(text in "\\PC{0,80}|[A-Za-z0-9 .,'’\n()-]{0,80}") {
            let mut tokens = Vec::new();
            read([(Slot::Body, text.as_str())].into_iter(), &Lexicon::default(), &mut tokens);
            let mut at = 0;
            for token in tokens.iter().filter(|token| token.shape != Shape::Break) {
                proptest::prop_assert!(at <= token.start && token.start < token.end);
                proptest::prop_assert!(text.get(token.start..token.end).is_some());
                at = token.end;
            }
        }
    }
}
