//! What stands next to a name in its text.

/// Returns the word directly before, without the dot of an abbreviation; empty if there is none.
pub(super) fn previous_word(before: &str) -> &str {
    let Some(before) = before.strip_suffix(' ') else { return "" };
    let before = before.strip_suffix('.').unwrap_or(before);
    let start = before.rfind(|c: char| !is_word(c));
    before.get(start.map_or(0, |at| before.ceil_char_boundary(at + 1))..).unwrap_or_default()
}

/// Returns the word directly after; empty if there is none.
pub(super) fn next_word(after: &str) -> &str {
    let after = after.strip_prefix(' ').unwrap_or_default();
    let end = after.find(|c: char| !is_word(c)).unwrap_or(after.len());
    after.get(..end).unwrap_or_default()
}

/// Returns true if the text before a word ends a sentence or is empty.
pub(super) fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "\"'“‘(".contains(c));
    before.is_empty() || before.ends_with(['.', '!', '?', ':'])
}

/// Longest text in which a word is sought in lowercase, in bytes, and most occurrences examined.
const LONGEST_SOUGHT: usize = 64 * 1024;
const MOST_EXAMINED: usize = 20;

/// Reports whether a text has a word in lowercase too, as it does not write names.
pub(super) fn occurs_in_lowercase(text: &str, word: &str) -> bool {
    let text = text.get(..text.floor_char_boundary(LONGEST_SOUGHT)).unwrap_or_default();
    let lower = word.to_lowercase();
    text.match_indices(&lower).take(MOST_EXAMINED).any(|(at, _)| {
        !text.get(..at).unwrap_or_default().ends_with(char::is_alphanumeric)
            && !text.get(at + lower.len()..).unwrap_or_default().starts_with(char::is_alphanumeric)
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_words() {
        assert_eq!(
            (previous_word("met Mr. "), previous_word("met,"), previous_word("")),
            ("Mr", "", "")
        );
        assert_eq!((next_word(" said so"), next_word(", said"), next_word("")), ("said", "", ""));
        assert!(occurs_in_lowercase("A mobile.", "Mobile"));
        assert!(!occurs_in_lowercase("Mobile automobiles", "Mobile"));
        assert!(begins_sentence("He left. “") && begins_sentence("") && !begins_sentence("He, "));
    }
}
