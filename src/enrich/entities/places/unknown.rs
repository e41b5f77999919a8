//! Places that the gazetteer lacks: villages, buildings, rivers. They are values of their own, and lie where the
//! article's other places lie, as far as that can be told.

use crate::article::entity::Place;

use super::candidates;
use super::candidates::Candidate;
use super::context::{Votes, states};
use super::gazetteer;
use super::gazetteer::{As, Kind, Known};

/// What share of an article's places must lie in a region or a country for an unknown one to be counted there.
const SHARE: f32 = 0.45;

/// What is named after towns far away.
const ROADS: [&str; 12] = [
    "road",
    "rd",
    "street",
    "st",
    "avenue",
    "ave",
    "drive",
    "lane",
    "highway",
    "boulevard",
    "pike",
    "way",
];

/// Where the places of an article lie that are known.
#[derive(Debug, Default)]
pub struct Focus {
    votes: Votes,
    /// Cities and parts of them, each with its votes.
    local: Vec<(Candidate, f32)>,
}

/// Where an unknown place lies.
#[derive(Default)]
pub struct Somewhere {
    /// The region or country around it.
    pub within: Option<Known>,
    /// A known place it belongs to or that is near it.
    pub near: Option<Candidate>,
    /// Whether there are others of its name elsewhere: counties, and towns like Troy.
    pub namesakes: bool,
}

impl Focus {
    /// Adds a place that the article names so often.
    pub fn add(&mut self, candidate: &Candidate, votes: f32) {
        self.votes.add_for(candidate, votes);
        if candidate.is_local() {
            self.local.push((*candidate, votes));
        }
    }

    /// Sums up, once all is in.
    pub fn settle(&mut self) {
        self.votes.settle();
    }

    /// Which of these the article has most to do with, if with any.
    pub fn favours(&self, of: &[Known]) -> Option<Known> {
        let most = of
            .iter()
            .copied()
            .max_by(|&one, &other| self.votes.of(one).total_cmp(&self.votes.of(other)))?;
        (self.votes.of(most) > 0.0).then_some(most)
    }

    /// Where a place of this name may lie: in what stands beside it, in a state that has such a county, or where the
    /// rest of the article is; there with the town it is named after, or with the one named most.
    pub fn find(&self, key: &str, told: &[Known]) -> Somewhere {
        let states = states(key);
        let county =
            self.favours(&states).or_else(|| states.first().copied().filter(|_| states.len() == 1));
        let leading = || {
            self.votes
                .leading(Kind::Region, SHARE)
                .or_else(|| self.votes.leading(Kind::Country, SHARE))
        };
        let told = told.iter().copied().find(|known| known.kind() != Kind::Place);
        let within = told.or(county).or_else(leading);
        let inside = |it: &Candidate| within.is_some_and(|wide| it.known.lies_in(wide));
        let regional = within.is_some_and(|known| known.kind() == Kind::Region);
        let mine = self.local.iter().filter(|(it, _)| regional && inside(it));
        let central = mine.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(it, _)| *it);
        let namesake = namesakes(key).into_iter().find(inside);
        let near = if county.is_some() { central.or(namesake) } else { namesake.or(central) };
        let within = if told.is_some() || county.is_some() {
            within
        } else {
            near.and_then(|it| it.known.within()).or(within)
        };
        let known = told.is_some() && gazetteer::named(As::Name, key).next().is_some();
        Somewhere { within, near, namesakes: known || county.is_some() }
    }
}

/// Towns that the first words of a name are the name of: "Baghdad International Airport".
fn namesakes(key: &str) -> Vec<Candidate> {
    let mut name = key;
    if key
        .rsplit(' ')
        .next()
        .is_some_and(|last| ROADS.contains(&last) || last.parse::<u32>().is_ok())
    {
        return Vec::new();
    }
    while let Some((shorter, _)) = name.rsplit_once(' ') {
        let found: Vec<Candidate> = candidates::of(shorter, "")
            .into_iter()
            .filter(|it| it.is_local() && it.weight > 3.0)
            .collect();
        if !found.is_empty() {
            return found;
        }
        name = shorter;
    }
    Vec::new()
}

/// The value of an unknown place; nothing where its name has no word.
pub fn place(name: &str, somewhere: &Somewhere) -> Option<Place> {
    let mut place = somewhere.within.map(Known::place).unwrap_or_default();
    let key = match somewhere.namesakes {
        true => gazetteer::unknown_key(&format!("{name} {}", place.name))?,
        false => gazetteer::unknown_key(name)?,
    };
    place.path.push(name.to_string());
    place.lineage.push(key.clone());
    let at = somewhere.near.map(|it| it.known.coordinates());
    let region =
        somewhere.within.filter(|known| known.kind() == Kind::Region).map(Known::coordinates);
    (place.lat, place.lon) = at.or(region).map(|(lat, lon)| (round(lat), round(lon))).unzip();
    Some(Place { key, name: name.to_string(), geonames: None, ..place })
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}
