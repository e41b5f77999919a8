//! Contests, prizes, shows, storms and sights, also those named after people.

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{next_word, previous_word};
use crate::text::tokenizer;

/// Last words of the names of contests and prizes that bear the name of a person.
const EVENT_ENDINGS: [&str; 14] = [
    "award",
    "awards",
    "championship",
    "championships",
    "classic",
    "cup",
    "festival",
    "games",
    "marathon",
    "open",
    "prize",
    "stakes",
    "tournament",
    "trophy",
];

/// Last words of the names of contests, prizes and shows that the tagger takes for organisations.
const CONTEST_ENDINGS: [&str; 17] = [
    "award",
    "awards",
    "bowl",
    "championship",
    "championships",
    "cup",
    "expo",
    "grand prix",
    "marathon",
    "olympics",
    "prize",
    "prizes",
    "show",
    "six nations",
    "summit",
    "tournament",
    "trophy",
];

/// Contests that end with another word.
const CONTESTS: [&str; 7] = [
    "champions league",
    "europa league",
    "five nations",
    "golden globe",
    "golden globes",
    "six nations",
    "tri nations",
];

/// Storms, which have given names.
const STORMS: [&str; 5] = ["Storm", "Hurricane", "Typhoon", "Cyclone", "storm"];

/// Things named after people, as they stand after the name.
const SIGHTS: [&str; 8] =
    ["Telescope", "telescope", "Bridge", "Highway", "Street", "Avenue", "Airport", "Stadium"];

/// Drops the type of contests, storms and sights.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    for span in spans {
        let is_event = match span.kind {
            EntityKind::Person => {
                ends_with(&folded(article, span), &EVENT_ENDINGS) || names_thing(article, span)
            }
            EntityKind::Organisation => is_contest(&folded(article, span)),
            _ => false,
        };
        if is_event {
            span.kind = EntityKind::Other;
        }
    }
}

fn folded(article: &Article, span: &Span) -> String {
    tokenizer::folded(span.text(article))
}

/// Recognises contests, prizes and shows: "Academy Awards", "Harbour Boat Show".
fn is_contest(folded: &str) -> bool {
    ends_with(folded, &CONTEST_ENDINGS) || CONTESTS.contains(&folded)
}

/// Returns true for a name of more words than the ending.
fn ends_with(folded: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| folded.strip_suffix(ending).is_some_and(|rest| rest.ends_with(' ')))
}

/// Returns true for storms and things that bear the name of a person: "Tropical Storm Ada", "the Ada Quill
/// space telescope".
fn names_thing(article: &Article, span: &Span) -> bool {
    let text = article.slot(span.slot);
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let after =
        after.strip_prefix(" space").or_else(|| after.strip_prefix(" Space")).unwrap_or(after);
    STORMS.contains(&previous_word(before)) || SIGHTS.contains(&next_word(after))
}

#[cfg(test)]
mod tests {
    use super::super::kinds_after;
    use super::*;
    use EntityKind::{Organisation, Other, Person};

    #[test]
    fn contests_are_no_organisations() {
        for name in [
            "Academy Awards",
            "World Indoor Championships",
            "Six Nations",
            "RBS Six Nations",
            "Harbour Boat Show",
            "Champions League",
        ] {
            assert_eq!(kinds_after(apply, name, &[(name, Organisation)]), [Other], "{name}");
        }
        for name in ["Boston Globe", "Cup Board", "Harbour League"] {
            assert_eq!(kinds_after(apply, name, &[(name, Organisation)]), [Organisation], "{name}");
        }
    }

    #[test]
    fn storms_sights_and_contests_named_after_people_are_not_people() {
        let body = "Is Tropical Storm Ada near the Bola Quill space telescope? Ada Marsh won the Marsh Cup.";
        let names =
            [("Ada", Person), ("Bola Quill", Person), ("Ada Marsh", Person), ("Marsh Cup", Person)];
        assert_eq!(kinds_after(apply, body, &names), [Other, Other, Person, Other]);
    }
}
