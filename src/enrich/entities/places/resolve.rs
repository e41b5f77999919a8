//! Resolution of place names in an article to gazetteer places. The evidence, strongest first: the
//! dateline, the container next to a name, the rest of the article, prominence. A name has one
//! sense per article (Gale, Church and Yarowsky 1992); candidates near each other support each
//! other, as in the spatial minimality of Leidner (2007).

use crate::article::Article;
use crate::article::entity::{Evidence, EvidenceSource, Mention, Place, Via};
use crate::article::home::{Home, LocalRegions};
use crate::enrich::entities::span::Span;

use super::candidates::PlaceCandidate;
use super::context;
use super::context::{
    Anchors, NameContext, RegionVotes, county_votes, prior_probabilities, publisher_votes,
};
use super::demonyms;
use super::gazetteer::GazetteerPlace;
use super::implied::ImpliedPlace;
use super::in_organisations;
use super::mentions;
use super::mentions::PlaceMention;
use super::plausibility;
use super::plausibility::PersonNames;
use super::unlisted;
use super::unlisted::{ArticleFocus, UnlistedLocation};

/// Votes of an implied place, relative to a name.
const IMPLIED_VOTE: f32 = 0.4;
/// Extra votes of a name that its container decides, and of a dateline.
const CONTAINER_VOTE: f32 = 1.5;
const DATELINE_VOTE: f32 = 2.5;
/// Least probability of a place that is chosen over a better-known one of the same name.
const MIN_LIKELY: f32 = 0.5;
/// Number of rounds in which all names vote.
const ROUNDS: usize = 3;
/// Least probability of a place that serves as an anchor for others.
const MIN_ANCHOR: f32 = 0.6;

/// The places of an article.
#[derive(Debug, Default)]
pub struct Resolved {
    /// The places, the most important first: the dateline's, then by number of mentions.
    pub places: Vec<Place>,
    /// The regions of its towns.
    pub regions: LocalRegions,
}

/// Resolves the places of an article whose publisher is at home there.
pub fn resolve(article: &Article, spans: &[Span], home: &Home) -> Resolved {
    let mentions = mentions::find(article, spans);
    let whole: Vec<Span> =
        spans.iter().filter(|span| !mentions::is_direction(article, span)).copied().collect();
    let mut implied = demonyms::find(article, &whole);
    let named = |mention: &Mention| {
        mentions
            .iter()
            .filter_map(|it| it.mention)
            .any(|it| it.slot == mention.slot && it.start == mention.start)
    };
    implied.retain(|demonym| !named(&demonym.mention));
    implied.extend(in_organisations::find(article, spans));
    let mut names = group_by_name(&mentions);
    let people = PersonNames::from_spans(article, spans);
    let regions = local_regions(&names, home);
    let home = context::home_regions(home);
    disambiguate(article, &mut names, &implied, &people, &home);
    Resolved { places: collect_places(names, &implied, &people, &home), regions }
}

/// Collects the regions that the names of an article are in, or may be in. A name with one place is
/// certain, as is one next to its container, and a county of which there is one.
fn local_regions(names: &[PlaceName], home: &Home) -> LocalRegions {
    let mut regions = LocalRegions::default();
    for name in names {
        if name.candidates.is_empty()
            && let [state] = context::states_with_county(name.key).as_slice()
        {
            regions.certain.insert(state.key());
        }
        let decided = name.decided.or_else(|| (name.candidates.len() == 1).then_some(0));
        for (index, candidate) in name.candidates.iter().enumerate() {
            let Some(region) = candidate.region.map(GazetteerPlace::key) else { continue };
            if decided == Some(index) && candidate.is_local() {
                regions.certain.insert(region.clone());
            }
            if name.decided.is_none() {
                let is_home = home.contains(&region);
                let possible = if is_home { &mut regions.at_home } else { &mut regions.elsewhere };
                possible.insert(region);
            }
        }
    }
    regions
}

/// A name with all its mentions in the same sense.
struct PlaceName<'n> {
    text: &'n str,
    key: &'n str,
    containers: &'n [GazetteerPlace],
    candidates: &'n [PlaceCandidate],
    /// Probability of each candidate.
    probabilities: Vec<f32>,
    /// The candidate chosen by the container next to the name, and the container.
    decided: Option<usize>,
    container: Option<GazetteerPlace>,
    mentions: Vec<Mention>,
    in_dateline: bool,
    /// Highest confidence of the tagger in a mention.
    confidence: f32,
    /// True if the gazetteer places of this name were rejected as implausible.
    is_rejected: bool,
}

impl<'n> PlaceName<'n> {
    fn new(mention: &'n PlaceMention, decided: Option<(usize, GazetteerPlace)>) -> Self {
        let probabilities = match decided {
            Some((index, _)) => (0..mention.candidates.len())
                .map(|at| if at == index { 1.0 } else { 0.0 })
                .collect(),
            None => prior_probabilities(&mention.candidates),
        };
        Self {
            text: mention.text,
            key: &mention.key,
            containers: &mention.containers,
            candidates: &mention.candidates,
            probabilities,
            decided: decided.map(|(index, _)| index),
            container: decided.map(|(_, container)| container),
            mentions: mention.mention.into_iter().collect(),
            in_dateline: mention.mention.is_none(),
            confidence: mention.confidence,
            is_rejected: false,
        }
    }

    /// Drops all candidates.
    fn reject(&mut self) {
        (self.candidates, self.is_rejected) = (&[], true);
        self.probabilities.clear();
    }

    /// Computes the weight of the name's votes.
    fn vote_weight(&self) -> f32 {
        let frequency = 1.0 + 0.3 * (1.0 + self.mentions.len() as f32).ln();
        let container = if self.container.is_some() { CONTAINER_VOTE } else { 0.0 };
        frequency + container + if self.in_dateline { DATELINE_VOTE } else { 0.0 }
    }

    /// Returns the name in the case of running text.
    fn display_name(&self) -> String {
        if self.in_dateline { mentions::title_case(self.text) } else { self.text.to_string() }
    }

    /// Computes the votes for the regions and countries of the candidates.
    fn votes(&self) -> RegionVotes {
        let mut votes = if self.candidates.is_empty() {
            county_votes(self.key)
        } else {
            RegionVotes::default()
        };
        for (candidate, probability) in self
            .candidates
            .iter()
            .zip(&self.probabilities)
            .filter(|(_, probability)| **probability > 0.01)
        {
            votes.add_candidate(candidate, self.vote_weight() * probability);
        }
        votes.aggregate();
        votes
    }

    /// Returns the most probable candidate and its probability.
    fn best(&self) -> Option<(PlaceCandidate, f32)> {
        let all = self.candidates.iter().copied().zip(self.probabilities.iter().copied());
        all.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// Chooses the best-known place where no candidate is likely.
    fn settle_doubt(&mut self) {
        let is_doubtful = self.best().is_some_and(|(_, probability)| probability < MIN_LIKELY);
        if !is_doubtful || self.container.is_some() {
            return;
        }
        let likeliest = self.probabilities.iter().copied().fold(0.0, f32::max);
        // Candidates are sorted by prominence.
        if let Some(first) = self.probabilities.first_mut() {
            *first = likeliest;
        }
    }

    fn evidence(&self, home: &[GazetteerPlace]) -> Evidence {
        let (confidence, reason) = match (self.best(), self.container) {
            (None, _) => (0.3, "not in the gazetteer".to_string()),
            (_, Some(container)) => (0.97, format!("next to {}", container.name())),
            (Some(_), _) if self.candidates.len() == 1 => {
                (0.9, "the only place of this name".to_string())
            }
            (Some((best, probability)), _) => {
                let is_best_known =
                    self.candidates.first().is_some_and(|first| first.place == best.place);
                let is_at_home = best.region.is_some_and(|region| home.contains(&region));
                let reason = match (is_best_known, is_at_home) {
                    (true, _) => "the best-known place of this name",
                    (false, true) => "where its publisher is at home",
                    (false, false) => "near other places in the article",
                };
                (probability, reason.to_string())
            }
        };
        let by = if self.in_dateline { EvidenceSource::Rule } else { EvidenceSource::Model };
        let reason = if self.in_dateline { format!("dateline, {reason}") } else { reason };
        Evidence { by, confidence: (confidence * 100.0).round() / 100.0, reason }
    }
}

/// Groups the mentions by name. Mentions with different containers stay apart; bare mentions join
/// the first group of their name.
fn group_by_name<'n>(mentions: &'n [PlaceMention<'n>]) -> Vec<PlaceName<'n>> {
    let mut names: Vec<PlaceName> = Vec::new();
    let (qualified, bare): (Vec<&PlaceMention>, Vec<&PlaceMention>) =
        mentions.iter().partition(|mention| !mention.containers.is_empty());
    for mention in qualified.into_iter().chain(bare) {
        let decided = decide_by_container(mention);
        let index = decided.map(|(index, _)| index);
        let same = |name: &&mut PlaceName| {
            name.key == mention.key && (index.is_none() || name.decided == index)
        };
        match names.iter_mut().find(same) {
            Some(name) => {
                name.mentions.extend(mention.mention);
                name.in_dateline |= mention.mention.is_none();
                name.confidence = name.confidence.max(mention.confidence);
            }
            None => names.push(PlaceName::new(mention, decided)),
        }
    }
    names
}

/// Chooses the candidate in a container next to the name: its index and the container.
fn decide_by_container(mention: &PlaceMention) -> Option<(usize, GazetteerPlace)> {
    let index = mention
        .candidates
        .iter()
        .position(|candidate| candidate.is_or_within(&mention.containers))?;
    let place = mention.candidates.get(index)?;
    let containers = mention.containers.iter().copied();
    containers
        .into_iter()
        .find(|&container| place.is_or_within(&[container]))
        .map(|container| (index, container))
}

/// Disambiguates all names. In each round every name votes and is rescored by the votes of the
/// others.
fn disambiguate(
    article: &Article,
    names: &mut [PlaceName],
    implied: &[ImpliedPlace],
    people: &PersonNames,
    home: &[GazetteerPlace],
) {
    let mut base_votes = publisher_votes(article, home);
    for implied in implied.iter().take(64) {
        let votes = IMPLIED_VOTE / implied.places.len().max(1) as f32;
        implied
            .places
            .iter()
            .for_each(|&place| base_votes.add_candidate(&PlaceCandidate::new(place, 0.0), votes));
    }
    for _ in 0..ROUNDS {
        iterate(names, home, &base_votes, |name, context| {
            if name.candidates.len() > 1 && name.container.is_none() {
                name.probabilities = context.probabilities(name.candidates);
            }
        });
    }
    iterate(names, home, &base_votes, |name, context| {
        name.settle_doubt();
        let Some((place, _)) = name.best() else { return };
        let is_certain = name.container.is_some() || name.in_dateline;
        if !is_certain
            && !plausibility::is_plausible(
                &place,
                name.key,
                name.confidence,
                context.support(&place),
                people,
            )
        {
            name.reject();
        }
    });
}

/// Calls `each` for every name with the context of the current votes.
fn iterate<'n>(
    names: &mut [PlaceName<'n>],
    home: &[GazetteerPlace],
    base_votes: &RegionVotes,
    mut each: impl FnMut(&mut PlaceName<'n>, &NameContext),
) {
    let name_votes: Vec<RegionVotes> = names.iter().map(PlaceName::votes).collect();
    let mut votes = base_votes.clone();
    name_votes.iter().for_each(|votes_of_name| votes.extend(votes_of_name));
    votes.aggregate();
    let mut anchors = Anchors::default();
    for (index, name) in names.iter().enumerate() {
        name.best()
            .filter(|(_, probability)| *probability > MIN_ANCHOR)
            .iter()
            .for_each(|(it, _)| anchors.add(it, index));
    }
    for (index, (name, own_votes)) in names.iter_mut().zip(&name_votes).enumerate() {
        each(name, &NameContext { votes: &votes, own_votes, anchors: &anchors, home, index });
    }
}

/// Collects the places that are named and implied, without duplicates.
fn collect_places(
    names: Vec<PlaceName>,
    implied: &[ImpliedPlace],
    people: &PersonNames,
    home: &[GazetteerPlace],
) -> Vec<Place> {
    let mut focus = ArticleFocus::default();
    for name in &names {
        name.best()
            .iter()
            .for_each(|(place, probability)| focus.add(place, name.vote_weight() * probability));
    }
    focus.aggregate();
    let mut found: Vec<(Place, bool)> = Vec::new();
    for name in names {
        let evidence = name.evidence(home);
        let place = match name.best() {
            Some((place, _)) => Some(place.place.to_place()),
            None if !name.in_dateline
                && !plausibility::is_plausible_unlisted(
                    name.key,
                    name.confidence,
                    name.is_rejected,
                    people,
                ) =>
            {
                None
            }
            None if name.is_rejected => {
                unlisted::place(&name.display_name(), &UnlistedLocation::default())
            }
            None => unlisted::place(&name.display_name(), &focus.locate(name.key, name.containers)),
        };
        let Some(place) = place else { continue };
        add_place(
            &mut found,
            Place { mentions: name.mentions, evidence, ..place },
            name.in_dateline,
        );
    }
    for implied in implied {
        let Some(known) = resolve_implied(implied, &focus, &found) else { continue };
        let reason = match implied.mention.via {
            Via::Organisation => "in the name of an organisation",
            _ => "demonym",
        };
        let reason = reason.to_string();
        let evidence = Evidence { by: EvidenceSource::Rule, confidence: 0.9, reason };
        add_place(
            &mut found,
            Place { mentions: vec![implied.mention], evidence, ..known.to_place() },
            false,
        );
    }
    sort_by_importance(found)
}

/// Resolves an implied place: to one that the article names, else to the one with the most votes,
/// else to the first.
fn resolve_implied(
    implied: &ImpliedPlace,
    focus: &ArticleFocus,
    found: &[(Place, bool)],
) -> Option<GazetteerPlace> {
    let first = implied.places.first().copied();
    if implied.places.len() < 2 {
        return first;
    }
    let keys = |known: &GazetteerPlace| (known.key(), found);
    let named = implied.places.iter().copied().find(|known| {
        let (key, found) = keys(known);
        found.iter().any(|(place, _)| place.key == key)
    });
    named.or_else(|| focus.prefer(&implied.places)).or(first)
}

/// Adds a place or merges its mentions with the same place.
fn add_place(found: &mut Vec<(Place, bool)>, place: Place, in_dateline: bool) {
    match found.iter_mut().find(|(known, _)| known.key == place.key) {
        Some((known, dateline)) => {
            known.mentions.extend(place.mentions);
            *dateline |= in_dateline;
        }
        None => found.push((place, in_dateline)),
    }
}

/// Sorts by importance: places in the dateline, then by number of mentions, then by first mention.
fn sort_by_importance(mut found: Vec<(Place, bool)>) -> Vec<Place> {
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
    use crate::enrich::entities::span::EntityKind;

    /// Builds an article in which `[name]` is tagged as a place, `{name}` as a person and `<name>`
    /// as an organisation.
    fn article(dateline: &str, title: &str, body: &str) -> (Article, Vec<Span>) {
        let mut spans = Vec::new();
        let mut parse = |slot, marked: &str| {
            let (mut text, mut start) = (String::new(), 0);
            for c in marked.chars() {
                let kind = match c {
                    ']' => EntityKind::Place,
                    '}' => EntityKind::Person,
                    '>' => EntityKind::Organisation,
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
        let (title, body) = (parse(Slot::Title, title), parse(Slot::Body, body));
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
        let places = resolve(&article, &spans, &Home::default()).places;
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
        assert!(places[0].mentions.is_empty() && places[0].evidence.reason.starts_with("dateline"));
        let demonyms = |place: &Place| {
            place.mentions.iter().filter(|mention| mention.via != Via::Name).count()
        };
        assert_eq!((places[1].mentions.len(), demonyms(&places[1])), (6, 3));
        assert_eq!(demonyms(&places[3]), 1);
        assert_eq!((places[5].geonames, places[5].country.as_str()), (Some(170_654), "SY"));
        assert_eq!(places[5].path, ["Asia", "Syria", "Damascus"]);
    }

    #[test]
    fn the_container_next_to_a_name_decides() {
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
    fn the_dateline_qualifies_a_name() {
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
    fn other_places_of_the_article_disambiguate() {
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
    fn former_names_resolve_to_current_or_former_places() {
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
    fn an_unlisted_place_is_located_where_the_article_is() {
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
    fn directions_and_types_of_places_are_not_places() {
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
    fn religions_programmes_and_newspapers_are_not_places() {
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
    fn countries_as_actors_and_lists_of_countries() {
        let body = "The <UK> and <Ghana> signed. <Ghana Airways> did not.";
        assert_eq!(paths("", body), ["Europe/United Kingdom", "Africa/Ghana"]);
        assert_eq!(
            paths("", "[Ghana Sri Lanka Peru]"),
            ["Africa/Ghana", "Asia/Sri Lanka", "South America/Peru"]
        );
    }

    #[test]
    fn people_are_not_places_and_states_are_not_towns() {
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
    fn the_white_house_is_not_a_town() {
        let places =
            found("", "", "[The White House] and [Downing Street] agreed; the <Kremlin> did not.");
        let names: Vec<_> = places.iter().map(|place| place.name.as_str()).collect();
        assert_eq!(names, ["United States", "United Kingdom", "Russia"]);
        assert!(
            places
                .iter()
                .all(|place| place.mentions.iter().all(|mention| mention.via != Via::Name))
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics_on_any_spans(body in "[A-Z][a-z]{0,6}( [A-Z]?[a-z,.()]{1,8}){0,9}", ends in proptest::collection::vec(0_usize..60, 0..8)) {
            let mut ends = ends;
            ends.sort_unstable();
            let spans = ends.windows(2).filter(|pair| pair[0] < pair[1]);
            let spans: Vec<Span> = spans
                .map(|pair| Span { slot: Slot::Body, start: pair[0], end: pair[1], kind: EntityKind::Place, confidence: 0.5 })
                .collect();
            resolve(&Article { body, ..Article::default() }, &spans, &Home::default());
        }
    }
}
