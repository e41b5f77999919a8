//! What stands at the top: the ranking against what a reader of the sample archive would want first.

use morgue::search::request::{Request, Sort};

use crate::harness::{ask, open, plain, sample_index};

const TRUTH: &str = include_str!("../truth/ranking.tsv");

/// The least share of queries whose first hit is one that a reader wants.
const FIRST: f64 = 0.9;
/// The least mean of one over the place of the first hit that a reader wants.
const RECIPROCAL: f64 = 0.94;

#[test]
fn what_a_reader_wants_comes_first() {
    let engine = open(sample_index());
    let (mut first, mut reciprocal, mut misses) = (0, 0.0, Vec::new());
    let truth: Vec<(&str, Vec<&str>)> = TRUTH
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(query, ids)| (query, ids.split(' ').collect()))
        .collect();
    assert!(truth.len() >= 50);
    for (query, wanted) in &truth {
        let answer = ask(
            &engine,
            &Request { sort: Some(Sort::Relevance), facets: Vec::new(), ..plain(query) },
        );
        let place = answer.hits.iter().position(|hit| wanted.contains(&hit.clipping.id.as_str()));
        first += usize::from(place == Some(0));
        reciprocal += place.map_or(0.0, |place| 1.0 / (place as f64 + 1.0));
        if place != Some(0) {
            misses.push((
                query,
                place,
                answer.hits.first().map(|hit| hit.clipping.article.title.clone()),
            ));
        }
    }
    let (first, reciprocal) = (first as f64 / truth.len() as f64, reciprocal / truth.len() as f64);
    println!(
        "{} queries: right at the top {first:.3}, mean reciprocal place {reciprocal:.3}",
        truth.len()
    );
    assert!(first >= FIRST && reciprocal >= RECIPROCAL, "{first:.3} {reciprocal:.3}: {misses:#?}");
}
