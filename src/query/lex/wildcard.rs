//! Words with wildcards: `terror*`, `wom?n`, `"gas pipe*"`. The tokenizer splits them like any text,
//! because wildcards are read as letters.

use super::characters::is_punctuation;
use crate::query::ast::pattern::Pattern;
use crate::text::tokenizer::{self, Words};

/// Letters that no newspaper prints and the tokenizer keeps. They stand for `*` and `?`.
const ANY: char = '\u{a7f7}';
const ONE: char = '\u{a78f}';

/// The greatest number of letters in a word, and of wildcards in a row.
const MAX_LETTERS: usize = 128;

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PhraseWord {
    /// A folded word.
    Plain(String),
    /// A word that matches a pattern.
    Pattern(Pattern),
    /// Any one word: the star in `"prime * minister"`.
    Any,
}

/// Splits a phrase, or any other input, into words as the tokenizer does. Stars at its ends are
/// dropped.
pub(crate) fn phrase_words(text: &str) -> Vec<PhraseWord> {
    let mut parts = all_words(text);
    let end = parts.iter().rposition(|part| *part != PhraseWord::Any).map_or(0, |last| last + 1);
    parts.truncate(end);
    let start = parts.iter().position(|part| *part != PhraseWord::Any).unwrap_or_default();
    parts.split_off(start)
}

fn all_words(text: &str) -> Vec<PhraseWord> {
    let encoded = encoded(text);
    let mut words = Words::new(&encoded);
    let mut parts = Vec::new();
    while let Some(word) = words.advance() {
        let folded = words.folded();
        parts.push(match encoded.get(word.start..word.end) {
            _ if !folded.contains([ANY, ONE]) => PhraseWord::Plain(folded.to_owned()),
            Some(typed) if !folded.chars().all(|c| c == ANY || c == ONE) => {
                let wildcard = decoded(typed.trim_end_matches(is_punctuation));
                PhraseWord::Pattern(Pattern::Wildcard(wildcard))
            }
            _ => PhraseWord::Any,
        });
    }
    parts
}

/// Folds the letters of a wildcard pattern to lower case without accents.
pub(crate) fn folded(wildcard: &str) -> String {
    decoded(&tokenizer::folded(&encoded(wildcard)))
}

/// Returns true for texts with a wildcard.
pub(crate) fn has_wildcard(text: &str) -> bool {
    (0..text.len()).any(|at| text.get(at..).is_some_and(begins_with_wildcard))
}

/// Returns true for texts that begin with a wildcard. The question mark of `why?` is none: a letter or a star
/// must follow it.
pub(crate) fn begins_with_wildcard(text: &str) -> bool {
    let text = text.get(..text.floor_char_boundary(MAX_LETTERS)).unwrap_or(text);
    let behind = text.trim_start_matches('?');
    text.starts_with('*')
        || behind.len() < text.len()
            && behind.starts_with(|c: char| c == '*' || c.is_alphanumeric())
}

/// Replaces wildcards with the letters that stand for them.
fn encoded(text: &str) -> String {
    let encode = |(at, c)| match c {
        '*' => ANY,
        '?' if text.get(at..).is_some_and(begins_with_wildcard) => ONE,
        c => c,
    };
    text.char_indices().map(encode).collect()
}

fn decoded(text: &str) -> String {
    text.replace(ANY, "*").replace(ONE, "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |part| match part {
            PhraseWord::Plain(word) => word,
            PhraseWord::Pattern(pattern) => format!("<{pattern}>"),
            PhraseWord::Any => "_".to_owned(),
        };
        phrase_words(text).into_iter().map(show).collect()
    }

    #[test]
    fn wildcards_are_part_of_words() {
        for (text, words) in [
            ("al-Qa* Leader?", "al <Qa*> leader"),
            ("wom?n ??at why? a?*", "<wom?n> <??at> why <a?*>"),
            ("* prime * * minister *", "prime _ _ minister"),
            ("O'Br* U.S.* AT&T*", "<O'Br*> <U.S.*> <AT&T*>"),
            ("*gate's **", "<*gate>"),
            ("*.com", "com"),
            ("* ?* ?", ""),
        ] {
            assert_eq!(shown(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn wildcards_are_folded() {
        for (wildcard, plain) in
            [("Wom?n", "wom?n"), ("Méri*", "meri*"), ("O'Br*", "obr*"), ("AT&T*", "at&t*")]
        {
            assert_eq!(folded(wildcard), plain);
        }
    }
}
