//! Joins the lines of a paragraph: with a space, or, where a word was broken at the end of a line,
//! with nothing or with its hyphen. The rest of the text shows whether a word is written as one or
//! as a compound.

use memchr::memmem;

/// The text between two lines once they are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineJoin {
    /// A space, as between words.
    Space,
    /// Nothing: "govern-" and "ment" are one word.
    Nothing,
    /// The hyphen stays: "Anglo-" and "Saxon".
    Hyphen,
}

/// The number of bytes of a text that are searched for a word.
const SEARCHED_BYTES: usize = 128 * 1024;

/// Words that begin compounds.
const COMPOUND_PREFIXES: [&str; 33] = [
    "anti", "non", "post", "pre", "pro", "ex", "semi", "half", "self", "multi", "well", "long",
    "short", "high", "low", "all", "cross", "mid", "so", "year", "one", "two", "three", "four",
    "five", "six", "ten", "first", "second", "third", "part", "full", "ultra",
];

/// Words that end compounds.
const COMPOUND_ENDINGS: [&str; 27] = [
    "year", "month", "week", "day", "hour", "old", "term", "based", "owned", "time", "led",
    "style", "scale", "backed", "made", "level", "free", "related", "wide", "half", "third",
    "ranking", "speed", "in", "to", "up", "off",
];

/// Syllables that end words and never begin one.
const WORD_ENDINGS: [&str; 32] = [
    "tion", "tions", "ment", "ments", "ing", "ings", "ed", "er", "ers", "ly", "sion", "sions",
    "ness", "able", "ible", "ity", "al", "tive", "ence", "ance", "ies", "ure", "ism", "ist", "ous",
    "cial", "tial", "ture", "ate", "ated", "es", "tor",
];

/// Decides how a line joins the line above it. `narrow` means that the lines come from a narrow
/// printed column, where words are broken at any syllable.
pub(crate) fn line_join(above: &str, below: &str, text: &str, narrow: bool) -> LineJoin {
    let above = above.trim_end();
    if above.ends_with(['\u{AD}', '¬']) && below.trim_start().starts_with(char::is_alphabetic) {
        return LineJoin::Nothing;
    }
    let Some(head) = above.strip_suffix('-') else { return LineJoin::Space };
    let (left, right) = (last_word(head), first_word(below.trim_start()));
    if left.is_empty() || right.is_empty() {
        return LineJoin::Space;
    }
    if is_compound(left, right, text, narrow) { LineJoin::Hyphen } else { LineJoin::Nothing }
}

fn last_word(text: &str) -> &str {
    let start = text
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + text.get(at..).map_or(0, char_len));
    text.get(start..).unwrap_or_default()
}

fn char_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn is_compound(left: &str, right: &str, text: &str, narrow: bool) -> bool {
    let text = text.get(..text.floor_char_boundary(SEARCHED_BYTES)).unwrap_or(text);
    if has_word(text, &format!("{left}{right}")) {
        return false;
    }
    let (first, second) = (left.to_lowercase(), right.to_lowercase());
    let lower = |word: &str| word.chars().all(char::is_lowercase);
    if has_word(text, &format!("{left}-{right}"))
        || left.contains(|c: char| c.is_ascii_digit())
        || !lower(right)
            && right.starts_with(char::is_uppercase)
            && left.chars().any(char::is_lowercase)
        || COMPOUND_PREFIXES.contains(&&*first)
    {
        return true;
    }
    if WORD_ENDINGS.contains(&&*second) || second.len() < 2 {
        return false;
    }
    COMPOUND_ENDINGS.contains(&&*second)
        || !narrow
        || (has_word(text, left) && has_word(text, right))
}

/// Returns whether a text has this word on its own, not as part of a longer word.
fn has_word(text: &str, word: &str) -> bool {
    let is_edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    memmem::find_iter(text.as_bytes(), word.as_bytes()).take(64).any(|at| {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
        is_edge(before.chars().next_back()) && is_edge(after.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_words_are_joined_and_compounds_keep_their_hyphen() {
        let text =
            "The government of the south-eastern harbour sent a letter. The river and the boat.";
        for (above, below, narrow, want) in [
            ("the govern-", "ment said", false, LineJoin::Nothing),
            ("the south-", "eastern wind", true, LineJoin::Hyphen),
            ("an Anglo-", "Saxon", true, LineJoin::Hyphen),
            ("a 12-", "month low", true, LineJoin::Hyphen),
            ("an anti-", "inflation plan", true, LineJoin::Hyphen),
            ("his expec-", "tations", true, LineJoin::Nothing),
            ("his expecta-", "tions", false, LineJoin::Nothing),
            ("a river-", "boat", true, LineJoin::Hyphen),
            ("rubber-", "growing", false, LineJoin::Hyphen),
            ("it rained -", "and stopped", true, LineJoin::Space),
            ("it rained --", "and stopped", true, LineJoin::Space),
            ("it rained", "and stopped", true, LineJoin::Space),
            ("gov\u{AD}", "ernment", false, LineJoin::Nothing),
            ("gov¬", "ernment", false, LineJoin::Nothing),
            ("SHOUT-", "ING", true, LineJoin::Nothing),
        ] {
            assert_eq!(line_join(above, below, text, narrow), want, "{above} {below}");
        }
    }
}
