//! Tokenizers over the crate's own word segmentation, each article stemmed in its language.
//!
//! A text in another language than English begins with a tag that names it. Its stems carry the
//! language as a prefix, so that the French *pain* never matches the English one; words of a
//! language without a stemmer carry an empty prefix. Several texts of one field are joined by a
//! separator and lie far apart in its positions.

use std::collections::HashMap;
use std::str::Split;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use super::annotations;
use crate::engine::common::positions::TextPositions;
use crate::engine::common::stems::UNTAGGED;
use crate::text::stemmer::Stemmer;
use crate::text::tokenizer::{Word, Words};

/// Name of the tokenizer that stems.
pub(crate) const STEMS: &str = "stems";
/// Name of the tokenizer that only folds.
pub(crate) const EXACT: &str = "exact";

/// Encloses the language tag. No text begins with it, as it is not a printable character.
const TAG: char = '\u{2}';

/// Separates the texts of one field. No text contains it, as it is not a printable character.
const TEXT_SEPARATOR: char = '\u{3}';

/// Registers the tokenizers of the schema with an index.
pub(crate) fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(STEMS, StemTokenizer::default());
    tokenizers.register(EXACT, ExactTokenizer::default());
    tokenizers.register(annotations::TOKENIZER, annotations::AnnotationTokenizer::default());
}

/// Joins the texts of a field.
pub(crate) fn join<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().collect::<Vec<_>>().join(TEXT_SEPARATOR.encode_utf8(&mut [0; 4]))
}

/// Tags a text with its analysis language; English needs no tag.
pub(crate) fn tag(language: &str, text: String) -> String {
    if language == UNTAGGED { text } else { format!("{TAG}{language}{TAG}{text}") }
}

/// Splits a text into its language and the text without its tag.
fn untag(text: &str) -> (&str, &str) {
    let tagged = text.strip_prefix(TAG).and_then(|text| text.split_once(TAG));
    tagged.unwrap_or((UNTAGGED, text))
}

/// Words of all texts of a field, in order.
struct FieldWords<'t> {
    texts: Split<'t, char>,
    words: Words<'t>,
    positions: TextPositions,
    last: Option<u32>,
}

impl<'t> FieldWords<'t> {
    fn new(field: &'t str) -> Self {
        let mut texts = field.split(TEXT_SEPARATOR);
        let words = Words::new(texts.next().unwrap_or_default());
        Self { texts, words, positions: TextPositions::default(), last: None }
    }

    /// Returns the next word, with its position in the field.
    fn advance(&mut self) -> Option<Word> {
        loop {
            if let Some(word) = self.words.advance() {
                let position = self.positions.start().saturating_add(word.position);
                self.last = Some(position);
                return Some(Word { position, ..word });
            }
            self.words = Words::new(self.texts.next()?);
            if let Some(last) = self.last.take() {
                self.positions.skip_past(last);
            }
        }
    }

    /// Returns the last word, folded.
    fn folded(&self) -> &str {
        self.words.folded()
    }
}

/// Tokenizer of stems. It keeps the stemmer of every language, each with its cache.
#[derive(Default)]
struct StemTokenizer {
    stemmers: HashMap<String, Stemmer>,
    token: Token,
}

// Every indexing thread has its own caches.
impl Clone for StemTokenizer {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Tokenizer for StemTokenizer {
    type TokenStream<'t> = WordStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> WordStream<'t> {
        let (language, text) = untag(text);
        let stemmer =
            self.stemmers.entry(language.to_string()).or_insert_with(|| Stemmer::new(language));
        WordStream::new(text, Some((language, stemmer)), &mut self.token)
    }
}

/// Tokenizer of folded words.
#[derive(Clone, Default)]
struct ExactTokenizer {
    token: Token,
}

impl Tokenizer for ExactTokenizer {
    type TokenStream<'t> = WordStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> WordStream<'t> {
        WordStream::new(text, None, &mut self.token)
    }
}

/// Tokens of one field: its words, stemmed where there is a stemmer.
pub(crate) struct WordStream<'t> {
    words: FieldWords<'t>,
    /// The language and its stemmer.
    stemmer: Option<(&'t str, &'t mut Stemmer)>,
    token: &'t mut Token,
}

impl<'t> WordStream<'t> {
    fn new(
        text: &'t str,
        stemmer: Option<(&'t str, &'t mut Stemmer)>,
        token: &'t mut Token,
    ) -> Self {
        token.reset();
        Self { words: FieldWords::new(text), stemmer, token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.advance() else { return false };
        self.token.position = word.position as usize;
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        let term = &mut self.token.text;
        term.clear();
        match &mut self.stemmer {
            None => term.push_str(self.words.folded()),
            Some((language, stemmer)) => {
                if *language != UNTAGGED {
                    term.push_str(language);
                    term.push(':');
                }
                term.push_str(stemmer.stem(self.words.folded()));
            }
        }
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
