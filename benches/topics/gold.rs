//! What articles are about by people's word: a publisher's label, read by the table beside this file, or labels made for
//! this project.

use std::collections::{BTreeSet, HashMap};

/// What is known of an article: topics it is about, and those it may be said to be about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// Codes of eight digits.
    pub required: BTreeSet<String>,
    /// What counts neither as found nor as missed.
    pub allowed: BTreeSet<String>,
}

/// What the labels of `articles.jsonl.zst` say, by label as a reader sees it, in small letters.
pub fn labels() -> HashMap<String, Gold> {
    let lines = include_str!("gold.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.map(label).collect()
}

fn label(line: &str) -> (String, Gold) {
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
    (name, Gold { required, allowed })
}

/// What a reader gave, by address: codes, those a librarian might or might not give with a question mark.
pub fn given(table: &str) -> HashMap<String, Gold> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let gold = |codes: &str| {
        let (doubted, sure): (Vec<&str>, Vec<&str>) =
            codes.split(',').partition(|code| code.ends_with('?'));
        let allowed =
            doubted.into_iter().map(|code| code.trim_end_matches('?').to_owned()).collect();
        Gold { required: sure.into_iter().map(str::to_owned).collect(), allowed }
    };
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(key, codes)| (key.to_owned(), gold(codes)))
        .collect()
}
