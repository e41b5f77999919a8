//! Searches for articles and for their number, without facets, timeline or highlights.

use crate::article::document::Document;
use crate::error::Result;
use crate::query::Query;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::plan::{Plan, Resolution};
use crate::search::planner;
use crate::search::request::Sort;
use crate::search::results::SearchResult;

/// Returns the number of articles that match a query, and the first of them in an order.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn first(
    engine: &dyn Engine,
    query: Query,
    sort: Sort,
    limit: usize,
    budget: &Budget,
) -> Result<(u64, Vec<Document>)> {
    let found = search(engine, query, sort, limit, budget)?;
    Ok((found.articles, found.hits.into_iter().map(|hit| hit.document).collect()))
}

/// Returns the number of articles that match a query.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn count(engine: &dyn Engine, query: Query, budget: &Budget) -> Result<u64> {
    Ok(search(engine, query, Sort::Newest, 0, budget)?.articles)
}

fn search(
    engine: &dyn Engine,
    query: Query,
    sort: Sort,
    limit: usize,
    budget: &Budget,
) -> Result<SearchResult> {
    let today = jiff::civil::Date::ZERO;
    let resolution = match query {
        Query::All => Resolution::default(),
        _ => planner::resolve(engine, &query, today, &mut |_, _| ())?,
    };
    engine.search(&Plan {
        query,
        resolution,
        selections: Vec::new(),
        since: None,
        until: None,
        sort,
        limit,
        after: None,
        facets: Vec::new(),
        timeline: false,
        collapsed: false,
        lists: false,
        budget: budget.clone(),
    })
}
