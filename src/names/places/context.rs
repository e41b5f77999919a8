//! What an article as a whole says about the places it names: towns of one country and one region stand together.

use crate::article::Article;

use super::candidates::Candidate;
use super::gazetteer::{self, As, Known};

/// How much the countries and regions named elsewhere count against a tenfold of people.
const COUNTRY: f32 = 0.9;
const REGION: f32 = 1.1;
/// How soon more votes for the same stop telling more.
const STEEPNESS: f32 = 3.0;
/// How much it counts to lie beside another place of the article.
const NEARNESS: f32 = 1.6;
/// How much of a name's vote goes to its candidates by their weight; the rest is divided evenly.
const BY_WEIGHT: f32 = 0.6;

/// What speaks for countries and regions.
#[derive(Debug, Default, Clone)]
pub struct Votes(Vec<(Known, f32)>);

impl Votes {
    /// Adds to what speaks for a country or a region.
    pub fn add(&mut self, place: Known, votes: f32) {
        match self.0.iter_mut().find(|(known, _)| *known == place) {
            Some((_, sum)) => *sum += votes,
            None => self.0.push((place, votes)),
        }
    }

    /// Adds a vote for where a candidate lies.
    pub fn add_for(&mut self, candidate: &Candidate, votes: f32) {
        candidate.region.into_iter().chain(candidate.country).for_each(|place| self.add(place, votes));
    }

    /// Adds all of these.
    pub fn extend(&mut self, others: &Votes) {
        others.0.iter().for_each(|&(place, votes)| self.add(place, votes));
    }

    /// What speaks for this country or region.
    pub fn of(&self, place: Known) -> f32 {
        self.0.iter().find(|(known, _)| *known == place).map_or(0.0, |&(_, votes)| votes)
    }

    /// The region with the most votes, and the country, each if it has this share of the votes of its level.
    pub fn leading(&self, regions: bool, share: f32) -> Option<Known> {
        let of_level = |known: Known| (known.region() == Some(known)) == regions;
        let level = || self.0.iter().filter(|(known, _)| of_level(*known));
        let all: f32 = level().map(|(_, votes)| votes).sum();
        let first = level().max_by(|one, other| one.1.total_cmp(&other.1))?;
        (first.1 >= share * all).then_some(first.0)
    }
}

/// How the votes of a name that is not decided yet fall on its candidates.
pub fn undecided(candidates: &[Candidate], votes: f32) -> Votes {
    let best = candidates.first().map_or(0.0, |it| it.weight);
    let share = |it: &Candidate| 10_f32.powf(it.weight - best);
    let all: f32 = candidates.iter().map(share).sum();
    let even = (1.0 - BY_WEIGHT) / candidates.len().max(1) as f32;
    let mut spread = Votes::default();
    for candidate in candidates {
        spread.add_for(candidate, votes * (even + BY_WEIGHT * share(candidate) / all));
    }
    spread
}

/// What the paper itself tells: the country of its address on the web, and a place in its name.
pub fn of_publisher(article: &Article) -> Votes {
    let mut votes = Votes::default();
    let host = article.url.split("//").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
    let ending = host.rsplit('.').next().unwrap_or_default().to_ascii_uppercase();
    let code = if ending == "UK" { "GB" } else { &ending };
    if let Some(country) = Some(code).filter(|code| code.len() == 2).and_then(gazetteer::by_code) {
        votes.add(country, 1.0);
    }
    let key = gazetteer::key(&article.publisher);
    for (start, _) in key.match_indices(' ').chain([(0, "")]).take(6) {
        let rest = key.get(start..).unwrap_or_default().trim_start();
        let ends = rest.match_indices(' ').map(|(end, _)| end).chain([rest.len()]).take(3);
        let named = ends.filter_map(|end| gazetteer::named(As::Name, rest.get(..end)?).find(|bearer| !bearer.lesser));
        if let Some(bearer) = named.last().filter(|bearer| bearer.known.prominence() > 5.0) {
            votes.add_for(&Candidate::new(bearer.known, 0.0), 0.5);
        }
    }
    votes
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
        let nearest = others.map(|&(lat, lon, _)| kilometres(candidate.at, (lat, lon))).fold(f32::MAX, f32::min);
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

impl Context<'_> {
    /// The candidate that most speaks for; how sure that is, from 0 to 1; and whether the article decided it, not fame.
    pub fn decide(&self, candidates: &[Candidate]) -> Option<(Candidate, f32, bool)> {
        let (mut best, mut second): (Option<(f32, Candidate)>, f32) = (None, f32::MIN);
        for candidate in candidates {
            let score = self.score(candidate);
            match best {
                Some((first, _)) if score <= first => second = second.max(score),
                _ => {
                    second = best.map_or(second, |(first, _)| first);
                    best = Some((score, *candidate));
                }
            }
        }
        let (score, chosen) = best?;
        let sure = if candidates.len() > 1 { 1.0 / (1.0 + (-1.5 * (score - second)).exp()) } else { 0.9 };
        let by_fame = candidates.first().is_some_and(|first| first.known == chosen.known);
        Some((chosen, sure, !by_fame))
    }

    fn score(&self, candidate: &Candidate) -> f32 {
        let others = |place: Known| (self.votes.of(place) - self.own.of(place)).max(0.0);
        let told = |place: Option<Known>| (1.0 + STEEPNESS * place.map_or(0.0, others)).ln();
        let near = if candidate.is_local() { self.landmarks.nearness(candidate, self.name) } else { 0.0 };
        candidate.weight + COUNTRY * told(candidate.country) + REGION * told(candidate.region) + NEARNESS * near
    }
}
