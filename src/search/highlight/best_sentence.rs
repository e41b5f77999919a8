//! The sentence that shows best why an article matches.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::Marks;
use crate::article::Slot;
use crate::article::document::Document;
use crate::text::sentences;

/// The most bytes of a sentence; of a longer one, a part is taken.
const LONGEST: usize = 420;

impl Marks {
    /// Finds the sentence in which most clauses of the query match, of the body or else of another text, with
    /// that text; where only the title matches, it is the first of the body. Nothing for an article without
    /// text.
    pub fn best_sentence<'d>(
        &self,
        document: &'d Document,
    ) -> Option<(Slot, &'d str, Range<usize>)> {
        let texts: Vec<(Slot, &str)> =
            document.article.slots().filter(|(_, text)| !text.trim().is_empty()).collect();
        // The body comes last.
        let mut below_title = texts.iter().rev().filter(|(slot, _)| *slot != Slot::Title);
        let marked = below_title.find_map(|(slot, text)| {
            let starts = sentences::starts(text);
            let mark = self.richest_sentence(*slot, &starts)?;
            Some((*slot, *text, sentence(text, &starts, mark)))
        });
        let first = || {
            let (slot, text) = texts.last()?;
            let start = text.len() - text.trim_start().len();
            Some((*slot, *text, sentence(text, &sentences::starts(text), start)))
        };
        marked.or_else(first)
    }

    /// Returns the offset of the first match in the sentence in which most clauses match, of equal ones the
    /// first, given the offsets at which sentences begin.
    fn richest_sentence(&self, slot: Slot, starts: &[usize]) -> Option<usize> {
        let mut clauses: BTreeMap<usize, (usize, BTreeSet<usize>)> = BTreeMap::new();
        for span in self.spans.iter().filter(|span| span.slot == slot) {
            let number = starts.partition_point(|start| *start <= span.start);
            clauses.entry(number).or_insert((span.start, BTreeSet::new())).1.insert(span.clause);
        }
        let richest = clauses.into_values().rev().max_by_key(|(_, clauses)| clauses.len());
        richest.map(|(start, _)| start)
    }
}

/// The sentence around a match, or the part of a long one that begins with it, given the offsets at which
/// sentences begin.
fn sentence(text: &str, starts: &[usize], mark: usize) -> Range<usize> {
    let mark = text.floor_char_boundary(mark.min(text.len()));
    let start = starts.iter().rev().find(|start| **start <= mark).copied().unwrap_or(0);
    let end = starts.iter().find(|start| **start > mark).copied().unwrap_or(text.len());
    let start = if mark - start > LONGEST / 2 { mark } else { start };
    let mut end = text.floor_char_boundary(end.min(start + LONGEST));
    let quoted = text.get(start..end).unwrap_or_default();
    if end < text.len() && !starts.contains(&end) {
        // A cut is made between words.
        end = start + quoted.rfind(char::is_whitespace).unwrap_or(quoted.len());
    }
    let quoted = text.get(start..end).unwrap_or_default();
    let leading = quoted.len() - quoted.trim_start().len();
    start + leading..start + quoted.trim_end().len().max(leading)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::marked_span::MarkedSpan;
    use super::*;
    use crate::article::Article;

    #[test]
    fn the_sentence_with_most_clauses_is_taken() {
        let body = "Cocoa rose. Sugar fell. Cocoa and sugar met. Cocoa and sugar parted.";
        let span =
            |at: usize, clause| MarkedSpan { slot: Slot::Body, start: at, end: at + 5, clause };
        let mut spans: Vec<MarkedSpan> = Vec::new();
        for (word, clause) in [("ocoa", 0), ("ugar", 1)] {
            spans.extend(body.match_indices(word).map(|(at, _)| span(at - 1, clause)));
        }
        spans.sort_unstable();
        let article = Article { body: body.to_owned(), ..Article::default() };
        let document = Document { article, ..Document::default() };
        let best = |spans: &[MarkedSpan]| {
            let (_, text, range) = Marks { spans: spans.to_vec() }.best_sentence(&document)?;
            text.get(range).map(str::to_owned)
        };
        assert_eq!(best(&spans).as_deref(), Some("Cocoa and sugar met."));
        spans.retain(|span| span.clause == 1);
        assert_eq!(best(&spans).as_deref(), Some("Sugar fell."));
        assert_eq!(best(&[]).as_deref(), Some("Cocoa rose."));
    }

    #[test]
    fn the_sentence_around_a_mark_is_quoted() {
        let text = "The port closed. Ships waited for the pilot. It rained.";
        let quoted = |word: &str| {
            let start = text.find(word).expect("the word");
            let range = sentence(text, &sentences::starts(text), start);
            text.get(range).expect("a range").to_owned()
        };
        assert_eq!(quoted("pilot"), "Ships waited for the pilot.");
        assert_eq!(quoted("The"), "The port closed.");
        assert_eq!(quoted("rained"), "It rained.");
        let long = "word ".repeat(200);
        let range = sentence(&long, &[], 700);
        assert_eq!(range.start, 700);
        assert!(range.len() <= LONGEST && long.get(range).expect("a range").ends_with("word"));
    }

    proptest! {
        #[test]
        fn any_mark_gives_a_range_of_the_text(text in "[a-zé.\\n ]{0,900}", at in 0usize..900) {
            let range = sentence(&text, &sentences::starts(&text), at);
            let quoted = text.get(range).expect("character boundaries");
            prop_assert!(quoted.len() <= LONGEST && quoted == quoted.trim());
        }
    }
}
