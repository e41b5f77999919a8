//! Reads the quotations of a text: between the quotation marks of many languages, and in block quotes.
//!
//! An apostrophe is no quotation mark ("the dogs' owner", "'tis"), and a mark inside a quotation in
//! other marks belongs to it. A quotation of several paragraphs opens in each and closes in the last.

use std::ops::Range;

use crate::text::tokenizer;

/// Words of the shortest quotation. Fewer words in marks are a title or irony.
pub(super) const MIN_WORDS: usize = 3;

/// The greatest number of quotations that are read.
pub(super) const MAX_QUOTATIONS: usize = 2_000;

/// Characters of the longest quotation in marks.
const MAX_LENGTH: usize = 8_000;

/// A quotation in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Quotation {
    /// The byte range of its words, without the marks.
    pub range: Range<usize>,
    /// Set where it is a block quote without marks.
    pub is_block: bool,
}

/// An opening mark and the marks that close it.
struct Marks {
    open: char,
    close: &'static [char],
}

/// Double and angular marks. Those that also close others come last.
const DOUBLE: &[Marks] = &[
    Marks { open: '„', close: &['“', '”', '"'] },
    Marks { open: '“', close: &['”', '"'] },
    Marks { open: '«', close: &['»'] },
    Marks { open: '‹', close: &['›'] },
    Marks { open: '「', close: &['」'] },
    Marks { open: '『', close: &['』'] },
    Marks { open: '"', close: &['"', '”'] },
    Marks { open: '”', close: &['”'] },
    Marks { open: '»', close: &['«', '»'] },
];

/// Single marks, which are apostrophes too.
const SINGLE: &[Marks] = &[
    Marks { open: '‚', close: &['‘', '’'] },
    Marks { open: '‘', close: &['’', '\''] },
    Marks { open: '\'', close: &['\'', '’'] },
];

/// Words that begin with an apostrophe.
const ELISIONS: [&str; 8] = ["tis", "twas", "em", "cause", "til", "round", "bout", "n"];

/// Finds the quotations of a text that have words enough to be checked, in order.
pub(crate) fn quotations(text: &str) -> Vec<Quotation> {
    let mut found = Vec::new();
    let paragraphs = paragraphs(text);
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let continues = paragraphs.get(number + 1).is_some_and(|next| {
            text.get(next.clone()).unwrap_or_default().trim_start().starts_with(is_double_opener)
        });
        let ranges = in_paragraph(text, paragraph, continues);
        let is_block = ranges.is_empty() && is_block_quote(text.get(paragraph.clone()));
        let ranges = if is_block { vec![without_signature(text, paragraph)] } else { ranges };
        let has_words = |range: &Range<usize>| {
            tokenizer::count(text.get(range.clone()).unwrap_or_default()) >= MIN_WORDS
        };
        found.extend(
            ranges.into_iter().filter(has_words).map(|range| Quotation { range, is_block }),
        );
        if found.len() >= MAX_QUOTATIONS {
            found.truncate(MAX_QUOTATIONS);
            break;
        }
    }
    found
}

/// The byte ranges of the paragraphs of a text: what empty lines separate.
pub(super) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let (mut paragraphs, mut start, mut at) = (Vec::new(), None, 0);
    for line in text.split_inclusive('\n') {
        let is_empty = line.trim_matches([' ', '\t', '\r', '\n', '>']).is_empty();
        match (is_empty, start) {
            (true, Some(begin)) => {
                paragraphs.push(begin..at);
                start = None;
            }
            (false, None) => start = Some(at),
            _ => {}
        }
        at += line.len();
    }
    paragraphs.extend(start.map(|begin| begin..at));
    paragraphs
}

/// Returns whether every line of a paragraph begins with the sign of a block quote.
fn is_block_quote(paragraph: Option<&str>) -> bool {
    paragraph.is_some_and(|lines| lines.lines().all(|line| line.trim_start().starts_with('>')))
}

/// A block quote without the line that says who said it.
fn without_signature(text: &str, paragraph: &Range<usize>) -> Range<usize> {
    let lines = text.get(paragraph.clone()).unwrap_or_default().trim_end();
    let end = match lines.rfind('\n').map(|at| (at, lines.get(at..).unwrap_or_default())) {
        Some((at, last)) if last.trim_matches(['>', ' ', '\t', '\n']).starts_with(is_dash) => at,
        _ => lines.len(),
    };
    paragraph.start..paragraph.start + end
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

fn is_double_opener(c: char) -> bool {
    DOUBLE.iter().any(|marks| marks.open == c)
}

/// Finds the quotations of one paragraph. One that is left open reaches to the end if the next
/// paragraph opens another.
fn in_paragraph(text: &str, paragraph: &Range<usize>, continues: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let chars: Vec<(usize, char)> = text
        .get(paragraph.clone())
        .unwrap_or_default()
        .char_indices()
        .map(|(at, c)| (paragraph.start + at, c))
        .collect();
    let mut at = 0;
    while at < chars.len() {
        let closed = match opening(&chars, at) {
            Some(marks) => closing(&chars, at, marks, continues),
            None => None,
        };
        match closed {
            Some(close) => {
                let start = chars.get(at + 1).map_or(paragraph.end, |(start, _)| *start);
                let end = chars.get(close).map_or(paragraph.end, |(end, _)| *end);
                found.push(start..end.max(start));
                at = close + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// The marks that open a quotation at a character, if it does.
fn opening(chars: &[(usize, char)], at: usize) -> Option<&'static Marks> {
    let (_, c) = *chars.get(at)?;
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).map(|(_, c)| *c);
    let after = chars.get(at + 1).map(|(_, c)| *c)?;
    let is_free = before.is_none_or(|c| {
        c.is_whitespace() || is_dash(c) || matches!(c, '(' | '[' | '{' | '>' | '*' | '_' | '/')
    });
    if let Some(marks) = DOUBLE.iter().find(|marks| marks.open == c) {
        let is_ambiguous = matches!(c, '"' | '”' | '»');
        return (!is_ambiguous || (is_free && !after.is_whitespace())).then_some(marks);
    }
    let marks = SINGLE.iter().find(|marks| marks.open == c)?;
    let is_elision = || {
        let word: String = chars
            .iter()
            .skip(at + 1)
            .map(|(_, c)| *c)
            .take_while(|c| c.is_alphabetic())
            .take(6)
            .collect();
        ELISIONS.contains(&word.to_lowercase().as_str())
    };
    let may_open = after.is_alphabetic() || is_double_opener(after) || after == '[';
    (is_free && may_open && !is_elision()).then_some(marks)
}

/// The index of the character that closes a quotation which opens at `at`. Without one it is the end of
/// the paragraph, if the quotation continues in the next.
fn closing(chars: &[(usize, char)], at: usize, marks: &Marks, continues: bool) -> Option<usize> {
    let is_single = SINGLE.iter().any(|single| single.open == marks.open);
    let (mut depth, mut weak) = (0_u32, None);
    let end = chars.len().min(at + MAX_LENGTH);
    for index in at + 1..end {
        let (_, c) = *chars.get(index)?;
        if c == marks.open && !marks.close.contains(&c) {
            depth += 1;
        } else if marks.close.contains(&c) {
            match is_single.then(|| closes_single(chars, index)) {
                Some(Closing::Never) => {}
                Some(Closing::Perhaps) => weak = weak.or(Some(index)),
                Some(Closing::Surely) | None if depth > 0 => depth -= 1,
                Some(Closing::Surely) => return Some(index),
                // A straight mark before a word opens a quotation of its own.
                None if c == '"' && opens_word(chars, index) => {}
                None => return Some(index),
            }
        }
    }
    weak.or((continues && !is_single && end == chars.len()).then_some(end))
}

/// Returns whether a straight mark has white space before it and a word behind it.
fn opens_word(chars: &[(usize, char)], at: usize) -> bool {
    let is = |at: Option<usize>, test: fn(char) -> bool| {
        at.and_then(|at| chars.get(at)).is_some_and(|(_, c)| test(*c))
    };
    is(at.checked_sub(1), char::is_whitespace) && is(Some(at + 1), char::is_alphanumeric)
}

/// Whether a single mark closes a quotation.
enum Closing {
    /// It is an apostrophe inside a word.
    Never,
    /// It may be the apostrophe of a plural.
    Perhaps,
    /// Punctuation is next to it.
    Surely,
}

fn closes_single(chars: &[(usize, char)], at: usize) -> Closing {
    let before = at.checked_sub(1).and_then(|before| chars.get(before)).map(|(_, c)| *c);
    let after = chars.get(at + 1).map(|(_, c)| *c);
    let is_stop = |c: char| matches!(c, ',' | '.' | '!' | '?' | '…' | ';' | ':' | ')');
    match (before, after) {
        (_, Some(after)) if after.is_alphanumeric() => Closing::Never,
        (Some(before), _) if before.is_whitespace() => Closing::Never,
        (Some(before), _) if is_stop(before) || is_double_closer(before) => Closing::Surely,
        (_, None) => Closing::Surely,
        (_, Some(after)) if is_stop(after) || is_dash(after) => Closing::Surely,
        _ => Closing::Perhaps,
    }
}

fn is_double_closer(c: char) -> bool {
    matches!(c, '”' | '"' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<&str> {
        quotations(text).into_iter().map(|quotation| &text[quotation.range]).collect()
    }

    #[test]
    fn marks_of_many_languages_are_read() {
        for (text, expected) in [
            ("He said: “The river rose fast.” Then he left.", "The river rose fast."),
            ("He said: \"The river rose fast.\" Then.", "The river rose fast."),
            ("Er sagte: „Der Fluss stieg schnell.“ Dann ging er.", "Der Fluss stieg schnell."),
            ("Il a dit : « La rivière monte vite. » Puis.", " La rivière monte vite. "),
            ("Han sagde: »Floden steg meget hurtigt.« Så gik han.", "Floden steg meget hurtigt."),
            ("Han sade: ”Floden steg mycket snabbt.” Sedan.", "Floden steg mycket snabbt."),
            ("Powiedział: „Rzeka szybko wezbrała.” Potem.", "Rzeka szybko wezbrała."),
            ("He said: ‘The river rose fast,’ and left.", "The river rose fast,"),
            ("He said: 'The river rose fast,' and left.", "The river rose fast,"),
            ("Er sagte: ‚Der Fluss stieg schnell.‘", "Der Fluss stieg schnell."),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn apostrophes_are_not_marks() {
        for text in [
            "The dogs' owner and the cats' owner didn't meet.",
            "'Tis the season, and they're late; the '90s are over.",
            "The dogs’ owner didn’t say what the cats’ owner said.",
            "A 6\" pipe and a 12\" pipe were laid.",
            "It was a “total disaster” for them.",
        ] {
            assert_eq!(read(text), [""; 0], "{text}");
        }
        assert_eq!(
            read("‘The dogs’ owner didn’t call,’ she said."),
            ["The dogs’ owner didn’t call,"]
        );
        assert_eq!(
            read("'It's the farmers' land, not ours,' he said."),
            ["It's the farmers' land, not ours,"]
        );
    }

    #[test]
    fn marks_inside_belong_to_the_quotation() {
        assert_eq!(
            read("“He said ‘never again’ to me,” she said."),
            ["He said ‘never again’ to me,"]
        );
        assert_eq!(read("« Il a dit « non merci » hier » ."), [" Il a dit « non merci » hier "]);
        assert_eq!(
            read("‘She said “never again” to us,’ he said."),
            ["She said “never again” to us,"]
        );
    }

    #[test]
    fn a_quotation_of_two_paragraphs_opens_in_each() {
        let text = "“The river rose all night.\n\n“By morning it was gone,” he said.";
        assert_eq!(read(text), ["The river rose all night.\n", "By morning it was gone,"]);
        assert_eq!(read("An “open mark that never ends.\n\nNext."), [""; 0]);
    }

    #[test]
    fn block_quotes_are_quotations_without_marks() {
        let text =
            "The report says:\n\n> The river rose\n> all night long.\n> — The Gazette\n\nIt did.";
        assert_eq!(read(text), ["> The river rose\n> all night long."]);
        assert!(quotations(text)[0].is_block);
        assert_eq!(read("> “The river rose fast,” he said."), ["The river rose fast,"]);
    }

    proptest! {
        #[test]
        fn ranges_are_of_the_text_and_in_order(text in "([a-c]{1,3}[ ,.]|[\"'“”‘’„«»>\n ]){0,60}|\\PC{0,80}") {
            let mut end = 0;
            for quotation in quotations(&text) {
                prop_assert!(text.get(quotation.range.clone()).is_some());
                prop_assert!(quotation.range.start >= end);
                end = quotation.range.end;
            }
        }
    }
}
