//! Lets Tantivy read words as the house does, each article in its language.
//!
//! A text in another language than English begins with a tag that names it; its stems are marked with the language, so
//! that the French *pain* and the English one never meet. What is never stemmed is marked with no language. Several texts
//! that are one field lie far apart in its numbering, so that nothing is near across them.

use std::collections::HashMap;
use std::str::Split;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::annotations;
use crate::query::FARTHEST;
use crate::text::stem::{self, Stemmer};
use crate::text::words::{Word, Words};

/// The analyser of stems.
pub const STEMS: &str = "stems";
/// The analyser of words as they stand.
pub const EXACT: &str = "exact";

/// Encloses the tag. A text can not begin with it: it is no printable character.
const TAG: char = '\u{2}';

/// Parts the texts of one field. No text holds it: it is no printable character.
const PART: char = '\u{3}';

/// Where the second and every further text of a field may begin: at multiples of this.
const STRIDE: u32 = 1 << 16;

/// Makes the analysers known to an index.
pub fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(STEMS, Stems::default());
    tokenizers.register(EXACT, Exact::default());
    tokenizers.register(annotations::MARKS, annotations::Reader::default());
}

/// The texts of a field as one.
pub fn joined<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(PART.encode_utf8(&mut [0; 4]))
}

/// The text with the language its words are read in; English goes without saying.
pub fn tagged(analysis: &str, text: String) -> String {
    if analysis == "en" { text } else { format!("{TAG}{analysis}{TAG}{text}") }
}

/// The number that the text around a word begins at, in a field of several.
pub fn base_of(number: u32) -> u32 {
    number - number % STRIDE
}

/// How the words of several texts are numbered in one field.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbering {
    base: u32,
}

impl Numbering {
    /// The number of the first word of the text that comes next.
    pub fn base(self) -> u32 {
        self.base
    }

    /// Goes on behind a text whose last word has this number.
    pub fn pass(&mut self, last: u32) {
        let behind = last.saturating_add(2 * FARTHEST) / STRIDE + 1;
        self.base = behind.saturating_mul(STRIDE);
    }
}

/// The words of the texts of a field.
struct FieldWords<'t> {
    texts: Split<'t, char>,
    words: Words<'t>,
    numbering: Numbering,
    last: Option<u32>,
}

impl<'t> FieldWords<'t> {
    fn new(text: &'t str, buffer: String) -> Self {
        let mut texts = text.split(PART);
        let words = Words::reusing(texts.next().unwrap_or_default(), buffer);
        Self { texts, words, numbering: Numbering::default(), last: None }
    }

    /// The next word, numbered in the field.
    fn advance(&mut self) -> Option<Word> {
        loop {
            if let Some(word) = self.words.advance() {
                let word =
                    Word { number: self.numbering.base().saturating_add(word.number), ..word };
                self.last = Some(word.number);
                return Some(word);
            }
            self.words = Words::new(self.texts.next()?);
            self.last.take().into_iter().for_each(|last| self.numbering.pass(last));
        }
    }
}

/// The term a word is indexed by, in articles read in this language.
pub fn term(analysis: &str, folded: &str) -> String {
    match analysis {
        "en" => stem::stem(analysis, folded).into_owned(),
        _ => format!("{analysis}:{}", stem::stem(analysis, folded)),
    }
}

/// Reads words and stems them.
#[derive(Default)]
struct Stems {
    stemmers: HashMap<String, Stemmer>,
    token: Token,
    folded: String,
}

// Every thread stems and remembers for itself.
impl Clone for Stems {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for Stems {
    type TokenStream<'t> = StemStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> StemStream<'t> {
        let (analysis, text) = untag(text);
        let stemmer =
            self.stemmers.entry(analysis.to_string()).or_insert_with(|| Stemmer::of(analysis));
        self.token.reset();
        let words = FieldWords::new(text, std::mem::take(&mut self.folded));
        StemStream { words, analysis, stemmer, token: &mut self.token }
    }
}

fn untag(text: &str) -> (&str, &str) {
    let tagged = text.strip_prefix(TAG).and_then(|text| text.split_once(TAG));
    tagged.unwrap_or(("en", text))
}

/// The stems of one text.
pub struct StemStream<'t> {
    words: FieldWords<'t>,
    analysis: &'t str,
    stemmer: &'t mut Stemmer,
    token: &'t mut Token,
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.advance() else { return false };
        self.token.position = word.number as usize;
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.token.text.clear();
        if self.analysis != "en" {
            self.token.text.push_str(self.analysis);
            self.token.text.push(':');
        }
        self.token.text.push_str(self.stemmer.stem(self.words.words.folded()));
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Reads words and leaves them whole.
#[derive(Clone, Default)]
struct Exact {
    token: Token,
}

impl Tokenizer for Exact {
    type TokenStream<'t> = ExactStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> ExactStream<'t> {
        self.token.reset();
        ExactStream { words: FieldWords::new(text, String::new()), token: &mut self.token }
    }
}

/// The words of one text.
pub struct ExactStream<'t> {
    words: FieldWords<'t>,
    token: &'t mut Token,
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.advance() else { return false };
        self.token.position = word.number as usize;
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.token.text.clear();
        self.token.text.push_str(self.words.words.folded());
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
