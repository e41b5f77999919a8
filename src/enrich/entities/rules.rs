//! What rules know better than the tagger: handles, cases at law, party tags and creeds are no names of people, places or
//! organisations, a country is a place, and a bare name that the article gives to a person is that person everywhere.

use std::collections::{HashMap, HashSet};

use super::places;
use super::span::{Kind, Span};
use crate::article::Article;
use crate::text::words;

/// What people believe, speak or belong to, and what is celebrated: words that stand in capitals and name nobody.
const CREEDS: &[&str] = &[
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

/// The spans of an article as they are resolved.
pub fn settle(article: &Article, spans: &mut Vec<Span>) {
    spans.retain(|span| !is_handle(article, span) && !is_party_tag(text(article, span)));
    join_nicknames(article, spans);
    let cases = cases(article, spans);
    let bare = names_of_people(article, spans);
    for (number, span) in spans.iter_mut().enumerate() {
        let folded = words::folded(text(article, span));
        if cases.contains(&number) || CREEDS.contains(&folded.as_str()) {
            span.kind = Kind::Other;
        } else if span.kind == Kind::Organisation && places::is_country(text(article, span)) {
            span.kind = Kind::Place;
        } else if span.kind == Kind::Organisation
            && bare.contains(&folded)
            && !follows_the(article, span)
        {
            span.kind = Kind::Person;
        }
    }
}

fn text<'a>(article: &'a Article, span: &Span) -> &'a str {
    article.slot(span.slot).get(span.start..span.end).unwrap_or_default()
}

fn before<'a>(article: &'a Article, span: &Span) -> &'a str {
    article.slot(span.slot).get(..span.start).unwrap_or_default()
}

/// "@harbourmaster" is an address, whoever may be behind it.
fn is_handle(article: &Article, span: &Span) -> bool {
    before(article, span).ends_with(['@', '#'])
}

/// "Robert (Bob) Marsh" is one name, whatever the tagger makes of its parts.
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
        let alone = !text(article, first).contains(' ') && !text(article, nickname).contains(' ');
        if opens && closes && alone && first.kind == Kind::Person && family.kind == Kind::Person {
            let end = family.end;
            spans.drain(at + 1..at + 3);
            if let Some(whole) = spans.get_mut(at) {
                whole.end = end;
            }
        }
        at += 1;
    }
}

/// "R-Ky." stands behind an American politician for party and state.
fn is_party_tag(name: &str) -> bool {
    matches!(name.as_bytes(), [b'R' | b'D' | b'I', b'-', b'A'..=b'Z', ..]) && name.len() <= 12
}

/// The parties of cases at law: "Marsh v. Harbour Board" is the name of neither.
fn cases(article: &Article, spans: &[Span]) -> HashSet<usize> {
    let mut cases = HashSet::new();
    for (number, pair) in spans.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        let between = article.slot(one.slot).get(one.end..other.start).unwrap_or_default();
        let versus = matches!(between.trim().trim_end_matches('.'), "v" | "vs");
        if one.slot == other.slot && one.kind == Kind::Person && versus {
            cases.extend([number, number + 1]);
        }
    }
    cases
}

/// The last words of full names of people, but for those that stand alone for something else mostly, and in its full name
/// too: "Ford" beside "Henry Ford" and "Ford Motor".
fn names_of_people(article: &Article, spans: &[Span]) -> HashSet<String> {
    let (mut last, mut companies): (HashSet<String>, HashSet<String>) = Default::default();
    let mut alone: HashMap<String, (u32, u32)> = HashMap::new();
    for span in spans {
        let folded = words::folded(text(article, span));
        match folded.rsplit_once(' ') {
            Some((_, family)) if span.kind == Kind::Person && family.len() > 2 => {
                last.insert(family.to_string());
            }
            Some(_) if span.kind == Kind::Organisation => {
                companies.extend(folded.split(' ').map(str::to_string))
            }
            Some(_) => {}
            None => {
                let (people, others) = alone.entry(folded).or_default();
                *if span.kind == Kind::Person { people } else { others } += 1;
            }
        }
    }
    last.retain(|name| {
        let (people, others) = alone.get(name).copied().unwrap_or_default();
        people >= others || !companies.contains(name)
    });
    last
}

/// What a government, a campaign or a clan is called after a person: "the Marsh administration".
const RETINUES: &[&str] = &[
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

/// Whether "the" makes the name another's: "the Post", but not "the Marsh administration".
fn follows_the(article: &Article, span: &Span) -> bool {
    let after = article.slot(span.slot).get(span.end..).unwrap_or_default().trim_start();
    let next = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let article_before =
        before(article, span).ends_with("the ") || before(article, span).ends_with("The ");
    article_before && !RETINUES.contains(&next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Slot;

    fn settled(body: &str, names: &[(&str, Kind)]) -> Vec<(String, Kind)> {
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
        settle(&article, &mut spans);
        spans.iter().map(|span| (body[span.start..span.end].to_string(), span.kind)).collect()
    }

    #[test]
    fn what_names_nobody_is_nobody() {
        use Kind::{Organisation, Other, Person};
        let body = "@AdaMarsh said Senator Cole (R-Ky.) won Marsh v. Board before a Muslim jury.";
        let names = [
            ("AdaMarsh", Person),
            ("Cole", Person),
            ("R-Ky", Organisation),
            ("Marsh", Person),
            ("Board", Organisation),
            ("Muslim", Organisation),
        ];
        let kept: Vec<(String, Kind)> =
            [("Cole", Person), ("Marsh", Other), ("Board", Other), ("Muslim", Other)]
                .map(|(name, kind)| (name.to_string(), kind))
                .to_vec();
        assert_eq!(settled(body, &names), kept);
    }

    #[test]
    fn a_nickname_in_brackets_parts_no_name() {
        use Kind::Person;
        let body = "Robert (Bob) Marsh met Ada Cole.";
        let names =
            [("Robert", Person), ("Bob", Kind::Other), ("Marsh", Person), ("Ada Cole", Person)];
        assert_eq!(
            settled(body, &names),
            [("Robert (Bob) Marsh".to_string(), Person), ("Ada Cole".to_string(), Person)]
        );
    }

    #[test]
    fn a_surname_is_the_persons_unless_the_article_stands_before_it() {
        use Kind::{Organisation, Person};
        let body = "Ada Marsh won. Marsh said so. The Marsh family left. The Marsh opened.";
        let names = [
            ("Ada Marsh", Person),
            ("Marsh", Person),
            ("Marsh", Organisation),
            ("Marsh", Organisation),
        ];
        let kinds: Vec<Kind> = settled(body, &names).into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(kinds, [Person, Person, Person, Organisation]);
        let body = "Ada Marsh won. Marsh Mills grew. Marsh left.";
        let names = [("Ada Marsh", Person), ("Marsh Mills", Organisation), ("Marsh", Organisation)];
        assert_eq!(settled(body, &names)[2].1, Organisation);
    }
}
