//! The sentence that shows best why an article matches.

use std::ops::Range;

use super::Marks;
use crate::article::Slot;
use crate::article::document::Document;
use crate::text::sentences;

/// The most bytes of a sentence; of a longer one, a part is taken.
const LONGEST: usize = 420;

impl Marks {
    /// Finds the first sentence with a match, of the body or else of another text, with its text; where only
    /// the title matches, it is the first of the body. Nothing for an article without text.
    pub fn best_sentence<'d>(
        &self,
        document: &'d Document,
    ) -> Option<(Slot, &'d str, Range<usize>)> {
        let texts: Vec<(Slot, &str)> =
            document.article.slots().filter(|(_, text)| !text.trim().is_empty()).collect();
        // The body comes last.
        let marked =
            texts.iter().rev().filter(|(slot, _)| *slot != Slot::Title).find_map(|(slot, text)| {
                let mut marks = self.in_slot(*slot).into_iter();
                Some((*slot, *text, marks.find(|mark| text.get(mark.clone()).is_some())?))
            });
        let first = || {
            let (slot, text) = texts.last()?;
            let start = text.len() - text.trim_start().len();
            Some((*slot, *text, start..start))
        };
        let (slot, text, mark) = marked.or_else(first)?;
        Some((slot, text, sentence(text, &mark)))
    }
}

/// The sentence around a mark, or the part of a long one that begins with it.
fn sentence(text: &str, mark: &Range<usize>) -> Range<usize> {
    let starts = sentences::starts(text);
    let start = starts.iter().rev().find(|start| **start <= mark.start).copied().unwrap_or(0);
    let end = starts.iter().find(|start| **start > mark.start).copied().unwrap_or(text.len());
    let start = if mark.start - start > LONGEST / 2 { mark.start } else { start };
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

    use super::*;

    #[test]
    fn the_sentence_around_a_mark_is_quoted() {
        let text = "The port closed. Ships waited for the pilot. It rained.";
        let quoted = |word: &str| {
            let start = text.find(word).expect("the word");
            let range = sentence(text, &(start..start + word.len()));
            text.get(range).expect("a range").to_owned()
        };
        assert_eq!(quoted("pilot"), "Ships waited for the pilot.");
        assert_eq!(quoted("The"), "The port closed.");
        assert_eq!(quoted("rained"), "It rained.");
        let long = "word ".repeat(200);
        let range = sentence(&long, &(700..704));
        assert_eq!(range.start, 700);
        assert!(range.len() <= LONGEST && long.get(range).expect("a range").ends_with("word"));
    }

    proptest! {
        #[test]
        fn any_mark_gives_a_range_of_the_text(text in "[a-zé.\\n ]{0,900}", at in 0usize..900) {
            let at = text.floor_char_boundary(at.min(text.len()));
            let range = sentence(&text, &(at..at));
            let quoted = text.get(range).expect("character boundaries");
            prop_assert!(quoted.len() <= LONGEST && quoted == quoted.trim());
        }
    }
}
