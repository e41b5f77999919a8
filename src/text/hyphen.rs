//! What joins two lines of a paragraph: a space, or, where a word was broken at the end of a line, nothing or its
//! hyphen. A word is told from a compound by how the rest of the text writes it.

use memchr::memmem;

/// What stands between two lines once they are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineJoin {
    /// A space, as between words.
    Space,
    /// Nothing: "govern-" and "ment" are one word.
    Nothing,
    /// The hyphen that stands there: "Anglo-" and "Saxon".
    Hyphen,
}

/// How much of a text is searched for a word.
const LOOK: usize = 128 * 1024;

/// What opens compounds.
const OPENINGS: [&str; 33] = [
    "anti", "non", "post", "pre", "pro", "ex", "semi", "half", "self", "multi", "well", "long",
    "short", "high", "low", "all", "cross", "mid", "so", "year", "one", "two", "three", "four",
    "five", "six", "ten", "first", "second", "third", "part", "full", "ultra",
];

/// What closes compounds.
const CLOSINGS: [&str; 27] = [
    "year", "month", "week", "day", "hour", "old", "term", "based", "owned", "time", "led",
    "style", "scale", "backed", "made", "level", "free", "related", "wide", "half", "third",
    "ranking", "speed", "in", "to", "up", "off",
];

/// What closes words and opens none.
const SYLLABLES: [&str; 32] = [
    "tion", "tions", "ment", "ments", "ing", "ings", "ed", "er", "ers", "ly", "sion", "sions",
    "ness", "able", "ible", "ity", "al", "tive", "ence", "ance", "ies", "ure", "ism", "ist", "ous",
    "cial", "tial", "ture", "ate", "ated", "es", "tor",
];

/// What joins a line to the one above it. `narrow` says that the lines are a printed column's, where words are broken as
/// they come.
pub fn joint(above: &str, below: &str, text: &str, narrow: bool) -> LineJoin {
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
    let text = text.get(..text.floor_char_boundary(LOOK)).unwrap_or(text);
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
        || OPENINGS.contains(&&*first)
    {
        return true;
    }
    if SYLLABLES.contains(&&*second) || second.len() < 2 {
        return false;
    }
    CLOSINGS.contains(&&*second) || !narrow || (has_word(text, left) && has_word(text, right))
}

/// Whether a word stands in a text by itself.
fn has_word(text: &str, word: &str) -> bool {
    let apart = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '-');
    memmem::find_iter(text.as_bytes(), word.as_bytes()).take(64).any(|at| {
        let (before, after) =
            (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
        apart(before.chars().next_back()) && apart(after.chars().next())
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
            assert_eq!(joint(above, below, text, narrow), want, "{above} {below}");
        }
    }
}
