//! What the words of a name tell against its being a place: the tagger takes "the North", "Islam" and "the Herald" for
//! places, and the gazetteer has a town for nearly every word.

use crate::enrich::entities::tagger::lexicon::trait_of;
use crate::enrich::entities::tagger::{Model, lexicon};
use crate::text::hash;

/// Sides, forms of states and their parts. A name of nothing else tells of no place by itself.
const SIDES: &[&str] = &[
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

/// Kinds of places, which alone tell of none.
const KINDS: &[&str] = &[
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

/// Faiths and their books, eras, events, programmes, plagues, peoples and the heavens.
const NO_PLACES: &[&str] = &[
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

/// What ends the name of a paper, an event, a treaty or a faith.
const ENDS: &[&str] = &[
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

/// What ends single words for teachings and fears.
const TEACHINGS: [&str; 4] = ["ism", "phobia", "philia", "ists"];

/// Whether the words of a name tell a side or a kind of place and nothing more: "the West", "Eastern Province".
pub fn is_vague(key: &str) -> bool {
    KINDS.contains(&key) || key.split(' ').all(|word| SIDES.contains(&word))
}

/// Whether a name is known for what is no place.
pub fn is_no_place(key: &str) -> bool {
    match key.rsplit_once(' ') {
        None => {
            NO_PLACES.contains(&key)
                || (key.len() > 6 && TEACHINGS.iter().any(|end| key.ends_with(end)))
        }
        Some((_, last)) => NO_PLACES.contains(&last),
    }
}

/// Whether a name the gazetteer lacks ends as papers, wars and treaties do.
pub fn ends_as_no_place(key: &str) -> bool {
    key.rsplit_once(' ').is_some_and(|(_, last)| ENDS.contains(&last))
}

/// Whether a name is as well a word, a first name, a surname or a famous person's name.
pub fn is_wordlike(key: &str) -> bool {
    const COMMON: u32 =
        trait_of::COMMON | trait_of::FIRST_NAME | trait_of::SURNAME | trait_of::TITLE;
    let lexicon = &Model::shipped().lexicon;
    let of = |word: &str| lexicon.find(hash::of(word.as_bytes()));
    if !key.contains(' ') {
        return of(key).is(COMMON);
    }
    let whole = lexicon::phrase(key.split(' ').map(|word| hash::of(word.as_bytes())));
    lexicon.find(whole).is(trait_of::FAMOUS)
}

/// Whether two words or more read as somebody's name: "Saddam Hussein", not "Jefferson Street".
pub fn is_persons(key: &str) -> bool {
    let lexicon = &Model::shipped().lexicon;
    let of = |word: &str| lexicon.find(hash::of(word.as_bytes()));
    let Some((first, last)) = key.split_once(' ') else { return false };
    is_wordlike(key)
        || (of(first).is(trait_of::FIRST_NAME)
            && !last.contains(' ')
            && of(last).is(trait_of::SURNAME)
            && !of(last).is(trait_of::PLACE_HEAD | trait_of::COMMON))
}

/// Whether a name is letters that stand for words: "U.N.", "VA". In a text all in capitals nothing tells.
pub fn is_acronym(named: &str, text: &str) -> bool {
    let letters = named.chars().filter(|&c| c != '.').count();
    letters <= 4
        && named.chars().all(|c| c == '.' || c.is_uppercase())
        && text.bytes().any(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_no_places() {
        for key in ["north", "upper east", "st", "islamic republic", "eastern province"] {
            assert!(is_vague(key), "{key}");
        }
        for key in ["south lawn", "north carolina", "green bay", ""] {
            assert!(!is_vague(key), "{key}");
        }
        for key in ["islam", "third reich", "shia islam", "catholicism", "medicare"] {
            assert!(is_no_place(key), "{key}");
        }
        assert!(!is_no_place("belgium") && !is_no_place("easter island") && !is_no_place("prism"));
        assert!(ends_as_no_place("oakfield herald") && !ends_as_no_place("herald"));
        assert!(is_acronym("U.N.", "The U.N. met.") && !is_acronym("TROY", "FIRE IN TROY"));
        assert!(is_persons("john smith") && !is_persons("mill road"));
    }
}
