//! What an article as a whole says about the places it names: towns of one country and one region stand together.

use crate::article::Article;

use super::candidates::Candidate;
use super::gazetteer;
use super::gazetteer::{As, Kind, Known};

/// How much the countries and regions named elsewhere count against a tenfold of people.
const COUNTRY: f32 = 1.3;
const REGION: f32 = 1.1;
/// How soon more votes for the same stop telling more.
const STEEPNESS: f32 = 3.0;
/// How much it counts to lie beside another place of the article.
const NEARNESS: f32 = 1.6;
/// From this weight on all the world knows a place; what counts for towns named after it counts so much less.
const WORLD: f32 = 6.5;
const MUCH: f32 = 1.5;
const OF_WORLD: f32 = 0.55;
const OF_STATE: f32 = 0.2;
/// What a country or its capital tells of where towns lie, against a town.
const WIDE: f32 = 0.4;
/// What the name of a county tells of the state.
const COUNTY: f32 = 1.6;
/// From so many votes on, an article speaks of a country or a region.
const SUPPORT: f32 = 0.2;
/// How sharply a better score tells.
const SHARPNESS: f32 = 1.8;
/// How much of a name's vote goes to its candidates by their weight; the rest is divided evenly.
const BY_WEIGHT: f32 = 0.6;

/// Offices and roads that only the United States have, or hardly any other country.
const AMERICAN: [&str; 6] =
    ["Sheriff", "sheriff's", "Interstate ", "Highway Patrol", "state trooper", "Superior Court"];

/// What speaks for countries and regions.
#[derive(Debug, Default, Clone)]
pub struct Votes(Vec<(Known, f32)>);

impl Votes {
    /// Adds to what speaks for a country or a region; it counts once they are [settled](Self::settle).
    fn add(&mut self, place: Known, votes: f32) {
        self.0.push((place, votes));
    }

    /// Adds a vote for where a candidate lies. A country, or its capital, tells little of where the towns of an
    /// article lie: news from anywhere speaks of the United States.
    pub fn add_for(&mut self, candidate: &Candidate, votes: f32) {
        let wide = candidate.known.kind() == Kind::Country || candidate.known.is_capital();
        let votes = if wide { votes * WIDE } else { votes };
        candidate
            .region
            .into_iter()
            .chain(candidate.country)
            .for_each(|place| self.add(place, votes));
    }

    /// Adds all of these.
    pub fn extend(&mut self, others: &Votes) {
        self.0.extend_from_slice(&others.0);
    }

    /// Sums up what speaks for the same, once all is in.
    pub fn settle(&mut self) {
        self.0.sort_unstable_by_key(|(place, _)| *place);
        self.0.dedup_by(|(place, votes), (kept, sum)| {
            let same = place == kept;
            if same {
                *sum += *votes;
            }
            same
        });
    }

    /// What speaks for this country or region.
    pub fn of(&self, place: Known) -> f32 {
        let found = self
            .0
            .binary_search_by_key(&place, |(known, _)| *known)
            .ok()
            .and_then(|at| self.0.get(at));
        found.map_or(0.0, |(_, votes)| *votes)
    }

    /// The region with the most votes, or the country, if it has this share of the votes of its level.
    pub fn leading(&self, kind: Kind, share: f32) -> Option<Known> {
        let level = || self.0.iter().filter(|(known, _)| known.kind() == kind);
        let all: f32 = level().map(|(_, votes)| votes).sum();
        let first = level().max_by(|one, other| one.1.total_cmp(&other.1))?;
        (first.1 >= share * all).then_some(first.0)
    }
}

/// How likely each candidate is before the article is asked.
pub fn by_fame(candidates: &[Candidate]) -> Vec<f32> {
    let best = candidates.first().map_or(0.0, |it| it.weight);
    let even = (1.0 - BY_WEIGHT) / candidates.len().max(1) as f32;
    let mut shares: Vec<f32> = candidates.iter().map(|it| 10_f32.powf(it.weight - best)).collect();
    let all: f32 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share = even + BY_WEIGHT * *share / all);
    shares
}

/// What the paper itself tells: the country of its address on the web, and a place in its name.
pub fn of_publisher(article: &Article) -> Votes {
    let mut votes = Votes::default();
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
    if AMERICAN.iter().any(|word| article.body.contains(word)) {
        votes.extend(&american());
    }
    let key = gazetteer::key(&article.publisher);
    for (start, _) in key.match_indices(' ').chain([(0, "")]).take(6) {
        let rest = key.get(start..).unwrap_or_default().trim_start();
        let ends = rest.match_indices(' ').map(|(end, _)| end).chain([rest.len()]).take(3);
        let named = ends.filter_map(|end| {
            gazetteer::named(As::Name, rest.get(..end)?).find(|bearer| !bearer.lesser)
        });
        if let Some(bearer) = named.last().filter(|bearer| bearer.known.prominence() > 5.0) {
            votes.add_for(&Candidate::new(bearer.known, 0.0), 0.5);
        }
    }
    votes
}

fn american() -> Votes {
    let mut votes = Votes::default();
    gazetteer::by_code("US").into_iter().for_each(|country| votes.add(country, 0.8));
    votes
}

/// What the name of a place tells that the gazetteer lacks: which states have a county of that name. Counties are
/// mostly American.
pub fn of_kind(key: &str) -> Votes {
    let mut votes = Votes::default();
    let states = states(key);
    let share = COUNTY / states.len().max(1) as f32;
    states.iter().for_each(|&state| votes.add_for(&Candidate::new(state, 0.0), share));
    if states.is_empty() && matches!(key.rsplit_once(' '), Some((_, "county" | "township"))) {
        american()
    } else {
        votes
    }
}

/// The states that have a county, or in Louisiana a parish, of this name.
pub fn states(key: &str) -> Vec<Known> {
    let of = |name| gazetteer::named(As::County, name).map(|bearer| bearer.known);
    match key.rsplit_once(' ') {
        Some((name, "county" | "co")) => of(name).collect(),
        Some((name, "parish")) => of(name).filter(|state| state.name() == "Louisiana").collect(),
        _ => Vec::new(),
    }
}

/// Places that are settled, from which others are near or far.
#[derive(Debug, Default)]
pub struct Landmarks(Vec<(f32, f32, usize)>);

impl Landmarks {
    /// Adds a place that the name with this number means; so many are enough.
    pub fn add(&mut self, candidate: &Candidate, name: usize) {
        if self.0.len() < 16 && candidate.is_local() {
            self.0.push((candidate.at.0, candidate.at.1, name));
        }
    }

    /// How near the nearest is that another name means, from 0 to 1.
    fn nearness(&self, candidate: &Candidate, name: usize) -> f32 {
        let others = self.0.iter().filter(|(_, _, owner)| *owner != name);
        let nearest = others
            .map(|&(lat, lon, _)| kilometres(candidate.at, (lat, lon)))
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

/// How far two points lie apart, near enough for what is near.
pub fn kilometres(one: (f32, f32), other: (f32, f32)) -> f32 {
    let turn = (one.1 - other.1).abs();
    let east = turn.min(360.0 - turn) * ((one.0 + other.0) / 2.0).to_radians().cos();
    (one.0 - other.0).hypot(east) * 111.2
}

/// What is known when a name is decided.
pub struct Context<'c> {
    /// All votes.
    pub votes: &'c Votes,
    /// Those that the name has cast itself, which do not count for it.
    pub own: &'c Votes,
    /// Places that are settled.
    pub landmarks: &'c Landmarks,
    /// The number of the name.
    pub name: usize,
}

/// How much an article says for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Support {
    /// Nothing.
    None,
    /// It speaks of the country.
    Country,
    /// It names the region, or a place close by.
    Region,
}

impl Context<'_> {
    /// What speaks for a candidate besides its own name.
    pub fn support(&self, candidate: &Candidate) -> Support {
        let others = |place: Known| self.votes.of(place) - self.own.of(place) > SUPPORT;
        if candidate.region.is_some_and(others)
            || self.landmarks.nearness(candidate, self.name) >= 0.5
        {
            Support::Region
        } else if candidate.country.is_some_and(others) {
            Support::Country
        } else {
            Support::None
        }
    }

    /// How likely each candidate is: a better score by one makes it several times as likely.
    pub fn shares(&self, candidates: &[Candidate]) -> Vec<f32> {
        let score = |it: &Candidate| self.score(it, namesake(it, candidates));
        let mut shares: Vec<f32> = candidates.iter().map(score).collect();
        let best = shares.iter().copied().fold(f32::MIN, f32::max);
        shares.iter_mut().for_each(|share| *share = (SHARPNESS * (*share - best)).exp());
        let all: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= all);
        shares
    }

    fn score(&self, candidate: &Candidate, namesake: f32) -> f32 {
        let others = |place: Known| (self.votes.of(place) - self.own.of(place)).max(0.0);
        let told = |place: Option<Known>| (1.0 + STEEPNESS * place.map_or(0.0, others)).ln();
        let near =
            if candidate.is_local() { self.landmarks.nearness(candidate, self.name) } else { 0.0 };
        let country = COUNTRY * namesake * told(candidate.country);
        candidate.weight + country + REGION * told(candidate.region) + NEARNESS * near
    }
}

/// How much its country counts for a town. The name of a place the world knows, or of a state, hardly ever means a town
/// named after it: Paris in Texas, Wyoming in Michigan.
fn namesake(town: &Candidate, bearers: &[Candidate]) -> f32 {
    let greater = || bearers.iter().take_while(|other| other.weight > town.weight);
    let state =
        |other: &Candidate| other.known.kind() == Kind::Region && other.known.code() == "US";
    let world = |other: &Candidate| other.weight > WORLD.max(town.weight + MUCH);
    match town.is_local() {
        true if greater().any(state) => OF_STATE,
        true if greater().any(world) => OF_WORLD,
        _ => 1.0,
    }
}
