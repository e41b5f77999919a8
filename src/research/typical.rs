//! What is typical of the articles of a request against all others: words, people, places, organisations
//! or topics, by the log-likelihood ratio of Dunning (1993) over numbers of articles.

use std::collections::HashMap;
use std::ops::ControlFlow;

use jiff::civil::Date;

use super::articles;
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{Pattern, Query, Warning};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::plan::Plan;
use crate::search::planner;
use crate::search::planner::PlannedRequest;
use crate::search::request::{ALL_VALUES, Request, Sort};
use crate::text::tokenizer::Words;

/// Articles that are read for their words.
pub(crate) const MAX_READ: u64 = 2_000;

/// The least number of articles with a word or value.
const MIN_ARTICLES: u64 = 2;

/// How many times as often as in the others a word or value must be in the articles. Scores alone rank common words
/// high: in many articles the least difference is significant. A doubling is a log ratio of one (A. Hardie, "Log
/// Ratio: an informal introduction", 2014).
const LEAST_RATIO: f64 = 2.0;

/// Words that are looked up, those in most articles first, and words of one pattern.
const MAX_WORDS: usize = 4_000;
const WORDS_OF_PATTERN: usize = 64;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TypicalOf {
    /// Words.
    Words,
    /// The values of a facet.
    Facet(Field),
}

/// What is typical of some articles.
#[derive(Debug)]
pub(crate) struct Typical {
    /// The query as understood.
    pub query: Query,
    /// The number of articles that match.
    pub articles: u64,
    /// The number of them that were counted: all, unless there are too many to read their words.
    pub counted: u64,
    /// The number of articles in the archive.
    pub all: u64,
    /// What is typical, most of all first.
    pub items: Vec<TypicalItem>,
    /// Warnings about the query.
    pub warnings: Vec<Warning>,
}

/// A word or value that is typical.
#[derive(Debug, Clone)]
pub(crate) struct TypicalItem {
    /// The word, or the key of the value.
    pub value: String,
    /// The word, or the name.
    pub name: String,
    /// The number of the counted articles that have it.
    pub articles: u64,
    /// The number of articles of the archive that have it.
    pub all: u64,
    /// The log-likelihood ratio: 10.83 is significant at one in a thousand.
    pub score: f64,
}

/// Finds the `limit` most typical words or values of a request.
///
/// # Errors
/// Fails when the request is invalid or the index cannot be read.
pub(crate) fn typical(
    engine: &dyn Engine,
    request: &Request,
    (of, limit): (TypicalOf, usize),
    today: Date,
    budget: &Budget,
) -> Result<Typical> {
    let facets = match of {
        TypicalOf::Words => Vec::new(),
        TypicalOf::Facet(field) => vec![field],
    };
    let request = Request {
        facets,
        values: ALL_VALUES,
        more_values: None,
        limit: 0,
        after: None,
        sort: Some(Sort::Newest),
        ..request.clone()
    };
    let PlannedRequest { mut plan, warnings, .. } = planner::plan(engine, &request, today, budget)?;
    plan.timeline = false;
    let found = engine.search(&plan)?;
    let all = articles::count(engine, Query::All, budget)?;
    let (counted, counts) = match of {
        TypicalOf::Facet(field) => {
            let values = found.facets.into_iter().flat_map(|facet| facet.values).collect();
            (found.articles, value_counts(engine, field, values, today, budget)?)
        }
        TypicalOf::Words => {
            let (read, words) = words_of(engine, &plan)?;
            (read, with_frequencies(engine, words)?)
        }
    };
    let others = all.saturating_sub(counted);
    let item = |(value, name, articles, of_all): Counted| {
        let of_others = of_all.saturating_sub(articles);
        let score = log_likelihood((articles, counted), (of_others, others));
        TypicalItem { value, name, articles, all: of_all, score }
    };
    let is_typical = |item: &TypicalItem| {
        let rate = item.articles as f64 / counted.max(1) as f64;
        let rate_of_others = item.all.saturating_sub(item.articles) as f64 / others.max(1) as f64;
        item.articles >= MIN_ARTICLES && item.score > 0.0 && rate >= LEAST_RATIO * rate_of_others
    };
    let mut items: Vec<TypicalItem> = counts.into_iter().map(item).filter(is_typical).collect();
    items.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.value.cmp(&other.value)));
    items.truncate(limit);
    Ok(Typical { query: plan.query, articles: found.articles, counted, all, items, warnings })
}

/// A word or value with its name, the articles that have it, and those of the archive.
type Counted = (String, String, u64, u64);

/// Adds names, and the numbers of articles of the archive, to counted values of a facet.
fn value_counts(
    engine: &dyn Engine,
    field: Field,
    values: Vec<(String, u64)>,
    today: Date,
    budget: &Budget,
) -> Result<Vec<Counted>> {
    let everything =
        Request { facets: vec![field], values: ALL_VALUES, limit: 0, ..Request::default() };
    let mut plan = planner::plan(engine, &everything, today, budget)?.plan;
    plan.timeline = false;
    let facets = engine.search(&plan)?.facets.into_iter();
    let in_all: HashMap<String, u64> = facets.flat_map(|facet| facet.values).collect();
    let terms = engine.facet_terms(field)?;
    let mut counts = Vec::with_capacity(values.len());
    for (value, articles) in values {
        let of_all = in_all.get(&value).copied().unwrap_or(articles);
        let name = terms.name(&value)?;
        counts.push((value, name, articles, of_all));
    }
    Ok(counts)
}

/// Reads the newest articles of a plan, and counts in how many each word is.
fn words_of(engine: &dyn Engine, plan: &Plan) -> Result<(u64, HashMap<String, u64>)> {
    let (mut read, mut words) = (0, HashMap::new());
    engine.scan(plan, &mut |document| {
        add_words(&document.article.body, &mut words);
        read += 1;
        if read >= MAX_READ { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    Ok((read, words))
}

/// Counts each word of a text once.
fn add_words(text: &str, counts: &mut HashMap<String, u64>) {
    let mut words = Words::new(text);
    let mut seen = std::collections::HashSet::new();
    while words.advance().is_some() {
        let word = words.folded();
        let is_word = word.chars().count() > 1 && !word.starts_with(|c: char| c.is_ascii_digit());
        if is_word && seen.insert(word.to_string()) {
            match counts.get_mut(word) {
                Some(count) => *count += 1,
                None => drop(counts.insert(word.to_string(), 1)),
            }
        }
    }
}

/// Adds to the words that are in most articles the number of articles of the archive.
fn with_frequencies(engine: &dyn Engine, words: HashMap<String, u64>) -> Result<Vec<Counted>> {
    let mut words: Vec<(String, u64)> =
        words.into_iter().filter(|(_, articles)| *articles >= MIN_ARTICLES).collect();
    words.sort_by(|(one, articles), (other, others)| others.cmp(articles).then(one.cmp(other)));
    words.truncate(MAX_WORDS);
    let mut counts = Vec::with_capacity(words.len());
    for words in words.chunks(WORDS_OF_PATTERN) {
        let escaped: Vec<String> = words.iter().map(|(word, _)| escaped(word)).collect();
        let found = engine.expand(&Pattern::Regex(escaped.join("|")))?.words;
        let found: HashMap<String, u64> = found.into_iter().collect();
        for (word, articles) in words {
            let of_all = found.get(word).copied().unwrap_or(*articles).max(*articles);
            counts.push((word.clone(), word.clone(), *articles, of_all));
        }
    }
    Ok(counts)
}

fn escaped(word: &str) -> String {
    let escape = |c: char| if c.is_alphanumeric() { vec![c] } else { vec!['\\', c] };
    word.chars().flat_map(escape).collect()
}

/// The log-likelihood ratio of two counts, each of a total; negative where the first share is smaller.
fn log_likelihood((one, of_one): (u64, u64), (other, of_other): (u64, u64)) -> f64 {
    let total = (of_one + of_other).max(1) as f64;
    let share = (one + other) as f64 / total;
    let (expected_one, expected_other) = (of_one as f64 * share, of_other as f64 * share);
    let missing = 1.0 - share;
    let term = |count: f64, expected: f64| {
        if count > 0.0 && expected > 0.0 { count * (count / expected).ln() } else { 0.0 }
    };
    let (lacks_one, lacks_other) =
        (of_one.saturating_sub(one) as f64, of_other.saturating_sub(other) as f64);
    let score = 2.0
        * (term(one as f64, expected_one)
            + term(other as f64, expected_other)
            + term(lacks_one, of_one as f64 * missing)
            + term(lacks_other, of_other as f64 * missing));
    if (one as f64) < expected_one { -score } else { score }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_more_frequent_scores_more() {
        let score = |one, other| log_likelihood((one, 100), (other, 10_000));
        assert!(score(50, 50) > score(20, 50) && score(20, 50) > 10.83);
        assert!(score(1, 100).abs() < 1e-6, "the same share says nothing");
        assert!(score(0, 500) < 0.0);
        assert_eq!(log_likelihood((0, 0), (0, 0)), 0.0);
        // Dunning's ratio of a contingency table, by hand: 2 * sum of k ln(k / e).
        assert!((log_likelihood((10, 20), (5, 20)) - 2.706).abs() < 0.001);
    }

    proptest! {
        #[test]
        fn scores_are_finite(one in 0u64..100, more in 0u64..100, other in 0u64..1000, rest in 0u64..1000) {
            let score = log_likelihood((one, one + more), (other, other + rest));
            prop_assert!(score.is_finite());
        }
    }
}
