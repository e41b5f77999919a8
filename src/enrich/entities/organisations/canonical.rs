//! Canonical names: what identifies an organisation, the same for every way to write its name.
//! "Department of Energy", "Energy Department" and "U.S. Energy Department" are one, and so are
//! "Standard & Poor's" and "Standard and Poors", "Apple Inc" and "Apple". Names that everybody knows
//! under another one are listed in `known.tsv`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::institution;
use super::legal_form::without_legal_form;
use crate::article::document::slug;
use crate::article::schema::Field;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;
use crate::text::tokenizer;

/// Well-known organisations, written for this project: full name, tab, other names separated by
/// bars.
const KNOWN: &str = include_str!("known.tsv");

/// Full names by the canonical words of every name.
static BY_NAME: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let names = entries().flat_map(|(full, others)| {
        let names = others.split('|').chain([full]).filter(|name| !name.is_empty());
        names.map(move |name| (canonical_words(&folded_words(name)), full))
    });
    names.collect()
});

/// All names by key.
static BY_KEY: LazyLock<HashMap<String, Vec<&'static str>>> = LazyLock::new(|| {
    let names = entries().filter_map(|(full, others)| {
        Some((key_of(full)?, others.split('|').chain([full]).collect()))
    });
    names.collect()
});

fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    KNOWN.lines().filter_map(|line| line.split_once('\t'))
}

/// Nouns of ministries, before or after what they are responsible for.
const MINISTRIES: [&str; 2] = ["department", "ministry"];

/// Iterates over all names of the well-known organisations.
pub(crate) fn known_organisations() -> impl Iterator<Item = &'static str> {
    entries().flat_map(|(full, others)| others.split('|').chain([full]))
}

/// Returns true for a name of a well-known organisation.
pub(crate) fn is_known(name: &str) -> bool {
    known(&folded_words(name)).is_some()
}

/// Returns the names of a well-known organisation by its key; none for others.
pub(crate) fn known_names(key: &str) -> &'static [&'static str] {
    BY_KEY.get(key).map(Vec::as_slice).unwrap_or_default()
}

/// Returns the full name of a well-known organisation by the folded words of any of its names.
pub(super) fn known(words: &[String]) -> Option<&'static str> {
    let known = |words: &[String]| BY_NAME.get(&canonical_words(words)).copied();
    // "Japanese Ministry of International Trade and Industry".
    known(words).or_else(|| known(institution::split(words)?.institution))
}

/// Returns the canonical name of an organisation by the folded words of one of its names, joined by
/// spaces.
pub(super) fn canonical(words: &[String]) -> String {
    if let Some(full) = known(words) {
        return canonical_words(&folded_words(full));
    }
    let words = without_article(words);
    match without_legal_form(words) {
        // "American Corp" is not what everybody calls "American".
        [word] if words.len() > 1 && is_ordinary(word) => words.join(" "),
        _ => canonical_words(words),
    }
}

/// Returns the key of an organisation by one of its names: `org/world-bank`; `None` if the name has
/// no word.
pub(crate) fn key(name: &str) -> Option<String> {
    key_of_words(&folded_words(name))
}

/// Returns the key of an organisation by the folded words of one of its names.
pub(super) fn key_of_words(words: &[String]) -> Option<String> {
    known(words).map_or_else(|| key_of(&canonical(words)), key_of)
}

fn key_of(name: &str) -> Option<String> {
    let slug = slug(name);
    (!slug.is_empty()).then(|| format!("{}{slug}", Field::Organisations.key_prefix()))
}

fn without_article(words: &[String]) -> &[String] {
    match words {
        [article, rest @ ..] if article == "the" && !rest.is_empty() => rest,
        words => words,
    }
}

fn folded_words(name: &str) -> Vec<String> {
    tokenizer::folded(name).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Puts the adjective of the country before the name of a national institution: "Parliament of Ghana" is
/// "Ghanaian Parliament"; nothing for other names.
fn with_adjective(words: &[String]) -> Option<Vec<String>> {
    let national = institution::split(without_article(words))?;
    let mut adjective = folded_words(national.adjective?);
    adjective.extend(national.institution.iter().cloned());
    Some(adjective)
}

/// Joins the words without the article, "and", the legal form, and the country of an American
/// department; with what a ministry is responsible for first.
fn canonical_words(words: &[String]) -> String {
    let national = with_adjective(words);
    let core = without_legal_form(without_article(national.as_deref().unwrap_or(words)));
    // "S&P" is "S and P".
    let parts = core.iter().flat_map(|word| word.split('&')).filter(|word| !word.is_empty());
    let mut kept: Vec<&str> = parts.filter(|word| *word != "and").collect();
    if let ["united", "states", rest @ ..] = kept.as_slice()
        && !rest.is_empty()
    {
        kept.splice(..2, ["us"]);
    }
    // A country may stand before it: "Norwegian Ministry of Fisheries".
    let at = kept.iter().take(2).position(|word| MINISTRIES.contains(word)).unwrap_or_default();
    if let (country, [ministry, "of" | "for", rest @ ..]) = kept.split_at(at)
        && MINISTRIES.contains(ministry)
        && !rest.is_empty()
    {
        let rest = rest.strip_prefix(&["the"]).unwrap_or(rest);
        kept = country.iter().chain(rest).chain([ministry]).copied().collect();
    }
    if let ["us", rest @ .., "department"] = kept.as_slice()
        && !rest.is_empty()
    {
        kept.remove(0);
    }
    if kept.is_empty() { core.join(" ") } else { kept.join(" ") }
}

/// Returns true for a word that is no name of its own: a common word, a demonym, a country.
fn is_ordinary(word: &str) -> bool {
    traits(word)
        .has_any(word_trait::COMMON | word_trait::DEMONYM | word_trait::REGION | word_trait::CITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_a_name_have_one_key() {
        for (name, expected) in [
            ("Harbour Mills Inc", "org/harbour-mills"),
            ("the Harbour Mills Company", "org/harbour-mills"),
            ("Quay & Sons", "org/quay-sons"),
            ("Quay and Sons Ltd.", "org/quay-sons"),
            ("Department of Fisheries", "org/fisheries-department"),
            ("U.S. Fisheries Department", "org/fisheries-department"),
            ("US Department of Fisheries", "org/fisheries-department"),
            ("United States Department of Fisheries", "org/fisheries-department"),
            ("United States Harbour Board", "org/us-harbour-board"),
            ("Ministry of Fisheries", "org/fisheries-ministry"),
            ("Norwegian Ministry of the Fisheries", "org/norwegian-fisheries-ministry"),
            ("Parliament of Ghana", "org/ghanaian-parliament"),
            ("Japan Finance Ministry", "org/japanese-finance-ministry"),
            ("the UK Ministry of Fisheries", "org/british-fisheries-ministry"),
            (
                "Japanese Ministry of International Trade and Industry",
                "org/ministry-of-international-trade-and-industry",
            ),
            ("American Corp", "org/american-corp"),
            ("Bank of Ghana", "org/bank-of-ghana"),
            ("IMF", "org/international-monetary-fund"),
            ("I.M.F.", "org/international-monetary-fund"),
            ("The Department", "org/department"),
        ] {
            assert_eq!(key(name).as_deref(), Some(expected), "{name}");
        }
        assert_eq!(key("&"), None);
    }

    #[test]
    fn every_name_in_the_list_stands_for_one_organisation() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        for line in KNOWN.lines() {
            let (full, others) = line.split_once('\t').expect("a name and others");
            for name in others.split('|').chain([full]) {
                let known = seen.insert(canonical_words(&folded_words(name)), full);
                assert!(known.is_none_or(|known| known == full), "{name}: {full}, {known:?}");
            }
        }
    }
}
