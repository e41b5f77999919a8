//! From the names of places in an article to places: the dateline first, then what stands beside a name, then what
//! the article as a whole concerns, then fame. One name has one sense in an article.

use crate::article::Article;
use crate::article::entity::{EvidenceSource, Evidence, Mention, Place};
use crate::enrich::entities::span::Span;

use super::candidates::Candidate;
use super::context::{Context, Landmarks, Votes, by_fame, of_kind, of_publisher};
use super::demonyms;
use super::demonyms::Hint;
use super::gazetteer::Known;
use super::mentions;
use super::mentions::Naming;
use super::plausibility;
use super::plausibility::Persons;
use super::unknown;
use super::unknown::{Focus, Somewhere};

/// What a demonym tells of where an article plays, beside a name.
const DEMONYM: f32 = 0.4;
/// What a place tells of it that is settled by what stands beside it, and a dateline.
const SETTLED: f32 = 1.5;
const DATELINE: f32 = 2.5;
/// How often all names weigh on each other.
const ROUNDS: usize = 3;
/// From how likely a place on others are near or far from it.
const LANDMARK: f32 = 0.6;

/// The places an article is about, the most important first: where it was filed from, then what it names most often.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Place> {
    let namings = mentions::read(article, spans);
    let whole: Vec<Span> =
        spans.iter().filter(|span| !mentions::is_side(article, span)).copied().collect();
    let mut hints = demonyms::find(article, &whole);
    let named = |mention: &Mention| {
        namings
            .iter()
            .filter_map(|it| it.mention)
            .any(|it| it.slot == mention.slot && it.start == mention.start)
    };
    hints.retain(|hint| !named(&hint.mention));
    let mut names = gather(&namings);
    let persons = Persons::of(article, spans);
    decide(article, &mut names, &hints, &persons);
    collect(names, &hints, &persons)
}

/// A name with all the places in the text where it stands for the same.
struct Name<'n> {
    text: &'n str,
    key: &'n str,
    within: &'n [Known],
    candidates: &'n [Candidate],
    /// How likely each candidate is.
    shares: Vec<f32>,
    /// The candidate that what stands beside the name decided for, and what it lies in.
    decided: Option<usize>,
    beside: Option<Known>,
    mentions: Vec<Mention>,
    in_dateline: bool,
    /// How sure the tagger is of it, where it is surest.
    confidence: f32,
    /// Whether the gazetteer's places of this name were found unlikely.
    doubted: bool,
}

impl<'n> Name<'n> {
    fn new(naming: &'n Naming, decided: Option<(usize, Known)>) -> Self {
        let shares = match decided {
            Some((number, _)) => (0..naming.candidates.len())
                .map(|at| if at == number { 1.0 } else { 0.0 })
                .collect(),
            None => by_fame(&naming.candidates),
        };
        Self {
            text: naming.text,
            key: &naming.key,
            within: &naming.within,
            candidates: &naming.candidates,
            shares,
            decided: decided.map(|(number, _)| number),
            beside: decided.map(|(_, within)| within),
            mentions: naming.mention.into_iter().collect(),
            in_dateline: naming.mention.is_none(),
            confidence: naming.confidence,
            doubted: false,
        }
    }

    /// Leaves no place to the name.
    fn doubt(&mut self) {
        (self.candidates, self.doubted) = (&[], true);
        self.shares.clear();
    }

    /// How much it tells of where the article plays.
    fn votes(&self) -> f32 {
        let often = 1.0 + 0.3 * (1.0 + self.mentions.len() as f32).ln();
        let settled = if self.beside.is_some() { SETTLED } else { 0.0 };
        often + settled + if self.in_dateline { DATELINE } else { 0.0 }
    }

    /// The name as running text writes it.
    fn shown(&self) -> String {
        if self.in_dateline { mentions::titled(self.text) } else { self.text.to_string() }
    }

    /// What it says of where the article plays.
    fn cast(&self) -> Votes {
        let mut votes =
            if self.candidates.is_empty() { of_kind(self.key) } else { Votes::default() };
        for (candidate, share) in
            self.candidates.iter().zip(&self.shares).filter(|(_, share)| **share > 0.01)
        {
            votes.add_for(candidate, self.votes() * share);
        }
        votes.settle();
        votes
    }

    /// The likeliest candidate, and how likely it is.
    fn leading(&self) -> Option<(Candidate, f32)> {
        let all = self.candidates.iter().copied().zip(self.shares.iter().copied());
        all.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    fn evidence(&self) -> Evidence {
        let (confidence, why) = match (self.leading(), self.beside) {
            (None, _) => (0.3, "no place of the gazetteer".to_string()),
            (_, Some(within)) => (0.97, format!("beside {}", within.name())),
            (Some(_), _) if self.candidates.len() == 1 => (0.9, "alone of its name".to_string()),
            (Some((place, share)), _) => {
                let famous =
                    self.candidates.first().is_some_and(|first| first.known == place.known);
                (
                    share,
                    if famous { "the best known of its name" } else { "near other places named" }
                        .to_string(),
                )
            }
        };
        let by = if self.in_dateline { EvidenceSource::Rule } else { EvidenceSource::Model };
        let why = if self.in_dateline { format!("dateline, {why}") } else { why };
        Evidence { by, confidence: (confidence * 100.0).round() / 100.0, why }
    }
}

/// Brings the namings of one name together; those that what stands beside them tells apart stay apart, and bare ones
/// join the first of the name.
fn gather<'n>(namings: &'n [Naming<'n>]) -> Vec<Name<'n>> {
    let mut names: Vec<Name> = Vec::new();
    let (told, bare): (Vec<&Naming>, Vec<&Naming>) =
        namings.iter().partition(|naming| !naming.within.is_empty());
    for naming in told.into_iter().chain(bare) {
        let decided = beside(naming);
        let number = decided.map(|(number, _)| number);
        let same = |name: &&mut Name| {
            name.key == naming.key && (number.is_none() || name.decided == number)
        };
        match names.iter_mut().find(same) {
            Some(name) => {
                name.mentions.extend(naming.mention);
                name.in_dateline |= naming.mention.is_none();
                name.confidence = name.confidence.max(naming.confidence);
            }
            None => names.push(Name::new(naming, decided)),
        }
    }
    names
}

/// What stands beside a name decides, as far as a candidate lies there: its number, and what it lies in.
fn beside(naming: &Naming) -> Option<(usize, Known)> {
    let number = naming.candidates.iter().position(|candidate| candidate.is_of(&naming.within))?;
    let place = naming.candidates.get(number)?;
    naming.within.iter().find(|&&within| place.is_of(&[within])).map(|&within| (number, within))
}

/// Decides every name: all weigh on each other, again and again, until they stand together as well as they can.
fn decide(article: &Article, names: &mut [Name], hints: &[Hint], persons: &Persons) {
    let mut given = of_publisher(article);
    for hint in hints.iter().take(64) {
        let share = DEMONYM / hint.of.len().max(1) as f32;
        hint.of.iter().for_each(|&known| given.add_for(&Candidate::new(known, 0.0), share));
    }
    for _ in 0..ROUNDS {
        round(names, &given, |name, context| {
            if name.candidates.len() > 1 && name.beside.is_none() {
                name.shares = context.shares(name.candidates);
            }
        });
    }
    round(names, &given, |name, context| {
        let Some((place, _)) = name.leading() else { return };
        let firm = name.beside.is_some() || name.in_dateline;
        if !firm
            && !plausibility::stands(
                &place,
                name.key,
                name.confidence,
                context.support(&place),
                persons,
            )
        {
            name.doubt();
        }
    });
}

/// Does this to every name, in the light of what all say so far.
fn round<'n>(names: &mut [Name<'n>], given: &Votes, mut each: impl FnMut(&mut Name<'n>, &Context)) {
    let casts: Vec<Votes> = names.iter().map(Name::cast).collect();
    let mut votes = given.clone();
    casts.iter().for_each(|cast| votes.extend(cast));
    votes.settle();
    let mut landmarks = Landmarks::default();
    for (number, name) in names.iter().enumerate() {
        name.leading()
            .filter(|(_, share)| *share > LANDMARK)
            .iter()
            .for_each(|(it, _)| landmarks.add(it, number));
    }
    for (number, (name, own)) in names.iter_mut().zip(&casts).enumerate() {
        each(name, &Context { votes: &votes, own, landmarks: &landmarks, name: number });
    }
}

/// The places of the names and of the demonyms, each once.
fn collect(names: Vec<Name>, hints: &[Hint], persons: &Persons) -> Vec<Place> {
    let mut focus = Focus::default();
    for name in &names {
        name.leading().iter().for_each(|(place, share)| focus.add(place, name.votes() * share));
    }
    focus.settle();
    let mut found: Vec<(Place, bool)> = Vec::new();
    for name in names {
        let evidence = name.evidence();
        let place = match name.leading() {
            Some((place, _)) => Some(place.known.place()),
            None if !name.in_dateline
                && !plausibility::is_worth(name.key, name.confidence, name.doubted, persons) =>
            {
                None
            }
            None if name.doubted => unknown::place(&name.shown(), &Somewhere::default()),
            None => unknown::place(&name.shown(), &focus.find(name.key, name.within)),
        };
        let Some(place) = place else { continue };
        join(&mut found, Place { mentions: name.mentions, evidence, ..place }, name.in_dateline);
    }
    for hint in hints {
        let Some(known) = meant(hint, &focus, &found) else { continue };
        let evidence = Evidence { by: EvidenceSource::Rule, confidence: 0.9, why: "demonym".to_string() };
        join(&mut found, Place { mentions: vec![hint.mention], evidence, ..known.place() }, false);
    }
    ordered(found)
}

/// Which place a demonym means here: one that the article names, else where it plays, else the first.
fn meant(hint: &Hint, focus: &Focus, found: &[(Place, bool)]) -> Option<Known> {
    let first = hint.of.first().copied();
    if hint.of.len() < 2 {
        return first;
    }
    let keys = |known: &Known| (known.key(), found);
    let named = hint.of.iter().copied().find(|known| {
        let (key, found) = keys(known);
        found.iter().any(|(place, _)| place.key == key)
    });
    named.or_else(|| focus.favours(&hint.of)).or(first)
}

/// Adds a place, or its mentions to the same place found before.
fn join(found: &mut Vec<(Place, bool)>, place: Place, in_dateline: bool) {
    match found.iter_mut().find(|(known, _)| known.key == place.key) {
        Some((known, dateline)) => {
            known.mentions.extend(place.mentions);
            *dateline |= in_dateline;
        }
        None => found.push((place, in_dateline)),
    }
}

/// By importance: the dateline's, then by how often they are named, then as they come.
fn ordered(mut found: Vec<(Place, bool)>) -> Vec<Place> {
    for (place, _) in &mut found {
        place.mentions.sort_unstable();
        place.mentions.dedup();
    }
    found.sort_by(|(one, first), (other, second)| {
        let rank = |place: &Place| {
            (std::cmp::Reverse(place.mentions.len()), place.mentions.first().copied())
        };
        second
            .cmp(first)
            .then_with(|| rank(one).cmp(&rank(other)))
            .then_with(|| one.key.cmp(&other.key))
    });
    found.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Dateline, Slot};
    use crate::enrich::entities::span::Kind;

    /// An article in which every `[name]` is a place to the tagger, `{name}` a person and `<name>` a body.
    fn article(dateline: &str, title: &str, body: &str) -> (Article, Vec<Span>) {
        let mut spans = Vec::new();
        let mut read = |slot, marked: &str| {
            let (mut text, mut start) = (String::new(), 0);
            for c in marked.chars() {
                let kind = match c {
                    ']' => Kind::Place,
                    '}' => Kind::Person,
                    '>' => Kind::Organisation,
                    '[' | '{' | '<' => {
                        start = text.len();
                        continue;
                    }
                    _ => {
                        text.push(c);
                        continue;
                    }
                };
                spans.push(Span { slot, start, end: text.len(), kind, confidence: 0.9 });
            }
            text
        };
        let (title, body) = (read(Slot::Title, title), read(Slot::Body, body));
        let dateline = Some(Dateline { place: dateline.into(), ..Dateline::default() });
        (
            Article {
                title,
                body,
                dateline: dateline.filter(|it| !it.place.is_empty()),
                ..Article::default()
            },
            spans,
        )
    }

    fn found(dateline: &str, title: &str, body: &str) -> Vec<Place> {
        let (article, spans) = article(dateline, title, body);
        let places = resolve(&article, &spans);
        for place in &places {
            assert_eq!(place.path.len(), place.lineage.len());
            assert_eq!(place.lineage.last(), Some(&place.key));
            assert!(place.mentions.is_sorted());
        }
        places
    }

    fn paths(dateline: &str, body: &str) -> Vec<String> {
        found(dateline, "", body).iter().map(|place| place.path.join("/")).collect()
    }

    #[test]
    fn a_story_from_washington() {
        let places = found(
            "Washington",
            "[Russia] and [US] still apart over [Syria]",
            "[Russia], which may share air bases with the [United States] in [Syria], is far from agreement, {Ann Lee} \
             said. The Russians must do more, she said. \n\nThe Russian foreign minister flew home from [Moscow]. \
             [Damascus]-backer [Russia] and the [United States] lead the talks, a <Washington Post> report said; the \
             White House and the Kremlin were silent. A Syrian rebel said no.",
        );
        let names: Vec<_> = places.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(names, ["Washington", "Russia", "United States", "Syria", "Moscow", "Damascus"]);
        assert_eq!(places[0].path, ["North America", "United States", "Washington"]);
        assert!(places[0].mentions.is_empty() && places[0].evidence.why.starts_with("dateline"));
        let demonyms =
            |place: &Place| place.mentions.iter().filter(|mention| mention.demonym).count();
        assert_eq!((places[1].mentions.len(), demonyms(&places[1])), (6, 3));
        assert_eq!(demonyms(&places[3]), 1);
        assert_eq!((places[5].geonames, places[5].country.as_str()), (Some(170_654), "SY"));
        assert_eq!(places[5].path, ["Asia", "Syria", "Damascus"]);
    }

    #[test]
    fn what_stands_beside_a_name_decides() {
        for (body, path) in [
            (
                "A fire in [Long Beach], [Calif.], was out.",
                "North America/United States/California/Long Beach",
            ),
            (
                "A fire in [Long Beach, Calif.] was out.",
                "North America/United States/California/Long Beach",
            ),
            ("He was born in [Paris], Texas.", "North America/United States/Texas/Paris"),
            ("He was born in [Paris] (Texas).", "North America/United States/Texas/Paris"),
            ("She lives in [London], [Ontario].", "North America/Canada/Ontario/London"),
            ("They left the Lebanese port of [Tripoli] at dawn.", "Asia/Lebanon/"),
            ("They left the coast at [Tripoli] at dawn.", "Africa/Libya/Tripoli"),
            (
                "A flood in [Cambridge], Massachusetts, receded.",
                "North America/United States/Massachusetts/Cambridge",
            ),
        ] {
            let all = paths("", body);
            assert!(
                all.iter().any(|found| found.starts_with(path) && !found.ends_with("Lebanon")),
                "{body}: {all:?}"
            );
        }
    }

    #[test]
    fn the_dateline_says_which() {
        assert_eq!(
            paths("TROY, N.C.", "Police in [Troy] said so.")[0],
            "North America/United States/North Carolina/Troy"
        );
        assert_eq!(
            paths("MOSCOW/KIEV", "Talks went on."),
            ["Europe/Russia/Moscow", "Europe/Ukraine/Kyiv"]
        );
        assert_eq!(paths("BISSAU, Guinea-Bissau", "")[0], "Africa/Guinea-Bissau/Bissau");
        assert_eq!(paths("ROSARIO, ARGENTINA", "")[0], "South America/Argentina/Santa Fe/Rosario");
        assert_eq!(paths("Washington, D.C.", ""), ["North America/United States/Washington"]);
    }

    #[test]
    fn other_places_of_the_article_say_which() {
        let body = "Ferries from [Seattle], [Tacoma] and [Spokane] crossed [Washington state]. [Vancouver] and [Olympia] wait.";
        let all = paths("", body);
        assert!(all.contains(&"North America/United States/Washington".to_string()), "{all:?}");
        let body = "[Tbilisi] said troops of [Georgia] had left [South Ossetia]. Georgian guns were silent.";
        assert!(paths("", body).contains(&"Asia/Georgia".to_string()), "{:?}", paths("", body));
        let body = "Schools in [Macon], [Savannah] and [Atlanta] closed as [Georgia] froze. Georgians stayed at home.";
        let all = paths("ATLANTA", body);
        assert!(all.contains(&"North America/United States/Georgia".to_string()), "{all:?}");
        assert!(!all.contains(&"Asia/Georgia".to_string()), "{all:?}");
    }

    #[test]
    fn old_names_are_todays_places_or_lands_that_are_no_more() {
        let all = paths(
            "LENINGRAD",
            "From [Bombay] to [Saigon] by way of [Peking]; the [Soviet Union], [Zaire] and [Prussia].",
        );
        for path in [
            "Europe/Russia/St. Petersburg",
            "Asia/India/Maharashtra/Mumbai",
            "Asia/Vietnam/Ho Chi Minh City",
            "Asia/China/Beijing",
            "Europe/Soviet Union",
            "Africa/DR Congo",
            "Europe/Prussia",
        ] {
            assert!(all.contains(&path.to_string()), "{path}: {all:?}");
        }
    }

    #[test]
    fn an_unknown_place_lies_where_the_article_is() {
        let places = found(
            "",
            "",
            "Homes in [Qarrut al-Tin] near [Aleppo] and [Hama] burned, rebels in [Syria] said.",
        );
        let unknown = places.iter().find(|place| place.name == "Qarrut al-Tin").unwrap();
        assert_eq!(unknown.key, "place/qarrut-al-tin");
        assert!(
            unknown.path.starts_with(&["Asia".to_string(), "Syria".to_string()]),
            "{:?}",
            unknown.path
        );
        assert!(unknown.geonames.is_none() && unknown.country == "SY");
        let alone = found("", "", "It rained in [Qarrut al-Tin].");
        assert_eq!((alone[0].path.len(), alone[0].lat), (1, None));
        let county = found("", "", "Deputies of [Cooke County] drove to [Gainesville].");
        let paths: Vec<_> = county.iter().map(|place| place.path.join("/")).collect();
        assert!(
            paths.contains(&"North America/United States/Texas/Gainesville".to_string()),
            "{paths:?}"
        );
    }

    #[test]
    fn sides_and_kinds_of_places_are_none() {
        let body = "Farmers of the [North] and the [West] met near the [Capitol] on the [South Lawn]. The [Bay] froze.";
        assert_eq!(paths("", body), ["South Lawn"]);
        assert_eq!(paths("", "A [North] Korean ship sank."), ["Asia/North Korea"]);
        assert!(
            paths("GAROUA, Cameroon", "Rain fell in the [North].")
                .contains(&"Africa/Cameroon/North".to_string())
        );
        assert_eq!(paths("", "Peace in the [Middle East]."), ["Middle East"]);
    }

    #[test]
    fn faiths_programmes_and_papers_are_no_places() {
        let body = "He left [Islam], read the [Oakfield Herald] and paid into [Medicare]; [God] knows why, the [U.N.] said.";
        assert_eq!(paths("", body), [""; 0]);
    }

    #[test]
    fn abbreviations_alone_are_states() {
        for (body, state) in [
            ("Sen. Lee ([Fla].) agreed.", "Florida"),
            ("Voters in [Va.] agreed.", "Virginia"),
            ("Sen. Lee, D-[Minn]., agreed.", "Minnesota"),
            ("He moved to [NC] then.", "North Carolina"),
            ("A road in W.[Va]. was shut.", "West Virginia"),
        ] {
            assert_eq!(paths("", body), [format!("North America/United States/{state}")], "{body}");
        }
        assert_eq!(paths("", "The [VA] treats those who served."), [""; 0]);
        assert_eq!(
            paths("", "The District of [Columbia] voted."),
            ["North America/United States/Washington"]
        );
    }

    #[test]
    fn countries_that_act_and_countries_in_a_row() {
        let body = "The <UK> and <Ghana> signed. <Ghana Airways> did not.";
        assert_eq!(paths("", body), ["Europe/United Kingdom", "Africa/Ghana"]);
        assert_eq!(
            paths("", "[Ghana Sri Lanka Peru]"),
            ["Africa/Ghana", "Asia/Sri Lanka", "South America/Peru"]
        );
    }

    #[test]
    fn people_are_no_places_and_states_no_towns() {
        assert_eq!(paths("", "{Bashar Assad} spoke. Rebels fought [Assad] on."), [""; 0]);
        let body =
            "Towns of [Michigan] such as [Detroit] envy the [United States] senators of [Wyoming].";
        assert!(
            paths("", body).contains(&"North America/United States/Wyoming".to_string()),
            "{:?}",
            paths("", body)
        );
        let body = "[Oregon] and [Utah] heard the [United States] had left the [Paris] deal.";
        assert!(
            paths("", body).contains(&"Europe/France/Île-de-France/Paris".to_string()),
            "{:?}",
            paths("", body)
        );
    }

    #[test]
    fn the_white_house_is_no_town() {
        let places =
            found("", "", "[The White House] and [Downing Street] agreed; the <Kremlin> did not.");
        let names: Vec<_> = places.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(names, ["United States", "United Kingdom", "Russia"]);
        assert!(places.iter().all(|place| place.mentions.iter().all(|mention| mention.demonym)));
    }

    proptest::proptest! {
        #[test]
        fn any_spans_in_any_text_are_endured(body in "[A-Z][a-z]{0,6}( [A-Z]?[a-z,.()]{1,8}){0,9}", ends in proptest::collection::vec(0_usize..60, 0..8)) {
            let mut ends = ends;
            ends.sort_unstable();
            let spans = ends.windows(2).filter(|pair| pair[0] < pair[1]);
            let spans: Vec<Span> = spans
                .map(|pair| Span { slot: Slot::Body, start: pair[0], end: pair[1], kind: Kind::Place, confidence: 0.5 })
                .collect();
            resolve(&Article { body, ..Article::default() }, &spans);
        }
    }
}
