//! Annotation terms: what is true at positions of a text, indexed in a field parallel to it.
//!
//! They are the keys of mentions, the ends of mentions, sentences and paragraphs, and the letter
//! case of words. A separate field keeps them out of the length that ranking divides by, and from
//! between the words of a phrase.

use std::fmt::Write as _;
use std::ops::Range;

use super::positions::TextPositions;
use crate::article::document::ValueMention;
use crate::article::schema::Field;
use crate::query::span_query::CaseRule;
use crate::query::{CaseFilter, ENTITY_FACETS};
use crate::text::annotations;
use crate::text::annotations::Annotation;
use crate::text::letter_case::LetterCase;
use crate::text::sentences::BoundaryKind;

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

/// Encodes the annotations of the texts of one field: a line for each, with its position and its
/// term.
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

/// Reads the annotations that [`encode`] wrote.
#[cfg(feature = "cluster")]
pub(crate) fn decode(lines: &str) -> impl Iterator<Item = (u32, &str)> {
    lines.split_terminator('\n').filter_map(|line| {
        let annotation = line.split_once(' ').and_then(|(at, term)| Some((at.parse().ok()?, term)));
        debug_assert!(annotation.is_some(), "every line is a position and a term");
        annotation
    })
}

fn push(position: u32, term: &str, lines: &mut String) {
    // Writing to a string cannot fail.
    let _ = writeln!(lines, "{position} {term}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_saturate() {
        let captions = vec!["Aa b"; 70_000];
        assert!(
            encode(captions.into_iter().map(|caption| (caption, Vec::new()))).ends_with("..\n")
        );
    }
}
