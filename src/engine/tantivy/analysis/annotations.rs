//! What is true of places in a text, as terms of a field beside it in the same numbering of words: mentions with their keys,
//! ends of sentences and paragraphs, capitals. Apart from the words, so that they neither lengthen the text that ranking
//! divides by nor stand between the words of a phrase.

use std::fmt::Write as _;
use std::ops::Range;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::analyzer::Numbering;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::query::span_query::Writing;
use crate::query::{Case, MENTIONED};
use crate::text::annotations;
use crate::text::annotations::Annotation;
use crate::text::letters::LetterCase;
use crate::text::sentences::End;

/// The analyser of marks.
pub const MARKS: &str = "marks";
/// The last word of a mention. Mentions do not overlap, so one mark does for all.
pub const MENTION_END: &str = "]";
/// The last word of a sentence that ends no paragraph.
pub const SENTENCE: &str = ".";
/// The last word of a paragraph.
pub const PARAGRAPH: &str = "..";

const SINGLE: &str = "^A";
const INITIAL: &str = "^Aa";
const CAPITALS: &str = "^AA";
const MIXED: &str = "^*";

/// The mark of words that are written so; none of those without a capital.
pub fn of_letters(letters: &LetterCase) -> Option<String> {
    Some(match letters {
        LetterCase::Small => return None,
        LetterCase::Single => SINGLE.to_owned(),
        LetterCase::Initial => INITIAL.to_owned(),
        LetterCase::Capitals => CAPITALS.to_owned(),
        LetterCase::Mixed(pattern) => format!("^{pattern}."),
    })
}

/// Which marks a word must have one of, to be written so; or, where the flag is false, none of.
pub fn of_writing(writing: &Writing) -> (Vec<String>, bool) {
    let marks = |marks: &[&str]| marks.iter().map(|mark| (*mark).to_owned()).collect();
    match writing {
        Writing::Case(Case::Some) => (marks(&[SINGLE, INITIAL, CAPITALS, MIXED]), true),
        Writing::Case(Case::All) => (marks(&[SINGLE, CAPITALS]), true),
        Writing::Case(Case::None) | Writing::As(LetterCase::Small) => {
            (marks(&[SINGLE, INITIAL, CAPITALS, MIXED]), false)
        }
        Writing::As(letters) => (of_letters(letters).into_iter().collect(), true),
    }
}

/// The mark of a mention of anybody or anything of a facet.
pub fn of_any(field: Field) -> &'static str {
    field.keys()
}

/// The marks of some texts that are indexed as one field, written down for [`Reader`].
pub fn write<'a>(texts: impl IntoIterator<Item = (&'a str, Vec<&'a ValueMention<'a>>)>) -> String {
    let mut written = String::new();
    let mut numbering = Numbering::default();
    for (text, namings) in texts {
        let base = numbering.base();
        let at = |number: u32| base.saturating_add(number);
        let ranges: Vec<Range<usize>> =
            namings.iter().map(|naming| naming.start..naming.end).collect();
        let mut last = None;
        annotations::walk(text, &ranges, &mut |landmark| match landmark {
            Annotation::Word { number, printed, .. } => {
                last = Some(number);
                push_letters(at(number), &LetterCase::of(printed), &mut written);
            }
            Annotation::End(number, End::Sentence) => push(at(number), SENTENCE, &mut written),
            Annotation::End(number, End::Paragraph) => push(at(number), PARAGRAPH, &mut written),
            Annotation::Mention(mention, from, to) => {
                let naming = namings.get(mention);
                naming.into_iter().for_each(|naming| push_naming(at(from), naming, &mut written));
                push(at(to), MENTION_END, &mut written);
            }
        });
        if let Some(last) = last {
            let last = at(last);
            push(last, PARAGRAPH, &mut written);
            numbering.pass(last);
        }
    }
    written
}

fn push_letters(number: u32, letters: &LetterCase, written: &mut String) {
    if let Some(mark) = of_letters(letters) {
        push(number, &mark, written);
    }
    if matches!(letters, LetterCase::Mixed(_)) {
        push(number, MIXED, written);
    }
}

fn push_naming(number: u32, naming: &ValueMention<'_>, written: &mut String) {
    naming.values.iter().for_each(|value| push(number, value, written));
    if MENTIONED.contains(&naming.field) {
        push(number, of_any(naming.field), written);
    }
}

fn push(number: u32, mark: &str, written: &mut String) {
    // Writing to a string does not fail.
    let _ = writeln!(written, "{number} {mark}");
}

/// Reads marks that were written down.
#[derive(Clone, Default)]
pub struct Reader {
    token: Token,
}

impl Tokenizer for Reader {
    type TokenStream<'t> = MarkStream<'t>;

    fn token_stream<'t>(&'t mut self, text: &'t str) -> MarkStream<'t> {
        self.token.reset();
        MarkStream { lines: text.split_terminator('\n'), token: &mut self.token }
    }
}

/// The marks of one field.
pub struct MarkStream<'t> {
    lines: std::str::SplitTerminator<'t, char>,
    token: &'t mut Token,
}

impl TokenStream for MarkStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((number, mark)) = self.lines.next().and_then(|line| line.split_once(' ')) else {
            return false;
        };
        self.token.position = number.parse().unwrap_or(0);
        self.token.text.clear();
        self.token.text.push_str(mark);
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

    /// The places of one term as an analyser numbers a text.
    fn places(analyser: &str, text: &str, term: &str) -> Vec<usize> {
        let tokenizers = TokenizerManager::default();
        analyzer::register(&tokenizers);
        let mut tokenizer = tokenizers.get(analyser).expect("registered");
        let (mut stream, mut places) = (tokenizer.token_stream(text), Vec::new());
        while stream.advance() {
            if stream.token().text == term {
                places.push(stream.token().position);
            }
        }
        places
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
        fn marks_are_numbered_as_the_words_are(texts in texts()) {
            let marks = write(texts.iter().map(|text| (text.as_str(), Vec::new())));
            let joined = analyzer::joined(texts.iter().map(String::as_str));
            prop_assert_eq!(places(MARKS, &marks, INITIAL), places(analyzer::EXACT, &joined, "aa"));
        }
    }

    #[test]
    fn numbers_end_where_they_must() {
        let captions = vec!["Aa b"; 70_000];
        assert!(write(captions.into_iter().map(|caption| (caption, Vec::new()))).ends_with("..\n"));
    }
}
