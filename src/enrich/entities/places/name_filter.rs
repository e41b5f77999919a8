//! Filter for names that are not places: the tagger labels "the North", "Islam" and "the Herald" as
//! places, and the gazetteer lists a town for nearly every word.

use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::{TaggerModel, lexicon};
use crate::text::hash;

/// Directions, forms of states and their divisions. A name made only of these does not name a
/// place.
const GENERIC_WORDS: &[&str] = &[
    "north",
    "south",
    "east",
    "west",
    "northern",
    "southern",
    "eastern",
    "western",
    "northeast",
    "northwest",
    "southeast",
    "southwest",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "central",
    "center",
    "centre",
    "middle",
    "upper",
    "lower",
    "inner",
    "outer",
    "greater",
    "far",
    "mid",
    "main",
    "new",
    "old",
    "city",
    "town",
    "village",
    "county",
    "state",
    "states",
    "province",
    "region",
    "district",
    "territory",
    "republic",
    "kingdom",
    "union",
    "federation",
    "democratic",
    "united",
    "arab",
    "islamic",
    "federal",
    "socialist",
    "peoples",
];

/// Types of places, which do not name one on their own.
const PLACE_NOUNS: &[&str] = &[
    "capitol",
    "capital",
    "bay",
    "coast",
    "river",
    "lake",
    "sea",
    "ocean",
    "island",
    "islands",
    "valley",
    "hill",
    "hills",
    "mountain",
    "beach",
    "park",
    "port",
    "tower",
    "harbor",
    "harbour",
    "border",
    "street",
    "road",
    "avenue",
    "st",
    "church",
    "basilica",
    "cathedral",
    "mosque",
    "temple",
    "bridge",
    "square",
    "airport",
    "station",
    "room",
    "house",
];

/// Religions and their books, eras, events, programmes, diseases, groups of people and celestial
/// bodies.
const NON_PLACES: &[&str] = &[
    "god",
    "allah",
    "jesus",
    "satan",
    "heaven",
    "hell",
    "islam",
    "christianity",
    "christendom",
    "christian",
    "christians",
    "catholic",
    "catholics",
    "protestant",
    "evangelical",
    "baptist",
    "muslim",
    "muslims",
    "sunni",
    "sunnis",
    "shia",
    "shiite",
    "shiites",
    "jew",
    "jews",
    "jewish",
    "hindu",
    "sharia",
    "shariah",
    "koran",
    "quran",
    "bible",
    "torah",
    "gospel",
    "ramadan",
    "christmas",
    "easter",
    "thanksgiving",
    "holocaust",
    "reich",
    "renaissance",
    "intifada",
    "crusades",
    "brexit",
    "medicare",
    "medicaid",
    "obamacare",
    "ebola",
    "zika",
    "covid",
    "coronavirus",
    "earth",
    "moon",
    "sun",
    "latino",
    "latina",
    "latinos",
    "latinas",
    "hispanic",
    "brit",
    "brits",
];

/// Last words in the names of newspapers, events, treaties and religions.
const NON_PLACE_ENDINGS: &[&str] = &[
    "herald",
    "chronicle",
    "tribune",
    "gazette",
    "journal",
    "daily",
    "times",
    "news",
    "magazine",
    "accord",
    "accords",
    "agreement",
    "treaty",
    "pact",
    "war",
    "wars",
    "revolution",
    "spring",
    "uprising",
    "massacre",
    "act",
    "claus",
    "islam",
    "force",
];

/// Suffixes of single words for doctrines and fears.
const DOCTRINE_SUFFIXES: [&str; 4] = ["ism", "phobia", "philia", "ists"];

/// Returns true for names that are only a direction or a type of place: "the West", "Eastern
/// Province".
pub(super) fn is_vague(key: &str) -> bool {
    PLACE_NOUNS.contains(&key) || key.split(' ').all(|word| GENERIC_WORDS.contains(&word))
}

/// Returns true for names known as something other than a place.
pub(super) fn is_not_a_place(key: &str) -> bool {
    match key.rsplit_once(' ') {
        None => {
            NON_PLACES.contains(&key)
                || (key.len() > 6 && DOCTRINE_SUFFIXES.iter().any(|end| key.ends_with(end)))
        }
        Some((_, last)) => NON_PLACES.contains(&last),
    }
}

/// Returns true for unlisted names that end like newspapers, wars and treaties.
pub(super) fn has_non_place_ending(key: &str) -> bool {
    key.rsplit_once(' ').is_some_and(|(_, last)| NON_PLACE_ENDINGS.contains(&last))
}

/// Returns true for names that are also a word, a first name, a surname or a famous person's name.
pub(super) fn is_wordlike(key: &str) -> bool {
    const COMMON: u32 =
        word_trait::COMMON | word_trait::FIRST_NAME | word_trait::SURNAME | word_trait::TITLE;
    let lexicon = &TaggerModel::shipped().lexicon;
    let entry = |word: &str| lexicon.find(hash::of(word.as_bytes()));
    if !key.contains(' ') {
        return entry(key).has_any(COMMON);
    }
    let whole = lexicon::phrase_hash(key.split(' ').map(|word| hash::of(word.as_bytes())));
    lexicon.find(whole).has_any(word_trait::FAMOUS)
}

/// Returns true for two or more words that look like a person's name: "Saddam Hussein", but not
/// "Jefferson Street".
pub(super) fn is_person_name(key: &str) -> bool {
    let lexicon = &TaggerModel::shipped().lexicon;
    let entry = |word: &str| lexicon.find(hash::of(word.as_bytes()));
    let Some((first, last)) = key.split_once(' ') else { return false };
    is_wordlike(key)
        || (entry(first).has_any(word_trait::FIRST_NAME)
            && !last.contains(' ')
            && entry(last).has_any(word_trait::SURNAME)
            && !entry(last).has_any(word_trait::PLACE_HEAD | word_trait::COMMON))
}

/// Returns true for initials: "U.N.", "VA". A text all in capitals gives no evidence.
pub(super) fn is_acronym(name: &str, text: &str) -> bool {
    let letters = name.chars().filter(|&c| c != '.').count();
    letters <= 4
        && name.chars().all(|c| c == '.' || c.is_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_places() {
        for key in ["north", "upper east", "st", "islamic republic", "eastern province"] {
            assert!(is_vague(key), "{key}");
        }
        for key in ["south lawn", "north carolina", "green bay", ""] {
            assert!(!is_vague(key), "{key}");
        }
        for key in ["islam", "third reich", "shia islam", "catholicism", "medicare"] {
            assert!(is_not_a_place(key), "{key}");
        }
        assert!(
            !is_not_a_place("belgium")
                && !is_not_a_place("easter island")
                && !is_not_a_place("prism")
        );
        assert!(has_non_place_ending("oakfield herald") && !has_non_place_ending("herald"));
        assert!(is_acronym("U.N.", "The U.N. met.") && !is_acronym("TROY", "FIRE IN TROY"));
        assert!(is_person_name("john smith") && !is_person_name("mill road"));
    }
}
