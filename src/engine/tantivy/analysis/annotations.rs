//! Tokenizer of annotation terms, which are indexed in a field parallel to the text.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Name of the tokenizer of annotation terms.
pub(crate) const TOKENIZER: &str = "marks";

/// Tokenizer of encoded annotations.
#[derive(Clone, Default)]
pub(crate) struct AnnotationTokenizer {
    token: Token,
}

impl Tokenizer for AnnotationTokenizer {
    type TokenStream<'t> = AnnotationStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> AnnotationStream<'t> {
        self.token.reset();
        AnnotationStream { lines: text.split_terminator('\n'), token: &mut self.token }
    }
}

/// Annotation terms of one field.
pub(crate) struct AnnotationStream<'t> {
    lines: std::str::SplitTerminator<'t, char>,
    token: &'t mut Token,
}

impl TokenStream for AnnotationStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(line) = self.lines.next() else { return false };
        let annotation = line.split_once(' ').and_then(|(at, term)| Some((at.parse().ok()?, term)));
        debug_assert!(annotation.is_some(), "every line is a position and a term");
        let Some((position, term)) = annotation else { return false };
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push_str(term);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::tokenizer::TokenizerManager;

    use super::super::analyzer;
    use super::*;
    use crate::engine::common::annotations::encode;

    /// Term of a capitalized word.
    const CAPITALIZED: &str = "^Aa";

    /// Positions of one term as a tokenizer numbers a text.
    fn positions(tokenizer: &str, text: &str, term: &str) -> Vec<usize> {
        let tokenizers = TokenizerManager::default();
        analyzer::register(&tokenizers);
        let mut tokenizer = tokenizers.get(tokenizer).expect("registered");
        let (mut stream, mut positions) = (tokenizer.token_stream(text), Vec::new());
        while stream.advance() {
            if stream.token().text == term {
                positions.push(stream.token().position);
            }
        }
        positions
    }

    fn texts() -> impl Strategy<Value = Vec<String>> {
        let piece = prop::sample::select(vec!["Aa", "b", ". ", "\n\n", "-"]);
        prop::collection::vec(
            prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.join(" ")),
            0..6,
        )
    }

    proptest! {
        #[test]
        fn annotations_have_the_positions_of_the_words(texts in texts()) {
            let lines = encode(texts.iter().map(|text| (text.as_str(), Vec::new())));
            let joined = analyzer::join(texts.iter().map(String::as_str));
            prop_assert_eq!(
                positions(TOKENIZER, &lines, CAPITALIZED),
                positions(analyzer::EXACT, &joined, "aa"),
            );
        }
    }
}
