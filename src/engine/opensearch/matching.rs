//! Ids of everything that matches, for receipts and standing queries. No article is read whole.

use std::ops::ControlFlow;
use std::time::Instant;

use serde_json::json;

use super::facets::selected;
use super::search::search_state;
use super::snapshot::Snapshot;
use super::{OpenSearchEngine, fields, records};
use crate::article::schema::Field;
use crate::engine::common::article_digest::ArticleDigest;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{Error, Result};
use crate::search::plan::Plan;
use crate::search::results::{MatchedArticle, MatchedArticles};

/// Articles read at a time.
const PAGE: usize = 5_000;

impl OpenSearchEngine {
    /// Returns the id and the digest of the record of every article that matches a plan, sorted by id,
    /// and the state of the archive in which they matched.
    pub(super) fn matching_articles(
        &self,
        plan: &Plan,
        snapshot: &Snapshot,
    ) -> Result<MatchedArticles> {
        let view = self.view(snapshot)?;
        let views = self.views(plan, snapshot, &view)?;
        let query = self.lower(plan, snapshot, &views)?;
        let search = json!({
            "size": PAGE,
            "query": {"bool": {"filter": [query, selected(plan, None, &views)]}},
            "_source": [fields::RECORD, Field::Id.name()],
            "sort": [{fields::TEXT_DIGEST: "asc"}],
        });
        let mut articles = Vec::new();
        let is_over = || plan.budget.deadline.is_some_and(|end| Instant::now() > end);
        snapshot.cluster.scan(&search, &plan.budget, &mut |hit| {
            if is_over() {
                return Err(Error::new("the search was stopped before everything was found"));
            }
            let source = hit.member("_source");
            let (_, record) = records::number_and_digest(source)?;
            let id = records::required(source, Field::Id.name())?.to_owned();
            articles.push(MatchedArticle { id, record });
            Ok(ControlFlow::Continue(()))
        })?;
        articles.sort_by(|one, other| one.id.cmp(&other.id));
        let mut digest = ArticleDigest::default();
        articles.iter().for_each(|article| digest.add(article.record));
        // Two texts share an id only while an update has not ended.
        articles.dedup_by(|one, other| one.id == other.id);
        Ok(MatchedArticles { articles, state: search_state(snapshot, &view, digest) })
    }
}
