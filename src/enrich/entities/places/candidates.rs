//! Which places a name may mean.

use super::gazetteer;
use super::gazetteer::{As, Bearer, Kind, Known};
use super::label::{is_region_word, weight};

/// Of the places that bear a name, only so many are weighed.
const MOST: usize = 24;

/// A part of a place is the place itself only where that is well known: "South London", not the "East Bank" of a town
/// called Bank.
const FAMOUS: f32 = 5.2;

/// A name that GeoNames lists as a mere variant is trusted for a town this well known.
const TRUSTED: f32 = 3.3;

/// Words before a name that leave it the place it is: "northern Syria".
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

/// A place that a name may mean.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// The place.
    pub known: Known,
    /// How likely the name alone means it.
    pub weight: f32,
    /// The region it lies in, or is.
    pub region: Option<Known>,
    /// The country it lies in, or is.
    pub country: Option<Known>,
    /// Latitude and longitude in degrees.
    pub at: (f32, f32),
}

impl Candidate {
    /// A place with this weight.
    pub fn new(known: Known, weight: f32) -> Self {
        let (lat, lon) = known.coordinates();
        let (region, country) = (known.region(), known.country());
        Self { known, weight, region, country, at: (lat as f32, lon as f32) }
    }

    /// Whether it is a spot, from which others are near or far.
    pub fn is_local(&self) -> bool {
        self.known.kind() == Kind::Place
            || (self.known.kind() == Kind::Area && self.region.is_some())
    }

    /// Whether it lies in one of these, or is it.
    pub fn is_of(&self, containers: &[Known]) -> bool {
        containers.iter().any(|&container| self.known == container || self.known.lies_in(container))
    }
}

/// The places that may be meant by a name, by its key; the weightiest first. The word behind it may say that it is a
/// region's.
pub fn of(key: &str, next: &str) -> Vec<Candidate> {
    if is_region_word(next) {
        let regions = regions(key);
        if !regions.is_empty() {
            return regions;
        }
    }
    let whole = weighed(gazetteer::named(As::Name, key));
    if !whole.is_empty() {
        return whole;
    }
    match key.rsplit_once(' ') {
        Some((name, last)) if is_region_word(last) => regions(name),
        _ => match key.split_once(' ') {
            Some((first, name)) if DIRECTIONS.contains(&first) => {
                let mut whole = weighed(gazetteer::named(As::Name, name));
                whole.retain(|it| it.weight > FAMOUS);
                whole
            }
            _ => Vec::new(),
        },
    }
}

fn regions(name: &str) -> Vec<Candidate> {
    weighed(gazetteer::named(As::Region, name))
}

/// The places an abbreviation means; it stands behind a comma.
pub fn abbreviated(key: &str) -> Vec<Candidate> {
    weighed(gazetteer::named(As::Abbreviation, key))
}

fn weighed(bearers: impl Iterator<Item = Bearer>) -> Vec<Candidate> {
    let weighed = bearers
        .take(4 * MOST)
        .map(|bearer| (bearer.lesser, Candidate::new(bearer.known, weight(&bearer))));
    let trusted = weighed.filter(|(lesser, candidate)| !lesser || candidate.weight > TRUSTED);
    let mut all: Vec<Candidate> = trusted.map(|(_, candidate)| candidate).collect();
    all.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    all.truncate(MOST);
    all
}
