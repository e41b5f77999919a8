//! The parts of a quotation between its omissions: "...", "…", "[...]", and words in brackets, which an
//! editor put in the place of others.

use std::ops::Range;

use crate::text::tokenizer;

/// Words of a part that can be looked for by itself.
const MIN_WORDS: usize = 2;

/// Splits a range of a text at its omissions. A part of one word is left out beside longer ones.
pub(super) fn parts(text: &str, range: &Range<usize>) -> Vec<Range<usize>> {
    let (mut parts, mut start) = (Vec::new(), range.start);
    let mut at = range.start;
    while at < range.end {
        let rest = text.get(at..range.end).unwrap_or_default();
        let omitted = omission(rest);
        if omitted > 0 {
            parts.push(start..at);
            at += omitted;
            start = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    parts.push(start..range.end);
    let words = |part: &Range<usize>| tokenizer::count(text.get(part.clone()).unwrap_or_default());
    let has_long = parts.iter().any(|part| words(part) >= MIN_WORDS);
    parts.retain(|part| words(part) >= if has_long { MIN_WORDS } else { 1 });
    parts
}

/// The length in bytes of an omission at the start of a text; 0 where there is none.
fn omission(text: &str) -> usize {
    if let Some(inside) = text.strip_prefix('[') {
        let Some(end) = inside.find(']').filter(|end| *end <= 200) else { return 0 };
        let after = inside.get(end + 1..).unwrap_or_default();
        // "[W]e": the rest of the word goes with its first letter.
        let rest = after.find(|c: char| !c.is_alphanumeric()).unwrap_or(after.len());
        return end + 2 + rest;
    }
    if text.starts_with('…') || text.starts_with("(…)") || text.starts_with("(...)") {
        return if text.starts_with('(') { text.find(')').map_or(0, |end| end + 1) } else { 3 };
    }
    let dots = text.find(|c: char| !matches!(c, '.' | ' ' | '\u{a0}')).unwrap_or(text.len());
    let run = text.get(..dots).unwrap_or_default();
    if text.starts_with('.') && run.matches('.').count() >= 3 { run.trim_end().len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<&str> {
        parts(text, &(0..text.len())).into_iter().map(|part| text[part].trim()).collect()
    }

    #[test]
    fn omissions_split_a_quotation() {
        for (text, expected) in [
            ("The river rose fast", &["The river rose fast"][..]),
            ("The river rose ... and fell again", &["The river rose", "and fell again"]),
            ("The river rose… and fell again", &["The river rose", "and fell again"]),
            ("The river rose [...] and fell again", &["The river rose", "and fell again"]),
            (
                "The river rose [. . .] and fell (…) again and again",
                &["The river rose", "and fell", "again and again"],
            ),
            ("The river rose . . . and fell again", &["The river rose", "and fell again"]),
            ("[The river] rose very fast", &["rose very fast"]),
            ("[W]e saw the river rise", &["saw the river rise"]),
            ("The river rose. It fell.", &["The river rose. It fell."]),
            ("well ... the river rose", &["the river rose"]),
            ("...", &[]),
        ] {
            assert_eq!(split(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn parts_are_in_order(text in "([ab]{1,2}|[ .…\\[\\]()]){0,40}|\\PC{0,40}") {
            let mut end = 0;
            for part in parts(&text, &(0..text.len())) {
                prop_assert!(part.start >= end && text.get(part.clone()).is_some());
                end = part.end;
            }
        }
    }
}
