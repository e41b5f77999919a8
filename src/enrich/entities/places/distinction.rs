//! Labels that distinguish places of the same name in one list: "New York (city)" and "New York
//! (state)", "Springfield, Illinois" and "Springfield, Ohio".

use std::collections::HashMap;

use super::gazetteer;
use super::gazetteer::{GazetteerPlace, PlaceKind};
#[cfg(feature = "server")]
use super::label::find;

/// Key of the capital of the United States, which is in no state.
const WASHINGTON: &str = "place/4140963";

/// Countries whose regions are called states.
const WITH_STATES: [&str; 8] = ["US", "AU", "IN", "BR", "MX", "DE", "NG", "MY"];

/// Returns the labels of the places that share their name with another of the list, each with the
/// index of the place. Places that the gazetteer does not list keep their name.
///
/// Each place is given by its key and its name.
pub(crate) fn labels<'k>(places: impl Iterator<Item = (&'k str, &'k str)>) -> Vec<(usize, String)> {
    let mut by_name: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
    for (index, (key, name)) in places.enumerate() {
        by_name.entry(name).or_default().push((index, key));
    }
    let mut labels = Vec::new();
    for (name, places) in by_name.iter().filter(|(_, places)| places.len() > 1) {
        let known: Vec<(usize, GazetteerPlace)> = places
            .iter()
            .filter_map(|(index, key)| Some((*index, gazetteer::by_key(key)?)))
            .collect();
        for (index, place) in &known {
            labels.extend(label(name, *place, &known).map(|label| (*index, label)));
        }
    }
    labels
}

/// Returns the label of a place whose name alone would be understood as a better-known place: "New York
/// (state)". `None` where the name is enough.
#[cfg(feature = "server")]
pub(crate) fn qualified(key: &str, name: &str) -> Option<String> {
    let place = gazetteer::by_key(key)?;
    let known = find(name).filter(|known| *known != place);
    match known {
        None if key == WASHINGTON => label(name, place, &[]),
        None => None,
        Some(known) => label(name, place, &[(0, known)]),
    }
}

/// Makes the label of a place among others of its name; `None` if its name is enough.
fn label(name: &str, place: GazetteerPlace, others: &[(usize, GazetteerPlace)]) -> Option<String> {
    if place.key() == WASHINGTON {
        return Some(format!("{name}, D.C."));
    }
    let has_states = WITH_STATES.contains(&place.country_code());
    match place.kind() {
        PlaceKind::Region if has_states => Some(format!("{name} (state)")),
        PlaceKind::Region => Some(format!("{name} (region)")),
        PlaceKind::Settlement | PlaceKind::Area => {
            let is_in_namesake = others.iter().any(|(_, other)| place.is_within(*other));
            match place.parent() {
                _ if is_in_namesake => Some(format!("{name} (city)")),
                Some(parent) => Some(format!("{name}, {}", parent.name())),
                None => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::label::find;
    use super::*;

    #[cfg(feature = "server")]
    #[test]
    fn lesser_known_places_of_a_name_are_qualified() {
        for (place, name, expected) in [
            ("New York state", "New York", Some("New York (state)")),
            ("New York", "New York", None),
            ("Washington state", "Washington", Some("Washington (state)")),
            ("Washington", "Washington", Some("Washington, D.C.")),
            ("Paris, Texas", "Paris", Some("Paris, Texas")),
            ("Paris", "Paris", None),
        ] {
            let key = find(place).map(GazetteerPlace::key).unwrap();
            assert_eq!(qualified(&key, name).as_deref(), expected, "{place}");
        }
    }

    #[test]
    fn places_of_one_name_are_distinguished() {
        let key = |label: &str| find(label).map(GazetteerPlace::key).unwrap();
        let places = [
            (key("New York"), "New York"),
            (key("New York state"), "New York"),
            (key("Washington"), "Washington"),
            (key("Washington state"), "Washington"),
            (key("Paris"), "Paris"),
            (key("Paris, Texas"), "Paris"),
            (key("Georgia"), "Georgia"),
            (key("Georgia state"), "Georgia"),
            (key("Cairo"), "Cairo"),
        ];
        let labels = labels(places.iter().map(|(key, name)| (key.as_str(), *name)));
        let mut labels: Vec<String> = labels.into_iter().map(|(_, label)| label).collect();
        labels.sort();
        assert_eq!(
            labels,
            [
                "Georgia (state)",
                "New York (city)",
                "New York (state)",
                "Paris, Texas",
                "Paris, Île-de-France",
                "Washington (state)",
                "Washington, D.C."
            ]
        );
    }
}
