//! An organisation's name taken apart: words, initials, what the law adds to it. Everything here looks at names alone.

use crate::text::words::Words;

/// What the law adds to a company's name.
const LEGAL: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "ltd",
    "limited",
    "plc",
    "llc",
    "llp",
    "ag",
    "sa",
    "spa",
    "nv",
    "bv",
    "gmbh",
    "oyj",
    "ab",
    "asa",
    "as",
    "kk",
    "pty",
    "se",
    "holdings",
    "holding",
    "group",
];
/// What follows the name a company goes by: "Ford Motor", "Goldman Sachs", "Harvard University".
const GENERIC: &[&str] = &[
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
const SMALL: &[&str] = &[
    "of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des", "di", "da", "del", "et",
    "y", "e",
];

/// A name of an organisation, without its article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Title {
    /// Folded words.
    pub words: Vec<String>,
    /// The words without what the law adds, joined by spaces.
    pub core: String,
    /// How many words the core has.
    pub length: usize,
    /// Whether it is written as initials: "IMF", "U.N.".
    pub is_acronym: bool,
    /// Whether it is in capitals throughout, and no acronym.
    pub is_shouted: bool,
    /// As a reader would write it.
    pub shown: String,
}

/// A span read as an organisation.
pub struct Reading {
    /// Where the name begins in the span.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The name.
    pub title: Title,
    /// The acronym that the span took in: "International Monetary Fund (IMF)".
    pub acronym: Option<String>,
}

/// Reads a span as an organisation's name; nothing where it has no word.
pub fn read(span: &str) -> Option<Reading> {
    let (name, acronym) = match span.split_once('(') {
        Some((name, rest)) if !name.trim().is_empty() => (name, rest.split(')').next()),
        _ => (span, None),
    };
    let mut words = Words::new(name);
    let mut found: Vec<(usize, usize, String)> = Vec::with_capacity(4);
    while let Some(word) = words.advance() {
        found.push((word.start, word.end, words.folded().to_string()));
    }
    if found.len() > 1 && found.first().is_some_and(|(_, _, word)| word == "the") {
        found.remove(0);
    }
    let (&(start, ..), &(_, end, _)) = (found.first()?, found.last()?);
    let written = name.get(start..end)?;
    let words: Vec<String> = found.into_iter().map(|(.., word)| word).collect();
    let legal = words.iter().rev().take_while(|word| LEGAL.contains(&word.as_str())).count();
    let length = if legal < words.len() { words.len() - legal } else { words.len() };
    let core = words.iter().take(length).map(String::as_str).collect::<Vec<_>>().join(" ");
    let is_acronym = words.len() == 1 && is_acronym(written);
    let is_shouted = !is_acronym && !written.chars().any(char::is_lowercase) && words.len() > 1;
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown = if is_shouted { in_lower_case(&written) } else { written };
    let acronym = acronym
        .map(crate::text::words::folded)
        .filter(|word| !word.is_empty() && !word.contains(' '));
    Some(Reading {
        start,
        end,
        title: Title { words, core, length, is_acronym, is_shouted, shown },
        acronym,
    })
}

/// Two to seven capitals, with or without dots, and a small letter or two at most: "IMF", "U.N.", "UNHCR", "MoD".
fn is_acronym(written: &str) -> bool {
    let capitals = written.chars().filter(|letter| letter.is_uppercase()).count();
    let others =
        written.chars().filter(|letter| letter.is_alphabetic() && !letter.is_uppercase()).count();
    (2..=7).contains(&capitals) && others <= 1
}

/// INTERNATIONAL MONETARY FUND as International Monetary Fund; short words that could be acronyms stay.
fn in_lower_case(written: &str) -> String {
    let word = |word: &str| {
        let folded = word.to_lowercase();
        if SMALL.contains(&folded.as_str()) {
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
    written.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

impl Title {
    /// The initials of its words: without the small words, with them, and without whose it is ("UN Office for …").
    pub fn initials(&self) -> impl Iterator<Item = String> + '_ {
        let of = move |all: bool, skip: usize| -> String {
            let kept =
                self.words.iter().skip(skip).filter(|word| all || !SMALL.contains(&word.as_str()));
            kept.filter_map(|word| word.chars().next()).collect()
        };
        let owned = self
            .words
            .first()
            .is_some_and(|word| matches!(word.as_str(), "un" | "us" | "uk" | "eu"));
        let rest = if owned { of(false, 1) } else { String::new() };
        [of(false, 0), of(true, 0), rest]
            .into_iter()
            .filter(|initials| initials.chars().count() > 1)
    }

    /// Whether this longer name is the shorter one with no more than a kind of business behind it: "Ford Motor".
    pub fn extends(&self, short: &Title) -> bool {
        let rest = self.words.get(short.words.len()..).unwrap_or_default();
        !rest.is_empty()
            && self.words.starts_with(&short.words)
            && rest
                .iter()
                .all(|word| GENERIC.contains(&word.as_str()) || LEGAL.contains(&word.as_str()))
    }
}

/// What an organisation can be; alone it names none: "the Committee".
const KINDS: &[&str] = &[
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
];

/// Whether a name is no more than the word for a kind of organisation.
pub fn is_kind(title: &Title) -> bool {
    matches!(title.words.as_slice(), [word] if KINDS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_acronyms_and_what_the_law_adds() {
        let core = |span: &str| read(span).map(|reading| reading.title.core).unwrap_or_default();
        assert_eq!(core("the Washington Post's"), "washington post");
        assert_eq!(core("Apple Inc."), "apple");
        assert_eq!(core("Ford Motor Co"), "ford motor");
        assert_eq!(core("International Monetary Fund (IMF)"), "international monetary fund");
        assert_eq!(core("Group"), "group");
        let fund = read("International Monetary Fund (IMF)").unwrap();
        assert_eq!((fund.acronym.as_deref(), fund.end), (Some("imf"), 27));
        let initials: Vec<_> = read("Bank of Ghana").unwrap().title.initials().collect();
        assert_eq!(initials, ["bg", "bog"]);
        assert!(read("U.N.").unwrap().title.is_acronym && !read("Apple").unwrap().title.is_acronym);
        assert_eq!(read("BANK OF GHANA").unwrap().title.shown, "Bank of Ghana");
        assert!(read("()").is_none());
    }
}
