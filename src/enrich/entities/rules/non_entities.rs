//! Rules that correct the tagger: handles, court cases, party tags and creeds are not entities, a
//! country is a place, and a bare surname of a person in the article means that person everywhere.

use std::collections::{HashMap, HashSet};

use super::places;
use super::span::{EntityKind, Span};
use crate::article::Article;
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
    "uncle sam",
];

/// Corrects the spans of an article before they are resolved.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    spans.retain(|span| !is_handle(article, span) && !is_party_tag(text(article, span)));
    join_nicknames(article, spans);
    let case_spans = court_cases(article, spans);
    let surnames_found = surnames(article, spans);
    for (index, span) in spans.iter_mut().enumerate() {
        let folded = tokenizer::folded(text(article, span));
        if case_spans.contains(&index) || NON_ENTITIES.contains(&folded.as_str()) {
            span.kind = EntityKind::Other;
        } else if span.kind == EntityKind::Organisation && places::is_country(text(article, span)) {
            span.kind = EntityKind::Place;
        } else if span.kind == EntityKind::Organisation
            && surnames_found.contains(&folded)
            && !has_definite_article(article, span)
        {
            span.kind = EntityKind::Person;
        }
    }
}

fn text<'a>(article: &'a Article, span: &Span) -> &'a str {
    article.slot(span.slot).get(span.start..span.end).unwrap_or_default()
}

fn text_before<'a>(article: &'a Article, span: &Span) -> &'a str {
    article.slot(span.slot).get(..span.start).unwrap_or_default()
}

/// "@harbourmaster" is an account, not a name.
fn is_handle(article: &Article, span: &Span) -> bool {
    text_before(article, span).ends_with(['@', '#'])
}

/// Joins "Robert (Bob) Marsh" to one name, however the tagger labels the nickname.
fn join_nicknames(article: &Article, spans: &mut Vec<Span>) {
    let mut at = 0;
    while let Some([first, nickname, family]) =
        spans.get(at..).and_then(|rest| rest.first_chunk::<3>())
    {
        let between = |one: &Span, other: &Span| {
            let text =
                article.slot(one.slot).get(one.end..other.start).filter(|_| one.slot == other.slot);
            text.unwrap_or_default()
        };
        let opens = matches!(between(first, nickname), " (" | " \"" | " “");
        let closes = matches!(between(nickname, family), ") " | "\" " | "” ");
        let are_single_words =
            !text(article, first).contains(' ') && !text(article, nickname).contains(' ');
        if opens
            && closes
            && are_single_words
            && first.kind == EntityKind::Person
            && family.kind == EntityKind::Person
        {
            let end = family.end;
            spans.drain(at + 1..at + 3);
            if let Some(whole) = spans.get_mut(at) {
                whole.end = end;
            }
        }
        at += 1;
    }
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

/// Returns the surnames of the full names in the article. A surname is left out if it is also part
/// of an organisation's name and used alone mostly for something other than a person: "Ford" with
/// "Henry Ford" and "Ford Motor".
fn surnames(article: &Article, spans: &[Span]) -> HashSet<String> {
    let (mut family_names, mut companies): (HashSet<String>, HashSet<String>) = Default::default();
    let mut single_words: HashMap<String, (u32, u32)> = HashMap::new();
    for span in spans {
        let folded = tokenizer::folded(text(article, span));
        match folded.rsplit_once(' ') {
            Some((_, family)) if span.kind == EntityKind::Person && family.len() > 2 => {
                family_names.insert(family.to_string());
            }
            Some(_) if span.kind == EntityKind::Organisation => {
                companies.extend(folded.split(' ').map(str::to_string))
            }
            Some(_) => {}
            None => {
                let (people, others) = single_words.entry(folded).or_default();
                *if span.kind == EntityKind::Person { people } else { others } += 1;
            }
        }
    }
    family_names.retain(|name| {
        let (people, others) = single_words.get(name).copied().unwrap_or_default();
        people >= others || !companies.contains(name)
    });
    family_names
}

/// Nouns that follow the name of a person after "the": "the Marsh administration".
const PERSON_NOUNS: &[&str] = &[
    "administration",
    "regime",
    "government",
    "campaign",
    "family",
    "presidency",
    "era",
    "camp",
    "cabinet",
    "loyalists",
    "forces",
    "supporters",
    "team",
    "brothers",
    "ally",
    "allies",
    "aide",
    "aides",
    "adviser",
    "advisers",
    "years",
];

/// Returns true if "the" marks a name that is not a person: "the Post", but not "the Marsh
/// administration".
fn has_definite_article(article: &Article, span: &Span) -> bool {
    let after = article.slot(span.slot).get(span.end..).unwrap_or_default().trim_start();
    let next = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let has_article = text_before(article, span).ends_with("the ")
        || text_before(article, span).ends_with("The ");
    has_article && !PERSON_NOUNS.contains(&next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Slot;

    fn applied(body: &str, names: &[(&str, EntityKind)]) -> Vec<(String, EntityKind)> {
        let article = Article { body: body.to_string(), ..Article::default() };
        let mut at = 0;
        let mut spans: Vec<Span> = names
            .iter()
            .map(|(name, kind)| {
                let start = at + body[at..].find(name).unwrap();
                at = start + name.len();
                Span { slot: Slot::Body, start, end: at, kind: *kind, confidence: 0.9 }
            })
            .collect();
        apply(&article, &mut spans);
        spans.iter().map(|span| (body[span.start..span.end].to_string(), span.kind)).collect()
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
    fn a_nickname_in_brackets_does_not_split_a_name() {
        use EntityKind::Person;
        let body = "Robert (Bob) Marsh met Ada Cole.";
        let names = [
            ("Robert", Person),
            ("Bob", EntityKind::Other),
            ("Marsh", Person),
            ("Ada Cole", Person),
        ];
        assert_eq!(
            applied(body, &names),
            [("Robert (Bob) Marsh".to_string(), Person), ("Ada Cole".to_string(), Person)]
        );
    }

    #[test]
    fn a_surname_means_the_person_unless_the_definite_article_precedes_it() {
        use EntityKind::{Organisation, Person};
        let body = "Ada Marsh won. Marsh said so. The Marsh family left. The Marsh opened.";
        let names = [
            ("Ada Marsh", Person),
            ("Marsh", Person),
            ("Marsh", Organisation),
            ("Marsh", Organisation),
        ];
        let kinds: Vec<EntityKind> =
            applied(body, &names).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, [Person, Person, Person, Organisation]);
        let body = "Ada Marsh won. Marsh Mills grew. Marsh left.";
        let names = [("Ada Marsh", Person), ("Marsh Mills", Organisation), ("Marsh", Organisation)];
        assert_eq!(applied(body, &names)[2].1, Organisation);
    }
}
