//! A passage of an article in which a quotation was found, with the sentences around it.

use std::ops::Range;

use super::align::Step;
use super::quotations::quotations;
use super::speaker::{Speaker, Speakers};
use super::words::TextWords;
use crate::article::Slot;
use crate::article::document::Document;
use crate::text::sentences;

/// Bytes of text that are shown on each side of a passage, at most.
const CONTEXT: usize = 300;

/// A passage of an article.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    /// The article.
    pub document: Document,
    /// The text it is in.
    pub slot: Slot,
    /// The byte range of the passage.
    pub range: Range<usize>,
    /// The byte ranges of its parts, where something was left out between them.
    pub parts: Vec<Range<usize>>,
    /// The byte range of the sentences around it.
    pub context: Range<usize>,
    /// Set where the article has it in quotation marks.
    pub is_quoted: bool,
    /// Who says it there, where that is known.
    pub speaker: Option<Speaker>,
    /// The words by which the quotation differs; none where it is verbatim.
    pub differences: Vec<Difference>,
    /// The number of words that were left out between the parts.
    pub omitted: usize,
}

/// A run of words by which a quotation differs from its passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The words of the draft; empty where it leaves some out.
    pub draft: String,
    /// The words of the archive; empty where the draft adds some.
    pub archive: String,
}

/// The places of the parts of a quotation in one text.
#[derive(Debug, Clone)]
pub(super) struct Located {
    pub slot: Slot,
    /// The words of each part.
    pub words: Vec<Range<usize>>,
    pub differences: Vec<Difference>,
}

impl Passage {
    /// Makes the passage of an article whose text has these words.
    pub(super) fn new(document: &Document, located: &Located, text_words: &TextWords) -> Self {
        let parts: Vec<Range<usize>> =
            located.words.iter().map(|words| text_words.bytes(words)).collect();
        let start = parts.iter().map(|part| part.start).min().unwrap_or(0);
        let end = parts.iter().map(|part| part.end).max().unwrap_or(start);
        let range = start..end;
        let gap = |pair: &[Range<usize>]| match pair {
            [one, next] => next.start.saturating_sub(one.end),
            _ => 0,
        };
        let omitted = located.words.windows(2).map(gap).sum();
        let text = document.article.slot(located.slot);
        let quoted = enclosing_quotation(text, &range);
        let speaker = quoted
            .as_ref()
            .and_then(|quotation| Speakers::new(document, located.slot).of(quotation));
        Self {
            slot: located.slot,
            context: sentences_around(text, &range),
            is_quoted: quoted.is_some(),
            speaker,
            parts,
            range,
            differences: located.differences.clone(),
            omitted,
            document: document.clone(),
        }
    }

    /// The text it is in.
    pub(crate) fn text(&self) -> &str {
        self.document.article.slot(self.slot)
    }

    /// The sentences around it.
    pub(crate) fn context_text(&self) -> &str {
        self.text().get(self.context.clone()).unwrap_or_default()
    }

    /// The byte ranges of its parts in the sentences around it.
    pub(crate) fn marks(&self) -> Vec<Range<usize>> {
        let within = |part: &Range<usize>| {
            let start = part.start.max(self.context.start) - self.context.start;
            let end = part.end.min(self.context.end).saturating_sub(self.context.start);
            (start < end).then_some(start..end)
        };
        self.parts.iter().filter_map(within).collect()
    }
}

/// The quotation in marks that begins near a passage or encloses it.
fn enclosing_quotation(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let overlap = |quotation: &Range<usize>| {
        quotation.end.min(range.end).saturating_sub(quotation.start.max(range.start))
    };
    let found = quotations(text).into_iter().map(|quotation| quotation.range);
    found.max_by_key(overlap).filter(|quotation| overlap(quotation) * 2 >= range.len())
}

/// The sentences that a passage is in, up to a length that is shown.
pub(super) fn sentences_around(text: &str, range: &Range<usize>) -> Range<usize> {
    let floor = text.ceil_char_boundary(range.start.saturating_sub(CONTEXT));
    let ceiling = text.floor_char_boundary((range.end + CONTEXT).min(text.len()));
    let around = text.get(floor..ceiling).unwrap_or_default();
    let (mut start, mut end) = (floor, ceiling);
    let mut borders: Vec<usize> = sentences::starts(around).iter().map(|at| floor + at).collect();
    borders.extend(around.match_indices("\n\n").map(|(at, _)| floor + at + 2));
    for border in borders {
        if border <= range.start {
            start = start.max(border);
        } else if border >= range.end {
            end = end.min(border);
        }
    }
    let shown = text.get(start..end).unwrap_or_default();
    let leading = shown.len() - shown.trim_start().len();
    start + leading..start + shown.trim_end().len().max(leading)
}

/// Groups the steps of an alignment into runs of words that differ.
pub(super) fn differences(
    steps: &[Step],
    quotation: (&str, &TextWords),
    article: (&str, &TextWords),
) -> Vec<Difference> {
    let (mut found, mut ours, mut theirs) = (Vec::new(), None, None);
    let extend = |range: &mut Option<Range<usize>>, at: usize| {
        *range = Some(range.clone().map_or(at..at + 1, |range| range.start..at + 1));
    };
    let mut close = |ours: &mut Option<Range<usize>>, theirs: &mut Option<Range<usize>>| {
        let text = |range: Option<Range<usize>>, (text, words): (&str, &TextWords)| {
            range.map_or(String::new(), |range| {
                text.get(words.bytes(&range)).unwrap_or_default().to_string()
            })
        };
        if ours.is_some() || theirs.is_some() {
            let (draft, archive) = (text(ours.take(), quotation), text(theirs.take(), article));
            found.push(Difference { draft, archive });
        }
    };
    for step in steps {
        match *step {
            Step::Kept(..) => close(&mut ours, &mut theirs),
            Step::Replaced(word, at) => {
                extend(&mut ours, word);
                extend(&mut theirs, at);
            }
            Step::Added(word) => extend(&mut ours, word),
            Step::LeftOut(at) => extend(&mut theirs, at),
        }
    }
    close(&mut ours, &mut theirs);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_shown_in_its_sentences() {
        let text = "It was dark. The river rose all night. Then it fell.\n\nMen came.";
        let start = text.find("river").expect("a word");
        assert_eq!(&text[sentences_around(text, &(start..start + 5))], "The river rose all night.");
        let start = text.find("came").expect("a word");
        assert_eq!(&text[sentences_around(text, &(start..start + 4))], "Men came.");
        assert_eq!(sentences_around("", &(0..0)), 0..0);
    }

    #[test]
    fn runs_of_changed_words_are_one_difference() {
        let (quoted, printed) = ("a big dog ran", "a small cat ran fast");
        let (ours, theirs) = (TextWords::read(quoted), TextWords::read(printed));
        let steps = [
            Step::Kept(0, 0),
            Step::Replaced(1, 1),
            Step::Replaced(2, 2),
            Step::Kept(3, 3),
            Step::LeftOut(4),
        ];
        let found = differences(&steps, (quoted, &ours), (printed, &theirs));
        let shown: Vec<_> =
            found.iter().map(|it| (it.draft.as_str(), it.archive.as_str())).collect();
        assert_eq!(shown, [("big dog", "small cat"), ("", "fast")]);
    }
}
