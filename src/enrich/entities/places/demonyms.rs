//! Demonyms and metonyms: words that refer to a place without naming it, such as "Russian" and "the
//! Kremlin". A scan over the capitalised words of an article finds them.

use crate::article::entity::{Mention, Via};
use crate::article::{Article, Slot};
use crate::enrich::entities::span::{EntityKind, Span};
use crate::text::tokenizer::Words;

use super::gazetteer;
use super::gazetteer::{DemonymTarget, GazetteerPlace};
use super::implied::ImpliedPlace;
use super::name_key::name_key;

/// Maximum number of words in a phrase: "10 Downing Street", "Great Hall of the People".
const MAX_WORDS: usize = 5;

/// Finds the demonyms and metonyms in an article that are outside the names of people, places and
/// organisations, or are such a name: "the Kremlin".
pub(super) fn find(article: &Article, spans: &[Span]) -> Vec<ImpliedPlace> {
    let mut found = Vec::new();
    let mut words = PhraseReader::default();
    for (slot, text) in article.slots() {
        let from = spans.partition_point(|span| span.slot < slot);
        let to = spans.partition_point(|span| span.slot <= slot);
        let in_slot = spans.get(from..to).unwrap_or_default();
        find_in_text(slot, text, in_slot, &mut words, &mut found);
    }
    found
}

fn find_in_text(
    slot: Slot,
    text: &str,
    spans: &[Span],
    words: &mut PhraseReader,
    found: &mut Vec<ImpliedPlace>,
) {
    let mut spans = spans.iter().filter(|span| span.kind != EntityKind::Other).peekable();
    let mut at = 0;
    while let Some(start) = next_capital(text, at) {
        let Some((end, places)) = words.phrase(text, start, &mut at) else { continue };
        while spans.next_if(|span| span.end <= start).is_some() {}
        let free =
            spans.peek().is_none_or(|span| end <= span.start || is_whole(text, span, start, end));
        if free && !places.is_empty() && is_reference(text, start, end) {
            found.push(ImpliedPlace {
                mention: Mention { slot, start, end, via: Via::Demonym },
                places,
            });
        }
    }
}

/// Returns true if these words are the whole name of an organisation or a place: "the Kremlin".
fn is_whole(text: &str, span: &Span, start: usize, end: usize) -> bool {
    let before = text.get(span.start..start).unwrap_or("-");
    span.kind != EntityKind::Person && span.end == end && matches!(before, "" | "the " | "The ")
}

/// Returns true if the words refer to a place: "US" only in capitals and in a text that is not all
/// capitals, but not a language, as in "in French" and "speaks Russian".
fn is_reference(text: &str, start: usize, end: usize) -> bool {
    let phrase = text.get(start..end).unwrap_or_default();
    if phrase.len() == 2 {
        let all_capitals = !text.bytes().any(|byte| byte.is_ascii_lowercase());
        return phrase.bytes().all(|byte| byte.is_ascii_uppercase()) && !all_capitals;
    }
    let before = text
        .get(..start)
        .unwrap_or_default()
        .trim_end()
        .rsplit([' ', '\n'])
        .next()
        .unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let continues = after
        .strip_prefix([' ', '-'])
        .is_some_and(|after| after.starts_with(char::is_alphanumeric));
    match before {
        "speak" | "speaks" | "spoke" | "speaking" => false,
        "in" | "into" => continues,
        _ => true,
    }
}

/// Finds the next capital at the beginning of a word.
fn next_capital(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at +=
            bytes.get(at..)?.iter().position(|&byte| byte.is_ascii_uppercase() || byte == 0xc3)?;
        let capital = bytes.get(at).is_some_and(u8::is_ascii_uppercase)
            || text.get(at..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let inside = match at.checked_sub(1).and_then(|before| bytes.get(before)) {
            Some(before) if before.is_ascii() => before.is_ascii_alphanumeric(),
            Some(_) => text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric)),
            None => false,
        };
        if capital && !inside {
            return Some(at);
        }
        at += 1;
    }
}

/// Matches phrases word by word.
#[derive(Default)]
struct PhraseReader {
    /// Folded words of the phrase so far.
    key: String,
    buffer: String,
}

impl PhraseReader {
    /// Matches the longest phrase at `start`: its end and its places, which are empty for an
    /// explicit non-place. Moves `at` past the words that were read.
    fn phrase(
        &mut self,
        text: &str,
        start: usize,
        at: &mut usize,
    ) -> Option<(usize, Vec<GazetteerPlace>)> {
        let mut end = self.read_word(text, start)?;
        *at = end;
        let mut best = None;
        for count in 1..=MAX_WORDS {
            let (places, has_target, is_prefix) = self.targets();
            if has_target {
                (best, *at) = (Some((end, places)), end);
            }
            if count == MAX_WORDS || (count == 1 && !is_prefix) {
                break;
            }
            let Some(next) = next_word(text, end).and_then(|next| self.read_word(text, next))
            else {
                break;
            };
            end = next;
            self.key = name_key(text.get(start..end)?);
        }
        best
    }

    /// Returns the places of the phrase so far, whether it has a target, and whether longer phrases
    /// begin with it.
    fn targets(&self) -> (Vec<GazetteerPlace>, bool, bool) {
        let (mut places, mut has_target, mut is_prefix) = (Vec::new(), false, false);
        for target in gazetteer::demonym_targets(&self.key) {
            match target {
                DemonymTarget::Place(place) => places.push(place),
                DemonymTarget::Nowhere => has_target = true,
                DemonymTarget::Prefix => is_prefix = true,
            }
        }
        has_target |= !places.is_empty();
        (places, has_target, is_prefix)
    }

    /// Reads the word at `start` and returns its end.
    fn read_word(&mut self, text: &str, start: usize) -> Option<usize> {
        let mut words = Words::with_buffer(text.get(start..)?, std::mem::take(&mut self.buffer));
        let word = words.advance();
        self.key.clear();
        self.key.push_str(words.folded());
        self.buffer = words.into_buffer();
        word.map(|word| start + word.end.max(1))
    }
}

/// Returns the start of the word that follows after a space, a hyphen or an apostrophe.
fn next_word(text: &str, end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let after = rest.strip_prefix([' ', '-', '\'', '’'])?;
    after.starts_with(char::is_alphanumeric).then_some(text.len() - after.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(body: &str, spans: &[Span]) -> Vec<(String, Vec<&'static str>)> {
        let article = Article { body: body.into(), ..Article::default() };
        let mentions = find(&article, spans).into_iter();
        mentions
            .map(|ImpliedPlace { mention, places }| {
                (
                    body[mention.start..mention.end].to_string(),
                    places.into_iter().map(GazetteerPlace::name).collect(),
                )
            })
            .collect()
    }

    fn words(body: &str) -> Vec<String> {
        found(body, &[]).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn demonyms_of_one_word_and_more() {
        assert_eq!(
            words(
                "South African and North Korean envoys met Russians, Saudi Arabians and a Londoner."
            ),
            ["South African", "North Korean", "Russians", "Saudi Arabians", "Londoner"]
        );
        assert_eq!(words("Russia's friends polish Polish floors."), ["Polish"]);
        assert_eq!(
            words("African-American voters; U.S. officials; US troops; Us too; “British” rule"),
            ["African-American", "U.S.", "US", "British"]
        );
        assert!(
            words("He speaks Russian, replied in French. The Indian Ocean and British Airways.")
                .is_empty()
        );
        assert!(words("TELL US MORE").is_empty() && words("").is_empty());
    }

    #[test]
    fn metonyms_refer_to_the_country() {
        assert_eq!(
            found("The White House and the Kremlin; Downing Street and the Quai d'Orsay.", &[]),
            [
                ("White House", "United States"),
                ("Kremlin", "Russia"),
                ("Downing Street", "United Kingdom"),
                ("Quai d'Orsay", "France")
            ]
            .map(|(word, places)| (word.to_string(), vec![places]))
        );
    }

    #[test]
    fn names_of_people_and_organisations_are_left_out() {
        let body = "Russian Airlines and the Kremlin told Brit Hume and French Lick.";
        let span = |name: &str, kind| {
            let start = body.find(name).unwrap();
            Span { slot: Slot::Body, start, end: start + name.len(), kind, confidence: 1.0 }
        };
        let spans = [
            span("Russian Airlines", EntityKind::Organisation),
            span("the Kremlin", EntityKind::Organisation),
            span("Brit Hume", EntityKind::Person),
            span("French Lick", EntityKind::Place),
        ];
        assert_eq!(found(body, &spans), [("Kremlin".to_string(), vec!["Russia"])]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}|[A-Z a-z,.'()—_-]{0,60}") {
            words(&text);
        }
    }
}
