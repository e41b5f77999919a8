//! Who appears with whom: the most frequent values of a facet in the articles of a request, and for every
//! pair the exact number of articles that have both.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{NameQuery, Query, Warning};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::planner;
use crate::search::planner::PlannedRequest;
use crate::search::request::{ALL_VALUES, Request};

/// The most values of a network.
pub(crate) const MAX_NODES: usize = 500;

/// A network.
#[derive(Debug)]
pub(crate) struct Network {
    /// The query as understood.
    pub query: Query,
    /// The number of articles it was counted in.
    pub articles: u64,
    /// The values, the most frequent first.
    pub nodes: Vec<NetworkNode>,
    /// The pairs that have articles in common.
    pub edges: Vec<NetworkEdge>,
    /// Set when the counts are exact.
    pub exact: bool,
    /// Warnings about the query.
    pub warnings: Vec<Warning>,
}

/// A value of a network.
#[derive(Debug, Clone)]
pub(crate) struct NetworkNode {
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
    /// The number of articles.
    pub articles: u64,
}

/// A pair of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NetworkEdge {
    /// The index of the more frequent value.
    pub one: usize,
    /// The index of the other.
    pub other: usize,
    /// The number of articles that have both.
    pub articles: u64,
}

/// Counts the network of the `size` most frequent values of a facet.
///
/// # Errors
/// Fails when the request is invalid or the index cannot be read.
pub(crate) fn network(
    engine: &dyn Engine,
    request: &Request,
    (field, size): (Field, usize),
    today: Date,
    budget: &Budget,
) -> Result<Network> {
    let size = size.min(MAX_NODES);
    let request = Request {
        facets: vec![field],
        values: size,
        more_values: None,
        limit: 0,
        after: None,
        ..request.clone()
    };
    let PlannedRequest { mut plan, warnings, .. } = planner::plan(engine, &request, today, budget)?;
    plan.timeline = false;
    let found = engine.search(&plan)?;
    let mut exact = !found.timed_out && found.missing_articles == 0;
    let terms = engine.facet_terms(field)?;
    let mut nodes = Vec::new();
    for (key, articles) in found.facets.into_iter().flat_map(|facet| facet.values).take(size) {
        if articles > 0 {
            nodes.push(NetworkNode { name: terms.name(&key)?, key, articles });
        }
    }
    let query = plan.query.clone();
    let index: HashMap<String, usize> =
        nodes.iter().enumerate().map(|(at, node)| (node.key.clone(), at)).collect();
    let mut edges = Vec::new();
    plan.facets = vec![(field, ALL_VALUES)];
    for (one, node) in nodes.iter().enumerate() {
        let value = NameQuery::Exact(node.key.clone());
        plan.resolution.names.insert((field, value.clone()), vec![node.key.clone()]);
        plan.query = Query::and([query.clone(), Query::Facet(field, value)]);
        let found = engine.search(&plan)?;
        exact &= !found.timed_out;
        for (key, articles) in found.facets.into_iter().flat_map(|facet| facet.values) {
            let other = index.get(&key).copied().filter(|other| *other > one && articles > 0);
            edges.extend(other.map(|other| NetworkEdge { one, other, articles }));
        }
    }
    edges.sort_by_key(|edge| (edge.one, edge.other));
    Ok(Network { query, articles: found.articles, nodes, edges, exact, warnings })
}
