//! Reference topics: labels of publishers, translated by the table `gold.tsv`, and annotations made
//! for this project.

use std::collections::{BTreeSet, HashMap};

/// Reference for an article: required topics, and topics that are accepted but not required.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoldTopics {
    /// Codes of eight digits.
    pub required: BTreeSet<String>,
    /// Codes that count neither as found nor as missed.
    pub allowed: BTreeSet<String>,
}

/// Reads the topics of each label in `articles.jsonl.zst`, by the label in lowercase.
pub fn labels() -> HashMap<String, GoldTopics> {
    let lines = include_str!("gold.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(label).collect()
}

fn label(line: &str) -> (String, GoldTopics) {
    let mut columns = line.split('\t');
    let mut codes = |pad: usize| -> BTreeSet<String> {
        columns
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .map(|code| format!("{code:0<pad$}"))
            .collect()
    };
    let name = codes(0).into_iter().collect::<String>().replace('_', " ");
    let (mut required, allowed) = (codes(8), codes(8));
    required.append(&mut codes(8));
    (name, GoldTopics { required, allowed })
}

/// Parses annotations by URL: codes, with a question mark for those on which librarians may
/// disagree.
pub fn annotations(table: &str) -> HashMap<String, GoldTopics> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let gold = |codes: &str| {
        let (optional, required): (Vec<&str>, Vec<&str>) =
            codes.split(',').partition(|code| code.ends_with('?'));
        let allowed =
            optional.into_iter().map(|code| code.trim_end_matches('?').to_owned()).collect();
        GoldTopics { required: required.into_iter().map(str::to_owned).collect(), allowed }
    };
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(key, codes)| (key.to_owned(), gold(codes)))
        .collect()
}
