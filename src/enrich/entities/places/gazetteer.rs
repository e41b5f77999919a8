//! Every place the program knows, read where it lies in the binary: nothing is unpacked when the program starts, and a
//! name is found by its hash. `training/places.py` makes the file and says how it is laid out.

use crate::article::document::slug;
use crate::article::entity::Place;
use crate::text::words;

static BYTES: &[u8] = include_bytes!("gazetteer.bin");

/// Bytes of a place.
const RECORD: usize = 18;
/// Where the places begin, behind eight numbers that say how many there are and where the rest lies.
const RECORDS: usize = 32;
const BUCKETS: usize = 1 << 15;
const CAPITAL: u8 = 0x80;
/// A city with two thirds of a region's people, as the difference of logarithms.
const MOSTLY: f32 = 0.18;
/// The least prominence of a state of America.
const STATE: f32 = 5.5;
/// What entries of demonyms lead to besides places.
const NOWHERE: u32 = 0x7f_ffff;
const BEGINS: u32 = 0x7f_fffe;

/// A place of the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Known(u32);

/// What kind of place it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Asia.
    Continent,
    /// Syria, and what has a country's code.
    Country,
    /// The Soviet Union, Prussia.
    Historical,
    /// A land that no map of governments has: the Middle East, Siberia, Kent.
    Area,
    /// Waters: an ocean, a sea, a strait, a river.
    Sea,
    /// The level below a country: Texas, Bavaria.
    Region,
    /// A city, or a part of one.
    Place,
}

/// In what sense a text is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// A name.
    Name,
    /// The bare name of a region, which may be better known as a city's: "Aleppo" of Aleppo province.
    Region,
    /// A country's code of three capitals; case counts.
    Code,
    /// The bare name of a county, which leads to its state.
    County,
    /// An abbreviation such as "Calif", which counts behind a comma only.
    Abbreviation,
}

/// What a demonym leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A place: "Russian".
    Of(Known),
    /// No place although it looks so: "Indian Ocean" is not of India.
    Nowhere,
    /// More words may follow: "South" of "South African".
    Begins,
}

/// A place that bears a name.
#[derive(Debug, Clone, Copy)]
pub struct Bearer {
    /// The place.
    pub known: Known,
    /// Whether the name is only a spelling or an older name that GeoNames lists.
    pub lesser: bool,
}

/// The places that bear a name, by its [`key`]; of equals the larger first.
pub fn named(sense: As, key: &str) -> impl Iterator<Item = Bearer> + use<> {
    let letter = match sense {
        As::Name => b'n',
        As::Region => b'r',
        As::Code => b'c',
        As::County => b'k',
        As::Abbreviation => b'a',
    };
    entries(digest(letter, key)).map(|(number, lesser)| Bearer { known: Known(number), lesser })
}

/// What a demonym, or the first word of some, leads to. Most words are told apart from them by one look at a small
/// table.
pub fn demonym(key: &str) -> impl Iterator<Item = Meaning> + use<> {
    let digest = digest(b'd', key);
    let bit = (digest & 0x7fff) as usize;
    let may_be = BYTES.get(number(24) + (bit >> 3)).is_some_and(|byte| byte >> (bit & 7) & 1 == 1);
    let found = may_be.then(|| entries(digest)).into_iter().flatten();
    found.map(|(number, _)| match number {
        NOWHERE => Meaning::Nowhere,
        BEGINS => Meaning::Begins,
        place => Meaning::Of(Known(place)),
    })
}

/// The place with this key, `place/524901` or `place/soviet-union`.
pub fn by_key(key: &str) -> Option<Known> {
    let own = key.strip_prefix("place/")?;
    let head = number(4);
    let Ok(id) = own.parse::<u32>() else {
        return (0..head).map(|at| Known(at as u32)).find(|known| known.slug() == Some(own));
    };
    (0..head).map(|at| Known(at as u32)).find(|known| known.id() == Some(id)).or_else(|| {
        let (mut low, mut high) = (head, number(0));
        while low < high {
            let middle = low + (high - low) / 2;
            if u32_at(RECORDS + middle * RECORD) < id { low = middle + 1 } else { high = middle }
        }
        Some(Known(low as u32)).filter(|known| low < number(0) && known.id() == Some(id))
    })
}

/// The country with this ISO code.
pub fn by_code(code: &str) -> Option<Known> {
    let codes = BYTES.get(number(28)..).unwrap_or_default();
    let at = codes.chunks_exact(2).position(|letters| letters == code.as_bytes())?;
    Some(Known(at as u32))
}

/// A name as it is compared: folded letters and digits in words, dots and apostrophes gone, "Saint" as "St", without a
/// leading "the".
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len() + 2);
    let mut word = 0;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            key.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && !is_silent(c) {
            let before = key.len();
            words::fold(c, &mut key);
            if key.len() == before && !c.is_alphanumeric() && !is_mark(c) {
                word = close_word(&mut key, word);
            }
        } else if !is_silent(c) {
            word = close_word(&mut key, word);
        }
    }
    close_word(&mut key, word);
    key.truncate(key.trim_end().len());
    match key.strip_prefix("the ") {
        Some(rest) => rest.to_string(),
        None => key,
    }
}

fn is_silent(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | '＇' | '´' | '`' | '′')
}

fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Ends the word that began here; returns where the next one begins.
fn close_word(key: &mut String, start: usize) -> usize {
    let short = match key.get(start..).unwrap_or_default() {
        "" => return start,
        "saint" => "st",
        "sainte" => "ste",
        "mount" => "mt",
        "fort" => "ft",
        _ => "",
    };
    if !short.is_empty() {
        key.truncate(start);
        key.push_str(short);
    }
    key.push(' ');
    key.len()
}

impl Known {
    /// The name as newspapers write it.
    pub fn name(self) -> &'static str {
        text_at(number(16) + (self.word() & 0xff_ffff) as usize)
    }

    /// What kind of place it is.
    pub fn kind(self) -> Kind {
        match (self.word() >> 24) as u8 & !CAPITAL {
            0 => Kind::Continent,
            1 => Kind::Country,
            2 => Kind::Historical,
            3 => Kind::Area,
            4 => Kind::Sea,
            5 => Kind::Region,
            _ => Kind::Place,
        }
    }

    /// The bare name and the kind, as they are packed.
    fn word(self) -> u32 {
        u32_at(self.at() + 4)
    }

    fn at(self) -> usize {
        RECORDS + self.0 as usize * RECORD
    }

    /// GeoNames id.
    pub fn id(self) -> Option<u32> {
        Some(u32_at(self.at())).filter(|id| id >> 31 == 0)
    }

    fn slug(self) -> Option<&'static str> {
        let id = u32_at(self.at());
        (id >> 31 == 1).then(|| text_at(number(16) + (id & 0x7fff_ffff) as usize))
    }

    /// Its stable key: `place/6252001`.
    pub fn key(self) -> String {
        match self.slug() {
            Some(slug) => format!("place/{slug}"),
            None => format!("place/{}", u32_at(self.at())),
        }
    }

    /// Latitude and longitude in degrees.
    pub fn coordinates(self) -> (f64, f64) {
        (degrees(self.at() + 8), degrees(self.at() + 11))
    }

    /// The decimal logarithm of its people.
    fn people(self) -> f32 {
        f32::from(u16_at(self.at() + 14)) / 1000.0
    }

    /// How well known it is: the decimal logarithm of its people, and more for what news speaks of as a whole.
    pub fn prominence(self) -> f32 {
        let people = self.people();
        people
            + match self.kind() {
                Kind::Continent => 4.0,
                Kind::Country => 2.4,
                Kind::Historical => 2.4,
                Kind::Area | Kind::Sea => 0.0,
                // The states of America are all better known than any town of their name.
                Kind::Region if self.code() == "US" => (STATE - people).max(-0.7),
                Kind::Region => -0.7,
                Kind::Place if self.is_capital() => 0.7,
                Kind::Place => 0.0,
            }
    }

    /// Whether it is a country's capital.
    pub fn is_capital(self) -> bool {
        (self.word() >> 24) as u8 & CAPITAL != 0
    }

    /// What it lies in.
    pub fn within(self) -> Option<Known> {
        Some(u16_at(self.at() + 16))
            .filter(|&parent| parent != u16::MAX)
            .map(|parent| Known(u32::from(parent)))
    }

    /// The place itself and what it lies in, the smallest first.
    pub fn upward(self) -> impl Iterator<Item = Known> {
        std::iter::successors(Some(self), |known| known.within()).take(6)
    }

    /// The country it lies in, or is.
    pub fn country(self) -> Option<Known> {
        self.upward().find(|known| known.kind() == Kind::Country)
    }

    /// The region it lies in, or is.
    pub fn region(self) -> Option<Known> {
        self.upward().find(|known| known.kind() == Kind::Region)
    }

    /// Whether it lies in another place; none lies in itself.
    pub fn lies_in(self, other: Known) -> bool {
        self.upward().skip(1).any(|above| above == other)
    }

    /// The ISO code of its country.
    pub fn code(self) -> &'static str {
        let at = self.country().map(|country| country.0 as usize).filter(|&at| at < number(8));
        let letters = at.and_then(|at| BYTES.get(number(28) + 2 * at..number(28) + 2 * at + 2));
        letters.and_then(|letters| str::from_utf8(letters).ok()).unwrap_or_default().trim()
    }

    /// Whether it is a region that is hardly more than this city and named after it: its level would tell nothing.
    fn doubles(self, city: Known) -> bool {
        if self.kind() != Kind::Region
            || city.kind() != Kind::Place
            || self.people() > city.people() + MOSTLY
        {
            return false;
        }
        let (region, city) = (key(self.name()), key(city.name()));
        region.split(' ').next() == city.split(' ').next() || is_spelling(&region, &city)
    }

    /// The place as an article's value.
    pub fn place(self) -> Place {
        let mut above: Vec<Known> = self.upward().filter(|it| !it.doubles(self)).collect();
        above.reverse();
        let (lat, lon) = self.coordinates();
        let rounded = |degrees: f64| Some((degrees * 1e4).round() / 1e4);
        Place {
            key: self.key(),
            name: self.name().to_string(),
            path: above.iter().map(|known| known.name().to_string()).collect(),
            lineage: above.iter().map(|known| known.key()).collect(),
            country: self.code().to_string(),
            geonames: self.id().map(u64::from),
            lat: rounded(lat),
            lon: rounded(lon),
            ..Place::default()
        }
    }
}

/// Whether two names are one but for a letter: "banghazi" and "benghazi".
fn is_spelling(one: &str, other: &str) -> bool {
    let apart = one.bytes().zip(other.bytes()).filter(|(one, other)| one != other).count();
    one.len() == other.len() && one.len() > 5 && apart < 2
}

/// The key of a place the gazetteer lacks.
pub fn unknown_key(name: &str) -> Option<String> {
    let slug = slug(name);
    (!slug.is_empty()).then(|| format!("place/{slug}"))
}

fn digest(letter: u8, key: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    let hash = key.bytes().fold(step(0xcbf2_9ce4_8422_2325, letter), step);
    (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The numbers of what a digest leads to, and whether by a lesser name.
fn entries(digest: u64) -> impl Iterator<Item = (u32, bool)> + use<> {
    let index = number(20);
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

/// A number of the file's front.
fn number(at: usize) -> usize {
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

    fn all() -> impl Iterator<Item = Known> {
        (0..number(0) as u32).map(Known)
    }

    #[test]
    fn every_place_is_found_by_its_name_and_by_its_key() {
        assert!(all().count() > 70_000);
        for known in all() {
            let key = key(known.name());
            let mut bearers = named(As::Name, &key).chain(named(As::Region, &key));
            assert!(
                bearers.any(|bearer| bearer.known == known),
                "{} {}",
                known.name(),
                known.key()
            );
        }
        for known in all().step_by(97).chain(all().take(number(4))) {
            assert_eq!(by_key(&known.key()), Some(known), "{}", known.key());
        }
        assert!(
            by_key("place/1").is_none()
                && by_key("place/atlantis").is_none()
                && by_key("").is_none()
        );
    }

    #[test]
    fn every_lineage_ends_in_the_place_and_is_as_long_as_the_path() {
        for known in all() {
            let place = known.place();
            assert_eq!(place.path.len(), place.lineage.len());
            assert!((1..=4).contains(&place.path.len()), "{:?}", place.path);
            assert_eq!(place.lineage.last(), Some(&place.key));
            assert_eq!(place.path.last(), Some(&place.name));
            assert!(place.path.iter().all(|name| !name.is_empty()), "{}", place.key);
            let (lat, lon) = known.coordinates();
            assert!(lat.abs() <= 90.0 && lon.abs() <= 180.0, "{}", known.name());
            assert_eq!(
                place.country.len(),
                if known.country().is_some() { 2 } else { 0 },
                "{}",
                known.name()
            );
        }
    }

    #[test]
    fn a_region_that_is_its_city_is_no_level() {
        let path = |name: &str| {
            let cities = named(As::Name, &key(name))
                .map(|bearer| bearer.known)
                .filter(|it| it.kind() == Kind::Place);
            cities.map(|it| it.place().path.join("/")).collect::<Vec<_>>()
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
    fn names_are_folded() {
        for (name, folded) in [
            ("The Hague", "hague"),
            ("Saint-Étienne", "st etienne"),
            ("St. Louis", "st louis"),
            ("N.C.", "nc"),
            ("N'Djamena", "ndjamena"),
            ("Xi’an", "xian"),
            ("Frankfurt (Oder)", "frankfurt oder"),
            ("São Tomé  & Príncipe", "sao tome principe"),
            ("The", "the"),
            ("...", ""),
        ] {
            assert_eq!(key(name), folded, "{name}");
        }
    }

    #[test]
    fn demonyms_lead_to_places_or_begin_longer_ones() {
        let of = |word: &str| {
            demonym(word)
                .filter_map(|m| if let Meaning::Of(k) = m { Some(k.name()) } else { None })
                .collect::<Vec<_>>()
        };
        assert_eq!(of("russian"), ["Russia"]);
        assert_eq!(of("south african"), ["South Africa"]);
        assert_eq!(of("georgian"), ["Georgia", "Georgia"]);
        assert_eq!(of("londoners"), ["London"]);
        assert!(demonym("south").any(|meaning| meaning == Meaning::Begins));
        assert_eq!(demonym("indian ocean").collect::<Vec<_>>(), [Meaning::Nowhere]);
        assert_eq!(demonym("table").count(), 0);
    }
}
