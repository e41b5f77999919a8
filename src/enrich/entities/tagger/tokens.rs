//! Tokens of the tagger: the words of an article and the punctuation between them, each with the
//! features that do not depend on its neighbours.

use std::sync::LazyLock;

use super::lexicon::{Lexicon, LexiconEntry, word_trait};
use crate::article::Slot;
use crate::text::hash;
use crate::text::tokenizer::Words;

/// Orthographic class of a token. The order feeds the feature hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordShape {
    /// End of a paragraph or a text.
    Boundary,
    /// Punctuation.
    Punctuation,
    /// Digits with their punctuation: `1,750`.
    Number,
    /// `lower`.
    Lower,
    /// One capital letter: `J`.
    Initial,
    /// `Capitalised`.
    Title,
    /// `CAPITALS`.
    Upper,
    /// McDonald, `iPhone`, `F-16`.
    Mixed,
}

/// Capitalisation style of a paragraph. The order feeds the feature hashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParagraphCase {
    /// Sentence case.
    Sentence,
    /// ALL CAPITALS, as in old headlines.
    Capitals,
    /// Title Case, as in American headlines.
    Headline,
}

/// A word, a punctuation mark or a boundary.
#[derive(Debug, Clone, Copy)]
pub struct TaggerToken {
    /// Hash of the folded text of a word, or of the character of a punctuation mark.
    pub word: u64,
    /// Byte offset of the first byte in its text.
    pub start: usize,
    /// Byte offset after the last byte.
    pub end: usize,
    /// The text it belongs to.
    pub slot: Slot,
    /// Orthographic class.
    pub shape: WordShape,
    /// Capitalisation style of its paragraph.
    pub paragraph_case: ParagraphCase,
    /// Traits and cluster in the lexicon.
    pub entry: LexiconEntry,
    /// Hashes of the first two, three and four bytes of a word.
    pub prefixes: [u64; 3],
    /// Hashes of the last two, three and four bytes of a word.
    pub suffixes: [u64; 3],
}

impl TaggerToken {
    /// Returns true for a word with a capital letter, which can begin a name.
    pub fn is_capital(&self) -> bool {
        matches!(
            self.shape,
            WordShape::Initial | WordShape::Title | WordShape::Upper | WordShape::Mixed
        )
    }

    /// Returns true for words and numbers.
    pub fn is_word(&self) -> bool {
        !matches!(self.shape, WordShape::Boundary | WordShape::Punctuation)
    }

    /// The token before the start and after the end of an article.
    pub const BOUNDARY: Self = Self::blank(Slot::Body, 0, 0, WordShape::Boundary, BOUNDARY_HASH);

    /// Returns the punctuation character, with quotes and dashes normalised; a space for a word.
    pub fn punctuation(&self) -> char {
        if self.shape == WordShape::Punctuation {
            char::from_u32(self.prefixes[0] as u32).unwrap_or(' ')
        } else {
            ' '
        }
    }

    /// Returns true if a following dot belongs to the word and does not end a sentence: "Mr.", "J."
    fn is_abbreviated(&self) -> bool {
        self.shape == WordShape::Initial
            || self.is_capital()
                && self.end - self.start <= 5
                && self.entry.has_any(word_trait::TITLE)
    }

    /// Returns true for the word "the".
    pub fn is_the(&self) -> bool {
        self.word == *THE
    }

    fn boundary(slot: Slot, at: usize) -> Self {
        Self::blank(slot, at, at, WordShape::Boundary, BOUNDARY_HASH)
    }

    const fn blank(slot: Slot, start: usize, end: usize, shape: WordShape, word: u64) -> Self {
        let (prefixes, suffixes, paragraph_case) = ([0; 3], [0; 3], ParagraphCase::Sentence);
        Self {
            word,
            start,
            end,
            slot,
            shape,
            paragraph_case,
            entry: LexiconEntry(0),
            prefixes,
            suffixes,
        }
    }
}

/// Hash used as the word of a boundary.
const BOUNDARY_HASH: u64 = 1;

static THE: LazyLock<u64> = LazyLock::new(|| hash::of(b"the"));

/// Tokenizes the texts of an article, with a boundary before each text and after each paragraph.
pub(crate) fn tokenize<'t>(
    texts: impl Iterator<Item = (Slot, &'t str)>,
    lexicon: &Lexicon,
    tokens: &mut Vec<TaggerToken>,
) {
    tokens.clear();
    let mut buffer = String::new();
    for (slot, text) in texts {
        tokens.push(TaggerToken::boundary(slot, 0));
        buffer = tokenize_text(slot, text, lexicon, tokens, buffer);
    }
    tokens.push(TaggerToken::boundary(Slot::Body, 0));
    set_paragraph_cases(tokens);
}

fn tokenize_text(
    slot: Slot,
    text: &str,
    lexicon: &Lexicon,
    tokens: &mut Vec<TaggerToken>,
    buffer: String,
) -> String {
    let mut words = Words::with_buffer(text, buffer);
    let mut done = 0;
    while let Some(word) = words.advance() {
        tokenize_gap(slot, text, done, word.start, tokens);
        let surface = text.get(word.start..word.end).unwrap_or_default();
        tokens.push(word_token(slot, word.start, surface, words.folded(), lexicon));
        done = word.end;
    }
    tokenize_gap(slot, text, done, text.len(), tokens);
    words.into_buffer()
}

/// Tokenizes the punctuation between two words. A possessive or contracted ending is one token.
fn tokenize_gap(slot: Slot, text: &str, from: usize, to: usize, tokens: &mut Vec<TaggerToken>) {
    let Some(gap) = text.get(from..to).filter(|gap| *gap != " ") else { return };
    let mut chars = gap.char_indices().peekable();
    while let Some((at, punctuation)) = chars.next() {
        let start = from + at;
        if punctuation == '\n' {
            if tokens.last().is_some_and(|last| last.shape != WordShape::Boundary) {
                tokens.push(TaggerToken::boundary(slot, start));
            }
        } else if !punctuation.is_whitespace() {
            if punctuation == '.'
                && tokens
                    .last()
                    .is_some_and(|before| before.end == start && before.is_abbreviated())
            {
                continue;
            }
            let mut end = start + punctuation.len_utf8();
            while let Some((at, letter)) = chars.next_if(|(_, next)| next.is_alphanumeric()) {
                end = from + at + letter.len_utf8();
            }
            let normalized = match punctuation {
                '‘' | '’' | '`' => '\'',
                '“' | '”' => '"',
                '–' | '—' => '-',
                other => other,
            };
            let has_ending = u64::from(end > start + punctuation.len_utf8());
            let mut token = TaggerToken::blank(
                slot,
                start,
                end,
                WordShape::Punctuation,
                hash::combine(has_ending, normalized.into()),
            );
            // Punctuation has no prefix; its character is stored in that field.
            token.prefixes[0] = normalized.into();
            tokens.push(token);
        }
    }
}

fn word_token(
    slot: Slot,
    start: usize,
    surface: &str,
    folded: &str,
    lexicon: &Lexicon,
) -> TaggerToken {
    let shape = shape(surface);
    let bytes = folded.as_bytes();
    let word = hash::of(bytes);
    let mut token = TaggerToken::blank(slot, start, start + surface.len(), shape, word);
    token.entry = lexicon.find(word);
    for (len, (prefix, suffix)) in (2..).zip(token.prefixes.iter_mut().zip(&mut token.suffixes)) {
        *prefix = bytes.get(..len).map_or(word, hash::of);
        *suffix =
            bytes.len().checked_sub(len).and_then(|from| bytes.get(from..)).map_or(word, hash::of);
    }
    token
}

fn shape(surface: &str) -> WordShape {
    let (mut letters, mut upper, mut lower, mut digits, mut first_upper) = (0, 0, 0, 0, false);
    for c in surface.chars() {
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
        (0, ..) => WordShape::Number,
        (1, 1, 0, 0) => WordShape::Initial,
        (_, 0, _, 0) => WordShape::Lower,
        (_, 0, ..) => WordShape::Number,
        (_, _, 0, 0) => WordShape::Upper,
        (_, 1, _, 0) if first_upper => WordShape::Title,
        _ => WordShape::Mixed,
    }
}

/// Sets the capitalisation style of every token from its paragraph.
fn set_paragraph_cases(tokens: &mut [TaggerToken]) {
    for paragraph in tokens.split_mut(|token| token.shape == WordShape::Boundary) {
        let paragraph_case = paragraph_case(paragraph);
        paragraph.iter_mut().for_each(|token| token.paragraph_case = paragraph_case);
    }
}

/// Classifies a paragraph by its long words alone: "of" stays lowercase in a headline, and "UN" is
/// uppercase in a sentence.
fn paragraph_case(paragraph: &[TaggerToken]) -> ParagraphCase {
    let (mut long_words, mut upper, mut title) = (0, 0, 0);
    for token in paragraph.iter().filter(|token| token.end - token.start > 3) {
        match token.shape {
            WordShape::Upper => upper += 1,
            WordShape::Title | WordShape::Mixed => title += 1,
            WordShape::Lower => {}
            _ => continue,
        }
        long_words += 1;
    }
    if long_words >= 2 && upper * 10 >= long_words * 7 {
        ParagraphCase::Capitals
    } else if long_words >= 3 && (title + upper) * 5 >= long_words * 4 {
        ParagraphCase::Headline
    } else {
        ParagraphCase::Sentence
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(text: &str) -> Vec<(String, WordShape)> {
        let mut tokens = Vec::new();
        tokenize([(Slot::Body, text)].into_iter(), &Lexicon::default(), &mut tokens);
        tokens.iter().map(|token| (text[token.start..token.end].to_string(), token.shape)).collect()
    }

    #[test]
    fn words_and_punctuation_in_order() {
        let tokens = surface("Carter's F-16 (U.S.)\n\n\"No,\" he said.");
        let text: Vec<&str> = tokens.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(
            text,
            [
                "", "Carter", "'s", "F-16", "(", "U.S.", ")", "", "\"", "No", ",", "\"", "he",
                "said", ".", ""
            ]
        );
        assert_eq!(tokens[1].1, WordShape::Title);
        assert_eq!(tokens[3].1, WordShape::Mixed);
        assert_eq!(tokens[5].1, WordShape::Upper);
    }

    #[test]
    fn capitalisation_style_of_paragraphs() {
        let case_of = |text: &str| {
            let mut tokens = Vec::new();
            tokenize([(Slot::Title, text)].into_iter(), &Lexicon::default(), &mut tokens);
            tokens[1].paragraph_case
        };
        assert_eq!(case_of("HARBOUR MASTER QUITS AFTER STORM"), ParagraphCase::Capitals);
        assert_eq!(case_of("Harbour Master Quits after the Storm"), ParagraphCase::Headline);
        assert_eq!(case_of("Harbour master quits after storm"), ParagraphCase::Sentence);
    }

    proptest::proptest! {
        #[test]
        fn tokens_are_ordered_and_within_their_text(text in "\\PC{0,80}|[A-Za-z0-9 .,'’\n()-]{0,80}") {
            let mut tokens = Vec::new();
            tokenize([(Slot::Body, text.as_str())].into_iter(), &Lexicon::default(), &mut tokens);
            let mut at = 0;
            for token in tokens.iter().filter(|token| token.shape != WordShape::Boundary) {
                proptest::prop_assert!(at <= token.start && token.start < token.end);
                proptest::prop_assert!(text.get(token.start..token.end).is_some());
                at = token.end;
            }
        }
    }
}
