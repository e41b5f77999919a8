//! Rules that correct the tagger: handles, court cases, party tags and creeds are not entities, and
//! a country is a place.

use std::collections::HashSet;

use crate::article::Article;
use crate::enrich::entities::places;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::next_word;
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;
use crate::text::tokenizer;

/// Words that are capitalised but are not entities: creeds, ethnic groups, political affiliations,
/// feasts.
const NON_ENTITIES: &[&str] = &[
    "muslim",
    "muslims",
    "islam",
    "islamic",
    "islamist",
    "islamists",
    "christian",
    "christians",
    "christianity",
    "catholic",
    "catholics",
    "protestant",
    "protestants",
    "jewish",
    "jew",
    "jews",
    "judaism",
    "hindu",
    "hindus",
    "buddhist",
    "buddhists",
    "sunni",
    "sunnis",
    "shiite",
    "shiites",
    "shia",
    "evangelical",
    "evangelicals",
    "orthodox",
    "mormon",
    "mormons",
    "sikh",
    "sikhs",
    "republican",
    "republicans",
    "democrat",
    "democrats",
    "democratic",
    "conservative",
    "conservatives",
    "liberal",
    "liberals",
    "labour",
    "tory",
    "tories",
    "communist",
    "communists",
    "communism",
    "socialist",
    "socialists",
    "marxist",
    "nazi",
    "nazis",
    "fascist",
    "fascists",
    "libertarian",
    "libertarians",
    "lgbt",
    "lgbtq",
    "hispanic",
    "hispanics",
    "latino",
    "latinos",
    "black",
    "blacks",
    "arab",
    "arabs",
    "kurd",
    "kurds",
    "kurdish",
    "god",
    "allah",
    "bible",
    "koran",
    "quran",
    "sharia",
    "ramadan",
    "christmas",
    "easter",
    "thanksgiving",
    "holocaust",
    "medicare",
    "medicaid",
    "obamacare",
    "brexit",
    "covid",
    "constitution",
    "internet",
    "earth",
    "jim crow",
    "mother jones",
    "dow jones industrial average",
    "santa claus",
    "aids",
    "hiv",
    "third world",
    "social security",
    "oval office",
    "west wing",
    "electoral college",
    "cold war",
    "great depression",
    "class a",
    "class b",
    "sterling",
    "euro",
    "us dollar",
    "us currency",
    "european currency unit",
    "european currency units",
    "sri",
    "uncle sam",
    "philippine",
    "gross national product",
    "gross domestic product",
    "gnp",
    "gdp",
    "consumer price index",
    "cpi",
    "libor",
    "aa",
    "aaa",
    "new year",
    "new years eve",
    "pc",
    "pcs",
    "dvd",
    "dvds",
    "cd",
    "cds",
    "3g",
    "mp3",
    "r&b",
    "lbo",
    "ipo",
    "ceo",
    "writethru",
    "aca",
    "affordable care act",
    "daca",
    "deferred action for childhood arrivals",
    "pac",
    "pacs",
    "super pac",
    "super pacs",
    "ngo",
    "ngos",
    "mou",
    "mous",
    "nft",
    "nfts",
    "lng",
    "tb",
    "pcr",
    "atm",
    "atms",
    "cfo",
    "coo",
    "bse",
    "ci",
    "dmca",
    "dna",
    "drm",
    "gprs",
    "gps",
    "gsm",
    "hdtv",
    "lcd",
    "mms",
    "mrsa",
    "p2p",
    "rfid",
    "sars",
    "sms",
    "umd",
    "usb",
    "voip",
    "wap",
    "wifi",
    "wi-fi",
    "first lady",
    "first family",
    "crown prince",
    "prime minister",
    "vice president",
    "opposition leader",
    "attorney general",
    "secretary of state",
    "human rights",
    "light louisiana sweet",
    "louisiana sweet",
    "west texas intermediate",
    "west texas sour",
];

/// Corrects the spans of an article before they are resolved.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    spans.retain(|span| !is_handle(article, span) && !is_party_tag(span.text(article)));
    let case_spans = court_cases(article, spans);
    for (index, span) in spans.iter_mut().enumerate() {
        let folded = tokenizer::folded(span.text(article));
        let is_no_entity = case_spans.contains(&index)
            || NON_ENTITIES.contains(&folded.as_str())
            || span.kind == EntityKind::Organisation && is_no_organisation(&folded)
            || span.kind == EntityKind::Person && names_law(article, span)
            || is_speaker_label(article, span)
            || span.kind != EntityKind::Place && is_demonym(&folded);
        if is_no_entity {
            span.kind = EntityKind::Other;
        } else if span.kind == EntityKind::Organisation && places::is_country(span.text(article)) {
            span.kind = EntityKind::Place;
        }
    }
}

fn text_before<'a>(article: &'a Article, span: &Span) -> &'a str {
    article.slot(span.slot).get(..span.start).unwrap_or_default()
}

/// Last words of the names of laws, treaties, wars and groups of people.
const NON_ORGANISATION_ENDINGS: &[&str] = &[
    "act",
    "amendment",
    "amendments",
    "constitution",
    "treaty",
    "accord",
    "accords",
    "protocol",
    "war",
    "bill",
    "republican",
    "republicans",
    "democrat",
    "democrats",
    "lawmakers",
];

/// Recognises laws, treaties and groups, which the tagger takes for organisations: "Clean Harbours
/// Act", "Senate Democrats".
fn is_no_organisation(folded: &str) -> bool {
    folded.rsplit_once(' ').is_some_and(|(_, last)| NON_ORGANISATION_ENDINGS.contains(&last))
}

/// Returns true for the people after whom a law is named: "the Quill-Marsh Act", "Hart-Quill-Marsh".
fn names_law(article: &Article, span: &Span) -> bool {
    let after = article.slot(span.slot).get(span.end..).unwrap_or_default();
    let is_law = matches!(next_word(after), "Act" | "Amendment" | "Bill" | "bill" | "amendment");
    is_law || text_before(article, span).ends_with('-') && span.text(article).contains('-')
}

/// Returns true for the label of a speaker in an interview: "((WN)) How old is it?".
fn is_speaker_label(article: &Article, span: &Span) -> bool {
    let after = article.slot(span.slot).get(span.end..).unwrap_or_default();
    text_before(article, span).ends_with("((") && after.starts_with("))")
}

/// Returns true for a single word that is a demonym: "Philippine".
fn is_demonym(folded: &str) -> bool {
    !folded.contains(' ')
        && traits(folded).has_any(word_trait::DEMONYM)
        && !traits(folded).has_any(word_trait::SURNAME | word_trait::FIRST_NAME)
}

/// "@harbourmaster" is an account, not a name.
fn is_handle(article: &Article, span: &Span) -> bool {
    text_before(article, span).ends_with(['@', '#'])
}

/// Recognises the party and state after the name of an American politician: "R-Ky."
fn is_party_tag(name: &str) -> bool {
    matches!(name.as_bytes(), [b'R' | b'D' | b'I', b'-', b'A'..=b'Z', ..]) && name.len() <= 12
}

/// Returns the indexes of the spans in names of court cases: "Marsh v. Harbour Board" mentions
/// neither party.
fn court_cases(article: &Article, spans: &[Span]) -> HashSet<usize> {
    let mut case_spans = HashSet::new();
    for (index, pair) in spans.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        let between = article.slot(one.slot).get(one.end..other.start).unwrap_or_default();
        let is_versus = matches!(between.trim().trim_end_matches('.'), "v" | "vs");
        if one.slot == other.slot && one.kind == EntityKind::Person && is_versus {
            case_spans.extend([index, index + 1]);
        }
    }
    case_spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(body: &str, names: &[(&str, EntityKind)]) -> Vec<(String, EntityKind)> {
        super::super::applied(apply, body, names)
    }

    #[test]
    fn handles_tags_cases_and_creeds_are_not_entities() {
        use EntityKind::{Organisation, Other, Person};
        let body = "@AdaMarsh said Senator Cole (R-Ky.) won Marsh v. Board before a Muslim jury.";
        let names = [
            ("AdaMarsh", Person),
            ("Cole", Person),
            ("R-Ky", Organisation),
            ("Marsh", Person),
            ("Board", Organisation),
            ("Muslim", Organisation),
        ];
        let expected: Vec<(String, EntityKind)> =
            [("Cole", Person), ("Marsh", Other), ("Board", Other), ("Muslim", Other)]
                .map(|(name, kind)| (name.to_string(), kind))
                .to_vec();
        assert_eq!(applied(body, &names), expected);
    }

    #[test]
    fn labels_of_speakers_are_not_people() {
        use EntityKind::{Organisation, Other, Person};
        let body = "((WN)) Is it near? Ada Marsh left.";
        let kinds: Vec<EntityKind> = applied(body, &[("WN", Organisation), ("Ada Marsh", Person)])
            .into_iter()
            .map(|(_, kind)| kind)
            .collect();
        assert_eq!(kinds, [Other, Person]);
    }

    #[test]
    fn people_after_whom_a_law_is_named_are_not_people() {
        use EntityKind::{Other, Person};
        let body = "The Quill Act and Hart-Cole-Reed; Ada Marsh left.";
        let names = [("Quill", Person), ("Cole-Reed", Person), ("Ada Marsh", Person)];
        let kinds: Vec<EntityKind> =
            applied(body, &names).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, [Other, Other, Person]);
    }
}
