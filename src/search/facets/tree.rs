//! A facet's values as one reads them: places and topics below what they lie in, where that is listed too; all others as
//! they come.

use std::collections::HashMap;

use crate::article::schema::Field;
use crate::enrich::entities::places;
use crate::enrich::topics;
use crate::search::answer::{Facet, FacetValue};

/// The keys and names of all that a value lies in, itself last; nothing in a facet that is a plain list.
pub fn lineage(field: Field, value: &str, name: &str) -> Vec<(String, String)> {
    match field {
        Field::Places => places::lineage(value)
            .into_iter()
            .zip(places::path(value).unwrap_or_default())
            .collect(),
        Field::Topics => topics::lineage(value, name),
        _ => Vec::new(),
    }
}

/// The values in the order they are read, each with how many listed values it lies below.
pub fn tree(facet: &Facet) -> Vec<(usize, &FacetValue)> {
    let listed: HashMap<&str, usize> =
        facet.values.iter().map(|value| value.value.as_str()).zip(0..).collect();
    let mut below: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (number, value) in facet.values.iter().enumerate() {
        let lineage = lineage(facet.field, &value.value, &value.name);
        let above = lineage
            .iter()
            .rev()
            .filter_map(|(key, _)| listed.get(key.as_str()))
            .find(|above| **above != number);
        below.entry(above.copied()).or_default().push(number);
    }
    let mut rows = Vec::with_capacity(facet.values.len());
    let mut open: Vec<(usize, usize)> =
        below.remove(&None).unwrap_or_default().into_iter().rev().map(|at| (0, at)).collect();
    while let Some((depth, number)) = open.pop() {
        rows.extend(facet.values.get(number).map(|value| (depth, value)));
        let inside = below.remove(&Some(number)).unwrap_or_default();
        open.extend(inside.into_iter().rev().map(|number| (depth + 1, number)));
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
    fn places_stand_below_what_they_lie_in() {
        let facet =
            facet(Field::Places, &["Asia", "Europe", "Syria", "Damascus", "France", "Erewhon"]);
        let rows: Vec<(usize, &str)> = tree(&facet)
            .into_iter()
            .map(|(depth, value)| (depth, value.name.as_str()))
            .collect();
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
    fn topics_stand_below_wider_ones() {
        let facet =
            facet(Field::Topics, &["Sport", "Cocoa", "Tennis", "Economy", "Erewhon affairs"]);
        let rows: Vec<(usize, &str)> = tree(&facet)
            .into_iter()
            .map(|(depth, value)| (depth, value.name.as_str()))
            .collect();
        assert_eq!(
            rows,
            [(0, "Sport"), (1, "Tennis"), (0, "Economy"), (1, "Cocoa"), (0, "Erewhon affairs")]
        );
    }

    #[test]
    fn every_value_is_there_once_and_others_keep_their_order() {
        let facet = facet(Field::Publisher, &["B", "A"]);
        assert_eq!(
            tree(&facet).iter().map(|(_, value)| value.name.as_str()).collect::<Vec<_>>(),
            ["B", "A"]
        );
    }
}
