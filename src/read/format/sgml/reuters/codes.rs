//! What the codes of the indexers at Reuters stand for.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::read::format::shared::record;

/// Set, code and name, one line each.
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

/// The name behind a code; a code that nobody listed is made readable.
pub fn name(set: &str, code: &str) -> String {
    NAMES
        .get(&(set, code))
        .map_or_else(|| record::readable(&code.replace('-', " ")), |name| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_names() {
        assert_eq!(name("exchange", "nyse"), "New York Stock Exchange");
        assert_eq!(name("topic", "no-such-code"), "No such code");
    }
}
