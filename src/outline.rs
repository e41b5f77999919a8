//! A facet's values as one reads them: places below what they lie in, where that is listed too; all others as they come.

use std::collections::HashMap;

use crate::answer::{Facet, FacetValue};
use crate::names::places;
use crate::schema::Field;

/// The values in the order they are read, each with how many listed values it lies below.
pub fn outline(facet: &Facet) -> Vec<(usize, &FacetValue)> {
    if facet.field != Field::Places {
        return facet.values.iter().map(|value| (0, value)).collect();
    }
    let listed: HashMap<&str, usize> = facet.values.iter().map(|value| value.value.as_str()).zip(0..).collect();
    let mut below: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (number, value) in facet.values.iter().enumerate() {
        let lineage = places::lineage(&value.value);
        let above = lineage.iter().rev().filter_map(|key| listed.get(key.as_str())).find(|above| **above != number);
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
            let value = places::find(label).map_or_else(|| label.to_string(), |known| known.key());
            FacetValue { value, name: label.to_string(), count: 1, selected: None }
        };
        Facet { field, values: labels.iter().map(value).collect(), distinct: labels.len() as u64 }
    }

    #[test]
    fn places_stand_below_what_they_lie_in() {
        let facet = facet(Field::Places, &["Asia", "Europe", "Syria", "Damascus", "France", "Erewhon"]);
        let rows: Vec<(usize, &str)> =
            outline(&facet).into_iter().map(|(depth, value)| (depth, value.name.as_str())).collect();
        assert_eq!(rows, [(0, "Asia"), (1, "Syria"), (2, "Damascus"), (0, "Europe"), (1, "France"), (0, "Erewhon")]);
    }

    #[test]
    fn every_value_is_there_once_and_others_keep_their_order() {
        let facet = facet(Field::Publisher, &["B", "A"]);
        assert_eq!(outline(&facet).iter().map(|(_, value)| value.name.as_str()).collect::<Vec<_>>(), ["B", "A"]);
    }
}
