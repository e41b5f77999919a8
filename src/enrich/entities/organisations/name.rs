//! Parser for names of organisations: words, initials and legal form. It looks only at the name.

use std::collections::HashMap;

use super::canonical;
use super::legal_form::{LEGAL_FORMS, without_legal_form};
use crate::article::Slot;
use crate::enrich::entities::surroundings::begins_sentence;
use crate::text::tokenizer::Words;

/// Words after the common name of an organisation: "Ford Motor", "Goldman Sachs", "Harvard
/// University".
const GENERIC_WORDS: &[&str] = &[
    "motor",
    "motors",
    "bank",
    "banking",
    "bancorp",
    "airlines",
    "airways",
    "air",
    "university",
    "college",
    "brothers",
    "sachs",
    "stanley",
    "lynch",
    "financial",
    "international",
    "industries",
    "electric",
    "electronics",
    "energy",
    "oil",
    "petroleum",
    "pharmaceuticals",
    "pharma",
    "technologies",
    "technology",
    "systems",
    "software",
    "communications",
    "telecom",
    "media",
    "entertainment",
    "pictures",
    "studios",
    "foods",
    "stores",
    "steel",
    "chemical",
    "chemicals",
    "aerospace",
    "aircraft",
    "computer",
    "com",
    "platforms",
    "securities",
    "insurance",
    "partners",
    "party",
    "newspapers",
    "magazine",
    "fc",
    "afc",
];
/// Words that initials skip.
const FUNCTION_WORDS: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des", "di", "da", "del", "et",
    "y", "e",
];

/// A name of an organisation, without its article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct OrganisationName {
    /// Folded words.
    pub words: Vec<String>,
    /// Words without the legal form, joined by spaces.
    pub core: String,
    /// Number of words in the core.
    pub core_length: usize,
    /// Canonical name, the same for every way to write it.
    pub canonical: String,
    /// True for initials: "IMF", "U.N.".
    pub is_acronym: bool,
    /// True for a name in capitals that is not an acronym.
    pub is_all_caps: bool,
    /// Name for display.
    pub display: String,
}

/// A span parsed as an organisation.
pub(super) struct ParsedOrganisation {
    /// Start of the name in the span.
    pub start: usize,
    /// End of the name in the span.
    pub end: usize,
    /// The name.
    pub name: OrganisationName,
    /// Acronym in brackets within the span, as printed: "International Monetary Fund (IMF)".
    pub acronym: Option<String>,
}

/// Names of an article's organisations by their text.
pub(super) type ParsedNames<'a> = HashMap<&'a str, ParsedOrganisation>;

/// Parses a span as the name of an organisation; `None` if it contains no word.
pub(super) fn parse(span: &str) -> Option<ParsedOrganisation> {
    let (name, acronym) = match span.split_once('(') {
        Some((name, rest)) if !name.trim().is_empty() => (name, rest.split(')').next()),
        _ => (span, None),
    };
    let acronym = acronym.filter(|acronym| is_acronym(acronym)).map(str::to_owned);
    let mut words = Words::new(name);
    let mut found: Vec<(usize, usize, String)> = Vec::with_capacity(4);
    while let Some(word) = words.advance() {
        found.push((word.start, word.end, words.folded().to_string()));
    }
    if found.len() > 1 && found.first().is_some_and(|(_, _, word)| word == "the") {
        found.remove(0);
    }
    let (&(start, ..), &(_, end, _)) = (found.first()?, found.last()?);
    let surface = name.get(start..end)?;
    let words: Vec<String> = found.into_iter().map(|(.., word)| word).collect();
    let core = without_legal_form(&words);
    let (core_length, core) = (core.len(), core.join(" "));
    let canonical = canonical::canonical(&words);
    let is_acronym = words.len() == 1 && is_acronym(surface);
    let is_all_caps = !is_acronym && !surface.chars().any(char::is_lowercase) && words.len() > 1;
    let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
    let display = if is_all_caps { title_case(&surface) } else { surface };
    Some(ParsedOrganisation {
        start,
        end,
        name: OrganisationName {
            words,
            core,
            core_length,
            canonical,
            is_acronym,
            is_all_caps,
            display,
        },
        acronym,
    })
}

/// Recognises two to seven capitals, with or without dots, and at most one lowercase letter: "IMF",
/// "U.N.", "UNHCR", "MoD".
pub(super) fn is_acronym(surface: &str) -> bool {
    let capitals = surface.chars().filter(|letter| letter.is_uppercase()).count();
    let others =
        surface.chars().filter(|letter| letter.is_alphabetic() && !letter.is_uppercase()).count();
    (2..=7).contains(&capitals) && others <= 1
}

/// Tells whether the text before a name ends with an article that is part of it: 1 for "The" within a sentence,
/// -1 for "the", which is none, and 0 where nothing tells.
pub(super) fn article(slot: Slot, head: &str) -> i32 {
    if head.ends_with(" the ") {
        return -1;
    }
    let is_part = slot != Slot::Title
        && head.strip_suffix(" The ").is_some_and(|before| !begins_sentence(before));
    i32::from(is_part)
}

/// Converts INTERNATIONAL MONETARY FUND to International Monetary Fund; short words, which can be
/// acronyms, stay.
fn title_case(surface: &str) -> String {
    let word = |word: &str| {
        let folded = word.to_lowercase();
        if FUNCTION_WORDS.contains(&folded.as_str()) {
            return folded;
        }
        let mut letters = word.chars();
        let first: String = letters.next().into_iter().collect();
        if word.chars().count() > 3 {
            first + &letters.as_str().to_lowercase()
        } else {
            word.to_string()
        }
    };
    surface.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

impl OrganisationName {
    /// Returns the name of the same institution in a country: "Japanese Finance Ministry".
    pub(super) fn of_country(&self, adjective: &str) -> Self {
        let is_capitals = !self.display.chars().any(char::is_lowercase);
        let display = if is_capitals { title_case(&self.display) } else { self.display.clone() };
        parse(&format!("{adjective} {display}")).map_or_else(|| self.clone(), |it| it.name)
    }

    /// Returns true for a single word that is no acronym, as of a newspaper: "Hill".
    pub(super) fn is_single_word(&self) -> bool {
        self.words.len() == 1 && !self.is_acronym
    }

    /// Returns the initials of its words: without function words, with them, and without a leading
    /// country or "UN" ("UN Office for …").
    pub(super) fn initials(&self) -> impl Iterator<Item = String> + '_ {
        let initials = move |all: bool, skip: usize| -> String {
            let kept = self
                .words
                .iter()
                .skip(skip)
                .filter(|word| all || !FUNCTION_WORDS.contains(&word.as_str()));
            kept.filter_map(|word| word.chars().next()).collect()
        };
        let has_owner = self
            .words
            .first()
            .is_some_and(|word| matches!(word.as_str(), "un" | "us" | "uk" | "eu"));
        let rest = if has_owner { initials(false, 1) } else { String::new() };
        [initials(false, 0), initials(true, 0), rest]
            .into_iter()
            .filter(|initials| initials.chars().count() > 1)
    }

    /// Returns true if this name is the shorter one followed only by generic words: "Ford Motor".
    pub(super) fn extends(&self, short: &OrganisationName) -> bool {
        let rest = self.words.get(short.words.len()..).unwrap_or_default();
        !rest.is_empty()
            && self.words.starts_with(&short.words)
            && rest.iter().all(|word| {
                GENERIC_WORDS.contains(&word.as_str()) || LEGAL_FORMS.contains(&word.as_str())
            })
    }
}

/// Types of organisations and last words of clubs, which do not name one on their own: "the Committee",
/// "United".
const ORGANISATION_NOUNS: &[&str] = &[
    "committee",
    "court",
    "council",
    "commission",
    "board",
    "union",
    "party",
    "group",
    "company",
    "university",
    "college",
    "press",
    "agency",
    "department",
    "ministry",
    "foundation",
    "association",
    "bank",
    "club",
    "office",
    "government",
    "administration",
    "cabinet",
    "justice",
    "state",
    "federation",
    "authority",
    "bureau",
    "center",
    "centre",
    "school",
    "hospital",
    "institute",
    "corp",
    "inc",
    "co",
    "ltd",
    "church",
    "forces",
    "force",
    "police",
    "team",
    "league",
    "fund",
    "united",
    "city",
    "county",
    "town",
    "athletic",
    "rovers",
    "wanderers",
];

/// Last words of the names of clubs, by which reports of a match call them without an article.
const CLUB_WORDS: &[&str] =
    &["united", "city", "county", "town", "athletic", "rovers", "wanderers", "albion", "rangers"];

/// Returns true for the last word of the names of clubs: "United".
pub(super) fn is_club_word(name: &OrganisationName) -> bool {
    matches!(name.words.as_slice(), [word] if CLUB_WORDS.contains(&word.as_str()))
}

/// Returns true for a name that is only a type of organisation.
pub(super) fn is_generic(name: &OrganisationName) -> bool {
    matches!(name.words.as_slice(), [word] if ORGANISATION_NOUNS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_is_part_of_a_name_within_a_sentence() {
        assert_eq!(article(Slot::Body, "He told The "), 1);
        assert_eq!(article(Slot::Body, "He told the "), -1);
        assert_eq!(article(Slot::Body, "He left. The "), 0);
        assert_eq!(article(Slot::Title, "What The "), 0);
        let is_single = |span: &str| parse(span).is_some_and(|it| it.name.is_single_word());
        assert!(is_single("Hill") && !is_single("Hill Board") && !is_single("HB"));
    }

    #[test]
    fn names_acronyms_and_legal_forms() {
        let core = |span: &str| parse(span).map(|parsed| parsed.name.core).unwrap_or_default();
        assert_eq!(core("the Washington Post's"), "washington post");
        assert_eq!(core("Apple Inc."), "apple");
        assert_eq!(core("Ford Motor Co"), "ford motor");
        assert_eq!(core("International Monetary Fund (IMF)"), "international monetary fund");
        assert_eq!(core("Group"), "group");
        let fund = parse("International Monetary Fund (IMF)").unwrap();
        assert_eq!((fund.acronym.as_deref(), fund.end), (Some("IMF"), 27));
        let initials: Vec<_> = parse("Bank of Ghana").unwrap().name.initials().collect();
        assert_eq!(initials, ["bg", "bog"]);
        assert!(parse("U.N.").unwrap().name.is_acronym && !parse("Apple").unwrap().name.is_acronym);
        assert_eq!(parse("BANK OF GHANA").unwrap().name.display, "Bank of Ghana");
        assert!(parse("()").is_none());
    }
}
