//! The page that teaches the query language: every example in it was run, and is run again here.

use morgue::query::explain;

use crate::harness::{ask, open, plain, sample_index};

const PAGE: &str = include_str!("../../docs/query.md");

/// A row of a table: what is typed, what it finds in words, in how many articles.
struct Example {
    typed: String,
    told: String,
    articles: u64,
}

fn examples() -> Vec<Example> {
    let cells = |line: &str| -> Vec<String> {
        let cells = line.replace("\\|", "\u{1}");
        cells.split('|').map(|cell| cell.replace('\u{1}', "|").trim().to_owned()).collect()
    };
    let example = |line: &str| match cells(line).as_slice() {
        [_, typed, told, articles, _] => Example {
            typed: typed.trim_matches('`').to_owned(),
            told: told.clone(),
            articles: articles
                .parse()
                .unwrap_or_else(|_| panic!("no number of articles in `{line}`")),
        },
        _ => panic!("no row of three cells: `{line}`"),
    };
    PAGE.lines().filter(|line| line.starts_with("| `")).map(example).collect()
}

#[test]
fn every_example_means_and_finds_what_the_page_says() {
    let engine = open(sample_index());
    let examples = examples();
    assert!(examples.len() > 50);
    for Example { typed, told, articles } in examples {
        let answer = ask(&engine, &plain(&typed));
        assert_eq!((explain(&answer.query), answer.total), (told, articles), "`{typed}`");
        assert!(answer.total > 0, "`{typed}` teaches nothing");
    }
}
