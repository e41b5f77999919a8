//! The mix of an answer: how many of its articles are by the staff or by agencies, are superseded or
//! undated, or owe a topic or a name to inference. Each share is a query of its own, so that the number is
//! what that query finds.

use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{ArticleState, LengthRange, NameQuery, Query};
use crate::search::engine::Engine;
use crate::search::plan::Plan;
use crate::search::results::SearchResult;

/// The shares of an answer that are not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mix {
    /// The shares. The first three add up to all articles.
    pub shares: Vec<Share>,
}

/// Articles of an answer that have something in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Share {
    /// What they have in common.
    pub kind: ShareKind,
    /// The number of articles.
    pub articles: u64,
    /// The query that finds them, under the same filters.
    pub query: String,
}

/// What the articles of a share have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShareKind {
    /// An author and no agency.
    Staff,
    /// An agency.
    Agency,
    /// Neither an author nor an agency.
    Unknown,
    /// A later version that superseded them.
    Superseded,
    /// No date.
    Undated,
    /// A topic that was inferred.
    InferredTopics,
    /// A name that was inferred.
    InferredNames,
}

impl ShareKind {
    /// Every kind.
    const ALL: [Self; 7] = [
        Self::Staff,
        Self::Agency,
        Self::Unknown,
        Self::Superseded,
        Self::Undated,
        Self::InferredTopics,
        Self::InferredNames,
    ];

    /// Returns its name in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Agency => "agency",
            Self::Unknown => "unknown",
            Self::Superseded => "superseded",
            Self::Undated => "undated",
            Self::InferredTopics => "inferred_topics",
            Self::InferredNames => "inferred_names",
        }
    }

    /// Returns what follows the number of articles: "3 by staff".
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Staff => "by staff",
            Self::Agency => "from agencies",
            Self::Unknown => "of unknown origin",
            Self::Superseded => "superseded later",
            Self::Undated => "undated",
            Self::InferredTopics => "with inferred topics",
            Self::InferredNames => "with inferred names",
        }
    }

    /// Returns the query for its articles among all.
    fn query(self) -> Query {
        let any = |field| Query::Facet(field, NameQuery::Any);
        let none = |field| any(field).negated();
        match self {
            Self::Staff => Query::and([any(Field::Authors), none(Field::Agency)]),
            Self::Agency => any(Field::Agency),
            Self::Unknown => Query::and([none(Field::Authors), none(Field::Agency)]),
            Self::Superseded => Query::WordsChanged(LengthRange::ANY),
            Self::Undated => Query::State(ArticleState::Undated),
            Self::InferredTopics => Query::State(ArticleState::InferredTopics),
            Self::InferredNames => Query::State(ArticleState::InferredNames),
        }
    }
}

/// Counts the shares of the articles that match a plan.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn mix(engine: &dyn Engine, plan: &Plan, result: &SearchResult) -> Result<Mix> {
    if result.articles == 0 {
        return Ok(Mix::default());
    }
    let is_known = |kind: &ShareKind| *kind != ShareKind::Superseded || engine.finds_stories();
    let kinds: Vec<ShareKind> = ShareKind::ALL.into_iter().filter(is_known).collect();
    let queries: Vec<Query> = kinds.iter().map(|kind| kind.query()).collect();
    let counts = engine.counts_within(plan, &queries)?;
    let base = Some(&plan.query).filter(|query| **query != Query::All);
    let share = |((kind, query), articles): ((ShareKind, Query), u64)| {
        let query = Query::and(base.cloned().into_iter().chain([query]));
        (articles > 0).then(|| Share { kind, articles, query: query.to_string() })
    };
    let shares = kinds.into_iter().zip(queries).zip(counts).filter_map(share).collect();
    Ok(Mix { shares })
}
