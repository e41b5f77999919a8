//! The countries of national institutions: an article gives the country of "Finance Ministry" beside the name,
//! with another mention of it, or by being about one country.

use std::collections::{BTreeMap, BTreeSet};

use super::canonical;
use super::institution;
use super::institution::National;
use super::name::ParsedNames;
use crate::article::Article;
use crate::article::countries;
use crate::article::entity::Place;
use crate::article::schema::Field;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::text::tokenizer;

/// The countries of the institutions of an article.
pub(super) struct Countries {
    /// The adjectives that stand beside a canonical name or in it.
    named: BTreeMap<String, BTreeSet<&'static str>>,
    /// The adjective of the country that the article is about.
    of_article: Option<&'static str>,
}

impl Countries {
    /// Collects the countries that an article with these places and parsed names gives.
    pub(super) fn of(
        article: &Article,
        spans: &[Span],
        places: &[Place],
        names: &ParsedNames<'_>,
    ) -> Self {
        let mut named: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
        for span in spans.iter().filter(|span| span.kind == EntityKind::Organisation) {
            let Some(parsed) = names.get(span.text(article)) else { continue };
            let Some(national) = institution::split(&parsed.name.words) else { continue };
            let (start, end) = (span.start + parsed.start, span.start + parsed.end);
            let text = article.slot(span.slot);
            let adjective = national.adjective.or_else(|| beside(text, start, end));
            let name = canonical::canonical(national.institution);
            adjective.into_iter().for_each(|adjective| {
                named.entry(name.clone()).or_default().insert(adjective);
            });
        }
        let of_article = country_of(places).or_else(|| country_of_organisations(names));
        Self { named, of_article }
    }

    /// Returns the adjective of the country whose institution a name without one means. The name lies in
    /// the text from `start` to `end`.
    pub(super) fn meant(
        &self,
        words: &[String],
        text: &str,
        (start, end): (usize, usize),
    ) -> Option<&'static str> {
        if let Some(adjective) = beside(text, start, end) {
            return Some(adjective);
        }
        match self.named.get(&canonical::canonical(words)) {
            Some(named) => named.iter().next().copied().filter(|_| named.len() == 1),
            None => self.of_article.filter(|adjective| has(adjective, words)),
        }
    }
}

/// Splits the name of an institution that is not known everywhere under this name.
fn split(words: &[String]) -> Option<National<'_>> {
    institution::split(words).filter(|_| canonical::known(words).is_none())
}

/// Returns whether a name is that of an institution without its country.
pub(super) fn lacks_country(words: &[String]) -> bool {
    split(words).is_some_and(|national| national.adjective.is_none())
}

/// Returns the adjective of the country beside a name.
fn beside(text: &str, start: usize, end: usize) -> Option<&'static str> {
    let before = countries::adjective_before(text.get(..start).unwrap_or_default());
    before.or_else(|| countries::adjective_after(text.get(end..).unwrap_or_default()))
}

/// Organisations of one country, by their keys without the prefix: an article that names no place is about that
/// country.
const OF_ONE_COUNTRY: [(&str, &str); 23] = [
    ("bank-of-england", "British"),
    ("central-intelligence-agency", "U.S."),
    ("congressional-budget-office", "U.S."),
    ("conservative-party", "British"),
    ("defense-department", "U.S."),
    ("democratic-party", "U.S."),
    ("environmental-protection-agency", "U.S."),
    ("federal-bureau-of-investigation", "U.S."),
    ("federal-communications-commission", "U.S."),
    ("federal-reserve", "U.S."),
    ("federal-trade-commission", "U.S."),
    ("food-and-drug-administration", "U.S."),
    ("house-judiciary-committee", "U.S."),
    ("house-of-commons", "British"),
    ("house-of-lords", "British"),
    ("justice-department", "U.S."),
    ("metropolitan-police-service", "British"),
    ("republican-party", "U.S."),
    ("securities-and-exchange-commission", "U.S."),
    ("state-department", "U.S."),
    ("us-congress", "U.S."),
    ("us-senate", "U.S."),
    ("white-house", "U.S."),
];

/// Returns the adjective of the only country whose own organisations an article names.
fn country_of_organisations(names: &ParsedNames<'_>) -> Option<&'static str> {
    let keys = names.values().filter_map(|parsed| canonical::key_of_words(&parsed.name.words));
    let mut countries: BTreeSet<&'static str> = BTreeSet::new();
    for key in keys {
        let key = key.strip_prefix(Field::Organisations.key_prefix()).unwrap_or_default();
        let found = OF_ONE_COUNTRY.binary_search_by_key(&key, |(slug, _)| slug).ok();
        countries
            .extend(found.and_then(|at| OF_ONE_COUNTRY.get(at)).map(|(_, adjective)| *adjective));
    }
    countries.first().copied().filter(|_| countries.len() == 1)
}

/// Institutions of the United States, where an article about that country names no other. States have some
/// of them too, but news calls those by the name of the state.
const AMERICAN: [&str; 10] = [
    "air force",
    "army",
    "coast guard",
    "congress",
    "house of representatives",
    "national guard",
    "navy",
    "senate",
    "supreme court",
    "treasury",
];

/// Countries whose central bank is called Reserve Bank.
const WITH_RESERVE_BANK: [&str; 7] =
    ["Australian", "Fijian", "Indian", "Malawian", "New Zealand", "South African", "Zimbabwean"];

/// Returns whether a country has an institution of this name, where only the article tells the country.
fn has(adjective: &str, words: &[String]) -> bool {
    let name = words.join(" ");
    match adjective {
        "U.S." => AMERICAN.contains(&name.as_str()),
        "British" => matches!(name.as_str(), "parliament" | "supreme court" | "treasury"),
        // Brussels and Luxembourg host those of the European Union.
        "Belgian" | "Luxembourg" => false,
        _ if name == "reserve bank" => WITH_RESERVE_BANK.contains(&adjective),
        _ => institution::is_of_the_article(words),
    }
}

/// Weight of the place of the dateline, in mentions.
const DATELINE_MENTIONS: usize = 3;

/// Returns the adjective of the country that an article is about: that of the dateline, if no other is
/// named twice as often, or the one with most of the mentions.
fn country_of(places: &[Place]) -> Option<&'static str> {
    let mut mentions: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut of_dateline = None;
    for place in places {
        let country = place.path.iter().rev();
        let mut country = country.filter_map(|name| countries::adjective(&tokenizer::folded(name)));
        let Some(adjective) = country.next() else { continue };
        let in_dateline = place.evidence.reason.starts_with("dateline");
        let weight = if in_dateline { DATELINE_MENTIONS } else { 0 };
        *mentions.entry(adjective).or_default() += place.mentions.len() + weight;
        of_dateline = of_dateline.or(in_dateline.then_some(adjective));
    }
    let all: usize = mentions.values().sum();
    let most = mentions.values().copied().max().unwrap_or_default();
    let of = |adjective: &str| mentions.get(adjective).copied().unwrap_or_default();
    of_dateline
        .filter(|adjective| of(adjective) * 2 >= most)
        .or_else(|| mentions.iter().find(|(_, count)| **count * 2 > all).map(|(it, _)| *it))
}

#[cfg(test)]
mod tests {
    use super::super::name;
    use super::*;
    use crate::article::Slot;
    use crate::article::entity::{Mention, Via};

    #[test]
    fn organisations_of_one_country_tell_which() {
        assert!(OF_ONE_COUNTRY.is_sorted());
        let country = |names: &[&'static str]| {
            let parsed = names.iter().filter_map(|name| Some((*name, name::parse(name)?)));
            country_of_organisations(&parsed.collect())
        };
        assert_eq!(country(&["Federal Reserve", "Harbour Board"]), Some("U.S."));
        assert_eq!(country(&["the House of Commons"]), Some("British"));
        assert_eq!(country(&["Fed", "Bank of England"]), None, "two countries");
        assert_eq!(country(&["Harbour Board"]), None);
    }

    #[test]
    fn an_article_is_about_the_country_of_its_dateline_or_of_most_mentions() {
        let place = |path: &[&str], mentions: usize, reason: &str| {
            let mut place =
                Place { path: path.iter().map(ToString::to_string).collect(), ..Place::default() };
            place.mentions =
                vec![Mention { slot: Slot::Body, start: 0, end: 0, via: Via::Name }; mentions];
            place.evidence.reason = reason.to_string();
            place
        };
        let oslo = place(&["Europe", "Norway", "Oslo"], 0, "dateline, named once");
        let ghana = |mentions| place(&["Africa", "Ghana"], mentions, "named");
        assert_eq!(country_of(std::slice::from_ref(&oslo)), Some("Norwegian"));
        assert_eq!(country_of(&[oslo.clone(), ghana(6)]), Some("Norwegian"));
        assert_eq!(country_of(&[oslo, ghana(9)]), Some("Ghanaian"));
        assert_eq!(country_of(&[ghana(2), place(&["Europe", "Norway"], 2, "named")]), None);
        assert_eq!(country_of(&[]), None);
    }
}
