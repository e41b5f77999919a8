//! Products and figures of fiction, which the tagger takes for organisations and people: "Quay's Marlin console",
//! "the Crew Heron capsule" and what everybody knows.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{next_word, previous_word};
use crate::text::tokenizer;

/// What a maker makes, as it stands behind the name.
const PRODUCTS: [&str; 20] = [
    "browser",
    "capsule",
    "console",
    "consoles",
    "device",
    "devices",
    "handheld",
    "handhelds",
    "handset",
    "handsets",
    "laptop",
    "phone",
    "phones",
    "player",
    "players",
    "rocket",
    "service",
    "smartphone",
    "software",
    "store",
];

/// What no firm's name stands before: an organisation is named by its maker, "the Quay console" by itself.
const VEHICLES: [&str; 7] =
    ["capsule", "console", "consoles", "handheld", "handhelds", "spacecraft", "spaceship"];

/// Products that everybody knows, folded, written for this project.
const KNOWN: [&str; 54] = [
    "airbus a380",
    "amiga",
    "android",
    "apple watch",
    "blu-ray",
    "bluetooth",
    "boeing dreamliner",
    "centos",
    "concorde",
    "debian",
    "ethernet",
    "facetime",
    "firefox",
    "game boy",
    "gamecube",
    "gmail",
    "google chrome",
    "google earth",
    "google maps",
    "imovie",
    "internet explorer",
    "internet relay chat",
    "ipad",
    "iphone",
    "ipod",
    "ipod mini",
    "irc",
    "itunes",
    "kindle",
    "linux",
    "mac mini",
    "macbook",
    "macintosh",
    "microsoft office",
    "microsoft windows",
    "nintendo ds",
    "nintendo switch",
    "photoshop",
    "playstation",
    "playstation portable",
    "powerpoint",
    "prozac",
    "psp",
    "ps2",
    "ps3",
    "ps4",
    "red hat enterprise linux",
    "rhel",
    "ubuntu",
    "unix",
    "viagra",
    "vioxx",
    "windows xp",
    "xbox",
];

/// Figures of fiction whom everybody knows, folded, written for this project.
const FIGURES: [&str; 20] = [
    "batman",
    "bart simpson",
    "bridget jones",
    "darth vader",
    "donald duck",
    "frodo baggins",
    "harry potter",
    "homer simpson",
    "indiana jones",
    "james bond",
    "lara croft",
    "luke skywalker",
    "mickey mouse",
    "peter pan",
    "robin hood",
    "sherlock holmes",
    "shrek",
    "spider-man",
    "superman",
    "winnie the pooh",
];

/// Most words between a name and what it is: "Quay's Marlin games console".
const MOST_BETWEEN: usize = 1;

/// Drops the type of products in the whole article.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    for span in spans.iter_mut().filter(|span| span.is_person_or_organisation()) {
        let folded = tokenizer::folded(span.text(article));
        if KNOWN.contains(&folded.as_str()) || FIGURES.contains(&folded.as_str()) {
            span.kind = EntityKind::Other;
        }
    }
    let products: HashSet<&str> = spans
        .iter()
        .enumerate()
        .filter(|(_, span)| span.is_person_or_organisation())
        .filter(|(at, span)| {
            is_product(article, span, at.checked_sub(1).and_then(|at| spans.get(at)))
        })
        .map(|(_, span)| span.text(article))
        .collect();
    if products.is_empty() {
        return;
    }
    for span in spans.iter_mut().filter(|span| span.is_person_or_organisation()) {
        if products.contains(span.text(article)) {
            span.kind = EntityKind::Other;
        }
    }
}

/// Returns true for a name between its maker and what it is, and for one of several words before a vehicle or
/// console. `previous` is the name before.
fn is_product(article: &Article, span: &Span, previous: Option<&Span>) -> bool {
    let text = article.slot(span.slot);
    let after = text.get(span.end..).unwrap_or_default();
    let has_maker = previous.is_some_and(|maker| makes(article, maker, span));
    let is_vehicle = span.text(article).contains(' ') && VEHICLES.contains(&next_word(after));
    is_vehicle || has_maker && is_followed_by_product(after)
}

/// Returns true for an organisation directly before, with the ending of a possessive: "Quay's Marlin", "Quay's
/// new Marlin".
fn makes(article: &Article, maker: &Span, span: &Span) -> bool {
    let between = article.slot(span.slot).get(maker.end..span.start).unwrap_or_default();
    let rest = between.strip_prefix("'s ").or_else(|| between.strip_prefix("’s "));
    maker.kind == EntityKind::Organisation
        && maker.slot == span.slot
        && rest.is_some_and(|rest| {
            rest.is_empty() || previous_word(rest) == rest.trim_end_matches(' ')
        })
}

/// Returns true if a text goes on with a product, at most a word further on.
fn is_followed_by_product(after: &str) -> bool {
    let mut after = after;
    for _ in 0..=MOST_BETWEEN {
        let word = next_word(after);
        if PRODUCTS.contains(&word) {
            return true;
        }
        if !word.starts_with(char::is_lowercase) {
            return false;
        }
        after = after.get(1 + word.len()..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::kinds_after;
    use super::*;
    use EntityKind::{Organisation, Other};

    #[test]
    fn products_are_told_by_their_maker_and_what_they_are() {
        for (body, names, expected) in [
            ("Quay's Marlin games console sold.", ["Quay", "Marlin"], [Organisation, Other]),
            ("Quay's new Marlin console sold.", ["Quay", "Marlin"], [Organisation, Other]),
            ("Quay's Marlin Board met.", ["Quay", "Marlin Board"], [Organisation, Organisation]),
            ("Quay’s unit, Marlin, met.", ["Quay", "Marlin"], [Organisation, Organisation]),
            ("Quay and the Crew Heron capsule.", ["Quay", "Crew Heron"], [Organisation, Other]),
            ("A Quay console, a Marlin phone.", ["Quay", "Marlin"], [Organisation, Organisation]),
            ("Quay's Marlin", ["Quay", "Marlin"], [Organisation, Organisation]),
        ] {
            let names = names.map(|name| (name, Organisation));
            assert_eq!(kinds_after(apply, body, &names), expected, "{body}");
        }
    }

    #[test]
    fn what_everybody_knows_is_no_person_or_organisation() {
        let names = [("iTunes", Organisation), ("Harry Potter", EntityKind::Person)];
        assert_eq!(kinds_after(apply, "He sold iTunes to Harry Potter.", &names), [Other, Other]);
    }

    #[test]
    fn a_product_is_one_everywhere_in_the_article() {
        let body = "Marlin sold. It was Quay's Marlin player.";
        let names = ["Marlin", "Quay", "Marlin"].map(|name| (name, Organisation));
        assert_eq!(kinds_after(apply, body, &names), [Other, Organisation, Other]);
    }
}
