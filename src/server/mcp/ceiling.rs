//! The most that an answer may hold: an assistant's memory is small.

use serde_json::Value;

/// Bytes of JSON that count as a token, fewer than a token of English has on average.
const BYTES: usize = 3;

/// The fewest and the most tokens that a call can ask for.
pub(super) const LEAST: usize = 1000;
pub(super) const MOST: usize = 20_000;

/// Tokens of an answer by default.
const DEFAULT: usize = 3000;

/// Bytes that are kept for what every answer has: counts, warnings, the cursor.
const FRAME: usize = 1200;

/// The bytes that are left for an answer.
#[derive(Debug)]
pub(super) struct Ceiling(usize);

impl Ceiling {
    /// The ceiling of this many tokens.
    pub(super) fn new(tokens: Option<usize>) -> Self {
        Self((tokens.unwrap_or(DEFAULT).clamp(LEAST, MOST) * BYTES).saturating_sub(FRAME))
    }

    /// The bytes that are left.
    pub(super) fn left(&self) -> usize {
        self.0
    }

    /// Takes the room of an item; false if it does not fit, after which nothing fits.
    pub(super) fn take(&mut self, item: &Value) -> bool {
        // The comma behind it counts too.
        let left = self.0.checked_sub(item.to_string().len() + 1);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }

    /// Takes the items that fit, from the first on.
    pub(super) fn fill(&mut self, items: impl IntoIterator<Item = Value>) -> Vec<Value> {
        items.into_iter().take_while(|item| self.take(item)).collect()
    }
}

/// Cuts a text that is only shown, at a word, to about this many bytes.
pub(super) fn shortened(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let kept = text.get(..text.floor_char_boundary(bytes)).unwrap_or_default();
    let kept = kept.rsplit_once(char::is_whitespace).map_or(kept, |(words, _)| words);
    format!("{kept} …")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn items_fit_until_the_bytes_are_used_up() {
        let mut ceiling = Ceiling::new(Some(LEAST));
        let room = ceiling.left();
        assert_eq!(room, LEAST * BYTES - FRAME);
        let item = json!("x".repeat(97));
        let taken = ceiling.fill(std::iter::repeat_n(item, 100));
        assert_eq!(taken.len(), room / 100);
        assert!(!ceiling.take(&json!("x".repeat(room))) && ceiling.left() == 0);
    }

    #[test]
    fn texts_are_shortened_at_a_word() {
        assert_eq!(shortened("one two three", 9), "one two …");
        assert_eq!(shortened("one two", 9), "one two");
        assert_eq!(shortened("ééééé", 5), "éé …");
    }
}
