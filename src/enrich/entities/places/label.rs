//! What place a label means: the name an editor or a reader gives, with nothing around it.

use super::gazetteer;
use super::gazetteer::{As, Bearer, Known};

/// How much less a lesser name counts: as if ten people out of three hundred bore it.
pub const LESSER: f32 = 1.5;

/// The place that a label names, in any case, with or without accents, dots and hyphens; a three-letter code counts
/// in capitals only. Of several, the best known; "Paris, Texas" and "Paris (Texas)" say which.
pub fn find(label: &str) -> Option<Known> {
    let label = label.trim();
    let code = gazetteer::named(As::Code, label).next().map(|bearer| bearer.known);
    let key = gazetteer::key(label);
    code.or_else(|| best_known(gazetteer::named(As::Name, &key)))
        .or_else(|| region(&key))
        .or_else(|| inside(label))
}

/// "Washington state".
fn region(key: &str) -> Option<Known> {
    let (name, _) = key.rsplit_once(' ').filter(|(_, last)| is_region_word(last))?;
    best_known(gazetteer::named(As::Region, name))
}

/// Words that say of a name that it is a region's.
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

/// Whether a word says that what stands before it is a region.
pub fn is_region_word(word: &str) -> bool {
    REGION_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The path of the place with this key, where the gazetteer has it.
pub fn path(key: &str) -> Option<Vec<String>> {
    gazetteer::by_key(key).map(|known| known.place().path)
}

/// The keys of what the place with this key lies in, itself last; none where the gazetteer has it not.
pub fn lineage(key: &str) -> Vec<String> {
    gazetteer::by_key(key).map(|known| known.place().lineage).unwrap_or_default()
}

/// A name and, behind a comma or in parentheses, what it lies in.
fn inside(label: &str) -> Option<Known> {
    let (name, within) = match label.strip_suffix(')') {
        Some(open) => open.rsplit_once('(')?,
        None => label.split_once(',')?,
    };
    let containers = containers(within.rsplit(',').next()?);
    let bearers = gazetteer::named(As::Name, &gazetteer::key(name));
    best_known(
        bearers
            .filter(|bearer| containers.iter().any(|&container| bearer.known.lies_in(container))),
    )
}

/// The places that a text may name as what another lies in.
pub fn containers(text: &str) -> Vec<Known> {
    let key = gazetteer::key(text);
    let found = gazetteer::named(As::Name, &key).chain(gazetteer::named(As::Abbreviation, &key));
    found.map(|bearer| bearer.known).collect()
}

fn best_known(bearers: impl Iterator<Item = Bearer>) -> Option<Known> {
    bearers.max_by(|one, other| weight(one).total_cmp(&weight(other))).map(|bearer| bearer.known)
}

/// How likely it is that a name alone means this place.
pub fn weight(bearer: &Bearer) -> f32 {
    bearer.known.prominence() - if bearer.lesser { LESSER } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path_of(label: &str) -> String {
        find(label).map(|known| known.place().path.join("/")).unwrap_or_default()
    }

    #[test]
    fn codes_and_spellings_of_every_kind() {
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
            assert_eq!(find(label).map(Known::name), Some(name), "{label}");
        }
        assert!(
            find("and").is_none()
                && find("nowhere").is_none()
                && find("").is_none()
                && find(",").is_none()
        );
    }

    #[test]
    fn paths_read_from_the_continent_down() {
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
