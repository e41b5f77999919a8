//! Words that speak of a place without naming it: "Russian", "the Kremlin". Found by a pass over the words of an
//! article, which looks at capitalised ones only.

use crate::article::entity::Mention;
use crate::article::{Article, Slot};
use crate::enrich::entities::span::{Kind, Span};
use crate::text::words::Words;

use super::gazetteer;
use super::gazetteer::{Known, Meaning};

/// The longest phrase: "10 Downing Street", "Great Hall of the People".
const LONGEST: usize = 5;

/// A mention of one of these places by a word that is not its name.
#[derive(Debug, Clone)]
pub struct Hint {
    /// Where it stands.
    pub mention: Mention,
    /// What it may lead to; "Georgian" to two.
    pub of: Vec<Known>,
}

/// Every demonym and metonym in the texts of an article that stands outside the names of people, places and bodies,
/// or is such a name: "the Kremlin".
pub fn find(article: &Article, spans: &[Span]) -> Vec<Hint> {
    let mut found = Vec::new();
    let mut words = Reader::default();
    for (slot, text) in article.slots() {
        let from = spans.partition_point(|span| span.slot < slot);
        let to = spans.partition_point(|span| span.slot <= slot);
        let here = spans.get(from..to).unwrap_or_default();
        in_text(slot, text, here, &mut words, &mut found);
    }
    found
}

fn in_text(slot: Slot, text: &str, spans: &[Span], words: &mut Reader, found: &mut Vec<Hint>) {
    let mut spans = spans.iter().filter(|span| span.kind != Kind::Other).peekable();
    let mut at = 0;
    while let Some(start) = next_capital(text, at) {
        let Some((end, of)) = words.phrase(text, start, &mut at) else { continue };
        while spans.next_if(|span| span.end <= start).is_some() {}
        let free =
            spans.peek().is_none_or(|span| end <= span.start || is_whole(text, span, start, end));
        if free && !of.is_empty() && counts(text, start, end) {
            found.push(Hint { mention: Mention { slot, start, end, demonym: true }, of });
        }
    }
}

/// Whether these words are the whole name of what the tagger took for a body or a place: "the Kremlin".
fn is_whole(text: &str, span: &Span, start: usize, end: usize) -> bool {
    let before = text.get(span.start..start).unwrap_or("-");
    span.kind != Kind::Person && span.end == end && matches!(before, "" | "the " | "The ")
}

/// Whether the words may count: "US" is a country in capitals only, and not where all is in capitals; "in French" and
/// "speaks Russian" tell of languages.
fn counts(text: &str, start: usize, end: usize) -> bool {
    let phrase = text.get(start..end).unwrap_or_default();
    if phrase.len() == 2 {
        let shouted = !text.bytes().any(|byte| byte.is_ascii_lowercase());
        return phrase.bytes().all(|byte| byte.is_ascii_uppercase()) && !shouted;
    }
    let before = text
        .get(..start)
        .unwrap_or_default()
        .trim_end()
        .rsplit([' ', '\n'])
        .next()
        .unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let goes_on = after
        .strip_prefix([' ', '-'])
        .is_some_and(|after| after.starts_with(char::is_alphanumeric));
    match before {
        "speak" | "speaks" | "spoke" | "speaking" => false,
        "in" | "into" => goes_on,
        _ => true,
    }
}

/// The next capital that begins a word.
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

/// Reads phrases word by word.
#[derive(Default)]
struct Reader {
    /// The folded words read so far.
    key: String,
    buffer: String,
}

impl Reader {
    /// The longest phrase from here that leads somewhere: where it ends, and the places; none where it is known to
    /// mean none. Moves `at` behind what was read.
    fn phrase(&mut self, text: &str, start: usize, at: &mut usize) -> Option<(usize, Vec<Known>)> {
        let mut end = self.read(text, start)?;
        *at = end;
        let mut best = None;
        for count in 1..=LONGEST {
            let (of, leads, begins) = self.meanings();
            if leads {
                (best, *at) = (Some((end, of)), end);
            }
            if count == LONGEST || (count == 1 && !begins) {
                break;
            }
            let Some(next) = next_word(text, end).and_then(|next| self.read(text, next)) else {
                break;
            };
            end = next;
            self.key = gazetteer::key(text.get(start..end)?);
        }
        best
    }

    /// What the words read so far lead to; whether they lead anywhere; whether they begin longer phrases.
    fn meanings(&self) -> (Vec<Known>, bool, bool) {
        let (mut of, mut leads, mut begins) = (Vec::new(), false, false);
        for meaning in gazetteer::demonym(&self.key) {
            match meaning {
                Meaning::Of(known) => of.push(known),
                Meaning::Nowhere => leads = true,
                Meaning::Begins => begins = true,
            }
        }
        leads |= !of.is_empty();
        (of, leads, begins)
    }

    /// Reads the word that starts here; returns where it ends.
    fn read(&mut self, text: &str, start: usize) -> Option<usize> {
        let mut words = Words::reusing(text.get(start..)?, std::mem::take(&mut self.buffer));
        let word = words.advance();
        self.key.clear();
        self.key.push_str(words.folded());
        self.buffer = words.into_buffer();
        word.map(|word| start + word.end.max(1))
    }
}

/// Where the word begins that follows directly, behind a space, a hyphen or an apostrophe.
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
        let hints = find(&article, spans).into_iter();
        hints
            .map(|Hint { mention, of }| {
                (
                    body[mention.start..mention.end].to_string(),
                    of.into_iter().map(Known::name).collect(),
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
    fn metonyms_count_towards_the_country() {
        assert_eq!(
            found("The White House and the Kremlin; Downing Street and the Quai d'Orsay.", &[]),
            [
                ("White House", "United States"),
                ("Kremlin", "Russia"),
                ("Downing Street", "United Kingdom"),
                ("Quai d'Orsay", "France")
            ]
            .map(|(word, of)| (word.to_string(), vec![of]))
        );
    }

    #[test]
    fn names_of_people_and_bodies_are_their_own() {
        let body = "Russian Airlines and the Kremlin told Brit Hume and French Lick.";
        let span = |name: &str, kind| {
            let start = body.find(name).unwrap();
            Span { slot: Slot::Body, start, end: start + name.len(), kind, confidence: 1.0 }
        };
        let spans = [
            span("Russian Airlines", Kind::Organisation),
            span("the Kremlin", Kind::Organisation),
            span("Brit Hume", Kind::Person),
            span("French Lick", Kind::Place),
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
