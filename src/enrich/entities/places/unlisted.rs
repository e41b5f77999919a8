//! Places that are not in the gazetteer: villages, buildings, rivers. They are located in the
//! region or country of the other places in the article, where there is evidence.

use crate::article::entity::Place;

use super::candidates;
use super::candidates::PlaceCandidate;
use super::context::{RegionVotes, states_with_county};
use super::gazetteer;
use super::gazetteer::{GazetteerPlace, NameKind, PlaceKind};

/// Least share of the votes for a region or country before an unlisted place is located there.
const MIN_SHARE: f32 = 0.45;

/// Last words of names that refer to a distant town.
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

/// The regions, countries and towns that an article is about.
#[derive(Debug, Default)]
pub(super) struct ArticleFocus {
    votes: RegionVotes,
    /// Cities and parts of cities with their votes.
    local: Vec<(PlaceCandidate, f32)>,
}

/// Location of a place that is not in the gazetteer.
#[derive(Default)]
pub(super) struct UnlistedLocation {
    /// The region or country that contains it.
    pub within: Option<GazetteerPlace>,
    /// A gazetteer place that it belongs to or that is near it.
    pub near: Option<PlaceCandidate>,
    /// True if other places share its name: counties, and towns like Troy.
    pub is_ambiguous: bool,
}

impl ArticleFocus {
    /// Adds a place with its number of votes.
    pub(super) fn add(&mut self, candidate: &PlaceCandidate, votes: f32) {
        self.votes.add_candidate(candidate, votes);
        if candidate.is_local() {
            self.local.push((*candidate, votes));
        }
    }

    /// Sums up the votes; call it once after the last place.
    pub(super) fn aggregate(&mut self) {
        self.votes.aggregate();
    }

    /// Returns the place among these with the most votes, if any has some.
    pub(super) fn prefer(&self, places: &[GazetteerPlace]) -> Option<GazetteerPlace> {
        let favourite = places
            .iter()
            .copied()
            .max_by(|&one, &other| self.votes.get(one).total_cmp(&self.votes.get(other)))?;
        (self.votes.get(favourite) > 0.0).then_some(favourite)
    }

    /// Locates a place of this name: in the container next to the name, in a state with such a
    /// county, or where the rest of the article is. There it is near the town it is named after, or
    /// near the town with the most votes.
    pub(super) fn locate(&self, key: &str, containers: &[GazetteerPlace]) -> UnlistedLocation {
        let states = states_with_county(key);
        let county =
            self.prefer(&states).or_else(|| states.first().copied().filter(|_| states.len() == 1));
        let leading = || {
            self.votes
                .leader(PlaceKind::Region, MIN_SHARE)
                .or_else(|| self.votes.leader(PlaceKind::Country, MIN_SHARE))
        };
        let container =
            containers.iter().copied().find(|place| place.kind() != PlaceKind::Settlement);
        let within = container.or(county).or_else(leading);
        let inside =
            |it: &PlaceCandidate| within.is_some_and(|container| it.place.is_within(container));
        let is_region = within.is_some_and(|place| place.kind() == PlaceKind::Region);
        let local_places = self.local.iter().filter(|(it, _)| is_region && inside(it));
        let busiest =
            local_places.max_by(|one, other| one.1.total_cmp(&other.1)).map(|(it, _)| *it);
        let namesake_town = namesake_towns(key).into_iter().find(inside);
        let near =
            if county.is_some() { busiest.or(namesake_town) } else { namesake_town.or(busiest) };
        let within = if container.is_some() || county.is_some() {
            within
        } else {
            near.and_then(|it| it.place.parent()).or(within)
        };
        let is_listed =
            container.is_some() && gazetteer::lookup(NameKind::Name, key).next().is_some();
        UnlistedLocation { within, near, is_ambiguous: is_listed || county.is_some() }
    }
}

/// Finds the towns named by the first words of a name: "Baghdad International Airport".
fn namesake_towns(key: &str) -> Vec<PlaceCandidate> {
    let mut name = key;
    if key
        .rsplit(' ')
        .next()
        .is_some_and(|last| ROADS.contains(&last) || last.parse::<u32>().is_ok())
    {
        return Vec::new();
    }
    while let Some((shorter, _)) = name.rsplit_once(' ') {
        let found: Vec<PlaceCandidate> = candidates::find(shorter, "")
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

/// Makes the value of an unlisted place; `None` if its name contains no word.
pub(super) fn place(name: &str, location: &UnlistedLocation) -> Option<Place> {
    let mut place = location.within.map(GazetteerPlace::to_place).unwrap_or_default();
    let key = match location.is_ambiguous {
        true => gazetteer::unlisted_key(&format!("{name} {}", place.name))?,
        false => gazetteer::unlisted_key(name)?,
    };
    place.path.push(name.to_string());
    place.lineage.push(key.clone());
    let at = location.near.map(|it| it.place.coordinates());
    let region = location
        .within
        .filter(|place| place.kind() == PlaceKind::Region)
        .map(GazetteerPlace::coordinates);
    (place.lat, place.lon) = at.or(region).map(|(lat, lon)| (round(lat), round(lon))).unzip();
    Some(Place { key, name: name.to_string(), geonames: None, ..place })
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}
