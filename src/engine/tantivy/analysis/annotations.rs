//! Annotation terms: what is true at positions of a text, indexed in a field parallel to it.
//!
//! They are the keys of mentions, the ends of mentions, sentences and paragraphs, and the letter
//! case of words. A separate field keeps them out of the length that ranking divides by, and from
//! between the words of a phrase.

use std::fmt::Write as _;
use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::positions::TextPositions;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::query::span_query::CaseRule;
use crate::query::{CaseFilter, ENTITY_FACETS};
use crate::text::annotations;
use crate::text::annotations::Annotation;
use crate::text::letter_case::LetterCase;
use crate::text::sentences::BoundaryKind;

/// Name of the tokenizer of annotation terms.
pub(crate) const TOKENIZER: &str = "marks";
/// Term of the last word of a mention. Mentions do not overlap, so one term does for all.
pub(crate) const MENTION_END: &str = "]";
/// Term of the last word of a sentence that does not end a paragraph.
pub(crate) const SENTENCE_END: &str = ".";
/// Term of the last word of a paragraph.
pub(crate) const PARAGRAPH_END: &str = "..";

const SINGLE_CAPITAL: &str = "^A";
const CAPITALIZED: &str = "^Aa";
const ALL_CAPS: &str = "^AA";
const MIXED: &str = "^*";

/// Returns the term of words in this letter case; nothing for lowercase.
pub(crate) fn letter_case_term(letters: &LetterCase) -> Option<String> {
    Some(match letters {
        LetterCase::Lowercase => return None,
        LetterCase::SingleCapital => SINGLE_CAPITAL.to_owned(),
        LetterCase::Capitalized => CAPITALIZED.to_owned(),
        LetterCase::AllCaps => ALL_CAPS.to_owned(),
        LetterCase::Mixed(pattern) => format!("^{pattern}."),
    })
}

/// Returns the terms of which a word that obeys the rule has one; where the flag is false, none.
pub(crate) fn case_terms(rule: &CaseRule) -> (Vec<String>, bool) {
    let terms = |terms: &[&str]| terms.iter().map(|term| (*term).to_owned()).collect();
    let any_capital = [SINGLE_CAPITAL, CAPITALIZED, ALL_CAPS, MIXED];
    match rule {
        CaseRule::Filter(CaseFilter::Some) => (terms(&any_capital), true),
        CaseRule::Filter(CaseFilter::All) => (terms(&[SINGLE_CAPITAL, ALL_CAPS]), true),
        CaseRule::Filter(CaseFilter::None) | CaseRule::Exact(LetterCase::Lowercase) => {
            (terms(&any_capital), false)
        }
        CaseRule::Exact(letters) => (letter_case_term(letters).into_iter().collect(), true),
    }
}

/// Returns the term of every mention of a facet, whatever its value.
pub(crate) fn any_mention_term(facet: Field) -> &'static str {
    facet.key_prefix()
}

/// Encodes the annotations of the texts of one field for [`AnnotationTokenizer`]: a line for each,
/// with its position and its term.
pub(crate) fn encode<'a>(
    texts: impl IntoIterator<Item = (&'a str, Vec<&'a ValueMention<'a>>)>,
) -> String {
    let mut lines = String::new();
    let mut positions = TextPositions::default();
    for (text, mentions) in texts {
        let start = positions.start();
        let at = |number: u32| start.saturating_add(number);
        let ranges: Vec<Range<usize>> =
            mentions.iter().map(|mention| mention.start..mention.end).collect();
        let mut last = None;
        annotations::annotate(text, &ranges, &mut |annotation| match annotation {
            Annotation::Word { position, printed, .. } => {
                last = Some(position);
                push_letter_case(at(position), &LetterCase::of(printed), &mut lines);
            }
            Annotation::Boundary(position, BoundaryKind::Sentence) => {
                push(at(position), SENTENCE_END, &mut lines);
            }
            Annotation::Boundary(position, BoundaryKind::Paragraph) => {
                push(at(position), PARAGRAPH_END, &mut lines);
            }
            Annotation::Mention(number, from, to) => {
                let mention = mentions.get(number);
                debug_assert!(mention.is_some(), "an annotation numbers one of the mentions");
                if let Some(mention) = mention {
                    push_mention(at(from), mention, &mut lines);
                }
                push(at(to), MENTION_END, &mut lines);
            }
        });
        if let Some(last) = last {
            push(at(last), PARAGRAPH_END, &mut lines);
            positions.skip_past(at(last));
        }
    }
    lines
}

fn push_letter_case(position: u32, letters: &LetterCase, lines: &mut String) {
    if let Some(term) = letter_case_term(letters) {
        push(position, &term, lines);
    }
    if matches!(letters, LetterCase::Mixed(_)) {
        push(position, MIXED, lines);
    }
}

fn push_mention(position: u32, mention: &ValueMention<'_>, lines: &mut String) {
    mention.values.iter().for_each(|value| push(position, value, lines));
    if ENTITY_FACETS.contains(&mention.field) {
        push(position, any_mention_term(mention.field), lines);
    }
}

fn push(position: u32, term: &str, lines: &mut String) {
    // Writing to a string cannot fail.
    let _ = writeln!(lines, "{position} {term}");
}

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

    #[test]
    fn positions_saturate() {
        let captions = vec!["Aa b"; 70_000];
        assert!(
            encode(captions.into_iter().map(|caption| (caption, Vec::new()))).ends_with("..\n")
        );
    }
}
