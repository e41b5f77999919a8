//! JSON of trends, concordances, networks, and of what is typical of some articles.

use serde::Serialize;

use crate::article::date::Published;
use crate::query::Warning;
use crate::research::kwic::{Concordance, KwicLine};
use crate::research::network::{Network, NetworkEdge, NetworkNode};
use crate::research::trend::{Trend, TrendQuery, TrendRow};
use crate::research::typical::{Typical, TypicalItem};

/// The trends of some queries.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct TrendJson<'a> {
    by: &'static str,
    exact: bool,
    queries: Vec<TrendQueryJson>,
    rows: Vec<TrendRowJson>,
    imprecise: Vec<TrendRowJson>,
    warnings: Vec<&'a str>,
}

/// A query with its totals.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct TrendQueryJson {
    query: String,
    articles: u64,
    undated: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrences: Option<u64>,
}

/// A period with its counts for each query.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct TrendRowJson {
    from: String,
    to: String,
    all: u64,
    words: u64,
    counts: Vec<TrendCountJson>,
}

/// The counts of a query in a period.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct TrendCountJson {
    articles: u64,
    share: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurrences: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    per_million: Option<f64>,
}

impl<'a> From<&'a Trend> for TrendJson<'a> {
    fn from(trend: &'a Trend) -> Self {
        let query = |TrendQuery { query, articles, undated, occurrences }: &TrendQuery| {
            let (query, articles, undated) = (query.to_string(), *articles, *undated);
            TrendQueryJson { query, articles, undated, occurrences: *occurrences }
        };
        Self {
            by: trend.by.name(),
            exact: trend.exact,
            queries: trend.queries.iter().map(query).collect(),
            rows: trend.rows.iter().map(row_json).collect(),
            imprecise: trend.imprecise.iter().map(row_json).collect(),
            warnings: messages(&trend.warnings),
        }
    }
}

fn row_json(row: &TrendRow) -> TrendRowJson {
    let count = |(query, articles): (usize, &u64)| TrendCountJson {
        articles: *articles,
        share: rounded(row.share(query)),
        occurrences: row.occurrences.get(query).copied().flatten(),
        per_million: row.per_million(query).map(rounded),
    };
    TrendRowJson {
        from: row.from.to_string(),
        to: row.to.to_string(),
        all: row.all,
        words: row.words,
        counts: row.articles.iter().enumerate().map(count).collect(),
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}

fn messages(warnings: &[Warning]) -> Vec<&str> {
    warnings.iter().map(|warning| warning.message.as_str()).collect()
}

/// A concordance.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct KwicJson<'a> {
    query: String,
    articles: u64,
    read: u64,
    occurrences: u64,
    lines: Vec<KwicLineJson<'a>>,
    warnings: Vec<&'a str>,
}

/// An occurrence in its context.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct KwicLineJson<'a> {
    left: &'a str,
    #[serde(rename = "match")]
    matched: &'a str,
    right: &'a str,
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    field: String,
    start: usize,
    end: usize,
}

impl<'a> From<&'a Concordance> for KwicJson<'a> {
    fn from(concordance: &'a Concordance) -> Self {
        let line = |line: &'a KwicLine| KwicLineJson {
            left: &line.left,
            matched: &line.matched,
            right: &line.right,
            id: &line.id,
            title: &line.title,
            published: line.published.as_ref(),
            publisher: &line.publisher,
            field: line.slot.to_string(),
            start: line.range.start,
            end: line.range.end,
        };
        Self {
            query: concordance.query.to_string(),
            articles: concordance.articles,
            read: concordance.read,
            occurrences: concordance.occurrences,
            lines: concordance.lines.iter().map(line).collect(),
            warnings: messages(&concordance.warnings),
        }
    }
}

/// A network of people, places or organisations.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct NetworkJson<'a> {
    query: String,
    articles: u64,
    exact: bool,
    nodes: Vec<NetworkNodeJson<'a>>,
    edges: Vec<NetworkEdgeJson<'a>>,
    warnings: Vec<&'a str>,
}

/// A value of a network.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct NetworkNodeJson<'a> {
    value: &'a str,
    name: &'a str,
    articles: u64,
}

/// A pair of values with the number of articles that have both.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct NetworkEdgeJson<'a> {
    one: &'a str,
    other: &'a str,
    articles: u64,
}

impl<'a> From<&'a Network> for NetworkJson<'a> {
    fn from(network: &'a Network) -> Self {
        let node = |NetworkNode { key, name, articles }: &'a NetworkNode| NetworkNodeJson {
            value: key,
            name,
            articles: *articles,
        };
        let edge = |NetworkEdge { one, other, articles }: &NetworkEdge| {
            let key = |index: usize| network.nodes.get(index).map_or("", |node| &node.key);
            NetworkEdgeJson { one: key(*one), other: key(*other), articles: *articles }
        };
        Self {
            query: network.query.to_string(),
            articles: network.articles,
            exact: network.exact,
            nodes: network.nodes.iter().map(node).collect(),
            edges: network.edges.iter().map(edge).collect(),
            warnings: messages(&network.warnings),
        }
    }
}

/// What is typical of some articles.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct TypicalJson<'a> {
    query: String,
    articles: u64,
    counted: u64,
    all: u64,
    items: Vec<TypicalItemJson<'a>>,
    warnings: Vec<&'a str>,
}

/// A word or value that is typical.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct TypicalItemJson<'a> {
    value: &'a str,
    name: &'a str,
    articles: u64,
    all: u64,
    score: f64,
}

impl<'a> From<&'a Typical> for TypicalJson<'a> {
    fn from(typical: &'a Typical) -> Self {
        let item = |item: &'a TypicalItem| TypicalItemJson {
            value: &item.value,
            name: &item.name,
            articles: item.articles,
            all: item.all,
            score: (item.score * 1e3).round() / 1e3,
        };
        Self {
            query: typical.query.to_string(),
            articles: typical.articles,
            counted: typical.counted,
            all: typical.all,
            items: typical.items.iter().map(item).collect(),
            warnings: messages(&typical.warnings),
        }
    }
}
