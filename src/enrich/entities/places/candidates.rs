//! Candidate places for a name.

use super::gazetteer;
use super::gazetteer::{GazetteerMatch, GazetteerPlace, NameKind, PlaceKind};
use super::label::{is_region_word, prior_weight};

/// Maximum number of candidates for a name.
const MAX_CANDIDATES: usize = 24;

/// Weight from which a place may have a direction before its name: "South London", but not the
/// "East Bank" of a town called Bank.
const MIN_WEIGHT_WITH_DIRECTION: f32 = 5.2;

/// Weight from which a town is accepted by an alternate name.
const MIN_ALTERNATE_WEIGHT: f32 = 3.3;

/// Words before a name that do not change the place it means: "northern Syria".
const DIRECTIONS: [&str; 18] = [
    "northern",
    "southern",
    "eastern",
    "western",
    "central",
    "northeastern",
    "northwestern",
    "southeastern",
    "southwestern",
    "north",
    "south",
    "east",
    "west",
    "downtown",
    "greater",
    "upper",
    "lower",
    "mainland",
];

/// A place that a name may refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlaceCandidate {
    /// The place.
    pub place: GazetteerPlace,
    /// Prior score of this place for the name.
    pub weight: f32,
    /// The region that it is or is in.
    pub region: Option<GazetteerPlace>,
    /// The country that it is or is in.
    pub country: Option<GazetteerPlace>,
    /// Latitude and longitude in degrees.
    pub coordinates: (f32, f32),
}

impl PlaceCandidate {
    /// Creates a candidate with a weight.
    pub(super) fn new(place: GazetteerPlace, weight: f32) -> Self {
        let (lat, lon) = place.coordinates();
        let (region, country) = (place.region(), place.country());
        Self { place, weight, region, country, coordinates: (lat as f32, lon as f32) }
    }

    /// Returns true for a place small enough to be a point on the map.
    pub(super) fn is_local(&self) -> bool {
        self.place.kind() == PlaceKind::Settlement
            || (self.place.kind() == PlaceKind::Area && self.region.is_some())
    }

    /// Returns true if it is one of these places or within one.
    pub(super) fn is_or_within(&self, containers: &[GazetteerPlace]) -> bool {
        containers
            .iter()
            .any(|&container| self.place == container || self.place.is_within(container))
    }
}

/// Finds the candidates for the key of a name, by descending weight. The next word can mark the
/// name as a region.
pub(super) fn find(key: &str, next: &str) -> Vec<PlaceCandidate> {
    if is_region_word(next) {
        let regions = find_regions(key);
        if !regions.is_empty() {
            return regions;
        }
    }
    let whole = rank(gazetteer::lookup(NameKind::Name, key));
    if !whole.is_empty() {
        return whole;
    }
    match key.rsplit_once(' ') {
        Some((name, last)) if is_region_word(last) => find_regions(name),
        _ => match key.split_once(' ') {
            Some((first, name)) if DIRECTIONS.contains(&first) => {
                let mut whole = rank(gazetteer::lookup(NameKind::Name, name));
                whole.retain(|it| it.weight > MIN_WEIGHT_WITH_DIRECTION);
                whole
            }
            _ => Vec::new(),
        },
    }
}

fn find_regions(name: &str) -> Vec<PlaceCandidate> {
    rank(gazetteer::lookup(NameKind::Region, name))
}

/// Finds the places of an abbreviation, which counts after a comma.
pub(super) fn find_abbreviation(key: &str) -> Vec<PlaceCandidate> {
    rank(gazetteer::lookup(NameKind::Abbreviation, key))
}

fn rank(hits: impl Iterator<Item = GazetteerMatch>) -> Vec<PlaceCandidate> {
    let weighed = hits
        .take(4 * MAX_CANDIDATES)
        .map(|hit| (hit.is_alternate, PlaceCandidate::new(hit.place, prior_weight(&hit))));
    let trusted = weighed.filter(|(is_alternate, candidate)| {
        !is_alternate || candidate.weight > MIN_ALTERNATE_WEIGHT
    });
    let mut all: Vec<PlaceCandidate> = trusted.map(|(_, candidate)| candidate).collect();
    all.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    all.truncate(MAX_CANDIDATES);
    all
}
