//! Runs every example of the page about the query language.

use morgue::internals::search::request::Request;

use crate::harness::{hits_only, open, sample_index, search};

const PAGE: &str = include_str!("../../docs/query.md");

/// A row of a table: a query, its explanation, and the number of articles it finds.
struct Example {
    query: String,
    explanation: String,
    articles: u64,
}

fn examples() -> Vec<Example> {
    let cells = |line: &str| -> Vec<String> {
        let cells = line.replace("\\|", "\u{1}");
        cells.split('|').map(|cell| cell.replace('\u{1}', "|").trim().to_owned()).collect()
    };
    let example = |line: &str| match cells(line).as_slice() {
        [_, query, explanation, articles, _] => Example {
            query: query.trim_matches('`').to_owned(),
            explanation: explanation.clone(),
            articles: articles
                .parse()
                .unwrap_or_else(|_| panic!("no number of articles in `{line}`")),
        },
        _ => panic!("not a row of three cells: `{line}`"),
    };
    PAGE.lines().filter(|line| line.starts_with("| `")).map(example).collect()
}

#[test]
fn every_example_finds_what_the_page_shows() {
    let engine = open(sample_index());
    let examples = examples();
    assert!(examples.len() > 50);
    for Example { query, explanation, articles } in examples {
        let answer = search(&engine, &Request { explain: true, ..hits_only(&query) });
        let explained = answer.explanation.unwrap_or_default();
        let sentence = explained.lines().next().unwrap_or_default();
        assert_eq!((sentence, answer.total), (explanation.as_str(), articles), "`{query}`");
        assert!(answer.total > 0, "`{query}` finds nothing");
    }
}
