//! Lets Tantivy read words as the house does, each article in its language.
//!
//! A text in another language than English begins with a tag that names it; its stems are marked with the language, so
//! that the French *pain* and the English one never meet. What is never stemmed is marked with no language.

use std::borrow::Cow;
use std::collections::HashMap;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::text::stem::{self, Stemmer};
use crate::text::words::Words;

/// The analyser of stems.
pub const STEMS: &str = "stems";
/// The analyser of words as they stand.
pub const EXACT: &str = "exact";

/// Encloses the tag. A text can not begin with it: it is no printable character.
const TAG: char = '\u{2}';

/// Makes the analysers known to an index.
pub fn register(tokenizers: &TokenizerManager) {
    tokenizers.register(STEMS, Stems::default());
    tokenizers.register(EXACT, Exact::default());
}

/// The text with the language its words are read in; English goes without saying.
pub fn tagged<'t>(analysis: &str, text: &'t str) -> Cow<'t, str> {
    match analysis {
        "en" => Cow::Borrowed(text),
        _ => Cow::Owned(format!("{TAG}{analysis}{TAG}{text}")),
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
        let stemmer = self.stemmers.entry(analysis.to_string()).or_insert_with(|| Stemmer::of(analysis));
        self.token.reset();
        let words = Words::reusing(text, std::mem::take(&mut self.folded));
        StemStream { words, analysis, stemmer, token: &mut self.token }
    }
}

fn untag(text: &str) -> (&str, &str) {
    let tagged = text.strip_prefix(TAG).and_then(|text| text.split_once(TAG));
    tagged.unwrap_or(("en", text))
}

/// The stems of one text.
pub struct StemStream<'t> {
    words: Words<'t>,
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
        self.token.text.push_str(self.stemmer.stem(self.words.folded()));
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
        ExactStream { words: Words::new(text), token: &mut self.token }
    }
}

/// The words of one text.
pub struct ExactStream<'t> {
    words: Words<'t>,
    token: &'t mut Token,
}

impl TokenStream for ExactStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.advance() else { return false };
        self.token.position = word.number as usize;
        (self.token.offset_from, self.token.offset_to) = (word.start, word.end);
        self.token.text.clear();
        self.token.text.push_str(self.words.folded());
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
