//! Acronyms of common nouns and of things, which the tagger takes for organisations: "end of life (EOL)" explains
//! that "EOL" is none, and "Harbour Boat Show (HBS)" that "HBS" is none.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};

/// Letters of an acronym.
const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;

/// Words that an acronym skips.
const FUNCTION_WORDS: [&str; 7] = ["a", "and", "for", "in", "of", "on", "the"];

/// Most words of what an acronym stands for, beyond its letters.
const MOST_SKIPPED: usize = 3;

/// Drops the type of the acronyms that an article explains by common nouns or by the names of things, in the whole
/// article.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    let previous = std::iter::once(None).chain(spans.iter().map(Some));
    let is_explained = |span: &Span, previous: Option<&Span>| {
        is_acronym(span.text(article))
            && (explains(article, span)
                || previous.is_some_and(|it| is_short_for(article, span, it)))
    };
    let terms: HashSet<&str> = spans
        .iter()
        .zip(previous)
        .filter(|(span, _)| span.kind == EntityKind::Organisation)
        .filter(|(span, previous)| is_explained(span, *previous))
        .map(|(span, _)| span.text(article))
        .collect();
    if terms.is_empty() {
        return;
    }
    let is_term = |span: &&mut Span| terms.contains(span.text(article));
    spans.iter_mut().filter(is_term).for_each(|span| span.kind = EntityKind::Other);
}

fn is_acronym(name: &str) -> bool {
    LETTERS.contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Returns true for an acronym in brackets behind the name of a thing that begins with the same letter.
fn is_short_for(article: &Article, span: &Span, thing: &Span) -> bool {
    let between = article.slot(span.slot).get(thing.end..span.start);
    thing.kind == EntityKind::Other
        && thing.slot == span.slot
        && between == Some(" (")
        && thing.text(article).chars().next() == span.text(article).chars().next()
}

/// Returns true for an acronym in brackets behind common nouns with its initials.
fn explains(article: &Article, span: &Span) -> bool {
    let text = article.slot(span.slot);
    let before = text.get(..span.start).unwrap_or_default();
    let Some(before) = before.strip_suffix(['(', '[']) else { return false };
    let mut initials = span.text(article).chars().rev().flat_map(char::to_lowercase).peekable();
    let words = before.trim_end().rsplit(' ').take(span.text(article).len() + MOST_SKIPPED);
    for word in words {
        if !word.starts_with(char::is_lowercase)
            || !word.chars().all(|c| c.is_alphabetic() || c == '-')
        {
            return false;
        }
        let first = word.chars().next();
        if first == initials.peek().copied() {
            initials.next();
        } else if !FUNCTION_WORDS.contains(&word) {
            return false;
        }
        if initials.peek().is_none() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::kinds_after;
    use super::*;
    use EntityKind::{Organisation, Other};

    #[test]
    fn an_acronym_of_a_thing_is_no_organisation() {
        let names = [("Harbour Show", Other), ("HS", Organisation), ("HS", Organisation)];
        let body = "The Harbour Show (HS) came. The HS was long.";
        assert_eq!(kinds_after(apply, body, &names), [Other; 3]);
        let names = [("Harbour Board", Organisation), ("HB", Organisation)];
        let body = "The Harbour Board (HB) came.";
        assert_eq!(kinds_after(apply, body, &names), [Organisation; 2]);
    }

    #[test]
    fn an_acronym_of_common_nouns_is_no_organisation() {
        for (body, acronym, expected) in [
            ("Its end of life (EOL) came. The EOL was long.", "EOL", [Other, Other]),
            ("The Harbour Board (HB) met. The HB left.", "HB", [Organisation, Organisation]),
            ("The quay workers' party (XYZ) met. XYZ left.", "XYZ", [Organisation, Organisation]),
            ("A memorandum of understanding (MOU) lay. An MOU, then.", "MOU", [Other, Other]),
            ("(MOU) is MOU.", "MOU", [Organisation, Organisation]),
        ] {
            let names = [(acronym, Organisation); 2];
            assert_eq!(kinds_after(apply, body, &names), expected, "{body}");
        }
    }
}
