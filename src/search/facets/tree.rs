//! The values of a facet as a tree: places and topics below the wider ones that are listed too, all
//! others as a flat list.

use std::collections::HashMap;

use crate::article::schema::Field;
use crate::enrich::entities::places;
use crate::enrich::topics;
use crate::search::answer::{Facet, FacetValue};

/// Returns the keys and names of the wider values that contain a value, ending with itself. Empty for
/// a facet that is a flat list.
pub(crate) fn lineage(field: Field, value: &str, name: &str) -> Vec<(String, String)> {
    match field {
        Field::Places => places::lineage(value)
            .into_iter()
            .zip(places::path(value).unwrap_or_default())
            .collect(),
        Field::Topics => topics::lineage(value, name),
        _ => Vec::new(),
    }
}

/// Returns the values in reading order, each with its depth among the listed ones.
pub(crate) fn tree(facet: &Facet) -> Vec<(usize, &FacetValue)> {
    let listed: HashMap<&str, usize> =
        facet.values.iter().map(|value| value.value.as_str()).zip(0..).collect();
    let mut children: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, value) in facet.values.iter().enumerate() {
        let lineage = lineage(facet.field, &value.value, &value.name);
        let parent = lineage
            .iter()
            .rev()
            .filter_map(|(key, _)| listed.get(key.as_str()))
            .find(|parent| **parent != index);
        children.entry(parent.copied()).or_default().push(index);
    }
    let mut rows = Vec::with_capacity(facet.values.len());
    let mut open: Vec<(usize, usize)> =
        children.remove(&None).unwrap_or_default().into_iter().rev().map(|top| (0, top)).collect();
    while let Some((depth, index)) = open.pop() {
        rows.extend(facet.values.get(index).map(|value| (depth, value)));
        let inside = children.remove(&Some(index)).unwrap_or_default();
        open.extend(inside.into_iter().rev().map(|child| (depth + 1, child)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facet(field: Field, labels: &[&str]) -> Facet {
        let value = |label: &&str| {
            let place = (field == Field::Places)
                .then(|| places::find(label))
                .flatten()
                .map(|known| known.key());
            let topic = (field == Field::Topics).then(|| topics::key(label)).flatten();
            let value = place.or(topic).unwrap_or_else(|| label.to_string());
            FacetValue { value, name: label.to_string(), count: 1, selected: None }
        };
        Facet { field, values: labels.iter().map(value).collect(), distinct: labels.len() as u64 }
    }

    #[test]
    fn places_are_below_wider_places() {
        let facet =
            facet(Field::Places, &["Asia", "Europe", "Syria", "Damascus", "France", "Erewhon"]);
        let rows: Vec<(usize, &str)> =
            tree(&facet).into_iter().map(|(depth, value)| (depth, value.name.as_str())).collect();
        assert_eq!(
            rows,
            [
                (0, "Asia"),
                (1, "Syria"),
                (2, "Damascus"),
                (0, "Europe"),
                (1, "France"),
                (0, "Erewhon")
            ]
        );
    }

    #[test]
    fn topics_are_below_broader_topics() {
        let facet =
            facet(Field::Topics, &["Sport", "Cocoa", "Tennis", "Economy", "Erewhon affairs"]);
        let rows: Vec<(usize, &str)> =
            tree(&facet).into_iter().map(|(depth, value)| (depth, value.name.as_str())).collect();
        assert_eq!(
            rows,
            [(0, "Sport"), (1, "Tennis"), (0, "Economy"), (1, "Cocoa"), (0, "Erewhon affairs")]
        );
    }

    #[test]
    fn flat_facets_keep_their_order() {
        let facet = facet(Field::Publisher, &["B", "A"]);
        assert_eq!(
            tree(&facet).iter().map(|(_, value)| value.name.as_str()).collect::<Vec<_>>(),
            ["B", "A"]
        );
    }
}
