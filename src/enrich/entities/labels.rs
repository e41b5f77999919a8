//! Publisher labels: turns plain names into values with stable keys. Names that fold to the same
//! key are one value.

use super::{organisations, places};
use crate::article::Labels;
use crate::article::document::slug;
use crate::article::entity::{Organisation, Person, Place, Subjects, Topic, TopicSource};
use crate::article::schema::Field;
use crate::enrich::topics;

/// Converts the labels of a publisher to values.
pub(super) fn subjects(labels: &Labels) -> Subjects {
    Subjects {
        people: dedup_by_key(labels.people.iter().filter_map(|name| person(name)), |person| {
            &person.key
        }),
        places: dedup_by_key(labels.places.iter().filter_map(|name| place(name)), |place| {
            &place.key
        }),
        organisations: dedup_by_key(
            labels.organisations.iter().filter_map(|name| organisation(name)),
            |org| &org.key,
        ),
        ..Subjects::default()
    }
}

/// Writes topics that are named after a place with the capitals of its name: a publisher's label may
/// say "North korea".
pub(super) fn with_capitals_of_places(mut topics: Vec<Topic>) -> Vec<Topic> {
    for topic in topics.iter_mut().filter(|topic| topic.source == TopicSource::Publisher) {
        let is_place = topic.name.contains(' ') && places::find(&topic.name).is_some();
        if is_place {
            topic.name = with_capitals(&topic.name);
            topic.path.last_mut().into_iter().for_each(|last| last.clone_from(&topic.name));
        }
    }
    topics
}

fn with_capitals(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(char::to_uppercase).into_iter().flatten();
        first.chain(letters).collect::<String>()
    };
    let is_small = |word: &str| matches!(word, "of" | "and" | "the");
    let words = name.split(' ').map(|it| if is_small(it) { it.to_string() } else { word(it) });
    words.collect::<Vec<_>>().join(" ")
}

/// Returns the key of a facet value by its name; `None` if the name contains no word.
pub(crate) fn key(field: Field, name: &str) -> Option<String> {
    match field {
        Field::Topics => topics::key(name),
        Field::Organisations => organisations::key(name),
        _ => {
            let slug = slug(name);
            (!slug.is_empty()).then(|| format!("{}{slug}", field.key_prefix()))
        }
    }
}

fn person(name: &str) -> Option<Person> {
    let name = given_name_first(name);
    Some(Person { key: key(Field::People, &name)?, name, ..Person::default() })
}

fn organisation(name: &str) -> Option<Organisation> {
    Some(Organisation {
        key: key(Field::Organisations, name)?,
        name: name.to_string(),
        ..Organisation::default()
    })
}

/// Resolves the label of a place with the gazetteer. A place that is not listed keeps the words of
/// its label; in "Erewhon, Switzerland" it is placed in the country that is listed.
fn place(label: &str) -> Option<Place> {
    if let Some(known) = places::find(label) {
        return Some(known.to_place());
    }
    let (name, parent) = label
        .rsplit_once(',')
        .map_or((label, None), |(name, parent)| (name.trim(), places::find(parent)));
    let parent = parent.map(places::GazetteerPlace::to_place);
    let key = key(Field::Places, label)?;
    let (mut path, mut lineage, country) =
        parent.map_or_else(Default::default, |place| (place.path, place.lineage, place.country));
    let name = if path.is_empty() { label } else { name };
    path.push(name.to_string());
    lineage.push(key.clone());
    let name = name.to_string();
    Some(Place { key, name, path, lineage, country, ..Place::default() })
}

/// Rewrites "Lavrov, Sergei" as "Sergei Lavrov".
fn given_name_first(name: &str) -> String {
    match name.split_once(',') {
        Some((family, given))
            if !given.contains(',') && !given.trim().is_empty() && !is_suffix(given.trim()) =>
        {
            format!("{} {}", given.trim(), family.trim())
        }
        _ => name.trim().to_string(),
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(
        word.trim_end_matches('.'),
        "Jr" | "Sr" | "II" | "III" | "IV" | "MP" | "QC" | "KC" | "MD" | "PhD"
    )
}

fn dedup_by_key<T>(values: impl Iterator<Item = T>, key: impl Fn(&T) -> &String) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for value in values {
        if !kept.iter().any(|known| key(known) == key(&value)) {
            kept.push(value);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(people: &[&str], places: &[&str]) -> Subjects {
        let labels = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
        subjects(&Labels { people: labels(people), places: labels(places), ..Labels::default() })
    }

    #[test]
    fn topics_named_after_places_have_their_capitals() {
        let named = |label: &str| {
            let labels = Labels { topics: vec![label.to_string()], ..Labels::default() };
            let article = crate::article::Article { labels, ..Default::default() };
            with_capitals_of_places(topics::topics(&article)).pop().expect("a topic").path
        };
        assert_eq!(named("North korea"), ["North Korea"]);
        assert_eq!(named("Harbour life"), ["Harbour life"]);
    }

    #[test]
    fn spellings_that_fold_together_are_one_person() {
        let subjects = about(&["José Serra", "Jose Serra", "Serra, José", "Martin King, Jr."], &[]);
        let keys: Vec<_> = subjects.people.iter().map(|person| person.key.as_str()).collect();
        assert_eq!(keys, ["person/jose-serra", "person/martin-king-jr"]);
        assert_eq!(subjects.people[0].name, "José Serra");
    }

    #[test]
    fn a_place_has_its_country_and_continent_in_its_path() {
        let subjects = about(&[], &["U.S.", "Geneva, Switzerland", "Soviet Union", "Erewhon"]);
        let paths: Vec<_> = subjects.places.iter().map(|place| place.path.join(" / ")).collect();
        assert_eq!(
            paths,
            [
                "North America / United States",
                "Europe / Switzerland / Geneva",
                "Europe / Soviet Union",
                "Erewhon"
            ]
        );
        assert_eq!(subjects.places[0].key, "place/6252001");
        assert_eq!(subjects.places[2].key, "place/soviet-union");
        assert!(subjects.places.iter().all(|place| place.path.len() == place.lineage.len()));
    }

    #[test]
    fn a_name_without_a_word_is_ignored() {
        assert_eq!(about(&["--", ""], &["..."]), Subjects::default());
    }
}
