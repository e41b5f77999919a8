//! Words with gaps in them: `terror*`, `wom?n`, `"gas pipe*"`. What parts a text into words is `text::words` here too: gaps
//! are read as letters of their own.

use super::spelling::is_noise;
use crate::query::ast::pattern::Pattern;
use crate::text::words::{self, Words};

/// Letters that no newspaper prints and the tokeniser takes as they are; they stand for `*` and `?`.
const ANY: char = '\u{a7f7}';
const ONE: char = '\u{a78f}';

/// No word has more letters than this, nor more gaps.
const LONGEST: usize = 128;

/// What stands at one place of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhraseWord {
    /// This word, folded.
    Plain(String),
    /// A word like this.
    Like(Pattern),
    /// Any one word: the star in `"prime * minister"`.
    Any,
}

/// The words of a phrase, or of anything typed, as the tokeniser numbers them. Stars at its ends ask for nothing.
pub fn phrase_words(text: &str) -> Vec<PhraseWord> {
    let mut parts = all_words(text);
    let end = parts.iter().rposition(|part| *part != PhraseWord::Any).map_or(0, |last| last + 1);
    parts.truncate(end);
    let start = parts.iter().position(|part| *part != PhraseWord::Any).unwrap_or_default();
    parts.split_off(start)
}

fn all_words(text: &str) -> Vec<PhraseWord> {
    let marked = marked(text);
    let mut words = Words::new(&marked);
    let mut parts = Vec::new();
    while let Some(word) = words.advance() {
        let folded = words.folded();
        parts.push(match marked.get(word.start..word.end) {
            _ if !folded.contains([ANY, ONE]) => PhraseWord::Plain(folded.to_owned()),
            Some(typed) if !folded.chars().all(|c| c == ANY || c == ONE) => {
                PhraseWord::Like(Pattern::Wildcard(unmarked(typed.trim_end_matches(is_noise))))
            }
            _ => PhraseWord::Any,
        });
    }
    parts
}

/// The letters and gaps of a wildcard, folded: small letters without accents.
pub fn folded(wildcard: &str) -> String {
    unmarked(&words::folded(&marked(wildcard)))
}

/// Whether a text has gaps.
pub fn has_gap(text: &str) -> bool {
    (0..text.len()).any(|at| text.get(at..).is_some_and(begins_with_gap))
}

/// Whether a text begins with a gap. The question mark of `why?` is none: a letter or a star must follow.
pub fn begins_with_gap(text: &str) -> bool {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    let behind = text.trim_start_matches('?');
    text.starts_with('*')
        || behind.len() < text.len()
            && behind.starts_with(|c: char| c == '*' || c.is_alphanumeric())
}

fn marked(text: &str) -> String {
    let mark = |(at, c)| match c {
        '*' => ANY,
        '?' if text.get(at..).is_some_and(begins_with_gap) => ONE,
        c => c,
    };
    text.char_indices().map(mark).collect()
}

fn unmarked(text: &str) -> String {
    text.replace(ANY, "*").replace(ONE, "?")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |part| match part {
            PhraseWord::Plain(word) => word,
            PhraseWord::Like(pattern) => format!("<{pattern}>"),
            PhraseWord::Any => "_".to_owned(),
        };
        phrase_words(text).into_iter().map(show).collect()
    }

    #[test]
    fn gaps_stand_in_words() {
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
