//! Relevance on the sample archive: the ranking compared with the articles a reader wants first.

use morgue::internals::search::request::{Request, Sort};

use crate::harness::{hits_only, open, sample_index, search};

const TRUTH: &str = include_str!("../truth/ranking.tsv");

/// The least share of queries whose first hit is relevant.
const MIN_PRECISION_AT_1: f64 = 0.9;
/// The least mean reciprocal rank of the first relevant hit.
const MIN_MRR: f64 = 0.94;

#[test]
fn relevant_articles_come_first() {
    let engine = open(sample_index());
    let (mut first, mut reciprocal_ranks, mut misses) = (0, 0.0, Vec::new());
    let truth: Vec<(&str, Vec<&str>)> = TRUTH
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(query, ids)| (query, ids.split(' ').collect()))
        .collect();
    assert!(truth.len() >= 50);
    for (query, relevant) in &truth {
        let answer = search(
            &engine,
            &Request { sort: Some(Sort::Relevance), facets: Vec::new(), ..hits_only(query) },
        );
        let index = answer.hits.iter().position(|hit| relevant.contains(&hit.document.id.as_str()));
        first += usize::from(index == Some(0));
        reciprocal_ranks += index.map_or(0.0, |index| 1.0 / (index as f64 + 1.0));
        if index != Some(0) {
            misses.push((
                query,
                index,
                answer.hits.first().map(|hit| hit.document.article.title.clone()),
            ));
        }
    }
    let queries = truth.len() as f64;
    let (first, mrr) = (first as f64 / queries, reciprocal_ranks / queries);
    println!(
        "{} queries: relevant first hits {first:.3}, mean reciprocal rank {mrr:.3}",
        truth.len()
    );
    assert!(first >= MIN_PRECISION_AT_1 && mrr >= MIN_MRR, "{first:.3} {mrr:.3}: {misses:#?}");
}
