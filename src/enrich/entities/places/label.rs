//! Resolution of labels: a place name as an editor or a reader enters it, without context.

use super::gazetteer;
use super::gazetteer::{GazetteerMatch, GazetteerPlace, NameKind, PlaceKind};
use super::name_key::name_key;

/// Penalty on the prominence of a place found by an alternate name: as for a population 30 times
/// smaller.
pub(super) const ALTERNATE_NAME_PENALTY: f32 = 1.5;

/// Finds the place for a label, in any case, with or without accents, dots and hyphens; a
/// three-letter code must be in capitals. The best-known place of the name wins unless the label
/// names a container, as in "Paris, Texas" and "Paris (Texas)".
pub(crate) fn find(label: &str) -> Option<GazetteerPlace> {
    let label = label.trim();
    let code = gazetteer::lookup(NameKind::Code, label).next().map(|hit| hit.place);
    let key = name_key(label);
    code.or_else(|| most_prominent(gazetteer::lookup(NameKind::Name, &key)))
        .or_else(|| find_region(&key))
        .or_else(|| find_qualified(label))
}

/// Returns true for the name of a town or city, as it is commonly written.
pub(crate) fn is_town(name: &str) -> bool {
    gazetteer::lookup(NameKind::Name, &name_key(name))
        .any(|hit| !hit.is_alternate && hit.place.kind() == PlaceKind::Settlement)
}

/// Least prominence of a city whose name is no person's.
const CITY_PROMINENCE: f32 = 5.0;

/// Reports whether the best-known place of a name is a city of a hundred thousand people or more, as it is
/// commonly written.
pub(crate) fn is_city(name: &str) -> bool {
    gazetteer::lookup(NameKind::Name, &name_key(name)).any(|hit| {
        !hit.is_alternate
            && hit.place.kind() == PlaceKind::Settlement
            && hit.place.prominence() >= CITY_PROMINENCE
    })
}

/// Finds a region by its name and a noun: "Washington state".
fn find_region(key: &str) -> Option<GazetteerPlace> {
    let (name, _) = key.rsplit_once(' ').filter(|(_, last)| is_region_word(last))?;
    most_prominent(gazetteer::lookup(NameKind::Region, name))
}

/// Nouns after the name of a region.
const REGION_WORDS: [&str; 10] = [
    "state",
    "province",
    "region",
    "governorate",
    "oblast",
    "prefecture",
    "republic",
    "department",
    "canton",
    "kray",
];

/// Returns true for a noun that marks the preceding name as a region.
pub(super) fn is_region_word(word: &str) -> bool {
    REGION_WORDS.iter().any(|place| place.eq_ignore_ascii_case(word))
}

/// Returns the path of the place with this key if the gazetteer lists it.
pub(crate) fn path(key: &str) -> Option<Vec<String>> {
    gazetteer::by_key(key).map(|place| place.to_place().path)
}

/// Returns latitude and longitude of the place with this key, in degrees; none for a continent.
#[cfg(feature = "server")]
pub(crate) fn position(key: &str) -> Option<(f64, f64)> {
    let place = gazetteer::by_key(key).filter(|place| place.kind() != PlaceKind::Continent)?;
    Some(place.coordinates())
}

/// Returns the keys of the containers of the place with this key, itself last; empty if the
/// gazetteer does not list it.
pub(crate) fn lineage(key: &str) -> Vec<String> {
    gazetteer::by_key(key).map(|place| place.to_place().lineage).unwrap_or_default()
}

/// Finds a name qualified by its container, after a comma or in parentheses.
fn find_qualified(label: &str) -> Option<GazetteerPlace> {
    let (name, container) = match label.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => label.split_once(',')?,
    };
    let containers = containers(container.rsplit(',').next()?);
    let hits = gazetteer::lookup(NameKind::Name, &name_key(name));
    most_prominent(
        hits.filter(|hit| containers.iter().any(|&container| hit.place.is_within(container))),
    )
}

/// Finds the places that a text can name as the container of another.
pub(super) fn containers(text: &str) -> Vec<GazetteerPlace> {
    let key = name_key(text);
    let found = gazetteer::lookup(NameKind::Name, &key)
        .chain(gazetteer::lookup(NameKind::Abbreviation, &key));
    found.map(|hit| hit.place).collect()
}

fn most_prominent(hits: impl Iterator<Item = GazetteerMatch>) -> Option<GazetteerPlace> {
    hits.max_by(|one, other| prior_weight(one).total_cmp(&prior_weight(other))).map(|hit| hit.place)
}

/// Scores how likely a name without context means this place.
pub(super) fn prior_weight(hit: &GazetteerMatch) -> f32 {
    hit.place.prominence() - if hit.is_alternate { ALTERNATE_NAME_PENALTY } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(label: &str) -> String {
        find(label).map(|place| place.to_place().path.join("/")).unwrap_or_default()
    }

    #[test]
    fn finds_codes_and_spellings() {
        for (label, name) in [
            ("usa", "United States"),
            ("U.S.", "United States"),
            ("west-germany", "West Germany"),
            ("Côte d’Ivoire", "Ivory Coast"),
            ("ivory-coast", "Ivory Coast"),
            ("DEU", "Germany"),
            ("ussr", "Soviet Union"),
            ("Bombay", "Mumbai"),
            ("Leningrad", "St. Petersburg"),
            ("Peking", "Beijing"),
            ("Saigon", "Ho Chi Minh City"),
            ("Constantinople", "Istanbul"),
            ("new york", "New York"),
            ("The Hague", "The Hague"),
            ("Burma", "Myanmar"),
            ("Prussia", "Prussia"),
        ] {
            assert_eq!(find(label).map(GazetteerPlace::name), Some(name), "{label}");
        }
        assert!(
            find("and").is_none()
                && find("nowhere").is_none()
                && find("").is_none()
                && find(",").is_none()
        );
    }

    #[test]
    fn paths_start_at_the_continent() {
        for (label, path) in [
            ("Damascus", "Asia/Syria/Damascus"),
            ("Aleppo", "Asia/Syria/Aleppo"),
            ("Geneva, Switzerland", "Europe/Switzerland/Geneva"),
            ("Paris", "Europe/France/Île-de-France/Paris"),
            ("Paris, Texas", "North America/United States/Texas/Paris"),
            ("Paris (Texas)", "North America/United States/Texas/Paris"),
            ("Long Beach, Calif.", "North America/United States/California/Long Beach"),
            ("Springfield, Clark County, Ohio", "North America/United States/Ohio/Springfield"),
            ("London, Ontario", "North America/Canada/Ontario/London"),
            ("Washington", "North America/United States/Washington"),
            ("Washington state", "North America/United States/Washington"),
            ("Georgia", "Asia/Georgia"),
            ("West Bank", "Asia/Palestinian Territories/West Bank"),
            ("Siberia", "Europe/Russia/Siberia"),
            ("Ho Chi Minh City", "Asia/Vietnam/Ho Chi Minh City"),
            ("Middle East", "Middle East"),
            ("Persian Gulf", "Persian Gulf"),
        ] {
            assert_eq!(path_of(label), path, "{label}");
        }
    }
}
