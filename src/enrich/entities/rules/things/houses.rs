//! "House" in a compound, which is no parliament: "House prices", "Quay House".

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{begins_sentence, next_word, previous_word};
use crate::text::calendar;

/// Words that make a compound of "House" before them.
const OF_HOUSES: [&str; 13] = [
    "arrest", "builder", "builders", "building", "buyers", "calls", "music", "owners", "party",
    "price", "prices", "sales", "sellers",
];

/// Words with a capital that may stand before the House of a parliament.
const BEFORE_HOUSE: [&str; 7] = ["American", "Democratic", "GOP", "Republican", "The", "U.S", "US"];

/// Drops the type of "House" in compounds.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    let is_house = |span: &&mut Span| {
        span.kind == EntityKind::Organisation && matches!(span.text(article), "House" | "HOUSE")
    };
    for span in spans.iter_mut().filter(is_house) {
        if is_compound(article, span) || is_building(article, span) {
            span.kind = EntityKind::Other;
        }
    }
}

fn is_compound(article: &Article, span: &Span) -> bool {
    let after = article.slot(span.slot).get(span.end..).unwrap_or_default();
    OF_HOUSES.contains(&next_word(after).to_lowercase().as_str())
}

/// Returns true for "House" behind a name or before "of": the tagger left out the rest of the name.
fn is_building(article: &Article, span: &Span) -> bool {
    let text = article.slot(span.slot);
    let before = text.get(..span.start).unwrap_or_default();
    let previous = previous_word(before);
    let is_named = previous.starts_with(char::is_uppercase)
        && !BEFORE_HOUSE.contains(&previous)
        && calendar::month(previous).is_none()
        && calendar::weekday(previous).is_none()
        && !begins_sentence(before.trim_end().trim_end_matches(previous));
    let is_headline = !text.contains(char::is_lowercase);
    let after = text.get(span.end..).unwrap_or_default();
    (is_named || next_word(after) == "of") && !is_headline
}

#[cfg(test)]
mod tests {
    use super::super::kinds_after;
    use super::*;
    use EntityKind::{Organisation, Other};

    #[test]
    fn house_in_a_compound_is_no_parliament() {
        for (body, name, expected) in [
            ("House prices fell.", "House", Other),
            ("The House voted.", "House", Organisation),
            ("They met at Quay House.", "House", Other),
            ("In July House members voted.", "House", Organisation),
            ("Today the US House voted.", "House", Organisation),
            ("He left the House of the Quill.", "House", Other),
            ("HOUSE PRICES RISE", "HOUSE", Other),
        ] {
            assert_eq!(kinds_after(apply, body, &[(name, Organisation)]), [expected], "{body}");
        }
    }
}
