//! Evidence from the whole article for the places it names: places in the same country, region or
//! neighbourhood support each other.

use crate::article::Article;
use crate::article::home::Home;

use super::candidates::PlaceCandidate;
use super::gazetteer;
use super::gazetteer::{GazetteerPlace, NameKind, PlaceKind};
use super::name_key::name_key;

/// Weights of the votes for countries and regions, in decimal orders of population.
const COUNTRY_WEIGHT: f32 = 1.3;
const REGION_WEIGHT: f32 = 1.1;
/// Steepness of the logarithmic damping of votes.
const VOTE_STEEPNESS: f32 = 3.0;
/// Weight of being close to another place of the article.
const PROXIMITY_WEIGHT: f32 = 1.6;
/// Weight from which a place is known worldwide, and by how much it must exceed that of a town with
/// the same name. The context counts less for such a town. Chosen on Reuters-21578 and lgl.xml.
const WORLD_FAMOUS: f32 = 5.2;
const FAME_MARGIN: f32 = 0.9;
/// Factor for votes by a country or its capital, compared to those by a town.
const WIDE_AREA_FACTOR: f32 = 0.4;
/// Votes for a region in which the publisher is at home. Chosen on lgl.xml.
const HOME_VOTES: f32 = 5.0;
/// Votes for a state from the name of a county.
const COUNTY_VOTES: f32 = 1.6;
/// Number of votes from which the article supports a country or a region.
const MIN_SUPPORT: f32 = 0.2;
/// Sharpness of the softmax over the scores.
const SHARPNESS: f32 = 1.8;
/// Share of the prior probability by weight; the rest is uniform.
const PRIOR_BY_WEIGHT: f32 = 0.6;

/// Offices and roads that exist only in the United States or hardly elsewhere.
const AMERICAN_TERMS: [&str; 6] =
    ["Sheriff", "sheriff's", "Interstate ", "Highway Patrol", "state trooper", "Superior Court"];

/// Votes for countries and regions.
#[derive(Debug, Default, Clone)]
pub(super) struct RegionVotes(Vec<(GazetteerPlace, f32)>);

impl RegionVotes {
    /// Adds votes; they count after [`aggregate`](Self::aggregate).
    fn add(&mut self, place: GazetteerPlace, votes: f32) {
        self.0.push((place, votes));
    }

    /// Adds votes for the region and country of a candidate. A country or its capital says little
    /// about the towns of an article: news from anywhere mentions the United States.
    pub(super) fn add_candidate(&mut self, candidate: &PlaceCandidate, votes: f32) {
        let is_wide_area =
            candidate.place.kind() == PlaceKind::Country || candidate.place.is_capital();
        let votes = if is_wide_area { votes * WIDE_AREA_FACTOR } else { votes };
        candidate
            .region
            .into_iter()
            .chain(candidate.country)
            .for_each(|place| self.add(place, votes));
    }

    /// Adds all votes of others.
    pub(super) fn extend(&mut self, others: &RegionVotes) {
        self.0.extend_from_slice(&others.0);
    }

    /// Sums up the votes for each place; call it once after the last vote.
    pub(super) fn aggregate(&mut self) {
        self.0.sort_unstable_by_key(|(place, _)| *place);
        self.0.dedup_by(|(place, votes), (kept, sum)| {
            let same = place == kept;
            if same {
                *sum += *votes;
            }
            same
        });
    }

    /// Returns the votes for a country or region.
    pub(super) fn get(&self, place: GazetteerPlace) -> f32 {
        let found = self
            .0
            .binary_search_by_key(&place, |(place, _)| *place)
            .ok()
            .and_then(|at| self.0.get(at));
        found.map_or(0.0, |(_, votes)| *votes)
    }

    /// Returns the region or country with the most votes if it has this share of the votes at its
    /// level.
    pub(super) fn leader(&self, kind: PlaceKind, share: f32) -> Option<GazetteerPlace> {
        let level = || self.0.iter().filter(|(place, _)| place.kind() == kind);
        let all: f32 = level().map(|(_, votes)| votes).sum();
        let first = level().max_by(|one, other| one.1.total_cmp(&other.1))?;
        (first.1 >= share * all).then_some(first.0)
    }
}

/// Computes the probability of each candidate without context, from their weights.
pub(super) fn prior_probabilities(candidates: &[PlaceCandidate]) -> Vec<f32> {
    let best = candidates.first().map_or(0.0, |it| it.weight);
    let even = (1.0 - PRIOR_BY_WEIGHT) / candidates.len().max(1) as f32;
    let mut probabilities: Vec<f32> =
        candidates.iter().map(|it| 10_f32.powf(it.weight - best)).collect();
    let all: f32 = probabilities.iter().sum();
    probabilities
        .iter_mut()
        .for_each(|probability| *probability = even + PRIOR_BY_WEIGHT * *probability / all);
    probabilities
}

/// Returns the regions of a home that the gazetteer has.
pub(super) fn home_regions(home: &Home) -> Vec<GazetteerPlace> {
    home.regions().filter_map(gazetteer::by_key).collect()
}

/// Votes from the publisher: its home, the country domain of the article's URL, and a place in the
/// publisher's name.
pub(super) fn publisher_votes(article: &Article, home: &[GazetteerPlace]) -> RegionVotes {
    let mut votes = RegionVotes::default();
    home.iter().for_each(|&region| votes.add(region, HOME_VOTES));
    let host = article
        .url
        .split("//")
        .nth(1)
        .and_then(|rest| rest.split(['/', ':']).next())
        .unwrap_or_default();
    let ending = host.rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
    let code = if ending == "UK" { "GB" } else { &ending };
    if let Some(country) = Some(code).filter(|code| code.len() == 2).and_then(gazetteer::by_code) {
        votes.add(country, 1.0);
    }
    if AMERICAN_TERMS.iter().any(|word| article.body.contains(word)) {
        votes.extend(&american_votes());
    }
    let key = name_key(&article.publisher);
    for (start, _) in key.match_indices(' ').chain([(0, "")]).take(6) {
        let rest = key.get(start..).unwrap_or_default().trim_start();
        let ends = rest.match_indices(' ').map(|(end, _)| end).chain([rest.len()]).take(3);
        let named = ends.filter_map(|end| {
            gazetteer::lookup(NameKind::Name, rest.get(..end)?).find(|hit| !hit.is_alternate)
        });
        if let Some(hit) = named.last().filter(|hit| hit.place.prominence() > 5.0) {
            votes.add_candidate(&PlaceCandidate::new(hit.place, 0.0), 0.5);
        }
    }
    votes
}

fn american_votes() -> RegionVotes {
    let mut votes = RegionVotes::default();
    gazetteer::by_code("US").into_iter().for_each(|country| votes.add(country, 0.8));
    votes
}

/// Votes from the name of an unlisted place: the states that have a county of that name. Counties
/// are mostly American.
pub(super) fn county_votes(key: &str) -> RegionVotes {
    let mut votes = RegionVotes::default();
    let states = states_with_county(key);
    let votes_each = COUNTY_VOTES / states.len().max(1) as f32;
    states
        .iter()
        .for_each(|&state| votes.add_candidate(&PlaceCandidate::new(state, 0.0), votes_each));
    if states.is_empty() && matches!(key.rsplit_once(' '), Some((_, "county" | "township"))) {
        american_votes()
    } else {
        votes
    }
}

/// Finds the states with a county of this name, or a parish in Louisiana.
pub(super) fn states_with_county(key: &str) -> Vec<GazetteerPlace> {
    let find = |name| gazetteer::lookup(NameKind::County, name).map(|hit| hit.place);
    match key.rsplit_once(' ') {
        Some((name, "county" | "co")) => find(name).collect(),
        Some((name, "parish")) => find(name).filter(|state| state.name() == "Louisiana").collect(),
        _ => Vec::new(),
    }
}

/// Points of the places that are already resolved, for distance to others.
#[derive(Debug, Default)]
pub(super) struct Anchors(Vec<(f32, f32, usize)>);

impl Anchors {
    /// Adds the place of the name with this index; 16 points are enough.
    pub(super) fn add(&mut self, candidate: &PlaceCandidate, name: usize) {
        if self.0.len() < 16 && candidate.is_local() {
            self.0.push((candidate.coordinates.0, candidate.coordinates.1, name));
        }
    }

    /// Scores the distance to the nearest point of another name, from 0 to 1.
    fn proximity(&self, candidate: &PlaceCandidate, name: usize) -> f32 {
        let others = self.0.iter().filter(|(_, _, index)| *index != name);
        let nearest = others
            .map(|&(lat, lon, _)| kilometres(candidate.coordinates, (lat, lon)))
            .fold(f32::MAX, f32::min);
        match nearest {
            0.0..40.0 => 1.0,
            40.0..100.0 => 0.8,
            100.0..200.0 => 0.5,
            200.0..400.0 => 0.25,
            _ => 0.0,
        }
    }
}

/// Approximates the distance in kilometres between two points by an equirectangular projection.
pub(super) fn kilometres(one: (f32, f32), other: (f32, f32)) -> f32 {
    let turn = (one.1 - other.1).abs();
    let east = turn.min(360.0 - turn) * ((one.0 + other.0) / 2.0).to_radians().cos();
    (one.0 - other.0).hypot(east) * 111.2
}

/// Context in which a name is resolved.
pub(super) struct NameContext<'c> {
    /// Votes of all names.
    pub votes: &'c RegionVotes,
    /// Votes of the name itself, which do not count for it.
    pub own_votes: &'c RegionVotes,
    /// Resolved places.
    pub anchors: &'c Anchors,
    /// Regions in which the publisher is at home.
    pub home: &'c [GazetteerPlace],
    /// Index of the name.
    pub index: usize,
}

/// Support of an article for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Support {
    /// No support.
    None,
    /// The article mentions the country.
    Country,
    /// The article mentions the region or a place nearby.
    Region,
}

impl NameContext<'_> {
    /// Returns the support for a candidate apart from its own name.
    pub(super) fn support(&self, candidate: &PlaceCandidate) -> Support {
        let others =
            |place: GazetteerPlace| self.votes.get(place) - self.own_votes.get(place) > MIN_SUPPORT;
        if candidate.region.is_some_and(others)
            || self.anchors.proximity(candidate, self.index) >= 0.5
        {
            Support::Region
        } else if candidate.country.is_some_and(others) {
            Support::Country
        } else {
            Support::None
        }
    }

    /// Computes the probability of each candidate by a softmax over the scores.
    pub(super) fn probabilities(&self, candidates: &[PlaceCandidate]) -> Vec<f32> {
        let score = |it: &PlaceCandidate| self.score(it, self.discount(it, candidates));
        let mut probabilities: Vec<f32> = candidates.iter().map(score).collect();
        let best = probabilities.iter().copied().fold(f32::MIN, f32::max);
        probabilities
            .iter_mut()
            .for_each(|probability| *probability = (SHARPNESS * (*probability - best)).exp());
        let all: f32 = probabilities.iter().sum();
        probabilities.iter_mut().for_each(|probability| *probability /= all);
        probabilities
    }

    /// Discount on the evidence for a town by its famous namesakes. The name of a world-famous place
    /// or a US state hardly ever means a town named after it: Paris in Texas, Wyoming in Michigan. A
    /// paper at home near the town means it more often.
    fn discount(&self, town: &PlaceCandidate, candidates: &[PlaceCandidate]) -> Discount {
        let greater = || candidates.iter().take_while(|other| other.weight > town.weight);
        let is_state = |other: &PlaceCandidate| {
            other.place.kind() == PlaceKind::Region && other.place.country_code() == "US"
        };
        let is_world_famous =
            |other: &PlaceCandidate| other.weight > WORLD_FAMOUS.max(town.weight + FAME_MARGIN);
        let is_at_home = || town.region.is_some_and(|region| self.home.contains(&region));
        match town.is_local() {
            true if greater().any(is_state) => Discount::STATE_NAMESAKE,
            true if greater().any(is_world_famous) && !is_at_home() => Discount::WORLD_NAMESAKE,
            _ => Discount::NONE,
        }
    }

    fn score(&self, candidate: &PlaceCandidate, discount: Discount) -> f32 {
        let others =
            |place: GazetteerPlace| (self.votes.get(place) - self.own_votes.get(place)).max(0.0);
        let damped =
            |place: Option<GazetteerPlace>| (1.0 + VOTE_STEEPNESS * place.map_or(0.0, others)).ln();
        let near =
            if candidate.is_local() { self.anchors.proximity(candidate, self.index) } else { 0.0 };
        candidate.weight
            + discount.country * COUNTRY_WEIGHT * damped(candidate.country)
            + discount.local * (REGION_WEIGHT * damped(candidate.region) + PROXIMITY_WEIGHT * near)
    }
}

/// Factors for the evidence for a town.
#[derive(Debug, Clone, Copy)]
struct Discount {
    /// Factor for the votes of its country.
    country: f32,
    /// Factor for the votes of its region and for nearness to other places.
    local: f32,
}

impl Discount {
    const NONE: Self = Self { country: 1.0, local: 1.0 };
    const STATE_NAMESAKE: Self = Self { country: 0.2, local: 1.0 };
    const WORLD_NAMESAKE: Self = Self { country: 0.3, local: 0.5 };
}
