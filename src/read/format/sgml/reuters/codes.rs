//! Names behind the codes that Reuters indexers gave to topics, places, people and exchanges.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::read::format::shared::record;

/// Names by code set and code, from lines of set, code and name.
static NAMES: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let lines = include_str!("labels.tsv").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            line.split_once('\t').and_then(|(set, rest)| {
                rest.split_once('\t').map(|(code, name)| ((set, code), name))
            })
        })
        .collect()
});

/// Returns the name of a code. A code without a listed name is made readable.
pub(super) fn name(set: &str, code: &str) -> String {
    NAMES
        .get(&(set, code))
        .map_or_else(|| record::topic_label(&code.replace('-', " ")), |name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_codes_have_names_and_others_are_made_readable() {
        assert_eq!(name("exchange", "nyse"), "New York Stock Exchange");
        assert_eq!(name("topic", "no-such-code"), "No such code");
    }
}
