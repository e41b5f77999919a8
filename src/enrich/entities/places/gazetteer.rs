//! The gazetteer: all known places, read in place from bytes in the binary. Nothing is unpacked at
//! startup, and names are found by hash. `training/places.py` makes the file and documents its
//! layout.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::name_key::name_key;
use crate::article::document::slug;
use crate::article::entity::Place;

static BYTES: &[u8] = include_bytes!("gazetteer.bin");

/// Bytes of a place record.
const RECORD_BYTES: usize = 18;
/// Offset of the place records, after a header of eight numbers: counts and the offsets of the
/// other sections.
const RECORDS_OFFSET: usize = 32;
const BUCKETS: usize = 1 << 15;
const CAPITAL_FLAG: u8 = 0x80;
/// Margin, as a difference of decimal logarithms, up to which a city counts as most of its region:
/// two thirds of its population.
const CITY_REGION_MARGIN: f32 = 0.18;
/// Least prominence of a US state.
const US_STATE_PROMINENCE: f32 = 5.5;
/// Index entries of demonyms that are not places.
const NOWHERE_ENTRY: u32 = 0x7f_ffff;
const PREFIX_ENTRY: u32 = 0x7f_fffe;

/// A place in the gazetteer, by the number of its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct GazetteerPlace(u32);

/// Type of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceKind {
    /// Asia.
    Continent,
    /// A country, or another territory with an ISO code: Syria.
    Country,
    /// A former state: the Soviet Union, Prussia.
    Historical,
    /// An area that is not an administrative division: the Middle East, Siberia, Kent.
    Area,
    /// A body of water: an ocean, a sea, a strait, a river.
    Sea,
    /// An administrative division below a country: Texas, Bavaria.
    Region,
    /// A city or a part of one.
    Settlement,
}

/// Kind of name to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    /// A name.
    Name,
    /// The bare name of a region, which may be better known as a city: "Aleppo" for Aleppo
    /// province.
    Region,
    /// A country code of three capital letters; case matters.
    Code,
    /// The bare name of a county, which leads to its state.
    County,
    /// An abbreviation such as "Calif", which counts only after a comma.
    Abbreviation,
}

/// Target of a demonym.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemonymTarget {
    /// A place: "Russian".
    Place(GazetteerPlace),
    /// Explicitly no place: "Indian Ocean" is not in India.
    Nowhere,
    /// Prefix of longer demonyms: "South" in "South African".
    Prefix,
}

/// A place found by one of its names.
#[derive(Debug, Clone, Copy)]
pub(super) struct GazetteerMatch {
    /// The place.
    pub place: GazetteerPlace,
    /// True for an alternate spelling or a former name listed by GeoNames.
    pub is_alternate: bool,
}

/// Finds the places with a name, given its [`name_key`]; among equals the larger first.
pub(super) fn lookup(sense: NameKind, key: &str) -> impl Iterator<Item = GazetteerMatch> + use<> {
    let letter = match sense {
        NameKind::Name => b'n',
        NameKind::Region => b'r',
        NameKind::Code => b'c',
        NameKind::County => b'k',
        NameKind::Abbreviation => b'a',
    };
    index_entries(digest(letter, key)).map(|(number, is_alternate)| GazetteerMatch {
        place: GazetteerPlace(number),
        is_alternate,
    })
}

/// Finds the targets of a demonym or of its first word. A small bitmap rules out most words at
/// once.
pub(super) fn demonym_targets(key: &str) -> impl Iterator<Item = DemonymTarget> + use<> {
    let digest = digest(b'd', key);
    let bit = (digest & 0x7fff) as usize;
    let may_be = BYTES.get(header(24) + (bit >> 3)).is_some_and(|byte| byte >> (bit & 7) & 1 == 1);
    let found = may_be.then(|| index_entries(digest)).into_iter().flatten();
    found.map(|(number, _)| match number {
        NOWHERE_ENTRY => DemonymTarget::Nowhere,
        PREFIX_ENTRY => DemonymTarget::Prefix,
        place => DemonymTarget::Place(GazetteerPlace(place)),
    })
}

/// Finds the place with a stable key, such as `place/524901` or `place/soviet-union`.
pub(super) fn by_key(key: &str) -> Option<GazetteerPlace> {
    let id_or_slug = key.strip_prefix("place/")?;
    let Ok(id) = id_or_slug.parse::<u32>() else { return HEAD.by_slug.get(id_or_slug).copied() };
    HEAD.by_id.get(&id).copied().or_else(|| {
        let (mut low, mut high) = (header(4), header(0));
        while low < high {
            let middle = low + (high - low) / 2;
            if u32_at(RECORDS_OFFSET + middle * RECORD_BYTES) < id {
                low = middle + 1
            } else {
                high = middle
            }
        }
        Some(GazetteerPlace(low as u32)).filter(|place| low < header(0) && place.id() == Some(id))
    })
}

/// The places at the head of the gazetteer, which are not in the order of their ids.
struct Head {
    by_id: HashMap<u32, GazetteerPlace>,
    by_slug: HashMap<&'static str, GazetteerPlace>,
}

static HEAD: LazyLock<Head> = LazyLock::new(|| {
    let (mut by_id, mut by_slug) = (HashMap::new(), HashMap::new());
    for place in (0..header(4)).map(|at| GazetteerPlace(at as u32)) {
        if let Some(id) = place.id() {
            by_id.entry(id).or_insert(place);
        }
        if let Some(slug) = place.slug() {
            by_slug.entry(slug).or_insert(place);
        }
    }
    Head { by_id, by_slug }
});

/// Finds the country with an ISO 3166-1 alpha-2 code.
pub(super) fn by_code(code: &str) -> Option<GazetteerPlace> {
    let codes = BYTES.get(header(28)..).unwrap_or_default();
    let at = codes.chunks_exact(2).position(|letters| letters == code.as_bytes())?;
    Some(GazetteerPlace(at as u32))
}

impl GazetteerPlace {
    /// Name in newspaper style.
    pub(crate) fn name(self) -> &'static str {
        text_at(header(16) + (self.name_and_kind() & 0xff_ffff) as usize)
    }

    /// Type of the place.
    pub(crate) fn kind(self) -> PlaceKind {
        match (self.name_and_kind() >> 24) as u8 & !CAPITAL_FLAG {
            0 => PlaceKind::Continent,
            1 => PlaceKind::Country,
            2 => PlaceKind::Historical,
            3 => PlaceKind::Area,
            4 => PlaceKind::Sea,
            5 => PlaceKind::Region,
            _ => PlaceKind::Settlement,
        }
    }

    /// The packed word with the flags, the type and the offset of the name.
    fn name_and_kind(self) -> u32 {
        u32_at(self.offset() + 4)
    }

    fn offset(self) -> usize {
        RECORDS_OFFSET + self.0 as usize * RECORD_BYTES
    }

    /// GeoNames id.
    pub(crate) fn id(self) -> Option<u32> {
        Some(u32_at(self.offset())).filter(|id| id >> 31 == 0)
    }

    fn slug(self) -> Option<&'static str> {
        let id = u32_at(self.offset());
        (id >> 31 == 1).then(|| text_at(header(16) + (id & 0x7fff_ffff) as usize))
    }

    /// Stable key: `place/6252001`.
    pub(crate) fn key(self) -> String {
        match self.slug() {
            Some(slug) => format!("place/{slug}"),
            None => format!("place/{}", u32_at(self.offset())),
        }
    }

    /// Latitude and longitude in degrees.
    pub(crate) fn coordinates(self) -> (f64, f64) {
        (degrees(self.offset() + 8), degrees(self.offset() + 11))
    }

    /// Decimal logarithm of the population.
    fn log_population(self) -> f32 {
        f32::from(u16_at(self.offset() + 14)) / 1000.0
    }

    /// Prominence: the decimal logarithm of the population, raised for types of places that news
    /// mentions as a whole.
    pub(crate) fn prominence(self) -> f32 {
        let people = self.log_population();
        people
            + match self.kind() {
                PlaceKind::Continent => 4.0,
                PlaceKind::Country => 2.4,
                PlaceKind::Historical => 2.4,
                PlaceKind::Area | PlaceKind::Sea => 0.0,
                // Every US state is better known than any town of the same name.
                PlaceKind::Region if self.country_code() == "US" => {
                    (US_STATE_PROMINENCE - people).max(-0.7)
                }
                PlaceKind::Region => -0.7,
                PlaceKind::Settlement if self.is_capital() => 0.7,
                PlaceKind::Settlement => 0.0,
            }
    }

    /// Returns true for the capital of a country.
    pub(crate) fn is_capital(self) -> bool {
        (self.name_and_kind() >> 24) as u8 & CAPITAL_FLAG != 0
    }

    /// The place that directly contains it.
    pub(crate) fn parent(self) -> Option<GazetteerPlace> {
        Some(u16_at(self.offset() + 16))
            .filter(|&parent| parent != u16::MAX)
            .map(|parent| GazetteerPlace(u32::from(parent)))
    }

    /// The place and the places that contain it, the smallest first.
    pub(crate) fn self_and_ancestors(self) -> impl Iterator<Item = GazetteerPlace> {
        std::iter::successors(Some(self), |place| place.parent()).take(6)
    }

    /// The country that it is or is in.
    pub(crate) fn country(self) -> Option<GazetteerPlace> {
        self.self_and_ancestors().find(|place| place.kind() == PlaceKind::Country)
    }

    /// The region that it is or is in.
    pub(crate) fn region(self) -> Option<GazetteerPlace> {
        self.self_and_ancestors().find(|place| place.kind() == PlaceKind::Region)
    }

    /// Returns true if another place contains it; a place is not within itself.
    pub(crate) fn is_within(self, other: GazetteerPlace) -> bool {
        self.self_and_ancestors().skip(1).any(|ancestor| ancestor == other)
    }

    /// ISO code of its country.
    pub(crate) fn country_code(self) -> &'static str {
        let at = self.country().map(|country| country.0 as usize).filter(|&at| at < header(8));
        let letters = at.and_then(|at| BYTES.get(header(28) + 2 * at..header(28) + 2 * at + 2));
        letters.and_then(|letters| str::from_utf8(letters).ok()).unwrap_or_default().trim()
    }

    /// Returns true for a region that is named after this city and hardly larger. Such a level
    /// would add nothing to the path.
    fn duplicates_city(self, city: GazetteerPlace) -> bool {
        if self.kind() != PlaceKind::Region
            || city.kind() != PlaceKind::Settlement
            || self.log_population() > city.log_population() + CITY_REGION_MARGIN
        {
            return false;
        }
        let (region, city) = (name_key(self.name()), name_key(city.name()));
        region.split(' ').next() == city.split(' ').next() || is_spelling_variant(&region, &city)
    }

    /// Converts it to a place of an article.
    pub(crate) fn to_place(self) -> Place {
        let mut lineage: Vec<GazetteerPlace> =
            self.self_and_ancestors().filter(|it| !it.duplicates_city(self)).collect();
        lineage.reverse();
        let (lat, lon) = self.coordinates();
        let rounded = |degrees: f64| Some((degrees * 1e4).round() / 1e4);
        Place {
            key: self.key(),
            name: self.name().to_string(),
            path: lineage.iter().map(|place| place.name().to_string()).collect(),
            lineage: lineage.iter().map(|place| place.key()).collect(),
            country: self.country_code().to_string(),
            geonames: self.id().map(u64::from),
            lat: rounded(lat),
            lon: rounded(lon),
            ..Place::default()
        }
    }
}

/// Returns true for names of one length that differ in at most one letter: "banghazi" and
/// "benghazi".
fn is_spelling_variant(one: &str, other: &str) -> bool {
    let differences = one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count();
    one.len() == other.len() && one.len() > 5 && differences < 2
}

/// Makes the key of a place that is not in the gazetteer.
pub(super) fn unlisted_key(name: &str) -> Option<String> {
    let slug = slug(name);
    (!slug.is_empty()).then(|| format!("place/{slug}"))
}

fn digest(letter: u8, key: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = key.bytes().fold(step(0xcbf2_9ce4_8422_2325, letter), step);
    (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Finds the index entries of a digest: the number of a place, and true for an alternate name.
fn index_entries(digest: u64) -> impl Iterator<Item = (u32, bool)> + use<> {
    let index = header(20);
    let bucket = index + (digest >> 49) as usize * 4;
    let (from, to) = (u32_at(bucket) as usize, u32_at(bucket + 4) as usize);
    let base = index + (BUCKETS + 1) * 4;
    let mark = (digest >> 20) as u32 & 0xff_ffff;
    let all = BYTES.get(base + from * 6..base + to * 6).unwrap_or_default();
    all.chunks_exact(6).filter_map(move |entry| match *entry {
        [a, b, c, d, e, f] if u32::from_le_bytes([a, b, c, 0]) == mark => {
            Some((u32::from_le_bytes([d, e, f & 0x7f, 0]), f & 0x80 != 0))
        }
        _ => None,
    })
}

/// Reads a number from the header.
fn header(at: usize) -> usize {
    u32_at(at) as usize
}

fn u32_at(at: usize) -> u32 {
    BYTES
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn u16_at(at: usize) -> u16 {
    BYTES
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn degrees(at: usize) -> f64 {
    let [a, b, c] =
        BYTES.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or_default();
    f64::from(i32::from_le_bytes([0, a, b, c]) >> 8) / 46_000.0
}

fn text_at(at: usize) -> &'static str {
    let length = BYTES.get(at).map_or(0, |&length| usize::from(length));
    BYTES
        .get(at + 1..at + 1 + length)
        .and_then(|bytes| str::from_utf8(bytes).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = GazetteerPlace> {
        (0..header(0) as u32).map(GazetteerPlace)
    }

    #[test]
    fn every_place_is_found_by_its_name_and_by_its_key() {
        assert!(all().count() > 70_000);
        for place in all() {
            let key = name_key(place.name());
            let mut hits = lookup(NameKind::Name, &key).chain(lookup(NameKind::Region, &key));
            assert!(hits.any(|hit| hit.place == place), "{} {}", place.name(), place.key());
        }
        for place in all().step_by(97).chain(all().take(header(4))) {
            assert_eq!(by_key(&place.key()), Some(place), "{}", place.key());
        }
        assert!(
            by_key("place/1").is_none()
                && by_key("place/atlantis").is_none()
                && by_key("").is_none()
        );
    }

    #[test]
    fn lineages_match_their_paths() {
        for listed in all() {
            let place = listed.to_place();
            assert_eq!(place.path.len(), place.lineage.len());
            assert!((1..=4).contains(&place.path.len()), "{:?}", place.path);
            assert_eq!(place.lineage.last(), Some(&place.key));
            assert_eq!(place.path.last(), Some(&place.name));
            assert!(place.path.iter().all(|name| !name.is_empty()), "{}", place.key);
            let (lat, lon) = listed.coordinates();
            assert!(lat.abs() <= 90.0 && lon.abs() <= 180.0, "{}", listed.name());
            assert_eq!(
                place.country.len(),
                if listed.country().is_some() { 2 } else { 0 },
                "{}",
                listed.name()
            );
        }
    }

    #[test]
    fn a_region_named_after_its_city_is_left_out_of_the_path() {
        let path = |name: &str| {
            let cities = lookup(NameKind::Name, &name_key(name))
                .map(|hit| hit.place)
                .filter(|it| it.kind() == PlaceKind::Settlement);
            cities.map(|it| it.to_place().path.join("/")).collect::<Vec<_>>()
        };
        assert!(
            path("Benghazi").contains(&"Africa/Libya/Benghazi".to_string()),
            "{:?}",
            path("Benghazi")
        );
        assert!(path("Brussels").contains(&"Europe/Belgium/Brussels".to_string()));
        assert!(
            path("New York City")
                .contains(&"North America/United States/New York/New York".to_string())
        );
    }

    #[test]
    fn demonyms_have_targets_or_are_prefixes() {
        let places_of = |word: &str| {
            demonym_targets(word)
                .filter_map(|target| {
                    if let DemonymTarget::Place(k) = target { Some(k.name()) } else { None }
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(places_of("russian"), ["Russia"]);
        assert_eq!(places_of("south african"), ["South Africa"]);
        assert_eq!(places_of("georgian"), ["Georgia", "Georgia"]);
        assert_eq!(places_of("londoners"), ["London"]);
        assert!(demonym_targets("south").any(|meaning| meaning == DemonymTarget::Prefix));
        assert_eq!(demonym_targets("indian ocean").collect::<Vec<_>>(), [DemonymTarget::Nowhere]);
        assert_eq!(demonym_targets("table").count(), 0);
    }
}
